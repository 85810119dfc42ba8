import {
  type FileSizeUnit,
  fileSizeParts,
  floatFormat,
  formatNumber,
  pluralSuffix,
  SafeString,
  toDecimal,
} from '../../../base/text/index.ts'
import type { Locale } from '../../i18n/index.ts'
import { templatesErrors } from '../errors.ts'
import { type Filter, type FilterFunction, filter } from '../library.ts'
import type { Environment } from '../runtime/environment.ts'
import { isDecimal, itemsOf, plainFormats, textOf } from '../runtime/values.ts'
import { printf } from './printf.ts'
import { whole } from './strings.ts'
import { filled, unbroken } from './words.ts'

/** A value as a number with its fraction cut off, as Python's `int()`: null where it is none. */
function integer(value: unknown): number | bigint | null {
  if (typeof value === 'bigint') return value
  if (isDecimal(value)) return whole(value.toNumber())
  if (typeof value === 'string' && /^\s*[-+]?\d{16,}\s*$/.test(value)) return BigInt(value.trim())
  return value === '' || value === null ? null : whole(value)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || isDecimal(value)
}

function add(value: unknown, argument: unknown): unknown {
  const [a, b] = [integer(unsafe(value)), integer(unsafe(argument))]
  if (a !== null && b !== null) return typeof a === 'bigint' || typeof b === 'bigint' ? BigInt(a) + BigInt(b) : a + b
  if (isText(value) && isText(argument)) {
    const joined = textOf(value) + textOf(argument)
    return value instanceof SafeString && argument instanceof SafeString ? new SafeString(joined) : joined
  }
  if (Array.isArray(value) && Array.isArray(argument)) return [...value, ...argument]
  if (isNumber(value) && isNumber(argument)) return Number(value) + Number(argument)
  if (value instanceof Date && typeof argument === 'number') return new Date(value.getTime() + argument)
  return ''
}

function unsafe(value: unknown): unknown {
  return value instanceof SafeString ? value.value : value
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value instanceof SafeString
}

function divisible(value: unknown, argument: unknown): boolean {
  const [a, b] = [integer(value), integer(argument)]
  const fail = (reason: string) => templatesErrors.BAD_ARGUMENT({ name: 'divisibleby', reason })
  if (a === null) throw fail(`'${textOf(value)}' is not a whole number`)
  if (b === null) throw fail(`'${textOf(argument)}' is not a whole number`)
  if (b === 0 || b === 0n) throw fail('nothing can be divided by zero')
  return typeof a === 'bigint' || typeof b === 'bigint' ? BigInt(a) % BigInt(b) === 0n : a % b === 0
}

/** What `floatformat` is asked for. */
interface Digits {
  /** Digits after the point; null where the argument is no number. */
  readonly places: number | null
  readonly grouped: boolean
  /** In no language's format. */
  readonly plain: boolean
}

/** `2`, `-3`, `2g` (thousands grouped), `2u` (in no language's format), `gu`. */
function digitsOf(argument: unknown): Digits {
  if (typeof argument !== 'string') return { places: whole(argument), grouped: false, plain: false }
  const suffix = /(?:gu|ug|g|u)?$/.exec(argument)![0]
  const digits = suffix === '' ? argument : argument.slice(0, -suffix.length) || -1
  return { places: whole(digits), grouped: suffix.includes('g'), plain: suffix.includes('u') }
}

function floatformat(value: unknown, { places, grouped, plain }: Digits, environment: Environment): unknown {
  if (places === null || typeof value !== 'number' || Math.abs(value) > 1e15 || Math.abs(value) < 1e-15) {
    const text = environment.text(value)
    const huge = isHuge(text)
    if (places === null || huge) return toDecimal(value) === null && !huge ? '' : text
  }
  const formats = plain ? plainFormats : environment.formats
  const groups = grouped || (environment.useThousandSeparator && formats !== plainFormats)
  const result = floatFormat(typeof value === 'boolean' ? Number(value) : value, places, {
    decimalSeparator: formats.DECIMAL_SEPARATOR,
    grouping: groups ? formats.NUMBER_GROUPING : 0,
    thousandSeparator: formats.THOUSAND_SEPARATOR,
  })
  return result === null ? '' : new SafeString(result)
}

function floatformatBy(value: unknown, argument: unknown, environment: Environment): unknown {
  if (argument === null)
    throw templatesErrors.BAD_ARGUMENT({ name: 'floatformat', reason: 'null is no number of digits' })
  return floatformat(value, digitsOf(argument ?? -1), environment)
}

/** The same by an argument that stands in the template: read once. */
function preparedFloatformat(argument: string | number | bigint): FilterFunction {
  const digits = digitsOf(argument)
  return (value: unknown, _argument: unknown, environment: Environment) => floatformat(value, digits, environment)
}

