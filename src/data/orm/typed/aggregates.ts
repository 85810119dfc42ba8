import * as runtime from '../runtime.ts'
import type {
  Aggregated,
  AggregateOptions,
  AnyExpression,
  Arg,
  Expression,
  Holds,
  PathsOf,
} from '../types/expressions.ts'
import type { Condition } from '../types/lookups.ts'

/** Aggregates. https://docs.djangoproject.com/en/stable/ref/models/querysets/#aggregation-functions */
type Of = string | AnyExpression | Condition<never>
export interface SampleOptions extends AggregateOptions {
  /** The values are a sample of more: divided by one less than there are. */
  readonly sample?: boolean
}
export interface StringAggOptions extends AggregateOptions {
  /** What stands between each two texts: a text, or an expression. */
  readonly delimiter?: string | AnyExpression
}
type AggregatedAs<T, A, O> = Expression<
  readonly [
    'fixed',
    PathsOf<A> | (O extends { readonly filter: infer L } ? Holds<L> : never),
    O extends { readonly default: unknown } ? T : T | null,
  ]
>
type AggregateAs<T> = <const A extends Of, const O extends AggregateOptions = {}>(
  of: A,
  options?: O,
) => AggregatedAs<T, A, O>
type OfTwo = <const A extends Arg, const B extends Arg, const O extends AggregateOptions = {}>(
  y: A,
  x: B,
  options?: O,
) => AggregatedAs<number, A | B, O>

/** `ANY_VALUE("name")`: any of the values that are not null. */
export const AnyValue = runtime.AnyValue as unknown as <const A extends Of, const O extends AggregateOptions = {}>(
  of: A,
  options?: O,
) => Aggregated<'nullable', A, O>

/** `STDDEV_POP("pages")`: the standard deviation; `{ sample: true }` of a sample. SQLite computes it exactly, through a function of ours. */
export const StdDev = runtime.StdDev as unknown as <const A extends Of, const O extends SampleOptions = {}>(
  of: A,
  options?: O,
) => Aggregated<'average', A, O>

/** `VAR_POP("pages")`: the variance; `{ sample: true }` of a sample. */
export const Variance = runtime.Variance as unknown as <const A extends Of, const O extends SampleOptions = {}>(
  of: A,
  options?: O,
) => Aggregated<'average', A, O>

/** `STRING_AGG("name", ', ' ORDER BY "name")`: texts one after the other, `delimiter` (a comma where left out) between each two. */
export const StringAgg = runtime.StringAgg as unknown as <const A extends Of, const O extends StringAggOptions = {}>(
  of: A,
  options?: O,
) => AggregatedAs<string, A, O>

/** `ARRAY_AGG("name")`: the values as a list. PostgreSQL alone. */
export const ArrayAgg = runtime.ArrayAgg as unknown as AggregateAs<unknown[]>

/** `JSONB_AGG("name")`: the values as a JSON list. */
export const JsonAgg = runtime.JsonAgg as unknown as AggregateAs<unknown[]>

/** `BIT_AND("flags")`: the bits that all of the numbers have. */
export const BitAnd = runtime.BitAnd as unknown as AggregateAs<number>

/** `BIT_OR("flags")`: the bits that one of the numbers has. */
export const BitOr = runtime.BitOr as unknown as AggregateAs<number>

/** `BIT_XOR("flags")`: the bits that an odd number of the numbers has. */
export const BitXor = runtime.BitXor as unknown as AggregateAs<number>

/** `BOOL_AND("live")`: whether all of them are true; null where there is none. */
export const BoolAnd = runtime.BoolAnd as unknown as AggregateAs<boolean>

/** `BOOL_OR("live")`: whether one of them is true; null where there is none. */
export const BoolOr = runtime.BoolOr as unknown as AggregateAs<boolean>

/** `CORR("y", "x")`: the coefficient of correlation. This and what follows: PostgreSQL alone. */
export const Corr = runtime.Corr as unknown as OfTwo

/** The covariance of the whole population. */
export const CovarPop = runtime.CovarPop as unknown as OfTwo

/** The covariance of a sample. */
export const CovarSample = runtime.CovarSample as unknown as OfTwo

/** The mean of x, where both have a value. */
export const RegrAvgX = runtime.RegrAvgX as unknown as OfTwo

/** The mean of y, where both have a value. */
export const RegrAvgY = runtime.RegrAvgY as unknown as OfTwo

/** How many rows have both. */
export const RegrCount = runtime.RegrCount as unknown as OfTwo

/** Where the line of least squares crosses the axis of y. */
export const RegrIntercept = runtime.RegrIntercept as unknown as OfTwo

/** The square of the coefficient of correlation. */
export const RegrR2 = runtime.RegrR2 as unknown as OfTwo

/** The slope of the line of least squares. */
export const RegrSlope = runtime.RegrSlope as unknown as OfTwo

/** The sum of squares of x. */
export const RegrSXX = runtime.RegrSXX as unknown as OfTwo

/** The sum of products. */
export const RegrSXY = runtime.RegrSXY as unknown as OfTwo

/** The sum of squares of y. */
export const RegrSYY = runtime.RegrSYY as unknown as OfTwo
