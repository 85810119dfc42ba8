import type { ArithmeticOperator, Expression, Field, Transform } from '../query/index.ts'
import { collation } from './collation.ts'
import type { Dialect, JsonKeys, JsonUse } from './dialect.ts'
import { explainMysql } from './explain.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { mysqlAggregates, mysqlFunctions } from './functions/common.ts'
import { mysqlTime } from './functions/dates.ts'
import { exactly } from './functions/math.ts'
import { mysqlWindows } from './functions/windows.ts'
import { onDuplicate, updateJoin } from './upsert.ts'
import { jsonParameter } from './values.ts'

/** What stands for no LIMIT where a statement needs one. */
const unlimited = '18446744073709551615'

/** Parts of dates and times. Moments are in UTC: the driver sets the session's zone. */
const transforms: Readonly<Record<string, (of: Fragment) => Fragment>> = {
  year: (of) => sql`YEAR(${of})`,
  iso_year: (of) => sql`(YEARWEEK(${of}, 3) DIV 100)`,
  month: (of) => sql`MONTH(${of})`,
  day: (of) => sql`DAYOFMONTH(${of})`,
  week: (of) => sql`WEEK(${of}, 3)`,
  week_day: (of) => sql`DAYOFWEEK(${of})`,
  iso_week_day: (of) => sql`(WEEKDAY(${of}) + 1)`,
  quarter: (of) => sql`QUARTER(${of})`,
  hour: (of) => sql`HOUR(${of})`,
  minute: (of) => sql`MINUTE(${of})`,
  second: (of) => sql`SECOND(${of})`,
  date: (of) => sql`CAST(${of} AS DATE)`,
  time: (of) => sql`CAST(${of} AS TIME(6))`,
  lower: (of) => sql`LOWER(${of})`,
  upper: (of) => sql`UPPER(${of})`,
  length: (of) => sql`CHAR_LENGTH(${of})`,
  trim: (of) => sql`TRIM(${of})`,
  ltrim: (of) => sql`LTRIM(${of})`,
  rtrim: (of) => sql`RTRIM(${of})`,
}

/** The kind of value that a field's column holds: of a relation, that of the key at its other end. */
function kindOf(field: Field): string {
  const { kind } = field.describe()
  if (kind !== 'relation') return kind
  return /int/.test(field.columnType('mysql') ?? '') ? 'integer' : 'string'
}

