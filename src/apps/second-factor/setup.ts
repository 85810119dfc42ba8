import type { HttpRequest } from '../../web/http/index.ts'
import type { AnyUser } from '../auth/index.ts'
import { sessionOf } from '../sessions/index.ts'
import { newSecret, openSecret, sealSecret } from './secrets.ts'

const name = '_nuages_second_factor_setup'
/** Seconds for which somebody may take to scan the code. */
const patience = 3600

interface Kept {
  /** Encrypted, and worth nothing for another user. */
  readonly secret: string
  readonly user: string
  /** Seconds since 1970. */
  readonly since: number
}

/** The secret of an app that a user is setting up: the same until it has shown a code, so that the page may be loaded anew. */
export async function setupSecret(request: HttpRequest, user: AnyUser): Promise<Buffer> {
  const found = await keptSecret(request, user)
  if (found !== null) return found
  const secret = newSecret()
  const kept: Kept = { secret: sealSecret(user, secret), user: String(user.pk), since: Math.floor(Date.now() / 1000) }
  await sessionOf(request).set(name, kept)
  return secret
}

/** The secret that the page has shown; null where it has shown none, or too long ago. */
export async function keptSecret(request: HttpRequest, user: AnyUser): Promise<Buffer | null> {
  const kept = await sessionOf(request).get<Kept>(name)
  if (kept === undefined || kept.user !== String(user.pk) || Date.now() / 1000 - kept.since > patience) return null
  return openSecret(user, kept.secret).secret
}

export function forgetSetup(request: HttpRequest): Promise<void> {
  return sessionOf(request).delete(name)
}
