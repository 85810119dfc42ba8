/**
 * What an expression means to the types. An expression knows no model: it carries a *meaning*, which a model evaluates
 * when the expression is given to it.
 *
 *   Expression<readonly [kind, of, T?]>
 *
 * `of` is what the expression reads: paths, or the meanings of other expressions, as a union. `T` is a type. By kind:
 *
 *   value          what `of` is: each of them, where there are several (F, Greatest, a Case with a default)
 *   nullable       the same, or null (Max, NullIf, Lag)
 *   coalesce       the first of `of` that is not null: null only where each of them may be
 *   count          a number
 *   average        a Decimal of decimals, else a number; or null
 *   fixed          T, whatever `of` is: its paths are only checked (Concat, Now, Value)
 *   nullableFixed  T, or null where one of `of` may be null (Lower, Length, Trunc, Cast)
 *   fraction       a Decimal of decimals, else a number; null where one of them may be null (Sqrt, Power)
 *   computed       the wider number of `of`, null where one of them may be null (plus, times)
 *   condition      `of` is lookups: a boolean (Q)
 *
 * To write a function, name the types of its arguments with `const`, bounded by `Arg`, and say what it means of their
 * `PathsOf`. It takes a line, and needs no overloads:
 *
 *   export const Lower = runtime.Lower as unknown as <const A extends Arg>(text: A) => Derived<string, A>
 *   export const Concat = runtime.Concat as unknown as <const A extends Args>(...texts: A) => Fixed<string, A[number]>
 *   export const Coalesce = … as unknown as <const A extends Args>(...of: A) => Reading<'coalesce', A[number]>
 *   export const NullIf = … as unknown as <const A extends Arg, const B extends Arg>(a: A, b: B) =>
 *     Reading<'nullable', A, B>                                 // of A; B's paths are only checked
 *   export const Now = … as unknown as () => Fixed<Date>
 *   export const Value = … as unknown as <T>(value: T) => Fixed<T>
 *   export const Sum = … as unknown as <const A extends Arg, const O extends AggregateOptions = {}>(of: A, options?: O) =>
 *     Aggregated<'nullable', A, O>                              // looks into `filter` and `default`
 *   export const Exists = … as unknown as (rows: Subquery) => Expression<readonly ['fixed', never, boolean]>
 *   export const When = … as unknown as <const L extends object, const A extends Arg>(holds: L, then: A) =>
 *     Branch<…>: an interface of your own with `[meaning]: PathsOf<A> | Holds<L>`
 *
 * A text argument is a path; text itself is `Value('text')`. A number, a Date, a Decimal, a boolean stand for themselves.
 */
import type { Decimal } from 'decimal.js'
import type { Frame } from '../../query/index.ts'
import type { Checks, Condition } from './lookups.ts'
import type { Explained, Wrong } from './mistakes.ts'
import type { PathValue } from './paths.ts'
import type { condition, meaning } from './symbols.ts'
import type { Plain } from './values.ts'

/** Where rows without a value go; left out, the database decides. */
export interface NullsOption {
  readonly nulls?: 'first' | 'last'
}
/** A term of `orderBy`, made by `asc()` or `desc()`. */
export interface OrderTerm {
  readonly descending: boolean
}
type Scalar = number | bigint | boolean | Date | Decimal | null
/** Any expression at all. */
export type AnyExpression = Expression<unknown>
type Operand = string | Scalar | AnyExpression

/** What `annotate` takes: an expression, or a condition as a boolean. */
export type Computable = AnyExpression | { readonly [condition]: unknown }

