import { type HttpRequest, httpErrors, type View } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { accountPage, done, formPage, refused, sentFields, shown } from '../../accounts/index.ts'
import { credentialOf, userKey, userOf } from '../../auth/index.ts'
import { createToken, revokeToken, tokensOf } from '../access-tokens/access-tokens.ts'
import { tokensErrors } from '../errors.ts'
import { revokeTokenLogin, tokenLogins } from '../jwt/refresh.ts'
import { AccessToken, RefreshToken } from '../models.ts'
import { currentSettings } from '../settings.ts'
import { tokensAddress } from './address.ts'
import { CreateFullTokenForm, CreateTokenForm } from './create-form.ts'

const day = 24 * 3600 * 1000

/** A view for people: a token makes and ends no tokens. */
export function byPeople<P>(view: View<P>): View<P> {
  return (request, params) => {
    if (credentialOf(request).kind !== 'session') throw tokensErrors.NOT_BY_TOKEN()
    return view(request, params)
  }
}

/** The tokens of one's account, and where programs have logged in with it. */
export async function tokensPage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const [tokens, logins] = [await tokensOf(user), await tokenLogins(user)]
  const named = currentSettings().abilities
  const rows = tokens.map(({ id, name, prefix, abilities, createdAt, expiresAt, lastUsedAt }) => ({
    ...{ id, name, prefix, abilities, createdAt, expiresAt, lastUsedAt },
    may: abilities?.map((each) => String(named[each] ?? each)) ?? null,
  }))
  const others = logins.map(({ id, userAgent, ip, createdAt, issuedAt }) => ({
    id,
    userAgent,
    ip,
    createdAt,
    issuedAt,
  }))
  return shown(
    request,
    () => ({ tokens: rows.map(({ may: _may, ...row }) => row), logins: others }),
    () => accountPage(request, 'tokens/list.html', { tokens: rows, logins: others }),
  )
}

/** Makes a token, and shows it this once. */
export async function createPage(request: HttpRequest): Promise<Response> {
  const data = request.method === 'POST' ? await sentFields(request) : null
  const chosen = Object.keys(currentSettings().abilities).length > 0
  const form = chosen ? new CreateTokenForm({ data }) : new CreateFullTokenForm({ data })
  await form.ready()
  const draw = (status = 200) =>
    accountPage(request, 'tokens/create.html', { form, list: tokensAddress('list') }, status)
  if (data === null) return formPage(request, form, draw)
  if (!(await form.isValid())) return refused(request, form, draw)
  const { name, expires } = form.cleaned
  const { row, token } = await createToken(await userOf(request), {
    name,
    abilities: form instanceof CreateFullTokenForm ? null : form.cleaned.abilities,
    expires: expires === '0' ? null : new Date(Date.now() + Number(expires) * day),
    request,
  })
  const next = tokensAddress('list')
  return shown(
    request,
    () => ({ done: true, next, token, id: row.id }),
    () => accountPage(request, 'tokens/created.html', { token, name, list: next }),
  )
}

/** Asks, and revokes. */
export async function revokePage(request: HttpRequest, { id }: { readonly id: number }): Promise<Response> {
  const user = await userOf(request)
  const row = (await AccessToken.filter({ id, user: userKey(user), revokedAt: null }).first()) ?? gone(request)
  const next = tokensAddress('list')
  if (request.method === 'POST') {
    await sentFields(request)
    await revokeToken(row, request)
    return done(request, { next, message: gettext('The token is revoked.') })
  }
  return accountPage(request, 'tokens/revoke.html', { name: row.name, prefix: row.prefix, list: next })
}

/** Logs a program out. */
export async function endLoginPage(request: HttpRequest, { id }: { readonly id: number }): Promise<Response> {
  const user = await userOf(request)
  const row = (await RefreshToken.filter({ id, user: userKey(user), revokedAt: null }).first()) ?? gone(request)
  await sentFields(request)
  await revokeTokenLogin(row, request)
  return done(request, { next: tokensAddress('list'), message: gettext('The program is logged out.') })
}

function gone(request: HttpRequest): never {
  throw httpErrors.NOT_FOUND({ what: request.path })
}
