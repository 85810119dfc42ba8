import type { Codec, DatabaseValue, Field } from '../query/index.ts'
import { isRecord } from './arguments.ts'
import { ArrayField } from './fields/array/array.ts'
import type { BaseField } from './fields/base.ts'
import { BigIntegerField } from './fields/bigInteger/big-integer.ts'
import { BinaryField } from './fields/binary/binary.ts'
import { BooleanField } from './fields/boolean/boolean.ts'
import { DateField } from './fields/date/date.ts'
import { DatetimeField } from './fields/datetime/datetime.ts'
import { Decimal, DecimalField } from './fields/decimal/decimal.ts'
import { DurationField } from './fields/duration/duration.ts'
import { FloatField } from './fields/float/float.ts'
import { IntegerField } from './fields/integer/integer.ts'
import { JsonField } from './fields/json/json.ts'
import { TextField } from './fields/text/text.ts'
import { TimeField } from './fields/time/time.ts'

/** A decimal of as many places as it has: a mean or a product is not rounded to a column's. */
class ComputedDecimalField extends DecimalField {
  override codec(): Codec {
    return computedDecimal
  }
}

const computedDecimal: Codec = {
  encode: (value: Decimal) => value.toString(),
  decode: (raw: DatabaseValue) => new Decimal(typeof raw === 'number' ? raw.toPrecision(15) : String(raw)),
}

/** A list of values of a field. */
export const listOf = (item: Field): Field => new ArrayField({ of: item as BaseField })

/** What a count is. */
export const integerField: Field = new IntegerField({})
/** What a mean of whole numbers is. */
export const floatField: Field = new FloatField({})
/** What a mean, a product or a quotient of decimals is. */
export const decimalField: Field = new ComputedDecimalField({ maxDigits: 40, decimalPlaces: 20 })
export const booleanField: Field = new BooleanField({})
export const textField: Field = new TextField({})
const bigIntegerField: Field = new BigIntegerField({})
export const datetimeField: Field = new DatetimeField({})
const binaryField: Field = new BinaryField({})
export const jsonField: Field = new JsonField({})
export const dateField: Field = new DateField({})
export const timeField: Field = new TimeField({})
export const durationField: Field = new DurationField({})

/** Kinds of bare values: a number's is whether it is whole, since databases compute differently with fractions. */
const plainFields = {
  string: textField,
  boolean: booleanField,
  bigint: bigIntegerField,
  integer: integerField,
  number: floatField,
  datetime: datetimeField,
  decimal: decimalField,
  binary: binaryField,
  json: jsonField,
} as const

/** What kind of value a program gave, where no field says it; null for null and for what stands for a row. */
export function kindOfValue(value: unknown): keyof typeof plainFields | null {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number'
    case 'string':
    case 'boolean':
    case 'bigint':
      return typeof value as 'string'
    case 'object':
      if (value instanceof Date) return 'datetime'
      if (value instanceof Uint8Array) return 'binary'
      if (Decimal.isDecimal(value)) return 'decimal'
      return isRecord(value) || Array.isArray(value) ? 'json' : null
    default:
      return null
  }
}

/** The field of a value of which nothing else says what it is. */
export function fieldOfValue(value: unknown): Field | null {
  const kind = kindOfValue(value)
  return kind === null ? null : plainFields[kind]
}
