import { Decimal } from 'decimal.js'
import {
  type Comparable,
  decimalDigits,
  gettextNoop,
  maxValue,
  minValue,
  stepSize,
  ValidationError,
} from '../../../base/schema/index.ts'
import { currentLocale, formatNumber, sanitizeSeparators } from '../../../web/i18n/index.ts'
import { isEmptyValue, textOf } from '../data.ts'
import { valueSettings } from '../renderer.ts'
import { NumberInput } from '../widgets/text.ts'
import type { Attributes, Widget } from '../widgets/widget.ts'
import { asciiDigits } from './digits.ts'
import { Input, type InputOptions } from './input.ts'

export interface NumberOptions<T, L = number> extends InputOptions<T> {
  readonly min?: L
  readonly max?: L
  /** The value must be `min` (or 0) plus a multiple of this. */
  readonly step?: number | string
}

/** Arabic keyboards have a sign of their own between whole and fraction, and one between thousands. */
function sanitized(text: string): string {
  const { DECIMAL_SEPARATOR, THOUSAND_SEPARATOR } = currentLocale().formats
  const usual = text.replaceAll('\u066b', DECIMAL_SEPARATOR).replaceAll('\u066c', THOUSAND_SEPARATOR)
  return sanitizeSeparators(usual, currentLocale(), { grouping: valueSettings().thousandSeparators ?? false })
}

/** A browser's own control for numbers: it knows limits and steps, and takes them apart in no language's format. */
function isForNumbers({ type }: Widget): boolean {
  return type === 'number' || type === 'range'
}

/** Is a shown value a whole multiple of a step? What is no number counts as one: a browser shows nothing for it. */
function isMultiple(shown: unknown, step: number | string): boolean {
  if (isEmptyValue(shown) || step === 'any') return true
  try {
    const number = new Decimal(String(shown))
    return Math.abs(number.e) > 100 || number.mod(step).isZero()
  } catch {
    return true
  }
}

/** What whole numbers, floats and decimals share: limits, and the widget. */
abstract class NumberLikeInput<T extends Comparable> extends Input<T> {
  /** The keyboard of a phone. */
  protected readonly keyboard: 'numeric' | 'decimal' = 'numeric'
  readonly min: Comparable | null
  readonly max: Comparable | null
  readonly step: number | string | null

  constructor(options: NumberOptions<T, Comparable>, invalid: string) {
    super(options, new NumberInput(), { invalid })
    this.min = options.min ?? null
    this.max = options.max ?? null
    this.step = options.step ?? null
    const offset = this.min === null ? {} : { offset: String(this.min) }
    this.validators.unshift(
      ...(this.max === null ? [] : [maxValue(this.max)]),
      ...(this.min === null ? [] : [minValue(this.min)]),
      ...(this.step === null ? [] : [stepSize(this.step, offset)]),
    )
  }

  /** Written as the language in force does: in a text box, that is. */
  get #isLocalized(): boolean {
    return this.localize && !isForNumbers(this.widget)
  }

  protected text(raw: unknown): string {
    const text = asciiDigits(textOf(raw)).trim()
    return this.#isLocalized && typeof raw === 'string' ? sanitized(text) : text
  }

  /** A number as its widget shows it: in the language's own way where the input is localized. */
  protected shownNumber(value: number | bigint | string): unknown {
    return this.#isLocalized ? formatNumber(value, { grouping: valueSettings().thousandSeparators ?? false }) : value
  }

  override prepare(value: unknown): unknown {
    return typeof value === 'number' || typeof value === 'bigint' ? this.shownNumber(value) : value
  }

  /** The step that a browser holds numbers against; undefined for 1. */
  protected htmlStep(): number | string | undefined {
    return this.step ?? undefined
  }

  override attributes(widget: Widget, shown?: unknown): Attributes {
    // Keyboards for digits alone have no minus sign.
    if (widget.type === 'text' && this.localize && this.min !== null && Number(this.min) >= 0)
      return { inputmode: this.keyboard }
    if (!isForNumbers(widget)) return {}
    const step = this.htmlStep()
    // Without `min` a browser counts from the value that is shown: a wrong one would forbid all right ones.
    const misleads = this.min === null && !isMultiple(shown, step ?? 1)
    return {
      min: this.min === null ? undefined : String(this.min),
      max: this.max === null ? undefined : String(this.max),
      step: misleads ? 'any' : step,
    }
  }
}

const wholeNumber = /^[+-]?[0-9]+(?:_[0-9]+)*$/

