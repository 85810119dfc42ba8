import type { Finding } from '../../base/checks/index.ts'
import { NuagesError } from '../../base/errors/index.ts'
import type { AppDefinition } from '../../base/settings/index.ts'
import { checkTables } from '../../data/orm/index.ts'
import type { Project } from './project.ts'

/** A thrown error as a finding: its code is the id. */
export function findingOf(error: unknown, where: string): Finding {
  if (error instanceof NuagesError)
    return { id: error.code, level: 'error', message: error.message, hint: error.hint, where }
  const message = error instanceof Error ? error.message : String(error)
  return { id: 'project.E001', level: 'error', message, hint: 'Correct the declaration.', where }
}

/**
 * What opening a project does not find by itself: it holds the models against what the databases can do, parses every
 * template, and reads every admin registration of the apps against the models.
 */
export async function checkProject(project: Project): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const name of project.engine.names()) {
    try {
      await project.engine.template(name)
    } catch (error) {
      findings.push(findingOf(error, name))
    }
  }
  return [...checkTables(project.orm), ...findings, ...(await checkAdmin(project))]
}

/** The first wrong declaration of each app, or what is wrong between apps. */
async function checkAdmin({ apps, orm }: Project): Promise<readonly Finding[]> {
  const registering = apps.filter(({ admin = [] }) => admin.length > 0)
  if (registering.length === 0) return []
  const { adminSite } = await import('../../apps/admin/index.ts')
  const findingIn = (group: readonly AppDefinition[]): readonly Finding[] => {
    try {
      adminSite({ apps: group }).resolve(orm.registry)
      return []
    } catch (error) {
      return [findingOf(error, `admin of ${group.map(({ label }) => label).join(', ')}`)]
    }
  }
  const findings = registering.flatMap((app) => findingIn([app]))
  return findings.length > 0 ? findings : findingIn(registering)
}
