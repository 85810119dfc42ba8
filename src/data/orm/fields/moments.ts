/** Dates and times between text and `Date`, written by hand: they are on the path of every row. */

const two = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** 'YYYY-MM-DD' of a `Date`, in UTC. */
export function dateText(date: Date): string {
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
}

/** 'HH:MM:SS', with '.ffffff' where there is a fraction. */
export function timeText(date: Date): string {
  const millis = date.getUTCMilliseconds()
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0')}000`
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}${fraction}`
}

/** 'YYYY-MM-DD HH:MM:SS[.ffffff]' in UTC: what Django stores in SQLite. */
export function datetimeText(date: Date): string {
  return `${dateText(date)} ${timeText(date)}`
}

/** The stored text back to a `Date`; what follows milliseconds is cut off. */
export function parseStored(raw: string): Date {
  const length = raw.length
  if (length < 19 || raw.charCodeAt(4) !== 45 || raw.charCodeAt(13) !== 58) return new Date(raw)
  const last = raw.charCodeAt(length - 1)
  if (length > 26 || last < 48 || last > 57 || raw.charCodeAt(length - 6) === 43) return new Date(raw.replace(' ', 'T'))
  const digit = (at: number): number => raw.charCodeAt(at) - 48
  const pair = (at: number): number => digit(at) * 10 + digit(at + 1)
  let millis = 0
  if (length > 20) {
    millis = digit(20) * 100
    if (length > 21) millis += digit(21) * 10
    if (length > 22) millis += digit(22)
  }
  const year = pair(0) * 100 + pair(2)
  const date = new Date(Date.UTC(year, pair(5) - 1, pair(8), pair(11), pair(14), pair(17), millis))
  if (year < 100) date.setUTCFullYear(year)
  return date
}

/** Is this a day of the calendar? */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year < 1 || year > 9999) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return day <= days
}

const datePattern = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const timePattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d*)?)?$/
const zonePattern = /(Z|[+-]\d{2}(?::?\d{2})?)$/

/** 'ok' with the parts, 'form' where the text is no date at all, 'value' where it names a day that does not exist. */
export type Parsed<T> = { readonly ok: T } | { readonly wrong: 'form' | 'value' }

/** A date as ISO 8601 writes it, single digits allowed as in Django; gives 'YYYY-MM-DD'. */
export function parseDate(text: string): Parsed<string> {
  const parts = datePattern.exec(text)
  if (parts === null) return { wrong: 'form' }
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  return isDay(year, month, day) ? { ok: `${parts[1]}-${two(month)}-${two(day)}` } : { wrong: 'value' }
}

/** A time of day, 'H:M[:S[.f]]'; gives 'HH:MM:SS[.ffffff]'. */
export function parseTime(text: string): Parsed<string> {
  const parts = timePattern.exec(text)
  if (parts === null) return { wrong: 'form' }
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return { wrong: 'value' }
  const fraction = (parts[4] ?? '').padEnd(6, '0')
  return { ok: `${two(hour)}:${two(minute)}:${two(second)}${Number(fraction) === 0 ? '' : `.${fraction}`}` }
}

/** A date with a time and perhaps a zone, or a date alone (midnight). Without a zone it is UTC. */
export function parseDatetime(text: string): Parsed<Date> {
  const zone = /\d:\d/.test(text) ? zonePattern.exec(text) : null
  const local = zone === null ? text : text.slice(0, zone.index)
  const cut = /[Tt ]/.exec(local)?.index ?? local.length
  const date = parseDate(local.slice(0, cut))
  const time = cut === local.length ? { ok: '00:00:00' } : parseTime(local.slice(cut + 1).trim())
  if (!('ok' in date)) return date
  if (!('ok' in time)) return time
  const found = parseStored(`${date.ok} ${time.ok}`)
  return { ok: new Date(found.getTime() - offsetOf(zone?.[1] ?? 'Z')) }
}

/** Milliseconds that a zone is ahead of UTC. */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
