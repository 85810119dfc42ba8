import { timeErrors } from './errors.ts'
import { type DateNames, englishNames } from './names.ts'
import { parseAny } from './parse.ts'
import { type DateParts, instantOf, offsetText, partsInZone, utcTime, ZonedDate, zoneName, zoneOffset } from './zone.ts'

/** How to show a date or time. */
export interface FormatOptions {
  /** IANA name of the zone in which a `Date` is shown. Default: 'UTC'. Texts without a zone are shown as they are. */
  readonly timeZone?: string
  /** What months, days and parts of a day are called. Default: English. */
  readonly names?: DateNames
}

/** What is being formatted. `date` is null where only the wall clock is known. */
interface Moment {
  readonly parts: DateParts
  readonly hasDate: boolean
  readonly hasTime: boolean
  readonly timeZone: string
  /** True where the value names no zone: `parts` then has the offset of `timeZone`. */
  readonly naive: boolean
  readonly names: DateNames
}

const twoDigits = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))
const two = (n: number) => twoDigits[n]!
const four = (year: number) => (year > 999 ? String(year) : String(year).padStart(4, '0'))

type Writer = (p: DateParts, m: Moment) => string

/** The day of the week, Sunday being 0. */
function weekday(p: DateParts): number {
  return new Date(utcTime({ ...p, hour: 0, minute: 0, second: 0, microsecond: 0 })).getUTCDay()
}

function dayOfYear(p: DateParts): number {
  const start = utcTime({ year: p.year, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 })
  return Math.floor((utcTime({ ...p, hour: 0, minute: 0, second: 0, microsecond: 0 }) - start) / 86_400_000) + 1
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** ISO 8601 week and the year that it belongs to. */
function isoWeek(p: DateParts): { year: number; week: number } {
  const day = weekday(p) || 7
  const week = Math.floor((dayOfYear(p) - day + 10) / 7)
  const weeksOf = (year: number) => {
    const first = new Date(Date.UTC(year, 0, 1))
    if (year < 100) first.setUTCFullYear(year)
    return first.getUTCDay() === 4 || (isLeap(year) && first.getUTCDay() === 3) ? 53 : 52
  }
  if (week < 1) return { year: p.year - 1, week: weeksOf(p.year - 1) }
  if (week > weeksOf(p.year)) return { year: p.year + 1, week: 1 }
  return { year: p.year, week }
}

function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th'
  return day % 10 === 1 ? 'st' : day % 10 === 2 ? 'nd' : day % 10 === 3 ? 'rd' : 'th'
}

const hour12 = (p: DateParts) => (p.hour % 12 === 0 ? 12 : p.hour % 12)
const hourAndMinutes = (p: DateParts) => (p.minute === 0 ? String(hour12(p)) : `${hour12(p)}:${two(p.minute)}`)
const meridiem = (p: DateParts, m: Moment) => m.names.meridiem[p.hour < 12 ? 0 : 1]

function iso(p: DateParts, m: Moment): string {
  const date = `${four(p.year)}-${two(p.month)}-${two(p.day)}`
  if (!m.hasTime) return date
  const fraction = p.microsecond === 0 ? '' : `.${String(p.microsecond).padStart(6, '0')}`
  const zone = p.offset === null || m.naive ? '' : offsetText(p.offset, ':')
  return `${date}T${two(p.hour)}:${two(p.minute)}:${two(p.second)}${fraction}${zone}`
}

/** Seconds since 1970: of a value without a zone, as if it were in the zone given. */
function unix(p: DateParts, m: Moment): number {
  const time = p.offset === null ? instantOf(p, m.timeZone).getTime() : utcTime(p) - p.offset * 60_000
  return Math.floor(time / 1000)
}

const timeWriters: Readonly<Record<string, Writer>> = {
  a: meridiem,
  A: (p, m) => m.names.meridiemCapital[p.hour < 12 ? 0 : 1],
  e: (p, m) => (m.naive ? '' : zoneText(p)),
  f: hourAndMinutes,
  g: (p) => String(hour12(p)),
  G: (p) => String(p.hour),
  h: (p) => two(hour12(p)),
  H: (p) => two(p.hour),
  i: (p) => two(p.minute),
  O: (p) => (p.offset === null ? '' : offsetText(p.offset, '')),
  P: (p, m) => {
    if (p.minute === 0 && p.hour === 0) return m.names.midnight
    if (p.minute === 0 && p.hour === 12) return m.names.noon
    return `${hourAndMinutes(p)} ${meridiem(p, m)}`
  },
  s: (p) => two(p.second),
  T: (p) => zoneText(p),
  u: (p) => String(p.microsecond).padStart(6, '0'),
  Z: (p) => (p.offset === null ? '' : String(p.offset * 60)),
}

function zoneText(p: DateParts): string {
  if (p.offset === null) return ''
  return p.zone === null ? offsetText(p.offset, '') : zoneName(new Date(utcTime(p) - p.offset * 60_000), p.zone)
}

