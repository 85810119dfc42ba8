import type { Condition, Expression, Operand, OrderTerm, Query } from './tree.ts'

/** What a node of the tree is made of. */
export interface Parts {
  readonly expressions: readonly Expression[]
  readonly conditions: readonly Condition[]
  /** Queries of their own, whose expressions may speak of the enclosing one's rows. */
  readonly queries: readonly Query[]
}

const none: readonly never[] = []
const nothing: Parts = { expressions: none, conditions: none, queries: none }
const expressions = (...of: readonly Expression[]): Parts => ({ ...nothing, expressions: of })
const orders = (terms: readonly OrderTerm[]): Expression[] => terms.flatMap(({ by }) => (by === null ? [] : [by]))

/** What an expression is made of. */
export function partsOf(expression: Expression): Parts {
  switch (expression.kind) {
    case 'column':
    case 'value':
    case 'fixed':
    case 'carried':
    case 'identifier':
      return nothing
    case 'transform':
    case 'cast':
      return expressions(expression.of)
    case 'arithmetic':
      return expressions(expression.left, expression.right)
    case 'call':
    case 'sql':
      return expressions(...expression.of)
    case 'case': {
      const { branches, otherwise } = expression
      const values = branches.flatMap(({ value }) => (value === null ? [] : [value]))
      return {
        expressions: otherwise === null ? values : [...values, otherwise],
        conditions: branches.map(({ condition }) => condition),
        queries: none,
      }
    }
    case 'condition':
      return { ...nothing, conditions: [expression.condition] }
    case 'subquery':
      return { ...nothing, queries: [expression.query] }
    case 'aggregate': {
      const { of, more, filter, order } = expression
      return {
        expressions: [...(of === null ? none : [of]), ...more, ...orders(order)],
        conditions: filter === null ? none : [filter],
        queries: none,
      }
    }
    case 'window':
      return expressions(expression.of, ...expression.partition, ...orders(expression.order))
  }
}

/** What a condition is made of. */
export function conditionParts(condition: Condition): Parts {
  switch (condition.kind) {
    case 'all':
    case 'some':
    case 'odd':
      return { ...nothing, conditions: condition.of }
    case 'not':
      return { ...nothing, conditions: [condition.of] }
    case 'isNull':
    case 'holds':
      return expressions(condition.of)
    case 'compare': {
      const right = operandParts(condition.right)
      return { ...right, expressions: [condition.left, ...right.expressions] }
    }
    case 'related':
      return { ...nothing, conditions: [condition.condition] }
    case 'exists':
      return { ...nothing, queries: [condition.query] }
    case 'beyond':
      return expressions(...orders(condition.order), ...condition.values)
    case 'constant':
      return nothing
  }
}

function operandParts(operand: Operand): Parts {
  switch (operand.kind) {
    case 'list':
    case 'range':
      return nothing
    case 'rows':
      return { ...nothing, queries: [operand.query] }
    case 'expressions':
      return expressions(...operand.of)
    default:
      return expressions(operand)
  }
}

/** What a query speaks of besides what it selects: conditions, groups, order. */
export function queryParts(query: Query): Parts {
  const { group, distinct, order, where, combined, recursion } = query
  const members = combined?.members ?? none
  return {
    expressions: [
      ...(group === null || group === 'rows' ? none : group),
      ...(typeof distinct === 'boolean' ? none : distinct),
      ...orders(order),
      ...members.flatMap(({ select }) => select),
    ],
    conditions: [where],
    queries: [...members.map((each) => each.query), ...(recursion === null ? none : [recursion.query])],
  }
}

/** Whether a node is, or contains, one that `such` holds of; what a query of its own contains is its own. */
function contains(parts: Parts, such: (expression: Expression) => boolean): boolean {
  return (
    parts.expressions.some((each) => such(each) || contains(partsOf(each), such)) ||
    parts.conditions.some((each) => contains(conditionParts(each), such))
  )
}

/** Whether an expression is, or contains, an aggregate. The function of a window is none. */
export function hasAggregate(expression: Expression): boolean {
  if (expression.kind === 'aggregate') return true
  if (expression.kind !== 'window') {
    const { expressions: inner, conditions } = partsOf(expression)
    return inner.some(hasAggregate) || conditions.some(speaksOfAggregate)
  }
  const of = partsOf(expression.of)
  return [...of.expressions, ...expression.partition, ...orders(expression.order)].some(hasAggregate)
}

/** Whether a condition speaks of an aggregate, so that it can be answered only once rows are grouped. */
export function speaksOfAggregate(condition: Condition): boolean {
  const { expressions: inner, conditions } = conditionParts(condition)
  return inner.some(hasAggregate) || conditions.some(speaksOfAggregate)
}

/** Whether an expression is, or contains, a function over a window. */
export function hasWindow(expression: Expression): boolean {
  return expression.kind === 'window' || contains(partsOf(expression), (each) => each.kind === 'window')
}

/** Whether a condition speaks of a function over a window, so that it can be answered only once rows are found. */
export function speaksOfWindow(condition: Condition): boolean {
  return contains(conditionParts(condition), (each) => each.kind === 'window')
}
