import type { DatabaseName } from '../../../query/index.ts'
import { BaseField, invalid, quoted, type SchemaPart } from '../base.ts'

/** A number of double precision. Django's `FloatField`. */
export class FloatField extends BaseField {
  readonly type = 'float'

  protected convert(value: unknown): number {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
    const written = typeof value === 'string' && /^\s*[+-]?(nan|inf(inity)?)\s*$/i.test(value)
    if (Number.isFinite(number) && !Array.isArray(value) && !(value instanceof Date) && !written) return number
    throw invalid(`${quoted(value)} value must be a float.`, value)
  }

  protected schema(): SchemaPart {
    return { kind: 'number' }
  }

  columnType(database: DatabaseName): string {
    return database === 'sqlite' ? 'real' : 'double precision'
  }
}
