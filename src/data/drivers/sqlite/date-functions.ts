import type { DatabaseSync } from 'node:sqlite'
import { parseDuration, zoneOffset } from '../../../base/time/index.ts'

type Argument = null | number | bigint | string | Uint8Array

/**
 * Functions of moments, which SQLite keeps as texts: 'YYYY-MM-DD', 'HH:MM:SS[.ffffff]', and both with a space between, in
 * UTC; lengths of time are whole microseconds. A text that is none gives null.
 */

/** Seconds since 1970 and microseconds above them. */
interface Moment {
  readonly seconds: number
  readonly micros: number
}

const momentPattern = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?)?(?:Z|\+00:?00)?$/
const timePattern = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?$/
const day = 86_400

function parse(text: Argument): Moment | null {
  if (typeof text !== 'string') return null
  const found = momentPattern.exec(text)
  if (found === null) return null
  const [, y, mo, d, h, mi, s, f] = found
  const date = new Date(0)
  date.setUTCFullYear(Number(y), Number(mo) - 1, Number(d))
  date.setUTCHours(Number(h ?? 0), Number(mi ?? 0), Number(s ?? 0))
  return { seconds: date.getTime() / 1000, micros: Number((f ?? '').padEnd(6, '0')) }
}

function parseTime(text: Argument): number | null {
  if (typeof text !== 'string') return null
  const found = timePattern.exec(text)
  if (found === null) return null
  const [, h, m, s, f] = found
  return (Number(h) * 3600 + Number(m) * 60 + Number(s ?? 0)) * 1e6 + Number((f ?? '').padEnd(6, '0'))
}

