import { fileSize, floatFormat, pluralSuffix, SafeString, toDecimal } from '../../../base/text/index.ts'
import { templatesErrors } from '../errors.ts'
import { type Filter, filter } from '../library.ts'
import type { Environment } from '../runtime/environment.ts'
import { isDecimal } from '../runtime/values.ts'
import { printf } from './printf.ts'
import { whole } from './strings.ts'

/** A value as a number with its fraction cut off, as Python's `int()`: null where it is none. */
function integer(value: unknown): number | bigint | null {
  if (typeof value === 'bigint') return value
  if (isDecimal(value)) return Math.trunc(value.toNumber())
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
    const joined = String(value) + String(argument)
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
  if (a === null) throw fail(`'${String(value)}' is not a whole number`)
  if (b === null) throw fail(`'${String(argument)}' is not a whole number`)
  if (b === 0 || b === 0n) throw fail('nothing can be divided by zero')
  return typeof a === 'bigint' || typeof b === 'bigint' ? BigInt(a) % BigInt(b) === 0n : a % b === 0
}

function floatformat(value: unknown, argument: unknown): unknown {
  if (argument === null)
    throw templatesErrors.BAD_ARGUMENT({ name: 'floatformat', reason: 'null is no number of digits' })
  let digits: unknown = argument ?? -1
  let grouping = 0
  if (typeof digits === 'string') {
    if (/[gu]$/.test(digits)) {
      if (digits.includes('g')) grouping = 3
      digits = digits.replace(/[gu]+$/, '') || '-1'
    }
  }
  const places = whole(digits)
  const result = floatFormat(typeof value === 'boolean' ? Number(value) : value, places ?? 0, { grouping })
  if (result === null) return ''
  return places === null ? value : new SafeString(result)
}

function getDigit(value: unknown, argument: unknown): unknown {
  const at = whole(argument)
  if (value === null) throw templatesErrors.BAD_ARGUMENT({ name: 'get_digit', reason: 'null has no digits' })
  const number = integer(value)
  if (at === null || number === null) return value
  if (at < 1) return number
  const digits = String(number)
  const digit = digits[digits.length - at]
  return digit === undefined || digit === '-' ? 0 : Number(digit)
}

function plural(value: unknown, argument: unknown): string {
  const suffixes = argument === undefined ? 's' : String(argument)
  const forms = suffixes.includes(',') ? suffixes.split(',') : ['', suffixes]
  if (forms.length > 2) return ''
  if (typeof value === 'string' || isNumber(value)) {
    const number = toDecimal(typeof value === 'boolean' ? Number(value) : value)
    if (number !== null) return number.eq(1) ? forms[0]! : forms[1]!
    if (typeof value !== 'string') return ''
    return ''
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
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>).length
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype ? Object.keys(value).length : null
}

export const numberFilters: Readonly<Record<string, Filter>> = {
  add: filter(add, { raw: true, argument: 'required' }),
  divisibleby: filter(divisible, { argument: 'required' }),
  filesizeformat: filter(
    (value: unknown) => {
      const bytes = typeof value === 'boolean' ? Number(value) : toDecimal(value)?.toNumber()
      return fileSize(bytes === undefined ? 0 : bytes)
    },
    { argument: 'none' },
  ),
  floatformat: filter(floatformat),
  get_digit: filter(getDigit, { argument: 'required' }),
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
      const result = printf(value, String(argument), environment)
      // The format's own text is in the result too: one from a variable is a visitor's, maybe.
      return value instanceof SafeString && argument instanceof SafeString ? new SafeString(result) : result
    },
    { raw: true, argument: 'required' },
  ),
}
