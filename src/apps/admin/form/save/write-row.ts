import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import { storedTexts, storedValue } from './values.ts'
import type { FieldTexts, Merge } from './version.ts'

/** A row that can be written; its fields are set by name. */
type WritableRow = { [name: string]: unknown; save(): Promise<unknown> }

/** What a row holds before a form puts its values into it. */
export interface Before {
  readonly texts: FieldTexts
  readonly values: ReadonlyMap<string, unknown>
}

/** Reads what the row holds of these fields. */
export async function before({ info }: ModelAdmin, row: AnyRow, names: readonly string[]): Promise<Before> {
  const values = new Map<string, unknown>()
  for (const name of names) values.set(name, await storedValue(info, row, name))
  return { texts: await storedTexts(info, row, names), values }
}

/** Takes back what validation has put into the row: every value of the form, whoever changed it. */
export function restoreRow({ info }: ModelAdmin, row: AnyRow, stored: Before): void {
  const writable = row as unknown as WritableRow
  for (const [name, value] of stored.values) {
    const column = info.column(name)
    if (column !== undefined) writable[column.attribute] = value
  }
}

/** Puts into the row what this person changed. */
export function fillRow(
  { info }: ModelAdmin,
  row: AnyRow,
  cleaned: Readonly<Record<string, unknown>>,
  merge: Merge,
): void {
  const writable = row as unknown as WritableRow
  for (const name of merge.mine) if (info.column(name) !== undefined) writable[name] = cleaned[name]
}

/** Writes the relations to many rows that this person changed. */
export async function writeMany(
  model: ModelAdmin,
  row: AnyRow,
  cleaned: Readonly<Record<string, unknown>>,
  merge: Merge,
): Promise<void> {
  for (const name of merge.mine)
    if (model.info.column(name) === undefined)
      await (row[name] as { set(rows: unknown): Promise<void> }).set(cleaned[name])
}
