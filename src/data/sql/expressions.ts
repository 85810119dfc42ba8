import type { Aggregation, DatabaseValue, Expression, Frame, OrderTerm, SqlPieces } from '../query/index.ts'
import { hasAggregate } from '../query/index.ts'
import { conditionSql } from './conditions.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import type { Call, WindowSql } from './functions/call.ts'
import { commonAggregates, commonFunctions } from './functions/common.ts'
import { commonWindows } from './functions/windows.ts'
import { jsonOf } from './json.ts'
import type { Scope } from './scope.ts'
import { subquerySql } from './select.ts'
import { encoder, slotParameter } from './values.ts'

/** SQL for an expression. */
export function expressionSql(expression: Expression, scope: Scope): Fragment {
  return scope.written(expression, () => writtenSql(expression, scope))
}

function writtenSql(expression: Expression, scope: Scope): Fragment {
  const { dialect } = scope
  switch (expression.kind) {
    case 'column':
      return scope.column(expression.source, expression.column)
    case 'carried':
      return scope.carried(expression.source, expression.name)
    case 'identifier':
      return [expression.names.map((name) => dialect.quote(name)).join('.')]
    case 'value':
      // Of a null alone no database says what it would be.
      if (expression.constant === null && expression.output === null) return ['NULL']
      if (expression.stored === true)
        return dialect.typed(
          parameter((values) => values[expression.slot] as DatabaseValue),
          expression.output,
        )
      return dialect.typed(
        parameter(slotParameter(expression.slot, expression.output, dialect.database, expression.path)),
        expression.output,
      )
    case 'fixed': {
      const encode = encoder(expression.output, dialect.database)
      const { value } = expression
      return dialect.compared(
        parameter(() => encode(value)),
        expression.output,
      )
    }
    case 'transform': {
      const json = jsonOf(expression)
      if (json !== null) return dialect.jsonValue(expressionSql(json.document, scope), json.path, 'value')
      const of = expressionSql(expression.of, scope)
      const own = expression.transform.sql?.(dialect.database)
      const out = own
        ? written(own, of)
        : (dialect.transform(expression.transform, of, expression.of.output) ?? transformed(expression, of, dialect))
      if (out !== undefined) return out
      throw sqlErrors.UNSUPPORTED_LOOKUP({
        lookup: expression.transform.name,
        field: expression.of.output?.type ?? 'value',
        database: dialect.database,
      })
    }
    case 'arithmetic':
      return arithmeticSql(
        expression,
        expressionSql(expression.left, scope),
        expressionSql(expression.right, scope),
        dialect,
      )
    case 'call': {
      const of = expression.of.map((each) => expressionSql(each, scope))
      return dialect.computed(callSql(expression, of, dialect), expression)
    }
    case 'cast':
      return dialect.cast(expressionSql(expression.of, scope), expression.output, expression.of.output)
    case 'case': {
      const branches = expression.branches.map(
        ({ condition, value }) =>
          sql`WHEN ${conditionSql(condition, scope)} THEN ${value === null ? ['1'] : expressionSql(value, scope)}`,
      )
      const otherwise = expression.otherwise === null ? [] : sql` ELSE ${expressionSql(expression.otherwise, scope)}`
      return dialect.computed(sql`CASE ${join(branches, ' ')}${otherwise} END`, expression)
    }
    case 'condition':
      return sql`(${conditionSql(expression.condition, scope)})`
    case 'subquery':
      return subquerySql(expression.query, expression.select, scope)
    case 'aggregate':
      return aggregateOver(expression, scope)
    case 'window':
      return windowSql(expression, scope)
    case 'sql':
      // A name alone needs no parentheses.
      if (expression.of.length === 0 && /^[\w.]+$/.test(expression.texts[0]!)) return expression.texts
      return sql`(${insideSql(expression.texts, expression.of, scope)})`
  }
}

