import type { AnyExpression, Evaluated } from './expressions.ts'
import type { Explained, NoField, Wrong } from './mistakes.ts'
import type { generic, meaning } from './symbols.ts'
import type { Far, Held, Keys, Needed, PkOf, Spare, Written } from './values.ts'

/** Values of a model's columns, none of them demanded; a relation as a row or a key, or its stored key: `author_id`. */
export type Given<M> = { readonly [K in Spare<M>]?: Listed<Written<M[K]>> } & {
  readonly [K in Held<M> as `${K}_id`]?: PkOf<Far<M[K]>> | Extract<M[K], null>
}
/** Lists that nobody changes will do: literals are read as such, since a choice among them must stay a literal. */
type Listed<V> = V extends string | number | bigint | boolean | null | undefined
  ? V
  : V extends readonly (infer E)[]
    ? readonly Listed<E>[]
    : V extends Readonly<Record<string, unknown>>
      ? { readonly [K in keyof V]: Listed<V[K]> }
      : V
/** What a model's `create` asks for beside what was given: every column without a default, under one of its names. */
export type Demanded<M, V> = {
  readonly [K in Exclude<Needed<M>, KeptIn<M, keyof V>> as K extends Held<M>
    ? `${K}_id` extends keyof V
      ? `${K}_id`
      : K
    : K]: unknown
} & Unknown<M, V, Given<M>>
/** The fields that are filled by the row which was given for a generic foreign key. */
type KeptIn<M, P> = P extends keyof M
  ? typeof generic extends keyof NonNullable<M[P]>
    ? NonNullable<M[P]> extends { readonly [generic]?: infer N }
      ? N
      : never
    : never
  : never
/** The same of each of many; rows are whole already. */
export type DemandedOfEach<M, V> = V extends unknown
  ? V extends { readonly pk: unknown }
    ? V
    : V & Demanded<M, V>
  : never
/** A sentence for each name that is no field. */
type Unknown<M, V, Known> = {
  readonly [K in Exclude<keyof V, keyof Known> & string]: Explained<NoField<K, M>>
}

/** What `update` takes: columns and stored keys, each a value or an expression. */
export type Changes<M> = { readonly [K in Spare<M>]?: Written<M[K]> | AnyExpression } & {
  readonly [K in keyof Keys<M>]?: Keys<M>[K] | AnyExpression
}
/** Expressions that give what the column holds, and no names that are no fields. */
export type CheckedChanges<M, A, C> = {
  readonly [K in keyof C]: C[K] extends { readonly [meaning]: infer X } ? Assigned<M, A, K, C[K], X> : unknown
} & Unknown<M, C, Changes<M>>
type Assigned<M, A, K, C, X> =
  Evaluated<M, A, X> extends infer E
    ? [E] extends [Wrong]
      ? Explained<E>
      : unknown extends E
        ? C
        : E extends Taken<M, K> | null
          ? C
          : Wrong<`'${K & string}' takes`, Taken<M, K>, ''>
    : never
type Taken<M, K> = K extends Spare<M> ? Written<M[K]> : K extends keyof Keys<M> ? Keys<M>[K] : never
