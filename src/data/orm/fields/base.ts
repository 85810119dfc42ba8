import { wording } from '../../../base/context/index.ts'
import { didYouMean, NuagesError } from '../../../base/errors/index.ts'
import {
  type Choice,
  gettextNoop,
  isLazyLabel,
  issue,
  type Label,
  ValidationError,
  type Validator,
  type ValueSchema,
} from '../../../base/schema/index.ts'
import type {
  Codec,
  DatabaseName,
  Field,
  FieldState,
  GeneratedInfo,
  LookupTable,
  SqlPieces,
  Transform,
} from '../../query/index.ts'
import { walk } from '../shape.ts'
import { type AnyRow, isRow, keyOf } from '../state.ts'
import { columnLookups } from './lookups.ts'

/** The options of a field function as they are kept: the same for every kind of field, checked where they are used. */
export interface FieldOptions {
  readonly null?: boolean
  readonly blank?: boolean
  readonly default?: unknown
  /** A value or an expression that the database gives to new rows which name none. */
  readonly dbDefault?: unknown
  readonly unique?: boolean
  readonly index?: boolean
  readonly primaryKey?: boolean
  readonly choices?: readonly unknown[] | Readonly<Record<string, Label>>
  readonly validators?: readonly Validator<never>[]
  readonly label?: Label
  readonly help?: Label
  readonly column?: string
  readonly comment?: string
  readonly editable?: boolean
  readonly secret?: boolean
}

/** Where a field stands, once a registry has placed it in a model. */
export interface Binding {
  readonly property: string
  /** The label of the model at the other end, 'news.reporter'; null for a plain column. */
  readonly target: string | null
  /** The label of the link model of a many-to-many that names one. */
  readonly through: string | null
  /** The field that a foreign key holds the values of: the far model's key, or what `toField` names. */
  readonly key: BaseField | null
}

/** What a kind of field adds to the common part of `describe()`. */
export type SchemaPart = Pick<ValueSchema, 'kind'> & Partial<ValueSchema>

/** Same codec for all: the value passes as it is. */
export const plainCodec: Codec = Object.freeze({})

const noChoices: readonly Choice[] = []

/**
 * What all fields share. A kind of field is one folder with one subclass: its values, stored forms, lookups and
 * description. Semantics: https://docs.djangoproject.com/en/stable/ref/models/fields/
 */
export abstract class BaseField<O extends FieldOptions = FieldOptions> implements Field {
  abstract readonly type: string
  readonly options: O
  /** Null until a registry has placed the field. */
  readonly binding: Binding | null
  #schema: ValueSchema | null = null
  #validators: readonly Validator[] | null = null

  constructor(options: O, binding: Binding | null = null) {
    this.options = options
    this.binding = binding
  }

  /** The same field, knowing its place. Fields are shared between registries, so that none is ever changed. */
  bound(binding: Binding): this {
    return new (this.constructor as new (options: O, binding: Binding) => this)(this.options, binding)
  }

  /** Options of this kind of field beside the common ones. */
  protected get ownOptions(): readonly string[] {
    return []
  }

  /** What is wrong with the options, one sentence each; empty when all is well. */
  problems(): string[] {
    const known = [...commonOptions, ...this.ownOptions]
    const found = Object.keys(this.options)
      .filter((name) => !known.includes(name))
      .map((name) => `there is no option '${name}'${didYouMean(name, known)}.`)
    if (this.options.primaryKey && this.options.null) found.push('a primary key cannot be null.')
    return found
  }

  /** What is particular about this kind of value. */
  protected abstract schema(): SchemaPart
  /** From anything but null to the value that a row holds. Throws `ValidationError`. */
  protected abstract convert(value: unknown): unknown
  abstract columnType(database: DatabaseName): string | null

  /** False for relations that other tables hold. */
  get hasColumn(): boolean {
    return true
  }

  /** The databases that have such columns; null for all. */
  get databases(): readonly DatabaseName[] | null {
    return null
  }

  /** How a lookup of the field's own is written; null for those that the compiler knows. */
  lookupSql(_name: string, _database: DatabaseName): SqlPieces | null {
    return null
  }

  /** What messages call it. */
  protected get place(): string {
    return this.binding?.property ?? 'a field'
  }

  /** What the database computes the column from; null for one that rows write. */
  get generated(): GeneratedInfo | null {
    return null
  }

