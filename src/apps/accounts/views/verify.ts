import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { type AnyUser, finishStep, pendingLogin, type RequestUser } from '../../auth/index.ts'
import { accountAddress } from '../addresses.ts'
import { done, refusal, shown, toStep, wantsJson } from '../json.ts'
import { accountPage } from '../page.ts'
import { isDone, isUnverified, readLink, verificationLater, verifyAddress } from '../verification.ts'
import { verifyStep } from '../verify-step.ts'

/** Says that a mail is on its way, to whom it was sent and to whom not; who is logging in may ask for another one. */
export async function sentPage(request: HttpRequest): Promise<Response> {
  const pending = await pendingLogin(request)
  return shown(
    request,
    () => ({ mayResend: pending !== null }),
    () => accountPage(request, 'accounts/sent.html', { mayResend: pending !== null }),
  )
}

/** Sends the link once more, to who is logged in or about to be. */
export async function resendPage(request: HttpRequest): Promise<Response> {
  const user: RequestUser = await request.user
  const whose = user.isAuthenticated ? (user as AnyUser) : (await pendingLogin(request))?.user
  if (whose !== undefined && (await isUnverified(whose))) verificationLater(request, whose)
  const next = accountAddress(user.isAuthenticated ? 'email' : 'sent')
  return done(request, { next, message: gettext('If the address is not verified yet, a mail is on its way to it.') })
}

/** The page behind the link of a mail. Opening it changes nothing, as programs open links too: the button does. */
export async function verifyPage(request: HttpRequest, { token }: { token: string }): Promise<Response> {
  const link = await readLink(token)
  if (link === null) return spent(request, token)
  const { user, email } = link
  if (request.method !== 'POST')
    return shown(
      request,
      () => ({ email }),
      () => accountPage(request, 'accounts/verify.html', { email }),
    )
  const pending = await pendingLogin(request)
  if (!(await verifyAddress(request, user, email))) return spent(request, token)
  const message = gettext('Your email address is verified.')
  if (pending !== null && String(pending.user.pk) === String(user.pk)) {
    const outcome = await finishStep(request, verifyStep.name)
    return outcome.done ? done(request, { next: outcome.next ?? '/', message }) : toStep(request, outcome.url)
  }
  const current: RequestUser = await request.user
  return done(request, { next: accountAddress(current.isAuthenticated ? 'home' : 'login'), message })
}

async function spent(request: HttpRequest, token: string): Promise<Response> {
  if (!wantsJson(request)) return accountPage(request, 'accounts/spent.html', { verified: await isDone(token) }, 410)
  return refusal({ code: 'spent', message: gettext('This link does not work, or not any more.'), status: 410 })
}
