import type { Expression, Parts, Query, Source } from '../query/index.ts'
import { columnOf, conditionParts, hasAggregate, partsOf, queryParts, speaksOfWindow } from '../query/index.ts'
import { conditionSql } from './conditions.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { aggregateCall, arithmeticSql, callSql, expressionSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { originOf } from './origin.ts'
import { type Aliases, Scope, usesOf } from './scope.ts'
import { isAlways, outputsOf, selectSql } from './select.ts'
import { slotParameter } from './values.ts'

/**
 * The values of a query that decide how many rows it has: what is read along a relation to many repeats a row for each of
 * them, and groups differ by every value that is no aggregate.
 */
function counted({ select, group }: Query): Expression[] {
  const values = select.named.map(({ expression }) => expression).filter((each) => !hasAggregate(each))
  const grouped = group !== null && group !== 'rows'
  return grouped ? values : values.filter((each) => speaksOfMany({ expressions: [each], conditions: [], queries: [] }))
}

/** Whether there is a column in it of rows of which one row may have several. */
function speaksOfMany({ expressions, conditions, queries }: Parts): boolean {
  return (
    expressions.some((each) => (each.kind === 'column' ? isOfMany(each.source) : speaksOfMany(partsOf(each)))) ||
    conditions.some((each) => speaksOfMany(conditionParts(each))) ||
    queries.some((each) => speaksOfMany(queryParts(each)))
  )
}

function isOfMany({ relation, parent }: Source): boolean {
  return relation !== null && (!relation.toOne || (parent !== null && isOfMany(parent)))
}

/** How many rows a query has. */
export function countSql(query: Query, dialect: Dialect): Fragment {
  const aliases = { next: 0 }
  const limited = query.limit !== null || query.offset !== null
  if (query.group === null && !limited && query.distinct === false && !speaksOfWindow(query.where))
    return aggregateSelect(query, ['COUNT(*)'], [], dialect)
  // Rows of one model are as distinct as their keys.
  const keyed =
    query.select.kind === 'rows' && !query.select.named.some(({ expression }) => expression.kind !== 'aggregate')
  const outputs =
    query.distinct === false
      ? counted(query)
      : keyed && query.distinct === true
        ? [columnOf(query.root, query.model.key)]
        : outputsOf(query)
  const inner = selectSql(query, outputs, dialect, aliases, {
    ordered: (limited && query.distinct === true) || typeof query.distinct !== 'boolean',
    limited,
    distinct: query.distinct,
    named: true,
    whole: true,
  })
  return sql`SELECT COUNT(*) FROM (${inner}) AS q`
}

/** One row with nothing in it if the query has a row. */
export function existsSql(query: Query, dialect: Dialect): Fragment {
  const some: Query = { ...query, limit: 1 }
  // Equal rows count once where some of them are skipped.
  const distinct = query.distinct && query.offset !== null
  const outputs = distinct ? outputsOf(query) : query.offset !== null ? counted(query) : []
  return selectSql(some, outputs, dialect, { next: 0 }, { ordered: distinct, limited: true, distinct })
}

/** Aggregates over all the rows of a query; over its groups, slice or distinct rows where it has them. */
export function aggregateSql(query: Query, summaries: readonly Expression[], dialect: Dialect): Fragment {
  const limited = query.limit !== null || query.offset !== null
  if (query.group === null && !limited && query.distinct === false && !speaksOfWindow(query.where))
    return aggregateSelect(query, null, summaries, dialect)
  const base = query.distinct === false ? counted(query) : outputsOf(query)
  const extra: Expression[] = []
  // What is aggregated becomes a column of the subquery.
  const outer = (expression: Expression): Fragment => {
    if (expression.kind === 'arithmetic')
      return arithmeticSql(expression, outer(expression.left), outer(expression.right), dialect)
    if (expression.kind === 'call') return callSql(expression, expression.of.map(outer), dialect)
    if (expression.kind === 'cast') return dialect.cast(outer(expression.of), expression.output, expression.of.output)
    if (expression.kind === 'value')
      return dialect.typed(
        parameter(slotParameter(expression.slot, expression.output, dialect.database)),
        expression.output,
      )
    if (expression.kind !== 'aggregate')
      throw sqlErrors.UNSUPPORTED_QUERY({
        what: `a ${expression.kind} around an aggregate()`,
        database: dialect.database,
      })
    const { filter, of: value, output } = expression
    const inner: Expression | null =
      filter === null
        ? value
        : {
            kind: 'case',
            branches: [{ condition: filter, value }],
            otherwise: null,
            output: value === null ? output : value.output,
          }
    const of: Fragment = inner === null ? ['*'] : [`q.c${base.length + extra.push(inner) - 1}`]
    const extras = [...expression.more, ...expression.order.flatMap(({ by }) => (by === null ? [] : [by]))]
    if (extras.some((each) => each.kind !== 'value'))
      throw sqlErrors.UNSUPPORTED_QUERY({ what: 'an aggregate with an order over a slice', database: dialect.database })
    return aggregateCall(expression, of, expression.more.map(outer), [], dialect)
  }
  const list = summaries.map(outer)
  const inner = selectSql(
    query,
    [...base, ...extra],
    dialect,
    { next: 0 },
    {
      ordered: limited,
      limited,
      distinct: query.distinct,
      named: true,
    },
  )
  return sql`SELECT ${join(list, ', ')} FROM (${inner}) AS q`
}

function aggregateSelect(
  query: Query,
  text: Fragment | null,
  expressions: readonly Expression[],
  dialect: Dialect,
): Fragment {
  const aliases: Aliases = { next: 0 }
  const origin = originOf(query, dialect, aliases, null)
  const scope = new Scope(
    dialect,
    query.root,
    query.where,
    usesOf(query, [...expressions, ...counted(query)], false),
    null,
    aliases,
    origin,
  )
  const list =
    text ??
    join(
      expressions.map((each) => expressionSql(each, scope)),
      ', ',
    )
  const out = sql`SELECT ${list} FROM ${scope.from(conditionSql)}`
  return isAlways(query.where) ? out : sql`${out} WHERE ${conditionSql(query.where, scope)}`
}
