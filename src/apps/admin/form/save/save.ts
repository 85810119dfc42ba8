import { atomic, untyped } from '../../../../data/orm/index.ts'
import { allValid } from '../../../forms/index.ts'
import { mayChangeRow } from '../../access.ts'
import { recordingAs } from '../../history/context.ts'
import { addition, type ChangeMessage, change as changed, logAction } from '../../log.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { actionFlags } from '../../models.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, readRow } from '../../request.ts'
import { activeSets, everyPlan, planInlines, readBefore, type SetPlan } from '../inlines/plan.ts'
import { everySet, type InlineSet, openInlines } from '../inlines/sets.ts'
import { type Progress, writeInlines } from '../inlines/write.ts'
import { largeRelations } from '../relations/large.ts'
import { type Lookups, resolveLookups, type StoredKey, storedKeysOf } from '../relations/lookup.ts'
import { isReturned, leaves, showKept } from '../relations/related.ts'
import { modelFor } from '../request-model.ts'
import { newForm, type RowForm } from '../row-form.ts'
import { prepopulated, type SentValues } from '../slugs.ts'
import { isKept, isOpen, unanswered, withAnswers } from './answers.ts'
import { addRefusal, isRefusal } from './refusal.ts'
import { sentTexts } from './values.ts'
import { type Merge, mergeFields } from './version.ts'
import { before, fillRow, restoreRow, saveRow, writeMany } from './write-row.ts'

/** A form that was sent, with the forms below it. */
export interface Sent {
  readonly model: ModelAdmin
  readonly form: RowForm
  readonly sets: readonly InlineSet[]
  readonly lookups: Lookups
  /** What was sent, with keys for what was looked up and slugs that were left empty filled. */
  readonly data: SentValues
}

