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
const zoneNames = new Map<string, readonly [long: Intl.DateTimeFormat, short: Intl.DateTimeFormat]>()

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
    if (wallClocks.size >= mostZones) wallClocks.clear()
    wallClocks.set(timeZone, found)
  }
  return found
}

/** Offsets of a zone at the beginnings of spans of time, by the number of the span. */
const offsets = new Map<string, Map<number, number>>()
/**
 * A span lasts 2^28 milliseconds, which is 3.1 days. Since 1970 no zone has changed its clocks twice in less than twice that:
 * where a span begins and ends with one offset, it has that offset throughout.
 */
const span = 2 ** 28
const mostSpans = 10_000
const mostZones = 200

/** Minutes east of UTC of a zone at an instant. Throws `NUAGES_TIME_UNKNOWN_ZONE`. */
export function zoneOffset(date: Date, timeZone: string): number {
  if (timeZone === 'UTC') return 0
  const time = date.getTime()
  if (!(time >= 0)) return exactOffset(time, timeZone)
  let known = offsets.get(timeZone)
  if (known === undefined) {
    const fixed = fixedOffset(timeZone)
    if (fixed !== null) return fixed
    known = new Map()
    if (offsets.size >= mostZones) offsets.clear()
    offsets.set(timeZone, known)
  }
  const at = Math.floor(time / span)
  const offset = offsetFrom(known, at, timeZone)
  return offset === offsetFrom(known, at + 1, timeZone) ? offset : exactOffset(time, timeZone)
}

function offsetFrom(known: Map<number, number>, at: number, timeZone: string): number {
  let found = known.get(at)
  if (found === undefined) {
    found = exactOffset(Math.min(at * span, latest), timeZone)
    if (known.size >= mostSpans) known.clear()
    known.set(at, found)
  }
  return found
}

/** The last instant that a `Date` can be. */
const latest = 8.64e15

/** The minutes of `+05:30`; null for a zone with a name. */
function fixedOffset(timeZone: string): number | null {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(timeZone)
  return fixed === null ? null : (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]))
}

/** The offset as `Intl` has it, which takes some microseconds. */
function exactOffset(time: number, timeZone: string): number {
  const fixed = fixedOffset(timeZone)
  if (fixed !== null) return fixed
  const shown: Record<string, string> = {}
  for (const { type, value } of wallClock(timeZone).formatToParts(time)) shown[type] = value
  const year = shown['era'] === 'BC' ? 1 - Number(shown['year']) : Number(shown['year'])
  const local = new Date(0)
  local.setUTCFullYear(year, Number(shown['month']) - 1, Number(shown['day']))
  local.setUTCHours(Number(shown['hour']), Number(shown['minute']), Number(shown['second']))
  return (local.getTime() - Math.floor(time / 1000) * 1000) / 60_000
}

/** Zones whose abbreviations English ICU data does not give, though every `date` command does. */
const abbreviations: Readonly<Record<string, readonly [standard: string, summer: string]>> = {
  'Central European': ['CET', 'CEST'],
  'Eastern European': ['EET', 'EEST'],
  'Western European': ['WET', 'WEST'],
  'Greenwich Mean': ['GMT', 'GMT'],
  British: ['GMT', 'BST'],
  Irish: ['IST', 'IST'],
  Moscow: ['MSK', 'MSD'],
  Israel: ['IST', 'IDT'],
  India: ['IST', 'IST'],
  Pakistan: ['PKT', 'PKST'],
  China: ['CST', 'CDT'],
  'Hong Kong': ['HKT', 'HKST'],
  Japan: ['JST', 'JDT'],
  Korean: ['KST', 'KDT'],
  'Western Indonesia': ['WIB', 'WIB'],
  'Central Indonesia': ['WITA', 'WITA'],
  'Eastern Indonesia': ['WIT', 'WIT'],
  'Australian Western': ['AWST', 'AWDT'],
  'Australian Central': ['ACST', 'ACDT'],
  'Australian Eastern': ['AEST', 'AEDT'],
  'New Zealand': ['NZST', 'NZDT'],
  'West Africa': ['WAT', 'WAST'],
  'Central Africa': ['CAT', 'CAT'],
  'East Africa': ['EAT', 'EAT'],
  'South Africa': ['SAST', 'SAST'],
  Newfoundland: ['NST', 'NDT'],
}

