import type { ArithmeticOperator, Expression } from '../../query/index.ts'
import { type Fragment, sql } from '../fragment.ts'
import { atZone as atZoneOf, offsetOf, offsetOfLocal } from '../zones.ts'
import { type Call, type Functions, kindOf } from './call.ts'

/** Dates and times. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#date-functions */
const parts: ReadonlySet<string> = new Set([
  'year',
  'iso_year',
  'quarter',
  'month',
  'week',
  'week_day',
  'iso_week_day',
  'day',
  'hour',
  'minute',
  'second',
  'date',
  'time',
])

/** The part that a call names: one of those that are known, since it becomes part of the SQL. */
const partOf = ({ options }: Call): string => {
  const part = String(options['part'])
  return parts.has(part) ? part : 'day'
}

/** A zone's name, which was checked when the call was made; null for UTC. */
function zoneOf({ options }: Call): string | null {
  const zone = options['timezone']
  return typeof zone === 'string' && /^[A-Za-z0-9_+:/-]+$/.test(zone) ? zone : null
}

/** Microseconds in each part of a length of time. */
const sizes: Readonly<Record<string, number>> = { day: 86_400e6, hour: 3_600e6, minute: 60e6, second: 1e6 }
const above: Readonly<Record<string, string>> = { hour: 'day', minute: 'hour', second: 'minute' }

/** A whole number of `size`, rounded down, of a length of time in microseconds. */
const wholes = (of: Fragment, size: number) => sql`CAST(FLOOR(${of} / ${String(size)}.0) AS INTEGER)`

/** The first day of what a day lies in, which no time zone changes. */
const begun: Readonly<Record<string, string | undefined>> = { year: '%Y-01-01', month: '%Y-%m-01' }

const sqlite: Functions = {
  extract: ([of], call, dialect) => {
    const part = partOf(call)
    const from = call.of[0]!
    if (kindOf(from) === 'duration') {
      const size = sizes[part]
      if (size === undefined) return undefined
      const whole = above[part] === undefined ? null : sizes[above[part]!]!
      const rest = whole === null ? of! : sql`(${of!} - ${wholes(of!, whole)} * ${String(whole)})`
      return wholes(rest, size)
    }
    const transform = from.output?.transform(part)
    const zone = zoneOf(call)
    const local = zone === null ? of! : sql`nuages_at_zone(${of!}, '${zone}')`
    return transform == null ? undefined : dialect.transform(transform, local, from.output)
  },
  trunc: ([of], call) => {
    const kind = call.output?.describe().kind
    const begins = begun[partOf(call)]
    // Of a day SQLite can tell by itself; functions of ours are called for every row.
    if (begins !== undefined && kindOf(call.of[0]!) === 'date') return sql`STRFTIME('${begins}', ${of!})`
    const name = kind === 'date' ? 'nuages_trunc_date' : kind === 'time' ? 'nuages_trunc_time' : 'nuages_trunc'
    return sql`${name}('${partOf(call)}', ${of!}, '${zoneOf(call) ?? 'UTC'}')`
  },
  // As columns hold moments: six digits after the second.
  now: () => ["(STRFTIME('%Y-%m-%d %H:%M:%f', 'now') || '000')"],
}

/** A zone as the server reads it: of an offset it takes the sign the other way round. */
function postgresZone(zone: string): string {
  const sign = zone.charAt(0)
  return sign === '+' || sign === '-' ? `${sign === '+' ? '-' : '+'}${zone.slice(1)}` : zone
}
const atZone = (of: Fragment, zone: string | null) => sql`(${of} AT TIME ZONE '${postgresZone(zone ?? 'UTC')}')`

const postgres: Functions = {
  extract: ([of], call, dialect) => {
    const part = partOf(call)
    const from = call.of[0]!
    if (kindOf(from) === 'duration')
      return sizes[part] === undefined ? undefined : sql`FLOOR(EXTRACT(${part.toUpperCase()} FROM ${of!}))::integer`
    const transform = from.output?.transform(part)
    const zone = zoneOf(call)
    const local = zone === null ? of! : atZone(of!, zone)
    return transform == null ? undefined : dialect.transform(transform, local, from.output)
  },
  trunc: ([of], call) => {
    const part = partOf(call)
    const zone = zoneOf(call)
    const kind = call.output?.describe().kind
    const moment = kindOf(call.of[0]) === 'datetime'
    if (kind !== 'date' && kind !== 'time')
      return zone === null
        ? sql`DATE_TRUNC('${part}', ${of!})`
        : sql`DATE_TRUNC('${part}', ${of!}, '${postgresZone(zone)}')`
    const local = moment ? atZone(of!, zone) : of!
    return part === kind ? sql`(${local})::${kind}` : sql`DATE_TRUNC('${part}', ${local})::${kind}`
  },
  now: () => ['STATEMENT_TIMESTAMP()'],
}

/** When a part of a day or year began, for what clocks show. */
const starts: Readonly<Record<string, (of: Fragment) => Fragment>> = {
  year: (of) => sql`DATE_FORMAT(${of}, '%Y-01-01')`,
  quarter: (of) => sql`(CAST(DATE_FORMAT(${of}, '%Y-%m-01') AS DATE) - INTERVAL (MONTH(${of}) - 1) % 3 MONTH)`,
  month: (of) => sql`DATE_FORMAT(${of}, '%Y-%m-01')`,
  week: (of) => sql`(DATE(${of}) - INTERVAL WEEKDAY(${of}) DAY)`,
  day: (of) => of,
  date: (of) => of,
  hour: (of) => sql`DATE_FORMAT(${of}, '%Y-%m-%d %H:00:00')`,
  minute: (of) => sql`DATE_FORMAT(${of}, '%Y-%m-%d %H:%i:00')`,
  second: (of) => sql`DATE_FORMAT(${of}, '%Y-%m-%d %H:%i:%s')`,
}
const clocks: Readonly<Record<string, string>> = { hour: '%H:00:00', minute: '%H:%i:00', second: '%H:%i:%s' }

