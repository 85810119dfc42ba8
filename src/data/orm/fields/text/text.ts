import type { Validator } from '../../../../base/schema/index.ts'
import { gettextNoop, maxLength, prohibitNullCharacters } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName, LookupTable, Transform } from '../../../query/index.ts'
import { BaseField, type FieldOptions, invalid, plainCodec, type SchemaPart } from '../base.ts'
import { IntegerField } from '../integer/integer.ts'
import { storedUpTo } from '../limits.ts'
import { textLookups } from '../lookups.ts'

export interface TextFieldOptions extends FieldOptions {
  /** In characters. Checked by validation; on `text` the column itself has no limit. */
  readonly maxLength?: number
}

const ofText = new Set(['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'unaccent'])
const length: Transform = Object.freeze({ name: 'length', arguments: Object.freeze([]), output: new IntegerField({}) })

/** What all fields of text share: the value is a string and may be empty without being null. */
export abstract class TextualField<O extends TextFieldOptions = TextFieldOptions> extends BaseField<O> {
  #codec: Codec | null = null

  protected override get ownOptions(): readonly string[] {
    return ['maxLength']
  }

  override problems(): string[] {
    const { limit } = this
    const bad = limit !== null && (!Number.isInteger(limit) || limit < 1)
    return [...super.problems(), ...(bad ? ['`maxLength` has to be a whole number above 0.'] : [])]
  }
  protected convert(value: unknown): string {
    // Half of a pair of surrogates is no character: databases store something else, or refuse it.
    if (typeof value === 'string' && value.isWellFormed()) {
      if (!value.includes('\0')) return value
      throw invalid(gettextNoop('Null characters are not allowed.'), null, 'null_characters_not_allowed')
    }
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
    if (typeof value === 'object' && value !== null && hasOwnText(value)) return String(value)
    throw invalid(gettextNoop('Enter a text.'), value)
  }

  override get emptyText(): boolean {
    return true
  }

  /** The limit in characters, or null. */
  get limit(): number | null {
    return this.options.maxLength ?? null
  }

  override get lookups(): LookupTable {
    return textLookups
  }

  /** `name__lower`, `name__length`, `name__trim`. */
  override transform(name: string): Transform | null {
    if (name === 'length') return length
    return ofText.has(name) ? { name, arguments: [], output: this } : null
  }

  protected override builtInValidators(): readonly Validator[] {
    const { limit } = this
    return [...(limit === null ? [] : [maxLength(limit) as Validator]), prohibitNullCharacters() as Validator]
  }

  protected schema(): SchemaPart {
    const { limit } = this
    return { kind: 'string', ...(limit === null ? {} : { maxLength: limit }) }
  }

  columnType(_database: DatabaseName): string {
    return `varchar(${this.limit})`
  }

  /** SQLite keeps texts of any length in any column. */
  override codec(database: DatabaseName): Codec {
    if (database === 'sqlite' || this.limit === null) return plainCodec
    this.#codec ??= storedUpTo(this.limit)
    return this.#codec
  }
}

/** Objects that say what they read as (a decimal, a safe string), but neither plain objects nor lists. */
function hasOwnText(value: object): boolean {
  if (Array.isArray(value) || value instanceof Date || typeof value.toString !== 'function') return false
  return value.toString !== Object.prototype.toString
}

/** Text of any length. Django's `TextField`. */
export class TextField extends TextualField {
  readonly type = 'text'

  protected override schema(): SchemaPart {
    return { ...super.schema(), kind: 'text' }
  }

  override columnType(database: DatabaseName): string {
    return database === 'mysql' ? 'longtext' : 'text'
  }

  /** The limit is validation's alone: the column has none. */
  override codec(_database: DatabaseName): Codec {
    return plainCodec
  }
}
