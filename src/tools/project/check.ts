import type { Finding } from '../../base/checks/index.ts'
import { NuagesError } from '../../base/errors/index.ts'
import type { Project } from './project.ts'

/** A thrown error as a finding: its code is the id. */
export function findingOf(error: unknown, where: string): Finding {
  if (error instanceof NuagesError)
    return { id: error.code, level: 'error', message: error.message, hint: error.hint, where }
  const message = error instanceof Error ? error.message : String(error)
  return { id: 'project.E001', level: 'error', message, hint: 'Correct the declaration.', where }
}

/**
 * What opening a project does not find by itself: it parses every template, and asks the admin to read its registrations.
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
  return findings
}
