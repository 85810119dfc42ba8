import { checkPath, isRecord, kindOf } from './arguments.ts'
import { ormErrors } from './errors.ts'
import { expressionOf } from './expressions/operand.ts'
import { ExpressionRuntime } from './expressions.ts'
import { QRuntime } from './q.ts'
import { isSubquery } from './resolve.ts'
import type { Selected } from './steps.ts'
import { read } from './walk.ts'

/** What a program may give where an expression is asked for by name: a Q is one, and a queryset gives its first value. */
const computes = (given: unknown): given is object =>
  given instanceof ExpressionRuntime || given instanceof QRuntime || isSubquery(given)

/** Expressions by name. */
export function expressionsNamed(
  where: string,
  named: Readonly<Record<string, unknown>>,
): Record<string, ExpressionRuntime> {
  const out: Record<string, ExpressionRuntime> = {}
  for (const name of Object.keys(named)) {
    const given = read(named, name, where)
    if (!computes(given)) throw ormErrors.NOT_AN_EXPRESSION({ where, name })
    out[name] = expressionOf(given)
  }
  return out
}

/** What `values()` takes: paths, and records of expressions. */
export function recordItems(where: string, given: readonly unknown[]): Selected[] {
  return given.flatMap((item): Selected[] => {
    if (!isRecord(item) || Object.keys(item).length === 0) {
      checkPath(where, item)
      return [item]
    }
    return Object.entries(expressionsNamed(where, item)).map(([name, expression]) => ({ name, expression }))
  })
}

/** What `valuesList()` takes: paths and expressions, and its options at the end. */
export function listItems(where: string, given: readonly unknown[]): { items: Selected[]; flat: boolean } {
  const last = given.at(-1)
  const options = isRecord(last) && !computes(last) ? last : null
  if (options !== null) {
    for (const [name, value] of Object.entries(options))
      if (name !== 'flat' || typeof value !== 'boolean')
        throw ormErrors.BAD_ARGUMENT({ where, needs: 'paths, expressions and `{ flat: true }`', given: `'${name}'` })
  }
  const items = (options === null ? given : given.slice(0, -1)).map((item): Selected => {
    if (computes(item)) return { name: null, expression: expressionOf(item) }
    if (typeof item !== 'string')
      throw ormErrors.BAD_ARGUMENT({ where, needs: 'paths and expressions', given: kindOf(item) })
    return item
  })
  return { items, flat: options?.['flat'] === true }
}
