import type { ColumnInfo, DatabaseName, Field, ModelInfo } from '../../query/index.ts'
import { dialects } from '../dialect.ts'
import { quote } from './facts.ts'
import { type ResolvedRule, ruleSql } from './rule.ts'

/** A statement that asks of values what a rule says of a row; its parameters are the columns' values, in order. */
function given(columns: readonly ColumnInfo[], database: DatabaseName): string {
  const dialect = dialects[database] ?? dialects.sqlite!
  const values = columns.map((column, i) => {
    const place = dialect.placeholder(i + 1)
    return `${dialect.given(place, column.relation?.far.field ?? column.field, typeOf(column, database))} AS ${quote(column.column)}`
  })
  return `(SELECT ${values.length === 0 ? '1' : values.join(', ')}) AS "given"`
}

function typeOf(column: ColumnInfo, database: DatabaseName): string {
  const field = (column.relation?.far.field ?? column.field) as Field & {
    relatedColumnType?(database: DatabaseName): string | null
  }
  return (column.relation === null ? null : field.relatedColumnType?.(database)) ?? field.columnType(database) ?? 'text'
}

/** Gives a row where values meet a condition; denied, where they do not. What is unknown does neither. */
export function meetsSql(
  rule: ResolvedRule,
  columns: readonly ColumnInfo[],
  denied: boolean,
  database: DatabaseName,
): string {
  const condition = ruleSql(rule, database)
  return `SELECT 1 FROM ${given(columns, database)} WHERE ${denied ? 'NOT ' : ''}(${condition})`
}

/** Gives a row where another row of the table has the same value of every expression as the given values have. */
export function sameSql(
  info: ModelInfo,
  expressions: readonly ResolvedRule[],
  condition: ResolvedRule | null,
  columns: readonly ColumnInfo[],
  saved: boolean,
  database: DatabaseName,
): string {
  const dialect = dialects[database] ?? dialects.sqlite!
  let next = 0
  const equal = expressions.map((rule) => {
    const sql = ruleSql(rule, database)
    const inner = given(columns, database).replace(/\$(\d+)/g, (_, index: string) => `$${Number(index) + next}`)
    next += columns.length
    return `(${sql}) = (SELECT ${sql} FROM ${inner})`
  })
  const where = condition === null ? '' : ` AND (${ruleSql(condition, database)})`
  const other = saved ? ` AND ${quote(info.key.column)} <> ${dialect.placeholder(next + 1)}` : ''
  return `SELECT 1 FROM ${quote(info.table)} WHERE ${equal.join(' AND ')}${where}${other} LIMIT 1`
}
