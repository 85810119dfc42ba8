import type { Bound, Condition, Expression, Query, RelatedRow, Source } from '../query/index.ts'
import { all, columnOf, hasAggregate, speaksOfAggregate } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { conditionSql, expressionSql, selectedSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
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

interface SelectOptions {
  readonly ordered: boolean
  readonly limited: boolean
  readonly distinct: boolean
  /** Give each output a name, `c0`, `c1`, …, for an enclosing query. */
  readonly named?: boolean
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
  const ordered = options.ordered && query.order.length > 0
  // With DISTINCT, what rows are ordered by is part of what makes them distinct.
  const hidden =
    options.distinct && ordered
      ? query.order.flatMap(({ by }) => (by === null || outputs.some((each) => same(each, by)) ? [] : [by]))
      : []
  const selected = [...outputs, ...hidden]
  const { where, having } = splitHaving(query)
  const uses = usesOf(query, selected, ordered)
  const scope = new Scope(dialect, query.root, where, uses, options.parent ?? null, aliases)
  const list =
    selected.length === 0
      ? ['1']
      : join(
          selected.map((each, i) =>
            options.named === true ? sql`${expressionSql(each, scope)} AS c${String(i)}` : selectedSql(each, scope),
          ),
          ', ',
        )
  let out = sql`SELECT ${options.distinct ? 'DISTINCT ' : ''}${list} FROM ${scope.from()}`
  if (!isAlways(where)) out = sql`${out} WHERE ${conditionSql(where, scope)}`
  const group = groupSql(query, selected, ordered, having, scope)
  if (group !== null) out = sql`${out} GROUP BY ${group}`
  if (having !== null) out = sql`${out} HAVING ${conditionSql(having, scope)}`
  if (ordered) {
    const terms = query.order.map((term) => {
      const by = term.by === null ? [dialect.random] : expressionSql(term.by, scope)
      const nulls = term.nulls === null ? '' : term.nulls === 'first' ? ' NULLS FIRST' : ' NULLS LAST'
      return sql`${by}${term.descending ? ' DESC' : ''}${nulls}`
    })
    out = sql`${out} ORDER BY ${join(terms, ', ')}`
  }
  return options.limited ? [...out, ...limitSql(query, dialect)] : out
}

const isAlways = (condition: Condition) => condition.kind === 'constant' && condition.value

function limitSql({ limit, offset }: Query, dialect: Dialect): Fragment {
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
    if (query.group === 'rows' && expression.kind === 'column' && expression.source === query.root) return
    if (!keys.some((key) => same(key, expression))) keys.push(expression)
  }
  for (const expression of selected) add(expression)
  if (ordered) for (const term of query.order) if (term.by !== null) add(term.by)
  if (having !== null) for (const expression of ungrouped(having)) add(expression)
  if (keys.length === 0) return null
  return join(
    keys.map((key) => {
      const at = key.kind === 'column' ? -1 : selected.findIndex((each) => same(each, key))
      return at < 0 ? expressionSql(key, scope) : [String(at + 1)]
    }),
    ', ',
  )
}

/** Columns that a HAVING speaks of beside its aggregates. */
function ungrouped(condition: Condition): Expression[] {
  switch (condition.kind) {
    case 'all':
    case 'some':
      return condition.of.flatMap(ungrouped)
    case 'not':
      return ungrouped(condition.of)
    case 'isNull':
      return columns(condition.of)
    case 'compare':
      return [...columns(condition.left), ...('output' in condition.right ? columns(condition.right) : [])]
    default:
      return []
  }
}

function columns(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'column':
      return [expression]
    case 'transform':
      return columns(expression.of)
    case 'arithmetic':
      return [...columns(expression.left), ...columns(expression.right)]
    default:
      return []
  }
}

/** Whether two expressions are the same one. */
export function same(a: Expression, b: Expression): boolean {
  if (a === b) return true
  if (a.kind === 'column') return b.kind === 'column' && a.source === b.source && a.column === b.column
  if (a.kind === 'transform')
    return (
      b.kind === 'transform' &&
      a.transform.name === b.transform.name &&
      a.transform.arguments.every((argument, i) => argument === b.transform.arguments[i]) &&
      same(a.of, b.of)
    )
  return false
}

/** The rows of a query as a subquery that gives one value each: the right side of IN. */
export function selectRows(query: Query, value: Expression, scope: Scope): Fragment {
  const limited = query.limit !== null || query.offset !== null
  return selectSql(query, [value], scope.dialect, scope.aliases, {
    ordered: limited,
    limited,
    distinct: query.distinct,
  })
}

