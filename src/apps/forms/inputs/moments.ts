import { gettextNoop } from '../../../base/schema/index.ts'
import { currentLocale } from '../../../web/i18n/index.ts'
import { isEmptyValue } from '../data.ts'
import { DateTimeWidget, DateWidget, TimeWidget } from '../widgets/moments.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'
import { isCalendarDay, type Moment, momentDate, momentTime, parseMoment } from './strptime.ts'
import { instantOf, wallClock } from './zones.ts'

export interface MomentOptions<T> extends InputOptions<T> {
  /** Accepted forms in `strptime` notation, tried in order: `['%d.%m.%Y']`. */
  readonly formats?: readonly string[]
}

/** What browsers send, whatever the language. */
const isoDates: readonly string[] = ['%Y-%m-%d']
const isoTimes: readonly string[] = ['%H:%M:%S', '%H:%M:%S.%f', '%H:%M']

/** The formats of the language in force, then those of ISO 8601, as Django has them. */
const dateFormats = (): readonly string[] => [...currentLocale().formats.DATE_INPUT_FORMATS, ...isoDates]
const timeFormats = (): readonly string[] => [...currentLocale().formats.TIME_INPUT_FORMATS, ...isoTimes]
const datetimeFormats = (): readonly string[] => {
  const { DATETIME_INPUT_FORMATS, DATE_INPUT_FORMATS } = currentLocale().formats
  return [...DATETIME_INPUT_FORMATS, ...DATE_INPUT_FORMATS]
}

function read(text: string, formats: readonly string[]): Moment | null {
  for (const format of formats) {
    const moment = parseMoment(text, format)
    if (moment !== null) return moment
  }
  return null
}

/** A calendar date as `YYYY-MM-DD`; null where it is empty. */
export class DateInput extends Input<string> {
  readonly type = 'date'
  readonly #formats: readonly string[]

  constructor(options: MomentOptions<string> = {}) {
    super(options, new DateWidget(), { invalid: gettextNoop('Enter a valid date.') })
    this.#formats = options.formats ?? dateFormats()
  }

  toValue(raw: unknown, context: CleanContext): string | null {
    if (isEmptyValue(raw)) return null
    if (raw instanceof Date) return new Date(wallClock(raw.getTime(), context.timezone)).toISOString().slice(0, 10)
    const moment = read(String(raw).trim(), this.#formats)
    if (moment === null) throw this.refusal('invalid')
    return momentDate(moment)
  }
}

/** A time of day as `HH:MM:SS` (with `.ffffff` where there is a fraction); null where it is empty. */
export class TimeInput extends Input<string> {
  readonly type = 'time'
  readonly #formats: readonly string[]

  constructor(options: MomentOptions<string> = {}) {
    super(options, new TimeWidget(), { invalid: gettextNoop('Enter a valid time.') })
    this.#formats = options.formats ?? timeFormats()
  }

  toValue(raw: unknown): string | null {
    if (isEmptyValue(raw)) return null
    const moment = read(String(raw).trim(), this.#formats)
    if (moment === null) throw this.refusal('invalid')
    return momentTime(moment)
  }
}

const isoMoment =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d*)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

interface Written {
  /** Milliseconds, as if the wall clock were UTC. */
  readonly wall: number
  /** Milliseconds ahead of UTC, or null where the text names no zone. */
  readonly offset: number | null
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null
  if (zone.toUpperCase() === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

function wallOf(moment: Moment): number {
  const date = new Date(0)
  date.setUTCFullYear(moment.year ?? 1900, (moment.month ?? 1) - 1, moment.day ?? 1)
  date.setUTCHours(
    moment.hour ?? 0,
    moment.minute ?? 0,
    moment.second ?? 0,
    Number((moment.fraction ?? '').slice(0, 3)),
  )
  return date.getTime()
}

function readIso(text: string): Written | null {
  const parts = isoMoment.exec(text)
  if (parts === null) return null
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  if (!isCalendarDay(year!, month!, day!) || hour > 23 || minute > 59 || second > 59) return null
  const moment: Moment = { year: year!, month: month!, day: day!, hour, minute, second }
  if (parts[7] !== undefined) moment.fraction = parts[7].padEnd(6, '0')
  return { wall: wallOf(moment), offset: offsetOf(parts[8]) }
}

/**
 * A moment as a `Date`; null where it is empty. Text without a zone is read in the form's time zone; one that the zone's
 * clock shows never or twice is refused with the code 'ambiguous_timezone'.
 */
export class DateTimeInput extends Input<Date> {
  readonly type = 'datetime'
  readonly #formats: readonly string[]

  constructor(options: MomentOptions<Date> = {}) {
    super(options, new DateTimeWidget(), {
      invalid: gettextNoop('Enter a valid date/time.'),
      ambiguous_timezone: gettextNoop(
        'In the time zone %(current_timezone)s the clock shows %(datetime)s twice, or never.',
      ),
    })
    this.#formats = options.formats ?? datetimeFormats()
  }

  toValue(raw: unknown, context: CleanContext): Date | null {
    if (isEmptyValue(raw)) return null
    if (raw instanceof Date) return raw
    const text = String(raw).trim()
    const written = readIso(text) ?? this.#readLocal(text)
    if (written === null) throw this.refusal('invalid')
    if (written.offset !== null) return new Date(written.wall - written.offset)
    const instant = instantOf(written.wall, context.timezone)
    if (instant !== null) return new Date(instant)
    throw this.refusal('ambiguous_timezone', { datetime: text, current_timezone: context.timezone })
  }

  #readLocal(text: string): Written | null {
    const moment = read(text, this.#formats)
    return moment === null ? null : { wall: wallOf(moment), offset: null }
  }

  /** The wall clock of the form's zone, in a `Date` that says it in UTC: widgets print its digits. */
  override prepare(value: unknown, context: CleanContext): unknown {
    return value instanceof Date ? new Date(wallClock(value.getTime(), context.timezone)) : value
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext): boolean {
    // A widget without seconds must not make every time look changed.
    if (initial instanceof Date && typeof raw === 'string' && !/:\d+:/.test(raw)) {
      const minutes = new Date(Math.floor(initial.getTime() / 60_000) * 60_000)
      return super.hasChanged(minutes, raw, context)
    }
    return super.hasChanged(initial, raw, context)
  }
}
