import { formatHtml } from '../../../base/text/index.ts'
import { atomic, IntegrityError } from '../../../data/orm/index.ts'
import { redirect } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { isUserModel, mayAdd, mayChange, mayChangeRow, mayView } from '../access.ts'
import { forUser } from '../for-user.ts'
import { drawConflict } from '../form/conflict.ts'
import { drawForm } from '../form/draw.ts'
import { resolveLookups, type StoredKey, shownLookups, storedKeysOf } from '../form/lookup.ts'
import { largeRelations } from '../form/relations.ts'
import { newForm, type RowForm } from '../form/row-form.ts'
import { prepopulated, type SentValues } from '../form/slugs.ts'
import { sentTexts, storedTexts, storedValue } from '../form/values.ts'
import { type Merge, mergeFields, versionOf } from '../form/version.ts'
import { fill, inSentence, listed } from '../format.ts'
import { addition, change as changed, fieldLabel, keyFrom, logAction } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags } from '../models.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, listUrl, readRow, rowUrl } from '../request.ts'
import { forbidden, noSuchRow } from './stop.ts'

/** A row that can be written; its fields are set by name. */
type WritableRow = { [name: string]: unknown; save(): Promise<unknown> }

/** Adds a row. */
export async function addView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  if (!mayAdd(admin, shown)) return forbidden(admin, shown, 'add')
  const model = await forUser(admin, shown)
  const { request } = admin
  if (request.method !== 'POST') {
    const large = await largeRelations(admin, model)
    const initial = initialFrom(model, request.query)
    const lookups = await shownLookups(admin, large, (name) => initial[name])
    const form = newForm(admin, model, { initial, lookups })
    return drawForm(admin, model, { form, row: null, version: '', lookups })
  }
  const body = await request.form()
  const { sent, lookups } = await resolveLookups(admin, await largeRelations(admin, model, body), body)
  const form = newForm(admin, model, { data: prepopulated(model, sent), lookups })
  let row: AnyRow | null = null
  try {
    row = await atomic(async () => {
      if (!(await form.isValid())) return null
      const added = (await form.save()) as AnyRow
      await logAction(admin, model, added, actionFlags.added, addition)
      return added
    })
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    addRefusal(model, form, error)
    await form.keepUploads()
  }
  if (row === null) return drawForm(admin, model, { form, row: null, version: '', lookups, status: 422 })
  return afterSave(admin, model, row, String(sent.get('_save') ?? ''), 'added')
}

/** Values that the address brings for an empty form, of fields that the form has. */
function initialFrom(model: ModelAdmin, query: URLSearchParams): Record<string, unknown> {
  const initial: Record<string, unknown> = {}
  for (const name of model.editable) {
    const values = query.getAll(name)
    if (values.length > 0) initial[name] = model.info.column(name) === undefined ? values : values[0]
  }
  return initial
}

/** Shows and changes a row. */
export async function changeView(admin: AdminRequest, shown: ModelAdmin, { id }: { id: string }): Promise<Response> {
  const { request } = admin
  const key = keyFrom(shown, id)
  const row = key === undefined ? null : await readRow(admin, shown, key)
  if (row === null) return noSuchRow(admin, shown, id)
  const model = await forUser(admin, shown, row)
  if (request.method !== 'POST') {
    const version = versionOf(await storedTexts(model.info, row, model.editable))
    const stored = storedKeysOf(model, row)
    const lookups = await shownLookups(admin, await largeRelations(admin, model), stored, stored)
    return drawForm(admin, model, { form: newForm(admin, model, { instance: row, lookups }), row, version, lookups })
  }
  if (!(await mayChangeRow(admin, model, row))) return forbidden(admin, model, 'change', row)
  return saveChange(admin, { shown, model, stored: storedKeysOf(model, row) }, key, await request.form())
}

/** What came of a save: the row and what was merged, a form to send back, a conflict to ask about, or no row any more. */
type Outcome =
  | { readonly kind: 'saved'; readonly row: AnyRow; readonly merge: Merge }
  | { readonly kind: 'refused'; readonly form: RowForm }
  | { readonly kind: 'conflict'; readonly form: RowForm; readonly merge: Merge }
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }

/** A model as the site declares it, and as this person may see and write it about the row. */
interface Seen {
  readonly shown: ModelAdmin
  readonly model: ModelAdmin
  readonly stored: StoredKey
}

async function saveChange(admin: AdminRequest, seen: Seen, key: unknown, body: SentValues): Promise<Response> {
  const { shown } = seen
  let { model } = seen
  const { sent, lookups } = await resolveLookups(admin, await largeRelations(admin, model, body), body, seen.stored)
  const version = String(sent.get('_version') ?? '')
  const kept = new Set(model.editable.filter((name) => sent.get(`_keep_${name}`) === 'theirs'))
  const data = prepopulated(model, sent)
  let form: RowForm | null = null
  let outcome: Outcome
  try {
    // The row is read and written in one transaction: who saves second sees what the first one wrote.
    outcome = await atomic(async () => {
      const row = await readRow(admin, shown, key)
      if (row === null) return { kind: 'gone' }
      if (!(await mayChangeRow(admin, shown, row))) return { kind: 'denied' }
      model = await forUser(admin, shown, row)
      form = newForm(admin, model, { data, instance: row, leftOut: kept, lookups })
      return change(admin, model, { form, row, version, kept })
    })
  } catch (error) {
    if (!(error instanceof IntegrityError) || form === null) throw error
    addRefusal(model, form, error)
    await (form as RowForm).keepUploads()
    outcome = { kind: 'refused', form }
  }
  // A form that was not saved has its values in its row: pages show the stored one.
  const row = outcome.kind === 'saved' ? outcome.row : await readRow(admin, shown, key)
  if (row === null || outcome.kind === 'gone') return noSuchRow(admin, model, String(key))
  if (outcome.kind === 'denied') return forbidden(admin, model, 'change', row)
  if (outcome.kind === 'refused')
    return drawForm(admin, model, { form: outcome.form, row, version, lookups, status: 422 })
  if (outcome.kind === 'conflict')
    return drawConflict(admin, model, { form: outcome.form, row, merge: outcome.merge, sent: data, kept })
  return afterSave(admin, model, row, String(sent.get('_save') ?? ''), 'saved', outcome.merge)
}

