import { atomic, IntegrityError, untyped } from '../../../data/orm/index.ts'
import { redirect } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { contentTypeKey } from '../../auth/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { mayChangeRow } from '../access.ts'
import { modelFor } from '../form/request-model.ts'
import { newForm, type RowForm } from '../form/row-form.ts'
import { lockedRow } from '../form/save/save.ts'
import { saveRow, writeMany } from '../form/save/write-row.ts'
import { fill } from '../format.ts'
import { recordingAs } from '../history/context.ts'
import { recordKey, type Written, writtenOf } from '../history/read.ts'
import { type Restoring, restoringOf } from '../history/restoring.ts'
import { tell } from '../history/told.ts'
import { keyFrom } from '../keys.ts'
import { change as changed, fieldLabel, logAction } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags, RecordChange } from '../models.ts'
import { page } from '../page.ts'
import { capitalise } from '../paths.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, readRow, rowUrl } from '../request.ts'
import { forbidden, noSuchRow } from './stop.ts'

type Params = { readonly id: string; readonly version: string }

/** Shows what it would change to have a row as it was after a change, and does it: as a new change, through the form's validation. */
export async function restoreView(admin: AdminRequest, shown: ModelAdmin, { id, version }: Params): Promise<Response> {
  const key = keyFrom(shown, id)
  const row = key === undefined ? null : await readRow(admin, shown, key)
  if (row === null) return noSuchRow(admin, shown, id)
  if (!(await mayChangeRow(admin, shown, row))) return forbidden(admin, shown, 'change', row)
  const record = await recordOf(admin, shown, row, version)
  if (record === undefined) return noSuchRow(admin, shown, id)
  const model = await modelFor(admin, shown, row)
  const restoring = await restoringOf(admin, model, row, version)
  if (restoring === null) return noSuchRow(admin, shown, id)
  if (admin.request.method !== 'POST') return draw(admin, model, { row, record, restoring })
  const mark = String((await admin.request.form()).get('_version') ?? '')
  const outcome = await restored(admin, shown, key, version, mark)
  if (outcome.kind === 'gone') return noSuchRow(admin, shown, id)
  if (outcome.kind === 'denied') return forbidden(admin, shown, 'change', row)
  if (outcome.kind === 'saved') {
    tryMessages(admin.request)?.success(
      fill(gettext('%(model)s restored as it was. This is a new change.'), { model: capitalise(model.one) }),
    )
    return redirect(rowUrl(admin, model, key, 'history'), { status: 303 })
  }
  const now = await readRow(admin, shown, key)
  const anew = now === null ? null : await restoringOf(admin, model, now, version)
  if (now === null || anew === null) return noSuchRow(admin, shown, id)
  return draw(admin, model, { row: now, record, restoring: anew, problems: outcome.problems, status: outcome.status })
}

/** The record that the version is after; null for what was before the first; undefined where the row has no such record. */
async function recordOf(
  admin: AdminRequest,
  { info }: ModelAdmin,
  row: AnyRow,
  version: string,
): Promise<Written | null | undefined> {
  if (version === '0') return null
  const key = recordKey(version)
  if (key === null) return undefined
  const type = await contentTypeKey(info)
  const objectId = String(row['pk'])
  const all = untyped(RecordChange)
  const found = await all
    .filter({ id: key, contentType: type, objectId })
    .or(all.filter({ id: key, parentType: type, parentId: objectId }))
    .selectRelated('contentType')
    .first()
  return found === null ? undefined : writtenOf(admin, found)
}

type Outcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'refused'; readonly status: number; readonly problems: readonly string[] }

