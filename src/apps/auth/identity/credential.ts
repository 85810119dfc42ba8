import type { HttpRequest } from '../../../web/http/index.ts'
import { impersonators } from '../impersonation/impersonators.ts'
import { AnonymousUser, type AnyUser } from '../models.ts'
import { type Carrier, credentialKey, identified, knownUserKey, optionsKey, readKey, remember } from './state.ts'

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
  delete carrier[knownUserKey]
  carrier[readKey] = async () => {
    const row = await user()
    return row === null ? new AnonymousUser() : identified(carrier, row)
  }
}
