import { afterResponse, type HttpRequest, redirect } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { accountAddress } from '../addresses.ts'
import { FirstPasswordForm } from '../forms/password.ts'
import { ResetForm } from '../forms/reset.ts'
import { done, refusal, refused, sentFields, shown, wantsJson } from '../json.ts'
import { accountPage, formPage } from '../page.ts'
import { resetPassword, resettingUser, sendResets } from '../reset.ts'
import { accountsSettings } from '../settings.ts'

/** Asks for the address. The answer is the same, and takes as long, for any: what is to be done is done once it was sent. */
export async function resetPage(request: HttpRequest): Promise<Response> {
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const form = new (accountsSettings().forms?.reset ?? ResetForm)({ data: sent })
  const draw = (status = 200) => accountPage(request, 'accounts/reset.html', { form }, status)
  if (sent === null) return formPage(request, form, draw)
  if (!(await form.isValid())) return refused(request, form, draw)
  const { email } = form.cleaned
  afterResponse(request, () => sendResets(request, email))
  return done(request, { next: accountAddress('resetSent') })
}

/** Says that a mail is on its way, if the address has an account. */
export function resetSentPage(request: HttpRequest): Promise<Response> {
  return shown(
    request,
    () => ({}),
    () => accountPage(request, 'accounts/resetSent.html', {}),
  )
}

/** In the place of the token, once the session has it. */
const inSession = 'new-password'
const sessionName = '_nuages_reset_token'

/** Takes the new password. A browser is sent on from the link to an address without the token, which no log, history or other site then sees. */
export async function resetConfirmPage(
  request: HttpRequest,
  { uid, token }: { uid: string; token: string },
): Promise<Response> {
  const session = sessionOf(request)
  const kept = token === inSession
  const given = kept ? ((await session.get<string>(sessionName)) ?? null) : token
  const user = await resettingUser(uid, given)
  if (user === null) return spent(request)
  if (!kept && !wantsJson(request)) {
    await session.set(sessionName, token)
    return redirect(accountAddress('resetConfirm', {}, { uid, token: inSession }), { status: 303 })
  }
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const form = new (accountsSettings().forms?.newPassword ?? FirstPasswordForm)({ request, user, data: sent })
  const context = { form, username: user.username }
  const draw = (status = 200) => accountPage(request, 'accounts/resetConfirm.html', context, status)
  if (sent === null) return formPage(request, form, draw)
  if (!(await form.isValid())) return refused(request, form, draw)
  if (kept) await session.delete(sessionName)
  if (!(await resetPassword(request, user, form.cleaned.newPassword))) return spent(request)
  return done(request, {
    next: accountAddress('login'),
    message: gettext('Your password is changed. Log in with the new one.'),
  })
}

function spent(request: HttpRequest): Response | Promise<Response> {
  if (!wantsJson(request)) return accountPage(request, 'accounts/resetSpent.html', {}, 410)
  return refusal({ code: 'spent', message: gettext('This link does not work, or not any more.'), status: 410 })
}
