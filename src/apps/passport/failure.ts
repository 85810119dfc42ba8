import { type HttpRequest, LightResponse } from '../../web/http/index.ts'

/** Why nobody was logged in. */
export interface PassportFailure {
  /** What the strategy asks for, else 401; 403 for a user who is not active. */
  readonly status: number
  /** What the strategy says of it. Not every strategy makes it for visitors. */
  readonly message: string
  readonly challenge: unknown
}

export function failureOf(status: number, challenge: unknown): PassportFailure {
  const said = (challenge as { readonly message?: unknown } | null | undefined)?.message ?? challenge
  return {
    status: status >= 400 && status < 500 ? status : 401,
    challenge,
    message: typeof said === 'string' ? said : '',
  }
}

/** The status alone, as Passport answers by itself. */
export function bareFailure(_request: HttpRequest, { status, challenge }: PassportFailure): Response {
  const asks = status === 401 && typeof challenge === 'string' && /^[\x20-\x7e]+$/.test(challenge)
  const headers = { 'content-type': 'text/plain; charset=utf-8', ...(asks && { 'www-authenticate': challenge }) }
  return new LightResponse(status === 401 ? 'Unauthorized' : 'Refused', { status, headers })
}