/** Restores, in one transaction with reading what is there: a row that has changed since the preview was drawn is left as it is. */
async function restored(
  admin: AdminRequest,
  shown: ModelAdmin,
  key: unknown,
  version: string,
  mark: string,
): Promise<Outcome> {
  try {
    return await atomic(async () => {
      const row = await lockedRow(admin, shown, key)
      if (row === null) return { kind: 'gone' }
      if (!(await mayChangeRow(admin, shown, row))) return { kind: 'denied' }
      const model = await modelFor(admin, shown, row)
      const restoring = await restoringOf(admin, model, row, version)
      if (restoring === null) return { kind: 'gone' }
      const names = Object.keys(restoring.data)
      if (restoring.version !== mark || names.length === 0)
        return {
          kind: 'refused',
          status: 409,
          problems: [gettext('Somebody changed it meanwhile. This is what restoring would change now.')],
        }
      const leftOut = new Set(model.editable.filter((name) => !names.includes(name)))
      const form = newForm(admin, model, { data: sent(restoring), instance: row, leftOut, lookups: new Map() })
      if (!(await form.isValid()) || !isTaken(restoring, form))
        return { kind: 'refused', status: 422, problems: problemsOf(model, form) }
      await recordingAs({ via: 'restore', parent: null }, () => write(admin, model, row, names, form))
      await logAction(admin, model, row, actionFlags.changed, changed(model, names))
      return { kind: 'saved' }
    })
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    const problem = fill(gettext('The database refused this: %(reason)s'), { reason: error.message })
    return { kind: 'refused', status: 409, problems: [problem] }
  }
}

/** The values as submitted ones. */
function sent({ data }: Restoring): Parameters<typeof newForm>[2]['data'] & object {
  const get = (name: string) => (Object.hasOwn(data, name) ? data[name] : undefined)
  return {
    get: (name: string) => get(name) ?? null,
    getAll: (name: string) => {
      const value = get(name)
      return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value]
    },
    has: (name: string) => Object.hasOwn(data, name),
  } as never
}

/** Whether the form read what it was given: an input of several parts may find none of them. */
function isTaken({ data }: Restoring, form: RowForm): boolean {
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  const isEmpty = (value: unknown) => value === null || value === undefined || value === ''
  return Object.entries(data).every(([name, value]) => isEmpty(value) || !isEmpty(cleaned[name]))
}

async function write(
  admin: AdminRequest,
  model: ModelAdmin,
  row: AnyRow,
  names: readonly string[],
  form: RowForm,
): Promise<void> {
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  const context = { request: admin.request, added: false, changed: names }
  await saveRow(model, row, context)
  await writeMany(model, row, cleaned, names)
  await model.options.hooks?.saved?.(row, context)
}

function problemsOf(model: ModelAdmin, form: RowForm): string[] {
  const problems = Object.entries(form.errors).flatMap(([name, issues]) =>
    issues.map(({ message }) => (name === '__all__' ? message : `${fieldLabel(model, name)}: ${message}`)),
  )
  return problems.length > 0 ? problems : [gettext('The form does not take these values.')]
}

interface Drawn {
  readonly row: AnyRow
  readonly record: Written | null
  readonly restoring: Restoring
  readonly problems?: readonly string[]
  readonly status?: number
}

function draw(admin: AdminRequest, model: ModelAdmin, drawn: Drawn): Promise<Response> {
  const { row, record, restoring, problems = [], status = 200 } = drawn
  const name = String(row)
  const historyUrl = rowUrl(admin, model, row['pk'], 'history')
  return page(admin, 'restore.html', {
    title: fill(gettext('Restore “%(name)s”'), { name }),
    status,
    crumbs: [
      { label: model.title, url: listUrl(admin, model) },
      { label: name, url: rowUrl(admin, model, row['pk'], 'change') },
      { label: gettext('History'), url: historyUrl },
      { label: gettext('Restore'), url: null },
    ],
    model,
    context: {
      heading: fill(gettext('Restore “%(name)s”'), { name }),
      ...(record === null ? { each: null } : { each: tell(admin, model, record, record.action, [], new Date()) }),
      problems,
      diffs: restoring.diffs,
      impossible: restoring.impossible,
      version: restoring.version,
      historyUrl,
      kind: model.one,
    },
  })
}
