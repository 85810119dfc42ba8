import type { Decimal } from 'decimal.js'
import type { Label, Validator } from '../../../base/schema/index.ts'
import type { OnDelete } from '../../query/index.ts'
import type { StoredFile } from '../fields/file/stored-file.ts'
import type { StandardSchema } from '../fields/json/standard-schema.ts'
import type { Expression } from './expressions.ts'
import type { kind } from './symbols.ts'
import type {
  Custom,
  DateString,
  Default,
  FilledKey,
  Generic,
  Key,
  Many,
  One,
  Plain,
  Ref,
  SomeRow,
  TimeString,
  UuidString,
} from './values.ts'

/** What every field takes. */
export interface ColumnOptions<T> {
  /** May be empty in the database: the value's type gets `| null`. False unless said. */
  readonly null?: boolean
  /** May be left empty in a form. Text that may be blank is '' where nothing is given. */
  readonly blank?: boolean
  /** The value of new rows, or a function that makes it. */
  readonly default?: T | null | (() => T | null)
  /** What the database gives to new rows that name none: a value, or an expression such as `Now()`. */
  readonly dbDefault?: T | AnyExpression
  readonly unique?: boolean
  /** An index of its own. */
  readonly index?: boolean
  /** The key of the model, instead of the implicit `id`. */
  readonly primaryKey?: boolean
  /** The values that are allowed, or an object of values and what a person reads for them. */
  readonly choices?: readonly T[] | Readonly<Record<string, Label>>
  /** Functions that throw a `ValidationError`. Run by forms and `row.validate()`. */
  readonly validators?: readonly Validator<T>[]
  /** The human name, lower case; made of the property where left out. */
  readonly label?: Label
  /** A sentence beside the input. */
  readonly help?: Label
  /** The column's name in the database, where it is not the property in snake_case. */
  readonly column?: string
  /** What PostgreSQL and MariaDB say of the column to people. */
  readonly comment?: string
  /** False keeps it out of forms and the admin. */
  readonly editable?: boolean
  /** Kept out of JSON, logs, filters, exports and error pages. */
  readonly secret?: boolean
}
export interface TextOptions extends ColumnOptions<string> {
  /** In characters. */
  readonly maxLength?: number
}
export interface CharOptions extends ColumnOptions<string> {
  /** In characters. */
  readonly maxLength: number
}
export interface SlugOptions extends TextOptions {
  /** Letters of every script, not ASCII alone. */
  readonly allowUnicode?: boolean
}
export interface FileOptions extends Omit<ColumnOptions<string>, 'validators' | 'primaryKey' | 'choices'> {
  /** Of the name, in characters. Default: 100. */
  readonly maxLength?: number
  /** The project's storage that has the files. Default: 'default'. */
  readonly storage?: string
  /**
   * The folder of new files, with parts of the date in UTC ('articles/%Y/%m/'), or a function that gives the whole name for a row and the
   * safe name of what came. The storage makes it safe and free. A class cannot say in its own fields what its rows are: name the class, `(row: Photo, name) => …`.
   */
  readonly uploadTo?: string | ((row: never, name: string) => string)
  /** In bytes. Default: no limit but that of bodies. */
  readonly maxSize?: number
  /** Kinds that are accepted, as HTML's `accept` has them: ['application/pdf', '.csv']. The content has to be of such a kind. */
  readonly types?: readonly string[]
  /** Functions that throw a `ValidationError`; a name is given as a file of that name. */
  readonly validators?: readonly Validator<StoredFile>[]
  /** Files stay in the storage where rows go, or get others. Default: they go once that is committed. */
  readonly keepOld?: boolean
}
export interface ImageOptions extends FileOptions {
  /** The fields of the model that hold the size, which saving the row fills in. */
  readonly widthField?: string
  readonly heightField?: string
  /** In pixels. */
  readonly maxWidth?: number
  readonly maxHeight?: number
  /** Width times height. Default: 100,000,000. */
  readonly maxPixels?: number
  /** Media types. Default: JPEG, PNG, GIF, WebP and AVIF. */
  readonly formats?: readonly string[]
}
export interface FilePathOptions extends TextOptions {
  /** The directory to choose from: an absolute path, or a function that gives it. */
  readonly path: string | (() => string)
  /** A regular expression that the names of files have to match. */
  readonly match?: string
  /** Also what lies in directories below. */
  readonly recursive?: boolean
  /** Files may be chosen; true unless said. */
  readonly allowFiles?: boolean
  /** Directories may be chosen; false unless said. */
  readonly allowFolders?: boolean
}
export interface DecimalOptions extends ColumnOptions<Decimal | string | number> {
  /** Digits in all, those after the point included. */
  readonly maxDigits: number
  /** Digits after the point. */
  readonly decimalPlaces: number
}
export interface MomentOptions<T> extends ColumnOptions<T> {
  /** Set to now at every save. */
  readonly autoNow?: boolean
  /** Set to now when the row is created. */
  readonly autoNowAdd?: boolean
}
export interface IpAddressOptions extends ColumnOptions<string> {
  readonly protocol?: 'both' | 'ipv4' | 'ipv6'
}
/** What a foreign key names instead of a row that is deleted: a key, a row, or nothing. */
type Instead = string | number | bigint | { readonly pk: unknown } | null
export interface RelationOptions {
  /** What happens to this row when the one that it names is deleted. */
  readonly onDelete: OnDelete | { readonly set: Instead | (() => Instead | Promise<Instead>) }
  readonly null?: boolean
  readonly blank?: boolean
  /** A key. */
  readonly default?: string | number | bigint | null | (() => string | number | bigint | null)
  readonly unique?: boolean
  /** Foreign keys are indexed unless this is false. */
  readonly index?: boolean
  readonly primaryKey?: boolean
  /** False leaves out the constraint in the database, not the column. */
  readonly constraint?: boolean
  /** The unique field of the other model that this one holds the values of; its key unless said. */
  readonly toField?: string
  /** Lookups, or a function that gives them, that narrow what forms offer. */
  readonly limitChoicesTo?: object | (() => object)
  readonly label?: Label
  readonly help?: Label
  readonly column?: string
  /** What PostgreSQL and MariaDB say of the column to people. */
  readonly comment?: string
  readonly editable?: boolean
}
export interface ManyToManyOptions {
  /** The model that links the two, with one foreign key to each; without it a link table is made. */
  readonly through?: Target<object>
  /** The properties of `through` that point here and there, where more than one could. */
  readonly throughFields?: readonly [near: string, far: string]
  /** The name of the automatic link table. */
  readonly table?: string
  /** Of a model to itself: who is a friend of mine has me as a friend. True unless said, or where `reverse` names the other side. */
  readonly symmetrical?: boolean
  /** Lookups, or a function that gives them, that narrow what forms offer. */
  readonly limitChoicesTo?: object | (() => object)
  readonly blank?: boolean
  readonly label?: Label
  readonly help?: Label
  readonly editable?: boolean
}
// biome-ignore lint/suspicious/noExplicitAny: any expression may stand here; the database decides
type AnyExpression = Expression<any>
export interface ArrayOptions<T> extends Omit<ColumnOptions<readonly T[]>, 'choices' | 'primaryKey'> {
  /** The most items. */
  readonly size?: number
}
export interface GeneratedOptions<T> {
  /** What the database computes, of other columns of the same row. */
  readonly expression: AnyExpression
  /** What the result is: a field as it would be declared by itself. */
  readonly output: T
  /** Kept in the table; else computed whenever it is read (SQLite only). */
  readonly stored: boolean
  readonly unique?: boolean
  readonly index?: boolean
  readonly label?: Label
  readonly help?: Label
  readonly column?: string
  /** What PostgreSQL and MariaDB say of the column to people. */
  readonly comment?: string
  readonly secret?: boolean
}
/** What makes fields of a custom kind: `money({ currency: 'EUR' })`. */
export type CustomFieldFunction<T, O extends object, K = {}> = {} extends O
  ? <const P extends ColumnOptions<T> & O>(options?: P) => Column<T & { readonly [kind]?: K }, P>
  : <const P extends ColumnOptions<T> & O>(options: P) => Column<T & { readonly [kind]?: K }, P>
