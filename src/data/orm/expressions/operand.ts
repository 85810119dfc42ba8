import { checkPath } from '../arguments.ts'
import { ExpressionRuntime, PathExpression, ValueExpression } from '../expressions.ts'
import { QRuntime } from '../q.ts'
import { isSubquery } from '../resolve.ts'
import { Condition } from './conditional.ts'
import { SubqueryExpression } from './subquery.ts'

/** What a function of the database takes as an argument: a path, an expression, a Q, a queryset, or another value. */
export function operand(given: unknown): ExpressionRuntime {
  return typeof given === 'string' ? path(given) : expressionOf(given)
}

/** The same where a bare text is a text: what a `Case` gives, a default. */
export function expressionOf(given: unknown): ExpressionRuntime {
  if (given instanceof ExpressionRuntime) return given
  if (given instanceof QRuntime) return new Condition(given)
  if (isSubquery(given)) return new SubqueryExpression(given)
  return new ValueExpression(given)
}

function path(given: string): ExpressionRuntime {
  checkPath('An expression', given)
  return new PathExpression(given)
}
