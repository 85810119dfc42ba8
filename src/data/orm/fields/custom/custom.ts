import type { Validator } from '../../../../base/schema/index.ts'
import type {
  Codec,
  DatabaseName,
  LookupOperand,
  LookupTable,
  SqlPieces,
  StoredAs,
  Transform,
} from '../../../query/index.ts'
import { ormErrors } from '../../errors.ts'
import { BaseField, type FieldOptions, type SchemaPart } from '../base.ts'

/** SQL with `{value}` for the column and, in a lookup, `{given}` for what it is compared with; one text, or one a database. */
export type CustomSql = string | ({ readonly default?: string } & { readonly [D in DatabaseName]?: string })

/** A lookup of a custom field. */
export interface CustomLookup {
  readonly sql: CustomSql
  /** What it is compared with: a value of the field (unless said), a text or a number. */
  readonly with?: 'value' | 'text' | 'number'
}

/** Something that a path may go on with after a custom field: `total__currency`. */
export interface CustomTransform<V = unknown> {
  readonly sql: CustomSql
  /** What it gives, as a field: `field.char({ maxLength: 3 })`. */
  readonly output: V
}

/**
 * A kind of field of one's own. `T` is what rows hold, `S` what the field that stores it holds, `O` its own options, `L` and `X` its
 * own lookups and transforms.
 */
export interface CustomFieldDefinition<
  T,
  S,
  O extends object,
  L extends Readonly<Record<string, CustomLookup>> = Readonly<Record<string, CustomLookup>>,
  X extends Readonly<Record<string, CustomTransform>> = Readonly<Record<string, CustomTransform>>,
> {
  /** The name in migrations and in `describe()`, unlike that of any other kind: 'money'. */
  readonly type: string
  /** The field that stores it: its column, its stored forms and what forms make of it. */
  readonly stored: (options: O) => S
  /** The value of a row, from whatever a program wrote. Throws a `ValidationError` for what cannot be one. */
  readonly clean: (value: unknown, options: O) => T
  /** From the value to what `stored` holds; left out, as it is. */
  readonly toStored?: (value: T, options: O) => NonNullable<S>
  /** From what `stored` holds to the value; left out, as it is. */
  readonly fromStored?: (stored: NonNullable<S>, options: O) => T
  /** The names of its own options. Migrations write them down. */
  readonly options?: readonly (keyof O & string)[]
  /** The column's type, where it is another than that of `stored`. */
  readonly columnType?: (database: DatabaseName, options: O) => string
  /** What it adds to the description of `stored`. */
  readonly describe?: (options: O) => Partial<SchemaPart>
  /** Run by forms and `row.validate()`. */
  readonly validators?: (options: O) => readonly Validator<T>[]
  /** Its own lookups, beside those of `stored`. */
  readonly lookups?: L
  /** Its own transforms, beside those of `stored`. */
  readonly transforms?: X
}

type Loose = CustomFieldDefinition<unknown, unknown, Record<string, unknown>>

/** The mark of a function that makes fields of a custom kind; gives their class. */
export const customClass: unique symbol = Symbol('nuages.customField')

type FieldClass = new (options: never) => CustomField

/** A field that is made by a definition. */
export abstract class CustomField extends BaseField {
  abstract readonly definition: Loose
  #stored: BaseField | null = null
  readonly #codecs = new Map<DatabaseName, Codec>()
  #lookups: LookupTable | null = null

