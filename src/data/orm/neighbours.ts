import { checkPath } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { Q } from './q.ts'
import { querySetOf, sameDatabase } from './queryset.ts'
import { isSaved, ownColumn } from './rows.ts'
import { type AnyRow, batch, keyOf } from './state.ts'

type Lookups = Readonly<Record<string, unknown>>

/** The row beside this one in the order of a column, equal values in the order of their keys. */
export async function neighbour(row: object, name: string, forward: boolean, lookups: object = {}): Promise<object> {
  const from = row as AnyRow
  const { info } = from[batch].layout
  const what = forward ? 'nextBy()' : 'previousBy()'
  checkPath(`${what} of ${info.name}`, name)
  if (!isSaved(row)) throw ormErrors.NOT_SAVED({ model: info.name, what })
  const column = ownColumn(info, name)
  const value = from[column.attribute]
  if (value === null || value === undefined)
    throw ormErrors.BAD_ARGUMENT({
      where: `${what} of ${info.name}`,
      needs: `a row with a value of '${name}'`,
      given: 'null',
    })
  const beyond = forward ? 'gt' : 'lt'
  const { attribute } = column
  const first: Lookups = { [`${attribute}__${beyond}`]: value }
  const equal: Lookups = { [attribute]: value, [`pk__${beyond}`]: keyOf(from) }
  const sign = forward ? '' : '-'
  const found = await sameDatabase(querySetOf(info.model), from)
    .filter(lookups)
    .filter(Q(first).or(equal))
    .orderBy(`${sign}${attribute}`, `${sign}pk`)
    .first()
  if (found !== null) return found as object
  throw ormErrors.DOES_NOT_EXIST({
    model: info.name,
    lookups: `a row ${forward ? 'after' : 'before'} this one by '${name}'`,
  })
}

/** The label of the choice that a row's field has; of a value that is no choice, the value as text, '' for none. */
export function labelOf(row: object, name: string): string {
  const from = row as AnyRow
  const { info } = from[batch].layout
  checkPath(`choiceLabel() of ${info.name}`, name)
  const column = ownColumn(info, name)
  const value = from[column.attribute] ?? null
  const same = (choice: unknown) =>
    choice === value || (choice !== null && value !== null && String(choice) === String(value))
  const choice = column.field.describe().choices?.find((each) => same(each.value))
  return choice?.label ?? (value === null ? '' : String(value))
}

/** Whether two values are the same row: of one model, with one key. Rows without a key are only themselves. */
export function sameRow(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (!isModelRow(a) || !isModelRow(b)) return false
  const key = keyOf(a)
  return key !== null && a[batch].layout.info.concrete === b[batch].layout.info.concrete && key === keyOf(b)
}

const isModelRow = (value: unknown): value is AnyRow => typeof value === 'object' && value !== null && batch in value
