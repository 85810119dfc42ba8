import { Decimal } from 'decimal.js'
import type { Validator } from '../../../../base/schema/index.ts'
import { decimalDigits, gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, Transform } from '../../../query/index.ts'
import { numberTransform } from '../arithmetic-transforms.ts'
import { BaseField, type FieldOptions, invalid, refusal, type SchemaPart } from '../base.ts'
import { FloatField } from '../float/float.ts'

export { Decimal }

export interface DecimalFieldOptions extends FieldOptions {
  /** Digits in all, those after the point included. */
  readonly maxDigits: number
  /** Digits after the point. */
  readonly decimalPlaces: number
}

const fraction = new FloatField({})

/**
 * A decimal that reads with the field's places ('12.50', where decimal.js drops the zero). Results of arithmetic are
 * plain decimals. decimal.js's constructor is a function that fills whatever object of its kind it is called on.
 */
function scaled(text: string, shape: object): Decimal {
  const value = Object.create(shape)
  ;(Decimal as unknown as (this: object, text: string) => void).call(value, text)
  return value
}

const shapes = new Map<number, object>()

function shapeOf(places: number): object {
  let shape = shapes.get(places)
  if (shape === undefined) {
    const toText = function (this: Decimal): string {
      return this.toFixed(places)
    }
    const property = { value: toText, configurable: true, writable: true }
    shape = Object.create(Decimal.prototype, { toString: property, toJSON: property, valueOf: property }) as object
    shapes.set(places, shape)
  }
  return shape
}

/**
 * A number of fixed precision, as `Decimal` of decimal.js. Django's `DecimalField`. SQLite keeps it in a NUMERIC column,
 * which holds about 15 digits.
 */
export class DecimalField extends BaseField<DecimalFieldOptions> {
  readonly type = 'decimal'

  protected override get ownOptions(): readonly string[] {
    return ['maxDigits', 'decimalPlaces']
  }

  override problems(): string[] {
    const { maxDigits, decimalPlaces } = this.options
    const fits = Number.isInteger(maxDigits) && Number.isInteger(decimalPlaces) && 0 <= decimalPlaces
    if (fits && decimalPlaces <= maxDigits && maxDigits > 0) return super.problems()
    return [
      ...super.problems(),
      '`maxDigits` and `decimalPlaces` have to be whole numbers, the second at most the first.',
    ]
  }
  #codec: Codec | null = null
  #wide: Codec | null = null

  protected convert(value: unknown): Decimal {
    const { decimalPlaces } = this.options
    const text = typeof value === 'string' ? value.trim() : value
    if (typeof text === 'number' || typeof text === 'bigint' || typeof text === 'string' || Decimal.isDecimal(text)) {
      const decimal = toDecimal(text as Decimal.Value)
      if (decimal?.isFinite()) {
        return decimal.decimalPlaces() > decimalPlaces ? decimal : scaled(decimal.toFixed(), shapeOf(decimalPlaces))
      }
    }
    throw refusal(gettextNoop('“%(value)s” value must be a decimal number.'), value)
  }

  protected override builtInValidators(): readonly Validator[] {
    const digits = decimalDigits(this.options.maxDigits, this.options.decimalPlaces)
    // The digits that were given, not the ones that the field's places would add.
    return [((value: Decimal) => digits(value.toFixed())) as Validator]
  }

  override transform(name: string): Transform | null {
    return numberTransform(name, this, fraction)
  }

  protected schema(): SchemaPart {
    return { kind: 'decimal', maxDigits: this.options.maxDigits, decimalPlaces: this.options.decimalPlaces }
  }

  override codec(database: DatabaseName): Codec {
    const { maxDigits, decimalPlaces } = this.options
    this.#codec ??= codecOf(maxDigits, decimalPlaces)
    // SQLite keeps a number without a fraction as an integer, which may be one that no JavaScript number holds.
    return database === 'sqlite' && maxDigits - decimalPlaces > 15
      ? (this.#wide ??= { ...this.#codec, wide: true })
      : this.#codec
  }

  columnType(database: DatabaseName): string {
    return database === 'sqlite' ? 'decimal' : `numeric(${this.options.maxDigits}, ${this.options.decimalPlaces})`
  }
}

function codecOf(maxDigits: number, places: number): Codec {
  const shape = shapeOf(places)
  return {
    encode: (value: Decimal) => value.toFixed(places, Decimal.ROUND_HALF_EVEN),
    store: (value: Decimal) => {
      const rounded = value.toDecimalPlaces(places, Decimal.ROUND_HALF_EVEN)
      if (!rounded.isZero() && rounded.e + 1 > maxDigits - places)
        throw invalid(`Ensure that there are no more than ${maxDigits} digits in total.`, value, 'max_digits')
      return rounded.toFixed(places)
    },
    decode: (raw: number | bigint | string) =>
      scaled(typeof raw === 'number' ? raw.toFixed(places) : String(raw), shape),
  }
}

function toDecimal(value: Decimal.Value): Decimal | null {
  try {
    return new Decimal(value)
  } catch {
    return null
  }
}