/** What CAST calls a kind of value. */
function castType(field: Field): string {
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

function castTo(of: Fragment, field: Field): Fragment {
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

const operators: Readonly<Partial<Record<ArithmeticOperator, string>>> = {
  bitAnd: '&',
  bitOr: '|',
  bitXor: '^',
  shiftLeft: '<<',
}

/** What was computed, as the kind of value that it is to be. */
function asOutput(of: Fragment, output: Field | null): Fragment {
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
function signed(of: Fragment, { kind, output }: Expression): Fragment {
  const unsigned = asStored.has(kind) && output?.columnType('mysql')?.endsWith('UNSIGNED') === true
  return unsigned ? sql`CAST(${of} AS SIGNED)` : of
}

// ---- JSON ------------------------------------------------------------------------------------------------------------

const jsonPath = (keys: JsonKeys): string =>
  `$${keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${JSON.stringify(key)}`)).join('')}`

/** The part of a document, as JSON text: MariaDB has no type of its own for it. */
function part(document: Fragment, keys: JsonKeys): Fragment {
  if (keys.length === 0) return document
  const at = keys.findLastIndex((key) => typeof key === 'number')
  if (at < 0) return sql`JSON_EXTRACT(${document}, ${parameter(() => jsonPath(keys))})`
  // What is no list is taken for a list of one: only lists have items here.
  const list = part(document, keys.slice(0, at))
  const item = sql`JSON_EXTRACT(${list}, ${parameter(() => jsonPath(keys.slice(at)))})`
  return sql`CASE WHEN JSON_TYPE(${list}) = 'ARRAY' THEN ${item} END`
}

const normal = (text: Fragment): Fragment => sql`JSON_NORMALIZE(${text}) COLLATE ${collation}`

/** Added to numbers, so that none is below 0. */
const middle = `1${'0'.repeat(39)}`

/**
 * A JSON text for a use. To be told from others: in the one form that equal values have. To be put in order: a text that
 * sorts as the values do, numbers (with 20 places) before all others.
 */
function jsonAs(text: Fragment, use: JsonUse): Fragment {
  if (use === 'value') return text
  if (use === 'equal') return normal(text)
  const number = sql`LPAD(CAST(JSON_VALUE(${text}, '$') AS DECIMAL(60, 20)) + ${middle}, 61, '0')`
  return sql`CASE JSON_TYPE(${text}) WHEN 'NULL' THEN NULL WHEN 'STRING' THEN '1' || JSON_VALUE(${text}, '$') WHEN 'OBJECT' THEN '1' || JSON_COMPACT(${text}) WHEN 'ARRAY' THEN '1' || JSON_COMPACT(${text}) ELSE '0' || ${number} END`
}

// ---- lists -----------------------------------------------------------------------------------------------------------

/** Lists longer than this travel as one JSON text. */
const longestList = 1024
/** Kinds of values that JSON carries exactly, and what a column of them is. */
const listed: Readonly<Record<string, string>> = {
  integer: 'bigint',
  bigint: 'bigint',
  string: `longtext CHARACTER SET utf8mb4 COLLATE ${collation}`,
  text: `longtext CHARACTER SET utf8mb4 COLLATE ${collation}`,
}

/** A LIMIT, even one that no table reaches, keeps the rows from being merged into what asks for them. */
const materialized = (rows: Fragment): Fragment =>
  sql`SELECT value FROM (SELECT value FROM (${rows}) AS n LIMIT ${unlimited}) AS m`

const items = (array: Fragment, type: string): Fragment =>
  materialized(sql`SELECT j.value FROM JSON_TABLE(${array}, '$[*]' COLUMNS (value ${type} PATH '$')) AS j`)

/**
 * MariaDB ≥ 10.11, in the mode that the driver sets: names in double quotes, `||` joins texts, and no `\` in texts.
 * https://mariadb.com/kb/en/sql-statements/
 */
export const mysql: Dialect = {
  database: 'mysql',
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => '?',
  sharedParameters: false,

  // Also texts: what is set aside for a bare parameter is as wide as the value that was sent first.
  typed: (of, field) => (field === null ? of : sql`CAST(${of} AS ${castType(field)})`),
  compared: (of) => of,
  given: (place, field) => `CAST(${place} AS ${castType(field)})`,
  cast: castTo,
  text: (of, field) => (isText(field) ? of : sql`CAST(${of} AS CHAR)`),
  // Of whole numbers with and without a sign, of fractions and exact numbers, it makes exact ones; but arithmetic is
  // written so that it does not, since terms that are long are deep as well.
  computed: (of, expression) => (expression.kind === 'arithmetic' ? of : asOutput(of, expression.output)),
  arithmetic(expression, left, right) {
    const { operator, output } = expression
    const [a, b] = [signed(left, expression.left), signed(right, expression.right)]
    const time = mysqlTime(expression, a, b)
    if (time !== null) return time
    if (operator === 'power') return sql`POWER(${left}, ${right})`
    const { kind } = output.describe()
    if (operator === '/' && (kind === 'integer' || kind === 'bigint')) return sql`(${a} DIV ${b})`
    if (operator === '/' && kind === 'decimal') return sql`(${exactly(left)} / ${right})`
    if (operator === '/' && kind === 'number') return sql`(${left} / (${right} + 0e0))`
    // Bits have no sign here: of a number below 0, those that are shifted in are not 1.
    if (operator === 'shiftRight')
      return sql`CAST(CASE WHEN ${a} < 0 THEN ~(~${a} >> ${b}) ELSE ${a} >> ${b} END AS SIGNED)`
    const sign = operators[operator]
    return sign === undefined ? sql`(${a} ${operator} ${b})` : sql`CAST((${a} ${sign} ${b}) AS SIGNED)`
  },
  inMany(field, size) {
    const type = size <= longestList ? undefined : listed[kindOf(field)]
    if (type === undefined) return null
    return (left, slot, encode) => sql`${left} IN (${items(parameter(jsonParameter(slot, encode)), type)})`
  },
  newYear(year) {
    if (year > 9999) return '9999-12-31 23:59:59.999999'
    return year < 1 ? '0000-00-00' : `${String(year).padStart(4, '0')}-01-01`
  },

  // Whatever the column compares by: an adopted one may pass over case.
  like: (left, right, insensitive) =>
    insensitive
      ? sql`UPPER(${left}) LIKE UPPER(${right}) COLLATE ${collation} ESCAPE '\\'`
      : sql`${left} LIKE ${right} COLLATE ${collation} ESCAPE '\\'`,
  regex: (left, right, insensitive) =>
    sql`${left} REGEXP ('${insensitive ? '(?i)' : '(?-i)'}' || ${right}) COLLATE ${collation}`,
  escapeLike: (text) => sql`REPLACE(REPLACE(REPLACE(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`,
  concat: (parts) => sql`(${join(parts, ' || ')})`,

  transform: (transform: Transform, of) => transforms[transform.name]?.(of),
  lookups: {},
  arrayContains: (whole) => whole,
  functions: mysqlFunctions,
  aggregates: mysqlAggregates,
  windows: mysqlWindows,
  // Sums of whole numbers are exact ones with any number of digits here, elsewhere they are whole numbers.
  aggregated(of, { function: name, output }) {
    return name === 'count' || name === 'min' || name === 'max' ? of : asOutput(of, output)
  },

  jsonValue: (document, keys, use) => jsonAs(part(document, keys), use),
  jsonText: part,
  jsonString: (document, keys) => {
    const text = part(document, keys)
    return sql`CASE WHEN JSON_TYPE(${text}) <> 'NULL' THEN JSON_UNQUOTE(${text}) END`
  },
  jsonIs: (document, keys, value) => sql`${normal(part(document, keys))} = '${String(value)}'`,
  jsonPresent: part,
  jsonHas: (document, keys, key) =>
    sql`JSON_CONTAINS_PATH(${part(document, keys)}, 'one', ${parameter((values) => jsonPath([key(values)]))}) = 1`,
  jsonContains: (whole, part) => sql`JSON_CONTAINS(${whole}, ${part}) = 1`,
  jsonComparable: jsonAs,
  inJson: (left, array) => {
    const list = sql`SELECT ${normal(['j.value'])} AS value FROM JSON_TABLE(${array}, '$[*]' COLUMNS (value JSON PATH '$')) AS j`
    return sql`${left} IN (${materialized(list)})`
  },

  random: 'RAND()',
  nullsLow: true,
  nullsPlaced: false,
  ordersByPlace: false,
  groupsByKey: false,
  groupsKeepOrder: false,
  filters: false,
  richFrames: false,
  correlatedTables: false,
  limitsInside: false,
  repeatsInWrites: true,
  deletesAliased: false,
  materialized,
  explain: (options) => explainMysql(options),
  unlimited,
  maxParameters: 65535,
  longestPattern: null,
  insertedKeys: 'returning',
  // INSERT IGNORE would pass over rows that break any other rule as well, or write them otherwise than they are.
  ignoreConflicts: (key) => ({ before: '', after: ` ON DUPLICATE KEY UPDATE ${key} = ${key}` }),
  updateConflicts: onDuplicate,
  updateReturning: false,
  updateListed: updateJoin,
  typedValues: false,
  listInserts: false,
  defaultRow: '() VALUES ()',
  rowLocks: { of: false, weak: false, optional: true },
  distinctOn: false,
}

/** Kinds of values that columns hold as text. */
function isText(field: Field | null): boolean {
  const kind = field?.describe().kind
  return (kind === 'string' || kind === 'text') && field!.columnType('mysql') !== 'uuid'
}
