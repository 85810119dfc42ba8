import type { Explained, Fields, NoField, NoLookup, NoRelation, NoToOne, Wrong } from './mistakes.ts'
import type { Columns, Far, Held, PkOf, Plain, Relations, Row, ToOne } from './values.ts'

/** What a path reads: `author__name` on Book is a string. */
export type PathValue<M, P extends string> =
  P extends Columns<M>
    ? [Far<M[P]>] extends [never]
      ? Plain<M[P]>
      : PkOf<Far<M[P]>> | Extract<M[P], null>
    : P extends 'pk'
      ? PkOf<M>
      : P extends `${infer H}__${infer T}`
        ? H extends Columns<M>
          ? [Far<M[H]>] extends [never]
            ? PartValue<M[H], T>
            : PathValue<Far<M[H]>, T> | Extract<M[H], null>
          : NoField<H, M>
        : P extends `${infer R}_id`
          ? R extends Held<M>
            ? PkOf<Far<M[R]>> | Extract<M[R], null>
            : NoField<P, M>
          : NoField<P, M>

type DatePart = 'year' | 'iso_year' | 'quarter' | 'month' | 'week' | 'day' | 'week_day' | 'iso_week_day'
type TimePart = 'hour' | 'minute' | 'second'
/** A part of a date-time, or anything inside a document. */
type PartValue<V, T extends string> =
  NonNullable<V> extends Date
    ? T extends DatePart | TimePart
      ? number | Extract<V, null>
      : T extends 'date' | 'time'
        ? string | Extract<V, null>
        : NoLookup<T, V>
    : NonNullable<V> extends string
      ? T extends DatePart | TimePart
        ? number | Extract<V, null>
        : NoLookup<T, V>
      : NonNullable<V> extends number | boolean | bigint
        ? NoLookup<T, V>
        : unknown

/** A path's value, or an annotation's: no annotation may have a column's name. */
export type Value<M, A, P extends string> = P extends keyof A ? A[P] : PathValue<M, P>

/** Each path, or in its place the sentence that says what is wrong with it. `-` turns the order. */
// A wrong step behind a relation that may be null is `Wrong | null`.
export type Paths<M, P extends readonly unknown[], A = {}> = {
  [I in keyof P]: P[I] extends string
    ? PathValue<M, Unsigned<P[I]>> extends Wrong | null
      ? Report<M, A, P[I], Unsigned<P[I]>>
      : P[I]
    : P[I]
}
type Unsigned<P> = P extends `-${infer N}` ? N : P & string
/** The same without a sign. */
export type ColumnPaths<M, P extends readonly string[], A = {}> = {
  [I in keyof P]: PathValue<M, P[I]> extends Wrong | null ? Report<M, A, P[I], P[I]> : P[I]
}
// Annotations answer last, so that the rest is computed once a model. Beside the sentence stand the model's own names:
// that is what an editor offers while a path is typed, and it costs nothing where all paths are right.
type Report<M, A, Written, N extends string> = N extends keyof A
  ? Written
  : string extends N
    ? Wrong<'A path is written out, or goes to untyped(model), for', M, ''> | Columns<M>
    : Extract<PathValue<M, N>, Wrong> extends infer W
      ? Explained<W> | Fields<M> | (keyof A & string)
      : never

// ---- loading relations ---------------------------------------------------------------------------------------------

/** Paths of to-one relations, or sentences. */
export type ToOnePaths<M, P extends readonly string[]> = { [I in keyof P]: CheckedToOne<M, P[I], P[I]> }
type CheckedToOne<M, P extends string, Ok> =
  P extends ToOne<M>
    ? Ok
    : P extends `${infer H}__${infer T}`
      ? H extends ToOne<M>
        ? CheckedToOne<Far<M[H]>, T, Ok>
        : Explained<NoToOne<H, M>> | ToOne<M>
      : Explained<NoToOne<P, M>> | ToOne<M>

/** Paths of relations of any kind, or sentences. */
export type RelationPaths<M, P extends readonly unknown[]> = {
  [I in keyof P]: P[I] extends string ? CheckedRelation<M, P[I], P[I]> : P[I]
}
type CheckedRelation<M, P extends string, Ok> =
  P extends Relations<M>
    ? Ok
    : P extends `${infer H}__${infer T}`
      ? H extends Relations<M>
        ? CheckedRelation<Far<M[H]>, T, Ok>
        : Explained<NoRelation<H, M>> | Relations<M>
      : Explained<NoRelation<P, M>> | Relations<M>

/** The relations that were loaded, as rows: added to the row's type. */
export type Loaded<M, P extends readonly unknown[]> = P extends readonly [infer First, ...infer Rest]
  ? (First extends string ? LoadedAt<M, First> : unknown) & Loaded<M, Rest>
  : unknown
type LoadedAt<M, P extends string> = P extends keyof M
  ? { readonly [K in P]: NonNullable<M[K]> extends { readonly [Symbol.asyncIterator]: unknown } ? M[K] : FarRow<M[K]> }
  : P extends `${infer H extends keyof M & string}__${infer T}`
    ? {
        readonly [K in H]: NonNullable<M[K]> extends { readonly [Symbol.asyncIterator]: unknown }
          ? M[K]
          : (FarRow<M[K]> & LoadedAt<Far<M[K]>, T>) | Extract<M[K], null>
      }
    : unknown
type FarRow<V> = Row<Far<V>> | Extract<V, null>
