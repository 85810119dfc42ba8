import type { ArithmeticOperator, Field, Transform } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { explainSqlite } from './explain.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { sqliteAggregates, sqliteFunctions } from './functions/common.ts'
import { sqliteTime } from './functions/dates.ts'
import { onConflict, updateFrom } from './upsert.ts'
import { jsonParameter } from './values.ts'

const part = (format: string) => (of: Fragment) => sql`CAST(strftime('${format}', ${of}) AS INTEGER)`

/** Django's text form of dates: 'YYYY-MM-DD', 'HH:MM:SS[.ffffff]', and both with a space between. */
const transforms: Readonly<Record<string, (of: Fragment) => Fragment>> = {
  year: part('%Y'),
  iso_year: part('%G'),
  month: part('%m'),
  day: part('%d'),
  week: part('%V'),
  week_day: (of) => sql`(CAST(strftime('%w', ${of}) AS INTEGER) + 1)`,
  iso_week_day: part('%u'),
  quarter: (of) => sql`((CAST(strftime('%m', ${of}) AS INTEGER) + 2) / 3)`,
  hour: part('%H'),
  minute: part('%M'),
  second: part('%S'),
  date: (of) => sql`strftime('%Y-%m-%d', ${of})`,
  time: (of) => sql`substr(${of}, 12)`,
  lower: (of) => sql`LOWER(${of})`,
  upper: (of) => sql`UPPER(${of})`,
  length: (of) => sql`LENGTH(${of})`,
  trim: (of) => sql`TRIM(${of})`,
  ltrim: (of) => sql`LTRIM(${of})`,
  rtrim: (of) => sql`RTRIM(${of})`,
}

function jsonPath(keys: readonly (string | number)[]): string {
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key < 0 ? '#' : ''}${key}]` : `.${JSON.stringify(key)}`)).join('')}`
}

/** Lists longer than this travel as one JSON text, where that is exact. */
const longestList = 1024
/** Kinds of values that JSON does not carry exactly: SQLite reads fractions off by the last bit. */
const inexact: ReadonlySet<string> = new Set(['number', 'binary'])

const operators: Readonly<Partial<Record<ArithmeticOperator, string>>> = {
  bitAnd: '&',
  bitOr: '|',
  shiftLeft: '<<',
  shiftRight: '>>',
}

/** CAST knows five kinds of values; for the others, what columns hold of them. */
function castTo(of: Fragment, field: Field): Fragment {
  const schema = field.describe()
  switch (schema.kind) {
    case 'integer':
    case 'bigint':
    case 'relation':
      return sql`CAST(${of} AS INTEGER)`
    case 'boolean':
      return sql`(CAST(${of} AS NUMERIC) <> 0)`
    case 'number':
      return sql`CAST(${of} AS REAL)`
    case 'decimal':
      return sql`ROUND(CAST(${of} AS NUMERIC), ${String(schema.decimalPlaces ?? 0)})`
    case 'date':
    case 'datetime':
    case 'time':
      return sql`nuages_moment('${schema.kind}', ${of})`
    case 'duration':
      return sql`nuages_duration(${of})`
    case 'json':
      return sql`JSON(${of})`
    case 'binary':
      return sql`CAST(${of} AS BLOB)`
    case 'string':
      if (schema.maxLength !== undefined) return sql`SUBSTR(CAST(${of} AS TEXT), 1, ${String(schema.maxLength)})`
      return sql`CAST(${of} AS TEXT)`
    default:
      return sql`CAST(${of} AS TEXT)`
  }
}

