import type { HttpRequest } from './request.ts'

const reasonKey = Symbol('nuages.personal')
type Carrier = { [reasonKey]?: string }

/**
 * Says that the answer to a request holds something that is of this visitor or of this answer alone, such as a form's token or a nonce: nobody
 * else may get it from a cache of pages. `reason` names it.
 */
export function markPersonal(request: HttpRequest, reason: string): void {
  ;(request as unknown as Carrier)[reasonKey] ??= reason
}

/** What of the answer is of this visitor alone; null as far as nobody has said so. */
export function personalReason(request: HttpRequest): string | null {
  return (request as unknown as Carrier)[reasonKey] ?? null
}