/** A form that was sent for a row, and the row as it is stored. */
interface Change {
  readonly form: RowForm
  readonly row: AnyRow
  readonly version: string
  readonly kept: ReadonlySet<string>
}

async function change(admin: AdminRequest, model: ModelAdmin, sent: Change): Promise<Outcome> {
  const { form, row, version, kept } = sent
  const names = model.editable.filter((name) => !kept.has(name))
  const stored = await storedTexts(model.info, row, names)
  const before = await Promise.all(names.map(async (name) => [name, await storedValue(model.info, row, name)] as const))
  if (!(await form.isValid())) return { kind: 'refused', form }
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  const merge = mergeFields(version, sentTexts(model.info, cleaned, names), stored)
  if (merge.conflicts.length > 0) return { kind: 'conflict', form, merge }
  await write(model, row, cleaned, new Map(before), merge)
  await logAction(admin, model, row, actionFlags.changed, changed(model, merge.mine))
  return { kind: 'saved', row, merge }
}

/** Writes what this person changed, and nothing else. */
async function write(
  model: ModelAdmin,
  row: AnyRow,
  cleaned: Readonly<Record<string, unknown>>,
  before: ReadonlyMap<string, unknown>,
  merge: Merge,
): Promise<void> {
  const mine = new Set(merge.mine)
  const writable = row as unknown as WritableRow
  for (const [name, value] of before) {
    const column = model.info.column(name)
    if (column === undefined) continue
    // Validation may have put every value of the form into the row.
    if (mine.has(name)) writable[name] = cleaned[name]
    else writable[column.attribute] = value
  }
  await writable.save()
  for (const name of merge.mine)
    if (model.info.column(name) === undefined)
      await (row[name] as { set(rows: unknown): Promise<void> }).set(cleaned[name])
}

/** What a constraint refused although the form was valid, as an error of the form: somebody else was quicker. */
function addRefusal(model: ModelAdmin, form: RowForm, error: IntegrityError): void {
  const names = model.info.columns
    .filter(({ column }) => error.columns.includes(column))
    .map(({ property }) => property)
  if (error.kind !== 'unique' || error.table !== model.info.table || names.length === 0) {
    form.addError(null, fill(gettext('The database refused this: %(reason)s'), { reason: error.message }))
    return
  }
  const labels = listed(names.map((name) => fieldLabel(model, name)))
  const [name, ...others] = names
  const alone = others.length === 0 && model.editable.includes(name!)
  form.addError(
    (alone ? name! : null) as never,
    fill(gettext('%(model_name)s with this %(field_labels)s already exists.'), {
      model_name: capitalise(model.one),
      field_labels: labels,
    }),
    'unique',
  )
}

/** Where each of the save buttons leads, with a message that says what happened. */
async function afterSave(
  admin: AdminRequest,
  model: ModelAdmin,
  row: AnyRow,
  button: string,
  did: 'added' | 'saved',
  merge?: Merge,
): Promise<Response> {
  const own = rowUrl(admin, model, row['pk'], 'change')
  const merged = merge?.theirs.map((name) => inSentence(fieldLabel(model, name))) ?? []
  const unchanged = merge !== undefined && merge.mine.length === 0 && merged.length === 0
  const name = { name: capitalise(model.one) }
  // Where the page is another one, a link to the row follows, for those who may see it.
  const here = button === 'stay' || !mayView(admin, model)
  let text: string
  if (unchanged) text = here ? gettext('There was nothing to change.') : gettext('There was nothing to change in')
  else if (merged.length > 0) {
    const also = gettext('What somebody else changed meanwhile (%(fields)s) was kept.')
    const done = did === 'added' ? gettext('%(name)s added.') : gettext('%(name)s saved.')
    text = `${fill(done, name)} ${fill(also, { fields: merged.join(gettext(', ')) })}`
  } else if (here) text = fill(did === 'added' ? gettext('%(name)s added.') : gettext('%(name)s saved.'), name)
  else text = fill(did === 'added' ? gettext('%(name)s added:') : gettext('%(name)s saved:'), name)
  const said = here ? text : formatHtml`${text} <a href="${own}"><bdi>${String(row)}</bdi></a>`
  tryMessages(admin.request)?.[unchanged ? 'info' : 'success'](said)
  const page = did === 'added' && isUserModel(model) && mayChange(admin, model) ? 'password' : button
  return redirect(nextPage(admin, model, row, page), { status: 303 })
}

/** Where to go after a save: a new user needs a password first. */
function nextPage(admin: AdminRequest, model: ModelAdmin, row: AnyRow, page: string): string {
  if (page === 'password') return rowUrl(admin, model, row['pk'], 'password')
  if (page === 'another' && mayAdd(admin, model)) return addUrl(admin, model)
  if (!mayView(admin, model)) return admin.root
  return page === 'stay' ? rowUrl(admin, model, row['pk'], 'change') : listUrl(admin, model)
}