/** What a schema of a validation library lets through. */
type Output<S> = S extends StandardSchema<infer T> ? T : never
/** The other model, in a function, because classes may name each other. */
// biome-ignore lint/suspicious/noExplicitAny: a constraint that every model class meets
export type Target<M> = () => abstract new (...args: any) => M

// ---- from options to the property's type ---------------------------------------------------------------------------

type Chosen<T, O> = O extends { readonly choices: readonly (infer C)[] }
  ? C
  : O extends { readonly choices: infer D }
    ? T extends number
      ? NumberKeys<keyof D>
      : keyof D & string
    : T
type NumberKeys<K> = K extends number ? K : K extends `${infer N extends number}` ? N : never
type Filled =
  | { readonly default: unknown }
  | { readonly dbDefault: unknown }
  | { readonly autoNow: true }
  | { readonly autoNowAdd: true }
type Nullable<O> = O extends { readonly null: true } ? null : never
type Marked<T, O, F> = O extends { readonly primaryKey: true }
  ? O extends F
    ? FilledKey<T>
    : Key<T>
  : O extends F
    ? Default<T>
    : T
export type Column<T, O> = Marked<Chosen<T, O>, O, Filled> | Nullable<O>
/** Text that may be blank is filled with ''. */
export type TextColumn<T, O> = Marked<Chosen<T, O>, O, Filled | { readonly blank: true }> | Nullable<O>
/** A file; '' or null for none where the field says that it may be empty. */
export type FileColumn<O> =
  | Marked<File, O, Filled | { readonly blank: true }>
  | (O extends { readonly blank: true } ? Default<'' & FileMark> : never)
  | Nullable<O>