  get #options(): Record<string, unknown> {
    return this.options as unknown as Record<string, unknown>
  }

  /** The field that stores it, with the common options of this one. */
  get stored(): BaseField {
    this.#stored ??= this.definition.stored(this.#options) as BaseField
    return this.#stored
  }

  get storedAs(): StoredAs {
    const { toStored, fromStored } = this.definition
    const options = this.#options
    return {
      field: this.stored,
      to: (value) => (toStored === undefined ? value : toStored(value, options)),
      from: (stored) => (fromStored === undefined ? stored : fromStored(stored as {}, options)),
    }
  }

  protected override get ownOptions(): readonly string[] {
    return this.definition.options ?? []
  }

  override problems(): string[] {
    const fine = this.stored instanceof BaseField && this.stored.hasColumn
    return [...super.problems(), ...(fine ? this.stored.problems() : ['`stored` has to give a field with a column.'])]
  }

  override get databases(): readonly DatabaseName[] | null {
    return this.stored.databases
  }

  protected convert(value: unknown): unknown {
    return this.definition.clean(value, this.#options)
  }

  protected override builtInValidators(): readonly Validator[] {
    return (this.definition.validators?.(this.#options) ?? []) as readonly Validator[]
  }

  protected schema(): SchemaPart {
    const { kind, format, maxLength, min, max, maxDigits, decimalPlaces } = this.stored.describe()
    const known = Object.entries({ format, maxLength, min, max, maxDigits, decimalPlaces })
    const part = Object.fromEntries(known.filter(([, value]) => value !== undefined))
    return { kind, ...part, ...this.definition.describe?.(this.#options) }
  }

  override codec(database: DatabaseName): Codec {
    let codec = this.#codecs.get(database)
    if (codec === undefined) this.#codecs.set(database, (codec = this.#makeCodec(database)))
    return codec
  }

  #makeCodec(database: DatabaseName): Codec {
    const { toStored, fromStored } = this.definition
    const options = this.#options
    const { stored } = this
    const { encode, store, decode, wide } = stored.codec(database)
    const as = (convert: Codec['encode']) => (value: unknown) => {
      const plain = stored.clean(toStored === undefined ? value : toStored(value, options))
      return convert === undefined || plain === null ? plain : convert(plain as never)
    }
    const from = (raw: unknown) => {
      const plain = decode === undefined ? raw : decode(raw as never)
      return fromStored === undefined ? plain : fromStored(plain as {}, options)
    }
    return { encode: as(encode), store: as(store ?? encode), decode: from, ...(wide ? { wide } : {}) } as Codec
  }

  override get lookups(): LookupTable {
    const own = Object.entries(this.definition.lookups ?? {})
    if (own.length === 0) return this.stored.lookups
    this.#lookups ??= new Map([
      ...this.stored.lookups,
      ...own.map(([name, { with: operand = 'value' }]): [string, LookupOperand] => [name, operand]),
    ])
    return this.#lookups
  }

  override lookupSql(name: string, database: DatabaseName): SqlPieces | null {
    const { lookups } = this.definition
    if (lookups === undefined || !Object.hasOwn(lookups, name)) return this.stored.lookupSql?.(name, database) ?? null
    return pieces(lookups[name]!.sql, database)
  }

  override transform(name: string): Transform | null {
    const { transforms } = this.definition
    if (transforms === undefined || !Object.hasOwn(transforms, name)) return this.stored.transform(name)
    const { sql, output } = transforms[name]!
    return {
      name,
      arguments: [],
      output: output as BaseField,
      sql: (database) => pieces(sql, database),
    }
  }

  columnType(database: DatabaseName): string | null {
    return this.definition.columnType?.(database, this.#options) ?? this.stored.columnType(database)
  }

  override relatedColumnType(database: DatabaseName): string | null {
    return this.definition.columnType?.(database, this.#options) ?? this.stored.relatedColumnType(database)
  }
}

/** Texts, with 0 for the column and 1 for what it is compared with. Null where the database has none. */
function pieces(sql: CustomSql, database: DatabaseName): SqlPieces | null {
  const text = typeof sql === 'string' ? sql : (sql[database] ?? sql.default)
  if (text === undefined) return null
  return text.split(/(\{value\}|\{given\})/).map((part) => (part === '{value}' ? 0 : part === '{given}' ? 1 : part))
}

const names = /^[a-z][A-Za-z0-9]*$/
const words = /^[a-z0-9]+(?:_[a-z0-9]+)*$/i

/** The function that makes fields of a kind, `money({ currency: 'EUR', null: true })`. Types are the caller's: `customField`. */
export function fieldFunction(given: Loose, builtIn: (type: string) => boolean): (options?: FieldOptions) => BaseField {
  const problem = problemOf(given, builtIn)
  if (problem !== null) throw ormErrors.BAD_CUSTOM_FIELD({ type: String(given?.type), problem })
  const definition = Object.freeze({ ...given })
  class Custom extends CustomField {
    readonly definition = definition
    readonly type = definition.type
  }
  Object.defineProperty(Custom, 'name', { value: `${definition.type}Field` })
  return Object.assign((options: FieldOptions = {}) => new Custom(options), { [customClass]: Custom })
}

function problemOf(given: Loose, builtIn: (type: string) => boolean): string | null {
  if (typeof given !== 'object' || given === null) return 'it takes an object: `{ type, stored, clean }`'
  if (typeof given.type !== 'string' || !names.test(given.type)) return '`type` has to be a name in camelCase'
  if (builtIn(given.type)) return 'there is a field of this type already'
  if (typeof given.stored !== 'function') return '`stored` is missing: a function that gives the field that stores it'
  if (typeof given.clean !== 'function') return '`clean` is missing: a function that makes a value'
  for (const name of [...Object.keys(given.lookups ?? {}), ...Object.keys(given.transforms ?? {})])
    if (!words.test(name)) return `'${name}' cannot be part of a path`
  return null
}

/** The class behind a function that `customField` made, or behind a field; null for anything else. */
export function customClassOf(value: unknown): FieldClass | null {
  if (value instanceof CustomField) return value.constructor as FieldClass
  return typeof value === 'function' && customClass in value ? (value[customClass] as FieldClass) : null
}