  /** May the column be null? */
  get nullable(): boolean {
    return this.options.null ?? false
  }

  /** The database gives new rows a value where they name none. */
  get hasDbDefault(): boolean {
    return this.options.dbDefault !== undefined
  }

  /** The type of a column that points at this one: without what only a key's own column needs. */
  relatedColumnType(database: DatabaseName): string | null {
    return this.columnType(database)
  }

  codec(_database: DatabaseName): Codec {
    return plainCodec
  }

  get lookups(): LookupTable {
    return columnLookups
  }

  transform(_name: string): Transform | null {
    return null
  }

  /** What of a row is meant where a value is asked for. */
  protected ofRow(row: AnyRow): unknown {
    return keyOf(row)
  }

  clean(value: unknown): unknown {
    if (value === null || value === undefined) return null
    try {
      return this.convert(isRow(value) ? this.ofRow(value) : value)
    } catch (error) {
      throw this.#refusal(error, value)
    }
  }

  /** What a value of a secret field was is not said; an object that throws where it is read is no value. */
  #refusal(error: unknown, value: unknown): unknown {
    if (error instanceof ValidationError) return this.options.secret === true ? error.withoutValues() : error
    if (error instanceof NuagesError || typeof value !== 'object') return error
    return Object.assign(new ValidationError(gettextNoop('The value cannot be read.')), { cause: error })
  }

  /** Validators that come with the kind of field and its limits. */
  protected builtInValidators(): readonly Validator[] {
    return []
  }

  /** Every validator of the field, the built-in ones first. */
  get validators(): readonly Validator[] {
    this.#validators ??= [...this.builtInValidators(), ...((this.options.validators ?? []) as readonly Validator[])]
    return this.#validators
  }

  /** Text fields may be empty without being null. */
  get emptyText(): boolean {
    return false
  }

  get hasDefault(): boolean {
    return this.options.default !== undefined || this.hasDbDefault || this.#mayBeEmpty
  }

  defaultValue(): unknown {
    const given = this.options.default
    if (typeof given === 'function') return this.clean(given())
    if (given !== undefined) return this.clean(given)
    return this.#mayBeEmpty && !this.hasDbDefault ? '' : undefined
  }

  /** An empty text is a value of the field, where nothing is given. */
  get #mayBeEmpty(): boolean {
    return this.emptyText && this.options.blank === true && !this.options.null
  }

  /** The choices with their labels, values converted; empty where any value goes. */
  get choices(): readonly Choice[] {
    const { choices } = this.options
    if (choices === undefined) return noChoices
    const pairs = Array.isArray(choices)
      ? choices.map((choice): [unknown, Label] =>
          Array.isArray(choice) ? [choice[0], asLabel(choice[1])] : [choice, String(choice)],
        )
      : Object.entries(choices as Record<string, Label>)
    return pairs.map(([value, label]) => choiceOf(this.clean(value) as Choice['value'], label))
  }

  /** The human name: `label`, else the property in words, 'published at', which catalogs may translate. */
  get label(): string {
    const { label } = this.options
    if (label !== undefined) return String(label)
    return this.binding === null ? '' : wording().gettext(words(this.binding.property))
  }

  describe(): ValueSchema {
    if (this.#schema !== null) return this.#schema
    const { options } = this
    const part = this.schema()
    const choices = this.choices
    const hasDefault = this.hasDefault
    const labelOf = () => this.label
    this.#schema = Object.freeze({
      type: this.type,
      null: options.null ?? false,
      blank: options.blank ?? false,
      hasDefault,
      ...(hasDefault && typeof options.default !== 'function' ? plainDefault(this.defaultValue()) : {}),
      ...(choices.length === 0 ? {} : { choices }),
      // Read when they are shown: they may be in several languages.
      get label() {
        return labelOf()
      },
      get help() {
        return String(options.help ?? '')
      },
      editable: options.editable ?? true,
      unique: (options.unique ?? false) || (options.primaryKey ?? false),
      secret: options.secret ?? false,
      validators: this.validators,
      ...part,
    })
    return this.#schema
  }

  /**
   * The options that differ from their defaults, as plain data. Code (validators, functions as defaults) stays with the
   * model: a migration describes tables.
   */
  deconstruct(): FieldState {
    const options: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(this.options)) {
      if (value === undefined || name === 'validators' || typeof value === 'function') continue
      if (value === commonDefaults[name as keyof typeof commonDefaults]) continue
      options[name] = plain(value)
    }
    return { type: this.type, options }
  }

  /**
   * Cleans a value and holds it against null, blank, choices and validators. Returns the clean value; throws
   * `ValidationError` with all that is wrong. Semantics: Django's `Field.clean`.
   */
  validate(value: unknown): unknown {
    const clean = this.clean(value)
    const { secret } = this.options
    if (clean === null) {
      if (this.options.null) return null
      throw new ValidationError(gettextNoop('This field cannot be null.'), { code: 'null' })
    }
    if (isEmpty(clean)) {
      if (this.options.blank || this.type === 'boolean') return clean
      throw new ValidationError(gettextNoop('This field cannot be blank.'), { code: 'blank' })
    }
    const choices = this.choices
    if (choices.length > 0 && !choices.some((choice) => same(choice.value, clean)))
      throw secret === true
        ? new ValidationError(gettextNoop('Value is not a valid choice.'), { code: 'invalid_choice', params: {} })
        : refusal(gettextNoop('Value %(value)r is not a valid choice.'), clean, 'invalid_choice')
    const issues = this.validators.flatMap((validator) => issuesOf(validator, clean))
    if (issues.length > 0)
      throw secret === true ? new ValidationError(issues).withoutValues() : new ValidationError(issues)
    return clean
  }
}

