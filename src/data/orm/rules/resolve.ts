import type { ColumnInfo, Condition, Expression, ModelInfo, Parts, Source } from '../../query/index.ts'
import { conditionParts, partsOf } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import { ExpressionRuntime, OrderRuntime } from '../expressions.ts'
import { Slots } from '../paths.ts'
import { Resolver } from '../resolve.ts'
import { PlanCache, walk } from '../shape.ts'
import { walkCondition } from '../walk.ts'

/** A condition or an expression of a model's own columns, with the values of its slots: what DDL is made from. */
export type Rule = { readonly root: Source; readonly values: readonly unknown[] } & (
  | { readonly condition: Condition }
  | { readonly expression: Expression; readonly descending: boolean; readonly nulls: 'first' | 'last' | null }
)

/** Resolves what an index, a constraint or a computed column says. Throws where it speaks of more than its own row. */
export function resolveRule(info: ModelInfo, rule: string, given: object): Rule {
  const resolver = new Resolver(info, new Slots(null))
  const { root } = resolver
  const values: unknown[] = []
  const node = new PlanCache().root
  if (given instanceof OrderRuntime || given instanceof ExpressionRuntime) {
    given[walk](node, values)
    const order = given instanceof OrderRuntime ? given : given.asc()
    const expression = resolver.expression(order.expression, null, null)
    checkOwn(info, rule, { expressions: [expression], conditions: [], queries: [] })
    return { root, values, expression, descending: order.descending, nulls: order.nulls }
  }
  walkCondition(node, given, values, rule)
  const condition = resolver.condition(given, false, null)
  checkOwn(info, rule, { expressions: [], conditions: [condition], queries: [] })
  return { root, values, condition }
}

/** The columns that a rule speaks of, each once. */
export function columnsOfRule(rule: Rule): ColumnInfo[] {
  const found = new Set<ColumnInfo>()
  const visit = (parts: Parts): void => {
    for (const each of parts.expressions) {
      if (each.kind === 'column') found.add(each.column)
      visit(partsOf(each))
    }
    for (const each of parts.conditions) visit(conditionParts(each))
  }
  const isCondition = 'condition' in rule
  visit({
    expressions: isCondition ? [] : [rule.expression],
    conditions: isCondition ? [rule.condition] : [],
    queries: [],
  })
  return [...found]
}

function checkOwn(info: ModelInfo, rule: string, parts: Parts): void {
  const fail = (problem: string) => ormErrors.BAD_RULE({ model: info.name, rule, problem })
  if (parts.queries.length > 0) throw fail('a query cannot stand in it.')
  for (const each of parts.expressions) {
    if (each.kind === 'aggregate' || each.kind === 'window') throw fail('it is of one row: no aggregate, no window.')
    if (each.kind === 'column' && each.source.parent !== null)
      throw fail(`it speaks of ${each.source.model.name}, and may only speak of the model’s own columns.`)
    checkOwn(info, rule, partsOf(each))
  }
  for (const each of parts.conditions) {
    if (each.kind === 'related' || each.kind === 'exists') throw fail('it may only speak of the model’s own columns.')
    checkOwn(info, rule, conditionParts(each))
  }
}
