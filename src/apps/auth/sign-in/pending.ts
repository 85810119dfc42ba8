import { constantTimeEqual } from '../../../base/signing/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { backendOf, rememberBackend, usersOf } from '../backend.ts'
import { pendingName as name } from '../identity/session-names.ts'
import { authenticationOf } from '../identity/state.ts'
import type { AnyUser } from '../models.ts'

/** Seconds in which all steps have to be taken. */
const patience = 600

/** What a session keeps of somebody who has shown who they are, and has steps to take yet. */
interface Kept {
  readonly user: string
  /** `sessionAuthHash`: a password that changes meanwhile ends it. */
  readonly hash: string
  /** Which backend let them in; null: none did. */
  readonly backend: string | null
  readonly methods: readonly string[]
  readonly done: readonly string[]
  readonly remember: boolean | null
  readonly next: string | null
  /** When they have shown who they are, in seconds since 1970: what is done later does not move it. */
  readonly since: number
}

/** Somebody between right credentials and being logged in. */
export interface PendingLogin extends Pick<Kept, 'methods' | 'done' | 'remember' | 'next' | 'since'> {
  readonly user: AnyUser
}

/** Remembers it in the session, under a new key. */
export async function keepPending(request: HttpRequest, { user, ...rest }: PendingLogin): Promise<void> {
  const session = sessionOf(request)
  const hash = user.sessionAuthHash(authenticationOf(request).key)
  const kept: Kept = { ...rest, user: String(user.pk), hash, backend: backendOf(user) }
  await session.cycleKey()
  await session.set(name, kept)
}

/**
 * Who has shown who they are and has steps to take yet; null where nobody has, where it took longer than ten minutes, and where the
 * user or the password has changed meanwhile.
 */
export async function pendingLogin(
  request: HttpRequest,
  now: () => number = () => Date.now(),
): Promise<PendingLogin | null> {
  const kept = await sessionOf(request).get<Kept>(name)
  if (kept === undefined || now() / 1000 - kept.since > patience) return null
  const { model, key } = authenticationOf(request)
  const user = await usersOf(model).filter({ pk: kept.user }).first()
  if (user === null || !user.isActive || !constantTimeEqual(user.sessionAuthHash(key), kept.hash)) return null
  const { backend, methods, done, remember, next, since } = kept
  if (backend !== null) rememberBackend(user, backend)
  return { user, methods, done, remember, next, since }
}
