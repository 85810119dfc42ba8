import type { DatabaseName, DatabaseValue, Field } from '../../query/index.ts'
import { schemaErrors } from './errors.ts'

/** A column that a condition may name. */
export interface ConditionColumn {
  readonly name: string
  readonly field: Field
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A value as SQL text: DDL takes no parameters. */
export function literal(value: DatabaseValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
  return `'${String(value instanceof Date ? value.toISOString() : value).replaceAll("'", "''")}'`
}

const operators: Readonly<Record<string, string>> = { exact: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }

/**
 * Lookups on a table's own columns as the SQL of a check or of a partial index: `{ fee__gte: 0 }` is `"fee" >= 0`.
 * Several are joined with AND. Throws `NUAGES_SCHEMA_BAD_CONDITION` for a path that leaves the table or a lookup that
 * DDL has no words for.
 */
export function conditionSql(
  where: string,
  lookups: Readonly<Record<string, unknown>>,
  column: (name: string) => ConditionColumn | undefined,
  database: DatabaseName,
): string {
  const parts = Object.entries(lookups).map(([path, value]) => {
    const steps = path.split('__')
    const lookup = steps.length > 1 ? steps.pop()! : 'exact'
    const found = steps.length === 1 ? column(steps[0]!) : undefined
    if (found === undefined) throw schemaErrors.BAD_CONDITION({ where, path })
    const encode = found.field.codec(database).encode as ((value: unknown) => DatabaseValue) | undefined
    const text = (given: unknown) => {
      const clean = found.field.clean(given)
      return literal(clean === null || encode === undefined ? (clean as DatabaseValue) : encode(clean))
    }
    const name = quote(found.name)
    if (lookup === 'isnull' || (lookup === 'exact' && value === null))
      return value === false ? `${name} IS NOT NULL` : `${name} IS NULL`
    if (lookup === 'in' && Array.isArray(value)) return `${name} IN (${value.map(text).join(', ')})`
    if (lookup === 'range' && Array.isArray(value) && value.length === 2)
      return `${name} BETWEEN ${text(value[0])} AND ${text(value[1])}`
    const operator = operators[lookup]
    if (operator === undefined) throw schemaErrors.BAD_CONDITION({ where, path })
    return `${name} ${operator} ${text(value)}`
  })
  return parts.length === 1 ? parts[0]! : parts.map((part) => `(${part})`).join(' AND ')
}
