import type { Row } from '../drivers/index.ts'
import type { ColumnInfo, DatabaseValue } from '../query/index.ts'
import { isLoadedColumn } from './deferred.ts'
import { sameValue } from './save.ts'
import { type AnyRow, type Batch, batch, keyOf, raw } from './state.ts'
import { fateOf } from './undone.ts'

/** What a row was when it was read or last written. Taking one copies nothing. */
export interface RowSnapshot {
  readonly values: Row
  readonly batch: Batch
  /** False where a column was set that had not been read, and where the row took another key: what is there is not known. */
  readonly whole: boolean
}

/** A column's value; undefined where what the driver holds cannot be read any more. */
export interface StoredValue {
  readonly column: ColumnInfo
  readonly value: unknown
}

/** What one column held, and what it holds. */
export interface ColumnChange {
  readonly column: ColumnInfo
  readonly before: unknown
  readonly after: unknown
}

/** What the row is in the database, as far as it knows; null where it is not there, or where its last write was undone. */
export function snapshotOf(row: object): RowSnapshot | null {
  const own = row as AnyRow
  const values = own[raw]
  if (values === null || fateOf(own) !== null) return null
  const { layout, offset } = own[batch]
  const { info, columns } = layout
  const at = columns.indexOf(info.key)
  const key = at < 0 ? undefined : read(own[batch], at, values[offset + at])
  const whole =
    String(key) === String(keyOf(own)) &&
    (columns.length === info.columns.length ||
      info.columns.every((column) => columns.includes(column) || !isLoadedColumn(own, column)))
  return { values, batch: own[batch], whole }
}

/**
 * The columns that were written since, but for those that the database computes. `fields` are those that the save named, null for a whole
 * row. To be called after the save.
 */
export function changedSince(before: RowSnapshot, row: object, fields: readonly string[] | null): ColumnChange[] {
  const own = row as AnyRow
  const now = own[raw]
  const { layout, offset } = own[batch]
  const old = before.batch
  const changes: ColumnChange[] = []
  for (const [i, column] of layout.info.columns.entries()) {
    const was = old.layout.columns[i] === column ? i : old.layout.columns.indexOf(column)
    if (was < 0 || column.generated !== null) continue
    const stored = before.values[old.offset + was]
    if (now === null) {
      // A row that was built and written over another one: it holds what it was given.
      if (fields?.includes(column.property) !== true) continue
      changes.push({ column, before: read(old, was, stored), after: own[column.attribute] })
      continue
    }
    const is = layout.columns[i] === column ? i : layout.columns.indexOf(column)
    if (is < 0 || sameValue(now[offset + is]!, stored)) continue
    const after = read(own[batch], is, now[offset + is]) ?? own[column.attribute]
    changes.push({ column, before: read(old, was, stored), after })
  }
  return changes
}

/** What the database holds of a row, as far as it was read or written. */
export function storedValues(row: object): StoredValue[] {
  const own = row as AnyRow
  const values = own[raw]
  if (values === null) return []
  const { layout, offset } = own[batch]
  return layout.columns.map((column, i) => ({ column, value: read(own[batch], i, values[offset + i]) }))
}

function read({ layout }: Batch, index: number, stored: DatabaseValue | undefined): unknown {
  const decode = layout.decoders[index]
  if (stored === null || stored === undefined || decode === null || decode === undefined) return stored
  try {
    return decode(stored)
  } catch {
    // What was written last may have a form that is never read.
    return undefined
  }
}
