import { tryUse } from '../../base/context/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, shownIdentity } from '../auth/index.ts'
import { sessionOf } from '../sessions/index.ts'
import { secondFactorMethodsService } from './methods.ts'

const name = '_nuages_second_factor'

/** How a second factor was shown: 'totp', 'recovery-code', 'passkey'; 'remembered-device' where it was shown here before. */
interface Kept {
  readonly user: string
  /** Seconds since 1970. */
  readonly at: number
  readonly method: string
}

export interface ShownSecondFactor {
  readonly at: Date
  readonly method: string
}

export const rememberedMethod = 'remembered-device'

/** Remembers in the session of a user who is logged in that they have shown a second factor: showing a password once more does not undo it. */
export async function showSecondFactor(
  request: HttpRequest,
  user: AnyUser,
  method: string,
  at: Date = new Date(),
): Promise<void> {
  const kept: Kept = { user: String(user.pk), at: Math.floor(at.getTime() / 1000), method }
  await sessionOf(request).set(name, kept)
}

/** When and how the user of this session has shown a second factor; null where they have not. */
export async function shownSecondFactor(request: HttpRequest, user: AnyUser): Promise<ShownSecondFactor | null> {
  const shown = await shownIdentity(request)
  const method = shown?.methods.find(isSecondFactor)
  const kept = await sessionOf(request).get<Kept>(name)
  const mine = kept !== undefined && kept.user === String(user.pk) ? kept : null
  if (shown === null || method === undefined)
    return mine === null ? null : { at: new Date(mine.at * 1000), method: mine.method }
  // What a log-in says would be forgotten when only the password is shown once more.
  const seconds = Math.floor(shown.at.getTime() / 1000)
  if (mine === null || mine.at < seconds) await showSecondFactor(request, user, method, shown.at)
  return mine !== null && mine.at > seconds && mine.method !== rememberedMethod
    ? { at: new Date(mine.at * 1000), method: mine.method }
    : { at: shown.at, method }
}

/** Is this the name of something that is asked for beside a password? */
function isSecondFactor(method: string): boolean {
  return (
    strongMethods.includes(method) || (tryUse(secondFactorMethodsService) ?? []).some((each) => each.name === method)
  )
}

/** A security key is what somebody has, beside the password that they have logged in with. */
const strongMethods: readonly string[] = ['totp', 'recovery-code', 'passkey', 'securityKey', 'oidc:mfa']
