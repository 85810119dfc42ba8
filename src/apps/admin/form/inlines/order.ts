import type { AnyRow } from '../../registration.ts'
import { isOpen } from '../save/answers.ts'
import type { SentValues } from '../slugs.ts'
import type { NestingForm } from './forms.ts'
import type { RowPlan } from './plan.ts'
import type { InlineSet } from './sets.ts'

/*
 * The order of an inline's rows is one value: two people who both move rows disagree about it as about any other field. The page says in
 * which order it was drawn, by keys; its numbers say in which order it is to be.
 */

/** What becomes of the order of the rows of one inline. */
export interface OrderPlan {
  /** Both changed it, differently. */
  readonly conflict: { readonly mine: readonly AnyRow[]; readonly theirs: readonly AnyRow[] } | null
  /** This person changed it. */
  readonly mine: boolean
  /** All rows that are to stay, in order: stored ones and forms of new ones. */
  readonly sequence: readonly (AnyRow | NestingForm)[]
}

/** Whether this person puts the rows of a set in order. */
export function isOrdered({ inline, model }: InlineSet): boolean {
  return inline.orderField !== null && !model.readonly.has(inline.orderField)
}

/** The keys of the stored rows in their order, for the page. */
export function orderText(set: InlineSet): string {
  return set.rows.map(({ row }) => encodeURIComponent(String(row['pk']))).join(' ')
}

/** The number that a form was given; none comes last. */
function placeOf(form: NestingForm): number {
  const value: unknown = (form.cleaned as Readonly<Record<string, unknown>>)['ORDER']
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY
}

export function orderPlan(
  set: InlineSet,
  plans: ReadonlyMap<NestingForm, RowPlan>,
  sent: SentValues,
): OrderPlan | null {
  if (!isOrdered(set)) return null
  const kept = new Map<string, { readonly form: NestingForm; readonly row: AnyRow }>()
  for (const [form, plan] of plans)
    if (plan.kind === 'change') kept.set(String(plan.entry.row['pk']), { form, row: plan.entry.row })
  const drawn = String(sent.get(`${set.prefix}-_order`) ?? '')
    .split(' ')
    .map(decoded)
    .filter((key) => kept.has(key))
  const shown = new Set(drawn)
  const stored = set.rows.map(({ row }) => String(row['pk'])).filter((key) => shown.has(key))
  const sorted = [...plans]
    .filter(([, plan]) => plan.kind === 'change' || plan.kind === 'add')
    .map(([form]) => form)
    .sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(a) - placeOf(b)))
  const keyOf = (form: NestingForm) => {
    const plan = plans.get(form)
    return plan?.kind === 'change' ? String(plan.entry.row['pk']) : null
  }
  const wanted = sorted.map(keyOf).filter((key) => key !== null && shown.has(key)) as string[]
  const same = (a: readonly string[], b: readonly string[]) => a.join('\0') === b.join('\0')
  const mine = !same(wanted, drawn) && !same(wanted, stored)
  const theirs = !same(stored, drawn)
  const answer = sent.get(`_keep_${set.prefix}-ORDER`)
  const takeTheirs = answer === 'theirs' || !mine
  const rowsOf = (keys: readonly string[]) => keys.flatMap((key) => kept.get(key)?.row ?? [])
  const conflict =
    mine && (theirs || isOpen(sent, `${set.prefix}-ORDER`)) && answer !== 'theirs'
      ? { mine: rowsOf(wanted), theirs: rowsOf(stored) }
      : null
  // The places of stored rows, filled in the order that won; what came meanwhile stands behind them, new rows where they were put.
  const queue = [...(takeTheirs ? stored : wanted)]
  const sequence: (AnyRow | NestingForm)[] = []
  for (const form of sorted) {
    const key = keyOf(form)
    if (key === null) sequence.push(form)
    else if (shown.has(key)) sequence.push(...rowsOf([queue.shift() ?? key]))
  }
  const later = set.rows.filter(
    ({ row, mayChange }) => mayChange && !shown.has(String(row['pk'])) && !isDoomed(plans, row),
  )
  const lastStored = sequence.findLastIndex((each) => !plans.has(each as NestingForm))
  sequence.splice(lastStored + 1, 0, ...later.map(({ row }) => row))
  return { conflict, mine: mine && !takeTheirs, sequence }
}

function isDoomed(plans: ReadonlyMap<NestingForm, RowPlan>, row: AnyRow): boolean {
  return [...plans.values()].some((plan) => plan.kind === 'delete' && plan.entry.row === row)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The number that each of the rows gets. Without a move only new rows get one, behind all others. */
export function numbersFor(
  set: InlineSet,
  plan: OrderPlan,
  isForm: (each: AnyRow | NestingForm) => boolean,
): Map<AnyRow | NestingForm, number> {
  const field = set.inline.orderField ?? ''
  const column = set.model.info.column(field)
  const numberOf = (row: AnyRow) => Number(row[column?.attribute ?? field] ?? 0)
  const present = set.rows.map(({ row }) => numberOf(row))
  const numbers = new Map<AnyRow | NestingForm, number>()
  const lastStored = plan.sequence.findLastIndex((each) => !isForm(each))
  const inside = plan.sequence.slice(0, lastStored + 1).some(isForm)
  if (!plan.mine && !inside) {
    let next = Math.max(0, ...present)
    for (const each of plan.sequence) if (isForm(each)) numbers.set(each, (next += 1))
    return numbers
  }
  const distinct = new Set(present).size === present.length
  let next = distinct && present.length > 0 ? Math.max(0, Math.min(...present)) : 1
  for (const each of plan.sequence) numbers.set(each, next++)
  return numbers
}
