import type { Decimal } from 'decimal.js'
import type { StoredFile } from '../fields/file/stored-file.ts'
import type { AnyExpression, Evaluated } from './expressions.ts'
import type { Explained, NoField, NoKey, NoLookup, Wrong } from './mistakes.ts'
import type { condition, kind, meaning, subquery } from './symbols.ts'
import type { Columns, Custom, Far, Held, PkOf, Plain, Ref, Relations } from './values.ts'

/** A queryset as the right side of `in`. */
export interface Subquery {
  readonly [subquery]: true
}

interface AnyLookups<T> {
  exact: T
  in: readonly NonNullable<T>[] | Subquery
  isnull: boolean
}
interface OrderLookups<T> {
  gt: T
  gte: T
  lt: T
  lte: T
  range: readonly [T, T]
}
interface TextLookups {
  iexact: string
  contains: string
  icontains: string
  startswith: string
  istartswith: string
  endswith: string
  iendswith: string
  regex: string
  iregex: string
  search: string
  trigram_similar: string
  trigram_word_similar: string
  trigram_strict_word_similar: string
}
interface DateParts {
  year: number
  iso_year: number
  quarter: number
  month: number
  week: number
  day: number
  week_day: number
  iso_week_day: number
}
interface TimeParts {
  hour: number
  minute: number
  second: number
}
interface MomentParts extends DateParts, TimeParts {
  date: string
  time: string
}
/** What JSON can hold. */
export type Json = {} | null
interface JsonLookups {
  exact: Json
  isnull: boolean
  contains: Json
  contained_by: Json
  has_key: string
  has_keys: readonly string[]
  has_any_keys: readonly string[]
}
type MarkedLookups<V, T, Mark> = [Mark] extends ['date' | undefined]
  ? AnyLookups<V> & OrderLookups<T> & DateParts
  : [Mark] extends ['time' | undefined]
    ? AnyLookups<V> & OrderLookups<T> & TimeParts
    : AnyLookups<V> & OrderLookups<T>

/** What a column of this type compares with, by lookup. Numbers are compared with numbers; only text has text lookups. */
export type LookupsOf<V, T = NonNullable<V>> = typeof kind extends keyof T
  ? NonNullable<T[typeof kind]> extends Custom<infer S, infer L, infer X>
    ? AnyLookups<OrName<V>> &
        OrderLookups<OrName<T>> &
        (NonNullable<S> extends string ? TextLookups : {}) &
        OwnLookups<T, L, X>
    : MarkedLookups<V, T, T[typeof kind]>
  : T extends string
    ? AnyLookups<V> & OrderLookups<T> & TextLookups
    : T extends number
      ? AnyLookups<V> & OrderLookups<T>
      : T extends boolean
        ? AnyLookups<V>
        : T extends bigint
          ? AnyLookups<V | number> & OrderLookups<T | number>
          : T extends Date
            ? AnyLookups<V> & OrderLookups<T> & MomentParts
            : T extends Decimal
              ? AnyLookups<V | number | string> & OrderLookups<T | number | string>
              : T extends Uint8Array
                ? AnyLookups<V>
                : JsonLookups
/** Files are found by their names, too. */
type OrName<V> = [Extract<V, StoredFile>] extends [never] ? V : V | string
type OwnLookups<T, L, X> = {
  [K in keyof L]: L[K] extends { readonly with: 'text' }
    ? string
    : L[K] extends { readonly with: 'number' }
      ? number
      : T
} & { [K in keyof X]: X[K] extends { readonly output: infer O } ? Plain<O> : never }
type OwnTransforms<V> = typeof kind extends keyof NonNullable<V>
  ? NonNullable<NonNullable<V>[typeof kind & keyof NonNullable<V>]> extends Custom<unknown, unknown, infer X>
    ? X
    : {}
  : {}
/** The lookups that compare a part (`year`, `date`) further. */
type PartLookups<T> = AnyLookups<T> & OrderLookups<T>
interface RelationLookups<R> {
  exact: Ref<R> | PkOf<R> | null
  in: readonly (Ref<R> | PkOf<R>)[] | Subquery
  isnull: boolean
}
type KeyLookups<K> = AnyLookups<K> & OrderLookups<K>

/** Is this a document, whose keys are steps of a path? */
type IsJson<V> = unknown extends V
  ? true
  : NonNullable<V> extends string | number | boolean | bigint | Date | Decimal | Uint8Array
    ? false
    : typeof kind extends keyof NonNullable<V>
      ? false
      : true

/**
 * What a path inside a document compares with: keys and positions, then a lookup of the value there. Read one segment at a
 * time, so that a document whose type names itself costs no more than what was written. Lists have lookups of
 * their own (`tags__len`), which are known at run time.
 */
type InDocument<V, P extends string> = unknown extends V
  ? Json
  : P extends `${infer H}__${infer T}`
    ? Entry<NonNullable<V>, H> extends infer E
      ? [E] extends [Wrong]
        ? E
        : InValue<E, T>
      : never
    : Entry<NonNullable<V>, P> extends infer E
      ? [E] extends [Wrong]
        ? E
        : E | AnyExpression | null
      : never
type InValue<E, T extends string> = unknown extends E
  ? Json
  : IsJson<E> extends true
    ? T extends keyof JsonLookups
      ? JsonLookups[T]
      : InDocument<E, T>
    : T extends keyof LookupsOf<E>
      ? LookupsOf<E>[T] | AnyExpression
      : NoLookup<T, NonNullable<E>>
