import { gettext } from '../../../../web/i18n/index.ts'
import { fill, listed } from '../../format.ts'
import { fieldLabel } from '../../log.ts'
import { capitalise } from '../../paths.ts'
import { sentTexts } from '../save/values.ts'
import { type FieldTexts, type Merge, mergeFields, touchedFields } from '../save/version.ts'
import { type Before, before, restoreRow } from '../save/write-row.ts'
import type { SentValues } from '../slugs.ts'
import type { InlineRow, NestingForm } from './forms.ts'
import { type OrderPlan, orderPlan } from './order.ts'
import type { InlineSet } from './sets.ts'

/** What becomes of one row of an inline. */
export type RowPlan =
  | { readonly kind: 'change'; readonly entry: InlineRow; readonly merge: Merge; readonly stored: Before }
  | {
      readonly kind: 'delete'
      readonly entry: InlineRow
      readonly changed: readonly string[]
      readonly texts: FieldTexts
    }
  | { readonly kind: 'add' }
  /** It is gone, or was never filled in. */
  | { readonly kind: 'leave'; readonly gone: boolean }

/** What becomes of the rows of one inline, and of those below them. */
export interface SetPlan {
  readonly set: InlineSet
  readonly rows: ReadonlyMap<NestingForm, RowPlan>
  readonly order: OrderPlan | null
  readonly below: ReadonlyMap<NestingForm, readonly SetPlan[]>
}

/** The sets whose forms are read: not those below a row that is to be deleted, nor below the empty form. */
export function activeSets(sets: readonly InlineSet[], sent: SentValues): readonly InlineSet[] {
  return sets.flatMap((set) => [
    set,
    ...set.forms.forms.flatMap((form, index) =>
      isTicked(set, form, index, sent) ? [] : activeSets(set.below.get(form) ?? [], sent),
    ),
  ])
}

function isTicked({ forms }: InlineSet, form: NestingForm, index: number, sent: SentValues): boolean {
  return sent.has(`${forms.prefixOf(index)}-DELETE`) && hasField(form, 'DELETE')
}

export function hasField(form: NestingForm, name: string): boolean {
  return [...form].some((field) => field.name === name)
}

/** What the rows of the sets hold, read before their forms are validated. */
export async function readBefore(sets: readonly InlineSet[]): Promise<ReadonlyMap<NestingForm, Before>> {
  const found = new Map<NestingForm, Before>()
  for (const set of sets)
    for (const [index, form] of set.forms.forms.entries()) {
      const entry = set.forms.storedAt(index)
      if (entry === null) continue
      // Of a row that is to be deleted, whatever somebody else changed counts.
      found.set(form, await before(set.model, entry.row, entry.model.editable))
    }
  return found
}

/** Decides about every row after validation. Adds errors to forms whose rows cannot be saved as they are. */
export function planInlines(
  sets: readonly InlineSet[],
  stored: ReadonlyMap<NestingForm, Before>,
  sent: SentValues,
  parentIsNew = false,
): readonly SetPlan[] {
  return sets.map((set) => {
    const rows = new Map<NestingForm, RowPlan>()
    const below = new Map<NestingForm, readonly SetPlan[]>()
    for (const [index, form] of set.forms.forms.entries()) {
      const nested = set.below.get(form) ?? []
      const plan = planRow(set, form, index, { stored, sent, parentIsNew })
      const active = plan.kind === 'change' || plan.kind === 'add'
      const plans = active ? planInlines(nested, stored, sent, plan.kind === 'add') : []
      rows.set(form, plan)
      below.set(form, plans)
    }
    return { set, rows, order: orderPlan(set, rows, sent), below }
  })
}

interface Around {
  readonly stored: ReadonlyMap<NestingForm, Before>
  readonly sent: SentValues
  readonly parentIsNew: boolean
}

function planRow(set: InlineSet, form: NestingForm, index: number, around: Around): RowPlan {
  const { forms, model } = set
  const isMarked = forms.deletedForms.includes(form)
  if (!forms.wasThere(index)) {
    if (isMarked || !form.hasChanged) return { kind: 'leave', gone: false }
    if (!set.mayAdd)
      form.addError(null, fill(gettext('You may not add %(name)s here.'), { name: model.many }), 'forbidden')
    return { kind: 'add' }
  }
  const entry = forms.storedAt(index)
  if (entry === null) return planGone(set, form, index, around, isMarked)
  const before = around.stored.get(form)
  if (before === undefined) return { kind: 'leave', gone: false }
  restoreRow(model, entry.row, before)
  const marks = forms.marksAt(index)
  if (isMarked) {
    const changed = marks === '' ? [] : touchedFields(marks, before.texts)
    return { kind: 'delete', entry, changed, texts: before.texts }
  }
  const names = entry.model.editable.filter((name) => hasField(form, name))
  const merge = mergeFields(marks, sentTexts(model.info, cleanedOf(form), names), before.texts)
  return { kind: 'change', entry, merge, stored: before }
}

/** A row that was on the page and is not there any more. */
function planGone(set: InlineSet, form: NestingForm, index: number, around: Around, isMarked: boolean): RowPlan {
  const { forms, model } = set
  if (isMarked) return { kind: 'leave', gone: true }
  const at = forms.prefixOf(index)
  // Its parent is added anew, and takes it along.
  const again = around.parentIsNew || around.sent.has(`${at}-_again`)
  if (again && set.mayAdd) return { kind: 'add' }
  const names = model.editable.filter((name) => hasField(form, name))
  const touched = touchedFields(forms.marksAt(index), sentTexts(model.info, cleanedOf(form), names))
  const below = (set.below.get(form) ?? []).some((nested) =>
    nested.forms.forms.some((each, place) => !nested.forms.wasThere(place) && each.hasChanged),
  )
  if (touched.length === 0 && !below) return { kind: 'leave', gone: true }
  const fields = listed(touched.map((name) => fieldLabel(model, name)))
  const said = fill(gettext('Somebody deleted this %(name)s while you changed it (%(fields)s).'), {
    name: model.one,
    fields,
  })
  const ways = set.mayAdd ? gettext('Add it again, or remove it.') : gettext('Remove it here to save the rest.')
  form.addError(null, `${capitalise(said)} ${ways}`, 'gone')
  return { kind: 'leave', gone: true }
}

export function cleanedOf(form: NestingForm): Readonly<Record<string, unknown>> {
  return form.cleaned as Readonly<Record<string, unknown>>
}

/** Every plan of a tree. */
export function everyPlan(plans: readonly SetPlan[]): readonly SetPlan[] {
  return plans.flatMap((plan) => [plan, ...[...plan.below.values()].flatMap(everyPlan)])
}
