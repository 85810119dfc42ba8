import type { Validator } from './validation.ts'

/** What kind of value: the neutral vocabulary in which model fields and form inputs describe themselves. */
export type ValueKind =
  | 'string'
  | 'text'
  | 'integer'
  | 'bigint'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'time'
  | 'datetime'
  | 'duration'
  | 'json'
  | 'binary'
  | 'file'
  | 'relation'
  /** A list of values of one kind: `items`. */
  | 'array'

/** How a string (or file) reads. */
export type ValueFormat = 'email' | 'url' | 'slug' | 'uuid' | 'ip' | 'ipv4' | 'ipv6' | 'password' | 'image' | 'path'

/** A text that is translated when it is shown: what `gettextLazy` of `nuages/i18n` makes. */
export interface LazyLabel {
  /** In the language in force here. */
  toString(): string
  /** As it was written, which is what migrations keep. */
  readonly source: string
}

/** A human text of a declaration: labels, help, choices. */
export type Label = string | LazyLabel

/** A label as it was written, in no other language. */
export function sourceOf(label: Label): string {
  return typeof label === 'string' ? label : label.source
}

/** True for a label that is translated when it is shown. */
export function isLazyLabel(value: unknown): value is LazyLabel {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { source?: unknown }).source === 'string' &&
    'in' in value
  )
}

/** One choice: what is stored and what a person reads. */
export interface Choice {
  readonly value: string | number | boolean | null
  readonly label: string
}

/** The other end of a relation, in neutral terms. */
export interface RelationSchema {
  /** `news.reporter`: app label and model name, lower case. */
  readonly model: string
  /** True where the value is a set of rows (many-to-many, reverse foreign key). */
  readonly many: boolean
}

/**
 * What a value is, without saying how it is stored, typed in or drawn: what a model field answers to `describe()`.
 * Forms, REST and the admin build inputs, schemas, cells and filters from it and never ask for a field's class.
 */
export interface ValueSchema {
  readonly kind: ValueKind
  /** The field's own registered name ('char', 'foreignKey', 'money'), by which a battery may look up a special treatment first. */
  readonly type: string
  readonly format?: ValueFormat
  /** May be null in the database. */
  readonly null: boolean
  /** May be left empty in a form. */
  readonly blank: boolean
  /** Has a default, so that it may be left out. */
  readonly hasDefault: boolean
  /** The default where it is a plain value (a function is called by whoever makes a row). */
  readonly default?: unknown
  /** Characters, counted as code points, as Django counts them. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly min?: number | string
  readonly max?: number | string
  readonly maxDigits?: number
  readonly decimalPlaces?: number
  readonly choices?: readonly Choice[]
  readonly relation?: RelationSchema
  /** What each value of an array is. */
  readonly items?: ValueSchema
  /** Of a file: in bytes. */
  readonly maxSize?: number
  /** Of a file: kinds that are accepted, as HTML's `accept` has them. */
  readonly accept?: readonly string[]
  /** Of a picture: formats as media types, and limits in pixels. */
  readonly image?: {
    readonly formats: readonly string[]
    readonly maxWidth?: number
    readonly maxHeight?: number
    readonly maxPixels: number
  }
  /** Human name, lower case as in Django: "published at". */
  readonly label: string
  readonly help: string
  readonly editable: boolean
  readonly unique: boolean
  /** Keep out of JSON, logs, filters, exports and error pages. */
  readonly secret: boolean
  /** Run on a cleaned, non-empty value. */
  readonly validators: readonly Validator[]
}
