import { type AnyUser, userKey } from '../auth/index.ts'
import { FactorAttempts } from './models.ts'

export type FactorKind = 'totp' | 'recovery'

/** May somebody try, and if not, in how many seconds? */
export type Attempt =
  | { readonly allowed: true; readonly failures: number }
  | { readonly allowed: false; readonly wait: number }

/** So many wrong codes in a row cost nothing; then the wait begins with a second and doubles. */
export const freeAttempts = 5
/** Seconds: about 24 attempts a day, so that a code of six digits with three periods open is guessed with a chance of 1 in 14,000 a day. */
const longestWait = 3600

/** Seconds to wait after so many wrong codes in a row. */
export function waitAfter(failures: number): number {
  return failures < freeAttempts ? 0 : Math.min(longestWait, 2 ** Math.min(20, failures - freeAttempts))
}

/**
 * Counts an attempt before it is looked at, as if it had failed; `attemptSucceeded` takes it back. So whoever tries a thousand codes at once
 * has tried as many as whoever tries them one after the other.
 */
export async function beginAttempt(user: AnyUser, kind: FactorKind): Promise<Attempt> {
  for (let tries = 0; tries < 10; tries++) {
    const [row] = await FactorAttempts.getOrCreate({ user: userKey(user), kind })
    const now = Date.now()
    const until = row.blockedUntil?.getTime() ?? 0
    if (until > now) return { allowed: false, wait: Math.ceil((until - now) / 1000) }
    const failures = row.failures + 1
    const changed = await FactorAttempts.filter({ pk: row.pk, failures: row.failures }).update({
      failures,
      blockedUntil: new Date(now + waitAfter(failures) * 1000),
    })
    if (changed > 0) return { allowed: true, failures }
  }
  return { allowed: false, wait: 1 }
}

export async function attemptSucceeded(user: AnyUser, kind: FactorKind): Promise<void> {
  await FactorAttempts.filter({ user: userKey(user), kind }).update({ failures: 0, blockedUntil: null })
}

/** Forgets what was tried for a user. */
export async function forgetAttempts(user: AnyUser): Promise<void> {
  await FactorAttempts.filter({ user: userKey(user) }).delete()
}
