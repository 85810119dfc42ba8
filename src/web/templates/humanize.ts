import { floatFormat, formatNumber, SafeString, toDecimal } from '../../base/text/index.ts'
import { formatDate, partsInZone, timeSince, ZonedDate } from '../../base/time/index.ts'
import type { Locale } from '../i18n/index.ts'
import { instant, namedFormat } from './filters/dates.ts'
import { integer } from './filters/numbers.ts'
import { whole } from './filters/strings.ts'
import { filled, sinceWords } from './filters/words.ts'
import { filter, type Library, library } from './library.ts'
import type { Environment } from './runtime/environment.ts'
import { isDecimal, textOf } from './runtime/values.ts'

/** Powers of ten that have names. */
const scales: readonly (readonly [digits: number, message: (to: Locale, count: number) => string])[] = [
  [6, (to, n) => to.ngettext('%(value)s million', '%(value)s million', n)],
  [9, (to, n) => to.ngettext('%(value)s billion', '%(value)s billion', n)],
  [12, (to, n) => to.ngettext('%(value)s trillion', '%(value)s trillion', n)],
  [15, (to, n) => to.ngettext('%(value)s quadrillion', '%(value)s quadrillion', n)],
  [18, (to, n) => to.ngettext('%(value)s quintillion', '%(value)s quintillion', n)],
  [21, (to, n) => to.ngettext('%(value)s sextillion', '%(value)s sextillion', n)],
  [24, (to, n) => to.ngettext('%(value)s septillion', '%(value)s septillion', n)],
  [27, (to, n) => to.ngettext('%(value)s octillion', '%(value)s octillion', n)],
  [30, (to, n) => to.ngettext('%(value)s nonillion', '%(value)s nonillion', n)],
  [33, (to, n) => to.ngettext('%(value)s decillion', '%(value)s decillion', n)],
  [100, (to, n) => to.ngettext('%(value)s googol', '%(value)s googol', n)],
]

/** A number with separators between its thousands, the language's unless the argument is false. */
function intcomma(value: unknown, localized: unknown, environment: Environment): unknown {
  if (value === null || value === undefined) return value
  const { formats } = environment.locale
  if (localized === undefined || localized === true || (localized !== null && localized !== false && localized !== 0)) {
    const number = typeof value === 'number' || typeof value === 'bigint' || isDecimal(value) ? value : wholeText(value)
    if (number !== null) {
      return formatNumber(number, {
        decimalSeparator: formats.DECIMAL_SEPARATOR,
        thousandSeparator: formats.THOUSAND_SEPARATOR,
        grouping: formats.NUMBER_GROUPING,
      })
    }
  }
  const text = typeof value === 'number' || isDecimal(value) ? formatNumber(value) : environment.text(value)
  const found = /^(-?)(\d+)/.exec(text)
  return found === null ? text : found[1] + formatNumber(found[2]!, { grouping: 3 }) + text.slice(found[0].length)
}

/** What `int()` of Python makes of a text or a boolean. */
function wholeText(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? '1' : '0'
  const found = typeof value === 'string' ? /^\+?(-?)0*(0|[1-9]\d{0,399})$/.exec(value.trim()) : null
  return found === null ? null : found[1]! + found[2]!
}

/** `1.2 million`. Numbers below a million stay as they are. */
function intword(value: unknown, _argument: unknown, environment: Environment): unknown {
  const number = typeof value === 'boolean' ? null : toDecimal(value)
  if (number === null || (typeof value === 'string' && !/^\s*[-+]?\d+\s*$/.test(value))) return value
  const exact = number.trunc()
  const size = exact.abs()
  if (size.lt(1_000_000)) return exact.toNumber()
  for (const [digits, message] of scales) {
    if (size.gte(`1e${digits + 3}`)) continue
    const scaled = exact.div(`1e${digits}`)
    const { DECIMAL_SEPARATOR } = environment.formats
    const shown = floatFormat(scaled, 1, { decimalSeparator: DECIMAL_SEPARATOR })!
    // The form of the word goes with the number away from one: 1.5 million is "millions" where a language tells them apart.
    const count = scaled
      .minus(1)
      .abs()
      .ceil()
      .times(scaled.lt(1) ? -1 : 1)
      .plus(1)
      .abs()
    return filled(message(environment.locale, count.toNumber()), 'value', shown)
  }
  return value
}

/** The pattern that goes with a last digit. */
function ordinalPattern(number: number, to: Locale): string {
  if (number % 100 >= 11 && number % 100 <= 13) return to.pgettext('ordinal 11, 12, 13', '{}th')
  switch (number % 10) {
    case 0:
      return to.pgettext('ordinal 0', '{}th')
    case 1:
      return to.pgettext('ordinal 1', '{}st')
    case 2:
      return to.pgettext('ordinal 2', '{}nd')
    case 3:
      return to.pgettext('ordinal 3', '{}rd')
    case 4:
      return to.pgettext('ordinal 4', '{}th')
    case 5:
      return to.pgettext('ordinal 5', '{}th')
    case 6:
      return to.pgettext('ordinal 6', '{}th')
    case 7:
      return to.pgettext('ordinal 7', '{}th')
    case 8:
      return to.pgettext('ordinal 8', '{}th')
    default:
      return to.pgettext('ordinal 9', '{}th')
  }
}

