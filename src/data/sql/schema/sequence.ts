import type { DatabaseName, ModelInfo } from '../../query/index.ts'
import { quote, schemaFacts } from './facts.ts'

/** A query that sets the counter of a model's key behind the greatest one; null where there is nothing to set. */
export function sequenceSql(database: DatabaseName, { key, table }: ModelInfo): string | null {
  const counts = key.field.type === 'auto' || key.field.type === 'bigAuto' || key.field.type === 'smallAuto'
  if (database !== 'postgres' || !counts) return null
  const { literal } = schemaFacts(database)
  const column = quote(key.column)
  return `SELECT setval(pg_get_serial_sequence(${literal(quote(table))}, ${literal(key.column)}), coalesce(max(${column}), 1), max(${column}) IS NOT NULL) FROM ${quote(table)}`
}
