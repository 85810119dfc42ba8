import { tryUse, use } from '../../base/context/index.ts'
import { factsService } from '../../base/settings/index.ts'
import { constantTimeEqual } from '../../base/signing/index.ts'
import { defineMiddleware, type HttpRequest, logWith, type Middleware, requestProperty } from '../../web/http/index.ts'
import { rotateCsrfToken } from '../../web/security/index.ts'
import { sessionOf } from '../sessions/index.ts'
import { recordAuthEvent } from './audit.ts'
import type { RequestUser } from './augment.ts'
import { backendOf, type UserModel } from './backend.ts'
import { modelBackendName } from './backends/model.ts'
import { projectBackends } from './backends/service.ts'
import { authErrors } from './errors.ts'
import { impersonators } from './impersonation/impersonators.ts'
import { longestImpersonation, mayImpersonate } from './impersonation/options.ts'
import { AbstractUser, AnonymousUser, type AnyUser } from './models.ts'
import { rememberDevice, setDeviceCookie } from './throttle/device-cookie.ts'
import { forgetUsers, userByKey, userCacheService } from './user-cache.ts'

/** What a session remembers of a login: under Django's names, and when and how it was. */
const names = {
  user: '_auth_user_id',
  backend: '_auth_user_backend',
  hash: '_auth_user_hash',
  shown: '_nuages_identity_shown',
} as const
/** Under which name a session keeps who is logging in, and has steps to take yet. */
export const pendingName = '_nuages_pending_login'

export interface AuthenticationOptions {
  /** Default: `User`. */
  readonly model?: UserModel
  /** Ties sessions to passwords. Default: the project's secret key. */
  readonly key?: string
  /** Secret keys of the past. */
  readonly fallbackKeys?: readonly string[]
}

const optionsKey = Symbol('nuages.authentication')
const userKey = Symbol('nuages.user')
/** Under which name the session of whoever acts as somebody else keeps as whom, and since when. */
export const impersonationName = '_nuages_impersonated'

export interface KeptImpersonation {
  readonly user: string
  /** Seconds since 1970. */
  readonly since: number
}

const credentialKey = Symbol('nuages.credential')
const readKey = Symbol('nuages.read-user')
type Carrier = HttpRequest & {
  [optionsKey]?: AuthenticationOptions
  [userKey]?: Promise<RequestUser>
  [credentialKey]?: Credential
  [readKey]?: () => Promise<RequestUser>
}

requestProperty('user', (request: Carrier) =>
  request[optionsKey] === undefined ? undefined : (request[userKey] ??= (request[readKey] ?? readUser)(request)),
)

function keyOf(request: Carrier): string {
  return request[optionsKey]?.key ?? use(factsService).secretKey
}

/** What the middleware was told: which model users are of, and the key that ties sessions to passwords. */
export function authenticationOf(request: HttpRequest): { readonly model?: UserModel; readonly key: string } {
  const { model } = (request as Carrier)[optionsKey] ?? {}
  return { key: keyOf(request), ...(model !== undefined && { model }) }
}

/**
 * Gives every request a `user`, read when it is first asked for. A session whose password has changed since ends. Stands
 * inside of `sessions`.
 */
export function authentication(options: AuthenticationOptions = {}): Middleware {
  return defineMiddleware({
    name: 'authentication',
    before(request: Carrier) {
      request[optionsKey] = options
    },
    after: setDeviceCookie,
  })
}

function remember(request: Carrier, user: RequestUser): void {
  request[userKey] = Promise.resolve(user)
}

/** By what a request says whose it is. */
export interface Credential {
  /** 'session', or what an authenticator calls itself: 'token', 'jwt', 'basic'. */
  readonly kind: string
  /** What it may be used for, of all that the user may do: names of permissions and abilities; null: everything. */
  readonly abilities: readonly string[] | null
}

const sessionCredential: Credential = { kind: 'session', abilities: null }

/** By what the request says whose it is: by its session, unless an authenticator found something else. */
export function credentialOf(request: HttpRequest): Credential {
  return (request as Carrier)[credentialKey] ?? sessionCredential
}

/**
 * Makes it a request of this user, as an authenticator does that has checked a token. No session is touched. A function reads the user when `request.user` is first asked
 * for; where it gives null, it is nobody's request.
 */
export function identifyRequest(
  request: HttpRequest,
  user: AnyUser | (() => Promise<AnyUser | null>),
  credential: Credential,
): void {
  const carrier: Carrier = request
  carrier[credentialKey] = credential
  carrier[optionsKey] ??= {}
  // Whoever the session is of, and whoever they act as, has no part in it.
  impersonators.delete(request)
  if (typeof user !== 'function') {
    remember(carrier, identified(carrier, user))
    return
  }
  delete carrier[userKey]
  carrier[readKey] = async () => {
    const row = await user()
    return row === null ? new AnonymousUser() : identified(carrier, row)
  }
}

/** When and how a user has last shown who they are. */
export interface ShownIdentity {
  readonly at: Date
  /** 'password', 'totp', 'passkey', 'oidc' … */
  readonly methods: readonly string[]
}

/** Who acts as the user of this request: whoever is logged in. Null where the user is who is logged in. */
export async function impersonatorOf(request: HttpRequest): Promise<AnyUser | null> {
  await request.user
  return impersonators.get(request) ?? null
}

