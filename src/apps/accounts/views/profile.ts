import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { userOf } from '../../auth/index.ts'
import { accountAddress } from '../addresses.ts'
import { ProfileForm } from '../forms/profile.ts'
import { done, refused, sentFields } from '../json.ts'
import { accountPage, formPage } from '../page.ts'
import { accountsSettings } from '../settings.ts'

/** What people may change of their own row: the columns that the form names. */
export async function profilePage(request: HttpRequest): Promise<Response> {
  const user = await userOf(request)
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const initial = user as unknown as Readonly<Record<string, unknown>>
  const form = new (accountsSettings().forms?.profile ?? ProfileForm)({ data: sent, initial })
  const draw = (status = 200) => accountPage(request, 'accounts/profile.html', { form }, status)
  const values = () => Object.fromEntries([...form].map(({ name }) => [name, initial[name]]))
  if (sent === null) return formPage(request, form, draw, { values: values() })
  if (!(await form.isValid())) return refused(request, form, draw)
  const columns = form.columns()
  Object.assign(user, columns)
  await user.save({ fields: Object.keys(columns) as never })
  return done(request, { next: accountAddress('home'), message: gettext('Your profile is saved.') })
}
