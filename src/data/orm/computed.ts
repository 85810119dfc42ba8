import type { Codec, DatabaseValue, Field } from '../query/index.ts'
import { Decimal, DecimalField } from './fields/decimal/decimal.ts'
import { FloatField } from './fields/float/float.ts'
import { IntegerField } from './fields/integer/integer.ts'

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

/** What a count is. */
export const integerField: Field = new IntegerField({})
/** What a mean of whole numbers is. */
export const floatField: Field = new FloatField({})
/** What a mean, a product or a quotient of decimals is. */
export const decimalField: Field = new ComputedDecimalField({ maxDigits: 40, decimalPlaces: 20 })
