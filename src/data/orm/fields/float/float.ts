import { gettextNoop } from '../../../../base/schema/index.ts'
import type { DatabaseName, Transform } from '../../../query/index.ts'
import { numberTransform } from '../arithmetic-transforms.ts'
import { BaseField, refusal, type SchemaPart } from '../base.ts'

/** A number of double precision. Django's `FloatField`. */
export class FloatField extends BaseField {
  readonly type = 'float'

  protected convert(value: unknown): number {
    const number = toNumber(value)
    if (Number.isFinite(number)) return number
    throw refusal(gettextNoop('“%(value)s” value must be a float.'), value)
  }

  override transform(name: string): Transform | null {
    return numberTransform(name, this, this)
  }

  protected schema(): SchemaPart {
    return { kind: 'number' }
  }

  columnType(database: DatabaseName): string {
    return database === 'sqlite' ? 'real' : 'double precision'
  }
}

function toNumber(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (typeof value === 'string') return value.trim() === '' ? Number.NaN : Number(value)
  // A decimal.
  return typeof value === 'object' && value !== null && 'toNumber' in value ? Number(String(value)) : Number.NaN
}
