import type { Condition, Expression, Query } from '../query/index.ts'
import { all, columnOf, conditionParts, hasAggregate, hasWindow, partsOf, speaksOfAggregate } from '../query/index.ts'
import { expressionSql } from './expressions.ts'
import { type Fragment, join } from './fragment.ts'
import type { Scope } from './scope.ts'

/** Conditions that need groups go to HAVING; a disjunction with an aggregate goes there whole. */
export function splitHaving(query: Query): { where: Condition; having: Condition | null } {
  if (query.group === null) return { where: query.where, having: null }
  const parts = query.where.kind === 'all' ? query.where.of : [query.where]
  const having = parts.filter(speaksOfAggregate)
  return {
    where: all(parts.filter((each) => !speaksOfAggregate(each))),
    having: having.length > 0 ? all(having) : null,
  }
}

/** What GROUP BY names: the group itself, and all beside it that is read of one row; null where nothing is grouped. */
export function groupSql(
  query: Query,
  selected: readonly Expression[],
  ordered: boolean,
  having: Condition | null,
  scope: Scope,
): Fragment | null {
  if (query.group === null) return null
  const keys: Expression[] = query.group === 'rows' ? [columnOf(query.root, query.model.key)] : [...query.group]
  const add = (expression: Expression, late = false) => {
    if (hasAggregate(expression) || expression.kind === 'value') return
    if (hasWindow(expression)) {
      for (const column of columns(expression, keys)) add(column)
      return
    }
    const ofRow = query.group === 'rows' && expression.kind === 'column' && expression.source === query.root
    if (ofRow && !(late && !scope.dialect.groupsByKey)) return
    if (!keys.some((key) => same(key, expression))) keys.push(expression)
  }
  for (const expression of selected) add(expression)
  if (ordered) for (const term of query.order) if (term.by !== null) add(term.by)
  if (having !== null) for (const expression of ungrouped(having, keys)) add(expression, true)
  if (keys.length === 0) return null
  return join(
    keys.map((key) => {
      const at = key.kind === 'column' ? -1 : selected.findIndex((each) => same(each, key))
      return at < 0 ? expressionSql(key, scope) : [String(at + 1)]
    }),
    ', ',
  )
}

/** Columns that a HAVING speaks of beside its aggregates and the keys of the groups. */
function ungrouped(condition: Condition, keys: readonly Expression[]): Expression[] {
  const { expressions, conditions } = conditionParts(condition)
  return [...expressions.flatMap((each) => columns(each, keys)), ...conditions.flatMap((each) => ungrouped(each, keys))]
}

/** Columns of this query's rows that an expression reads outside of aggregates and keys. */
function columns(expression: Expression, keys: readonly Expression[]): Expression[] {
  if (expression.kind === 'aggregate' || keys.some((key) => same(key, expression))) return []
  if (expression.kind === 'column') return [expression]
  const { expressions, conditions } = partsOf(expression)
  // The function of a window is no aggregate of the groups: what it is of stands beside them.
  const inner =
    expression.kind === 'window'
      ? expressions.flatMap((each) => (each === expression.of ? partsOf(each).expressions : [each]))
      : expressions
  return [...inner.flatMap((each) => columns(each, keys)), ...conditions.flatMap((each) => ungrouped(each, keys))]
}

/** Whether two nodes say the same: the same rows, columns and slots. */
export function same(a: Expression, b: Expression): boolean {
  return alike(a, b)
}

function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => alike(each, b[i]))
  if (!isNode(a) || !isNode(b)) return false
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => name === 'output' || alike(a[name], b[name]))
}

/** Expressions, conditions and what they are written with; rows, columns, fields and queries are what they are. */
function isNode(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false
  return !('model' in value || 'from' in value || 'root' in value || 'codec' in value)
}
