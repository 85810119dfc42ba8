import { gettext } from '../../../web/i18n/index.ts'
import { mayAdd, mayChangeRow } from '../access.ts'
import { drawForm } from '../form/draw.ts'
import { openInlines } from '../form/inlines/sets.ts'
import { largeRelations } from '../form/relations/large.ts'
import { shownLookups, storedKeysOf } from '../form/relations/lookup.ts'
import { leaveForRelated, leaves, returned } from '../form/relations/related.ts'
import { modelFor } from '../form/request-model.ts'
import { newForm } from '../form/row-form.ts'
import { afterSave } from '../form/save/after.ts'
import { drawConflict } from '../form/save/conflict.ts'
import { drawGone } from '../form/save/gone.ts'
import { type Outcome, saveChange, saveNew } from '../form/save/save.ts'
import { storedTexts } from '../form/save/values.ts'
import { versionOf } from '../form/save/version.ts'
import { fill } from '../format.ts'
import { keyFrom } from '../keys.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, readRow } from '../request.ts'
import { forbidden, noSuchRow } from './stop.ts'

type Body = Awaited<ReturnType<AdminRequest['request']['form']>>

/** Adds a row. */
export async function addView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  if (!mayAdd(admin, shown)) return forbidden(admin, shown, 'add')
  if (admin.request.method === 'POST') return add(admin, shown, await admin.request.form())
  const back = await returned(admin)
  if (back !== null) return add(admin, shown, back)
  const model = await modelFor(admin, shown, null)
  const initial = await initialFor(admin, model)
  const lookups = await shownLookups(admin, await largeRelations(admin, model), (name) => initial[name])
  const form = newForm(admin, model, { initial, lookups })
  const parent = { row: form.instance as AnyRow, prefix: '', mayWrite: true }
  const sets = await openInlines(admin, model.inlines, parent, { sent: null })
  return drawForm(admin, model, { form, row: null, version: '', lookups, sets })
}

async function add(admin: AdminRequest, shown: ModelAdmin, body: Body): Promise<Response> {
  const away = await leaveForRelated(admin, fill(gettext('Add %(name)s'), { name: shown.one }), body)
  if (away !== null) return away
  const outcome = await saveNew(admin, shown, body)
  const button = String(body.get('_save') ?? '')
  if (outcome.kind === 'saved') return afterSave(admin, outcome, button, 'added')
  if (outcome.kind !== 'again') return forbidden(admin, shown, 'add')
  const { sent, status } = outcome
  // A copy that was refused goes on as a new row.
  const action = admin.request.target.endsWith('/change/') ? { action: addUrl(admin, shown) } : {}
  return drawForm(admin, sent.model, { ...sent, row: null, version: '', status, ...action })
}

/** What an empty form begins with: values of the hook, then those that the address brings for fields of the form. */
async function initialFor(admin: AdminRequest, model: ModelAdmin): Promise<Record<string, unknown>> {
  const { request } = admin
  const initial: Record<string, unknown> = { ...(await model.options.hooks?.initial?.(request)) }
  for (const name of model.editable) {
    const values = request.query.getAll(name)
    if (values.length > 0) initial[name] = model.info.column(name) === undefined ? values : values[0]
  }
  return initial
}

/** Shows and changes a row. */
export async function changeView(admin: AdminRequest, shown: ModelAdmin, { id }: { id: string }): Promise<Response> {
  const key = keyFrom(shown, id)
  if (admin.request.method === 'POST' && key !== undefined) return change(admin, shown, key, await admin.request.form())
  const row = key === undefined ? null : await readRow(admin, shown, key)
  if (row === null) return noSuchRow(admin, shown, id)
  const back = await returned(admin)
  if (back !== null) return change(admin, shown, key, back)
  const model = await modelFor(admin, shown, row)
  const version = versionOf(await storedTexts(model.info, row, model.editable))
  const stored = storedKeysOf(model, row)
  const lookups = await shownLookups(admin, await largeRelations(admin, model), stored, stored, row)
  const form = newForm(admin, model, { instance: row, lookups })
  const parent = { row, prefix: '', mayWrite: await mayChangeRow(admin, model, row) }
  const sets = await openInlines(admin, model.inlines, parent, { sent: null })
  return drawForm(admin, model, { form, row, version, lookups, sets })
}

async function change(admin: AdminRequest, shown: ModelAdmin, key: unknown, body: Body): Promise<Response> {
  if (leaves(body)) {
    const row = await readRow(admin, shown, key)
    const away = row === null ? null : await leaveForRelated(admin, String(row), body)
    if (away !== null) return away
  }
  const button = String(body.get('_save') ?? '')
  if (button === 'copy' && shown.options.saveAs === true && mayAdd(admin, shown)) return add(admin, shown, body)
  const outcome = await saveChange(admin, shown, key, body)
  if (outcome.kind === 'saved') return afterSave(admin, outcome, button, 'saved')
  return answerTo(admin, shown, key, { outcome, body })
}

async function answerTo(
  admin: AdminRequest,
  shown: ModelAdmin,
  key: unknown,
  { outcome, body }: { readonly outcome: Exclude<Outcome, { readonly kind: 'saved' }>; readonly body: Body },
): Promise<Response> {
  // A form that was not saved has its values in its row: pages show the stored one.
  const row = await readRow(admin, shown, key)
  if (row === null || outcome.kind === 'gone') return drawGone(admin, shown, key, body)
  if (outcome.kind === 'denied') return forbidden(admin, shown, 'change', row)
  const { sent } = outcome
  if (outcome.kind === 'conflict')
    return drawConflict(admin, { sent, body: body.entries(), row, merge: outcome.merge, plans: outcome.plans })
  const version = String(body.get('_version') ?? '')
  return drawForm(admin, sent.model, { ...sent, row, version, status: outcome.status })
}
