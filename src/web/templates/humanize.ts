import { floatFormat, formatNumber, toDecimal } from '../../base/text/index.ts'
import { formatDate, partsInZone, timeSince } from '../../base/time/index.ts'
import { instant, namedFormat } from './filters/dates.ts'
import { whole } from './filters/strings.ts'
import { filter, type Library, library } from './library.ts'
import type { Environment } from './runtime/environment.ts'

const scales: readonly (readonly [digits: number, name: string])[] = [
  [6, 'million'],
  [9, 'billion'],
  [12, 'trillion'],
  [15, 'quadrillion'],
  [18, 'quintillion'],
  [21, 'sextillion'],
  [24, 'septillion'],
  [27, 'octillion'],
  [30, 'nonillion'],
  [33, 'decillion'],
  [100, 'googol'],
]

const small = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

/** A number with commas: text keeps everything but its first run of digits as it is. */
function intcomma(value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (typeof value === 'number' || typeof value === 'bigint') return formatNumber(value, { grouping: 3 })
  const text = String(value)
  const found = /^(-?)(\d+)/.exec(text)
  return found === null ? text : found[1] + formatNumber(found[2]!, { grouping: 3 }) + text.slice(found[0].length)
}

/** `1.2 million`. Numbers below a million stay as they are. */
function intword(value: unknown): unknown {
  const number = typeof value === 'boolean' ? null : toDecimal(value)
  if (number === null) return value
  const size = number.trunc().abs()
  if (size.lt(1_000_000)) return number.trunc().toFixed(0)
  for (const [i, [digits, name]] of scales.entries()) {
    const next = scales[i + 1]
    if (next === undefined || size.lt(`1e${next[0]}`)) {
      if (next === undefined && size.gte(`1e${digits + 3}`)) return value
      return `${floatFormat(number.trunc().div(`1e${digits}`), 1)} ${name}`
    }
  }
  return value
}

function ordinal(value: unknown): unknown {
  const number = whole(value)
  if (number === null) return value
  if (number < 0) return String(number)
  const teens = number % 100
  const suffix = teens >= 11 && teens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${suffix}`
}

/** `today`, `yesterday`, `tomorrow`, or the date in the format given. */
function naturalday(value: unknown, argument: unknown, environment: Environment): unknown {
  const isDay = typeof value === 'string' && /^\d{4}-\d\d?-\d\d?$/.test(value)
  const moment = instant(value, environment)
  if (moment === null) return value
  const dayOf = (date: Date) => {
    const { year, month, day } = partsInZone(date, environment.timezone)
    return Date.UTC(year, month - 1, day) / 86_400_000
  }
  const difference = dayOf(moment) - dayOf(environment.now())
  if (difference === 0) return 'today'
  if (difference === 1) return 'tomorrow'
  if (difference === -1) return 'yesterday'
  const format = namedFormat(argument === undefined ? '' : String(argument), 'DATE_FORMAT')
  return formatDate(isDay ? (value as string) : moment, format, { timeZone: environment.timezone })
}

/** `3 minutes ago`, `2 hours from now`. */
function naturaltime(value: unknown, _argument: unknown, environment: Environment): unknown {
  const moment = instant(value, environment)
  if (moment === null) return value
  const now = environment.now()
  const milliseconds = now.getTime() - moment.getTime()
  const past = milliseconds >= 0
  const direction = past ? 'ago' : 'from now'
  const seconds = Math.floor(Math.abs(milliseconds) / 1000)
  if (seconds >= 86_400) return `${past ? timeSince(moment, now) : timeSince(now, moment)} ${direction}`
  if (seconds === 0) return 'now'
  const count = (number: number, one: string, many: string) =>
    number === 1 ? `${one} ${direction}` : `${number}\u00a0${many} ${direction}`
  if (seconds < 60) return count(seconds, 'a second', 'seconds')
  if (seconds < 3600) return count(Math.floor(seconds / 60), 'a minute', 'minutes')
  return count(Math.floor(seconds / 3600), 'an hour', 'hours')
}

/**
 * Numbers and dates for people, in English: `intcomma`, `intword`, `apnumber`, `ordinal`, `naturalday`, `naturaltime`. Semantics:
 * https://docs.djangoproject.com/en/stable/ref/contrib/humanize/. For an engine's `libraries`.
 */
export const humanizeLibrary: Library = library({
  filters: {
    apnumber: filter(
      (value: unknown) => {
        const number = whole(value)
        return number === null || number < 1 || number > 9 ? value : small[number - 1]
      },
      { safe: true, argument: 'none' },
    ),
    intcomma: filter(intcomma, { safe: true }),
    intword: filter(intword, { safe: true, argument: 'none' }),
    naturalday: filter(naturalday),
    naturaltime: filter(naturaltime, { argument: 'none' }),
    ordinal: filter(ordinal, { safe: true, argument: 'none' }),
  },
})