/** SQLite ≥ 3.46, as node:sqlite carries it. https://sqlite.org/lang.html */
export const sqlite: Dialect = {
  database: 'sqlite',
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => '?',
  sharedParameters: false,

  // The driver binds every number as a fraction, and a decimal is a text: each stays what it is, inside functions too.
  typed(of, field) {
    const kind = field?.describe().kind
    return kind === 'integer' ? sql`CAST(${of} AS INTEGER)` : kind === 'decimal' ? sql`CAST(${of} AS REAL)` : of
  },
  compared: (of) => of,
  given: (place) => place,
  cast: castTo,
  text: (of) => of,
  // So that decimals are compared with others as numbers are.
  computed: (of, { output }) => (output?.describe().kind === 'decimal' ? sql`CAST(${of} AS NUMERIC)` : of),
  arithmetic(expression, left, right) {
    const { operator } = expression
    const time = sqliteTime(expression, left, right)
    if (time !== null) return time
    const { kind } = expression.output.describe()
    // A decimal that is whole is kept as a whole number, of which SQLite would make whole ones again.
    if (operator === '/' && kind === 'decimal') return sql`(${left} * 1.0 / ${right})`
    if (operator === '%' && (kind === 'decimal' || kind === 'number')) return sql`MOD(${left}, ${right})`
    if (operator === 'power') return sql`POWER(${left}, ${right})`
    if (operator === 'bitXor') return sql`((${left} | ${right}) - (${left} & ${right}))`
    return sql`(${left} ${operators[operator] ?? operator} ${right})`
  },
  inMany(field, size) {
    if (size <= longestList || inexact.has(field.describe().kind)) return null
    return (left, slot, encode) =>
      sql`${left} IN (SELECT value FROM json_each(${parameter(jsonParameter(slot, encode))}))`
  },
  newYear(year) {
    if (year > 9999) return '9999:'
    return year < 0 ? '' : `${String(year).padStart(4, '0')}-01-01`
  },

  // LIKE knows upper and lower case of ASCII only, and offers no sensitive form: as in Django, `contains` is `icontains`.
  like: (left, right) => sql`${left} LIKE ${right} ESCAPE '\\'`,
  regex: (left, right, insensitive) => (insensitive ? sql`iregexp(${right}, ${left})` : sql`${left} REGEXP ${right}`),
  escapeLike: (text) => sql`REPLACE(REPLACE(REPLACE(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`,
  concat: (parts) => join(parts, ' || '),

  transform: (transform: Transform, of) => transforms[transform.name]?.(of),
  lookups: {},
  arrayContains: (whole) => whole,
  functions: sqliteFunctions,
  aggregates: sqliteAggregates,
  windows: {},
  aggregated: (of, { output }) => (output.describe().kind === 'decimal' ? sql`CAST(${of} AS NUMERIC)` : of),

  jsonValue: (document, keys) => sql`JSON_EXTRACT(${document}, ${parameter(() => jsonPath(keys))})`,
  jsonText: (document, keys) => sql`${document} -> ${parameter(() => jsonPath(keys))}`,
  jsonString: (document, keys) => sql`JSON_EXTRACT(${document}, ${parameter(() => jsonPath(keys))})`,
  jsonIs: (document, keys, value) =>
    sql`JSON_TYPE(${document}, ${parameter(() => jsonPath(keys))}) = '${String(value)}'`,
  jsonPresent: (document, keys) => sql`JSON_TYPE(${document}, ${parameter(() => jsonPath(keys))})`,
  jsonHas: (document, keys, key) =>
    sql`JSON_TYPE(${document}, ${parameter((values) => jsonPath([...keys, key(values)]))}) IS NOT NULL`,
  jsonContains: null,
  jsonComparable: (text) => sql`JSON_EXTRACT(${text}, '$')`,
  inJson: (left, array) => sql`${left} IN (SELECT value FROM json_each(${array}))`,

  random: 'RANDOM()',
  nullsLow: true,
  nullsPlaced: true,
  ordersByPlace: true,
  groupsByKey: true,
  groupsKeepOrder: true,
  filters: true,
  richFrames: true,
  correlatedTables: true,
  limitsInside: true,
  repeatsInWrites: false,
  deletesAliased: true,
  materialized: (rows) => sql`WITH rows AS MATERIALIZED (${rows}) SELECT value FROM rows`,
  explain: (options) => explainSqlite(options),
  unlimited: '-1',
  maxParameters: 32766,
  longestPattern: 50000,
  insertedKeys: 'last',
  ignoreConflicts: () => ({ before: 'OR IGNORE ', after: '' }),
  updateConflicts: onConflict,
  updateReturning: true,
  updateListed: updateFrom,
  typedValues: false,
  listInserts: false,
  defaultRow: 'DEFAULT VALUES',
  rowLocks: null,
  distinctOn: false,
}
