import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, checkInPerson, pendingLogin, type RequestUser } from '../auth/index.ts'
import { type Factors, factorsOf } from './factors.ts'

/** Who is asked for a second factor: somebody who is logging in, or who is logged in. */
export interface Asked {
  readonly user: AnyUser
  /** They are logging in, and are not in yet. */
  readonly pending: boolean
  readonly factors: Factors
}

/** Whoever is logging in comes first. Null where it is nobody, and where logging in took too long. */
export async function whoIsAsked(request: HttpRequest): Promise<Asked | null> {
  const pending = await pendingLogin(request)
  if (pending !== null) return { user: pending.user, pending: true, factors: await factorsOf(pending.user) }
  const user: RequestUser = await request.user
  // A code that somebody else shows, or one beside a token, would count for whoever the session is of.
  if (user.isAuthenticated) await checkInPerson(request)
  return user.isAuthenticated ? { user, pending: false, factors: await factorsOf(user) } : null
}
