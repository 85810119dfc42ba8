import type { Decimal } from 'decimal.js'
import type { FileValue, StoredFile } from '../fields/file/stored-file.ts'
import type { KeyedModel } from '../model.ts'
import type { DeleteResult } from '../runtime.ts'
import type { OrderTerm } from './expressions.ts'
import type { Lookups } from './lookups.ts'
import type { Paths } from './paths.ts'
import type { QuerySet } from './queryset.ts'
import type { filled, generic, kind, many, one, reversed } from './symbols.ts'
import type { Given } from './writing.ts'

/** A column that `create` may leave out: the model or the database fills it. Reads and writes as `T`. */
export type Default<T> = T & { readonly [filled]?: true }
/** The column that is the key, where it is not the implicit `id`. */
export type Key<T> = T & { readonly [filled]?: 'key' }
/** A key that fills itself: counted by the database, or with a default. */
export type FilledKey<T> = T & { readonly [filled]?: 'filledKey' }

/** 'YYYY-MM-DD'. Any string is one to the compiler; the mark gives it a date's lookups. */
export type DateString = string & { readonly [kind]?: 'date' }
/** 'HH:MM:SS[.ffffff]'. Any string is one to the compiler; the mark gives it a time's lookups. */
export type TimeString = string & { readonly [kind]?: 'time' }
/** 36 characters in lower case. Any string is one to the compiler; the mark keeps text lookups away. */
export type UuidString = string & { readonly [kind]?: 'uuid' }

/** The mark of a custom field: what stores it, and the lookups and transforms that it brings along. */
export interface Custom<S, L, X> {
  readonly stored: S
  readonly lookups: L
  readonly transforms: X
}

/** Another model's row, of which only the key is known until it is loaded. A loaded row is one too. */
export interface Ref<M> {
  readonly [one]: M
  readonly pk: PkOf<M>
  /** Reads the row; for every row that was fetched together with this one, in one query. */
  load(): Promise<Row<M>>
}

/** The row at the far end of somebody else's one-to-one, or nothing. */
export interface One<M> {
  readonly [one]: M
  readonly [reversed]: true
  /** Reads the row, null where there is none; for every row that was fetched together with this one, in one query. */
  load(): Promise<Row<M> | null>
}

/** A row of a model that the types do not know. */
export interface SomeRow {
  readonly pk: unknown
  load(): Promise<object>
  save(): Promise<object>
  delete(): Promise<DeleteResult>
  validate(): Promise<void>
  toJSON(): Record<string, unknown>
}

/**
 * A row of any of the models `M`, of which only the key is known until it is loaded. Any loaded row is one too. `N` are the
 * fields that it is kept in.
 */
export interface Generic<M, N extends string> {
  readonly [one]: M
  readonly [generic]?: N
  readonly pk: unknown
  /** Reads the row, null where there is none any more; for every row that was fetched together, one query a model. */
  load(): Promise<M | null>
}

/** A row, or the key of one. */
export type RowOrKey<M> = Ref<M> | PkOf<M>

/** Values of a link model's own fields, for links that are made; functions are called. */
export interface Through {
  readonly through?: Readonly<Record<string, unknown>>
}

/** The rows at the far end of a many-to-many or of a reversed foreign key. */
// Its iterator is a method, not a base: bases are resolved at once, and would walk every model from every other.
export interface Many<M> {
  readonly [many]: M
  [Symbol.asyncIterator](): AsyncIterator<Row<M>>
  all(): QuerySet<M, Row<M>>
  filter<const L extends object>(lookups: L & Lookups<M, {}, L>): QuerySet<M, Row<M>>
  exclude<const L extends object>(lookups: L & Lookups<M, {}, L>): QuerySet<M, Row<M>>
  get<const L extends object>(lookups: L & Lookups<M, {}, L>): Promise<Row<M>>
  first(): Promise<Row<M> | null>
  count(): Promise<number>
  exists(): Promise<boolean>
  last(): Promise<Row<M> | null>
  orderBy<const P extends readonly (string | OrderTerm)[]>(...paths: Paths<M, P>): QuerySet<M, Row<M>>
  /** Whether a row belongs here. */
  contains(row: M): Promise<boolean>
  /** Makes a row that belongs here; what points back is filled in. */
  create(values: Given<M>, options?: Through): Promise<Row<M>>
  /** The row that belongs here and matches, or a new one that does. */
  getOrCreate<const L extends object>(
    lookups: L & Lookups<M, {}, L>,
    defaults?: Defaults<M>,
    options?: Through,
  ): Promise<[row: Row<M>, created: boolean]>
  /** The same; a row that was there gets the defaults. */
  updateOrCreate<const L extends object>(
    lookups: L & Lookups<M, {}, L>,
    defaults?: Defaults<M>,
    options?: Through,
  ): Promise<[row: Row<M>, created: boolean]>
  /** Adds rows, or keys of rows, that are not there yet. Options come last. */
  add(...rows: RowOrKey<M>[]): Promise<void>
  add(...rows: [...rows: RowOrKey<M>[], options: Through & { readonly bulk?: boolean }]): Promise<void>
  /** Takes rows out. The rows of a reversed foreign key stay in the database, with null in it. */
  remove(...rows: RowOrKey<M>[]): Promise<void>
  /** Makes these the rows: adds what is missing, takes out the rest; with `clear` takes out all of them first. */
  set(rows: readonly RowOrKey<M>[], options?: Through & { readonly clear?: boolean }): Promise<void>
  /** Takes all rows out. */
  clear(): Promise<void>
  /** The rows; for every row that was fetched together with this one, in one query. */
  load(): Promise<readonly Row<M>[]>
}