/** Whether a number has so many digits that `floatformat` leaves it as it is. */
function isHuge(text: string): boolean {
  const found = /^[-+]?(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,20}))?$/i.exec(text.trim())
  if (found === null || (found[1] === '' && (found[2] ?? '') === '')) return false
  const fraction = found[2]?.length ?? 0
  const digits = (found[1] + (found[2] ?? '')).replace(/^0+/, '').length
  return digits + Math.abs(Number(found[3] ?? 0) - fraction) > 200
}

function sizeMessage(unit: FileSizeUnit, to: Locale): string {
  switch (unit) {
    case 'KB':
      return to.gettext('%s KB')
    case 'MB':
      return to.gettext('%s MB')
    case 'GB':
      return to.gettext('%s GB')
    case 'TB':
      return to.gettext('%s TB')
    default:
      return to.gettext('%s PB')
  }
}

function filesizeformat(value: unknown, _argument: unknown, { locale, formats }: Environment): string {
  const bytes = Number(integer(value) ?? 0)
  const { size, unit } = fileSizeParts(bytes)
  const text =
    unit === null
      ? filled(locale.ngettext('%(size)d byte', '%(size)d bytes', Number(size)), 'size', size)
      : sizeMessage(unit, locale).replace('%s', formatNumber(size, { decimalSeparator: formats.DECIMAL_SEPARATOR }))
  return unbroken(bytes < 0 ? `-${text}` : text)
}

function getDigit(value: unknown, argument: unknown): unknown {
  const at = whole(argument)
  if (value === null) throw templatesErrors.BAD_ARGUMENT({ name: 'get_digit', reason: 'null has no digits' })
  const number = integer(unsafe(value))
  if (at === null || number === null) return value
  if (at < 1) return number
  const digits = String(number)
  const digit = digits[digits.length - at]
  return digit === undefined || digit === '-' ? 0 : Number(digit)
}

function plural(value: unknown, argument: unknown): string {
  const suffixes = argument === undefined ? 's' : textOf(argument)
  const forms = suffixes.includes(',') ? suffixes.split(',') : ['', suffixes]
  if (forms.length > 2) return ''
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || isDecimal(value)) {
    return Number(value) === 1 ? forms[0]! : forms[1]!
  }
  if (typeof value === 'string') {
    const number = /^\s*[-+]?(?:inf(?:inity)?|nan)\s*$/i.test(value) ? 0 : toDecimal(value)
    return number === null ? '' : Number(number) === 1 ? forms[0]! : forms[1]!
  }
  const size = sizeOf(value)
  return size === null ? '' : pluralSuffix(size, suffixes)
}

/** How many items or characters a value has; null where it has none. */
export function sizeOf(value: unknown): number | null {
  if (typeof value === 'string') return Array.from(value).length
  if (value instanceof SafeString) return Array.from(value.value).length
  if (Array.isArray(value)) return value.length
  if (value instanceof Map || value instanceof Set) return value.size
  if (typeof value !== 'object' || value === null) return null
  const { length } = value as { length?: unknown }
  if (typeof length === 'number') return length
  if (Symbol.iterator in value) return itemsOf(value as Iterable<unknown>).length
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype ? Object.keys(value).length : null
}

export const numberFilters: Readonly<Record<string, Filter>> = {
  add: filter(add, { raw: true, argument: 'required' }),
  divisibleby: filter(divisible, { argument: 'required' }),
  filesizeformat: filter(filesizeformat, { safe: true, argument: 'none' }),
  floatformat: filter(floatformatBy, { safe: true, prepare: preparedFloatformat }),
  get_digit: filter(getDigit, { raw: true, argument: 'required' }),
  length: filter((value: unknown) => sizeOf(value) ?? 0, { raw: true, argument: 'none' }),
  length_is: filter(
    (value: unknown, argument: unknown) => {
      const wanted = whole(argument)
      const size = sizeOf(value)
      return wanted === null || size === null ? '' : size === wanted
    },
    { raw: true, argument: 'required' },
  ),
  pluralize: filter(plural),
  stringformat: filter(
    (value: unknown, argument: unknown, environment: Environment) => {
      const result = printf(value, textOf(argument), environment)
      // The format's own text is in the result too: one from a variable is a visitor's, maybe.
      // Quotes that `r` adds would end an attribute.
      const safe =
        value instanceof SafeString && argument instanceof SafeString && !/^[^a-z%]*[ra]/i.test(textOf(argument))
      return safe ? new SafeString(result) : result
    },
    { raw: true, argument: 'required' },
  ),
}
