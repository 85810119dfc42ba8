import { isRecord, kindOf } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { CaseRuntime, WhenRuntime } from '../expressions/conditional.ts'
import { FilteredRelationRuntime } from '../expressions/filtered-relation.ts'
import { operand } from '../expressions/operand.ts'
import { type ExpressionRuntime, ValueExpression } from '../expressions.ts'

/**
 * A relation under a name of its own, with conditions that its rows meet: `annotate({ best: FilteredRelation('reviews',
 * { condition: Q({ reviews__stars: 5 }) }) }).filter({ best__reviewer: 'Ann' })`. Django's `FilteredRelation`.
 */
export function FilteredRelation(relation: string, options: { readonly condition: object }): FilteredRelationRuntime {
  if (isRecord(options) && typeof options['condition'] === 'object' && options['condition'] !== null)
    return new FilteredRelationRuntime(relation, options['condition'])
  throw ormErrors.BAD_ARGUMENT({ where: 'FilteredRelation()', needs: 'a `condition`', given: kindOf(options) })
}

/** A branch of a `Case`: the value where lookups or a Q hold. */
export function When(condition: object, value: unknown): WhenRuntime {
  return new WhenRuntime(condition, operand(value))
}

/**
 * The value of the first branch whose condition holds, else `default`, else null:
 * `Case(When({ pages__gt: 500 }, Value('long')), { default: Value('short') })`. Django's `Case`.
 */
export function Case(...given: (WhenRuntime | { readonly default?: unknown })[]): ExpressionRuntime {
  const last = given.at(-1)
  const options = isRecord(last) ? last : {}
  const branches = last === options ? given.slice(0, -1) : given
  const checked = branches.map((branch) => {
    if (branch instanceof WhenRuntime) return branch
    throw ormErrors.BAD_ARGUMENT({ where: 'Case()', needs: 'branches made by When()', given: kindOf(branch) })
  })
  const otherwise = (options as { readonly default?: unknown }).default
  if (checked.length === 0) return otherwise === undefined ? new ValueExpression(null) : operand(otherwise)
  return new CaseRuntime(checked, otherwise === undefined || otherwise === null ? null : operand(otherwise))
}
