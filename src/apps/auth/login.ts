import { constantTimeEqual } from '../../base/signing/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { rotateCsrfToken } from '../../web/security/index.ts'
import { sessionOf } from '../sessions/index.ts'
import { recordAuthEvent } from './audit.ts'
import type { RequestUser } from './augment.ts'
import { backendOf } from './backend.ts'
import { modelBackendName } from './backends/model.ts'
import { impersonationName, pendingName, sessionNames } from './identity/session-names.ts'
import { keepShown } from './identity/shown.ts'
import { identified, keyOf, remember } from './identity/state.ts'
import { impersonators } from './impersonation/impersonators.ts'
import { AnonymousUser, type AnyUser } from './models.ts'
import { rememberDevice } from './throttle/device-cookie.ts'

export interface LoginOptions {
  /** How the user has shown who they are. */
  readonly methods?: readonly string[]
  /** True: the session outlives the browser; false: it does not. As the project's sessions say where it is left out. */
  readonly remember?: boolean
}

/**
 * Remembers the user in the session, under a new key and with a new CSRF token. Somebody else's session is emptied first.
 * It asks nothing more of the user; what people log in with goes through `signIn`, which does. Semantics: Django's `login`.
 */
export async function login(request: HttpRequest, user: AnyUser, options: LoginOptions = {}): Promise<void> {
  const session = sessionOf(request)
  const hash = user.sessionAuthHash(keyOf(request))
  const before = await session.get(sessionNames.user)
  const sameUser = before === String(user.pk) && constantTimeEqual(String(await session.get(sessionNames.hash)), hash)
  if (before !== undefined && !sameUser) await session.flush()
  else await session.cycleKey({ restart: true })
  await session.set(sessionNames.user, String(user.pk))
  await session.set(sessionNames.backend, backendOf(user) ?? modelBackendName)
  await session.set(sessionNames.hash, hash)
  // Whoever is in, by whatever way, has no steps to take any more.
  await session.delete(pendingName)
  // Who logs in is themselves, whomever the session acted as.
  await session.delete(impersonationName)
  impersonators.delete(request)
  await keepShown(request, options.methods ?? [])
  if (options.remember !== undefined) await session.remember(options.remember)
  user.lastLogin = new Date()
  await user.save({ fields: ['lastLogin'] })
  remember(request, identified(request, user))
  rememberDevice(request, user)
  await recordAuthEvent('login', { request, user, data: { methods: options.methods ?? [] } })
  rotateCsrfToken(request)
}

/** Forgets who the visitor is, and everything else in the session. Semantics: Django's `logout`. */
export async function logout(request: HttpRequest): Promise<void> {
  const user: RequestUser | undefined = await request.user
  if (user?.isAuthenticated) await recordAuthEvent('logout', { request, user })
  await sessionOf(request).flush()
  remember(request, new AnonymousUser())
}

/** Keeps this session alive over a change of the user's own password. To be called after saving it. */
export async function updateSessionAuthHash(request: HttpRequest, user: AnyUser): Promise<void> {
  const session = sessionOf(request)
  // Whoever acts as somebody else keeps a session of their own.
  if ((await session.get(sessionNames.user)) !== String(user.pk)) return
  await session.cycleKey()
  await session.set(sessionNames.hash, user.sessionAuthHash(keyOf(request)))
}
