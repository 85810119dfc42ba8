import { timeErrors } from './errors.ts'
import { type DateParts, offsetText } from './zone.ts'

const datePattern = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const timePattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$/
const datetimePattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/

/** What a text of a date, a time or both says. Absent parts are null. */
export interface ParsedTime {
  readonly date: boolean
  readonly time: boolean
  readonly parts: DateParts
}

function inRange(text: string, kind: string, parts: DateParts): DateParts {
  const days = new Date(Date.UTC(2000 + (parts.year % 400), parts.month, 0)).getUTCDate()
  if (
    parts.year < 1 ||
    parts.month < 1 ||
    parts.month > 12 ||
    parts.day < 1 ||
    parts.day > days ||
    parts.hour > 23 ||
    parts.minute > 59 ||
    parts.second > 59
  ) {
    throw timeErrors.OUT_OF_RANGE({ text, kind })
  }
  return parts
}

const nothing = {
  year: 1900,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  microsecond: 0,
  offset: null,
  zone: null,
}

/** `2024-02-29`. Null where the text is no date; `NUAGES_TIME_OUT_OF_RANGE` where no calendar has it. Django's `parse_date`. */
export function parseDate(text: string): DateParts | null {
  const found = datePattern.exec(text)
  if (found === null) return null
  return inRange(text, 'date', { ...nothing, year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) })
}

/** `14:05`, `14:05:06.123456`. Null where the text is no time. Django's `parse_time`. */
export function parseTime(text: string): DateParts | null {
  const found = timePattern.exec(text)
  if (found === null) return null
  return inRange(text, 'time', {
    ...nothing,
    hour: Number(found[1]),
    minute: Number(found[2]),
    second: Number(found[3] ?? 0),
    microsecond: Number((found[4] ?? '').padEnd(6, '0')),
  })
}

/** `2024-02-29T14:05:06.123456+05:30`, the zone being optional. Null where the text is none. Django's `parse_datetime`. */
export function parseDatetime(text: string): DateParts | null {
  const found = datetimePattern.exec(text)
  if (found === null) return null
  const zone = found[8]
  let offset: number | null = null
  if (zone === 'Z') offset = 0
  else if (zone !== undefined) {
    const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0
    const size = Number(zone.slice(1, 3)) * 60 + minutes
    if (size >= 24 * 60) throw timeErrors.OUT_OF_RANGE({ text, kind: 'date and time' })
    offset = zone[0] === '-' ? -size : size
  }
  return inRange(text, 'date and time', {
    year: Number(found[1]),
    month: Number(found[2]),
    day: Number(found[3]),
    hour: Number(found[4]),
    minute: Number(found[5]),
    second: Number(found[6] ?? 0),
    microsecond: Number((found[7] ?? '').padEnd(6, '0')),
    offset,
    zone: offset === null ? null : offset === 0 ? 'UTC' : offsetText(offset, ':'),
  })
}

/** Reads any of the three. */
export function parseAny(text: string): ParsedTime | null {
  const datetime = parseDatetime(text)
  if (datetime !== null) return { date: true, time: true, parts: datetime }
  const date = parseDate(text)
  if (date !== null) return { date: true, time: false, parts: date }
  const time = parseTime(text)
  return time === null ? null : { date: false, time: true, parts: time }
}
