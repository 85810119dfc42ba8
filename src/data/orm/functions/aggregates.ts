import { type AggregateOptions, aggregate } from '../expressions/aggregate.ts'
import type { ExpressionRuntime } from '../expressions.ts'

/** How many values there are at a path ('*': how many rows). 0 where there is none. */
export function Count(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('count', of, options)
}

/** The sum of the values at a path; null where there is none. */
export function Sum(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('sum', of, options)
}

/** The mean of the values at a path; null where there is none. */
export function Avg(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('avg', of, options)
}

/** The smallest value at a path; null where there is none. */
export function Min(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('min', of, options)
}

/** The greatest value at a path; null where there is none. */
export function Max(of: string | ExpressionRuntime, options?: AggregateOptions): ExpressionRuntime {
  return aggregate('max', of, options)
}
