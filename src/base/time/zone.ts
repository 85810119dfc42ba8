import { timeErrors } from './errors.ts'

/** What a clock and a calendar show. Months and days count from 1. */
export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
  /** Minutes east of UTC, or null where the value has no zone. */
  readonly offset: number | null
  /** The zone's short name at that instant (`CET`, `UTC`), or null. */
  readonly zone: string | null
}

const wallClocks = new Map<string, Intl.DateTimeFormat>()
const zoneNames = new Map<string, Intl.DateTimeFormat>()

function wallClock(timeZone: string): Intl.DateTimeFormat {
  let found = wallClocks.get(timeZone)
  if (found === undefined) {
    try {
      found = new Intl.DateTimeFormat('en-US', {
        timeZone,
        calendar: 'gregory',
        numberingSystem: 'latn',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
        hourCycle: 'h23',
      })
    } catch {
      throw timeErrors.UNKNOWN_ZONE({ zone: timeZone })
    }
    wallClocks.set(timeZone, found)
  }
  return found
}

/** Minutes east of UTC of a zone at an instant. Throws `NUAGES_TIME_UNKNOWN_ZONE`. */
export function zoneOffset(date: Date, timeZone: string): number {
  if (timeZone === 'UTC') return 0
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(timeZone)
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]))
  const shown: Record<string, string> = {}
  for (const { type, value } of wallClock(timeZone).formatToParts(date)) shown[type] = value
  const year = shown['era'] === 'BC' ? 1 - Number(shown['year']) : Number(shown['year'])
  const local = new Date(0)
  local.setUTCFullYear(year, Number(shown['month']) - 1, Number(shown['day']))
  local.setUTCHours(Number(shown['hour']), Number(shown['minute']), Number(shown['second']))
  return (local.getTime() - Math.floor(date.getTime() / 1000) * 1000) / 60_000
}

/** Zones whose abbreviations English ICU data does not give, though every `date` command does. */
const abbreviations: Readonly<Record<string, readonly [string, string]>> = {
  CET: ['CET', 'CEST'],
  EET: ['EET', 'EEST'],
  WET: ['WET', 'WEST'],
  JST: ['JST', 'JDT'],
  IST: ['IST', 'IST'],
}

const families: Readonly<Record<string, keyof typeof abbreviations>> = {
  'Central European': 'CET',
  'Eastern European': 'EET',
  'Western European': 'WET',
  Japan: 'JST',
  India: 'IST',
}

/** The short name of a zone at an instant: `CET`, `EDT`, or `+0530` where it has none. */
export function zoneName(date: Date, timeZone: string): string {
  if (timeZone === 'UTC') return 'UTC'
  if (/^[+-]/.test(timeZone)) return `UTC${timeZone}`
  let found = zoneNames.get(timeZone)
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'long' })
    zoneNames.set(timeZone, found)
  }
  const long = found.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /^(.*?) (Standard|Summer|Daylight) Time$/.exec(long)
  if (match !== null) {
    const family = families[match[1]!]
    if (family !== undefined) return abbreviations[family]![match[2] === 'Standard' ? 0 : 1]
  }
  const short = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')?.value
  return short !== undefined && !/[+-]/.test(short) ? short : offsetText(zoneOffset(date, timeZone), '')
}

/** `+0530`, or with a separator `+05:30`. */
export function offsetText(minutes: number, separator: string): string {
  const size = Math.floor(Math.abs(minutes))
  const two = (n: number) => String(n).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`
}

/** An instant as a clock in `timeZone` shows it. */
export function partsInZone(date: Date, timeZone: string): DateParts {
  const offset = zoneOffset(date, timeZone)
  const local = offset === 0 ? date : new Date(date.getTime() + offset * 60_000)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    microsecond: local.getUTCMilliseconds() * 1000,
    offset,
    zone: timeZone,
  }
}

/** The instant at which a clock in `timeZone` shows these parts (the earlier one, where there are two). */
export function instantOf(parts: Omit<DateParts, 'offset' | 'zone'>, timeZone: string): Date {
  const wall = utcTime(parts)
  const first = wall - zoneOffset(new Date(wall), timeZone) * 60_000
  const offset = zoneOffset(new Date(first), timeZone)
  return new Date(wall - offset * 60_000)
}

/** These parts read as UTC, in milliseconds. Years below 100 are what they say. */
export function utcTime(parts: Omit<DateParts, 'offset' | 'zone'>): number {
  const date = new Date(0)
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day)
  date.setUTCHours(parts.hour, parts.minute, parts.second, Math.floor(parts.microsecond / 1000))
  return date.getTime()
}

/** An instant that is shown in a zone of its own, whatever zone is in force where it is shown. */
export class ZonedDate extends Date {
  /** IANA name, or an offset: '+05:30'. */
  readonly timeZone: string

  constructor(instant: Date | number, timeZone: string) {
    super(instant)
    this.timeZone = timeZone
  }
}