/** Something that the database computes: a path's value, arithmetic on it, an aggregate. */
export interface Expression<out Meaning> {
  readonly [meaning]: Meaning
  /** `"a" + "b"`. Text is a value here, not a path: `F('a').plus(F('b'))`. */
  plus<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" - "b"`. */
  minus<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" * "b"`. */
  times<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" / "b"`. Whole numbers divide to whole numbers. */
  dividedBy<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" % "b"`. */
  modulo<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `POWER("a", "b")`. */
  power<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" & "b"`. */
  bitAnd<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" | "b"`. */
  bitOr<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" # "b"`. */
  bitXor<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" << "b"`. */
  bitLeftShift<const B extends Operand>(other: B): Computed<Meaning, B>
  /** `"a" >> "b"`. */
  bitRightShift<const B extends Operand>(other: B): Computed<Meaning, B>
  /** A part of a text, by characters: `SUBSTR("a", 1, 3)` of `F('a').slice(0, 3)`. */
  slice(from: number, to?: number): Expression<readonly ['nullableFixed', Meaning, string]>
  /** Read and written as a field's value: Django's `output_field`. `Max('day').output(field.date())`. */
  output<F>(field: F): Expression<readonly ['nullableFixed', Meaning, Plain<F>]>
  /** A term of `orderBy`, the least first: `"a" ASC`. */
  asc(options?: NullsOption): OrderTerm
  /** A term of `orderBy`, the greatest first: `"a" DESC`. */
  desc(options?: NullsOption): OrderTerm
}

// ---- writing meanings ----------------------------------------------------------------------------------------------

/** What a function of expressions takes: a path, an expression, or a value that is no text. */
export type Arg = string | Scalar | AnyExpression
/** Any number of them. */
export type Args = readonly Arg[]
/** What arguments read, as a union of paths and meanings. */
export type PathsOf<A> = A extends string
  ? A
  : A extends { readonly [meaning]: infer X }
    ? X
    : A extends { readonly [condition]: infer L }
      ? readonly ['condition', L]
      : readonly ['fixed', never, Widened<A>]
/** Lookups or a `Q` of which only the paths and values are checked: what `filter` of an aggregate and `When` hold. */
export type Holds<L> = readonly [
  'fixed',
  readonly ['condition', L extends { readonly [condition]: infer C } ? C : L],
  never,
]
type Widened<A> = A extends number ? number : A extends bigint ? bigint : A extends boolean ? boolean : A

/** A `T`, never null. The paths of `A` are only checked. */
export type Fixed<T, A = never> = Expression<readonly ['fixed', PathsOf<A>, T]>
/** A `T`, or null where one of `A` may be null. */
export type Derived<T, A> = Expression<readonly ['nullableFixed', PathsOf<A>, T]>
/** What kind `K` makes of `A`; the paths of `B` are only checked. */
export type Reading<K extends string, A, B = never> = Expression<
  readonly [K, PathsOf<A> | ([B] extends [never] ? never : readonly ['fixed', PathsOf<B>, never])]
>
type Computed<Meaning, B> = [B] extends [string | Scalar]
  ? Expression<Meaning>
  : Expression<readonly ['computed', Meaning | PathsOf<B>]>

/** Options of an aggregate. */
export interface AggregateOptions {
  /** Each value once. */
  readonly distinct?: boolean
  /** Only rows for which these lookups, or this `Q`, hold. */
  readonly filter?: object
  /** The order in which values are taken, for aggregates that keep one: paths, `-` for descending, or `asc()`, `desc()`. */
  readonly orderBy?: string | OrderTerm | AnyExpression | readonly (string | OrderTerm | AnyExpression)[]
  /** What there is where there are no rows, instead of null. */
  readonly default?: Scalar | string | AnyExpression
}
/** An aggregate of kind `K` over `A`. */
export type Aggregated<K extends string, A, O> = {} extends O
  ? Expression<readonly [K, PathsOf<A>]>
  : O extends { readonly default: infer D }
    ? Expression<readonly ['coalesce', Summary<K, A, O> | PathsOf<Exclude<D, string>>]>
    : Expression<Summary<K, A, O>>
type Summary<K extends string, A, O> = readonly [
  K,
  PathsOf<A> | (O extends { readonly filter: infer L } ? Holds<L> : never),
]

/** A branch of a `Case`: what it gives, and the condition that is checked. */
export interface Branch<out Meaning> {
  readonly [meaning]: Meaning
  readonly branch: true
}
/** A condition that is an expression, too: `Exists(…)`. */
export interface Truth extends Expression<readonly ['fixed', never, boolean]>, Condition<never> {}

