import type { Assignment, ColumnInfo, Expression, Operation, Query } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { expressionSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import type { Scope } from './scope.ts'
import { tableCondition } from './select.ts'
import { storedParameter } from './values.ts'

type Of<K extends Operation['kind']> = Extract<Operation, { readonly kind: K }>

/** INSERT of `rows` rows. The values are encoded ones, row by row; or as lists, column by column. */
export function insertSql({ model, columns, rows, conflicts, returning }: Of<'insert'>, dialect: Dialect): Fragment {
  const quoted = (each: ColumnInfo) => dialect.quote(each.column)
  const { before, after } =
    conflicts === null
      ? { before: '', after: '' }
      : conflicts.kind === 'ignore'
        ? dialect.ignoreConflicts(quoted(model.key))
        : { before: '', after: dialect.updateConflicts(conflicts.unique.map(quoted), conflicts.columns.map(quoted)) }
  const into = `INSERT ${before}INTO ${dialect.quote(model.table)}`
  const end = `${after}${returningSql(returning, dialect)}`
  if (columns.length === 0) return [`${into} ${dialect.defaultRow}${end}`]
  const names = columns.map(quoted).join(', ')
  if (rows === 'lists') {
    const lists = columns.map(({ field }) => sql`${sent()}::${unlimited(field.columnType(dialect.database)!)}[]`)
    return sql`${into} (${names}) SELECT * FROM unnest(${join(lists, ', ')})${end}`
  }
  const tuple = sql`(${join(columns.map(sent), ', ')})`
  return sql`${into} (${names}) VALUES ${join(Array<Fragment>(rows).fill(tuple), ', ')}${end}`
}

function returningSql(columns: readonly ColumnInfo[], dialect: Dialect): string {
  return columns.length === 0 ? '' : ` RETURNING ${columns.map((each) => dialect.quote(each.column)).join(', ')}`
}

/** UPDATE of one row by its key. The values are encoded ones, the key's last. */
export function updateRowSql({ model, columns, returning }: Of<'updateRow'>, dialect: Dialect): Fragment {
  const sets = columns.map((column) => sql`${dialect.quote(column.column)} = ${sent()}`)
  const key = dialect.quote(model.key.column)
  const end = returningSql(returning, dialect)
  return sql`UPDATE ${dialect.quote(model.table)} SET ${join(sets, ', ')} WHERE ${key} = ${sent()}${end}`
}

/** The columns of one row, by its key, which is the only value. */
export function readRowSql({ model, columns }: Of<'readRow'>, { quote }: Dialect): Fragment {
  const list = columns.map(({ column }) => quote(column)).join(', ')
  return sql`SELECT ${list} FROM ${quote(model.table)} WHERE ${quote(model.key.column)} = ${sent()}`
}

/** UPDATE of many rows, each by its key and with its own values. The values are encoded ones, row by row, the key first. */
export function updateRowsSql({ model, columns, rows }: Of<'updateRows'>, dialect: Dialect): Fragment {
  const { quote, database } = dialect
  const all = [model.key, ...columns]
  // What a row of VALUES has for a type follows from its first row, where the database asks for types at all.
  const typed = all.map((column) =>
    dialect.typedValues ? sql`CAST(${sent()} AS ${unlimited(column.field.columnType(database)!)})` : sent(),
  )
  const tuples = [typed, ...Array.from({ length: rows - 1 }, () => all.map(sent))].map(
    (items) => sql`(${join(items, ', ')})`,
  )
  return dialect.updateListed({
    table: quote(model.table),
    key: quote(model.key.column),
    columns: columns.map((column) => quote(column.column)),
    rows: join(tuples, ', '),
  })
}

/** A column's type without its length, to which a cast would cut a text. */
const unlimited = (type: string) => type.replace(/\b(varchar|char)\(\d+\)/g, 'varchar')

/** A placeholder for the next of the values, which are encoded and in order: nothing is read to bind them. */
const sent = (): Fragment => placeholder
const placeholder = parameter(() => null)

/** UPDATE of every row of a query. */
export function updateSql(query: Query, assignments: readonly Assignment[], dialect: Dialect): Fragment {
  const expressions = assignments.map(({ value }) => value)
  const { scope, where } = tableCondition(query, expressions, dialect)
  const sets = assignments.map(({ column, value }) => {
    const to =
      value.kind === 'value'
        ? parameter(storedParameter(value.slot, column, dialect.database))
        : kept(value, column, scope)
    return sql`${dialect.quote(column.column)} = ${to}`
  })
  const out = sql`UPDATE ${scope.table} SET ${join(sets, ', ')}`
  return where === null ? out : sql`${out} WHERE ${where}`
}

/** A computed value as its column keeps it: a day and a length of time make a moment, which a column of days does not hold. */
function kept(value: Expression, column: ColumnInfo, scope: Scope): Fragment {
  const out = expressionSql(value, scope)
  const moment = value.output?.describe().kind === 'datetime'
  return moment && column.field.describe().kind === 'date' ? scope.dialect.cast(out, column.field, value.output) : out
}

/** DELETE of every row of a query, without looking at what depends on it. */
export function deleteSql(query: Query, dialect: Dialect): Fragment {
  const { scope, where } = tableCondition(query, [], dialect, dialect.deletesAliased)
  const out = sql`DELETE FROM ${scope.table}`
  return where === null ? out : sql`${out} WHERE ${where}`
}
