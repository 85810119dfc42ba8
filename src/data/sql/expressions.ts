import type { Condition, Expression, Operand, Source } from '../query/index.ts'
import { isExpression } from '../query/index.ts'
import { sqlErrors } from './errors.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { compareJson, jsonOf } from './json.ts'
import { Scope } from './scope.ts'
import { selectRows } from './select.ts'
import {
  encoder,
  endParameter,
  itemParameter,
  jsonParameter,
  openEnds,
  patternParameter,
  slotParameter,
  textOf,
} from './values.ts'

/** Lists up to here get a parameter for each item; longer ones travel as one JSON text, where that is exact. */
export const longestList = 1024
/** Kinds of values that JSON does not carry exactly: SQLite reads fractions off by the last bit. */
const inexact: ReadonlySet<string> = new Set(['number', 'binary'])
const operators: Readonly<Record<string, string>> = { exact: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }
const patterns = new Set(['iexact', 'contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'])
const functions = { count: 'COUNT', sum: 'SUM', avg: 'AVG', min: 'MIN', max: 'MAX' }

/** SQL for an expression. */
export function expressionSql(expression: Expression, scope: Scope): Fragment {
  const { dialect } = scope
  switch (expression.kind) {
    case 'column':
      return scope.column(expression.source, expression.column)
    case 'value':
      return parameter(slotParameter(expression.slot, expression.output, dialect.database, expression.path))
    case 'transform': {
      const json = jsonOf(expression)
      if (json !== null) return dialect.jsonValue(expressionSql(json.document, scope), json.path)
      const out = dialect.transform(expression.transform, expressionSql(expression.of, scope))
      if (out !== undefined) return out
      throw sqlErrors.UNSUPPORTED_LOOKUP({
        lookup: expression.transform.name,
        field: expression.of.output?.type ?? 'value',
        database: dialect.database,
      })
    }
    case 'arithmetic': {
      const left = operandSql(expression.left, scope)
      const right = operandSql(expression.right, scope)
      const out = sql`(${left} ${expression.operator} ${right})`
      return isDecimal(expression) ? dialect.decimal(out) : out
    }
    case 'when': {
      const value = expression.value === null ? ['1'] : expressionSql(expression.value, scope)
      return sql`CASE WHEN ${conditionSql(expression.condition, scope)} THEN ${value} END`
    }
    case 'aggregate': {
      const of = expression.of === null ? ['*'] : expressionSql(expression.of, scope)
      const call = sql`${functions[expression.function]}(${expression.distinct ? 'DISTINCT ' : ''}${of})`
      const out =
        expression.filter === null ? call : sql`${call} FILTER (WHERE ${conditionSql(expression.filter, scope)})`
      return isDecimal(expression) ? dialect.decimal(out) : out
    }
  }
}

/** One side of arithmetic. Whole numbers stay whole, as in a division, also where the driver binds every number as a fraction. */
function operandSql(side: Expression, scope: Scope): Fragment {
  const out = expressionSql(side, scope)
  const whole = side.kind === 'value' && side.output?.describe().kind === 'integer'
  return whole ? scope.dialect.integer(out) : out
}

/** SQL for an expression that is selected: a part of a JSON document comes as JSON, to be read as the document is. */
export function selectedSql(expression: Expression, scope: Scope): Fragment {
  const json = jsonOf(expression)
  if (json === null || json.path.length === 0) return expressionSql(expression, scope)
  return scope.dialect.jsonText(expressionSql(json.document, scope), json.path)
}

const isDecimal = (expression: Expression) => expression.output?.describe().kind === 'decimal'

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
          ? inner.correlation()
          : sql`${inner.correlation()} AND ${wrapped(condition.condition, inner)}`
      return sql`EXISTS (SELECT 1 FROM ${inner.from()} WHERE ${where})`
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
  return scope.dialect.jsonType(expressionSql(json.document, scope), json.path)
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
  if (right.kind === 'list' || right.kind === 'range') {
    const encode = encoder(field!, dialect.database, right.path)
    if (right.kind === 'range') {
      const [from, to] = [0, 1].map((i) => parameter(endParameter(right.slot, i, encode)))
      return sql`${here} BETWEEN ${from!} AND ${to!}`
    }
    if (right.size > longestList && !inexact.has(field!.describe().kind))
      return dialect.inJson(here, parameter(jsonParameter(right.slot, encode)))
    const items = Array.from({ length: right.size }, (_, i) => parameter(itemParameter(right.slot, i, encode)))
    return sql`${here} IN (${join(items, ', ')})`
  }
  const operator = operators[lookup]
  const years = operator === undefined ? null : yearSql(left, lookup, right, scope)
  if (years !== null) return years
  if (operator !== undefined) return sql`${here} ${operator} ${expressionSql(right, scope)}`
  if (patterns.has(lookup))
    return dialect.like(here, pattern(lookup, right, scope), lookup.startsWith('i') && lookup !== 'in')
  if (lookup === 'regex' || lookup === 'iregex') return dialect.regex(here, textSql(right, scope), lookup === 'iregex')
  throw sqlErrors.UNSUPPORTED_LOOKUP({ lookup, field: field?.type ?? 'value', database: dialect.database })
}

/** The year of a column is compared as a span of days, which an index can find; null where it is something else. */
function yearSql(left: Expression, lookup: string, right: Operand, scope: Scope): Fragment | null {
  if (left.kind !== 'transform' || left.transform.name !== 'year' || right.kind !== 'value') return null
  if (left.of.kind !== 'column' || left.of.output.describe().kind === 'time') return null
  const encode = encoder(left.output, scope.dialect.database, right.path)
  const from = (years: number) => parameter((values) => newYear(Number(encode(values[right.slot])) + years))
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

/** The first day of a year as the text that columns hold; before the first and after the last year that they can hold. */
function newYear(year: number): string {
  if (year > 9999) return '9999:'
  return year < 0 ? '' : `${String(year).padStart(4, '0')}-01-01`
}

/** The right side of LIKE: a value becomes a pattern before it is sent, a column's text in the database. */
export function pattern(lookup: string, right: Operand, scope: Scope): Fragment {
  if (right.kind === 'value') return parameter(patternParameter(right.slot, lookup, right.path))
  const { dialect } = scope
  const open = openEnds(lookup)
  const text = dialect.escapeLike(expressionSql(right as Expression, scope))
  return dialect.concat([...(open.before ? [["'%'"]] : []), text, ...(open.after ? [["'%'"]] : [])])
}

/** A value that is compared as text, whatever the field. */
export function textSql(right: Operand, scope: Scope): Fragment {
  if (right.kind === 'value') return parameter((values) => textOf(values[right.slot], right.path))
  return isExpression(right) ? expressionSql(right, scope) : []
}
