import type { Expression, Field } from '../../query/index.ts'
import { isRecord, kindOf } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { CallRuntime, CastRuntime } from '../expressions/call.ts'
import { commonOutput } from '../expressions/conditional.ts'
import { operand } from '../expressions/operand.ts'
import { type ExpressionRuntime, fieldGiven, fieldToken, PathExpression, ValueExpression } from '../expressions.ts'

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

/**
 * Any function of the database, by its name: `Func('SOUNDEX', 'name', { output: field.text() })`. Without `output` the result
 * is what the arguments have in common. Django's `Func`, without its templates.
 */
export function Func(name: string, ...given: unknown[]): ExpressionRuntime {
  if (typeof name !== 'string' || !/^[A-Za-z_][\w.]{0,127}$/.test(name))
    throw ormErrors.BAD_ARGUMENT({
      where: 'Func()',
      needs: "a function's name, of letters, digits, `_` and points",
      given: typeof name === 'string' ? 'another text' : kindOf(name),
    })
  const last = given.at(-1)
  const options = isRecord(last) ? last : null
  const of = (options === null ? given : given.slice(0, -1)).map(operand)
  const output = options?.['output'] === undefined ? null : fieldGiven('Func(), as output,', options['output'])
  const settings = { name, output: output === null ? null : fieldToken(output) }
  return new CallRuntime('func', of, output ?? knownOutput, settings)
}

function knownOutput(of: readonly Expression[], beside: Field | null): Field {
  const found = beside ?? commonOutput(of, 'Func()')
  if (found !== null) return found
  throw ormErrors.UNKNOWN_OUTPUT({ what: 'Func()' })
}
