import type { CallOptions } from '../../query/index.ts'
import { isRecord, kindOf } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { type CallOutput, CallRuntime } from '../expressions/call.ts'
import { operand } from '../expressions/operand.ts'
import type { ExpressionRuntime } from '../expressions.ts'

/** A function of the database with arguments as programs give them: texts are paths. */
export function call(
  name: string,
  of: readonly unknown[],
  output: CallOutput = null,
  options: CallOptions = {},
): ExpressionRuntime {
  return new CallRuntime(name, of.map(operand), output, options)
}

/** A number that counts something: whole and at least `least` where it is not an expression. */
export function counting(where: string, given: unknown, least: number): unknown {
  const wrong = typeof given === 'number' && !(Number.isSafeInteger(given) && given >= least)
  if (!wrong && (typeof given === 'number' || typeof given === 'object' || typeof given === 'string')) return given
  throw ormErrors.BAD_ARGUMENT({ where, needs: `a whole number from ${least} on`, given: shown(given) })
}

/** The same, where it cannot be an expression. */
export function fixedCount(where: string, given: unknown, least: number): number {
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= least) return given
  throw ormErrors.BAD_ARGUMENT({ where, needs: `a whole number from ${least} on`, given: shown(given) })
}

/** One of several names. */
export function oneOf<T extends string>(where: string, given: unknown, names: readonly T[]): T {
  const found = names.find((each) => each === given)
  if (found !== undefined) return found
  throw ormErrors.BAD_ARGUMENT({
    where,
    needs: `one of ${names.map((each) => `'${each}'`).join(', ')}`,
    given: typeof given === 'string' ? `'${given.slice(0, 40)}'` : kindOf(given),
  })
}

/** At least `least` arguments. */
export function several(where: string, given: readonly unknown[], least: number): readonly unknown[] {
  if (given.length >= least) return given
  throw ormErrors.BAD_ARGUMENT({ where, needs: `at least ${least} values`, given: String(given.length) })
}

/** Options, which may be left out. */
export function optionsOf(where: string, given: unknown): Readonly<Record<string, unknown>> {
  if (given === undefined) return {}
  if (isRecord(given)) return given
  throw ormErrors.BAD_ARGUMENT({ where, needs: 'options as a plain object', given: kindOf(given) })
}

const shown = (given: unknown) => (typeof given === 'number' ? String(given) : kindOf(given))
