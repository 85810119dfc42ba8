import { gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName } from '../../../query/index.ts'
import { BaseField, plainCodec, refusal, type SchemaPart } from '../base.ts'

/** True and false are 1 and 0 where the database has no booleans of its own. */
const numeric: Codec = {
  encode: (value: boolean) => (value ? 1 : 0),
  decode: (raw: number | bigint | boolean) => raw === 1 || raw === true || raw === 1n,
}

/** True or false. Django's `BooleanField`. */
export class BooleanField extends BaseField {
  readonly type = 'boolean'

  protected convert(value: unknown): boolean | null {
    if (value === true || value === false) return value
    if (value === 1 || value === 't' || value === 'True' || value === 'true' || value === '1') return true
    if (value === 0 || value === 'f' || value === 'False' || value === 'false' || value === '0') return false
    if (value === '' && this.options.null) return null
    throw this.options.null
      ? refusal(gettextNoop('“%(value)s” value must be either True, False, or None.'), value, 'invalid_nullable')
      : refusal(gettextNoop('“%(value)s” value must be either True or False.'), value)
  }

  protected schema(): SchemaPart {
    return { kind: 'boolean', blank: true }
  }

  override codec(database: DatabaseName): Codec {
    return database === 'postgres' ? plainCodec : numeric
  }

  columnType(database: DatabaseName): string {
    return database === 'postgres' ? 'boolean' : 'bool'
  }
}
