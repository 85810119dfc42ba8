import type { Assignment, ColumnInfo, ModelInfo, Query } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { expressionSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { tableCondition } from './select.ts'
import { storedParameter } from './values.ts'

/** INSERT of `rows` rows; slot `row * columns.length + column` holds the encoded value. */
export function insertSql(
  model: ModelInfo,
  columns: readonly ColumnInfo[],
  rows: number,
  ignoreConflicts: boolean,
  dialect: Dialect,
): Fragment {
  const { before, after } = ignoreConflicts ? dialect.ignoreConflicts : { before: '', after: '' }
  const into = `INSERT ${before}INTO ${dialect.quote(model.table)}`
  const returning = dialect.insertedKeys === 'returning' ? ` RETURNING ${dialect.quote(model.key.column)}` : ''
  if (columns.length === 0) return [`${into} ${dialect.defaultRow}${after}${returning}`]
  const names = columns.map((column) => dialect.quote(column.column)).join(', ')
  const tuples = Array.from({ length: rows }, (_, row) => {
    const items = columns.map((_column, i) => raw(row * columns.length + i))
    return sql`(${join(items, ', ')})`
  })
  return sql`${into} (${names}) VALUES ${join(tuples, ', ')}${after}${returning}`
}

/** UPDATE of one row by its key; the slots hold encoded values, the key's last. */
export function updateRowSql(model: ModelInfo, columns: readonly ColumnInfo[], dialect: Dialect): Fragment {
  const sets = columns.map((column, i) => sql`${dialect.quote(column.column)} = ${raw(i)}`)
  const key = dialect.quote(model.key.column)
  return sql`UPDATE ${dialect.quote(model.table)} SET ${join(sets, ', ')} WHERE ${key} = ${raw(columns.length)}`
}

const raw = (slot: number): Fragment => parameter((values) => values[slot] as never)

/** UPDATE of every row of a query. */
export function updateSql(query: Query, assignments: readonly Assignment[], dialect: Dialect): Fragment {
  const expressions = assignments.map(({ value }) => value)
  const { scope, where } = tableCondition(query, expressions, dialect)
  const sets = assignments.map(({ column, value }) => {
    const to =
      value.kind === 'value'
        ? parameter(storedParameter(value.slot, column, dialect.database))
        : expressionSql(value, scope)
    return sql`${dialect.quote(column.column)} = ${to}`
  })
  const out = sql`UPDATE ${dialect.quote(query.model.table)} SET ${join(sets, ', ')}`
  return where === null ? out : sql`${out} WHERE ${where}`
}

/** DELETE of every row of a query, without looking at what depends on it. */
export function deleteSql(query: Query, dialect: Dialect): Fragment {
  const { where } = tableCondition(query, [], dialect)
  const out = sql`DELETE FROM ${dialect.quote(query.model.table)}`
  return where === null ? out : sql`${out} WHERE ${where}`
}
