import { NuagesError } from '../../../base/errors/index.ts'
import { filesErrors } from '../errors.ts'

interface ServiceError {
  readonly name?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** The status that the service answered with; undefined where it did not. */
export function statusOf(error: unknown): number | undefined {
  return (error as ServiceError | null)?.$metadata?.httpStatusCode
}

/** Somebody else has the name. */
export const isTaken = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409

/** The service does not know conditions of writing. */
export const isUnconditional = (error: unknown): boolean => statusOf(error) === 501

/** What went wrong, in words; the service's own messages may have keys in them, and are left out. */
function reasonOf(error: unknown): string {
  const { name, code } = error as ServiceError
  const status = statusOf(error)
  if (status === undefined) return `it does not answer (${code ?? name ?? 'unknown'})`
  return `it answered ${status} ${name ?? ''}`.trimEnd()
}

export type Failure = 'CANNOT_SAVE' | 'CANNOT_READ' | 'CANNOT_DELETE'

/** The result of a request to the service; its refusals as coded errors, 404 as `NUAGES_FILES_NOT_FOUND`. */
export async function asked<T>(failure: Failure, name: string, request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (cause) {
    throw failureOf(failure, name, cause)
  }
}

export function failureOf(failure: Failure, name: string, cause: unknown): unknown {
  if (cause instanceof NuagesError) return cause
  if (failure === 'CANNOT_READ' && statusOf(cause) === 404 && (cause as ServiceError).name !== 'NoSuchBucket')
    return filesErrors.NOT_FOUND({ name }, { cause })
  return filesErrors[failure]({ name, reason: `S3: ${reasonOf(cause)}` }, { cause })
}
