import { use } from '../../base/context/index.ts'
import { NuagesError } from '../../base/errors/index.ts'
import { factsService } from '../../base/settings/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, hashPassword, ResetTokens, recordAuthEvent, userKey, usersOf } from '../auth/index.ts'
import { absolute, accountAddress } from './addresses.ts'
import { hasEnough } from './mails/limit.ts'
import { mailLater, sendAccountMail } from './mails/send.ts'
import { EmailAddress } from './models/index.ts'
import { endSessions } from './sessions/end.ts'
import { accountsSettings } from './settings.ts'

/** Accounts with one address that get a mail. */
const mostAccounts = 5

function tokens(): ResetTokens {
  const { secretKey: key, secretKeyFallbacks: fallbackKeys } = use(factsService)
  return new ResetTokens({ key, fallbackKeys, timeout: accountsSettings().resetAge })
}

/** Sends a link to each active account with this address that has a password. To be called once the answer was sent. */
export async function sendResets(request: HttpRequest, email: string): Promise<void> {
  const rows = await usersOf().filter({ email__iexact: email, isActive: true }).orderBy('pk').slice(0, mostAccounts)
  for (const user of rows) {
    if (!user.hasUsablePassword || (await hasEnough(user, 'passwordResetAsked'))) continue
    const params = { uid: Buffer.from(String(user.pk)).toString('base64url'), token: tokens().make(user) }
    await recordAuthEvent('passwordResetAsked', { request, user })
    // To the address of the account: the one that was typed may only look like it.
    await sendAccountMail(request, 'reset', user.email, {
      url: absolute(request, accountAddress('resetConfirm', {}, params)),
      username: user.username,
    })
  }
}

/** Whose link it is, while it works; else null. */
export async function resettingUser(uid: string, token: string | null): Promise<AnyUser | null> {
  try {
    const pk = Buffer.from(uid, 'base64url').toString()
    const user = await usersOf().filter({ pk }).first()
    return user?.isActive && tokens().check(user, token) ? user : null
  } catch (error) {
    // What is no key of a user at all.
    if (error instanceof NuagesError) return null
    throw error
  }
}

/** Sets the new password and ends all sessions. False where another request has changed the password in the meantime: one link, one password. */
export async function resetPassword(request: HttpRequest, user: AnyUser, password: string): Promise<boolean> {
  const hash = await hashPassword(password)
  const unchanged = usersOf().filter({ pk: user.pk, password: user.password, isActive: true })
  if ((await unchanged.update({ password: hash })) !== 1) return false
  // Saved like any row too, so that whoever listens hears of it.
  user.password = hash
  await user.save({ fields: ['password'] })
  await endSessions(user)
  await noteArrived(user)
  await recordAuthEvent('passwordReset', { request, user })
  mailLater(request, 'passwordChanged', user.email, { username: user.username })
  return true
}

/** The mail has arrived, so the address is theirs, unless somebody else has verified it. */
async function noteArrived(user: AnyUser): Promise<void> {
  const verifiedAs = user.email.toLowerCase()
  if (await EmailAddress.filter({ verifiedAs }).exists()) return
  await EmailAddress.filter({ user: userKey(user), email: user.email, verifiedAt__isnull: true }).update({
    verifiedAt: new Date(),
    verifiedAs,
  })
}
