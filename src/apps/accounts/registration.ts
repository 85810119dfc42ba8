import { ValidationError } from '../../base/schema/index.ts'
import { dumps, loads } from '../../base/signing/index.ts'
import { atomic, IntegrityError } from '../../data/orm/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, createUser, recordAuthEvent, userKey, usersOf } from '../auth/index.ts'
import { absolute, accountAddress } from './addresses.ts'
import type { RegisterForm } from './forms/register.ts'
import { hasEnough } from './mails/limit.ts'
import { sendAccountMail } from './mails/send.ts'
import { EmailAddress } from './models/index.ts'
import { sendVerification } from './verification.ts'

const salt = 'nuages.accounts.invitation'
/** Seconds. */
const invitationAge = 14 * 86_400

/** A path with which somebody can register where others cannot: for a mail to that address, which counts as verified then. It works for two weeks, and once. */
export function invitation(email: string): string {
  return accountAddress('register', { invite: dumps({ email }, { salt }) })
}

/** Whom an invitation is for; null for one that is wrong or too old. */
export function readInvitation(token: unknown): string | null {
  if (typeof token !== 'string') return null
  try {
    return (loads(token, { salt, maxAge: invitationAge }) as { email: string }).email
  } catch {
    return null
  }
}

/** Tells whoever has an account with this address that somebody wanted to register with it. */
async function tellExisting(request: HttpRequest, user: AnyUser): Promise<void> {
  if (await hasEnough(user, 'registeredAgain')) return
  await recordAuthEvent('registeredAgain', { request, user })
  await sendAccountMail(request, 'exists', user.email, {
    username: user.username,
    loginUrl: absolute(request, accountAddress('login')),
    resetUrl: absolute(request, accountAddress('reset')),
  })
}

async function userWith(email: string): Promise<AnyUser | null> {
  return await usersOf().filter({ email__iexact: email }).orderBy('pk').first()
}

export interface EnrolOptions {
  /** The address is known to be theirs. */
  readonly verified?: boolean
  /** Whether to send the link that verifies the address. */
  readonly verify?: boolean
}

/** Makes the account that a valid form asks for; null where its address has one, which gets a mail instead. */
export async function enrol(
  request: HttpRequest,
  form: RegisterForm,
  { verified = false, verify = true }: EnrolOptions = {},
): Promise<AnyUser | null> {
  const named = form.newUser()
  const email = named.email ?? ''
  const existing = await userWith(email)
  if (existing !== null) {
    await tellExisting(request, existing)
    return null
  }
  let user: AnyUser
  try {
    user = await atomic(async () => {
      const made: AnyUser = await createUser(named)
      const state = verified ? { verifiedAt: new Date(), verifiedAs: made.email.toLowerCase() } : {}
      if (verify || verified) await EmailAddress.create({ user: userKey(made), email: made.email, ...state })
      await form.saved(made, request)
      return made
    })
  } catch (error) {
    // The same form, sent twice: the other one has made the account meanwhile.
    const taken = error instanceof ValidationError || error instanceof IntegrityError
    if (taken && (await userWith(email)) !== null) return null
    throw error
  }
  await recordAuthEvent('registered', { request, user })
  if (verify && !verified) await sendVerification(request, user)
  return user
}
