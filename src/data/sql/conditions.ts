import type { Condition, Expression, Operand, Source } from '../query/index.ts'
import { isExpression } from '../query/index.ts'
import { sqlErrors } from './errors.ts'
import { expressionSql, written } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { compareJson, jsonOf } from './json.ts'
import { beyondSql } from './keyset.ts'
import { Scope } from './scope.ts'
import { existsCondition, selectRows } from './select.ts'
import { encoder, endParameter, itemParameter, openEnds, patternParameter, slotParameter, textOf } from './values.ts'

const operators: Readonly<Record<string, string>> = { exact: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }
const patterns = new Set(['iexact', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'])

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
