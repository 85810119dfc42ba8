import { formatNumber as plainNumber } from '../../base/text/index.ts'
import { currentLocale } from './current.ts'
import type { Locale } from './locale.ts'

/** How a number is shown. */
export interface FormatNumberOptions {
  /** Digits after the separator; more are cut off. Default: as many as there are. */
  readonly decimals?: number
  /** Separators between thousands, in groups as the language has them. Default: false. */
  readonly grouping?: boolean
  /** Default: the language in force. */
  readonly locale?: Locale
}

/**
 * A number with the separators of a language: `1.234,50` in German, with grouping. Text and decimals of any length are taken as
 * well. Django's `number_format` (https://docs.djangoproject.com/en/stable/topics/i18n/formatting/).
 */
export function formatNumber(
  value: number | bigint | string | { toString(): string },
  options: FormatNumberOptions = {},
): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  const { formats } = options.locale ?? currentLocale()
  return plainNumber(value, {
    ...(options.decimals === undefined ? {} : { decimals: options.decimals }),
    decimalSeparator: formats.DECIMAL_SEPARATOR,
    grouping: options.grouping === true ? formats.NUMBER_GROUPING : 0,
    thousandSeparator: formats.THOUSAND_SEPARATOR,
  })
}

/** How a number that somebody wrote is read. */
export interface SanitizeOptions {
  /** Take separators between thousands away. Default: true. */
  readonly grouping?: boolean
}

/**
 * A number that somebody wrote in a language, as `Number` and databases read it: '1.234,5' is '1234.5' in German. What is no number comes
 * out as no number. A single point that has not three digits behind it is taken for the decimal separator in languages
 * whose thousands have points ('10.5' in German is ten and a half). Django's `sanitize_separators`.
 */
export function sanitizeSeparators(
  text: string,
  locale: Locale = currentLocale(),
  options: SanitizeOptions = {},
): string {
  const { DECIMAL_SEPARATOR: decimal, THOUSAND_SEPARATOR: thousand } = locale.formats
  const at = text.indexOf(decimal)
  const whole = at === -1 ? text : text.slice(0, at)
  const fraction = at === -1 ? '' : `.${text.slice(at + decimal.length)}`
  return (options.grouping === false ? whole : withoutThousands(whole, thousand)) + fraction
}

/** Without separators between thousands. No-break spaces are written as plain ones by most keyboards. */
function withoutThousands(whole: string, thousand: string): string {
  if (thousand === '') return whole
  if (thousand === '.' && isRatherDecimal(whole)) return whole
  return thousand === '\u00a0' ? whole.replaceAll(/[ \u00a0\u202f]/g, '') : whole.replaceAll(thousand, '')
}

/** True where the only point has no three digits behind it, so that it was meant as in English. */
function isRatherDecimal(whole: string): boolean {
  const point = whole.indexOf('.')
  return point !== -1 && point === whole.lastIndexOf('.') && whole.length - point !== 4
}
