import type { DatabaseName, DatabaseValue, Field } from '../../query/index.ts'
import { quote, schemaFacts } from './facts.ts'

/** A column that a condition may name. */
export interface ConditionColumn {
  readonly name: string
  readonly field: Field
}

const operators: Readonly<Record<string, string>> = { exact: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }

/**
 * Plain lookups on a table's own columns as the SQL of a check or of a partial index: `{ fee__gte: 0 }` is `"fee" >= 0`.
 * Several are joined with AND. Null for what has more to it, or names no column of the table: the compiler of queries
 * knows all lookups, and says what is wrong.
 */
export function simpleConditionSql(
  lookups: object,
  column: (name: string) => ConditionColumn | undefined,
  database: DatabaseName,
): string | null {
  if (Array.isArray(lookups)) return null
  const parts = Object.entries(lookups).map(([path, value]) => simpleSql(path, value, column, database))
  if (parts.length === 0 || parts.includes(null)) return null
  return parts.length === 1 ? parts[0]! : parts.map((part) => `(${part})`).join(' AND ')
}

function simpleSql(
  path: string,
  value: unknown,
  column: (name: string) => ConditionColumn | undefined,
  database: DatabaseName,
): string | null {
  const steps = path.split('__')
  const lookup = steps.length > 1 ? steps.pop()! : 'exact'
  const found = steps.length === 1 ? column(steps[0]!) : undefined
  if (found === undefined || found.field.type === 'json') return null
  const encode = found.field.codec(database).encode as ((value: unknown) => DatabaseValue) | undefined
  const text = (given: unknown) => {
    const clean = found.field.clean(given)
    return schemaFacts(database).literal(
      clean === null || encode === undefined ? (clean as DatabaseValue) : encode(clean),
    )
  }
  const name = quote(found.name)
  if ((lookup === 'isnull' && typeof value === 'boolean') || (lookup === 'exact' && value === null))
    return value === false ? `${name} IS NOT NULL` : `${name} IS NULL`
  const items = Array.isArray(value) ? value : [value]
  if (items.some((each) => each === null || (typeof each === 'object' && '$expression' in each))) return null
  if (lookup === 'in' && Array.isArray(value) && value.length > 0) return `${name} IN (${value.map(text).join(', ')})`
  if (lookup === 'range' && Array.isArray(value) && value.length === 2)
    return `${name} BETWEEN ${text(value[0])} AND ${text(value[1])}`
  const operator = operators[lookup]
  return operator === undefined || Array.isArray(value) ? null : `${name} ${operator} ${text(value)}`
}
