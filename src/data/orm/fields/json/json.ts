import type { Codec, DatabaseName, LookupTable, Transform } from '../../../query/index.ts'
import { BaseField, invalid, type SchemaPart } from '../base.ts'
import { jsonLookups } from '../lookups.ts'

const codec: Codec = {
  encode: (value: unknown) => toText(value),
  decode: (raw: unknown) => (typeof raw === 'string' ? JSON.parse(raw) : raw),
}

/** A document: anything that JSON can hold. Null is the database's null. Django's `JSONField`. */
export class JsonField extends BaseField {
  readonly type = 'json'

  protected convert(value: unknown): unknown {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      throw invalid('Value must be valid JSON.', value)
    return value
  }

  /** Also that the whole document can be written. */
  override validate(value: unknown): unknown {
    const clean = super.validate(value)
    if (clean !== null) toText(clean)
    return clean
  }

  protected schema(): SchemaPart {
    return { kind: 'json' }
  }

  override codec(_database: DatabaseName): Codec {
    return codec
  }

  override get lookups(): LookupTable {
    return jsonLookups
  }

  override transform(name: string): Transform {
    return { name: 'jsonKey', arguments: [/^-?\d{1,15}$/.test(name) ? Number(name) : name], output: inner }
  }

  columnType(database: DatabaseName): string {
    return { sqlite: 'text', postgres: 'jsonb', mysql: 'json' }[database]
  }
}

/** What stands at a key: again a document. */
const inner = new JsonField({ null: true })

function toText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    throw Object.assign(invalid('Value must be valid JSON.', null), { cause: error })
  }
}
