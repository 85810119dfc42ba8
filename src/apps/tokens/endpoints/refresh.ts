import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { revokeToken } from '../access-tokens/access-tokens.ts'
import { digestOf, isToken } from '../access-tokens/token-text.ts'
import { tokensErrors } from '../errors.ts'
import { refreshTokens, revokeRefreshToken } from '../jwt/refresh.ts'
import { AccessToken } from '../models.ts'
import { currentSettings } from '../settings.ts'
import { problem, recordBody, secretJson, textOf } from './body.ts'

const invalidToken = tokensErrors.INVALID_TOKEN({ reason: '' }).code

/** POST `{ "refreshToken" }`: the next pair; the old refresh token is used up. 401 `invalid_token` where it does not work (any more). */
export async function refresh(request: HttpRequest): Promise<Response> {
  const token = await tokenIn(request, 'refreshToken')
  if (token instanceof Response) return token
  try {
    return secretJson({ ...(await refreshTokens(token, request)), tokenType: 'Bearer' })
  } catch (error) {
    if ((error as { code?: unknown }).code !== invalidToken) throw error
    const message = gettext('This token does not work any more: log in again.')
    return secretJson({ errors: { refreshToken: [{ code: 'invalid_token', message }] } }, 401, {
      'www-authenticate': 'Bearer error="invalid_token"',
    })
  }
}

/** POST `{ "token" }`: ends the log-in of a refresh token, or an access token. 204 as well where there was nothing to end (RFC 7009, 2.2). */
export async function revoke(request: HttpRequest): Promise<Response> {
  const token = await tokenIn(request, 'token')
  if (token instanceof Response) return token
  if (isToken(token, currentSettings().prefix, 'pat')) {
    const row = await AccessToken.filter({ digest: digestOf(token) }).first()
    if (row !== null) await revokeToken(row, request)
  } else await revokeRefreshToken(token, request)
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}

async function tokenIn(request: HttpRequest, name: string): Promise<string | Response> {
  const body = await recordBody(request)
  if (body === null) return problem(415, '__all__', 'not_json', gettext('Send a document of JSON.'))
  return textOf(body, name) ?? problem(422, name, 'required', gettext('Send the token.'))
}