const commonOptions = [
  'null',
  'blank',
  'default',
  'dbDefault',
  'unique',
  'index',
  'primaryKey',
  'choices',
  'validators',
  'label',
  'help',
  'column',
  'comment',
  'editable',
  'secret',
]

const commonDefaults = {
  null: false,
  blank: false,
  unique: false,
  index: false,
  primaryKey: false,
  help: '',
  editable: true,
  secret: false,
}

/** 'publishedAt' and 'published_at' read 'published at'. */
export function words(name: string): string {
  let found = known.get(name)
  if (found === undefined) {
    found = name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
      .replace(/_+/g, ' ')
      .trim()
      .toLowerCase()
    known.set(name, found)
  }
  return found
}

/** Labels are read for every cell and control of a page; there are as many as properties of models. */
const known = new Map<string, string>()

/** The refusal of a value that cannot be of the field's kind. */
export function invalid(message: string, value: unknown, code = 'invalid'): ValidationError {
  return new ValidationError(message, { code, params: { value } })
}

/** The same with a message that shows the value as `%(value)s`: catalogs know it without the value. */
export function refusal(template: string, value: unknown, code = 'invalid'): ValidationError {
  return new ValidationError([{ ...issue(template, code, { value: shown(value) }), params: { value } }])
}

/** A value in a message, as Django quotes it. */
export function quoted(value: unknown): string {
  return `“${shown(value)}”`
}

/** How much of a text a message shows. */
const longest = 100

function shown(value: unknown): string {
  if (typeof value === 'bigint' && (value > 10n ** 30n || value < -(10n ** 30n))) return 'a number of many digits'
  try {
    const text = typeof value === 'object' && value !== null && !hasText(value) ? 'object' : String(value)
    return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text
  } catch {
    // A list of what has no text, or of itself; an object that throws.
    return 'object'
  }
}

/** Whether an object reads as a text of its own: a date, a decimal, a list, but no plain object. */
function hasText(value: object): boolean {
  return typeof value.toString === 'function' && value.toString !== Object.prototype.toString
}

/** Django's empty values: no text, no items, no keys. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0
}

function plainDefault(value: unknown): { readonly default?: unknown } {
  return value === undefined ? {} : { default: value }
}

function issuesOf(validator: Validator, value: unknown): ValidationError['issues'][number][] {
  try {
    ;(validator as Validator<unknown>)(value)
    return []
  } catch (error) {
    if (error instanceof ValidationError) return [...error.issues]
    throw error
  }
}

function asLabel(value: unknown): Label {
  return isLazyLabel(value) ? value : String(value)
}

function choiceOf(value: Choice['value'], label: Label): Choice {
  if (typeof label === 'string') return { value, label }
  return {
    value,
    get label() {
      return String(label)
    },
  }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof b === 'object' && b !== null && String(a) === String(b))
}

/** A value as JSON has it, so that a migration can write it down. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof BaseField) return value.deconstruct()
  // An expression: migrations know how to write one.
  if (typeof value === 'object' && value !== null && walk in value) return value
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  if (isLazyLabel(value)) return value.source
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
