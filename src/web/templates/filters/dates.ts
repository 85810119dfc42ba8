import { DateFormat, formatDate, instantOf, parseAny, timeSince, timeUntil } from '../../../base/time/index.ts'
import { templatesErrors } from '../errors.ts'
import { type Filter, type FilterFunction, filter } from '../library.ts'
import type { Environment } from '../runtime/environment.ts'
import { textOf } from '../runtime/values.ts'
import { sinceWords } from './words.ts'

/** The formats that templates can name. */
const named: ReadonlySet<string> = new Set([
  'DATE_FORMAT',
  'DATETIME_FORMAT',
  'TIME_FORMAT',
  'YEAR_MONTH_FORMAT',
  'MONTH_DAY_FORMAT',
  'SHORT_DATE_FORMAT',
  'SHORT_DATETIME_FORMAT',
])

/** A format itself, the language's one of that name, or the one named `otherwise` where it is empty. */
export function namedFormat(format: string, otherwise: string, environment: Environment): string {
  const key = format === '' ? otherwise : format
  return named.has(key) ? (environment.formats[key as keyof typeof environment.formats] as string) : key
}

function show(value: unknown, argument: unknown, environment: Environment, otherwise: string): string {
  if (value === null || value === undefined || value === '') return ''
  if (!(value instanceof Date) && typeof value !== 'string') return ''
  const format = namedFormat(
    argument === undefined || argument === null ? '' : textOf(argument),
    otherwise,
    environment,
  )
  if (otherwise === 'TIME_FORMAT' && /[bcdDEFIjlLmMnNorStUwWyYz]/.test(format.replace(/\\./g, ''))) return ''
  const parsed = typeof value === 'string' ? parseAny(value) : null
  if (parsed !== null && !parsed.date && /[bcdDEFIjlLmMnNorStUwWyYz]/.test(format.replace(/\\./g, ''))) return ''
  return formatDate(value, format, { timeZone: environment.timezone, names: environment.locale.names })
}

/** `date` or `time` by a format that stands in the template: taken apart once. */
function prepared(argument: string | number | bigint, otherwise: string): FilterFunction | null {
  const source = String(argument)
  if (source === '' || named.has(source)) return null
  const format = new DateFormat(source)
  if (otherwise === 'TIME_FORMAT' && format.needsDate) return () => ''
  return (value: unknown, _argument: unknown, environment: Environment) =>
    value instanceof Date
      ? format.write(value, environment.timezone, environment.locale.names)
      : show(value, source, environment, otherwise)
}

/** An instant from a `Date` or an ISO text, which is read in the zone in force where it names none. */
export function instant(value: unknown, environment: Environment): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (typeof value !== 'string') return null
  const parsed = parseAny(value)
  if (parsed === null || !parsed.date) return null
  const { parts } = parsed
  return instantOf(parts, parts.offset === null ? environment.currentTimezone : (parts.zone ?? 'UTC'))
}

/** The same moment for two values of which one is a day: a day begins at midnight in the zone in force. */
function between(
  value: unknown,
  other: unknown,
  environment: Environment,
  work: (value: Date, other: Date) => string,
): string {
  if (value === '' || value === null || value === undefined) return ''
  const from = instant(value, environment)
  if (from === null)
    throw templatesErrors.BAD_ARGUMENT({ name: 'timesince and timeuntil', reason: `${textOf(value)} is no date` })
  const to = other === undefined || other === null || other === '' ? environment.now() : instant(other, environment)
  return to === null ? '' : work(from, to)
}

export const dateFilters: Readonly<Record<string, Filter>> = {
  date: filter((value, argument, environment) => show(value, argument, environment, 'DATE_FORMAT'), {
    prepare: (argument) => prepared(argument, 'DATE_FORMAT'),
  }),
  time: filter((value, argument, environment) => show(value, argument, environment, 'TIME_FORMAT'), {
    prepare: (argument) => prepared(argument, 'TIME_FORMAT'),
  }),
  timesince: filter((value, other, environment) =>
    between(value, other, environment, (a, b) => timeSince(a, b, sinceWords(environment.locale))),
  ),
  timeuntil: filter((value, other, environment) =>
    between(value, other, environment, (a, b) => timeUntil(a, b, sinceWords(environment.locale))),
  ),
}
