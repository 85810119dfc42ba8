import type { Condition, Expression, Operand, Query } from '../query/index.ts'
import { all, always, isExpression, speaksOfWindow } from '../query/index.ts'
import { conditionSql } from './conditions.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { orderSql } from './expressions.ts'
import { type Fragment, join, sql } from './fragment.ts'
import { same } from './grouping.ts'
import { type Aliases, outside as outsideOf, Scope } from './scope.ts'
import { limitSql, type SelectOptions, selectSql } from './select.ts'

/**
 * A SELECT whose conditions speak of functions over a window, which are only known once the rows are found: the rows with
 * those functions become a subquery, and the conditions are asked of it.
 */
export function qualifiedSql(
  query: Query,
  outputs: readonly Expression[],
  dialect: Dialect,
  aliases: Aliases,
  options: SelectOptions,
): Fragment {
  const table = `t${aliases.next++}`
  const columns = [...outputs]
  const reference = (i: number, { output }: Expression): Expression => ({
    kind: 'sql',
    texts: [`${table}.c${i}`],
    of: [],
    output,
  })
  const outer = (expression: Expression): Expression => {
    if (expression.kind === 'value') return expression
    const known = columns.findIndex((each) => same(each, expression))
    return reference(known < 0 ? columns.push(expression) - 1 : known, expression)
  }
  const parts = query.where.kind === 'all' ? query.where.of : [query.where]
  const where = all(parts.filter(isLate).map((each) => moved(each, outer, dialect)))
  const order = options.ordered
    ? query.order.map((term) => ({ ...term, by: term.by === null ? null : outer(term.by) }))
    : []
  const { distinct } = options
  const on = typeof distinct === 'boolean' ? [] : distinct.map(outer)
  const inner: Query = {
    ...query,
    where: all(parts.filter((each) => !isLate(each))),
    order: [],
    distinct: false,
    limit: null,
    offset: null,
  }
  const parent = outsideOf(options.parent ?? null, dialect)
  const rows = selectSql(inner, columns, dialect, aliases, {
    ordered: false,
    limited: false,
    distinct: false,
    named: true,
    whole: options.named !== true,
    ...(parent === null ? {} : { parent }),
  })
  const scope = new Scope(
    dialect,
    query.root,
    always,
    { expressions: [], conditions: [] },
    options.parent ?? null,
    aliases,
  )
  // With DISTINCT, what rows are ordered by is part of what makes them distinct.
  const shown = distinct === true ? columns.length : outputs.length
  const nameOf = (i: number) => (options.named === true ? `c${i}` : options.names && dialect.quote(options.names[i]!))
  const list = Array.from({ length: shown }, (_, i) => {
    const name = nameOf(i)
    return `${table}.c${i}${name === undefined ? '' : ` AS ${name}`}`
  })
  const only =
    typeof distinct === 'boolean'
      ? [distinct ? 'DISTINCT ' : '']
      : sql`DISTINCT ON (${join(
          on.map((each) => (each as Extract<Expression, { kind: 'sql' }>).texts),
          ', ',
        )}) `
  const out = sql`SELECT ${only}${list.length === 0 ? '1' : list.join(', ')} FROM (${rows}) AS ${table} WHERE ${conditionSql(where, scope)}`
  const ordered = order.length === 0 ? out : sql`${out} ${orderSql(order, scope)}`
  return options.limited ? [...ordered, ...limitSql(query, dialect)] : ordered
}

/** Whether a condition leaves out the rows before a page: a window beside each row still counts them. */
export function isPage(where: Condition): boolean {
  return where.kind === 'beyond' || (where.kind === 'all' && where.of.some(isPage))
}

function isLate(condition: Condition): boolean {
  return condition.kind === 'beyond' || speaksOfWindow(condition)
}

/** The condition, asked of the subquery's columns. */
function moved(condition: Condition, outside: (expression: Expression) => Expression, dialect: Dialect): Condition {
  const again = (each: Condition) => moved(each, outside, dialect)
  if (condition.kind === 'constant') return condition
  if (!isLate(condition)) {
    const holds: Expression = { kind: 'case', branches: [{ condition, value: null }], otherwise: null, output: null }
    return { kind: 'isNull', of: outside(holds), is: false }
  }
  switch (condition.kind) {
    case 'all':
    case 'some':
    case 'odd':
      return { kind: condition.kind, of: condition.of.map(again) }
    case 'not':
      return { kind: 'not', of: again(condition.of) }
    case 'isNull':
    case 'holds':
      return { ...condition, of: outside(condition.of) }
    case 'beyond':
      return { ...condition, order: condition.order.map((term) => ({ ...term, by: outside(term.by!) })) }
    case 'compare':
      return { ...condition, left: outside(condition.left), right: operand(condition.right, outside) }
    default:
      throw sqlErrors.UNSUPPORTED_QUERY({
        what: `a window inside a condition of kind '${condition.kind}'`,
        database: dialect.database,
      })
  }
}

function operand(right: Operand, outside: (expression: Expression) => Expression): Operand {
  if (right.kind === 'expressions') return { kind: 'expressions', of: right.of.map(outside) }
  return isExpression(right) ? outside(right) : right
}
