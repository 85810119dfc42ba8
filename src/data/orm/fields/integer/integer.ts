import type { Validator } from '../../../../base/schema/index.ts'
import { gettextNoop, maxValue, minValue } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, Transform } from '../../../query/index.ts'
import { numberTransform } from '../arithmetic-transforms.ts'
import { BaseField, refusal, type SchemaPart } from '../base.ts'
import { FloatField } from '../float/float.ts'
import { storedBetween } from '../limits.ts'

const fraction = new FloatField({})

/** Whole numbers between `low` and `high`: the same limits on every database, so that a project can move. */
abstract class WholeField extends BaseField {
  abstract readonly low: number
  abstract readonly high: number
  #codec: Codec | null = null

  protected convert(value: unknown): number {
    const number = typeof value === 'number' ? value : fromOther(value)
    if (Number.isSafeInteger(number)) return number
    throw refusal(gettextNoop('“%(value)s” value must be an integer.'), value)
  }

  protected override builtInValidators(): readonly Validator[] {
    return [minValue(this.low) as Validator, maxValue(this.high) as Validator]
  }

  override codec(_database: DatabaseName): Codec {
    this.#codec ??= storedBetween(this.low, this.high)
    return this.#codec
  }

  override transform(name: string): Transform | null {
    return numberTransform(name, this, fraction)
  }

  protected schema(): SchemaPart {
    return { kind: 'integer', ...(this.low === 0 ? { min: 0 } : {}) }
  }
}

function fromOther(value: unknown): number {
  if (typeof value === 'string') return /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : Number.NaN
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  return typeof value === 'object' && value !== null && 'toNumber' in value ? Number(String(value)) : Number.NaN
}

/** −2,147,483,648 to 2,147,483,647. Django's `IntegerField`. */
export class IntegerField extends WholeField {
  readonly type = 'integer'
  readonly low = -2147483648
  readonly high = 2147483647

  columnType(_database: DatabaseName): string {
    return 'integer'
  }
}

/** −32,768 to 32,767. Django's `SmallIntegerField`. */
export class SmallIntegerField extends WholeField {
  readonly type = 'smallInteger'
  readonly low = -32768
  readonly high = 32767

  columnType(_database: DatabaseName): string {
    return 'smallint'
  }
}

/** 0 to 2,147,483,647. Django's `PositiveIntegerField`. */
export class PositiveIntegerField extends WholeField {
  readonly type = 'positiveInteger'
  readonly low = 0
  readonly high = 2147483647

  columnType(database: DatabaseName): string {
    return unsigned('integer', database)
  }

  override relatedColumnType(database: DatabaseName): string {
    return database === 'mysql' ? this.columnType(database) : 'integer'
  }
}

/** 0 to 32,767. Django's `PositiveSmallIntegerField`. */
export class PositiveSmallIntegerField extends WholeField {
  readonly type = 'positiveSmallInteger'
  readonly low = 0
  readonly high = 32767

  columnType(database: DatabaseName): string {
    return unsigned('smallint', database)
  }

  override relatedColumnType(database: DatabaseName): string {
    return database === 'mysql' ? this.columnType(database) : 'integer'
  }
}

function unsigned(name: string, database: DatabaseName): string {
  return database === 'sqlite' ? `${name} unsigned` : database === 'mysql' ? `${name} UNSIGNED` : name
}