/**
 * When and how the user of the session has last shown who they are; null where that is not known, and where somebody else acts as them.
 */
export async function shownIdentity(request: HttpRequest): Promise<ShownIdentity | null> {
  if ((await impersonatorOf(request)) !== null) return null
  const kept = await sessionOf(request).get<{ at: number; methods: readonly string[] }>(names.shown)
  return kept === undefined ? null : { at: new Date(kept.at * 1000), methods: kept.methods }
}

/**
 * The user of the session has shown who they are once more (`requireRecentLogin`). Throws `NUAGES_AUTH_NOT_IN_PERSON` where somebody else acts as them, and where the
 * request is that of a token: it would count for whoever the session is of, who has shown nothing.
 */
export async function showIdentity(request: HttpRequest, methods: readonly string[]): Promise<void> {
  await checkInPerson(request)
  await keepShown(request, methods)
}

/** Throws `NUAGES_AUTH_NOT_IN_PERSON` unless the request is that of whoever its session is of. */
export async function checkInPerson(request: HttpRequest): Promise<void> {
  const inPerson = credentialOf(request).kind === 'session' && (await impersonatorOf(request)) === null
  if (!inPerson) throw authErrors.NOT_IN_PERSON()
}

async function keepShown(request: HttpRequest, methods: readonly string[]): Promise<void> {
  await sessionOf(request).set(names.shown, { at: Math.floor(Date.now() / 1000), methods })
}

export interface LoginOptions {
  /** How the user has shown who they are. */
  readonly methods?: readonly string[]
  /** True: the session outlives the browser; false: it does not. As the project's sessions say where it is left out. */
  readonly remember?: boolean
}

/** Tells the log who it is. */
function identified(request: Carrier, user: AnyUser): RequestUser {
  logWith(request, { user: user.pk })
  return user as RequestUser
}

/** Is it a backend of the project, or Django's, which is that of users who came in another way? */
function isBackend(name: unknown): boolean {
  return name === modelBackendName || projectBackends().some((backend) => backend.name === name)
}

async function readUser(request: Carrier, isAnew = false): Promise<RequestUser> {
  const session = sessionOf(request)
  const key = await session.get(names.user)
  if (key === undefined || !isBackend(await session.get(names.backend))) return new AnonymousUser()
  const options = request[optionsKey]
  // A store that knows whose its sessions are reads session and user together.
  const companion = await session.companion()
  const known = companion instanceof AbstractUser && String(companion.pk) === String(key)
  const row = known ? companion : await userByKey(options?.model, String(key))
  if (row === null || !row.isActive) return new AnonymousUser()
  const hash = String((await session.get(names.hash)) ?? '')
  const current = row.sessionAuthHash(keyOf(request))
  if (constantTimeEqual(current, hash)) return actingAs(request, row)
  if (options?.fallbackKeys?.some((each) => constantTimeEqual(row.sessionAuthHash(each), hash))) {
    // From now on under the key of today, so that the old one can be taken away.
    await session.cycleKey()
    await session.set(names.hash, current)
    return actingAs(request, row)
  }
  // A cached row may not know of a password that another program or process has changed, and the session tell of the new one.
  if (!known && !isAnew && tryUse(userCacheService) !== undefined) {
    await forgetUsers([key])
    return readUser(request, true)
  }
  await session.flush()
  return new AnonymousUser()
}

/** Whoever is logged in, or the user as whom they act: as long as they may, and no longer than an hour. */
async function actingAs(request: Carrier, actor: AnyUser): Promise<RequestUser> {
  const session = sessionOf(request)
  const kept = await session.get<KeptImpersonation>(impersonationName)
  if (kept === undefined) return identified(request, actor)
  const { model } = request[optionsKey] ?? {}
  const user = await userByKey(model, kept.user)
  const isOver = Date.now() / 1000 - kept.since > longestImpersonation()
  if (user === null || isOver || !(await mayImpersonate(actor, user))) {
    await session.delete(impersonationName)
    await recordAuthEvent('impersonationEnded', {
      request,
      user: user ?? { pk: kept.user },
      actor,
      data: { byItself: true },
    })
    return identified(request, actor)
  }
  impersonators.set(request, actor)
  logWith(request, { impersonator: actor.pk })
  return identified(request, user)
}

/**
 * Remembers the user in the session, under a new key and with a new CSRF token. Somebody else's session is emptied first.
 * It asks nothing more of the user; what people log in with goes through `signIn`, which does. Semantics: Django's `login`.
 */
export async function login(request: HttpRequest, user: AnyUser, options: LoginOptions = {}): Promise<void> {
  const session = sessionOf(request)
  const hash = user.sessionAuthHash(keyOf(request))
  const before = await session.get(names.user)
  const sameUser = before === String(user.pk) && constantTimeEqual(String(await session.get(names.hash)), hash)
  if (before !== undefined && !sameUser) await session.flush()
  else await session.cycleKey({ restart: true })
  await session.set(names.user, String(user.pk))
  await session.set(names.backend, backendOf(user) ?? modelBackendName)
  await session.set(names.hash, hash)
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
  if ((await session.get(names.user)) !== String(user.pk)) return
  await session.cycleKey()
  await session.set(names.hash, user.sessionAuthHash(keyOf(request)))
}
