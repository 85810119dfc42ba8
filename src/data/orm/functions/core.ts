import { CallRuntime, CastRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import { type ExpressionRuntime, fieldGiven, PathExpression, ValueExpression } from '../expressions.ts'

/** The value at a path of the same row: `F('price').times(2)`, `filter({ updated__gt: F('created') })`. Django's `F`. */
export function F(path: string): ExpressionRuntime {
  return new PathExpression(path)
}

/** A value where an expression is asked for: a text that is no path. Django's `Value`. */
export function Value(value: unknown): ExpressionRuntime {
  return new ValueExpression(value)
}

/** A value as the kind that a field has: `Cast('year', field.char({ maxLength: 4 }))`. Django's `Cast`. */
export function Cast(of: unknown, field: unknown): ExpressionRuntime {
  return new CastRuntime(operand(of), fieldGiven('Cast()', field))
}

/** The first of the values that is not null. Django's `Coalesce`. */
export function Coalesce(...of: unknown[]): ExpressionRuntime {
  return new CallRuntime('coalesce', of.map(operand))
}
