import type { ModelAdmin } from '../../model-admin.ts'
import type { SaveContext } from '../../options/hooks.ts'
import type { AnyRow } from '../../registration.ts'
import { storedTexts, storedValue } from './values.ts'
import type { FieldTexts } from './version.ts'

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
  for (const [name, value] of stored.values) {
    const column = info.column(name)
    if (column !== undefined) row[column.attribute] = value as never
  }
}

/** Puts into the row what was sent for its own columns among `names`. */
export function fillRow(
  { info }: ModelAdmin,
  row: AnyRow,
  cleaned: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  for (const name of names) if (info.column(name) !== undefined) row[name] = cleaned[name] as never
}

/** Saves a row as the project wants it. */
export async function saveRow({ options }: ModelAdmin, row: AnyRow, context: SaveContext): Promise<void> {
  if (options.hooks?.save === undefined) await row.save()
  else await options.hooks.save(row, context)
}

/** Writes the relations to many rows among `names`. */
export async function writeMany(
  model: ModelAdmin,
  row: AnyRow,
  cleaned: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Promise<void> {
  for (const name of names)
    if (model.info.column(name) === undefined)
      await (row[name] as { set(rows: unknown): Promise<void> }).set(cleaned[name])
}
