import type { Validator } from '../../../../base/schema/index.ts'
import { gettextNoop, issue, ValidationError } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, Transform } from '../../../query/index.ts'
import { numberTransform } from '../arithmetic-transforms.ts'
import { BaseField, refusal, type SchemaPart } from '../base.ts'
import { FloatField } from '../float/float.ts'

const low = -(2n ** 63n)
const high = 2n ** 63n - 1n

const codec: Codec = {
  wide: true,
  encode: (value: bigint) => {
    if (value < low || value > high)
      throw refusal(gettextNoop('“%(value)s” value must be an integer of 64 bits.'), value)
    return value
  },
  decode: (raw: number | bigint | string) => (typeof raw === 'bigint' ? raw : BigInt(raw)),
}

const notNegative = between(0n, high)

/** Compared with any number of 64 bits, but none below zero is written. */
const positiveCodec: Codec = {
  ...codec,
  store: (value: bigint) => {
    ;(notNegative as (value: bigint) => void)(value)
    return value
  },
}

const fraction = new FloatField({})

/** Whole numbers of 64 bits, as `bigint`. Django's `BigIntegerField`. */
export class BigIntegerField extends BaseField {
  readonly type: string = 'bigInteger'

  protected convert(value: unknown): bigint {
    if (typeof value === 'bigint') return value
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
    if (typeof value === 'boolean') return BigInt(value)
    if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return BigInt(value.trim().replace(/^\+/, ''))
    throw refusal(gettextNoop('“%(value)s” value must be an integer.'), value)
  }

  get low(): bigint {
    return low
  }

  protected override builtInValidators(): readonly Validator[] {
    return [between(this.low, high)]
  }

  override transform(name: string): Transform | null {
    return numberTransform(name, this, fraction)
  }

  protected schema(): SchemaPart {
    return { kind: 'bigint', min: String(this.low), max: String(high) }
  }

  override codec(_database: DatabaseName): Codec {
    return codec
  }

  columnType(_database: DatabaseName): string {
    return 'bigint'
  }
}

/** 0 to 2^63 − 1, as `bigint`. Django's `PositiveBigIntegerField`. */
export class PositiveBigIntegerField extends BigIntegerField {
  override readonly type = 'positiveBigInteger'

  override get low(): bigint {
    return 0n
  }

  override codec(_database: DatabaseName): Codec {
    return positiveCodec
  }

  override columnType(database: DatabaseName): string {
    return database === 'sqlite' ? 'bigint unsigned' : database === 'mysql' ? 'bigint UNSIGNED' : 'bigint'
  }

  override relatedColumnType(_database: DatabaseName): string {
    return 'bigint'
  }
}

function between(least: bigint, most: bigint): Validator {
  const check = (value: bigint): void => {
    if (value < least)
      throw new ValidationError([
        issue(gettextNoop('Ensure this value is greater than or equal to %(limit_value)s.'), 'min_value', {
          limit_value: String(least),
          show_value: String(value),
        }),
      ])
    if (value > most)
      throw new ValidationError([
        issue(gettextNoop('Ensure this value is less than or equal to %(limit_value)s.'), 'max_value', {
          limit_value: String(most),
          show_value: String(value),
        }),
      ])
  }
  return check as Validator
}
