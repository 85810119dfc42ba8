import { fileReason, NuagesError } from '../../../base/errors/index.ts'
import { filesErrors } from '../errors.ts'
import { codeOf } from './folders.ts'

/** How file systems say that nothing more fits. */
const full: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** The result of a step of saving; what the file system refuses becomes a coded error. */
export async function saving<T>(name: string, step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (cause) {
    if (cause instanceof NuagesError) throw cause
    const given = { name, reason: fileReason(cause) }
    throw full.includes(codeOf(cause) ?? '')
      ? filesErrors.NO_ROOM(given, { cause })
      : filesErrors.CANNOT_SAVE(given, { cause })
  }
}

/** What the file system refuses while something is read, as a coded error. */
export async function reading<T>(name: string, step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (cause) {
    if (cause instanceof NuagesError) throw cause
    throw filesErrors.CANNOT_READ({ name, reason: fileReason(cause) }, { cause })
  }
}
