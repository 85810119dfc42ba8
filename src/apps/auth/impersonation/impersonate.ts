import { deleteCookie, type HttpRequest, type LightResponse, setCookie } from '../../../web/http/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { recordAuthEvent } from '../audit.ts'
import { authErrors } from '../errors.ts'
import { credentialOf } from '../identity/credential.ts'
import { impersonationName, type KeptImpersonation } from '../identity/session-names.ts'
import { impersonatorOf } from '../identity/shown.ts'
import type { AnyUser } from '../models.ts'
import { mayImpersonate } from './options.ts'

/** Tells the banner that it may be due, so that other visitors' pages cost no session. What counts is in the session. */
export const markerCookie = 'nuages_impersonating'

/**
 * From now on the requests of this session are of `user`; the session stays that of whoever is logged in. A form of the other person's password,
 * second factor or tokens stays closed: nobody has shown to be them. Throws `NUAGES_AUTH_MAY_NOT_IMPERSONATE`.
 */
export async function impersonate(request: HttpRequest, user: AnyUser): Promise<void> {
  const actor = await request.user
  // A token makes nobody of its user's session.
  const inPerson = credentialOf(request).kind === 'session' && (await impersonatorOf(request)) === null
  if (!actor.isAuthenticated || !inPerson || !(await mayImpersonate(actor, user))) {
    await recordAuthEvent('impersonationRefused', { request, user, actor: actor.isAuthenticated ? actor : null })
    throw authErrors.MAY_NOT_IMPERSONATE({ user: String(user.pk) })
  }
  const kept: KeptImpersonation = { user: String(user.pk), since: Math.floor(Date.now() / 1000) }
  await sessionOf(request).cycleKey()
  await sessionOf(request).set(impersonationName, kept)
  await recordAuthEvent('impersonationBegan', { request, user, actor })
}

/** Whoever acted as somebody else is themselves again. False where nobody did. */
export async function stopImpersonating(request: HttpRequest): Promise<boolean> {
  const actor = await impersonatorOf(request)
  const user = await request.user
  await sessionOf(request).delete(impersonationName)
  if (actor === null || !user.isAuthenticated) return false
  await sessionOf(request).cycleKey()
  await recordAuthEvent('impersonationEnded', { request, user, actor })
  return true
}

/** The cookie that goes with it. */
export function markImpersonating(response: LightResponse, { secure }: { readonly secure: boolean }): void {
  setCookie(response, markerCookie, '1', { httpOnly: true, sameSite: 'Lax', secure })
}

export function unmarkImpersonating(response: LightResponse): void {
  deleteCookie(response, markerCookie)
}
