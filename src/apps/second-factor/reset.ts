import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, userKey } from '../auth/index.ts'
import { forgetAttempts } from './attempts.ts'
import { RecoveryCode, TotpDevice } from './models.ts'

export interface ResetSecondFactorOptions {
  /** Who does it: it is written down. */
  readonly actor?: AnyUser | null
  readonly request?: HttpRequest | null
}

/**
 * Takes away a user's apps and recovery codes, for somebody who has lost both: they log in with their password alone, and set up new ones where they must.
 * Make sure first that it is they who ask. Passkeys stay.
 */
export async function resetSecondFactor(user: AnyUser, options: ResetSecondFactorOptions = {}): Promise<void> {
  await TotpDevice.filter({ user: userKey(user) }).delete()
  await forgetFactors(user)
  await recordAuthEvent('secondFactorReset', { request: options.request ?? null, user, actor: options.actor ?? null })
}

/** What is worth nothing without a factor. */
export async function forgetFactors(user: AnyUser): Promise<void> {
  await RecoveryCode.filter({ user: userKey(user) }).delete()
  await forgetAttempts(user)
}
