import { NuagesError } from '../../../base/errors/index.ts'
import { oauthErrors } from '../errors.ts'

/** What openid-client and fetch throw, as far as it is looked at. */
interface Thrown {
  readonly name?: string
  readonly code?: string
  readonly message?: string
  readonly status?: number
  /** Of an answer that is an error (RFC 6749 §4.1.2.1 and §5.2). */
  readonly error?: string
  readonly cause?: unknown
}

const unreachable: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT'])
const later: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])

/** The coded error for what went wrong in speaking with a provider. What the provider wrote itself goes no further than the log. */
export function failureOf(provider: string, thrown: unknown): NuagesError {
  if (thrown instanceof NuagesError) return thrown
  const { code = '', error, message = '', status = statusOf(thrown), name } = (thrown ?? {}) as Thrown
  if (error === 'access_denied') return oauthErrors.DENIED({ provider }, { cause: thrown })
  const said = error === undefined ? '' : ` (${/^[\w.-]{1,60}$/.test(error) ? error : 'an unknown error'})`
  const detail = `${message.slice(0, 200)}${said}`
  const away =
    (error !== undefined && later.has(error)) ||
    unreachable.has(code) ||
    status >= 500 ||
    name === 'TimeoutError' ||
    isNetworkFailure(thrown)
  return away
    ? oauthErrors.UNREACHABLE({ provider, detail }, { cause: thrown })
    : oauthErrors.REFUSED({ provider, detail }, { cause: thrown })
}

/** The status of the answer that was not what it should be. */
function statusOf(thrown: unknown): number {
  const { cause } = (thrown ?? {}) as Thrown
  return cause instanceof Response ? cause.status : 0
}

/** `fetch` rejects with a TypeError, which has the network's error as its cause. */
function isNetworkFailure(thrown: unknown): boolean {
  return thrown instanceof TypeError && thrown.message === 'fetch failed'
}
