import type { HttpRequest } from './request.ts'

interface Marks {
  readonly reason: string
  count: number
}
const marksKey = Symbol('nuages.personal')
type Carrier = { [marksKey]?: Marks }

/**
 * Says that the answer to a request holds something that is of this visitor or of this answer alone, such as a form's token or a nonce: nobody
 * else may get it from a cache of pages. `reason` names it.
 */
export function markPersonal(request: HttpRequest, reason: string): void {
  const carrier = request as unknown as Carrier
  carrier[marksKey] ??= { reason, count: 0 }
  carrier[marksKey].count++
}

/** What of the answer is of this visitor alone; null as far as nobody has said so. */
export function personalReason(request: HttpRequest): string | null {
  return (request as unknown as Carrier)[marksKey]?.reason ?? null
}

/** How many times something was said to be of this visitor alone: what is made while it grows is. */
export function personalMarks(request: HttpRequest): number {
  return (request as unknown as Carrier)[marksKey]?.count ?? 0
}
