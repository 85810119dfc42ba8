import { gettextNoop, maxValue, minValue } from '../../../base/schema/index.ts'
import { currentLocale } from '../../../web/i18n/index.ts'
import { isEmptyValue, textOf } from '../data.ts'
import { isCalendarDay, type Moment, momentDate, momentTime, parseMoment } from '../strptime.ts'
import { DateTimeWidget, DateWidget, MomentWidget, TimeWidget } from '../widgets/moments.ts'
import type { Attributes, Widget } from '../widgets/widget.ts'
import { AsTyped } from './as-typed.ts'
import { asciiDigits } from './digits.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'
import { instantOf, wallClock } from './zones.ts'

export interface MomentOptions<T> extends InputOptions<T> {
  /**
   * Accepted forms in `strptime` notation, tried in order: `['%d.%m.%Y']`. The field is then a text box that shows the first of
   * them. Default: those of the language in force, and those of ISO 8601.
   */
  readonly formats?: readonly string[]
  /** The earliest value that is accepted. */
  readonly min?: T
  /** The latest value that is accepted. */
  readonly max?: T
}

/** What browsers send, whatever the language. */
const isoDates: readonly string[] = ['%Y-%m-%d']
const isoTimes: readonly string[] = ['%H:%M:%S', '%H:%M:%S.%f', '%H:%M']

/** What dates, times and both share: formats, limits, and that what was typed comes back as it was typed. */
abstract class MomentInput<T extends string | Date> extends Input<T> {
  readonly #formats: readonly string[] | undefined
  readonly #limits: Attributes