/** Texts in the database's own language, with what stands between them. */
export function insideSql(texts: readonly string[], of: readonly Expression[], scope: Scope): Fragment {
  return texts.flatMap((text, i) => {
    const inserted = of[i]
    if (inserted === undefined) return [text]
    // A list brings its own commas, and needs no parentheses of its own.
    if (inserted.kind === 'sql') return [text, ...insideSql(inserted.texts, inserted.of, scope)]
    return [text, ...insertedSql(inserted, scope)]
  })
}

/** What stands in the database's own language: the database itself knows what kind of value a parameter is. */
function insertedSql(of: Expression, scope: Scope): Fragment {
  if (of.kind !== 'value') return expressionSql(of, scope)
  return parameter(slotParameter(of.slot, of.output, scope.dialect.database, of.path))
}

/** A function as a step of a path; undefined where there is none of that name. */
function transformed(
  { transform, of, output }: Extract<Expression, { kind: 'transform' }>,
  text: Fragment,
  dialect: Dialect,
): Fragment | undefined {
  const make = dialect.functions[transform.name] ?? commonFunctions[transform.name]
  return make?.([text], { kind: 'call', function: transform.name, of: [of], options: {}, output }, dialect)
}

/** A function of the database: from the dialect's own table, else from the common one. */
export function callSql(call: Call, of: readonly Fragment[], dialect: Dialect): Fragment {
  const make = dialect.functions[call.function] ?? commonFunctions[call.function]
  const out = make?.(of, call, dialect)
  if (out !== undefined) return out
  throw sqlErrors.UNSUPPORTED_FUNCTION({ name: call.function, database: dialect.database })
}

/** Two values with an operator between them. */
export function arithmeticSql(
  expression: Extract<Expression, { kind: 'arithmetic' }>,
  left: Fragment,
  right: Fragment,
  dialect: Dialect,
): Fragment {
  return dialect.computed(dialect.arithmetic(expression, left, right), expression)
}

/** An aggregate over what is written already. */
export function aggregateCall(
  aggregate: Aggregation,
  of: Fragment,
  more: readonly Fragment[],
  order: Fragment,
  dialect: Dialect,
  filter: Fragment | null = null,
  over: Fragment = [],
): Fragment {
  const make = dialect.aggregates[aggregate.function] ?? commonAggregates[aggregate.function]
  const { distinct } = aggregate
  const kept = filter === null || dialect.filters ? null : { of, where: filter }
  const after = filter === null || !dialect.filters ? over : sql` FILTER (WHERE ${filter})${over}`
  const counted = kept === null ? of : filtered(aggregate, of, kept.where)
  const call = make?.({ of: counted, kept, more, order, distinct, after }, aggregate, dialect)
  if (call === undefined) throw sqlErrors.UNSUPPORTED_FUNCTION({ name: aggregate.function, database: dialect.database })
  return dialect.aggregated(call, aggregate)
}

/** What is aggregated, and null for rows that do not meet the condition: aggregates pass over nulls. */
function filtered(aggregate: Aggregation, of: Fragment, filter: Fragment): Fragment {
  return sql`CASE WHEN ${filter} THEN ${aggregate.of === null ? ['1'] : of} END`
}

/** The terms of an ORDER BY; empty where there are none. */
export function orderSql(order: readonly OrderTerm[], scope: Scope): Fragment {
  if (order.length === 0) return []
  const terms = order.map(({ by, descending, nulls }) => {
    const of = by === null ? [scope.dialect.random] : sortedSql(by, scope)
    return termSql(of, { descending, nulls }, scope.dialect)
  })
  return sql`ORDER BY ${join(terms, ', ')}`
}

/**
 * A term of an ORDER BY. Where nulls cannot be placed by a word, whether there is one is a term of its own; `always` also
 * where they would stand there by themselves.
 */
export function termSql(
  of: Fragment,
  { descending, nulls }: Omit<OrderTerm, 'by'>,
  { nullsPlaced, nullsLow }: Dialect,
  always = false,
): Fragment {
  const term = sql`${of}${descending ? ' DESC' : ''}`
  const byItself = nullsLow !== descending ? 'first' : 'last'
  if (!always && (nulls === null || (!nullsPlaced && nulls === byItself))) return term
  if (nullsPlaced) return sql`${term} NULLS ${(nulls ?? byItself).toUpperCase()}`
  return sql`${of} IS ${(nulls ?? byItself) === 'first' ? 'NOT ' : ''}NULL, ${term}`
}

