import type { HttpRequest } from '../../../web/http/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { authErrors } from '../errors.ts'
import { impersonators } from '../impersonation/impersonators.ts'
import type { AnyUser } from '../models.ts'
import { credentialOf } from './credential.ts'
import { sessionNames } from './session-names.ts'
import { beingRead } from './state.ts'

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

/** Whose doing it is what happens in a request. */
export interface RequestActor {
  readonly user: AnyUser
  /** Who acts as that user, where somebody does. */
  readonly impersonator: AnyUser | null
}

/** Whose doing it is what happens in a request, for what is written down; null where nobody is logged in, and where that is being found out by the work that asks. */
export async function requestActor(request: HttpRequest): Promise<RequestActor | null> {
  const waiting: HttpRequest['user'] | undefined = beingRead.get() === request ? undefined : request.user
  const user = await waiting
  if (user === undefined || !user.isAuthenticated) return null
  return { user: user as AnyUser, impersonator: impersonators.get(request) ?? null }
}

/**
 * When and how the user of the session has last shown who they are; null where that is not known, and where somebody else acts as them.
 */
export async function shownIdentity(request: HttpRequest): Promise<ShownIdentity | null> {
  if ((await impersonatorOf(request)) !== null) return null
  const kept = await sessionOf(request).get<{ at: number; methods: readonly string[] }>(sessionNames.shown)
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

/** The same for whoever logs in just now. */
export async function keepShown(request: HttpRequest, methods: readonly string[]): Promise<void> {
  await sessionOf(request).set(sessionNames.shown, { at: Math.floor(Date.now() / 1000), methods })
}
