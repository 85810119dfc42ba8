import { afterResponse, type HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { userOf, usersOf } from '../../auth/index.ts'
import { accountAddress } from '../addresses.ts'
import { EmailForm } from '../forms/email.ts'
import { done, refused, sentFields } from '../json.ts'
import { accountPage, formPage } from '../page.ts'
import { accountsSettings } from '../settings.ts'
import { isUnverified, isVerified, sendVerification } from '../verification.ts'

/** Another address: it becomes the user's once its link was followed, and the old one is told. An address of somebody else gets no mail, and no other answer. */
export async function emailPage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const form = new (accountsSettings().forms?.email ?? EmailForm)({ request, user, data: sent })
  const state = async () => ({ email: user.email, verified: await isVerified(user), asked: await isUnverified(user) })
  const draw = async (status = 200) => accountPage(request, 'accounts/email.html', { form, ...(await state()) }, status)
  if (sent === null) return formPage(request, form, draw, await state())
  if (!(await form.isValid())) return refused(request, form, draw)
  const { email } = form.cleaned
  afterResponse(request, async () => {
    const others = usersOf().filter({ email__iexact: email }).exclude({ pk: user.pk })
    if (!(await others.exists())) await sendVerification(request, user, email)
  })
  const message = gettext(
    'A mail with a link is on its way to the new address. Until you follow it, the old one stays.',
  )
  return done(request, { next: accountAddress('email'), message })
}
