import { Decimal } from 'decimal.js'
import { gettextNoop, ngettextNoop } from '../mark.ts'
import type { Validator } from '../validation.ts'
import { named, refuse, type ValidatorOptions } from './make.ts'

/** What has an order: numbers, decimals, moments, and the texts of dates and times. */
export type Comparable = number | bigint | string | Date | Decimal

function compare(a: Comparable, b: Comparable): number {
  if (a instanceof Decimal || b instanceof Decimal) return new Decimal(String(a)).cmp(String(b))
  return a < b ? -1 : a > b ? 1 : 0
}

type Limit = Comparable | (() => Comparable)

function limitValue(limit: Limit): Comparable {
  return typeof limit === 'function' ? limit() : limit
}

/** Not below `limit`. Code 'min_value'. */
export function minValue(limit: Limit, options: ValidatorOptions = {}): Validator<Comparable> {
  return named('minValue', (value) => {
    const least = limitValue(limit)
    if (compare(value, least) >= 0) return
    const message = gettextNoop('Ensure this value is greater than or equal to %(limit_value)s.')
    refuse('min_value', message, { limit_value: least, show_value: value, value }, options)
  })
}

/** Not above `limit`. Code 'max_value'. */
export function maxValue(limit: Limit, options: ValidatorOptions = {}): Validator<Comparable> {
  return named('maxValue', (value) => {
    const most = limitValue(limit)
    if (compare(value, most) <= 0) return
    const message = gettextNoop('Ensure this value is less than or equal to %(limit_value)s.')
    refuse('max_value', message, { limit_value: most, show_value: value, value }, options)
  })
}

/** A multiple of `step`, counted from `offset`. Code 'step_size'. */
export function stepSize(
  step: number | string,
  options: ValidatorOptions & { readonly offset?: number | string } = {},
): Validator<number | bigint | Decimal> {
  const offset = options.offset ?? 0
  return named('stepSize', (value) => {
    if (new Decimal(String(value)).minus(offset).mod(step).isZero()) return
    const params = { limit_value: step, show_value: value, value }
    if (options.offset === undefined) {
      refuse('step_size', gettextNoop('Ensure this value is a multiple of step size %(limit_value)s.'), params, options)
    }
    const message = gettextNoop(
      'Ensure this value is a multiple of step size %(limit_value)s, starting from %(offset)s, e.g. %(offset)s, %(valid_value1)s, %(valid_value2)s, and so on.',
    )
    const first = new Decimal(offset).plus(step)
    const examples = { offset, valid_value1: first.toFixed(), valid_value2: first.plus(step).toFixed() }
    refuse('step_size', message, { ...params, ...examples }, options)
  })
}

interface Digits {
  readonly total: number
  readonly decimals: number
}

/** How many digits a decimal number is written with: the zeros at its end count where it is a text. */
function countDigits(text: string): Digits | null {
  const parts = /^[+-]?([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/i.exec(text)
  if (parts === null) return null
  const fraction = parts[2] ?? ''
  const digits = `${parts[1] ?? ''}${fraction}`.replace(/^0+(?=[0-9])/, '')
  if (digits === '') return null
  const exponent = Number(parts[3] ?? 0) - fraction.length
  if (exponent >= 0) return { total: digits === '0' ? 1 : digits.length + exponent, decimals: 0 }
  return { total: Math.max(digits.length, -exponent), decimals: -exponent }
}

/**
 * At most `maxDigits` digits, `decimalPlaces` of them after the point; null or absent does not limit.
 * Codes 'max_digits', 'max_decimal_places', 'max_whole_digits', and 'invalid' for what is no finite number.
 * A text keeps the zeros at its end, a `Decimal` has none. Semantics: Django's `DecimalValidator`.
 */
export function decimalDigits(
  maxDigits: number | null,
  decimalPlaces: number | null,
  options: ValidatorOptions = {},
): Validator<Decimal | string | number> {
  return named('decimalDigits', (value) => {
    const digits = countDigits(String(value))
    if (digits === null) refuse('invalid', gettextNoop('Enter a number.'), { value }, options)
    const tooMany = (code: string, max: number, texts: { readonly one: string; readonly many: string }): never =>
      refuse(code, { ...texts, count: max }, { max, value }, options)
    if (maxDigits !== null && digits.total > maxDigits) {
      tooMany(
        'max_digits',
        maxDigits,
        ngettextNoop(
          'Ensure that there are no more than %(max)s digit in total.',
          'Ensure that there are no more than %(max)s digits in total.',
        ),
      )
    }
    if (decimalPlaces !== null && digits.decimals > decimalPlaces) {
      tooMany(
        'max_decimal_places',
        decimalPlaces,
        ngettextNoop(
          'Ensure that there are no more than %(max)s decimal place.',
          'Ensure that there are no more than %(max)s decimal places.',
        ),
      )
    }
    if (maxDigits === null || decimalPlaces === null) return
    if (digits.total - digits.decimals > maxDigits - decimalPlaces) {
      tooMany(
        'max_whole_digits',
        maxDigits - decimalPlaces,
        ngettextNoop(
          'Ensure that there are no more than %(max)s digit before the decimal point.',
          'Ensure that there are no more than %(max)s digits before the decimal point.',
        ),
      )
    }
  })
}
