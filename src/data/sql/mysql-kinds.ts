import type { Expression, Field } from '../query/index.ts'
import { type Fragment, sql } from './fragment.ts'

/** The kind of value that a field's column holds: of a relation, that of the key at its other end. */
export function kindOf(field: Field): string {
  const { kind } = field.describe()
  if (kind !== 'relation') return kind
  return /int/.test(field.columnType('mysql') ?? '') ? 'integer' : 'string'
}

/** What CAST calls a kind of value. */
export function castType(field: Field): string {
  switch (kindOf(field)) {
    case 'integer':
    case 'bigint':
    case 'boolean':
    case 'duration':
      return 'SIGNED'
    case 'number':
      return 'DOUBLE'
    case 'decimal':
      return `DECIMAL(65, ${field.describe().decimalPlaces ?? 0})`
    case 'date':
      return 'DATE'
    case 'datetime':
      return 'DATETIME(6)'
    case 'time':
      return 'TIME(6)'
    case 'binary':
      return 'BINARY'
    default:
      return 'CHAR'
  }
}

export function castTo(of: Fragment, field: Field): Fragment {
  const schema = field.describe()
  if (schema.kind === 'boolean') return sql`(${of} <> 0)`
  if (schema.kind === 'duration') {
    const micros = sql`ROUND(TIME_TO_SEC(CAST(${of} AS TIME(6))) * 1000000)`
    return sql`CAST(CASE WHEN ${of} REGEXP '^-?[0-9]+$' THEN ${of} ELSE ${micros} END AS SIGNED)`
  }
  if (schema.kind === 'json') return sql`JSON_COMPACT(${of})`
  const length = schema.kind === 'string' && schema.maxLength !== undefined ? `(${schema.maxLength})` : ''
  return sql`CAST(${of} AS ${castType(field)}${length})`
}

/** What was computed, as the kind of value that it is to be. */
export function asOutput(of: Fragment, output: Field | null): Fragment {
  switch (output === null ? null : kindOf(output)) {
    case 'integer':
      return sql`CAST(${of} AS SIGNED)`
    // A sum may be beyond 64 bits, where the other cast would give the greatest number that it knows.
    case 'bigint':
      return sql`CAST(${of} AS DECIMAL(65, 0))`
    case 'duration':
      return sql`CAST(ROUND(${of}) AS SIGNED)`
    case 'number':
      return sql`CAST(${of} AS DOUBLE)`
    default:
      return of
  }
}

/** What gives the value of a column as it is. */
const asStored: ReadonlySet<Expression['kind']> = new Set(['column', 'aggregate', 'subquery', 'window'])

/** A column without a sign makes results without one, and refuses those below 0. */
export function signed(of: Fragment, { kind, output }: Expression): Fragment {
  const unsigned = asStored.has(kind) && output?.columnType('mysql')?.endsWith('UNSIGNED') === true
  return unsigned ? sql`CAST(${of} AS SIGNED)` : of
}

/** Kinds of values that columns hold as text. */
export function isText(field: Field | null): boolean {
  const kind = field?.describe().kind
  return (kind === 'string' || kind === 'text') && field!.columnType('mysql') !== 'uuid'
}
