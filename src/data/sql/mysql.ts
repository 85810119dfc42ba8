import type { ArithmeticOperator, Transform } from '../query/index.ts'
import { collation } from './collation.ts'
import type { Dialect } from './dialect.ts'
import { explainMysql } from './explain.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { mysqlAggregates, mysqlFunctions } from './functions/common.ts'
import { mysqlTime } from './functions/dates.ts'
import { divisible } from './functions/math.ts'
import { mysqlWindows } from './functions/windows.ts'
import { jsonAs, jsonPath, normal, part } from './mysql-json.ts'
import { asOutput, asText, castTo, castType, kindOf, signed } from './mysql-kinds.ts'
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

const operators: Readonly<Partial<Record<ArithmeticOperator, string>>> = {
  bitAnd: '&',
  bitOr: '|',
  bitXor: '^',
  shiftLeft: '<<',
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
  typed(of, field) {
    if (field === null) return of
    const typed = sql`CAST(${of} AS ${castType(field)})`
    // Columns of JSON compare by a rule of their own, and neither would give way.
    return field.describe().kind === 'json' ? sql`${typed} COLLATE ${collation}` : typed
  },
  compared: (of) => of,
  given: (place, field) => `CAST(${place} AS ${castType(field)})`,
  cast: castTo,
  text: asText,
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
    if (operator === '/' && kind === 'decimal') return sql`(${divisible(left)} / ${right})`
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