  constructor(options: MomentOptions<T>, widget: MomentWidget, messages: Readonly<Record<string, string>>) {
    super(options, widget, messages)
    this.#formats = options.formats
    const { min, max } = options
    if (max !== undefined) this.validators.unshift(maxValue(max))
    if (min !== undefined) this.validators.unshift(minValue(min))
    this.#limits = {
      min: min === undefined ? undefined : (widget.format(min) ?? undefined),
      max: max === undefined ? undefined : (widget.format(max) ?? undefined),
    }
    // A browser's own control sends ISO 8601, whatever the formats.
    const isOwn = options.widget === undefined || this.localize
    if (options.formats !== undefined && isOwn && this.widget instanceof MomentWidget) {
      this.widget = this.widget.asText(options.formats)
    }
  }

  /** What the language in force accepts. */
  protected abstract localFormats(): readonly string[]
  /** What controls send that are no text boxes. */
  protected abstract readonly isoFormats: readonly string[]

  /** What was typed, with digits of any script as 0 to 9. */
  protected text(raw: unknown): string {
    return asciiDigits(textOf(raw)).trim()
  }

  /** Is this what the field shows of the value that the form began with? Then nobody touched it. */
  protected isUntouched(raw: unknown, context: CleanContext): boolean {
    return this.widget.format(this.prepare(context.initial, context)) === raw
  }

  protected read(text: string): Moment | null {
    if (this.#formats === undefined) return read(text, this.localFormats())
    return read(text, this.widget.type === 'text' ? this.#formats : [...this.#formats, ...this.isoFormats])
  }

  override hiddenWidget(): Widget {
    return this.widget instanceof MomentWidget ? this.widget.asHidden() : super.hiddenWidget()
  }

  override shown(raw: unknown, initial: unknown): unknown {
    const shown = super.shown(raw, initial)
    return !this.disabled && typeof shown === 'string' && shown !== '' ? new AsTyped(shown) : shown
  }

  override attributes(widget: Widget): Attributes {
    return widget instanceof MomentWidget && widget.type !== 'text' && !widget.hidden ? this.#limits : {}
  }
}

function read(text: string, formats: readonly string[]): Moment | null {
  for (const format of formats) {
    const moment = parseMoment(text, format)
    if (moment !== null) return moment
  }
  return null
}

/** A calendar date as `YYYY-MM-DD`; null where it is empty. */
export class DateInput extends MomentInput<string> {
  readonly type = 'date'
  protected readonly isoFormats = isoDates

  constructor(options: MomentOptions<string> = {}) {
    super(options, new DateWidget(), { invalid: gettextNoop('Enter a valid date.') })
  }

  protected localFormats(): readonly string[] {
    return [...currentLocale().formats.DATE_INPUT_FORMATS, ...isoDates]
  }

  toValue(raw: unknown, context: CleanContext): string | null {
    if (isEmptyValue(raw)) return null
    if (raw instanceof Date) return new Date(wallClock(raw.getTime(), context.timezone)).toISOString().slice(0, 10)
    const moment = this.read(this.text(raw))
    if (moment === null) throw this.refusal('invalid')
    return momentDate(moment)
  }

  /** A moment as its day in the form's zone. */
  override prepare(value: unknown, context: CleanContext): unknown {
    return value instanceof Date ? this.toValue(value, context) : value
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext): boolean {
    return super.hasChanged(this.prepare(initial, context), raw, context)
  }
}

/** The time of day that a value says, null where it says none. */
const exact = (value: unknown): Moment | null => (typeof value === 'string' ? read(value, isoTimes) : null)

/** A time of day as `HH:MM:SS` (with `.ffffff` where there is a fraction); null where it is empty. */
export class TimeInput extends MomentInput<string> {
  readonly type = 'time'
  protected readonly isoFormats = isoTimes

  constructor(options: MomentOptions<string> = {}) {
    super(options, new TimeWidget(), { invalid: gettextNoop('Enter a valid time.') })
  }

  protected localFormats(): readonly string[] {
    return [...currentLocale().formats.TIME_INPUT_FORMATS, ...isoTimes]
  }

  /** A time that the field shows without its fraction, and that comes back so, keeps it. */
  toValue(raw: unknown, context: CleanContext): string | null {
    if (isEmptyValue(raw)) return null
    const kept = this.isUntouched(raw, context) ? exact(context.initial) : null
    const moment = kept ?? this.read(this.text(raw))
    if (moment === null) throw this.refusal('invalid')
    return momentTime(moment)
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext): boolean {
    const began = exact(initial)
    return super.hasChanged(began === null ? initial : momentTime(began), raw, { ...context, initial })
  }
}

const isoMoment =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d*)?)?\s*(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i

interface Written {
  /** Milliseconds, as if the wall clock were UTC. */
  readonly wall: number
  /** Milliseconds ahead of UTC, or null where the text names no zone. */
  readonly offset: number | null
  /** Does the text say seconds? */
  readonly hasSeconds: boolean
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
  return { wall: wallOf(moment), offset: offsetOf(parts[8]), hasSeconds: parts[6] !== undefined }
}

/**
 * A moment as a `Date`; null where it is empty. Text without a zone is read in the form's time zone; one that the zone's
 * clock shows never or twice is refused with the code 'ambiguous_timezone'. What comes back as it was shown is the moment that
 * the form began with, to the millisecond and also where the clock shows it twice.
 */
export class DateTimeInput extends MomentInput<Date> {
  readonly type = 'datetime'
  // ISO 8601 is read before any format is tried.
  protected readonly isoFormats: readonly string[] = []

  constructor(options: MomentOptions<Date> = {}) {
    super(options, new DateTimeWidget(), {
      invalid: gettextNoop('Enter a valid date/time.'),
      ambiguous_timezone: gettextNoop(
        'In the time zone %(current_timezone)s the clock shows %(datetime)s twice, or never.',
      ),
    })
  }

  protected localFormats(): readonly string[] {
    const { DATETIME_INPUT_FORMATS, DATE_INPUT_FORMATS } = currentLocale().formats
    return [...DATETIME_INPUT_FORMATS, ...DATE_INPUT_FORMATS]
  }

  toValue(raw: unknown, context: CleanContext): Date | null {
    if (isEmptyValue(raw)) return null
    if (raw instanceof Date) return raw
    const { initial } = context
    if (initial instanceof Date && this.isUntouched(raw, context)) return initial
    const text = this.text(raw)
    const written = this.#written(text)
    if (written === null) throw this.refusal('invalid')
    if (written.offset !== null) return this.#dated(written.wall - written.offset)
    const instant = instantOf(written.wall, context.timezone)
    if (instant !== null) return this.#dated(instant)
    throw this.refusal('ambiguous_timezone', { datetime: text, current_timezone: context.timezone })
  }

  /** The moment, where its year in UTC is one that calendars and databases have. */
  #dated(instant: number): Date {
    const date = new Date(instant)
    const year = date.getUTCFullYear()
    if (year < 1 || year > 9999) throw this.refusal('invalid')
    return date
  }

  #written(text: string): Written | null {
    return readIso(text) ?? this.#readLocal(text)
  }

  #readLocal(text: string): Written | null {
    const moment = this.read(text)
    return moment === null ? null : { wall: wallOf(moment), offset: null, hasSeconds: moment.second !== undefined }
  }

  /** Limits are instants, and an input does not know in which zone they are to be shown. */
  override attributes(): Attributes {
    return {}
  }

  /** The wall clock of the form's zone, in a `Date` that says it in UTC: widgets print its digits. */
  override prepare(value: unknown, context: CleanContext): unknown {
    return value instanceof Date ? new Date(wallClock(value.getTime(), context.timezone)) : value
  }

  override hasChanged(initial: unknown, raw: unknown, context: CleanContext): boolean {
    // A widget without seconds must not make every time look changed.
    const began = { ...context, initial }
    if (initial instanceof Date && typeof raw === 'string' && !this.isUntouched(raw, began)) {
      const minutes = new Date(Math.floor(initial.getTime() / 60_000) * 60_000)
      if (this.#written(this.text(raw))?.hasSeconds === false) return super.hasChanged(minutes, raw, context)
    }
    return super.hasChanged(initial, raw, began)
  }
}
