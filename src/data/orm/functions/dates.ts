import { zoneOffset } from '../../../base/time/index.ts'
import type { Expression, Field } from '../../query/index.ts'
import { kindOf } from '../arguments.ts'
import { dateField, datetimeField, integerField, timeField } from '../computed.ts'
import { ormErrors } from '../errors.ts'
import { CallRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import { type ExpressionRuntime, fieldGiven, fieldToken, type Place } from '../expressions.ts'
import type { Resolver } from '../resolve.ts'
import { call, oneOf, optionsOf } from './arguments.ts'

/** Dates and times. https://docs.djangoproject.com/en/stable/ref/models/database-functions/#date-functions */

const dayParts = ['year', 'iso_year', 'quarter', 'month', 'week', 'week_day', 'iso_week_day', 'day'] as const
const timeParts = ['hour', 'minute', 'second'] as const
const extracted = [...dayParts, ...timeParts] as const
const days = ['year', 'quarter', 'month', 'week', 'day', 'date'] as const
const truncated = [...days, ...timeParts, 'time'] as const
/** What `Extract` reads of a date or a time. */
export type ExtractPart = (typeof extracted)[number]
/** What `Trunc` cuts a date or a time down to. */
export type TruncPart = (typeof truncated)[number]

export interface ZoneOptions {
  /** An IANA name, 'Europe/Paris', or an offset, '+05:30': whose clocks are read. UTC where left out. */
  readonly timezone?: string
}
export interface TruncOptions extends ZoneOptions {
  /** A date, a time or a datetime field: what there is to be. Left out, what there was. */
  readonly output?: unknown
}

/** A zone that exists; null for UTC. It becomes part of the SQL, so that equal expressions stay equal there. */
function zone(where: string, given: unknown): string | null {
  if (given === undefined) return null
  if (typeof given !== 'string' || !/^[A-Za-z0-9_+:/-]{1,64}$/.test(given))
    throw ormErrors.BAD_ARGUMENT({
      where: `${where}, as timezone,`,
      needs: "the name of a zone such as 'Europe/Paris'",
      given: typeof given === 'string' ? 'another text' : kindOf(given),
    })
  zoneOffset(new Date(0), given)
  return given === 'UTC' ? null : given
}

const kindIn = (of: Expression | undefined) => of?.output?.describe().kind ?? 'null'

function refuse(where: string, part: string, of: Expression | undefined): never {
  throw ormErrors.BAD_ARGUMENT({
    where: `${where} of '${part}'`,
    needs: 'a date or a time that has it',
    given: `a ${of?.output?.type ?? 'value'}`,
  })
}

function extractOutput(part: ExtractPart): (of: readonly Expression[]) => Field {
  const ofTime = (timeParts as readonly string[]).includes(part)
  return ([of]) => {
    const kind = kindIn(of)
    const fits =
      kind === 'datetime' ||
      (kind === 'date' && !ofTime) ||
      (kind === 'time' && ofTime) ||
      (kind === 'duration' && (ofTime || part === 'day'))
    return fits ? integerField : refuse('Extract()', part, of)
  }
}

/** A part of a date or a time. In UTC it is what the transform of the same name is, which an index may serve. */
class ExtractRuntime extends CallRuntime {
  override resolve(resolver: Resolver, place: Place): Expression {
    const made = super.resolve(resolver, place) as Extract<Expression, { kind: 'call' }>
    const [of] = made.of
    const transform = made.options['timezone'] === null ? of!.output?.transform(String(made.options['part'])) : null
    return transform == null ? made : Object.freeze({ kind: 'transform', of: of!, transform, output: transform.output })
  }
}

/** A part of a date, a time or a length of time, as a whole number: `Extract('created', 'year')`. */
export function Extract(of: unknown, part: ExtractPart, options?: ZoneOptions): ExpressionRuntime {
  const name = oneOf('Extract()', part, extracted)
  const { timezone } = optionsOf('Extract()', options)
  const settings = { part: name, timezone: zone('Extract()', timezone) }
  return new ExtractRuntime('extract', [operand(of)], extractOutput(name), settings)
}

const extract = (part: ExtractPart) => (of: unknown, options?: ZoneOptions) => Extract(of, part, options)
type Extracting = (of: unknown, options?: ZoneOptions) => ExpressionRuntime
export const ExtractYear: Extracting = extract('year')
/** The year to which the ISO week belongs. */
export const ExtractIsoYear: Extracting = extract('iso_year')
export const ExtractQuarter: Extracting = extract('quarter')
export const ExtractMonth: Extracting = extract('month')
/** The week by ISO 8601, 1 to 53. */
export const ExtractWeek: Extracting = extract('week')
/** From Sunday, 1, to Saturday, 7. */
export const ExtractWeekDay: Extracting = extract('week_day')
/** From Monday, 1, to Sunday, 7. */
export const ExtractIsoWeekDay: Extracting = extract('iso_week_day')
export const ExtractDay: Extracting = extract('day')
export const ExtractHour: Extracting = extract('hour')
export const ExtractMinute: Extracting = extract('minute')
export const ExtractSecond: Extracting = extract('second')

function truncOutput(part: TruncPart, given: Field | null): (of: readonly Expression[]) => Field {
  return ([of]) => {
    const from = kindIn(of)
    const ofDay = (days as readonly string[]).includes(part)
    if (from !== 'date' && from !== 'time' && from !== 'datetime') refuse('Trunc()', part, of)
    if (from === 'date' && !ofDay) refuse('Trunc()', part, of)
    if (from === 'time' && ofDay) refuse('Trunc()', part, of)
    const own = part === 'date' ? 'date' : part === 'time' ? 'time' : (given?.describe().kind ?? from)
    if (own === 'datetime' && from !== 'datetime') refuse('Trunc() to a datetime', part, of)
    if (own === 'date') return ofDay ? dateField : refuse('Trunc() to a date', part, of)
    if (own === 'time') return ofDay ? refuse('Trunc() to a time', part, of) : timeField
    return datetimeField
  }
}

/** A date or a time down to its year, month, hour …: `Trunc('created', 'month', { timezone: 'Europe/Paris' })`. */
export function Trunc(of: unknown, part: TruncPart, options?: TruncOptions): ExpressionRuntime {
  const name = oneOf('Trunc()', part, truncated)
  const { timezone, output } = optionsOf('Trunc()', options)
  const field = output === undefined ? null : fieldGiven('Trunc(), as output,', output)
  const kind = field?.describe().kind
  if (field !== null && kind !== 'date' && kind !== 'time' && kind !== 'datetime')
    throw ormErrors.BAD_ARGUMENT({
      where: 'Trunc(), as output,',
      needs: 'a date, a time or a datetime field',
      given: `a ${field.type}`,
    })
  return call('trunc', [of], truncOutput(name, field), {
    part: name,
    timezone: zone('Trunc()', timezone),
    output: field === null ? null : fieldToken(field),
  })
}

const trunc = (part: TruncPart) => (of: unknown, options?: TruncOptions) => Trunc(of, part, options)
type Truncating = (of: unknown, options?: TruncOptions) => ExpressionRuntime
export const TruncYear: Truncating = trunc('year')
export const TruncQuarter: Truncating = trunc('quarter')
export const TruncMonth: Truncating = trunc('month')
/** The Monday of the week. */
export const TruncWeek: Truncating = trunc('week')
export const TruncDay: Truncating = trunc('day')
/** The day of a moment, as a date. */
export const TruncDate: (of: unknown, options?: ZoneOptions) => ExpressionRuntime = trunc('date')
/** The time of day of a moment, as a time. */
export const TruncTime: (of: unknown, options?: ZoneOptions) => ExpressionRuntime = trunc('time')
export const TruncHour: Truncating = trunc('hour')
export const TruncMinute: Truncating = trunc('minute')
export const TruncSecond: Truncating = trunc('second')

/** The moment at which the statement runs, by the clock of the database. */
export function Now(): ExpressionRuntime {
  return call('now', [], datetimeField)
}
