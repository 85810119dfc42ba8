import { gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName } from '../../../query/index.ts'
import { BaseField, plainCodec, refusal, type SchemaPart } from '../base.ts'

/** 32 hexadecimal digits where the database has no type of its own. */
const hex: Codec = {
  encode: (value: string) => value.replaceAll('-', ''),
  decode: (raw: string) =>
    `${raw.slice(0, 8)}-${raw.slice(8, 12)}-${raw.slice(12, 16)}-${raw.slice(16, 20)}-${raw.slice(20)}`,
}

/** A universally unique identifier, as its 36 characters in lower case. Django's `UUIDField`. */
export class UuidField extends BaseField {
  readonly type = 'uuid'

  protected convert(value: unknown): string {
    const digits = typeof value === 'string' ? value.replace(/^urn:uuid:|[-{}]/gi, '').toLowerCase() : ''
    if (/^[0-9a-f]{32}$/.test(digits)) return hex.decode!(digits as never) as string
    throw refusal(gettextNoop('“%(value)s” is not a valid UUID.'), value)
  }

  protected schema(): SchemaPart {
    return { kind: 'string', format: 'uuid', maxLength: 36 }
  }

  override codec(database: DatabaseName): Codec {
    return database === 'sqlite' ? hex : plainCodec
  }

  columnType(database: DatabaseName): string {
    return database === 'sqlite' ? 'char(32)' : 'uuid'
  }
}
