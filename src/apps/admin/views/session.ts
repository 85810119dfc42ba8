import { json, prefersJson } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { csrfToken } from '../../../web/security/index.ts'
import { personKey, plainPage } from '../page.ts'
import { type AdminRequest, describeUser, mayComeIn, userOf } from '../request.ts'

/**
 * Who is logged in, for scripts: `{ person, token }`, `person` being null where nobody of the staff is, and `token` what a form has to be
 * sent with. As a page it is where a log-in ends that was made beside a form.
 */
export async function sessionView(admin: AdminRequest): Promise<Response> {
  const row = await userOf(admin.request)
  const staff = row !== null && (await mayComeIn(admin, row)) ? row : null
  if (prefersJson(admin.request))
    return json({
      person: staff === null ? null : personKey({ ...admin, user: describeUser(staff) }),
      token: csrfToken(admin.request),
    })
  return plainPage(admin, 'session.html', {
    title: staff === null ? gettext('You are logged out') : gettext('You are logged in'),
  })
}
