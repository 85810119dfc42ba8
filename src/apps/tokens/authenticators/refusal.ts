import { NuagesError } from '../../../base/errors/index.ts'
import { type HttpRequest, json, LightResponse, redirect } from '../../../web/http/index.ts'
import { loginAddress } from '../../auth/index.ts'
import { tokensErrors } from '../errors.ts'
import type { Authenticator } from './authenticator.ts'

/** RFC 6750, 3.1. */
type BearerError = 'invalid_request' | 'invalid_token' | 'insufficient_scope'

export interface Refusal {
  readonly status: 400 | 401 | 403
  /** Null: there was no credential, and then no reason is told. */
  readonly error: BearerError | null
  /** Ends a sentence, in plain ASCII. */
  readonly reason: string
  readonly ability?: string
}

/**
 * The answer to a request that is refused: what could be sent in `WWW-Authenticate`, and a body of JSON; who likes HTML best gets the error page, and where a session would do and nothing was sent
 * the log-in page.
 */
export function refuse(request: HttpRequest, by: readonly Authenticator[], refusal: Refusal): Response {
  const { status, error, reason } = refusal
  const challenges = challengesOf(request, by, refusal)
  if (request.accepts('application/json', 'text/html') === 'text/html') {
    const page = error === null && by.some(({ protection = 'csrf' }) => protection === 'csrf')
    if (page) return redirect(loginAddress(request))
    const answerHeaders = { 'www-authenticate': challenges.join(', ') }
    if (status === 403) throw tokensErrors.NOT_ABLE({ ability: refusal.ability ?? '', answerHeaders })
    if (status === 400) throw tokensErrors.BAD_AUTHORIZATION({ reason })
    throw tokensErrors.NOT_IDENTIFIED({ reason, answerHeaders })
  }
  const response = LightResponse.from(
    json(
      { error: { status, title: titles[status], code: error ?? 'no_credentials', message: sentence(refusal) } },
      { status, headers: { 'cache-control': 'no-store' } },
    ),
  )
  for (const each of challenges) response.headers.append('www-authenticate', each)
  return response
}

/** What is wrong, to somebody who reads nothing but this. */
function sentence({ status, error, reason }: Refusal): string {
  if (error === null) return 'No credential was sent. The header WWW-Authenticate names those that this address takes.'
  return `${status === 400 ? 'The header Authorization cannot be read' : 'The credential is refused'}: ${reason}.`
}

const titles = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden' } as const

function challengesOf(
  request: HttpRequest,
  by: readonly Authenticator[],
  { error, reason, ability }: Refusal,
): string[] {
  const challenges = [...new Set(by.map((each) => each.challenge(request)))].filter((text) => text !== '')
  if (error === null) return challenges
  const told = `, error="${error}", error_description="${plain(reason)}"${ability === undefined ? '' : `, scope="${plain(ability)}"`}`
  return challenges.map((text) => (/^bearer\b/i.test(text) ? text + told : text))
}

/** What may stand between quotation marks in a header (RFC 6750, 3). */
function plain(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, 200)
}

/** What an authenticator has thrown, as a refusal; null where it is no refusal of a credential. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof NuagesError)) return null
  const reason = String(error.data['reason'] ?? '')
  if (error.code === 'NUAGES_TOKENS_INVALID_TOKEN') return { status: 401, error: 'invalid_token', reason }
  if (error.code === 'NUAGES_TOKENS_BAD_AUTHORIZATION') return { status: 400, error: 'invalid_request', reason }
  return null
}