/** What came of a save. */
export type Outcome =
  | {
      readonly kind: 'saved'
      readonly model: ModelAdmin
      readonly row: AnyRow
      readonly merge: Merge
      readonly plans: readonly SetPlan[]
    }
  /** Something is wrong, or (with status 200) somebody asked for one more row. */
  | { readonly kind: 'again'; readonly sent: Sent; readonly status: 200 | 422 }
  | { readonly kind: 'conflict'; readonly sent: Sent; readonly merge: Merge; readonly plans: readonly SetPlan[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }

const nothingMerged: Merge = { mine: [], theirs: [], conflicts: [] }

/** Saves what was sent as a new row, with all that stands below it, in one transaction. */
export async function saveNew(admin: AdminRequest, shown: ModelAdmin, body: SentValues): Promise<Outcome> {
  const model = await modelFor(admin, shown, null)
  const sent = await readSent(admin, model, body, { row: null })
  return inOneTransaction(sent, async (progress) => {
    const checked = await check(sent)
    if (checked.kind === 'again') return checked
    const { form, sets, data } = sent
    const plans = planInlines(sets, new Map(), data, true)
    if (hasErrors(plans)) return refused(sent)
    const row = (await form.save({ commit: false })) as AnyRow
    const context = { request: admin.request, added: true, changed: form.changedFields }
    await saveRow(model, row, context)
    await form.saveMany()
    await writeBelow(model, row, plans, progress)
    await model.options.hooks?.saved?.(row, context)
    await logAction(admin, model, row, actionFlags.added, addition)
    return { kind: 'saved', model, row, merge: nothingMerged, plans }
  })
}

/** Saves what was sent for a row: what this person changed, of the row and of what stands below it, in one transaction. */
export async function saveChange(
  admin: AdminRequest,
  shown: ModelAdmin,
  key: unknown,
  body: SentValues,
): Promise<Outcome> {
  let sent: Sent | null = null
  const progress: Progress = { at: null }
  try {
    // The row is read and written in one transaction: who saves second sees what the first one wrote.
    return await atomic(async (): Promise<Outcome> => {
      const row = await lockedRow(admin, shown, key)
      if (row === null) return { kind: 'gone' }
      if (!(await mayChangeRow(admin, shown, row))) return { kind: 'denied' }
      const model = await modelFor(admin, shown, row)
      sent = await readSent(admin, model, body, { row })
      return recordingAs({ via: 'form' }, () => change(admin, sent as Sent, row, progress))
    })
  } catch (error) {
    if (sent === null || !isRefusal(error)) throw error
    return databaseRefused(sent, progress, error)
  }
}

async function change(admin: AdminRequest, sent: Sent, row: AnyRow, progress: Progress): Promise<Outcome> {
  const { model, form, sets, data } = sent
  const names = model.editable.filter((name) => !isKept(data, name))
  const stored = await before(model, row, names)
  const below = await readBefore(activeSets(sets, data))
  const checked = await check(sent)
  if (checked.kind === 'again') return checked
  const plans = planInlines(sets, below, data)
  if (hasErrors(plans)) return refused(sent)
  const cleaned = form.cleaned as Readonly<Record<string, unknown>>
  const present = names.filter((name) => Object.hasOwn(cleaned, name))
  const merge = unanswered(
    data,
    '',
    mergeFields(String(data.get('_version') ?? ''), sentTexts(model.info, cleaned, present), stored.texts),
  )
  if (merge.conflicts.length > 0 || everyPlan(plans).some((plan) => disagreements(plan, data)))
    return { kind: 'conflict', sent, merge, plans }
  restoreRow(model, row, stored)
  fillRow(model, row, cleaned, merge.mine)
  const context = { request: admin.request, added: false, changed: merge.mine }
  await saveRow(model, row, context)
  await writeMany(model, row, cleaned, merge.mine)
  const written = await writeBelow(model, row, plans, progress)
  await model.options.hooks?.saved?.(row, context)
  const message: ChangeMessage = [...changed(model, merge.mine), ...written]
  await logAction(admin, model, row, actionFlags.changed, message)
  return { kind: 'saved', model, row, merge, plans }
}

/** Writes the rows of inlines, as part of the history of the row of the form. */
function writeBelow(
  { info }: ModelAdmin,
  row: AnyRow,
  plans: readonly SetPlan[],
  progress: Progress,
): Promise<ChangeMessage> {
  return recordingAs({ parent: { model: info, key: row['pk'] } }, () => writeInlines(plans, progress))
}

/** The row as this person sees it, kept from others who save it until the transaction ends. */
export async function lockedRow(admin: AdminRequest, shown: ModelAdmin, key: unknown): Promise<AnyRow | null> {
  // By itself: what joins other tables, or knows rules, can be locked by some databases only.
  const held = await untyped(shown.info).filter({ pk: key }).orderBy().selectForUpdate().values('pk')
  return held.length === 0 ? null : readRow(admin, shown, key)
}

/** Whether somebody else changed what this person changes or deletes in an inline. */
function disagreements({ set, rows, order }: SetPlan, data: SentValues): boolean {
  if (order !== null && order.conflict !== null) return true
  return [...rows].some(([form, plan]) => {
    const index = set.forms.forms.indexOf(form)
    const at = `${set.forms.prefixOf(index)}-`
    if (plan.kind === 'delete') return plan.changed.length > 0 || isOpen(data, `${at}DELETE`)
    return plan.kind === 'change' && unanswered(data, at, plan.merge).conflicts.length > 0
  })
}

/** The forms for what was sent: of a new row, or of one that is there. */
export async function readSent(
  admin: AdminRequest,
  model: ModelAdmin,
  body: SentValues,
  { row }: { readonly row: AnyRow | null },
): Promise<Sent> {
  const stored: StoredKey = row === null ? () => null : storedKeysOf(model, row)
  const { sent, lookups } = await resolveLookups(
    admin,
    await largeRelations(admin, model, body),
    withAnswers(body),
    stored,
  )
  const data = prepopulated(model, sent)
  const leftOut = new Set(model.editable.filter((name) => row !== null && isKept(data, name)))
  const form = newForm(admin, model, { data, lookups, leftOut, ...(row !== null && { instance: row }) })
  const parent = { row: form.instance as AnyRow, prefix: '', mayWrite: true }
  const sets = await openInlines(admin, model.inlines, parent, { sent: data, asNew: row === null })
  return { model, form, sets, lookups, data }
}

type Checked = { readonly kind: 'sound' } | Extract<Outcome, { readonly kind: 'again' }>

/** Validates everything that was sent, so that all of it can say what is wrong. */
export async function check(sent: Sent): Promise<Checked> {
  const { form, sets, data } = sent
  if (isReturned(data) || leaves(data)) {
    form.leaveUnchecked()
    for (const set of everySet(sets)) await set.forms.leaveUnchecked()
    for (const each of [form, ...everySet(sets).flatMap((set) => set.forms.forms)]) await showKept(each)
    return { kind: 'again', sent, status: 200 }
  }
  const active = activeSets(sets, data)
  const forms = active.map((set) => set.forms)
  for (const set of everySet(sets)) if (!active.includes(set)) await set.forms.leaveUnchecked()
  const adding = forms.some((each) => each.isAdding)
  if (await allValid(form, ...(forms as never[]))) return { kind: 'sound' }
  return { kind: 'again', sent, status: adding ? 200 : 422 }
}

function hasErrors(plans: readonly SetPlan[]): boolean {
  return everyPlan(plans).some(({ set, rows }) =>
    [...rows].some(
      ([form, plan]) =>
        plan.kind !== 'delete' && !set.forms.deletedForms.includes(form) && Object.keys(form.errors).length > 0,
    ),
  )
}

async function refused(sent: Sent): Promise<Outcome> {
  await keepUploads(sent)
  return { kind: 'again', sent, status: 422 }
}

/** Uploads of all forms, for a page that comes back. */
export async function keepUploads({ form, sets, data }: Sent): Promise<void> {
  await form.keepUploads()
  for (const set of activeSets(sets, data)) await set.forms.keepUploads()
}

async function inOneTransaction(sent: Sent, work: (progress: Progress) => Promise<Outcome>): Promise<Outcome> {
  const progress: Progress = { at: null }
  try {
    return await recordingAs({ via: 'form' }, () => atomic(() => work(progress)))
  } catch (error) {
    if (!isRefusal(error)) throw error
    return databaseRefused(sent, progress, error)
  }
}

function databaseRefused(sent: Sent, { at }: Progress, error: Parameters<typeof addRefusal>[2]): Promise<Outcome> {
  if (at === null) addRefusal(sent.model, sent.form, error)
  else addRefusal(at.set.model, at.form, error)
  return refused(sent)
}
