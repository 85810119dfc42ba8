import { redirect } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { page } from '../page.ts'
import { parkedForm, unpark } from '../parked.ts'
import type { AdminRequest } from '../request.ts'

/** The button that throws a parked form away; no field of a model has its name. */
const discard = '_discard_parked'

/**
 * What comes before the page of a form: where a form was typed before its session ended, and waits in the new one, asks whether to save it.
 * Null where there is nothing to ask, and where the form is being sent.
 */
export async function askAboutParked(admin: AdminRequest): Promise<Response | null> {
  const fields = await parkedForm(admin)
  if (fields === null) return null
  if (admin.request.method !== 'POST')
    return page(admin, 'parked.html', {
      title: gettext('Save what you typed?'),
      crumbs: [{ label: gettext('Save what you typed?'), url: null }],
      context: { fields, discard },
    })
  await unpark(admin)
  const sent = await admin.request.form()
  return sent.has(discard) ? redirect(admin.request.target, { status: 303 }) : null
}
