import { formatDate, instantOf, parseAny, timeSince, timeUntil } from '../../../base/time/index.ts'
import { templatesErrors } from '../errors.ts'
import { type Filter, filter } from '../library.ts'
import type { Environment } from '../runtime/environment.ts'
import { dateFormat, datetimeFormat, timeFormat } from '../runtime/values.ts'

/** The formats that have names, in English. */
const formats: Readonly<Record<string, string>> = {
  DATE_FORMAT: dateFormat,
  DATETIME_FORMAT: datetimeFormat,
  TIME_FORMAT: timeFormat,
  YEAR_MONTH_FORMAT: 'F Y',
  MONTH_DAY_FORMAT: 'F j',
  SHORT_DATE_FORMAT: 'm/d/Y',
  SHORT_DATETIME_FORMAT: 'm/d/Y P',
}

/** A format itself, the one that it names, or the one named `otherwise` where it is empty. */
export function namedFormat(format: string, otherwise: string): string {
  const key = format === '' ? otherwise : format
  return Object.hasOwn(formats, key) ? formats[key]! : key
}

function show(value: unknown, argument: unknown, environment: Environment, otherwise: string): string {
  if (value === null || value === undefined || value === '') return ''
  if (!(value instanceof Date) && typeof value !== 'string') return ''
  const format = namedFormat(argument === undefined || argument === null ? '' : String(argument), otherwise)
  const parsed = typeof value === 'string' ? parseAny(value) : null
  if (parsed !== null && !parsed.date && /[bcdDEFIjlLmMnNorStUwWyYz]/.test(format.replace(/\\./g, ''))) return ''
  return formatDate(value, format, { timeZone: environment.timezone })
}

/** An instant from a `Date` or an ISO text, which is read in the engine's zone where it names none. */
export function instant(value: unknown, environment: Environment): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (typeof value !== 'string') return null
  const parsed = parseAny(value)
  if (parsed === null || !parsed.date) return null
  const { parts } = parsed
  return instantOf(parts, parts.offset === null ? environment.timezone : (parts.zone ?? 'UTC'))
}

/** The same moment for two values of which one is a day: a day begins at midnight in the engine's zone. */
function between(
  value: unknown,
  other: unknown,
  environment: Environment,
  work: (value: Date, other: Date) => string,
): string {
  if (value === '' || value === null || value === undefined) return ''
  const from = instant(value, environment)
  if (from === null)
    throw templatesErrors.BAD_ARGUMENT({ name: 'timesince and timeuntil', reason: `${String(value)} is no date` })
  const to = other === undefined || other === null || other === '' ? environment.now() : instant(other, environment)
  return to === null ? '' : work(from, to)
}

export const dateFilters: Readonly<Record<string, Filter>> = {
  date: filter((value, argument, environment) => show(value, argument, environment, 'DATE_FORMAT')),
  time: filter((value, argument, environment) => show(value, argument, environment, 'TIME_FORMAT')),
  timesince: filter((value, other, environment) => between(value, other, environment, (a, b) => timeSince(a, b))),
  timeuntil: filter((value, other, environment) => between(value, other, environment, (a, b) => timeUntil(a, b))),
}