/** The column of a file has the lookups of a text. */
interface FileMark {
  readonly [kind]?: Custom<string, {}, {}>
}
type File = StoredFile & FileMark
export type RefColumn<M, O> = Marked<Ref<M>, O, Filled> | Nullable<O>

/**
 * The fields of a model. Each function is typed as the value that a row holds, and is at run time the field's
 * description, read once when the model is first used.
 * Semantics: https://docs.djangoproject.com/en/stable/ref/models/fields/
 */
export interface FieldFunctions {
  /** A key of 32 bits that the database counts up. */
  auto<const O extends ColumnOptions<number> = { primaryKey: true }>(options?: O): FilledKey<number>
  /** A key of 64 bits that the database counts up: what the implicit `id` is. Read as `number`. */
  bigAuto<const O extends ColumnOptions<number> = { primaryKey: true }>(options?: O): FilledKey<number>
  /** Text up to `maxLength` characters. */
  char<const O extends CharOptions>(options: O): TextColumn<string, O>
  /** Text of any length. */
  text<const O extends TextOptions = {}>(options?: O): TextColumn<string, O>
  /** Letters, digits, hyphens and underscores; 50 characters unless said, and indexed. */
  slug<const O extends SlugOptions = {}>(options?: O): TextColumn<string, O>
  /** An e-mail address; 254 characters unless said. */
  email<const O extends TextOptions = {}>(options?: O): TextColumn<string, O>
  /** An absolute URL; 200 characters unless said. */
  url<const O extends TextOptions = {}>(options?: O): TextColumn<string, O>
  /** −32,768 to 32,767. */
  smallInteger<const O extends ColumnOptions<number> = {}>(options?: O): Column<number, O>
  /** −2,147,483,648 to 2,147,483,647. */
  integer<const O extends ColumnOptions<number> = {}>(options?: O): Column<number, O>
  /** 64 bits, as `bigint`. */
  bigInteger<const O extends ColumnOptions<bigint | number> = {}>(options?: O): Column<bigint, O>
  /** 0 to 32,767. */
  positiveSmallInteger<const O extends ColumnOptions<number> = {}>(options?: O): Column<number, O>
  /** 0 to 2,147,483,647. */
  positiveInteger<const O extends ColumnOptions<number> = {}>(options?: O): Column<number, O>
  /** 0 to 2^63 − 1, as `bigint`. */
  positiveBigInteger<const O extends ColumnOptions<bigint | number> = {}>(options?: O): Column<bigint, O>
  /** A number of double precision. */
  float<const O extends ColumnOptions<number> = {}>(options?: O): Column<number, O>
  boolean<const O extends ColumnOptions<boolean> = {}>(options?: O): Column<boolean, O>
  /** A number of fixed precision, as `Decimal` of decimal.js. */
  decimal<const O extends DecimalOptions>(options: O): Column<Decimal, O>
  /** A day, as 'YYYY-MM-DD'. */
  date<const O extends MomentOptions<string> = {}>(options?: O): Column<DateString, O>
  /** A moment, as `Date`, to the millisecond; in the database always UTC. */
  datetime<const O extends MomentOptions<Date> = {}>(options?: O): Column<Date, O>
  /** A time of day, as 'HH:MM:SS[.ffffff]'. */
  time<const O extends MomentOptions<string> = {}>(options?: O): Column<TimeString, O>
  /**
   * A length of time in milliseconds, fractions down to the microsecond: `new Date(+loan.taken + loan.period)`. Written also
   * as '4 05:15:30' or 'P4DT5H15M30S'.
   */
  duration<const O extends ColumnOptions<number | string> = {}>(options?: O): Column<number, O>
  uuid<const O extends ColumnOptions<string> = {}>(options?: O): Column<UuidString, O>
  /**
   * A document; `field.json<Settings>()` says what it holds. A schema of zod, valibot, arktype or any other library of
   * https://standardschema.dev says it and holds every document against it.
   */
  json<const S extends StandardSchema>(schema: S): Output<S>
  json<const S extends StandardSchema, const O extends Omit<ColumnOptions<Output<S>>, 'choices'>>(
    options: O & { readonly schema: S },
  ): Column<Output<S>, O>
  json<T = unknown>(options: ColumnOptions<T> & { readonly null: true }): T | null
  json<T = unknown>(options: ColumnOptions<T> & { readonly default: T | (() => T) }): Default<T>
  json<T = unknown>(options?: ColumnOptions<T>): T
  /** An IPv4 or IPv6 address. */
  ipAddress<const O extends IpAddressOptions = {}>(options?: O): Column<string, O>
  /** A picture in a storage; the column holds its name. */
  image<const O extends ImageOptions = {}>(options?: O & ImageOptions): FileColumn<O>
  /** A file in a storage; the column holds its name. */
  file<const O extends FileOptions = {}>(options?: O & FileOptions): FileColumn<O>
  /** The path of a file that lies on the server already, chosen from a directory. */
  filePath<const O extends FilePathOptions>(options: O): TextColumn<string, O>
  binary<const O extends ColumnOptions<Uint8Array> = {}>(options?: O): Column<Uint8Array, O>

