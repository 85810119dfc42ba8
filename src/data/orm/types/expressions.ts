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

/** Named expressions as columns of a row. */
export type Annotated<M, A, N> = { -readonly [K in keyof N]: Meant<M, A, N[K]> }
/** The same names, with a sentence for each that does not resolve. */
export type CheckedExpressions<M, A, N> = {
  [K in keyof N]: Meant<M, A, N[K]> extends Wrong<infer Message> ? Wrong<Message> : N[K]
}
