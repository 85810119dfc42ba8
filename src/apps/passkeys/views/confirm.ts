import { type HttpRequest, redirect, tryReverse } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { csrfToken } from '../../../web/security/index.ts'
import { accountPage, done, reauthenticated, refusal, shown, toStep, wantsJson } from '../../accounts/index.ts'
import {
  type AnyUser,
  checkInPerson,
  credentialOf,
  finishStep,
  loginAddress,
  pendingLogin,
  type RequestUser,
  recordAuthEvent,
  safeNext,
} from '../../auth/index.ts'
import { passkeysAddress } from '../addresses.ts'
import { type Asserted, checkConfirmation, confirmOptions } from '../assertion.ts'
import { settings } from '../settings.ts'
import { answer, isRefusal, refused, sentObject, unkept } from './answers.ts'
import { scriptContext } from './script-context.ts'

/** Who is asked: somebody who is logging in, else somebody who is logged in; null: nobody. */
interface Asked {
  readonly user: AnyUser
  readonly pending: boolean
  /** Without another factor the passkey has to be two. */
  readonly verify: boolean
}

async function asked(request: HttpRequest): Promise<Asked | null> {
  const pending = await pendingLogin(request)
  // A key that nobody was made sure to hold has been shown already: once more it would be the same factor.
  if (pending !== null) return { user: pending.user, pending: true, verify: pending.methods.includes('securityKey') }
  const user: RequestUser = await request.user
  // A token cannot show who sits there.
  if (credentialOf(request).kind !== 'session') return null
  if (user.isAuthenticated) await checkInPerson(request)
  const verify = (settings().userVerification ?? 'required') === 'required'
  return user.isAuthenticated ? { user: user as AnyUser, pending: false, verify } : null
}

/**
 * The page that asks for a passkey: as the second step of a log-in, or to show once more who one is. A program is told where it gets what to ask the
 * device for, and where to send the answer.
 */
export async function confirmPage(request: HttpRequest): Promise<Response> {
  const who = await asked(request)
  if (who === null) return wantsJson(request) ? nobody(request) : redirect(loginAddress(request))
  const next = safeNext(request, request.query.get('next'), '/')
  const data = () => ({
    options: passkeysAddress('confirmOptions'),
    send: passkeysAddress('confirm'),
    csrfToken: csrfToken(request),
  })
  // Who logs in and has the passkey elsewhere has other second factors.
  const others = who.pending ? tryReverse('secondFactor:challenge') : null
  const draw = () => accountPage(request, 'passkeys/confirm.html', { ...scriptContext(request), next, others })
  return unkept(await shown(request, data, draw))
}

/** What the browser is to be asked: `{ publicKey }`. */
export async function confirmOptionsView(request: HttpRequest): Promise<Response> {
  const who = await asked(request)
  if (who === null) return nobody(request)
  return answer({ publicKey: await confirmOptions(request, who.user, who) })
}

/** Takes the passkey: `{ credential, next? }`. */
export async function confirmView(request: HttpRequest): Promise<Response> {
  const who = await asked(request)
  if (who === null) return nobody(request)
  const sent = await sentObject(request)
  let answered: Asserted
  try {
    answered = await checkConfirmation(request, who.user, sent['credential'], who)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const data = { method: 'passkey', reason: error.code }
    await recordAuthEvent('secondFactorFailed', { request, user: who.user, data })
    return refused(error)
  }
  const method = answered.userVerified ? 'passkey' : 'securityKey'
  const next = safeNext(request, sent['next'], '/')
  if (!who.pending) {
    await reauthenticated(request, who.user, [method])
    return unkept(done(request, { next }))
  }
  const outcome = await finishStep(request, 'second-factor', { method: 'passkey' })
  return unkept(outcome.done ? done(request, { next: outcome.next ?? next }) : toStep(request, outcome.url))
}

function nobody(request: HttpRequest): Response {
  const message = gettext('Log in first.')
  return unkept(refusal({ code: 'login', message, status: 401, data: { next: loginAddress(request) } }))
}
