import { type HttpRequest, httpErrors, type View } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { accountPage, done, formPage, refused, requireRecentLogin, sentFields } from '../../accounts/index.ts'
import { type AnyUser, recordAuthEvent, userKey, userOf } from '../../auth/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { secondFactorAddress } from '../addresses.ts'
import { codeRefused } from '../answers.ts'
import { checkCode } from '../check-code.ts'
import { devicesOf, kindOf } from '../devices.ts'
import { factorsOf } from '../factors.ts'
import { RemoveForm } from '../forms.ts'
import { tellOwner } from '../mails.ts'
import { TotpDevice } from '../models.ts'
import { forgetDevice } from '../remembered.ts'
import { forgetFactors } from '../reset.ts'
import { isRequired } from '../settings.ts'

/** Removes an app, for a code of one of the user's apps or a recovery code. With the last one the recovery codes end, where nothing else is set up. */
export const removePage: View<{ readonly id: number }> = requireRecentLogin(async (request: HttpRequest, { id }) => {
  const user = await userOf(request)
  const devices = await devicesOf(user)
  const device = devices.find((each) => each.pk === id)
  if (device === undefined) throw httpErrors.NOT_FOUND({ what: request.path })
  const last = devices.length === 1 && (await factorsOf(user)).methods.length === 0
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const form = new RemoveForm({ data: sent })
  const context = { form, device, last, overview: secondFactorAddress('overview') }
  const draw = (status = 200) => accountPage(request, 'second-factor/remove.html', context, status)
  if (sent === null) return formPage(request, form, draw, { device: device.name, last })
  const valid = await form.isValid()
  if (last && (await isRequired(user)))
    form.addError(null, gettext('You must have a second factor. Set up another one first.'), 'required')
  else if (valid) return remove(request, { user, device, last, form, draw })
  return refused(request, form, draw)
})

interface Removal {
  readonly user: AnyUser
  readonly device: TotpDevice
  /** Nothing is left after it. */
  readonly last: boolean
  readonly form: RemoveForm
  readonly draw: (status: number) => Promise<Response>
}

async function remove(request: HttpRequest, { user, device, last, form, draw }: Removal): Promise<Response> {
  const { code } = form.cleaned
  const outcome = await checkCode(request, user, { code, kind: kindOf(code) })
  if (!outcome.ok) return codeRefused(request, form, outcome, draw)
  await TotpDevice.filter({ pk: device.pk, user: userKey(user) }).delete()
  if (last) await forgetFactors(user)
  await sessionOf(request).cycleKey()
  await recordAuthEvent('secondFactorDisabled', { request, user, data: { method: 'totp', device: device.pk, last } })
  if (last) tellOwner(request, user, 'off')
  const message = last ? gettext('Two-step verification is off.') : gettext('The app is removed.')
  const response = done(request, { next: secondFactorAddress('overview'), message })
  if (last) forgetDevice(request, response)
  return response
}