  /**
   * A list of values of one kind, `field.array(field.char({ maxLength: 20 }))`. PostgreSQL alone: other databases refuse the model
   * at start-up.
   */
  array<T, const O extends ArrayOptions<T> = {}>(of: T, options?: O): Column<readonly Plain<T>[], O>
  /** The words of a text, prepared for searching; see `SearchVector`. PostgreSQL alone. */
  searchVector<const O extends ColumnOptions<string> = {}>(options?: O): Column<string, O>
  /** A column that the database computes from others of the same row. Nobody writes it; saving a row reads it back. */
  generated<T>(options: GeneratedOptions<T>): Default<T>

  /** Another model's row, which many of these may name. */
  foreignKey<M, const O extends RelationOptions>(to: Target<M>, options: O): RefColumn<M, O>
  /** Another model's row, which one of these at most may name. */
  oneToOne<M, const O extends RelationOptions>(to: Target<M>, options: O): RefColumn<M, O>
  /** Any number of rows of another model. */
  manyToMany<M>(to: Target<M>, options?: ManyToManyOptions): Many<M>
  /**
   * The far end of a foreign key or many-to-many that another model declares under the name `by`. A name that is no
   * relation to this model is refused at start-up.
   */
  // `by` asks for names only: asking which of them are relations makes the compiler walk every model from every other.
  reverse<M>(of: Target<M>, by: keyof M & string): Many<M>
  /** The far end of a one-to-one that another model declares under the name `by`. */
  reverseOne<M>(of: Target<M>, by: keyof M & string): One<M> | null
  /**
   * A row of any model, kept in two fields beside it: `type` names a foreign key to `ContentType`, `key` the field that
   * holds the row's key. `field.genericForeignKey<Book | Film>(…)` says which models there are; with the names of the two
   * fields as well, `<Book | Film, 'contentType' | 'objectId'>`, the types of `create` know which values a row stands for.
   */
  genericForeignKey<M = SomeRow, const N extends string = string>(type: N, key: N): Generic<M, N> | null
  /** The rows of another model that name this one with the generic foreign key `by`. They are deleted with it. */
  genericReverse<M>(of: Target<M>, by: keyof M & string): Many<M>
}
