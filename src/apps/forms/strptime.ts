/** The parts of a date and time that a text had; what it had not is absent. */
export interface Moment {
  year?: number
  month?: number
  day?: number
  hour?: number
  minute?: number
  second?: number
  /** Microseconds as six digits. */
  fraction?: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const longMonths = 'january|february|march|april|may|june|july|august|september|october|november|december'

/** What each directive matches, and where it goes. Python's `strptime`, as far as date formats use it. */
const directives: Readonly<Record<string, readonly [pattern: string, part: string]>> = {
  Y: ['\\d{4}', 'year'],
  y: ['\\d{2}', 'shortYear'],
  m: ['1[0-2]|0[1-9]|[1-9]', 'month'],
  d: ['3[01]|[12]\\d|0[1-9]|[1-9]', 'day'],
  H: ['2[0-3]|[01]\\d|\\d', 'hour'],
  I: ['1[0-2]|0[1-9]|[1-9]', 'hour12'],
  M: ['[0-5]\\d|\\d', 'minute'],
  S: ['[0-5]\\d|\\d', 'second'],
  f: ['\\d{1,6}', 'fraction'],
  p: ['am|pm', 'half'],
  b: [months.join('|'), 'monthName'],
  B: [longMonths, 'monthName'],
}

interface Format {
  readonly pattern: RegExp
  readonly parts: readonly string[]
}

const compiled = new Map<string, Format>()

function compile(format: string): Format {
  const known = compiled.get(format)
  if (known !== undefined) return known
  const parts: string[] = []
  const source = format.replace(/%(.)|\s+|[\\^$.*+?()[\]{}|/-]/g, (match, directive: string | undefined) => {
    if (directive === undefined) return /\s/.test(match) ? '\\s+' : `\\${match}`
    const known = directives[directive]
    if (known === undefined) return directive === '%' ? '%' : match
    parts.push(known[1])
    return `(${known[0]})`
  })
  const made = { pattern: new RegExp(`^${source}$`, 'i'), parts }
  compiled.set(format, made)
  return made
}

/** Is this a day of the calendar? */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** Reads a text in a format such as `%d.%m.%Y %H:%M`; null where it does not fit or names no real day. */
export function parseMoment(text: string, format: string): Moment | null {
  const { pattern, parts } = compile(format)
  const found = pattern.exec(text)
  if (found === null) return null
  const said = Object.fromEntries(parts.map((part, i) => [part, found[i + 1]!])) as Record<string, string>
  const moment: Moment = {}
  for (const part of ['year', 'month', 'day', 'hour', 'minute', 'second'] as const) {
    if (said[part] !== undefined) moment[part] = Number(said[part])
  }
  if (said['shortYear'] !== undefined)
    moment.year = Number(said['shortYear']) + (Number(said['shortYear']) < 69 ? 2000 : 1900)
  if (said['monthName'] !== undefined) moment.month = months.indexOf(said['monthName'].slice(0, 3).toLowerCase()) + 1
  if (said['fraction'] !== undefined) moment.fraction = said['fraction'].padEnd(6, '0')
  if (said['hour12'] !== undefined) {
    moment.hour = (Number(said['hour12']) % 12) + (said['half']?.toLowerCase() === 'pm' ? 12 : 0)
  }
  if (moment.month !== undefined || moment.day !== undefined) {
    if (!isCalendarDay(moment.year ?? 1900, moment.month ?? 1, moment.day ?? 1)) return null
  }
  return moment
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `YYYY-MM-DD`. */
export function momentDate(moment: Moment): string {
  return `${String(moment.year ?? 1900).padStart(4, '0')}-${two(moment.month ?? 1)}-${two(moment.day ?? 1)}`
}

/** `HH:MM:SS`, with six digits of a second where there is a fraction. */
export function momentTime(moment: Moment): string {
  const fraction = moment.fraction === undefined || Number(moment.fraction) === 0 ? '' : `.${moment.fraction}`
  return `${two(moment.hour ?? 0)}:${two(moment.minute ?? 0)}:${two(moment.second ?? 0)}${fraction}`
}
