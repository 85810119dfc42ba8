import { toFixture } from '../../../data/fixtures/index.ts'
import type { ColumnInfo } from '../../../data/query/index.ts'

/** What a change says of one field: the values before and after, the keys of rows that came and went, or why it does not say. */
export type FieldChange =
  | readonly [before: unknown, after: unknown]
  | { readonly added: readonly unknown[]; readonly removed: readonly unknown[] }
  | { readonly untold: 'secret' | 'large' }

/** The changes of one row by field, as `RecordChange.changes` keeps them. */
export type FieldChanges = Readonly<Record<string, FieldChange>>

/** Characters of JSON up to which a value is kept. */
const longest = 50_000

/** A value as JSON keeps it, by the kind of its field: what fixtures have, with large numbers as text. Undefined where it cannot be written. */
export function asJson(column: ColumnInfo, value: unknown): unknown {
  if (value === null || value === undefined) return null
  const { kind } = valueSchema(column)
  if (kind === 'file') return String(value)
  if (kind === 'bigint') return String(value)
  try {
    return toFixture(column)(value)
  } catch {
    return undefined
  }
}

/** What the values of a column are; of a foreign key those of the key that it holds. */
function valueSchema(column: ColumnInfo) {
  let at = column
  while (at.relation !== null) at = at.relation.far
  return at.field.describe()
}

/** What is written down of a column that changed; null where the values are the same to those who read them. */
export function columnChange(column: ColumnInfo, before: unknown, after: unknown): FieldChange | null {
  if (column.field.describe().secret) return { untold: 'secret' }
  if (valueSchema(column).kind === 'binary') return { untold: 'large' }
  const values = [asJson(column, before), asJson(column, after)] as const
  const texts = values.map((value) => JSON.stringify(value))
  if (texts[0] === texts[1]) return texts[0] === undefined ? { untold: 'large' } : null
  return texts.some((text) => text === undefined || text.length > longest) ? { untold: 'large' } : values
}

/** True where a column says something of a new row: it has a value, and one that may be told. */
export function isTelling(change: FieldChange | null): change is FieldChange {
  if (change === null) return false
  if ('untold' in change) return change.untold === 'large'
  return true
}
