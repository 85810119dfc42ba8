import type { Decimal } from 'decimal.js'
import type { Wrong } from './lookups.ts'
import type { PathValue } from './paths.ts'
import type { meaning } from './symbols.ts'

/** Where rows without a value go; left out, the database decides. */
export interface NullsOption {
  readonly nulls?: 'first' | 'last'
}
/** A term of `orderBy`, made by `asc()` or `desc()`. */
export interface OrderTerm {
  readonly descending: boolean
}
type Operand = number | bigint | string | Decimal | Date | Expression<unknown>

/** Something that the database computes: a path's value, arithmetic on it, an aggregate. */
export interface Expression<Meaning> {
  readonly [meaning]: Meaning
  plus(other: Operand): Expression<Meaning>
  minus(other: Operand): Expression<Meaning>
  times(other: Operand): Expression<Meaning>
  dividedBy(other: Operand): Expression<Meaning>
  modulo(other: Operand): Expression<Meaning>
  asc(options?: NullsOption): OrderTerm
  desc(options?: NullsOption): OrderTerm
}

/** What an expression gives on model `M`: its kind decides, and the path that it reads. */
export type Meant<M, A, E> = E extends { readonly [meaning]: readonly [infer Kind, infer P extends string] }
  ? P extends '*'
    ? number
    : (P extends keyof A ? A[P] : PathValue<M, P>) extends infer V
      ? V extends Wrong<infer Message>
        ? Wrong<Message>
        : Kind extends 'count'
          ? number
          : Kind extends 'nullable'
            ? V | null
            : Kind extends 'average'
              ? Averaged<V> | null
              : V
      : never
  : unknown
type Averaged<V> = NonNullable<V> extends Decimal ? Decimal : number

/** One annotation. */
export interface Named<N, V> {
  readonly name: N
  readonly value: V
}
/** Annotations as properties. */
// Built from a union of names, so that the same annotations are the same type wherever they are written: what follows
// in a chain is then computed once and not at every call.
export type With<U extends Named<PropertyKey, unknown>> = { -readonly [X in U as X['name']]: X['value'] }
/** Named expressions as a union of annotations, for `With`. */
export type Pairs<M, A, N> = { [K in keyof N]: Named<K, Meant<M, A, N[K]>> }[keyof N]
/** The same names, with a sentence for each that does not resolve. */
export type CheckedExpressions<M, A, N> = {
  [K in keyof N]: Meant<M, A, N[K]> extends Wrong<infer Message> ? Wrong<Message> : N[K]
}