const dateWriters: Readonly<Record<string, Writer>> = {
  b: (p, m) => m.names.monthsSmall?.[p.month - 1] ?? m.names.monthsShort[p.month - 1]!.toLowerCase(),
  c: iso,
  d: (p) => two(p.day),
  D: (p, m) => m.names.weekdaysShort[weekday(p)]!,
  E: (p, m) => m.names.monthsAlternative[p.month - 1]!,
  F: (p, m) => m.names.months[p.month - 1]!,
  I: (p, m) => (p.offset === null || p.zone === null ? '' : isDaylightSaving(p, m) ? '1' : '0'),
  j: (p) => String(p.day),
  l: (p, m) => m.names.weekdays[weekday(p)]!,
  L: (p) => String(isLeap(p.year)),
  m: (p) => two(p.month),
  M: (p, m) => m.names.monthsShort[p.month - 1]!,
  n: (p) => String(p.month),
  N: (p, m) => m.names.monthsPress[p.month - 1]!,
  o: (p) => String(isoWeek(p).year),
  r: (p) => {
    const zone = offsetText(p.offset ?? 0, '')
    const day = `${englishNames.weekdaysShort[weekday(p)]}, ${two(p.day)} ${englishNames.monthsShort[p.month - 1]} ${four(p.year)}`
    return `${day} ${two(p.hour)}:${two(p.minute)}:${two(p.second)} ${zone}`
  },
  S: (p) => ordinalSuffix(p.day),
  t: (p) => String(new Date(Date.UTC(2000 + (p.year % 400), p.month, 0)).getUTCDate()),
  U: (p, m) => String(unix(p, m)),
  w: (p) => String(weekday(p)),
  W: (p) => String(isoWeek(p).week),
  y: (p) => two(Math.abs(p.year % 100)),
  Y: (p) => four(p.year),
  z: (p) => String(dayOfYear(p)),
}

function isDaylightSaving(p: DateParts, m: Moment): boolean {
  const zone = p.zone ?? m.timeZone
  const offset = (month: number) => zoneOffset(new Date(Date.UTC(p.year, month, 1)), zone)
  return p.offset !== Math.min(offset(0), offset(6))
}

const writers: Readonly<Record<string, Writer>> = { ...timeWriters, ...dateWriters, __proto__: null } as never

/** A format that was taken apart, to write many dates by it. */
export class DateFormat {
  readonly source: string
  /** Texts, and functions that write. */
  readonly #steps: (string | Writer)[] = []
  /** The first character that needs a date, and the first that needs a time of day. */
  #dateCharacter: string | null = null
  #timeCharacter: string | null = null

  constructor(source: string) {
    this.source = source
    let text = ''
    const endText = () => {
      if (text !== '') this.#steps.push(text.replace(/\\(.)/gs, '$1'))
      text = ''
    }
    for (let i = 0; i < source.length; i++) {
      const character = source[i]!
      const writer = source[i - 1] === '\\' ? undefined : writers[character]
      if (writer === undefined) {
        text += character
        continue
      }
      endText()
      this.#steps.push(writer)
      if (Object.hasOwn(dateWriters, character)) this.#dateCharacter ??= character
      else this.#timeCharacter ??= character
    }
    endText()
  }

  /** Whether it shows something of the day: then a time of day alone is not enough. */
  get needsDate(): boolean {
    return this.#dateCharacter !== null
  }

  /** An instant as a clock in `timeZone` shows it; '' for an invalid one. A `ZonedDate` is shown in its own zone. */
  write(value: Date, timeZone: string, names: DateNames): string {
    if (Number.isNaN(value.getTime())) return ''
    const zone = value instanceof ZonedDate ? value.timeZone : timeZone
    const parts = partsInZone(value, zone)
    return this.writeMoment({ parts, hasDate: true, hasTime: true, timeZone: zone, naive: false, names })
  }

  writeMoment(moment: Moment): string {
    if (!moment.hasDate && this.#dateCharacter !== null) this.#refuse(this.#dateCharacter, 'date')
    if (!moment.hasTime && this.#timeCharacter !== null) this.#refuse(this.#timeCharacter, 'time of day')
    const { parts } = moment
    let out = ''
    for (const step of this.#steps) out += typeof step === 'string' ? step : step(parts, moment)
    return out
  }

  #refuse(character: string, missing: string): never {
    throw timeErrors.WRONG_FORMAT({ format: this.source, character, missing })
  }
}

const formats = new Map<string, DateFormat>()

/** The format of a text, taken apart once. */
function formatOf(source: string): DateFormat {
  let found = formats.get(source)
  if (found !== undefined) return found
  found = new DateFormat(source)
  if (formats.size > 500) formats.clear()
  formats.set(source, found)
  return found
}

/**
 * A date as text, by Django's format characters
 * (https://docs.djangoproject.com/en/stable/ref/templates/builtins/#std-templatefilter-date). `value` is an instant, or an
 * ISO text of a date, a date and time, or a time of day. `r` is English in every language (RFC 5322). An invalid value gives ''. Throws
 * `NUAGES_TIME_WRONG_FORMAT` where a time of day is asked for a date, or a date for hours.
 */
export function formatDate(value: Date | string | DateParts, format: string, options: FormatOptions = {}): string {
  const timeZone = options.timeZone ?? 'UTC'
  const names = options.names ?? englishNames
  if (value instanceof Date) return formatOf(format).write(value, timeZone, names)
  let moment: Moment
  if (typeof value === 'string') {
    const parsed = parseAny(value)
    if (parsed === null) return ''
    const { parts, date, time } = parsed
    const naive = parts.offset === null
    const offset = naive && date && time ? zoneOffset(instantOf(parts, timeZone), timeZone) : parts.offset
    const zone = naive && offset !== null ? timeZone : parts.zone
    moment = { parts: naive ? { ...parts, offset, zone } : parts, hasDate: date, hasTime: time, timeZone, naive, names }
  } else moment = { parts: value, hasDate: true, hasTime: true, timeZone, naive: value.offset === null, names }
  return formatOf(format).writeMoment(moment)
}
