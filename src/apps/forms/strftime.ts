import { englishNames } from '../../base/time/index.ts'
import { type Moment, parseMoment } from './strptime.ts'

const digits = (value: number | undefined, length = 2): string => String(value ?? 0).padStart(length, '0')

/** The day of the week, Sunday being 0. */
const weekday = ({ year = 1900, month = 1, day = 1 }: Moment): number => utc(year, month, day).getUTCDay()

function utc(year: number, month: number, day: number): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

/** How each directive writes its part of a moment. Python's `strftime` in its C locale, as far as date formats use it. */
const directives: Readonly<Record<string, (moment: Moment) => string>> = {
  Y: ({ year = 1900 }) => digits(year, 4),
  y: ({ year = 1900 }) => digits(year % 100),
  m: ({ month = 1 }) => digits(month),
  d: ({ day = 1 }) => digits(day),
  j: ({ year = 1900, month = 1, day = 1 }) =>
    digits((utc(year, month, day).getTime() - utc(year, 1, 1).getTime()) / 86_400_000 + 1, 3),
  H: ({ hour }) => digits(hour),
  I: ({ hour = 0 }) => digits(hour % 12 || 12),
  M: ({ minute }) => digits(minute),
  S: ({ second }) => digits(second),
  f: ({ fraction = '' }) => fraction.padEnd(6, '0'),
  p: ({ hour = 0 }) => (hour < 12 ? 'AM' : 'PM'),
  b: ({ month = 1 }) => englishNames.months[month - 1]!.slice(0, 3),
  B: ({ month = 1 }) => englishNames.months[month - 1]!,
  a: (moment) => englishNames.weekdays[weekday(moment)]!.slice(0, 3),
  A: (moment) => englishNames.weekdays[weekday(moment)]!,
  '%': () => '%',
}

/** A moment in a format such as `%d.%m.%Y %H:%M`. */
export function writeMoment(moment: Moment, format: string): string {
  return format.replace(/%(.)/g, (match, directive: string) => directives[directive]?.(moment) ?? match)
}

/**
 * A moment in the first of the formats that loses nothing of it, so that it reads back as itself; in the first of all where
 * every one does.
 */
export function writeWhole(moment: Moment, formats: readonly string[]): string {
  const wanted = JSON.stringify(whole(moment))
  const texts = formats.map((format) => [writeMoment(moment, format), format] as const)
  const kept = texts.find(([text, format]) => JSON.stringify(whole(parseMoment(text, format) ?? {})) === wanted)
  return (kept ?? texts[0])![0]
}

function whole({ year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0, fraction = '' }: Moment) {
  return [year, month, day, hour, minute, second, Number(fraction.padEnd(6, '0'))]
}
