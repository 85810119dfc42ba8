import type { KeyedModel } from './model.ts'
import { labelOf, neighbour, sameRow } from './neighbours.ts'
import { batch, isRow } from './state.ts'
import type { Lookups } from './types/lookups.ts'
import type { Columns, Row } from './types/values.ts'

/**
 * The label of the choice that a row's field has: 'France' of `choices: { fr: 'France' }`. A value that is no choice is given
 * as text, null as ''. Django's `get_FOO_display`.
 */
export function choiceLabel<M extends KeyedModel>(row: M, field: Columns<M>): string {
  return labelOf(row, field)
}

/**
 * The next row by a column, mostly a date; rows with the same value follow each other by key. `lookups` narrow the rows.
 * Rejects with `DoesNotExist` at the last one. Django's `get_next_by_FOO`.
 */
export function nextBy<M extends KeyedModel, const L extends object = {}>(
  row: M,
  field: Columns<M>,
  among?: L & Lookups<M, {}, L>,
): Promise<Row<M>> {
  return neighbour(row, field, true, among) as Promise<Row<M>>
}

/** The row before this one by a column. Django's `get_previous_by_FOO`. */
export function previousBy<M extends KeyedModel, const L extends object = {}>(
  row: M,
  field: Columns<M>,
  among?: L & Lookups<M, {}, L>,
): Promise<Row<M>> {
  return neighbour(row, field, false, among) as Promise<Row<M>>
}

/**
 * Whether two values are the same row of the database: of one model, with one key. Rows that are not saved are only the
 * same as themselves. Django's `==` of rows.
 */
export function isSameRow(a: unknown, b: unknown): boolean {
  return sameRow(a, b)
}

/** The saved rows of a row's result, itself among them: for code that answers for all of them with one query. The list is the result's own and stays the same. */
export function rowsOfResult(row: object): readonly object[] {
  return isRow(row) ? row[batch].rows : [row]
}