function ordinal(value: unknown, _argument: unknown, { locale }: Environment): unknown {
  const number = whole(value)
  if (number === null) return value
  return number < 0 ? String(number) : new SafeString(ordinalPattern(number, locale).replace('{}', String(number)))
}

function apnumber(value: unknown, _argument: unknown, { locale }: Environment): unknown {
  const number = integer(value)
  switch (number) {
    case null:
      return value
    case 0:
      return 0
    case 1:
      return locale.gettext('one')
    case 2:
      return locale.gettext('two')
    case 3:
      return locale.gettext('three')
    case 4:
      return locale.gettext('four')
    case 5:
      return locale.gettext('five')
    case 6:
      return locale.gettext('six')
    case 7:
      return locale.gettext('seven')
    case 8:
      return locale.gettext('eight')
    case 9:
      return locale.gettext('nine')
    default:
      return number
  }
}

/** `today`, `yesterday`, `tomorrow`, or the date in the format given. */
function naturalday(value: unknown, argument: unknown, environment: Environment): unknown {
  const moment = instant(value, environment)
  if (moment === null) return value
  const isText = typeof value === 'string'
  let zone = isText ? environment.currentTimezone : environment.timezone
  if (value instanceof ZonedDate) zone = value.timeZone
  const dayOf = (date: Date) => {
    const { year, month, day } = partsInZone(date, zone)
    return Date.UTC(year, month - 1, day) / 86_400_000
  }
  const { locale } = environment
  const difference = dayOf(moment) - dayOf(environment.now())
  if (difference === 0) return locale.gettext('today')
  if (difference === 1) return locale.gettext('tomorrow')
  if (difference === -1) return locale.gettext('yesterday')
  const format = namedFormat(
    argument === undefined || argument === null ? '' : textOf(argument),
    'DATE_FORMAT',
    environment,
  )
  return formatDate(isText ? value : moment, format, { timeZone: zone, names: locale.names })
}

/** `3 minutes ago`, `2 hours from now`. */
function naturaltime(value: unknown, _argument: unknown, environment: Environment): unknown {
  const moment = instant(value, environment)
  if (moment === null) return value
  const now = environment.now()
  const { locale } = environment
  const milliseconds = now.getTime() - moment.getTime()
  const past = milliseconds > 0
  const seconds = Math.floor(Math.abs(milliseconds) / 1000)
  if (seconds >= 86_400) {
    return past
      ? filled(locale.gettext('%(delta)s ago'), 'delta', timeSince(moment, now, sinceWords(locale, 'past')))
      : filled(locale.gettext('%(delta)s from now'), 'delta', timeSince(now, moment, sinceWords(locale, 'future')))
  }
  if (seconds === 0) return locale.gettext('now')
  return past ? ago(seconds, locale) : fromNow(seconds, locale)
}

// The space between a count and its unit does not break, in these messages too.

function ago(seconds: number, to: Locale): string {
  if (seconds < 60) return filled(to.ngettext('a second ago', '%(count)s\u00a0seconds ago', seconds), 'count', seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return filled(to.ngettext('a minute ago', '%(count)s\u00a0minutes ago', minutes), 'count', minutes)
  const hours = Math.floor(minutes / 60)
  return filled(to.ngettext('an hour ago', '%(count)s\u00a0hours ago', hours), 'count', hours)
}

function fromNow(seconds: number, to: Locale): string {
  if (seconds < 60) {
    return filled(to.ngettext('a second from now', '%(count)s\u00a0seconds from now', seconds), 'count', seconds)
  }
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) {
    return filled(to.ngettext('a minute from now', '%(count)s\u00a0minutes from now', minutes), 'count', minutes)
  }
  const hours = Math.floor(minutes / 60)
  return filled(to.ngettext('an hour from now', '%(count)s\u00a0hours from now', hours), 'count', hours)
}

/**
 * Numbers and dates for people, in the language in force: `intcomma`, `intword`, `apnumber`, `ordinal`, `naturalday`, `naturaltime`. Semantics:
 * https://docs.djangoproject.com/en/stable/ref/contrib/humanize/. For an engine's `libraries`.
 */
export const humanizeLibrary: Library = library({
  filters: {
    apnumber: filter(apnumber, { safe: true, argument: 'none' }),
    intcomma: filter(intcomma, { safe: true }),
    intword: filter(intword, { safe: true, argument: 'none' }),
    naturalday: filter(naturalday),
    naturaltime: filter(naturaltime, { argument: 'none' }),
    ordinal: filter(ordinal, { safe: true, argument: 'none' }),
  },
})