// ---- what the properties of a model are ----------------------------------------------------------------------------

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
// biome-ignore lint/suspicious/noExplicitAny: a constraint that every function meets
type Method = (...args: any) => any
type Own<M> = Exclude<keyof M & string, keyof KeyedModel>
// Few models have methods or getters: all properties are asked at once, and one by one only where there is one.
type Free<M, K extends keyof M> = unknown extends M[K]
  ? { [P in K]: M[P] extends Method ? never : P }[K]
  : [Extract<M[K], Method>] extends [never]
    ? K
    : { [P in K]: M[P] extends Method ? never : P }[K]
type IfWritable<M, K extends keyof M> = Same<{ [P in K]: M }, { -readonly [P in K]: M }> extends true ? K : never
type Writable<M, K extends keyof M> =
  Same<{ [P in K]: M }, { -readonly [P in K]: M }> extends true ? K : { [P in K]: IfWritable<M, P> }[K]
/**
 * The names of a model's fields, relations included. A field is a public writable property: getters, methods and
 * `readonly` properties are the class's own.
 */
export type Columns<M> = Writable<M, Free<M, Own<M>>>

/** The model at the far end, or never for a plain column. */
export type Far<V> =
  NonNullable<V> extends { readonly [many]: infer R }
    ? R
    : NonNullable<V> extends { readonly [one]: infer R }
      ? R
      : never
/** The names of a model's relations. */
export type Relations<M> = { [K in Columns<M>]: M[K] extends OneOf | ManyOf | null ? K : never }[Columns<M>]
/** Relations with at most one row at the far end, from either side. */
export type ToOne<M> = { [K in Columns<M>]: M[K] extends OneOf | null ? K : never }[Columns<M>]
/** Relations whose key this model's table holds: foreign keys and one-to-ones. */
export type Held<M> = {
  [K in Columns<M>]: M[K] extends OneOf | null
    ? M[K] extends ReversedOf | null
      ? never
      : typeof generic extends keyof NonNullable<M[K]>
        ? never
        : K
    : never
}[Columns<M>]
interface OneOf {
  readonly [one]: unknown
}
interface ManyOf {
  readonly [many]: unknown
}
interface ReversedOf {
  readonly [reversed]: true
}

/** The value without the marks. */
export type Plain<V> =
  V extends Default<infer T> ? T : V extends Key<infer T> ? T : V extends FilledKey<infer T> ? T : V

/** The value of a model's key: `id`, or the field that says `primaryKey`. */
export type PkOf<M> = M extends { id: infer I } ? Plain<I> : KeyValue<M, keyof M & string>
type KeyValue<M, K extends keyof M> = {
  [P in K]: P extends 'pk'
    ? never
    : typeof filled extends keyof M[P]
      ? [NonNullable<M[P][typeof filled & keyof M[P]]>] extends ['key' | 'filledKey']
        ? [Far<M[P]>] extends [never]
          ? Plain<M[P]>
          : PkOf<Far<M[P]>>
        : never
      : never
}[K]

/** The stored keys of a row's relations: `author_id` beside `author`. */
export type Keys<M> = { [K in Held<M> as `${K}_id`]: PkOf<Far<M[K]>> | Extract<M[K], null> }
/** A row as queries give it: the model, with the stored keys of its relations. */
export type Row<M> = M & Keys<M>

// ---- what is written ----------------------------------------------------------------------------------------------

/** What a column takes: its value; of a relation the row or its key; of a decimal also its text or a number. */
export type Written<V> = [Far<V>] extends [never]
  ? NonNullable<V> extends Decimal
    ? Plain<V> | string | number
    : [Extract<V, StoredFile>] extends [never]
      ? Plain<V>
      : FileValue | Extract<V, null>
  : typeof generic extends keyof NonNullable<V>
    ? V
    : V | PkOf<Far<V>>
/** Columns that can be written: not the far ends that other tables hold. */
export type Spare<M> = {
  [K in Columns<M>]: NonNullable<M[K]> extends { readonly [many]: unknown } | { readonly [reversed]: true } ? never : K
}[Columns<M>]
/** Columns that `create` asks for. */
export type Needed<M> = {
  [K in Spare<M>]: null extends M[K]
    ? never
    : M[K] extends { readonly [filled]?: infer F }
      ? unknown extends F
        ? K
        : [F] extends ['key' | undefined]
          ? K
          : never
      : K
}[Spare<M>]
/** What `create` takes: columns without a default, then those with one or null; relations as rows or keys. */
export type Values<M> = { [K in Needed<M>]: Written<M[K]> } & { [K in Exclude<Spare<M>, Needed<M>>]?: Written<M[K]> }
/** Values for a row that may have to be made; a function is called where it is. */
export type Defaults<M> = {
  readonly [K in keyof Given<M>]?: Exclude<Given<M>[K], undefined> | (() => Exclude<Given<M>[K], undefined>)
}
