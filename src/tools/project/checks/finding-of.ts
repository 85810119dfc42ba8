import type { Finding } from '../../../base/checks/index.ts'
import { NuagesError } from '../../../base/errors/index.ts'

/** A thrown error as a finding: its code is the id. */
export function findingOf(error: unknown, where: string): Finding {
  if (error instanceof NuagesError)
    return { id: error.code, level: 'error', message: error.message, hint: error.hint, where }
  const message = error instanceof Error ? error.message : String(error)
  return { id: 'project.E001', level: 'error', message, hint: 'Correct the declaration.', where }
}