/** The short name of a zone at an instant: `CET`, `EDT`, or `+0530` or `-03` where it has none. */
export function zoneName(date: Date, timeZone: string): string {
  if (timeZone === 'UTC') return 'UTC'
  if (/^[+-]/.test(timeZone)) return `UTC${timeZone}`
  let known = zoneNames.get(timeZone)
  if (known === undefined) {
    const named = (timeZoneName: 'long' | 'short') => new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName })
    known = [named('long'), named('short')]
    if (zoneNames.size >= mostZones) zoneNames.clear()
    zoneNames.set(timeZone, known)
  }
  const nameIn = (format: Intl.DateTimeFormat) =>
    format.formatToParts(date).find(({ type }) => type === 'timeZoneName')?.value
  const long = nameIn(known[0]) ?? ''
  const match = /^(.*?)(?: (Standard|Summer|Daylight))? Time$/.exec(long)
  const family = match === null ? undefined : abbreviations[match[1]!]
  if (family !== undefined) return family[match![2] === 'Summer' || match![2] === 'Daylight' ? 1 : 0]
  const short = nameIn(known[1])
  return short !== undefined && !/[+-]/.test(short)
    ? short
    : offsetText(zoneOffset(date, timeZone), '').replace(/00$/, '')
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
  const local = Math.round(date.getTime() + offset * 60_000)
  const days = Math.floor(local / dayLength)
  const rest = (local - days * dayLength) | 0
  const seconds = (rest / 1000) | 0
  const minutes = (seconds / 60) | 0
  const hour = (minutes / 60) | 0
  // Years that begin in March have their odd day last; 400 of them are an era, and months are 153 days in five.
  const era = Math.floor((days + daysToEra) / eraLength) | 0
  const ofEra = (days + daysToEra - era * eraLength) | 0
  const year = ((ofEra - ((ofEra / 1460) | 0) + ((ofEra / 36_524) | 0) - ((ofEra / 146_096) | 0)) / 365) | 0
  const ofYear = ofEra - (year * 365 + (year >> 2) - ((year / 100) | 0))
  const month = ((5 * ofYear + 2) / 153) | 0
  return {
    year: year + era * 400 + (month < 10 ? 0 : 1),
    month: month < 10 ? month + 3 : month - 9,
    day: ofYear - (((153 * month + 2) / 5) | 0) + 1,
    hour,
    minute: minutes - hour * 60,
    second: seconds - minutes * 60,
    microsecond: (rest - seconds * 1000) * 1000,
    offset,
    zone: timeZone,
  }
}

const dayLength = 86_400_000
/** From 1 March of the year 0 to 1970. */
const daysToEra = 719_468
const eraLength = 146_097

/**
 * The instant at which a clock in `timeZone` shows these parts: the earlier one, where there are two; where clocks are put
 * forward over it, what it would be had they not been (as `Temporal` and Python's `fold=0` have it).
 */
export function instantOf(parts: Omit<DateParts, 'offset' | 'zone'>, timeZone: string): Date {
  const wall = utcTime(parts)
  const before = zoneOffset(new Date(wall - dayLength), timeZone)
  const after = zoneOffset(new Date(wall + dayLength), timeZone)
  const first = wall - before * 60_000
  if (before === after || zoneOffset(new Date(first), timeZone) === before) return new Date(first)
  const second = wall - after * 60_000
  return new Date(zoneOffset(new Date(second), timeZone) === after ? second : first)
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