const mysql: Functions = {
  extract: ([of], call, dialect) => {
    const part = partOf(call)
    const from = call.of[0]!
    if (kindOf(from) === 'duration') {
      const size = sizes[part]
      if (size === undefined) return undefined
      const whole = above[part] === undefined ? null : sizes[above[part]!]!
      const count = (rest: Fragment, each: number) => sql`CAST(FLOOR(${rest} / ${String(each)}e0) AS SIGNED)`
      return count(whole === null ? of! : sql`(${of!} - ${count(of!, whole)} * ${String(whole)})`, size)
    }
    const transform = from.output?.transform(part)
    return transform == null ? undefined : dialect.transform(transform, atZoneOf(of!, zoneOf(call)), from.output)
  },
  trunc: ([of], call) => {
    const part = partOf(call)
    const zone = zoneOf(call)
    const local = atZoneOf(of!, zone)
    const kind = call.output?.describe().kind
    const clock = clocks[part]
    if (kind === 'time')
      return clock === undefined
        ? sql`CAST(${local} AS TIME(6))`
        : sql`CAST(TIME_FORMAT(${local}, '${clock}') AS TIME(6))`
    const start = starts[part]!(local)
    if (kind === 'date') return sql`CAST(${start} AS DATE)`
    const begun = sql`CAST(${part === 'day' ? sql`DATE(${start})` : start} AS DATETIME(6))`
    if (zone === null) return begun
    // An hour that clocks show twice begins twice.
    const offset = clock === undefined ? offsetOfLocal(begun, zone) : offsetOf(of!, zone)
    return sql`TIMESTAMPADD(SECOND, -${offset}, ${begun})`
  },
  now: () => ['CURRENT_TIMESTAMP(6)'],
}

export const dates = { common: {} as Functions, sqlite, postgres, mysql }

// ---- arithmetic ----------------------------------------------------------------------------------------------------

type Arithmetic = Extract<Expression, { kind: 'arithmetic' }>
/** Computing with dates, times and lengths of time; null where neither side is one. */
export type TimeArithmetic = (expression: Arithmetic, left: Fragment, right: Fragment) => Fragment | null

const moments: ReadonlySet<string | null> = new Set(['date', 'datetime', 'time'])
const signs: Readonly<Partial<Record<ArithmeticOperator, string>>> = { '+': '+', '-': '-', '*': '*', '/': '/' }

export const sqliteTime: TimeArithmetic = (expression, left, right) => {
  const [a, b] = [kindOf(expression.left), kindOf(expression.right)]
  const { operator } = expression
  if (moments.has(a) && moments.has(b)) return sql`nuages_between(${left}, ${right})`
  if (moments.has(a) || moments.has(b)) {
    const [moment, by] = moments.has(a) ? [left, right] : [right, left]
    const out = sql`nuages_shift(${moment}, ${operator === '-' ? sql`-(${by})` : by})`
    return kindOf(expression) === 'date' ? sql`nuages_moment('date', ${out})` : out
  }
  if (a !== 'duration' && b !== 'duration') return null
  if (operator === '/') return sql`CAST(ROUND(${left} * 1.0 / ${right}) AS INTEGER)`
  if (operator === '*') return sql`CAST(ROUND(${left} * ${right}) AS INTEGER)`
  return sql`(${left} ${signs[operator] ?? '+'} ${right})`
}

export const postgresTime: TimeArithmetic = (expression, left, right) => {
  const [a, b] = [kindOf(expression.left), kindOf(expression.right)]
  const sign = signs[expression.operator] ?? '+'
  // Between days the server counts days.
  if (a === 'date' && b === 'date') return sql`((${left} - ${right}) * INTERVAL '1 day')`
  if (moments.has(a) && moments.has(b)) return sql`(${left} - ${right})`
  if (moments.has(a) || moments.has(b)) {
    const out = sql`(${left} ${sign} ${right})`
    const kind = kindOf(expression)
    return kind === 'date' ? sql`${out}::date` : kind === 'datetime' ? sql`${out}::timestamptz` : out
  }
  if (a !== 'duration' && b !== 'duration') return null
  if (sign === '+' || sign === '-') return sql`(${left} ${sign} ${right})`
  const factor = (of: Fragment, kind: string | null) => (kind === 'duration' ? of : sql`(${of})::double precision`)
  return sql`(${factor(left, a)} ${sign} ${factor(right, b)})`
}

export const mysqlTime: TimeArithmetic = (expression, left, right) => {
  const [a, b] = [kindOf(expression.left), kindOf(expression.right)]
  const { operator } = expression
  if (moments.has(a) && moments.has(b)) return sql`TIMESTAMPDIFF(MICROSECOND, ${right}, ${left})`
  if (moments.has(a) || moments.has(b)) {
    const [moment, by] = moments.has(a) ? [left, right] : [right, left]
    const kind = kindOf(expression)
    const from = kind === 'time' ? sql`TIMESTAMP('2000-01-01', ${moment})` : moment
    const out = sql`TIMESTAMPADD(MICROSECOND, ${operator === '-' ? sql`-(${by})` : by}, ${from})`
    return kind === 'date' ? sql`CAST(${out} AS DATE)` : kind === 'time' ? sql`CAST(${out} AS TIME(6))` : out
  }
  if (a !== 'duration' && b !== 'duration') return null
  const out = sql`(${left} ${signs[operator] ?? '+'} ${right})`
  return operator === '*' || operator === '/' ? sql`CAST(ROUND(${out}) AS SIGNED)` : out
}
