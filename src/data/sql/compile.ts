import type { Statement } from '../drivers/index.ts'
import {
  always,
  type ColumnInfo,
  type DatabaseName,
  type DatabaseValue,
  type Expression,
  type Operation,
  type Query,
  type Source,
} from '../query/index.ts'
import { type Dialect, dialects, type ExplainOptions } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { insideSql } from './expressions.ts'
import { type Fragment, finish, type Parameter } from './fragment.ts'
import { Scope } from './scope.ts'
import { outputsOf, selectAll } from './select.ts'
import { aggregateSql, countSql, existsSql } from './summaries.ts'
import { type Decode, decoder } from './values.ts'
import { deleteSql, insertSql, readRowSql, updateRowSql, updateRowsSql, updateSql } from './writes.ts'

/** A query tree made ready to run: a statement, its parameters in order, and how each column that comes back is read. */
export interface Plan {
  readonly statement: Statement
  readonly parameters: readonly Parameter[]
  /** By column of the result; null where the driver's value is the value. */
  readonly decoders: readonly (Decode | null)[]
  /** The condition can never hold: there is nothing to send. */
  readonly empty: boolean
}

function dialectOf(database: DatabaseName): Dialect {
  const dialect = dialects[database]
  if (dialect === undefined) throw sqlErrors.UNSUPPORTED_DATABASE({ database })
  return dialect
}

/** Compiles an operation for one kind of database. Throws a coded error for what that database cannot say. */
export function compile(operation: Operation, database: DatabaseName): Plan {
  const dialect = dialectOf(database)
  switch (operation.kind) {
    case 'select':
      return reading(operation.query, selectAll(operation.query, dialect), outputsOf(operation.query), dialect)
    case 'count':
      return reading(operation.query, countSql(operation.query, dialect), [], dialect)
    case 'exists':
      return reading(operation.query, existsSql(operation.query, dialect), [], dialect)
    case 'aggregate': {
      const { query, summaries } = operation
      return reading(query, aggregateSql(query, summaries, dialect), summaries, dialect)
    }
    case 'update':
      return writing(updateSql(operation.query, operation.assignments, dialect), dialect, isNever(operation.query))
    case 'delete':
      return writing(deleteSql(operation.query, dialect), dialect, isNever(operation.query))
    case 'insert':
      return sending(insertSql(operation, dialect), dialect, operation.returning)
    case 'updateRow':
      return sending(updateRowSql(operation, dialect), dialect, operation.returning)
    case 'readRow':
      return sending(readRowSql(operation, dialect), dialect, operation.columns)
    case 'updateRows':
      return sending(updateRowsSql(operation, dialect), dialect, [])
  }
}

/** What stands in no query: it reads no row. */
const nowhere: Source = Object.freeze({ model: null as never, parent: null, relation: null })

/** Compiles a statement in the database's own language. */
export function compileStatement(
  { texts, of }: Extract<Expression, { kind: 'sql' }>,
  database: DatabaseName,
  options: { readonly writes: boolean; readonly wide: boolean },
): Plan {
  const dialect = dialectOf(database)
  const scope = new Scope(dialect, nowhere, always, { expressions: [], conditions: [] }, null, { next: 0 })
  const { text, parameters } = finish(insideSql(texts, of, scope), dialect)
  const statement = Object.freeze({ text, named: true, ...options })
  return Object.freeze({ statement, parameters, decoders: [], empty: false })
}

/** The most parameters that one statement takes. */
export function maxParameters(database: DatabaseName): number {
  return dialectOf(database).maxParameters
}

/** Whether rows with these columns can be inserted as one list a column: a list of lists would come apart. */
export function insertsLists(columns: readonly ColumnInfo[], database: DatabaseName): boolean {
  return (
    dialectOf(database).listInserts && !columns.some(({ field }) => field.columnType(database)?.endsWith(']') === true)
  )
}

/** Whether the last of the keys that the database gave tells those of all rows of an INSERT; else they are returned. */
export function keysFollow(database: DatabaseName): boolean {
  return dialectOf(database).insertedKeys === 'last'
}

/** Whether an UPDATE gives back what the database computed. */
export function updatesReturn(database: DatabaseName): boolean {
  return dialectOf(database).updateReturning
}

/** A statement that tells how the database would run another; with some options it runs it too. */
export function explained(plan: Plan, options: ExplainOptions, database: DatabaseName): Plan {
  const text = `${dialectOf(database).explain(options)}${plan.statement.text}`
  return Object.freeze({ ...plan, statement: Object.freeze({ text, writes: false, wide: false }), empty: false })
}

/** The values of a query's slots as the driver takes them. */
export function bind(plan: Plan, values: readonly unknown[]): DatabaseValue[] {
  const { parameters } = plan
  const out = new Array<DatabaseValue>(parameters.length)
  for (let i = 0; i < parameters.length; i++) out[i] = parameters[i]!(values)
  return out
}

const isNever = (query: Query) => query.where.kind === 'constant' && !query.where.value

function reading(query: Query, fragment: Fragment, outputs: readonly Expression[], dialect: Dialect): Plan {
  const { database } = dialect
  const wide = outputs.some((each) => each.output?.codec(database).wide === true)
  const { text, parameters } = finish(fragment, dialect)
  return Object.freeze({
    statement: Object.freeze({ text, writes: false, wide }),
    parameters,
    decoders: outputs.map((each) => (each.output === null ? null : decoder(each.output, database, wide))),
    empty: isNever(query),
  })
}

function writing(fragment: Fragment, dialect: Dialect, empty: boolean): Plan {
  const { text, parameters } = finish(fragment, dialect)
  return Object.freeze({
    statement: Object.freeze({ text, writes: true, wide: false }),
    parameters,
    decoders: [],
    empty,
  })
}

/** A write whose values are sent as they are given: encoded, and in the order of the statement. */
function sending(fragment: Fragment, dialect: Dialect, returning: readonly ColumnInfo[]): Plan {
  const { database } = dialect
  const { text } = finish(fragment, { placeholder: dialect.placeholder, sharedParameters: false })
  const wide = returning.some((column) => column.field.codec(database).wide === true)
  return Object.freeze({
    statement: Object.freeze({ text, writes: true, wide }),
    parameters: [],
    decoders: returning.map((column) => decoder(column.field, database, wide)),
    empty: false,
  })
}
