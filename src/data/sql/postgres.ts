import type { ArithmeticOperator, Field, Transform } from '../query/index.ts'
import type { Dialect, JsonKeys } from './dialect.ts'
import { explainPostgres } from './explain.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { postgresAggregates, postgresFunctions } from './functions/common.ts'
import { postgresTime } from './functions/dates.ts'
import { searchFunctions } from './functions/search.ts'
import { onConflict, updateFrom } from './upsert.ts'
import { arrayParameter } from './values.ts'

const part = (name: string) => (of: Fragment) => sql`EXTRACT(${name} FROM ${of})::integer`

/** Parts of dates and times. Moments are in UTC: the driver sets the session's zone. */
const transforms: Readonly<Record<string, (of: Fragment) => Fragment>> = {
  year: part('YEAR'),
  iso_year: part('ISOYEAR'),
  month: part('MONTH'),
  day: part('DAY'),
  week: part('WEEK'),
  week_day: (of) => sql`(EXTRACT(DOW FROM ${of})::integer + 1)`,
  iso_week_day: part('ISODOW'),
  quarter: part('QUARTER'),
  hour: part('HOUR'),
  minute: part('MINUTE'),
  second: (of) => sql`FLOOR(EXTRACT(SECOND FROM ${of}))::integer`,
  date: (of) => sql`(${of})::date`,
  time: (of) => sql`(${of})::time`,
  lower: (of) => sql`LOWER(${of})`,
  upper: (of) => sql`UPPER(${of})`,
  length: (of) => sql`LENGTH(${of})`,
  trim: (of) => sql`TRIM(${of})`,
  ltrim: (of) => sql`LTRIM(${of})`,
  rtrim: (of) => sql`RTRIM(${of})`,
  unaccent: (of) => sql`UNACCENT(${of})`,
  arrayLength: (of) => sql`CASE WHEN ${of} IS NULL THEN NULL ELSE COALESCE(ARRAY_LENGTH(${of}, 1), 0) END`,
}

const lookups: Dialect['lookups'] = {
  contained_by: (left, right) => sql`${left} <@ ${right}`,
  overlap: (left, right) => sql`${left} && ${right}`,
  search: (left, right, field) =>
    field?.type === 'searchVector' || plainType(field!) === 'tsvector'
      ? sql`${left} @@ plainto_tsquery(${right})`
      : sql`to_tsvector(COALESCE(${left}, '')) @@ plainto_tsquery(${right})`,
  trigram_similar: (left, right) => sql`${left} % ${right}`,
  trigram_word_similar: (left, right) => sql`${right} <% ${left}`,
  trigram_strict_word_similar: (left, right) => sql`${right} <<% ${left}`,
}

const operators: Readonly<Partial<Record<ArithmeticOperator, string>>> = {
  bitAnd: '&',
  bitOr: '|',
  bitXor: '#',
  shiftLeft: '<<',
  shiftRight: '>>',
}

/** The type of a value as parameters and casts name it: without what only a column has, its size and how it is counted. */
function castType(field: Field): string {
  switch (field.describe().kind) {
    case 'integer':
      return 'bigint'
    case 'decimal':
      return 'numeric'
    case 'string':
    case 'text':
      return plainType(field) ?? 'text'
    default:
      return plainType(field) ?? 'text'
  }
}

function plainType(field: Field): string | null {
  const type = field.columnType('postgres')
  if (type === null) return null
  const plain = type.replace(/\(.*?\)/g, '').trim()
  return plain === 'varchar' || plain === 'char' ? 'text' : plain
}

/** `{a,0}`: the keys into a document, as a parameter. */
const keysParameter = (keys: JsonKeys) => parameter(() => `{${keys.map((key) => JSON.stringify(String(key))).join()}}`)

/** One key is followed by `->`, which takes a plain value for a list of one, several by `#>`. As Django does. */
function follow(document: Fragment, keys: JsonKeys, text: boolean): Fragment {
  const [key] = keys
  if (keys.length !== 1) return sql`(${document} ${text ? '#>>' : '#>'} ${keysParameter(keys)})`
  const step = typeof key === 'number' && Math.abs(key) < 2 ** 31 ? [String(key)] : parameter(() => String(key))
  return sql`(${document} ${text ? '->>' : '->'} ${step})`
}

const inside = (document: Fragment, keys: JsonKeys) => (keys.length === 0 ? document : follow(document, keys, false))

/** Aggregates that answer in numeric. */
const summed: ReadonlySet<string> = new Set(['sum', 'avg', 'stddev', 'variance'])