const two = (value: number) => String(value).padStart(2, '0')
const fraction = (micros: number) => (micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`)

function dayText(seconds: number): string | null {
  const date = new Date(seconds * 1000)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return null
  return `${String(year).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
}

function clockText(seconds: number, micros: number): string {
  const of = ((seconds % day) + day) % day
  return `${two(Math.floor(of / 3600))}:${two(Math.floor(of / 60) % 60)}:${two(of % 60)}${fraction(micros)}`
}

function momentText({ seconds, micros }: Moment): string | null {
  const date = dayText(seconds)
  return date === null ? null : `${date} ${clockText(seconds, micros)}`
}

// ---- zones ---------------------------------------------------------------------------------------------------------

/** Offsets by zone and quarter of an hour: asking for one costs microseconds, and rows are near each other. */
const offsets = new Map<string, Map<number, number>>()
const quarter = 900

/** Seconds east of UTC. */
function offsetAt(seconds: number, zone: string): number {
  if (zone === 'UTC') return 0
  let known = offsets.get(zone)
  if (known === undefined) {
    if (offsets.size > 100) offsets.clear()
    offsets.set(zone, (known = new Map()))
  }
  const at = Math.floor(seconds / quarter)
  let found = known.get(at)
  if (found === undefined) {
    if (known.size > 10_000) known.clear()
    found = Math.round(zoneOffset(new Date(at * quarter * 1000), zone) * 60)
    known.set(at, found)
  }
  return found
}

/** The instant at which clocks of a zone show these seconds; the first of two, and where there is none, as before the gap. */
function instantAt(local: number, zone: string): number {
  const before = offsetAt(local - day, zone)
  if (offsetAt(local - before, zone) === before) return local - before
  const after = offsetAt(local + day, zone)
  return offsetAt(local - after, zone) === after ? local - after : local - before
}

const sizes: Readonly<Record<string, number>> = { hour: 3600, minute: 60, second: 1 }

/** Local seconds at which the part began. */
function began(part: string, local: number): number {
  const size = sizes[part]
  if (size !== undefined) return Math.floor(local / size) * size
  const midnight = Math.floor(local / day) * day
  const date = new Date(midnight * 1000)
  switch (part) {
    case 'week':
      return midnight - ((date.getUTCDay() + 6) % 7) * day
    case 'month':
      date.setUTCDate(1)
      break
    case 'quarter':
      date.setUTCMonth(Math.floor(date.getUTCMonth() / 3) * 3, 1)
      break
    case 'year':
      date.setUTCMonth(0, 1)
  }
  return date.getTime() / 1000
}

function trunc(part: string, given: Argument, zone: string): string | null {
  const moment = parse(given)
  if (moment === null) return null
  const offset = offsetAt(moment.seconds, zone)
  const start = began(part, moment.seconds + offset)
  // An hour that clocks show twice begins twice.
  const seconds = sizes[part] === undefined ? instantAt(start, zone) : start - offset
  return momentText({ seconds, micros: 0 })
}

const plainDay = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/

function truncDate(part: string, given: Argument, zone: string): string | null {
  // A day is what it is in every zone; years and months are what lists of many rows are counted by.
  if (zone === 'UTC' && (part === 'year' || part === 'month') && typeof given === 'string' && plainDay.test(given))
    return given.startsWith('0000')
      ? null
      : `${given.slice(0, part === 'year' ? 4 : 7)}${part === 'year' ? '-01-01' : '-01'}`
  const moment = parse(given)
  return moment === null ? null : dayText(began(part, moment.seconds + offsetAt(moment.seconds, zone)))
}

function truncTime(part: string, given: Argument, zone: string): string | null {
  const time = parseTime(given)
  const moment = time === null ? parse(given) : { seconds: Math.floor(time / 1e6), micros: time % 1e6 }
  if (moment === null) return null
  const local = time === null ? moment.seconds + offsetAt(moment.seconds, zone) : moment.seconds
  return part === 'time' ? clockText(local, moment.micros) : clockText(began(part, local), 0)
}

function atZone(given: Argument, zone: string): string | null {
  const moment = parse(given)
  return moment === null ? null : momentText({ ...moment, seconds: moment.seconds + offsetAt(moment.seconds, zone) })
}

// ---- arithmetic ----------------------------------------------------------------------------------------------------

/** A moment, a day or a time of day, so many microseconds later. */
function shift(given: Argument, by: Argument): string | null {
  if (by === null) return null
  const time = parseTime(given)
  const moment = time === null ? parse(given) : { seconds: Math.floor(time / 1e6), micros: time % 1e6 }
  if (moment === null) return null
  const micros = moment.micros + Number(by)
  const carried = Math.floor(micros / 1e6)
  const made = { seconds: moment.seconds + carried, micros: Math.round(micros - carried * 1e6) }
  return time === null ? momentText(made) : clockText(made.seconds, made.micros)
}

/** The microseconds from the second to the first. */
function between(a: Argument, b: Argument): number | null {
  const times = [parseTime(a), parseTime(b)]
  if (times[0] != null && times[1] != null) return times[0] - times[1]
  const [to, from] = [parse(a), parse(b)]
  return to === null || from === null ? null : (to.seconds - from.seconds) * 1e6 + to.micros - from.micros
}

// ---- casts ---------------------------------------------------------------------------------------------------------

/** A text as columns hold moments, days and times. */
function stored(kind: string, given: Argument): string | null {
  const moment = parse(given)
  if (kind === 'datetime') return moment === null ? null : momentText(moment)
  if (kind === 'date') return moment === null ? null : dayText(moment.seconds)
  return truncTime('time', given, 'UTC')
}

/** A text as microseconds; a number is that many of them. */
function duration(given: Argument): number | bigint | null {
  if (typeof given === 'number' || typeof given === 'bigint') return given
  const found = typeof given === 'string' && given !== '' ? parseDuration(given) : null
  return found === null ? null : Math.round(found * 1000)
}

export function addDateFunctions(db: DatabaseSync): void {
  const options = { deterministic: true, varargs: true }
  const add = (name: string, work: (...given: never[]) => Argument) =>
    db.function(name, options, work as (...given: Argument[]) => Argument)
  add('nuages_at_zone', atZone)
  add('nuages_trunc', trunc)
  add('nuages_trunc_date', truncDate)
  add('nuages_trunc_time', truncTime)
  add('nuages_shift', shift)
  add('nuages_between', between)
  add('nuages_moment', stored)
  add('nuages_duration', duration)
}
