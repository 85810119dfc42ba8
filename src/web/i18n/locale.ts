import { type DateNames, englishNames } from '../../base/time/index.ts'

/**
 * How a language writes dates and numbers. The names are those of Django's settings
 * (https://docs.djangoproject.com/en/stable/ref/settings/#i18n-l10n), since templates name formats by them; dates are in
 * Django's format characters.
 */
export interface LocaleFormats {
  readonly DATE_FORMAT: string
  readonly DATETIME_FORMAT: string
  readonly TIME_FORMAT: string
  readonly YEAR_MONTH_FORMAT: string
  readonly MONTH_DAY_FORMAT: string
  readonly SHORT_DATE_FORMAT: string
  readonly SHORT_DATETIME_FORMAT: string
  /** Sunday is 0. */
  readonly FIRST_DAY_OF_WEEK: number
  readonly DECIMAL_SEPARATOR: string
  readonly THOUSAND_SEPARATOR: string
  /** Digits of a group, or of each group in turn from the right; 0 for none. */
  readonly NUMBER_GROUPING: number | readonly number[]
  /** Formats that forms accept, in the notation of `strptime`. */
  readonly DATE_INPUT_FORMATS: readonly string[]
  readonly DATETIME_INPUT_FORMATS: readonly string[]
  readonly TIME_INPUT_FORMATS: readonly string[]
}

/** One language: its texts, names and formats. Immutable. */
export interface Locale {
  /** In lower case with hyphens, as Django's settings write it: 'pt-br', 'zh-hans'. */
  readonly code: string
  readonly rightToLeft: boolean
  readonly names: DateNames
  readonly formats: LocaleFormats
  /** The translation of `message`; `message` itself where there is none. */
  gettext(message: string): string
  /** The form of the translation that goes with `count`. */
  ngettext(singular: string, plural: string, count: number | bigint): string
  /** The translation of `message` in the sense that `context` tells. */
  pgettext(context: string, message: string): string
  npgettext(context: string, singular: string, plural: string, count: number | bigint): string
}

export const englishFormats: LocaleFormats = {
  DATE_FORMAT: 'N j, Y',
  DATETIME_FORMAT: 'N j, Y, P',
  TIME_FORMAT: 'P',
  YEAR_MONTH_FORMAT: 'F Y',
  MONTH_DAY_FORMAT: 'F j',
  SHORT_DATE_FORMAT: 'm/d/Y',
  SHORT_DATETIME_FORMAT: 'm/d/Y P',
  FIRST_DAY_OF_WEEK: 0,
  DECIMAL_SEPARATOR: '.',
  THOUSAND_SEPARATOR: ',',
  NUMBER_GROUPING: 3,
  DATE_INPUT_FORMATS: ['%Y-%m-%d', '%m/%d/%Y', '%m/%d/%y'],
  DATETIME_INPUT_FORMATS: [
    '%Y-%m-%d %H:%M:%S',
    '%Y-%m-%d %H:%M:%S.%f',
    '%Y-%m-%d %H:%M',
    '%m/%d/%Y %H:%M:%S',
    '%m/%d/%Y %H:%M:%S.%f',
    '%m/%d/%Y %H:%M',
    '%m/%d/%y %H:%M:%S',
    '%m/%d/%y %H:%M:%S.%f',
    '%m/%d/%y %H:%M',
  ],
  TIME_INPUT_FORMATS: ['%H:%M:%S', '%H:%M:%S.%f', '%H:%M'],
}

/** English without catalogs: what is in force where no language was chosen. */
export const english: Locale = Object.freeze({
  code: 'en',
  rightToLeft: false,
  names: englishNames,
  formats: englishFormats,
  gettext: (message: string) => message,
  ngettext: (singular: string, plural: string, count: number | bigint) => (Number(count) === 1 ? singular : plural),
  pgettext: (_context: string, message: string) => message,
  npgettext: (_context: string, singular: string, plural: string, count: number | bigint) =>
    Number(count) === 1 ? singular : plural,
})
