import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { recordAuthEvent, updateSessionAuthHash, userOf } from '../../auth/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { accountAddress } from '../addresses.ts'
import { FirstPasswordForm, PasswordForm } from '../forms/password.ts'
import { done, refused, sentFields } from '../json.ts'
import { mailLater } from '../mails/send.ts'
import { accountPage, formPage } from '../page.ts'
import { requireRecentLogin } from '../recent.ts'
import { endSessions } from '../sessions/end.ts'
import { accountsSettings } from '../settings.ts'

/** A new password, for who knows the old one; a first one, for who has logged in by other ways a moment ago. */
export async function passwordPage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  return user.hasUsablePassword ? change(request) : requireRecentLogin(change)(request, {})
}

async function change(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const isFirst = !user.hasUsablePassword
  const { forms } = accountsSettings()
  const Chosen = isFirst ? (forms?.newPassword ?? FirstPasswordForm) : (forms?.password ?? PasswordForm)
  const form = new Chosen({ request, user, data: sent })
  const draw = (status = 200) => accountPage(request, 'accounts/password.html', { form, isFirst }, status)
  if (sent === null) return formPage(request, form, draw)
  if (!(await form.isValid())) return refused(request, form, draw)
  await user.setPassword(form.cleaned.newPassword)
  await user.save({ fields: ['password'] })
  await endSessions(user, { except: sessionOf(request).key })
  await updateSessionAuthHash(request, user)
  await recordAuthEvent('passwordChanged', { request, user })
  if (user.email !== '') mailLater(request, 'passwordChanged', user.email, { username: user.username })
  const message = gettext('Your password is changed. All your other sessions have ended.')
  return done(request, { next: accountAddress('home'), message })
}