function wholeText(text: string): string | null {
  const whole = text.replace(/\.0*$/, '')
  return wholeNumber.test(whole) ? whole.replaceAll('_', '').replace(/^\+/, '') : null
}

/** A whole number that JavaScript can hold exactly; null where it is empty. */
export class IntegerInput extends NumberLikeInput<number> {
  readonly type = 'integer'

  constructor(options: NumberOptions<number> = {}) {
    super(options, gettextNoop('Enter a whole number.'))
  }

  toValue(raw: unknown): number | null {
    if (isEmptyValue(raw)) return null
    const text = wholeText(this.text(raw))
    if (text === null || !Number.isSafeInteger(Number(text))) throw this.refusal('invalid')
    return Number(text)
  }
}

/** A whole number of any size, as a bigint. */
export class BigIntegerInput extends NumberLikeInput<bigint> {
  readonly type = 'bigInteger'

  constructor(options: NumberOptions<bigint, bigint | number> = {}) {
    super(options, gettextNoop('Enter a whole number.'))
  }

  toValue(raw: unknown): bigint | null {
    if (isEmptyValue(raw)) return null
    const text = wholeText(this.text(raw))
    if (text === null || text.length > 1000) throw this.refusal('invalid')
    return BigInt(text)
  }
}

const floatNumber = /^[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i

/** A finite number; null where it is empty. */
export class FloatInput extends NumberLikeInput<number> {
  readonly type = 'float'
  protected override readonly keyboard = 'decimal'

  constructor(options: NumberOptions<number> = {}) {
    super(options, gettextNoop('Enter a number.'))
  }

  toValue(raw: unknown): number | null {
    if (isEmptyValue(raw)) return null
    const text = this.text(raw)
    const value = Number(text.replaceAll('_', ''))
    if (!floatNumber.test(text) || !Number.isFinite(value)) throw this.refusal('invalid')
    return value
  }

  protected override htmlStep(): number | string {
    return this.step ?? 'any'
  }
}

export interface DecimalOptions extends NumberOptions<Decimal, Decimal | number | string> {
  readonly maxDigits?: number
  readonly decimalPlaces?: number
}

/** An exact decimal number; null where it is empty. */
export class DecimalInput extends NumberLikeInput<Decimal> {
  readonly type = 'decimal'
  protected override readonly keyboard = 'decimal'
  readonly maxDigits: number | null
  readonly decimalPlaces: number | null
  readonly #checkDigits: (value: string) => void

  constructor(options: DecimalOptions = {}) {
    const { min, max, ...rest } = options
    const limits = {
      ...(min === undefined ? {} : { min: new Decimal(min) }),
      ...(max === undefined ? {} : { max: new Decimal(max) }),
    }
    super({ ...rest, ...limits }, gettextNoop('Enter a number.'))
    this.maxDigits = options.maxDigits ?? null
    this.decimalPlaces = options.decimalPlaces ?? null
    this.#checkDigits = decimalDigits(this.maxDigits, this.decimalPlaces)
  }

  toValue(raw: unknown): Decimal | null {
    if (isEmptyValue(raw)) return null
    const text = this.text(raw).replace(/(?<=[0-9])_(?=[0-9])/g, '')
    if (!floatNumber.test(text)) throw this.refusal('invalid')
    const value = new Decimal(text)
    if (!value.isFinite() || Math.abs(value.e) > 1000) throw this.refusal('invalid')
    // The zeros at the end count as digits, and a Decimal forgets them.
    try {
      this.#checkDigits(text)
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      throw new ValidationError([...this.issuesOf(value), ...this.worded(error).issues])
    }
    return value
  }

  override prepare(value: unknown): unknown {
    if (!Decimal.isDecimal(value)) return super.prepare(value)
    // A Decimal forgets the zeros at its end: an amount is shown with all of its places, and never rounded.
    return this.shownNumber(value.toFixed(Math.max(this.decimalPlaces ?? 0, value.decimalPlaces())))
  }

  /** The step between two numbers of so many places; null where there is none, or where a browser, which counts from `min`, would miss them. */
  #smallest(): string | null {
    const places = this.decimalPlaces
    const first = this.min === null ? 0 : new Decimal(String(this.min)).decimalPlaces()
    return places === null || first > places ? null : new Decimal(10).pow(-places).toFixed()
  }

  protected override htmlStep(): number | string {
    return this.step ?? this.#smallest() ?? 'any'
  }
}
