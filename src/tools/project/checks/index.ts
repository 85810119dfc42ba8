import type { Finding } from '../../../base/checks/index.ts'
import { NuagesError } from '../../../base/errors/index.ts'
import type { AppDefinition } from '../../../base/settings/index.ts'
import { checkTables } from '../../../data/orm/index.ts'
import type { Project } from '../project.ts'
import { checkProjectTemplates } from './templates.ts'

/** How far `check` goes. */
export interface ProjectCheckOptions {
  /** Also say what is only worth a look: values without escaping, addresses that a variable begins. Default: false. */
  readonly notes?: boolean
  /** Follow the contexts that views give to `render` through their templates, with the project's TypeScript. Default: true. */
  readonly types?: boolean
}

/** A thrown error as a finding: its code is the id. */
export function findingOf(error: unknown, where: string): Finding {
  if (error instanceof NuagesError)
    return { id: error.code, level: 'error', message: error.message, hint: error.hint, where }
  const message = error instanceof Error ? error.message : String(error)
  return { id: 'project.E001', level: 'error', message, hint: 'Correct the declaration.', where }
}

/**
 * What opening a project does not find by itself: it holds the models against what the databases can do, reads every
 * template with the names in it and the contexts that views give to it, and every admin registration of the apps against the
 * models. `processors` says whether the project has context processors of its own.
 */
export async function checkProject(
  project: Project,
  processors: boolean,
  options: ProjectCheckOptions = {},
): Promise<readonly Finding[]> {
  return [
    ...checkTables(project.orm),
    ...(await checkProjectTemplates(project, processors, options)),
    ...(await checkAdmin(project)),
  ]
}

/** The first wrong declaration of each app, or what is wrong between apps. */
async function checkAdmin({ apps, orm }: Project): Promise<readonly Finding[]> {
  const registering = apps.filter(({ admin = [] }) => admin.length > 0)
  if (registering.length === 0) return []
  const { adminSite } = await import('../../../apps/admin/index.ts')
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