/** PostgreSQL ≥ 14. https://www.postgresql.org/docs/current/sql.html */
export const postgres: Dialect = {
  database: 'postgres',
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: (index) => `$${index}`,
  sharedParameters: true,

  typed: (of, field) => (field === null ? of : sql`${of}::${castType(field)}`),
  compared: (of, field) => (isNarrow(field) ? sql`${of}::bigint` : of),
  given: (place, _field, type) => `CAST(${place} AS ${type})`,
  cast: (of, field) => sql`(${of})::${field.columnType('postgres') ?? 'text'}`,
  text: (of, field) => (isText(field) ? of : sql`(${of})::text`),
  computed: (of) => of,
  arithmetic(expression, left, right) {
    const { operator } = expression
    const time = postgresTime(expression, left, right)
    if (time !== null) return time
    if (operator === 'power') return sql`POWER(${left}, ${right})`
    // The server divides exact numbers alone with a remainder.
    if (operator === '%' && expression.output.describe().kind === 'number')
      return sql`MOD((${left})::numeric, (${right})::numeric)::double precision`
    // Shifts take a plain integer at their right.
    if (operator === 'shiftLeft' || operator === 'shiftRight')
      return sql`(${left} ${operators[operator]!} (${right})::integer)`
    return sql`(${left} ${operators[operator] ?? operator} ${right})`
  },
  inMany(field) {
    const type = isNarrow(field) ? 'bigint' : (plainType(field) ?? 'text')
    // What a field has for text may be an enumeration in the database, or another type that texts stand for: it is the
    // column that says of what the list is.
    const cast = type === 'text' ? '' : `::${type}[]`
    return (left, slot, encode) => sql`${left} = ANY(${parameter(arrayParameter(slot, encode))}${cast})`
  },
  newYear(year) {
    if (year > 9999) return 'infinity'
    return year < 1 ? '-infinity' : `${String(year).padStart(4, '0')}-01-01`
  },

  like: (left, right, insensitive) =>
    insensitive ? sql`UPPER(${left}) LIKE UPPER(${right})` : sql`${left} LIKE ${right}`,
  regex: (left, right, insensitive) => sql`${left} ${insensitive ? '~*' : '~'} ${right}`,
  escapeLike: (text) => sql`REPLACE(REPLACE(REPLACE(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`,
  concat: (parts) => join(parts, ' || '),

  transform(transform: Transform, of) {
    const [start, end] = transform.arguments
    // Numbers that the path spelled.
    if (transform.name === 'arrayItem') return sql`(${of})[${String(Number(start))}]`
    if (transform.name === 'arraySlice') return sql`(${of})[${String(Number(start))}:${String(Number(end))}]`
    return transforms[transform.name]?.(of)
  },
  lookups,
  arrayContains: (whole, part) => sql`${whole} @> ${part}`,
  functions: { ...postgresFunctions, ...searchFunctions },
  aggregates: postgresAggregates,
  windows: {},
  // Sums and means of whole numbers are numeric here, elsewhere they are not.
  aggregated(of, { function: name, output }) {
    if (name === 'anyValue') return sql`(ARRAY_REMOVE(${of}, NULL))[1]`
    if (!summed.has(name)) return of
    const { kind } = output.describe()
    return kind === 'number'
      ? sql`(${of})::double precision`
      : kind === 'integer' || kind === 'relation'
        ? sql`(${of})::bigint`
        : of
  },

  jsonValue: inside,
  jsonText: inside,
  jsonString: (document, keys) => follow(document, keys, true),
  jsonIs: (document, keys, value) => sql`${inside(document, keys)} = '${String(value)}'::jsonb`,
  jsonPresent: inside,
  jsonHas: (document, keys, key) => sql`jsonb_exists(${inside(document, keys)}, ${parameter(key)})`,
  jsonContains: (whole, part) => sql`${whole} @> ${part}`,
  jsonComparable: (text) => sql`${text}::jsonb`,
  inJson: (left, array) => sql`${left} IN (SELECT jsonb_array_elements(${array}::jsonb))`,

  random: 'RANDOM()',
  nullsLow: false,
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
  explain: (options) => explainPostgres(options),
  unlimited: 'ALL',
  maxParameters: 65535,
  longestPattern: null,
  insertedKeys: 'returning',
  ignoreConflicts: () => ({ before: '', after: ' ON CONFLICT DO NOTHING' }),
  updateConflicts: onConflict,
  updateReturning: true,
  updateListed: updateFrom,
  typedValues: true,
  listInserts: true,
  defaultRow: 'DEFAULT VALUES',
  rowLocks: { of: true, weak: true, optional: false },
  distinctOn: true,
}

/** Whole numbers of fewer than 64 bits: what they are compared with may be beyond them. */
function isNarrow(field: Field | null): boolean {
  const type = field === null ? null : field.columnType('postgres')
  return type === 'integer' || type === 'smallint'
}

const textTypes: ReadonlySet<string> = new Set(['text', 'citext'])

function isText(field: Field | null): boolean {
  return field !== null && textTypes.has(plainType(field) ?? '')
}
