import type { HttpRequest } from '../../../web/http/index.ts'
import { tokensErrors } from '../errors.ts'

/** What a request has in `Authorization`. */
export interface Authorization {
  /** In lower case: 'bearer'. */
  readonly scheme: string
  readonly value: string
}

/** Longer ones are refused before anything looks into them. */
const longest = 8300

/**
 * The header `Authorization`, or null (RFC 9110, 11.6.2). Throws `NUAGES_TOKENS_BAD_AUTHORIZATION` where it came twice, is longer than any
 * credential, or has no form that could be one.
 */
export function authorizationOf(request: HttpRequest): Authorization | null {
  const first = request.header('authorization')
  if (first === null) return null
  const bad = (reason: string) => tokensErrors.BAD_AUTHORIZATION({ reason })
  if (first.length > longest) throw bad('it is too long')
  // Node keeps the first of several, `headers` all of them.
  if (request.headers.get('authorization') !== first) throw bad('it was sent more than once')
  const found = /^([A-Za-z][\w-]{0,30}) +(\S(?:.*\S)?)$/.exec(first.trim())
  if (found === null) throw bad('it is not a scheme and a credential')
  return { scheme: found[1]!.toLowerCase(), value: found[2]! }
}

/** The value of one scheme, or null. */
export function credentialsOf(request: HttpRequest, scheme: string): string | null {
  const found = authorizationOf(request)
  return found !== null && found.scheme === scheme ? found.value : null
}
