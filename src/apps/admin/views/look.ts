import { mayChangeRow } from '../access.ts'
import { modelFor } from '../form/request-model.ts'
import { readonlyView } from '../form/widgets/readonly.ts'
import { keyFrom } from '../keys.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import { type AdminRequest, listUrl, readRow, rowUrl } from '../request.ts'
import { noSuchRow } from './stop.ts'

/** A row at a glance: a page of its own, and what a list shows in a sheet at its side. */
export async function lookView(admin: AdminRequest, shown: ModelAdmin, { id }: { id: string }): Promise<Response> {
  const key = keyFrom(shown, id)
  const row = key === undefined ? null : await readRow(admin, shown, key)
  if (row === null) return noSuchRow(admin, shown, id)
  const model = await modelFor(admin, shown, row)
  const fields = await Promise.all(model.quickLook.map((name) => readonlyView(admin, model, name, row)))
  return page(admin, 'look.html', {
    title: String(row),
    crumbs: [
      { label: model.title, url: listUrl(admin, model) },
      { label: String(row), url: null },
    ],
    model,
    context: {
      meta: `${capitalise(model.one)} ${row['pk']}`,
      fields: fields.map(({ label, cells }) => ({ label, cells })),
      mayChange: await mayChangeRow(admin, model, row),
      openUrl: rowUrl(admin, model, row['pk'], 'change'),
      historyUrl: rowUrl(admin, model, row['pk'], 'history'),
    },
  })
}
