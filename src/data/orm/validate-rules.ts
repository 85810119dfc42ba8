import { gettextNoop, type Issue, issue } from '../../base/schema/index.ts'
import type { Database } from '../drivers/index.ts'
import type { CheckInfo, ColumnInfo, ConstraintInfo, DatabaseValue, ModelInfo, UniqueInfo } from '../query/index.ts'
import { encoder, meetsSql, sameSql } from '../sql/index.ts'
import { PathExpression } from './expressions.ts'
import { isSaved } from './rows.ts'
import { columnsOfRule, type Rule, resolveRule } from './rules/resolve.ts'
import { type AnyRow, keyOf } from './state.ts'
import { targetOf } from './writing.ts'

/**
 * The rules of `meta.constraints` that plain lookups cannot ask: checks, and what is unique under a condition or by
 * expressions. The database is asked about the row's values before they are written. A rule that speaks of a column in
 * `left` is passed over. Semantics: Django's `validate_constraints`.
 */
export async function brokenRules(row: AnyRow, info: ModelInfo, left: ReadonlySet<string>): Promise<Issue[]> {
  const issues: Issue[] = []
  const database = targetOf(row).database
  for (const constraint of info.constraints) {
    const broken =
      constraint.kind === 'check'
        ? await breaksCheck(row, info, constraint, left, database)
        : (constraint.condition ?? constraint.expressions) !== undefined &&
          (await isTaken(row, info, constraint, left, database))
    if (broken) issues.push(issueOf(constraint))
  }
  return issues
}

function issueOf({ name, message, code }: ConstraintInfo): Issue {
  return {
    ...issue(message ?? gettextNoop('Constraint “%(name)s” is violated.'), code ?? 'constraint', { name }),
  }
}

async function breaksCheck(
  row: AnyRow,
  info: ModelInfo,
  { name, check }: CheckInfo,
  left: ReadonlySet<string>,
  database: Database,
): Promise<boolean> {
  const rule = resolveRule(info, name, check)
  const columns = columnsOfRule(rule)
  return (
    known(row, columns, left) &&
    ask(database, meetsSql(rule, columns, true, database.database), valuesOf(row, columns, database))
  )
}

async function isTaken(
  row: AnyRow,
  info: ModelInfo,
  { name, fields, expressions, condition }: UniqueInfo,
  left: ReadonlySet<string>,
  database: Database,
): Promise<boolean> {
  const limit = condition === undefined ? null : resolveRule(info, name, condition)
  if (limit !== null) {
    const columns = columnsOfRule(limit)
    if (!known(row, columns, left)) return false
    const text = meetsSql(limit, columns, false, database.database)
    if (!(await ask(database, text, valuesOf(row, columns, database)))) return false
  }
  const keys: readonly Rule[] = (expressions ?? fields.map((field) => new PathExpression(field))).map((each) =>
    resolveRule(info, name, each),
  )
  const columns = [...new Set(keys.flatMap(columnsOfRule))]
  if (!known(row, columns, left)) return false
  const saved = isSaved(row)
  const own = valuesOf(row, columns, database)
  const values = keys.flatMap(() => own)
  if (saved) values.push(encoder(info.key.field, database.database)(keyOf(row)))
  return ask(database, sameSql(info, keys as never, limit as never, columns, saved, database.database), values)
}

/** Every column has a value that can be asked about: none that was refused, none that the database makes. */
function known(row: AnyRow, columns: readonly ColumnInfo[], left: ReadonlySet<string>): boolean {
  return columns.every(
    (column) => !left.has(column.property) && column.generated === null && row[column.attribute] !== undefined,
  )
}

function valuesOf(row: AnyRow, columns: readonly ColumnInfo[], database: Database): DatabaseValue[] {
  return columns.map((column) =>
    encoder(column.field, database.database, column.property)(row[column.attribute] ?? null),
  )
}

async function ask(database: Database, text: string, values: readonly DatabaseValue[]): Promise<boolean> {
  return (await database.all({ text, writes: false, wide: false }, values)).length > 0
}
