import { dumps, loads } from '../../base/signing/index.ts'
import { atomic, IntegrityError } from '../../data/orm/index.ts'
import { afterResponse, type HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, userKey, usersOf } from '../auth/index.ts'
import { absolute, accountAddress } from './addresses.ts'
import { hasEnough } from './mails/limit.ts'
import { mailLater, sendAccountMail } from './mails/send.ts'
import { EmailAddress } from './models/index.ts'
import { accountsSettings } from './settings.ts'

/** What a link says: this user has this address; `was` is the one that they had when it was sent. */
interface Link {
  readonly user: string
  readonly email: string
  readonly was: string
}

const salt = 'nuages.accounts.verify'

const rowsOf = (user: { readonly pk: unknown }) => EmailAddress.filter({ user: userKey(user) })
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/** Has the user shown that mail to their address arrives? */
export async function isVerified(user: AnyUser): Promise<boolean> {
  return rowsOf(user).filter({ email: user.email, verifiedAt__isnull: false }).exists()
}

/** Is the user one who was asked to verify their address, and has not? Accounts that did not come by registration never were. */
export async function isUnverified(user: AnyUser): Promise<boolean> {
  return rowsOf(user).filter({ email: user.email, verifiedAt__isnull: true }).exists()
}

/** Sends the link that verifies `email` as an address of the user. */
export async function sendVerification(request: HttpRequest, user: AnyUser, email: string = user.email): Promise<void> {
  await EmailAddress.getOrCreate({ user: userKey(user), email })
  if (await hasEnough(user, 'verificationSent')) return
  const link: Link = { user: String(user.pk), email, was: user.email }
  const url = absolute(request, accountAddress('verify', {}, { token: dumps(link, { salt }) }))
  await recordAuthEvent('verificationSent', { request, user })
  await sendAccountMail(request, 'verify', email, { url, username: user.username })
}

/** The same once the answer was sent. */
export function verificationLater(request: HttpRequest, user: AnyUser, email?: string): void {
  afterResponse(request, () => sendVerification(request, user, email))
}

function linkOf(token: string): Link | null {
  try {
    return loads(token, { salt, maxAge: accountsSettings().verifyAge }) as Link
  } catch {
    return null
  }
}

/** Has a link done already what it is for? Then it does not work any more, and whoever followed it has what they wanted. */
export async function isDone(token: string): Promise<boolean> {
  const link = linkOf(token)
  if (link === null) return false
  return rowsOf({ pk: link.user }).filter({ email: link.email, verifiedAt__isnull: false }).exists()
}

/** What a link says, and about whom; null for one that is wrong, too old or used, or whose user has another address by now. */
export async function readLink(token: string): Promise<{ readonly user: AnyUser; readonly email: string } | null> {
  const link = linkOf(token)
  if (link === null) return null
  const user = await usersOf().filter({ pk: link.user }).first()
  if (user === null || !user.isActive || user.email !== link.was) return null
  const open = rowsOf(user).filter({ email: link.email, verifiedAt__isnull: true })
  return (await open.exists()) ? { user, email: link.email } : null
}

/** Takes an address as verified, and as the user's. False where somebody else has, or another request did it before. */
export async function verifyAddress(request: HttpRequest, user: AnyUser, email: string): Promise<boolean> {
  const before = user.email
  const changed = email !== before
  try {
    const done = await atomic(async () => {
      const open = rowsOf(user).filter({ email, verifiedAt__isnull: true })
      if ((await open.update({ verifiedAt: new Date(), verifiedAs: email.toLowerCase() })) !== 1) return false
      if (!changed) return true
      await rowsOf(user).exclude({ email }).delete()
      return (await usersOf().filter({ pk: user.pk, email: before }).update({ email })) === 1 || undo()
    })
    if (!done) return false
  } catch (error) {
    if (error instanceof IntegrityError || error === lost) return false
    throw error
  }
  if (changed) {
    // Saved like any row too, so that whoever listens hears of it.
    user.email = email
    await user.save({ fields: ['email'] })
  }
  await recordAuthEvent(changed ? 'emailChanged' : 'emailVerified', { request, user })
  if (changed && before !== '' && !same(before, email))
    mailLater(request, 'emailChanged', before, { username: user.username })
  return true
}

const lost = Symbol('nuages.accounts.lost')

/** Ends the transaction: the user's address has changed meanwhile. */
function undo(): never {
  throw lost
}
