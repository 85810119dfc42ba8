import { gettext } from '../../../../web/i18n/index.ts'
import { mayAdd } from '../../access.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { type AdminRequest, addUrl, listUrl } from '../../request.ts'
import { noSuchRow } from '../../views/stop.ts'
import { drawForm } from '../draw.ts'
import { modelFor } from '../request-model.ts'
import type { SentValues } from '../slugs.ts'
import { check, keepUploads, readSent } from './save.ts'

/** The row was deleted while somebody wrote into its form: everything typed is shown, and can be saved as a new row by those who may add one. */
export async function drawGone(
  admin: AdminRequest,
  shown: ModelAdmin,
  key: unknown,
  body: SentValues,
): Promise<Response> {
  const model = await modelFor(admin, shown, null)
  // Nothing of this form was sent: the address alone was wrong.
  if (!model.editable.some((name) => body.has(name))) return noSuchRow(admin, shown, String(key))
  const sent = await readSent(admin, model, body, { row: null })
  await check(sent)
  await keepUploads(sent)
  const may = mayAdd(admin, model)
  const note = may
    ? gettext('Nothing that you typed is lost: it stands below, and can be saved as a new %(name)s.')
    : gettext('Nothing that you typed is lost: it stands below, to be copied. You may not add a new %(name)s.')
  return drawForm(admin, model, {
    ...sent,
    row: null,
    version: '',
    status: 410,
    action: addUrl(admin, model),
    gone: {
      title: fill(gettext('This %(name)s was deleted while you edited it'), { name: model.one }),
      text: fill(note, { name: model.one }),
      list: listUrl(admin, model),
    },
  })
}
