import type { QuerySet } from './queryset.ts'
import type { filled, many, prefetched, reversed } from './symbols.ts'
import type { Columns, Far, Held, Row } from './values.ts'

// ---- columns -------------------------------------------------------------------------------------------------------

type KeyName<M> = M extends { id: unknown }
  ? 'id'
  : {
      [K in Columns<M>]: NonNullable<M[K]> extends { readonly [filled]?: infer F }
        ? [F] extends ['key' | 'filledKey' | undefined]
          ? K
          : never
        : never
    }[Columns<M>]
/** Columns of the model's own table. */
type Stored<M> = {
  [K in Columns<M>]: NonNullable<M[K]> extends { readonly [many]: unknown } | { readonly [reversed]: true } ? never : K
}[Columns<M>]
/** The column that a path begins with: `author` of `author__name` and of `author_id`. */
type Head<M, P extends string> = P extends `${infer H}__${string}`
  ? H
  : P extends `${infer H}_id`
    ? H extends Held<M>
      ? H
      : P
    : P
/** The column that a path is. */
type Own<M, P extends string> = P extends `${string}__${string}` ? never : Head<M, P>
/** The properties of a column: of a relation its stored key, too. */
type Properties<M, K> = K | (K extends Held<M> ? `${K}_id` : never)

/** The row `R` without the columns that `defer(…)` names. */
export type Deferred<M, R, P extends readonly string[]> = Omit<R, Properties<M, Exclude<Own<M, P[number]>, KeyName<M>>>>
/** The row `R` with the columns that `only(…)` names, and the key. */
export type Only<M, R, P extends readonly string[]> = P extends readonly []
  ? R
  : Omit<R, Properties<M, Exclude<Stored<M>, Head<M, P[number]> | KeyName<M>>>>

// ---- relations -----------------------------------------------------------------------------------------------------

/** What `Prefetch(…)` gives: a path, the queryset that chooses its rows, and the property to put them under. */
export interface PrefetchOf<P extends string, O extends PrefetchChoice> {
  readonly [prefetched]: readonly [P, O]
}
export interface PrefetchChoice {
  /** Narrows, orders or prepares what the last relation of the path gives; a slice counts for each row. */
  readonly rows?: QuerySetLike
  /** The property that the rows are put under, as a plain list (or row), instead of the relation. */
  readonly toAttr?: string
}
/** A queryset of whole rows of any model. */
export type QuerySetLike = PromiseLike<readonly object[]>

/** The properties that `toAttr` adds to the rows of `M`. */
export type Attached<M, P extends readonly unknown[]> = P extends readonly [infer First, ...infer Rest]
  ? (First extends PrefetchOf<infer Path, infer O> ? AttachedAs<M, Path, O> : unknown) & Attached<M, Rest>
  : unknown
type AttachedAs<M, P extends string, O> = O extends { readonly toAttr: infer T extends string }
  ? P extends keyof M
    ? {
        readonly [K in T]: NonNullable<M[P]> extends { readonly [many]: unknown }
          ? Found<M[P], O>[]
          : Found<M[P], O> | null
      }
    : unknown
  : unknown
type Found<V, O> = O extends { readonly rows: QuerySet<infer _M, infer R, infer _A> } ? R : Row<Far<V>>
