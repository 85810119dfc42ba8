import { english, withLocale } from '../../../../web/i18n/index.ts'
import { type ChangeMessage, fieldLabel } from '../../log.ts'
import type { AnyRow } from '../../registration.ts'
import { fillRow, writeMany } from '../save/write-row.ts'
import type { NestingForm } from './forms.ts'
import { numbersFor } from './order.ts'
import { cleanedOf, type RowPlan, type SetPlan } from './plan.ts'
import type { InlineSet } from './sets.ts'

/** Which row was being written: where the database refuses one, its form says so. */
export interface Progress {
  at: { readonly set: InlineSet; readonly form: NestingForm } | null
}

/** Writes what was decided about the rows of inlines, parents before what is below them. Gives what the log says of it. */
export async function writeInlines(plans: readonly SetPlan[], progress: Progress): Promise<ChangeMessage> {
  const message: ChangeMessage[number][] = []
  for (const plan of plans) message.push(...(await writeSet(plan, progress)))
  return message
}

async function writeSet({ set, rows, order, below }: SetPlan, progress: Progress): Promise<ChangeMessage> {
  const message: ChangeMessage[number][] = []
  const name = withLocale(english, () => set.model.info.verboseName)
  const numbers = order === null ? null : numbersFor(set, order, (each) => rows.has(each as NestingForm))
  const of = (kind: RowPlan['kind']) => [...rows].filter(([, plan]) => plan.kind === kind)
  for (const [form, plan] of of('delete')) {
    if (plan.kind !== 'delete') continue
    progress.at = { set, form }
    message.push({ deleted: { name, object: String(plan.entry.row) } })
    await plan.entry.row.delete()
  }
  for (const [form, plan] of of('change')) {
    if (plan.kind !== 'change') continue
    progress.at = { set, form }
    const { entry, merge } = plan
    const cleaned = cleanedOf(form)
    fillRow(set.model, entry.row, cleaned, merge.mine)
    const moved = entry.mayChange && place(set, entry.row, numbers?.get(entry.row))
    if (merge.mine.length > 0 || moved) await entry.row.save()
    await writeMany(set.model, entry.row, cleaned, merge.mine)
    const fields = [...merge.mine, ...(moved && set.inline.orderField !== null ? [set.inline.orderField] : [])]
    if (fields.length > 0) message.push({ changed: { name, object: String(entry.row), fields: labels(set, fields) } })
    message.push(...(await writeInlines(below.get(form) ?? [], progress)))
  }
  // Rows that came meanwhile have no form, and may have to make room.
  for (const [each, number] of numbers ?? []) {
    if (
      rows.has(each as NestingForm) ||
      [...rows.values()].some((plan) => plan.kind === 'change' && plan.entry.row === each)
    )
      continue
    if (place(set, each as AnyRow, number)) await (each as AnyRow).save()
  }
  for (const [form] of of('add')) {
    progress.at = { set, form }
    place(set, form.instance, numbers?.get(form))
    const row = await form.save()
    message.push({ added: { name, object: String(row) } })
    message.push(...(await writeInlines(below.get(form) ?? [], progress)))
  }
  progress.at = null
  return message
}

/** Gives a row its number; says whether it had another. */
function place(set: InlineSet, row: AnyRow, number: number | undefined): boolean {
  const { orderField } = set.inline
  if (orderField === null || number === undefined || Number(row[orderField]) === number) return false
  row[orderField] = number
  return true
}

function labels(set: InlineSet, names: readonly string[]): string[] {
  return withLocale(english, () => names.map((name) => fieldLabel(set.model, name)))
}
