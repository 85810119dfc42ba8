import { redirect } from '../../../web/http/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { mayChange } from '../access.ts'
import type { SentValues } from '../form/slugs.ts'
import { count, fill, plural } from '../format.ts'
import { backUrl } from '../list/back-url.ts'
import { type SavedCells, saveCells } from '../list/cells/save.ts'
import { sentRows } from '../list/cells/sent.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'
import { drawList } from './list.ts'
import { forbidden } from './stop.ts'

/** Saves the cells of a list, and comes back to it: with what could not be saved where it was typed. */
export async function saveCellsView(admin: AdminRequest, shown: ModelAdmin, sent: SentValues): Promise<Response> {
  if (!mayChange(admin, shown)) return forbidden(admin, shown, 'change')
  const done = await saveCells(admin, shown, sent)
  const messages = tryMessages(admin.request)
  if (done.gone > 0) messages?.warning(goneText(done.gone))
  if (done.left.size === 0) {
    if (done.saved > 0) messages?.success(savedText(shown, done))
    else messages?.info(gettext('There was nothing to change.'))
    return redirect(await backUrl(admin, shown), { status: 303 })
  }
  if (done.saved > 0) messages?.success(savedText(shown, done))
  const met = [...done.left.values()].some(({ theirs }) => theirs.size > 0)
  return drawList(admin, shown, {
    status: met ? 409 : 422,
    note: null,
    chosen: new Set(sent.getAll('id').map(String)),
    all: sent.get('_all') === '1',
    cells: done.left,
    keys: sentRows(sent).map(({ key }) => key),
  })
}

function savedText(model: ModelAdmin, { saved }: SavedCells): string {
  return fill(gettext('Saved: %(rows)s.'), { rows: plural(saved, model.one, model.many) })
}

function goneText(gone: number): string {
  const text = ngettext('%(count)s row is not there any more.', '%(count)s rows are not there any more.', gone)
  return fill(text, { count: count(gone) })
}
