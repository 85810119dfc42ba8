import type {
  Aggregation,
  Condition,
  DatabaseValue,
  Expression,
  Frame,
  Operand,
  OrderTerm,
  Source,
  SqlPieces,
} from '../query/index.ts'
import { hasAggregate, isExpression } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import type { Call } from './functions/call.ts'
import { commonAggregates, commonFunctions } from './functions/common.ts'
import { windows } from './functions/windows.ts'
import { compareJson, jsonOf } from './json.ts'
import { beyondSql } from './keyset.ts'
import { Scope } from './scope.ts'
import { existsCondition, selectRows, subquerySql } from './select.ts'
import { encoder, endParameter, itemParameter, openEnds, patternParameter, slotParameter, textOf } from './values.ts'

const operators: Readonly<Record<string, string>> = { exact: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }
const patterns = new Set(['iexact', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'])

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
      if (json !== null) return dialect.jsonValue(expressionSql(json.document, scope), json.path)
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
      return asDecimal(callSql(expression, of, dialect), expression, dialect)
    }
    case 'cast':
      return dialect.cast(expressionSql(expression.of, scope), expression.output)
    case 'case': {
      const branches = expression.branches.map(
        ({ condition, value }) =>
          sql`WHEN ${conditionSql(condition, scope)} THEN ${value === null ? ['1'] : expressionSql(value, scope)}`,
      )
      const otherwise = expression.otherwise === null ? [] : sql` ELSE ${expressionSql(expression.otherwise, scope)}`
      return asDecimal(sql`CASE ${join(branches, ' ')}${otherwise} END`, expression, dialect)
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
  return asDecimal(dialect.arithmetic(expression, left, right), expression, dialect)
}

/** What is computed, as a decimal where it is one: so it is compared with others as numbers are. */
function asDecimal(out: Fragment, { output }: Expression, dialect: Dialect): Fragment {
  return output?.describe().kind === 'decimal' ? dialect.decimal(out) : out
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
  const call = make?.({ of, more, order, distinct: aggregate.distinct }, aggregate, dialect)
  if (call === undefined) throw sqlErrors.UNSUPPORTED_FUNCTION({ name: aggregate.function, database: dialect.database })
  return dialect.aggregated(sql`${filter === null ? call : sql`${call} FILTER (WHERE ${filter})`}${over}`, aggregate)
}

/** The terms of an ORDER BY; empty where there are none. */
export function orderSql(order: readonly OrderTerm[], scope: Scope): Fragment {
  if (order.length === 0) return []
  const terms = order.map(({ by, descending, nulls }) => {
    const of = by === null ? [scope.dialect.random] : expressionSql(by, scope)
    return sql`${of}${descending ? ' DESC' : ''}${nulls === null ? '' : nulls === 'first' ? ' NULLS FIRST' : ' NULLS LAST'}`
  })
  return sql`ORDER BY ${join(terms, ', ')}`
}

function windowSql(window: Extract<Expression, { kind: 'window' }>, scope: Scope): Fragment {
  const { partition, order, frame } = window
  const over: Fragment[] = []
  const keys = partition.map((each) => expressionSql(each, scope))
  if (keys.length > 0) over.push(sql`PARTITION BY ${join(keys, ', ')}`)
  if (order.length > 0) over.push(orderSql(order, scope))
  if (frame !== null) over.push([frameSql(frame)])
  return windowed(window.of, sql` OVER (${join(over, ' ')})`, scope)
}

/** A function with its window; of what is computed from aggregates, the aggregates have it. */
function windowed(of: Expression, over: Fragment, scope: Scope): Fragment {
  if (of.kind === 'aggregate') return aggregateOver(of, scope, over)
  if (of.kind === 'call' && windows.common[of.function] === undefined && of.of.some(hasAggregate))
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

function frameSql({ kind, from, to, exclude }: Frame): string {
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

/** SQL for a condition. */
export function conditionSql(condition: Condition, scope: Scope): Fragment {
  switch (condition.kind) {
    case 'all':
      return balanced(
        condition.of.map((each) => wrapped(each, scope)),
        ' AND ',
      )
    case 'some':
      return balanced(
        condition.of.map((each) => wrapped(each, scope)),
        ' OR ',
      )
    case 'odd': {
      const parts = condition.of.map((each) => sql`CASE WHEN ${conditionSql(each, scope)} THEN 1 ELSE 0 END`)
      return sql`(${balanced(parts, ' + ')}) % 2 = 1`
    }
    case 'holds':
      return expressionSql(condition.of, scope)
    case 'exists':
      return existsCondition(condition.query, scope)
    case 'beyond':
      return beyondSql(condition, scope)
    case 'not':
      return sql`NOT (${conditionSql(condition.of, scope)})`
    case 'isNull':
      return sql`${nullableSql(condition.of, scope)} IS ${condition.is ? '' : 'NOT '}NULL`
    case 'constant':
      return [condition.value ? '1 = 1' : '1 = 0']
    case 'compare':
      return compareSql(condition, scope)
    case 'related': {
      const inner = relatedScope(condition.source, condition.condition, scope)
      const where =
        condition.condition.kind === 'constant' && condition.condition.value
          ? inner.correlation(conditionSql)
          : sql`${inner.correlation(conditionSql)} AND ${wrapped(condition.condition, inner)}`
      return sql`EXISTS (SELECT 1 FROM ${inner.from(conditionSql)} WHERE ${where})`
    }
  }
}

/** Databases limit how deep a condition may be, and read `a OR b OR c …` as deep as it is long: long ones get halved. */
function balanced(parts: readonly Fragment[], separator: string): Fragment {
  if (parts.length <= 100) return join(parts, separator)
  const middle = parts.length >> 1
  const [before, after] = [parts.slice(0, middle), parts.slice(middle)]
  return sql`(${balanced(before, separator)})${separator}(${balanced(after, separator)})`
}

/** An absent JSON key is null; a key whose value is JSON's null is not. */
function nullableSql(of: Expression, scope: Scope): Fragment {
  const json = jsonOf(of)
  if (json === null || json.path.length === 0) return expressionSql(of, scope)
  return scope.dialect.jsonPresent(expressionSql(json.document, scope), json.path)
}

function wrapped(condition: Condition, scope: Scope): Fragment {
  const out = conditionSql(condition, scope)
  return condition.kind === 'all' || condition.kind === 'some' ? sql`(${out})` : out
}

function relatedScope(source: Source, condition: Condition, scope: Scope): Scope {
  return new Scope(scope.dialect, source, condition, { expressions: [], conditions: [condition] }, scope, scope.aliases)
}

function compareSql(condition: Extract<Condition, { kind: 'compare' }>, scope: Scope): Fragment {
  const { left, lookup, right } = condition
  const { dialect } = scope
  const json = jsonOf(left)
  if (json !== null) return compareJson(json, lookup, right, scope)
  const here = expressionSql(left, scope)
  if (right.kind === 'rows') return sql`${here} IN (${selectRows(right.query, right.select, scope)})`
  const field = left.output
  if (right.kind === 'expressions') {
    const of = right.of.map((each) => expressionSql(each, scope))
    return lookup === 'range' ? sql`${here} BETWEEN ${of[0]!} AND ${of[1]!}` : sql`${here} IN (${join(of, ', ')})`
  }
  if (right.kind === 'list' || right.kind === 'range') {
    const encode = encoder(field!, dialect.database, right.path)
    if (right.kind === 'range') {
      const [from, to] = [0, 1].map((i) => dialect.compared(parameter(endParameter(right.slot, i, encode)), field))
      return sql`${here} BETWEEN ${from!} AND ${to!}`
    }
    const many = dialect.inMany(field!, right.size)
    if (many !== null) return many(here, right.slot, encode)
    const items = Array.from({ length: right.size }, (_, i) => parameter(itemParameter(right.slot, i, encode)))
    return sql`${here} IN (${join(items, ', ')})`
  }
  const operator = operators[lookup]
  const years = operator === undefined ? null : yearSql(left, lookup, right, scope)
  if (years !== null) return years
  if (operator !== undefined) return sql`${here} ${operator} ${comparedSql(right, scope)}`
  const own = field?.lookupSql?.(lookup, dialect.database)
  if (own != null) return written(own, here, givenSql(condition, scope))
  const known = dialect.lookups[lookup]
  if (known !== undefined && !patterns.has(lookup)) return known(here, givenSql(condition, scope), field)
  if (field?.describe().kind === 'array' && lookup === 'contains')
    return dialect.arrayContains(here, expressionSql(right, scope))
  const text = dialect.text(here, field)
  if (patterns.has(lookup))
    return dialect.like(text, pattern(lookup, right, scope), lookup.startsWith('i') && lookup !== 'in')
  if (lookup === 'regex' || lookup === 'iregex') return dialect.regex(text, textSql(right, scope), lookup === 'iregex')
  throw sqlErrors.UNSUPPORTED_LOOKUP({ lookup, field: field?.type ?? 'value', database: dialect.database })
}

/** SQL that a field brought along. */
function written(pieces: SqlPieces, value: Fragment, given: Fragment = []): Fragment {
  return pieces.flatMap((piece): Fragment => (piece === 0 ? value : piece === 1 ? given : [piece]))
}

/** The right side of a lookup that has SQL of its own. */
function givenSql({ left, lookup, right }: Extract<Condition, { kind: 'compare' }>, scope: Scope): Fragment {
  const operand = left.output?.lookups.get(lookup)
  if (operand === 'text') return textSql(right, scope)
  if (operand === 'number' && right.kind === 'value') return parameter((values) => Number(values[right.slot]))
  return isExpression(right) ? expressionSql(right, scope) : []
}

/** The right side of a comparison: the database knows what kind of value it is from the left side. */
function comparedSql(right: Expression, scope: Scope): Fragment {
  if (right.kind !== 'value') return expressionSql(right, scope)
  const { dialect } = scope
  return dialect.compared(
    parameter(slotParameter(right.slot, right.output, dialect.database, right.path)),
    right.output,
  )
}

/** The year of a column is compared as a span of days, which an index can find; null where it is something else. */
function yearSql(left: Expression, lookup: string, right: Operand, scope: Scope): Fragment | null {
  if (left.kind !== 'transform' || left.transform.name !== 'year' || right.kind !== 'value') return null
  if (left.of.kind !== 'column' || left.of.output.describe().kind === 'time') return null
  const encode = encoder(left.output, scope.dialect.database, right.path)
  const from = (years: number) =>
    parameter((values) => scope.dialect.newYear(Number(encode(values[right.slot])) + years))
  const column = expressionSql(left.of, scope)
  switch (lookup) {
    case 'exact':
      return sql`(${column} >= ${from(0)} AND ${column} < ${from(1)})`
    case 'gt':
      return sql`${column} >= ${from(1)}`
    case 'gte':
      return sql`${column} >= ${from(0)}`
    case 'lt':
      return sql`${column} < ${from(0)}`
    default:
      return sql`${column} < ${from(1)}`
  }
}

/** The right side of LIKE: a value becomes a pattern before it is sent, a column's text in the database. */
export function pattern(lookup: string, right: Operand, scope: Scope): Fragment {
  if (right.kind === 'value')
    return parameter(patternParameter(right.slot, lookup, scope.dialect.longestPattern, right.path))
  const { dialect } = scope
  const open = openEnds(lookup)
  const from = right as Expression
  const text = dialect.escapeLike(dialect.text(expressionSql(from, scope), from.output))
  return dialect.concat([...(open.before ? [["'%'"]] : []), text, ...(open.after ? [["'%'"]] : [])])
}

/** A value that is compared as text, whatever the field. */
export function textSql(right: Operand, scope: Scope): Fragment {
  if (right.kind === 'value') return parameter((values) => textOf(values[right.slot], right.path))
  return isExpression(right) ? scope.dialect.text(expressionSql(right, scope), right.output) : []
}
