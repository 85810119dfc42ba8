import { formatDate as formatByCharacters } from '../../base/time/index.ts'
import { currentLocale, currentTimeZone } from './current.ts'
import type { Locale, LocaleFormats } from './locale.ts'

/** The names that stand for a format of the language. */
export type DateFormatName = Extract<keyof LocaleFormats, `${string}_FORMAT`>

const formatNames: ReadonlySet<string> = new Set<DateFormatName>([
  'DATE_FORMAT',
  'DATETIME_FORMAT',
  'TIME_FORMAT',
  'YEAR_MONTH_FORMAT',
  'MONTH_DAY_FORMAT',
  'SHORT_DATE_FORMAT',
  'SHORT_DATETIME_FORMAT',
])

/** Where and how a date is shown. */
export interface FormatDateOptions {
  /** Default: the language in force. */
  readonly locale?: Locale
  /** IANA name of the zone in which instants are shown. Default: the zone in force, or UTC. */
  readonly timeZone?: string
}

/** The format that a name stands for in a language ('DATE_FORMAT'), or the format itself. Django's `get_format`. */
export function dateFormat(format: DateFormatName | (string & {}), locale: Locale = currentLocale()): string {
  return formatNames.has(format) ? locale.formats[format as DateFormatName] : format
}

/**
 * A date as a language writes it: `format` names one of its formats (`'DATE_FORMAT'`, `'SHORT_DATETIME_FORMAT'`, …) or is one, in
 * Django's format characters. `value` is an instant, or the ISO text of a day, a moment or a time of day; an invalid one
 * gives ''. Throws `NUAGES_TIME_WRONG_FORMAT` where the format asks for what the value does not have, and `NUAGES_TIME_UNKNOWN_ZONE`.
 * Django's `date_format` (https://docs.djangoproject.com/en/stable/topics/i18n/formatting/).
 */
export function formatDate(
  value: Date | string,
  format: DateFormatName | (string & {}) = 'DATE_FORMAT',
  options: FormatDateOptions = {},
): string {
  const locale = options.locale ?? currentLocale()
  return formatByCharacters(value, dateFormat(format, locale), {
    timeZone: options.timeZone ?? currentTimeZone() ?? 'UTC',
    names: locale.names,
  })
}
