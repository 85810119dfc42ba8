import type { DatabaseName, DatabaseValue, Field } from '../../query/index.ts'
import { schemaErrors } from './errors.ts'
import { quote, schemaFacts } from './facts.ts'

/** A column that a condition may name. */
export interface ConditionColumn {
  readonly name: string
  readonly field: Field
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
      return schemaFacts(database).literal(
        clean === null || encode === undefined ? (clean as DatabaseValue) : encode(clean),
      )
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