/** What a `Window` looks at. */
export interface WindowOptions {
  /** Paths or expressions whose equal values make a partition; left out, all rows are one. `PARTITION BY`. */
  readonly partitionBy?: Arg | Args
  /** The order inside a partition: paths, `-` for descending, or `asc()` and `desc()`. `ORDER BY`. */
  readonly orderBy?: string | OrderTerm | AnyExpression | readonly (string | OrderTerm | AnyExpression)[]
  /** Which rows of the partition the function sees; left out, those up to the current one where there is an order. */
  readonly frame?: Frame
}
/** What `A` is over a window, whose paths are checked. */
export type Windowed<A, O> = Expression<
  readonly [
    'value',
    (
      | PathsOf<A>
      | readonly [
          'fixed',
          (
            | (O extends { readonly partitionBy: infer P } ? PathsOf<Each<P>> : never)
            | (O extends { readonly orderBy: infer P } ? Unsigned<Each<P>> : never)
          ),
          never,
        ]
    ),
  ]
>
type Each<P> = P extends readonly unknown[] ? P[number] : P
type Unsigned<P> = P extends `-${infer N}`
  ? N
  : P extends '?'
    ? never
    : P extends string | AnyExpression
      ? PathsOf<P>
      : never

/** The value of a queryset with one column: of `values('a')`, of a flat list, or the key of whole rows. */
export type OnlyValue<R> = R extends readonly [infer V]
  ? V
  : R extends { readonly pk: infer P }
    ? P
    : R extends string | number | bigint | boolean | Date | Decimal | Uint8Array | null
      ? R
      : R[keyof R]

// ---- evaluating them on a model --------------------------------------------------------------------------------------

/** What an expression gives on model `M` with the annotations `A`, or a sentence about the first path that is wrong. */
export type Meant<M, A, E> = E extends { readonly [meaning]: infer X }
  ? Evaluated<M, A, X>
  : E extends { readonly [condition]: infer L }
    ? Evaluated<M, A, readonly ['condition', L]>
    : unknown

/** The value of each of the paths and meanings `X`. */
export type Evaluated<M, A, X> = X extends string
  ? X extends keyof A
    ? A[X]
    : PathValue<M, X>
  : X extends readonly ['value', infer Of extends string]
    ? Evaluated<M, A, Of>
    : X extends readonly ['count', '*']
      ? number
      : X extends readonly ['condition', infer L]
        ? TruthOf<M, A, L>
        : X extends readonly [infer Kind, infer Of, ...infer T]
          ? Evaluated<M, A, Of> extends infer V
            ? [Extract<V, Wrong>] extends [never]
              ? Kind extends 'coalesce'
                ? Exclude<V, null> | ([Sure<M, A, Of>] extends [never] ? null : never)
                : Result<Kind, V, T[0]>
              : Extract<V, Wrong>
            : never
          : unknown
type Result<Kind, V, T> = Kind extends 'count'
  ? number
  : Kind extends 'nullable'
    ? V | null
    : Kind extends 'fixed'
      ? T
      : Kind extends 'nullableFixed'
        ? T | Extract<V, null>
        : Kind extends 'average'
          ? ([NonNullable<V>] extends [Decimal] ? Decimal : number) | null
          : Kind extends 'computed'
            ? Wider<NonNullable<V>> | Extract<V, null>
            : Kind extends 'fraction'
              ? ([Extract<V, Decimal>] extends [never] ? number : Decimal) | Extract<V, null>
              : V
/** True for each of `X` that is never null. */
type Sure<M, A, X> = X extends unknown
  ? Evaluated<M, A, X> extends infer V
    ? [V] extends [never]
      ? never
      : null extends V
        ? never
        : true
    : never
  : never
type Wider<V> = [Extract<V, Decimal>] extends [never]
  ? [V] extends [number | bigint]
    ? [Extract<V, number>] extends [never]
      ? bigint
      : number
    : V
  : Decimal

/** Lookups as a value: a boolean, or what is wrong with them. */
type TruthOf<M, A, L> = Refused<Checks<M, A, L>, L> extends infer W ? ([W] extends [never] ? boolean : W) : never
type Refused<C, L> = L extends unknown
  ? {
      [K in keyof L & keyof C]: C[K] extends Wrong
        ? C[K]
        : L[K] extends C[K]
          ? never
          : Wrong<`'${K & string}' is not compared with`, L[K]>
    }[keyof L & keyof C]
  : never

// ---- annotations ------------------------------------------------------------------------------------------------------

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
  [K in keyof N]: Meant<M, A, N[K]> extends Wrong ? Explained<Meant<M, A, N[K]>> : N[K]
}
