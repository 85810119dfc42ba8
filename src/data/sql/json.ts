import { ValidationError } from '../../base/schema/index.ts'
import type { Expression, Operand } from '../query/index.ts'
import { jsonText as documentText, isExpression } from '../query/index.ts'
import { pattern, textSql } from './conditions.ts'
import type { JsonUse } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { expressionSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import type { Scope } from './scope.ts'
import { textOf } from './values.ts'

/** Lists up to here get a parameter for each item; longer ones travel as one JSON text. */
const longestList = 1024

/** A JSON document and the keys that lead into it. */
export interface JsonPath {
  readonly document: Expression
  readonly path: readonly (string | number)[]
}

/** The document behind an expression and the way into it; null for what is no JSON. */
export function jsonOf(expression: Expression): JsonPath | null {
  if (expression.kind === 'transform' && expression.transform.name === 'jsonKey') {
    const inner = jsonOf(expression.of) ?? { document: expression.of, path: [] }
    return { document: inner.document, path: [...inner.path, ...expression.transform.arguments.map(index)] }
  }
  return expression.kind === 'column' && expression.output.describe().kind === 'json'
    ? { document: expression, path: [] }
    : null
}

/** A key that is a whole number counts the items of a list, a negative one from its end. */
function index(key: string | number): string | number {
  return typeof key === 'string' && /^-?\d{1,15}$/.test(key) ? Number(key) : key
}

const operators: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** A program's value as JSON text; a refusal names `path`. */
function jsonText(value: unknown, path: string | undefined): string {
  try {
    return documentText(value)
  } catch (error) {
    throw path !== undefined && error instanceof ValidationError ? error.at(path) : error
  }
}

/**
 * Lookups on JSON. Semantics: https://docs.djangoproject.com/en/stable/topics/db/queries/#querying-jsonfield. `exact` at a
 * key compares values, `null` being JSON's null; `has_key` asks for keys at the top of what the path leads to.
 */
export function compareJson(json: JsonPath, lookup: string, right: Operand, scope: Scope): Fragment {
  const { dialect } = scope
  const document = expressionSql(json.document, scope)
  const value = (use: JsonUse) => dialect.jsonValue(document, json.path, use)
  const string = () => dialect.jsonString(document, json.path)
  const said = 'path' in right ? right.path : undefined
  const literal = (operand: Operand, use: JsonUse): Fragment =>
    operand.kind === 'value'
      ? literalOf((values) => values[operand.slot], use)
      : isExpression(operand)
        ? comparable(operand, use)
        : []
  const comparable = (of: Expression, use: JsonUse): Fragment => {
    const other = jsonOf(of)
    return other === null
      ? expressionSql(of, scope)
      : dialect.jsonValue(expressionSql(other.document, scope), other.path, use)
  }
  const literalOf = (read: (values: readonly unknown[]) => unknown, use: JsonUse): Fragment =>
    dialect.jsonComparable(
      parameter((values) => jsonText(read(values), said)),
      use,
    )
  const has = (read: (values: readonly unknown[]) => unknown): Fragment =>
    dialect.jsonHas(document, json.path, (values) => textOf(read(values), said))
  switch (lookup) {
    case 'exact':
      // The values that SQL would confuse with others are known by their type.
      if (right.kind === 'value' && right.constant !== undefined)
        return dialect.jsonIs(document, json.path, right.constant)
      return sql`${value('equal')} = ${literal(right, 'equal')}`
    case 'in': {
      if (right.kind !== 'list') break
      if (right.size > longestList)
        return dialect.inJson(
          value('equal'),
          parameter((values) => jsonText(values[right.slot], said)),
        )
      const items = Array.from({ length: right.size }, (_, i) =>
        literalOf((values) => {
          const list = values[right.slot] as readonly unknown[]
          return list[Math.min(i, list.length - 1)]
        }, 'equal'),
      )
      return sql`${value('equal')} IN (${join(items, ', ')})`
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return sql`${value('order')} ${operators[lookup]!} ${literal(right, 'order')}`
    case 'range': {
      if (right.kind !== 'range') break
      const [from, to] = [0, 1].map((i) =>
        literalOf((values) => (values[right.slot] as readonly unknown[])[i], 'order'),
      )
      return sql`${value('order')} BETWEEN ${from!} AND ${to!}`
    }
    case 'contains':
    case 'contained_by': {
      const contains = dialect.jsonContains
      if (contains === null) break
      const [here, given] = [value('value'), literal(right, 'value')]
      return lookup === 'contains' ? contains(here, given) : contains(given, here)
    }
    case 'has_key':
      if (right.kind !== 'value') break
      return has((values) => values[right.slot])
    case 'has_keys':
    case 'has_any_keys': {
      if (right.kind !== 'list') break
      const items = Array.from({ length: right.size }, (_, i) =>
        has((values) => {
          const list = values[right.slot] as readonly unknown[]
          return list[Math.min(i, list.length - 1)]
        }),
      )
      return sql`(${join(items, lookup === 'has_keys' ? ' AND ' : ' OR ')})`
    }
    case 'iexact':
    case 'icontains':
    case 'startswith':
    case 'istartswith':
    case 'endswith':
    case 'iendswith':
      return dialect.like(string(), pattern(lookup, right, scope), lookup.startsWith('i'))
    case 'regex':
    case 'iregex':
      return dialect.regex(string(), textSql(right, scope), lookup === 'iregex')
  }
  throw sqlErrors.UNSUPPORTED_LOOKUP({ lookup, field: 'json', database: dialect.database })
}