/** SELECT of what the query selects. */
export function selectAll(query: Query, dialect: Dialect): Fragment {
  const options = { ordered: true, limited: true, distinct: query.distinct }
  return selectSql(query, outputsOf(query), dialect, { next: 0 }, options)
}

/** How many rows a query has. */
export function countSql(query: Query, dialect: Dialect): Fragment {
  const aliases = { next: 0 }
  const limited = query.limit !== null || query.offset !== null
  if (query.group === null && !limited && !query.distinct) return aggregateSelect(query, ['COUNT(*)'], [], dialect)
  // Rows of one model are as distinct as their keys.
  const keyed =
    query.select.kind === 'rows' && !query.select.named.some(({ expression }) => expression.kind !== 'aggregate')
  const outputs = !query.distinct ? [] : keyed ? [columnOf(query.root, query.model.key)] : outputsOf(query)
  const inner = selectSql(query, outputs, dialect, aliases, {
    ordered: limited && query.distinct,
    limited,
    distinct: query.distinct,
    named: true,
  })
  return sql`SELECT COUNT(*) FROM (${inner}) AS q`
}

/** One row with nothing in it if the query has a row. */
export function existsSql(query: Query, dialect: Dialect): Fragment {
  const some: Query = { ...query, limit: 1 }
  // Equal rows count once where some of them are skipped.
  const distinct = query.distinct && query.offset !== null
  const outputs = distinct ? outputsOf(query) : []
  return selectSql(some, outputs, dialect, { next: 0 }, { ordered: distinct, limited: true, distinct })
}

/** Aggregates over all the rows of a query; over its groups, slice or distinct rows where it has them. */
export function aggregateSql(query: Query, summaries: readonly Expression[], dialect: Dialect): Fragment {
  const limited = query.limit !== null || query.offset !== null
  if (query.group === null && !limited && !query.distinct) return aggregateSelect(query, null, summaries, dialect)
  const base = query.distinct ? outputsOf(query) : []
  const extra: Expression[] = []
  // What is aggregated becomes a column of the subquery.
  const outer = (expression: Expression): Fragment => {
    if (expression.kind === 'arithmetic')
      return sql`(${outer(expression.left)} ${expression.operator} ${outer(expression.right)})`
    if (expression.kind !== 'aggregate')
      return parameter(slotParameter((expression as { slot: number }).slot, expression.output, dialect.database))
    const { filter, of: value, output } = expression
    const inner: Expression | null =
      filter === null
        ? value
        : { kind: 'when', condition: filter, value, output: value === null ? output : value.output }
    const of = inner === null ? '*' : `q.c${base.length + extra.push(inner) - 1}`
    const call = sql`${expression.function.toUpperCase()}(${expression.distinct ? 'DISTINCT ' : ''}${of})`
    return expression.output.describe().kind === 'decimal' ? dialect.decimal(call) : call
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
  const scope = new Scope(dialect, query.root, query.where, usesOf(query, expressions, false), null, { next: 0 })
  const list =
    text ??
    join(
      expressions.map((each) => expressionSql(each, scope)),
      ', ',
    )
  const out = sql`SELECT ${list} FROM ${scope.from()}`
  return isAlways(query.where) ? out : sql`${out} WHERE ${conditionSql(query.where, scope)}`
}

/** For UPDATE and DELETE: the condition on the table alone where that is possible, else on the keys that the query finds. */
export function tableCondition(
  query: Query,
  expressions: readonly Expression[],
  dialect: Dialect,
): { readonly scope: Scope; readonly where: Fragment | null } {
  const limited = query.limit !== null || query.offset !== null
  const uses = usesOf(query, expressions, false)
  const direct = new Scope(dialect, query.root, query.where, uses, null, { next: 0 })
  if (direct.plain && query.group === null && !limited)
    return { scope: direct, where: isAlways(query.where) ? null : conditionSql(query.where, direct) }
  const own: Source = query.root
  const bare: Query = { ...query, where: { kind: 'constant', value: true }, group: null }
  const scope = new Scope(dialect, own, bare.where, usesOf(bare, [], false), null, { next: 0 })
  const keys = selectSql(
    query,
    [columnOf(own, query.model.key)],
    dialect,
    { next: 0 },
    {
      ordered: limited,
      limited,
      distinct: false,
    },
  )
  return { scope, where: sql`${scope.column(own, query.model.key)} IN (${keys})` }
}
