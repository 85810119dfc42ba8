import type { Assignment } from '../query/index.ts'
import { hasAggregate } from '../query/index.ts'
import type { Draft } from './draft.ts'
import { ormErrors } from './errors.ts'
import { ExpressionRuntime } from './expressions.ts'
import { isLocal } from './plans.ts'
import { walk } from './shape.ts'
import { fits, modelOf } from './walk.ts'

/** What `update()` sets one column to; takes the value's slot. */
export function assignment(draft: Draft, name: string, value: unknown): Assignment {
  const { info, resolver, slots } = draft
  const column = info.column(name)
  const bad = (problem: string) => ormErrors.BAD_UPDATE({ model: info.name, name, problem })
  if (column === undefined) {
    if (info.relations.has(name) || info.generics.has(name)) throw bad('it is no column of the model')
    const known = info.columns.map((each) => each.property)
    throw ormErrors.UNKNOWN_FIELD({ model: info.name, name, path: name, known })
  }
  if (column.generated !== null) throw bad('the database computes it')
  if (!(value instanceof ExpressionRuntime)) {
    const given = modelOf(value)
    if (given !== null && (column.relation === null || !fits(given, column.relation.to)))
      throw column.relation === null
        ? bad('a row is no value of this field')
        : ormErrors.WRONG_MODEL({ where: `${info.name}.${name}`, model: column.relation.to.name, given: given.name })
    if (typeof value === 'object' && value !== null && walk in value) throw bad('a queryset is no value')
    return { column, value: { kind: 'value', slot: slots.next++, output: column.field, path: name } }
  }
  const expression = resolver.rowsOnly('update()', () => resolver.expression(value, null, column.field))
  if (hasAggregate(expression)) throw ormErrors.MISPLACED_AGGREGATE({ where: 'update()' })
  if (!isLocal(expression, resolver.root)) throw bad('the value comes from another table')
  return { column, value: expression }
}
