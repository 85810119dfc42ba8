import type { Bound, Condition, Expression, Parts, Query, RelatedRow, Source } from '../query/index.ts'
import {
  all,
  columnOf,
  conditionParts,
  hasAggregate,
  hasWindow,
  partsOf,
  queryParts,
  speaksOfAggregate,
  speaksOfWindow,
} from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { aggregateCall, arithmeticSql, callSql, conditionSql, expressionSql, selectedSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { lockSql, notLockable } from './lock.ts'
import { originOf } from './origin.ts'
import { isPage, qualifiedSql } from './qualify.ts'
import { type Aliases, Scope, usesOf } from './scope.ts'
import { slotParameter } from './values.ts'

/** The columns that a query reads, in order: the model's own, those of related rows (outer before inner), named values. */
export function outputsOf(query: Query): Expression[] {
  const { select, root } = query
  const named = select.named.map((each) => each.expression)
  if (select.kind === 'values') return named
  const own = select.columns.map((column) => columnOf(root, column))
  return [...own, ...select.related.flatMap(relatedOutputs), ...named]
}

function relatedOutputs(row: RelatedRow): Expression[] {
  const own = row.columns.map((column) => columnOf(row.source, column))
  return [...own, ...row.related.flatMap(relatedOutputs)]
}

export interface SelectOptions {
  readonly ordered: boolean
  readonly limited: boolean
  readonly distinct: Query['distinct']
  /** Give each output a name, `c0`, `c1`, …, for an enclosing query. */
  readonly named?: boolean
  /** What has a name is selected to be read, not to be computed with. */
  readonly whole?: boolean
  /** The name of each output. */
  readonly names?: readonly string[]
  /** Lock the rows as the query says. */
  readonly locked?: boolean
  readonly parent?: Scope
}

/** A whole SELECT. */
export function selectSql(
  query: Query,
  outputs: readonly Expression[],
  dialect: Dialect,
  aliases: Aliases,
  options: SelectOptions,
): Fragment {
  if (speaksOfWindow(query.where) || (outputs.some(hasWindow) && isPage(query.where)))
    return qualifiedSql(query, outputs, dialect, aliases, options)
  const ordered = options.ordered && query.order.length > 0
  // With DISTINCT, what rows are ordered by is part of what makes them distinct.
  const hidden =
    options.distinct === true && ordered
      ? query.order.flatMap(({ by }) => (by === null || outputs.some((each) => same(each, by)) ? [] : [by]))
      : []
  const selected = [...outputs, ...hidden]
  const { where, having } = splitHaving(query)
  const uses = usesOf(query, selected, ordered)
  const parent = options.parent ?? null
  const scope = new Scope(dialect, query.root, where, uses, parent, aliases, originOf(query, dialect, aliases, parent))
  const list =
    selected.length === 0
      ? ['1']
      : join(
          selected.map((each, i) =>
            options.named === true
              ? sql`${options.whole === true ? selectedSql(each, scope) : expressionSql(each, scope)} AS c${String(i)}`
              : options.names === undefined
                ? selectedSql(each, scope)
                : sql`${selectedSql(each, scope)} AS ${dialect.quote(options.names[i] ?? `h${i}`)}`,
          ),
          ', ',
        )
  let out = sql`SELECT ${distinctSql(options.distinct, scope)}${list} FROM ${scope.from(conditionSql)}`
  if (!isAlways(where)) out = sql`${out} WHERE ${conditionSql(where, scope)}`
  const group = groupSql(query, selected, ordered, having, scope)
  if (group !== null) out = sql`${out} GROUP BY ${group}`
  if (having !== null) out = sql`${out} HAVING ${conditionSql(having, scope)}`
  if (ordered) {
    const terms = query.order.map((term) => {
      // Of distinct or grouped rows a database orders by what is selected: said by its place, since a parameter is never
      // the same twice.
      const { by: given } = term
      const place =
        given === null || given.kind === 'column' || (options.distinct !== true && query.group === null)
          ? -1
          : selected.findIndex((each) => same(each, given))
      const by =
        given === null ? [dialect.random] : place < 0 ? orderedSql(given, selected, scope) : [String(place + 1)]
      const nulls = term.nulls === null ? '' : term.nulls === 'first' ? ' NULLS FIRST' : ' NULLS LAST'
      return sql`${by}${term.descending ? ' DESC' : ''}${nulls}`
    })
    out = sql`${out} ORDER BY ${join(terms, ', ')}`
  }
  if (options.limited) out = [...out, ...limitSql(query, dialect)]
  if (options.locked !== true || query.lock === null || !dialect.rowLocks) return out
  if (group !== null || options.distinct !== false) throw notLockable(dialect)
  return [...out, ...lockSql(query.lock, scope)]
}

/** A bare name would be that of an output first: PostgreSQL calls `(name)::text` and the like by what they are of. */
function orderedSql(by: Expression, selected: readonly Expression[], scope: Scope): Fragment {
  const named = by.kind === 'column' && selected.some((each) => each.kind !== 'column')
  return named ? scope.qualified(by.source, by.column) : expressionSql(by, scope)
}

function distinctSql(distinct: Query['distinct'], scope: Scope): Fragment {
  if (typeof distinct === 'boolean') return distinct ? ['DISTINCT '] : []
  if (!scope.dialect.distinctOn)
    throw sqlErrors.UNSUPPORTED_QUERY({ what: 'distinct() with paths', database: scope.dialect.database })
  const of = distinct.map((each) => expressionSql(each, scope))
  return sql`DISTINCT ON (${join(of, ', ')}) `
}

const isAlways = (condition: Condition) => condition.kind === 'constant' && condition.value

export function limitSql({ limit, offset }: Query, dialect: Dialect): Fragment {
  if (limit === null && offset === null) return []
  const out = sql` LIMIT ${limit === null ? dialect.unlimited : bound(limit)}`
  return offset === null ? out : sql`${out} OFFSET ${bound(offset)}`
}

const bound = (value: NonNullable<Bound>): Fragment =>
  typeof value === 'number' ? [String(value)] : parameter((values) => values[value.slot] as number)

/** Conditions that need groups go to HAVING; a disjunction with an aggregate goes there whole. */
function splitHaving(query: Query): { where: Condition; having: Condition | null } {
  if (query.group === null) return { where: query.where, having: null }
  const parts = query.where.kind === 'all' ? query.where.of : [query.where]
  const having = parts.filter(speaksOfAggregate)
  return {
    where: all(parts.filter((each) => !speaksOfAggregate(each))),
    having: having.length > 0 ? all(having) : null,
  }
}

function groupSql(
  query: Query,
  selected: readonly Expression[],
  ordered: boolean,
  having: Condition | null,
  scope: Scope,
): Fragment | null {
  if (query.group === null) return null
  const keys: Expression[] = query.group === 'rows' ? [columnOf(query.root, query.model.key)] : [...query.group]
  const add = (expression: Expression) => {
    if (hasAggregate(expression) || expression.kind === 'value') return
    if (hasWindow(expression)) {
      for (const column of columns(expression, keys)) add(column)
      return
    }
    if (query.group === 'rows' && expression.kind === 'column' && expression.source === query.root) return
    if (!keys.some((key) => same(key, expression))) keys.push(expression)
  }
  for (const expression of selected) add(expression)
  if (ordered) for (const term of query.order) if (term.by !== null) add(term.by)
  if (having !== null) for (const expression of ungrouped(having, keys)) add(expression)
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

/** The rows of a query as a subquery that gives one value each: the right side of IN. */
export function selectRows(query: Query, value: Expression, scope: Scope): Fragment {
  const limited = query.limit !== null || query.offset !== null
  const rows = selectSql(query, [value], scope.dialect, scope.aliases, {
    ordered: limited || typeof query.distinct !== 'boolean',
    limited,
    distinct: query.distinct,
    parent: scope,
    ...(query.materialized ? { names: ['value'] } : {}),
  })
  return query.materialized ? sql`WITH rows AS MATERIALIZED (${rows}) SELECT value FROM rows` : rows
}

/** One value of a query as an operand. */
export function subquerySql(query: Query, value: Expression, scope: Scope): Fragment {
  const options = { ordered: true, limited: true, distinct: query.distinct }
  return sql`(${selectSql(query, [value], scope.dialect, scope.aliases, { ...options, parent: scope })})`
}

/** Whether a query has a row, as a condition. */
export function existsCondition(query: Query, scope: Scope): Fragment {
  const limited = query.limit !== null || query.offset !== null
  const options = { ordered: false, limited, distinct: false, parent: scope }
  return sql`EXISTS (${selectSql(query, [], scope.dialect, scope.aliases, options)})`
}

/** SELECT of what the query selects. */
export function selectAll(query: Query, dialect: Dialect): Fragment {
  const options = { ordered: true, limited: true, distinct: query.distinct, locked: true }
  return selectSql(query, outputsOf(query), dialect, { next: 0 }, options)
}

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
    if (expression.kind === 'cast') return dialect.cast(outer(expression.of), expression.output)
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

/** For UPDATE and DELETE: the condition on the table alone where that is possible, else on the keys that the query finds. */
export function tableCondition(
  query: Query,
  expressions: readonly Expression[],
  dialect: Dialect,
): { readonly scope: Scope; readonly where: Fragment | null } {
  const limited = query.limit !== null || query.offset !== null
  const aliases: Aliases = { next: 0 }
  const direct = new Scope(dialect, query.root, query.where, usesOf(query, expressions, false), null, aliases)
  const whole = query.recursion === null && query.combined === null
  const plain = whole && query.group === null && !limited && query.distinct === false && !speaksOfWindow(query.where)
  if (direct.single && plain)
    return { scope: direct, where: isAlways(query.where) ? null : conditionSql(query.where, direct) }
  const own: Source = query.root
  const bare: Query = { ...query, where: { kind: 'constant', value: true }, group: null, order: [], distinct: false }
  const scope = new Scope(dialect, own, bare.where, usesOf(bare, expressions, false), null, aliases)
  const keys = selectSql(
    query,
    [columnOf(own, query.model.key)],
    dialect,
    { next: 0 },
    {
      ordered: limited,
      limited,
      distinct: query.distinct,
    },
  )
  return { scope, where: sql`${scope.column(own, query.model.key)} IN (${keys})` }
}
