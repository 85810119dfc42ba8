import type { Database, TransactionState } from '../drivers/index.ts'
import type { ModelInfo } from '../query/index.ts'
import { type AnyRow, raw } from './state.ts'

/** The mark of raw values that were written inside a transaction, which may yet be undone. */
const fate: unique symbol = Symbol('nuages.fate')

interface Fate {
  /** Where the row was inserted, and whether the database made its key. */
  readonly inserted: TransactionState | null
  readonly counted: boolean
  readonly updated: TransactionState | null
}

type Marked = { [fate]?: Fate }

/** Notes in which transaction a row was inserted. */
export function insertedIn(row: AnyRow, transaction: TransactionState | null, counted: boolean): void {
  if (transaction !== null) (row[raw] as Marked)[fate] = { inserted: transaction, counted, updated: null }
}

/**
 * Notes in which transaction a row was written; `before` are its raw values from before. Where only some columns were,
 * an earlier change that was undone still is for the rest.
 */
export function updatedIn(row: AnyRow, before: AnyRow[typeof raw], { transaction }: Database, rest: boolean): void {
  const known = (before as Marked | null)?.[fate]
  if (transaction === null && known === undefined) return
  const { inserted = null, counted = false, updated = null } = known ?? {}
  const next = rest && isUndone(updated) ? updated : transaction
  ;(row[raw] as Marked)[fate] = { inserted, counted, updated: next }
}

/** What of a row was undone with its transaction: that it was inserted, or that it was changed. */
export function fateOf(row: AnyRow): 'inserted' | 'updated' | null {
  const known = (row[raw] as Marked | null)?.[fate]
  if (known === undefined) return null
  if (isUndone(known.inserted)) return 'inserted'
  return isUndone(known.updated) ? 'updated' : null
}

/** Whether what was done in a transaction is undone. */
export function isUndone(transaction: TransactionState | null): boolean {
  for (let at = transaction; at !== null; at = at.parent) if (at.rolledBack) return true
  return false
}

/** Makes a row whose insertion was undone a new one: a key that the database had made may be another row's by now. */
export function forget(row: AnyRow, info: ModelInfo): void {
  if ((row[raw] as Marked)[fate]!.counted) row[info.key.attribute] = null
  row[raw] = null
}
