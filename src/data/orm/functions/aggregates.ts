import type { Field } from '../../query/index.ts'
import { booleanField, floatField, integerField, jsonField, listOf, textField } from '../computed.ts'
import { type AggregateOptions, type AggregateOutput, aggregate } from '../expressions/aggregate.ts'
import { type ExpressionRuntime, ValueExpression } from '../expressions.ts'

/** Aggregates. https://docs.djangoproject.com/en/stable/ref/models/querysets/#aggregation-functions */
type Given = string | ExpressionRuntime

/** How many values there are at a path ('*': how many rows). 0 where there is none. */
export function Count(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('count', of, options)
}

/** The sum of the values at a path; null where there is none. */
export function Sum(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('sum', of, options)
}

/** The mean of the values at a path; null where there is none. */
export function Avg(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('avg', of, options)
}

/** The smallest value at a path; null where there is none. */
export function Min(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('min', of, options)
}

/** The greatest value at a path; null where there is none. */
export function Max(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('max', of, options)
}

export interface SampleOptions extends AggregateOptions {
  /** The values are a sample of more: divided by one less than there are. */
  readonly sample?: boolean
}

/** The standard deviation. */
export function StdDev(of: Given, options?: SampleOptions): ExpressionRuntime {
  return aggregate('stddev', of, options, [], { sample: options?.sample === true })
}

/** The variance. */
export function Variance(of: Given, options?: SampleOptions): ExpressionRuntime {
  return aggregate('variance', of, options, [], { sample: options?.sample === true })
}

export interface StringAggOptions extends AggregateOptions {
  /** What stands between each two texts: a text, or an expression. */
  readonly delimiter?: unknown
}

/** Texts one after the other, `delimiter` (a comma where left out) between each two. */
export function StringAgg(of: Given, options?: StringAggOptions): ExpressionRuntime {
  const { delimiter = ',' } = options ?? {}
  const between = typeof delimiter === 'string' ? new ValueExpression(delimiter) : delimiter
  return aggregate('stringAgg', of, options, [between], {}, () => textField)
}

/** Any of the values that are not null. */
export function AnyValue(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('anyValue', of, options)
}

/** The values as a list. PostgreSQL alone. */
export function ArrayAgg(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('arrayAgg', of, options, [], {}, (field: Field) => listOf(field))
}
/** The values as a JSON list. */
export function JsonAgg(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('jsonAgg', of, options, [], {}, () => jsonField)
}
/** The bits that all of the numbers have. */
export function BitAnd(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('bitAnd', of, options)
}
/** The bits that one of the numbers has. */
export function BitOr(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('bitOr', of, options)
}
/** The bits that an odd number of the numbers has. */
export function BitXor(of: Given, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('bitXor', of, options)
}
const truth: AggregateOutput = () => booleanField
/** Whether all of them are true; null where there is none. */
export function BoolAnd(of: object | string, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('boolAnd', of, options, [], {}, truth)
}
/** Whether one of them is true; null where there is none. */
export function BoolOr(of: object | string, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('boolOr', of, options, [], {}, truth)
}

/** Statistics of two values of each row. PostgreSQL alone. Django's `django.contrib.postgres.aggregates`. */
const ofTwo =
  (name: string, output: AggregateOutput = () => floatField) =>
  (y: Given, x: Given, options?: AggregateOptions): ExpressionRuntime =>
    aggregate(name, y, options, [x], {}, output)
type OfTwo = (y: Given, x: Given, options?: AggregateOptions) => ExpressionRuntime
/** The coefficient of correlation. */
export const Corr: OfTwo = ofTwo('corr')
/** The covariance of the whole population. */
export const CovarPop: OfTwo = ofTwo('covarPop')
/** The covariance of a sample. */
export const CovarSample: OfTwo = ofTwo('covarSample')
/** The mean of x, of rows where both have a value; and so on. */
export const RegrAvgX: OfTwo = ofTwo('regrAvgX')
export const RegrAvgY: OfTwo = ofTwo('regrAvgY')
export const RegrCount: OfTwo = ofTwo('regrCount', () => integerField)
export const RegrIntercept: OfTwo = ofTwo('regrIntercept')
export const RegrR2: OfTwo = ofTwo('regrR2')
export const RegrSlope: OfTwo = ofTwo('regrSlope')
export const RegrSXX: OfTwo = ofTwo('regrSXX')
export const RegrSXY: OfTwo = ofTwo('regrSXY')
export const RegrSYY: OfTwo = ofTwo('regrSYY')
