import type { Expression, Field } from '../query/index.ts'
import { type Fragment, sql } from './fragment.ts'
import { mysqlDuration } from './functions/duration.ts'

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

/** A value as text. Seconds have digits where they are not whole, as elsewhere. */
export function asText(of: Fragment, field: Field | null): Fragment {
  if (isText(field)) return of
  const text = sql`CAST(${of} AS CHAR)`
  const kind = field?.describe().kind
  return kind === 'time' || kind === 'datetime' ? sql`TRIM(TRAILING '.000000' FROM ${text})` : text
}

export function castTo(of: Fragment, field: Field, from: Field | null): Fragment {
  const schema = field.describe()
  const kind = kindOf(field)
  const ofText = from === null || isText(from)
  if (kind === 'boolean') return sql`(${of} <> 0)`
  if (kind === 'duration') return ofText ? mysqlDuration(of) : sql`CAST(${of} AS SIGNED)`
  if (kind === 'json') return sql`JSON_COMPACT(${of})`
  // Of more digits than it has room for, the other cast makes -1.
  if ((kind === 'integer' || kind === 'bigint') && isText(from))
    return sql`CAST(CAST(REGEXP_SUBSTR(${of}, '^\\s*[-+]?[0-9]+') AS DECIMAL(65, 0)) AS SIGNED)`
  if (isText(field)) {
    const text = asText(of, from)
    return schema.kind === 'string' && schema.maxLength !== undefined
      ? sql`CAST(${text} AS CHAR(${String(schema.maxLength)}))`
      : sql`CAST(${text} AS CHAR)`
  }
  return sql`CAST(${of} AS ${castType(field)})`
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
