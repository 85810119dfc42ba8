import { gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName } from '../../../query/index.ts'
import { BaseField, invalid, type SchemaPart } from '../base.ts'

/** Copies: what is changed in place differs from what was read or written. */
const copy = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)
const codec: Codec = { encode: copy, decode: copy }

/** Bytes, as `Uint8Array`. Django's `BinaryField`: not editable unless said otherwise. */
export class BinaryField extends BaseField {
  readonly type = 'binary'

  protected convert(value: unknown): Uint8Array {
    if (value instanceof Uint8Array) return value
    throw invalid(gettextNoop('Enter bytes.'), null)
  }

  protected schema(): SchemaPart {
    return { kind: 'binary', editable: this.options.editable ?? false }
  }

  override codec(_database: DatabaseName): Codec {
    return codec
  }

  columnType(database: DatabaseName): string {
    return { sqlite: 'BLOB', postgres: 'bytea', mysql: 'longblob' }[database]
  }
}
