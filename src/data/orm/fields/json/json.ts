import { gettextNoop } from '../../../../base/schema/index.ts'
import {
  type Codec,
  type DatabaseName,
  type FieldState,
  jsonText,
  type LookupTable,
  type Transform,
} from '../../../query/index.ts'
import { BaseField, type FieldOptions, invalid, type SchemaPart } from '../base.ts'
import { jsonLookups } from '../lookups.ts'
import { conform, isStandardSchema, type StandardSchema } from './standard-schema.ts'

export interface JsonFieldOptions extends FieldOptions {
  /** Holds every document against it, and says the value's type. What it gives back is what a row holds. */
  readonly schema?: StandardSchema
}

const decode = (raw: unknown): unknown => (typeof raw === 'string' ? JSON.parse(raw) : raw)
const codec: Codec = { encode: (value: unknown) => jsonText(value), decode }

/** A document: anything that JSON can hold. Null is the database's null. Django's `JSONField`. */
export class JsonField extends BaseField<JsonFieldOptions> {
  readonly type = 'json'

  protected override get ownOptions(): readonly string[] {
    return ['schema']
  }

  override problems(): string[] {
    const { schema } = this.options
    const fine = schema === undefined || isStandardSchema(schema)
    return [...super.problems(), ...(fine ? [] : ['`schema` is no Standard Schema (https://standardschema.dev).'])]
  }

  /** The schema is code: it stays with the model. */
  override deconstruct(): FieldState {
    const { type, options } = super.deconstruct()
    const { schema: _schema, ...rest } = options
    return { type, options: rest }
  }

  protected convert(value: unknown): unknown {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      throw invalid(gettextNoop('Value must be valid JSON.'), value)
    return this.options.schema === undefined ? value : conform(this.options.schema, value)
  }

  /** Also that the whole document can be written. */
  override validate(value: unknown): unknown {
    const clean = super.validate(value)
    if (clean !== null) jsonText(clean)
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

  override transform(name: string): Transform | null {
    if (name.includes('\0') || !name.isWellFormed()) return null
    return { name: 'jsonKey', arguments: [/^-?\d{1,15}$/.test(name) ? Number(name) : name], output: inner }
  }

  columnType(database: DatabaseName): string {
    return { sqlite: 'text', postgres: 'jsonb', mysql: 'json' }[database]
  }
}

/** What stands at a key: again a document. */
const inner = new JsonField({ null: true })