type Entry<N, H extends string> = N extends readonly (infer E)[]
  ? H extends `${number}`
    ? E
    : Json
  : H extends keyof N
    ? Exclude<N[H], undefined>
    : NoKey<H, N>

/** What may stand on the right of column `V` with lookup `L`, which may have a part before it: `year__gte`. */
export type Compared<V, L extends string> = L extends keyof LookupsOf<V>
  ? LookupsOf<V>[L] | AnyExpression
  : IsJson<V> extends true
    ? InDocument<V, L>
    : L extends `${infer Part}__${infer Next}`
      ? Part extends keyof (DateParts & MomentParts) & keyof LookupsOf<V>
        ? Next extends keyof PartLookups<MomentParts[Part]>
          ? PartLookups<MomentParts[Part]>[Next] | AnyExpression
          : NoLookup<Next, MomentParts[Part]>
        : Part extends keyof OwnTransforms<V>
          ? OwnTransforms<V>[Part] extends { readonly output: infer O }
            ? Compared<Plain<O>, Next>
            : never
          : NoLookup<L, V>
      : NoLookup<L, V>

/** What may stand at `path` in `filter`: read one segment at a time, so depth costs nothing until it is written. */
export type Comparable<M, P extends string> =
  P extends Columns<M>
    ? [Far<M[P]>] extends [never]
      ? Compared<Plain<M[P]>, 'exact'>
      : RelationLookups<Far<M[P]>>['exact'] | AnyExpression
    : P extends 'pk'
      ? PkOf<M> | AnyExpression
      : P extends `${infer H}__${infer T}`
        ? H extends Columns<M>
          ? [Far<M[H]>] extends [never]
            ? Compared<Plain<M[H]>, T>
            : T extends keyof RelationLookups<unknown>
              ? RelationLookups<Far<M[H]>>[T]
              : Comparable<Far<M[H]>, T>
          : H extends 'pk'
            ? KeyCompared<PkOf<M>, T>
            : H extends `${infer R}_id`
              ? R extends Held<M>
                ? KeyCompared<PkOf<Far<M[R]>>, T>
                : NoField<H, M>
              : NoField<H, M>
        : P extends `${infer R}_id`
          ? R extends Held<M>
            ? PkOf<Far<M[R]>> | Extract<M[R], null> | AnyExpression
            : NoField<P, M>
          : NoField<P, M>
type KeyCompared<K, L extends string> = L extends keyof KeyLookups<K>
  ? KeyLookups<K>[L] | AnyExpression
  : NoLookup<L, K>

/** The paths that an editor offers; deeper ones are typed by hand and checked all the same. */
export type NearLookups<M> = {
  [K in Columns<M>]:
    | K
    | `${K}__${([Far<M[K]>] extends [never] ? keyof LookupsOf<M[K]> : keyof RelationLookups<unknown>) & string}`
}[Columns<M>]
export type NearColumns<M> =
  | Columns<M>
  | `${Held<M>}_id`
  | { [K in Relations<M>]: `${K}__${Columns<Far<M[K]>>}` }[Relations<M>]

/**
 * What may stand at `path`, annotations included, or `never`-like mistakes. A model's own columns answer before annotations, which
 * may not have their names. Annotations stay apart from `M`: a merged type is computed anew at every call.
 */
type Either<M, A, P extends string> =
  Comparable<M, P> extends infer C
    ? [C] extends [Wrong]
      ? P extends keyof A
        ? Compared<A[P], 'exact'>
        : P extends `${infer H extends keyof A & string}__${infer L}`
          ? Compared<A[H], L>
          : C
      : C
    : never

/** Lookups joined by `and`, `or` and `not`; holds the lookups that were written, so that a model can check them. */
export interface Condition<L> {
  readonly [condition]: L
  and<const R extends object>(other: R): Condition<L | Inside<R>>
  or<const R extends object>(other: R): Condition<L | Inside<R>>
  /** One of them holds, and not the other. */
  xor<const R extends object>(other: R): Condition<L | Inside<R>>
  not(): Condition<L>
}
type Inside<R> = R extends { readonly [condition]: infer L } ? L : R
export type Checks<M, A, L> = L extends unknown ? { [K in keyof L]: K extends string ? Either<M, A, K> : never } : never

/** What an editor offers in `filter`: names, and for a name the values that it takes. */
export type Offered<M, A> = {
  readonly [K in NearLookups<M> | NearColumns<M> | (keyof A & string)]?: Either<M, A, K> | {} | null
}
/** Checks the names that were written, and no others. */
export type Lookups<M, A, L> = Offered<M, A> &
  (L extends { readonly [condition]: infer C }
    ? { readonly [condition]: Checks<M, A, C> }
    : { readonly [K in keyof L]: K extends string ? Checked<M, A, K, L[K], Either<M, A, K>> : never })

type Checked<M, A, K extends string, V, C> = V extends C
  ? V extends { readonly [meaning]: infer X }
    ? Measured<M, A, K, C, X, V>
    : V
  : Refused<C, K>
type Refused<C, K extends string> = [C] extends [Wrong]
  ? Explained<C>
  : Wrong<`'${K}' takes`, Exclude<C, AnyExpression>, ''>
type Measured<M, A, K extends string, C, X, V> =
  Evaluated<M, A, X> extends infer E
    ? [E] extends [Wrong]
      ? Explained<E>
      : unknown extends E
        ? V
        : E extends C | null
          ? V
          : Refused<C, K>
    : never