/** What rows are ordered by. */
export function sortedSql(by: Expression, scope: Scope): Fragment {
  const json = jsonOf(by)
  if (json === null) return expressionSql(by, scope)
  return scope.dialect.jsonValue(expressionSql(json.document, scope), json.path, 'order')
}

function windowSql(window: Extract<Expression, { kind: 'window' }>, scope: Scope): Fragment {
  const { partition, order, frame } = window
  const over: Fragment[] = []
  const keys = partition.map((each) => expressionSql(each, scope))
  if (keys.length > 0) over.push(sql`PARTITION BY ${join(keys, ', ')}`)
  if (order.length > 0) over.push(orderSql(order, scope))
  if (frame !== null) over.push([frameSql(frame, scope.dialect)])
  return windowed(window.of, sql` OVER (${join(over, ' ')})`, scope)
}

/** A function with its window; of what is computed from aggregates, the aggregates have it. */
function windowed(of: Expression, over: Fragment, scope: Scope): Fragment {
  if (of.kind === 'aggregate') return aggregateOver(of, scope, over)
  const own = of.kind === 'call' ? windowFunction(of, scope.dialect) : undefined
  if (of.kind === 'call' && own !== undefined)
    return own(
      of.of.map((each) => expressionSql(each, scope)),
      of,
      over,
    )
  if (of.kind === 'call' && of.of.some(hasAggregate))
    return callSql(
      of,
      of.of.map((each) => (hasAggregate(each) ? windowed(each, over, scope) : expressionSql(each, scope))),
      scope.dialect,
    )
  return sql`${expressionSql(of, scope)}${over}`
}

function aggregateOver(aggregate: Aggregation, scope: Scope, over: Fragment = []): Fragment {
  const { filter } = aggregate
  const of = aggregate.of === null ? ['*'] : expressionSql(aggregate.of, scope)
  const more = aggregate.more.map((each) => expressionSql(each, scope))
  const order = orderSql(aggregate.order, scope)
  const where = filter === null ? null : conditionSql(filter, scope)
  return aggregateCall(aggregate, of, more, order, scope.dialect, where, over)
}

function windowFunction({ function: name }: Call, { windows: own }: Dialect): WindowSql | undefined {
  return own[name] ?? commonWindows[name]
}

function frameSql({ kind, from, to, exclude }: Frame, { richFrames, database }: Dialect): string {
  if (!richFrames && (kind === 'groups' || exclude !== null))
    throw sqlErrors.UNSUPPORTED_QUERY({ what: 'a frame of groups, or one that leaves rows out', database })
  const bound = (at: number | null, open: string) =>
    at === null
      ? `UNBOUNDED ${open}`
      : at === 0
        ? 'CURRENT ROW'
        : `${Math.abs(at)} ${at < 0 ? 'PRECEDING' : 'FOLLOWING'}`
  const without = exclude === null ? '' : ` EXCLUDE ${exclude.toUpperCase()}`
  return `${kind.toUpperCase()} BETWEEN ${bound(from, 'PRECEDING')} AND ${bound(to, 'FOLLOWING')}${without}`
}

/** SQL for an expression that is selected: a part of a JSON document comes as JSON, to be read as the document is. */
export function selectedSql(expression: Expression, scope: Scope): Fragment {
  const json = jsonOf(expression)
  if (json === null || json.path.length === 0) return expressionSql(expression, scope)
  return scope.dialect.jsonText(expressionSql(json.document, scope), json.path)
}

/** SQL that a field brought along. */
export function written(pieces: SqlPieces, value: Fragment, given: Fragment = []): Fragment {
  return pieces.flatMap((piece): Fragment => (piece === 0 ? value : piece === 1 ? given : [piece]))
}
