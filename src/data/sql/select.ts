import type { Bound, Condition, Expression, Query, RelatedRow, Source } from '../query/index.ts'
import { columnOf, hasWindow, speaksOfWindow } from '../query/index.ts'
import { conditionSql } from './conditions.ts'
import type { Dialect } from './dialect.ts'
import { sqlErrors } from './errors.ts'
import { expressionSql, selectedSql, sortedSql, termSql } from './expressions.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { groupSql, same, splitHaving } from './grouping.ts'
import { lockSql, notLockable } from './lock.ts'
import { originOf } from './origin.ts'
import { isPage, qualifiedSql } from './qualify.ts'
import { type Aliases, type Outer, Scope, usesOf } from './scope.ts'

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
  readonly parent?: Outer
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
    const lost = group !== null && !dialect.groupsKeepOrder && selected.some(hasWindow)
    const terms = query.order.map((term) => {
      // Of distinct or grouped rows a database orders by what is selected: said by its place, since a parameter is never
      // the same twice.
      const { by: given } = term
      const place =
        given === null ||
        !dialect.ordersByPlace ||
        given.kind === 'column' ||
        (options.distinct !== true && query.group === null)
          ? -1
          : selected.findIndex((each) => same(each, given))
      const by =
        given === null ? [dialect.random] : place < 0 ? orderedSql(given, selected, scope) : [String(place + 1)]
      return termSql(by, term, dialect, lost)
    })
    out = sql`${out} ORDER BY ${join(terms, ', ')}`
  }
  if (options.limited) out = [...out, ...limitSql(query, dialect)]
  if (options.locked !== true || query.lock === null || dialect.rowLocks === null) return out
  if (group !== null || options.distinct !== false) throw notLockable(dialect)
  return [...out, ...lockSql(query.lock, scope)]
}

/** A bare name would be that of an output first: PostgreSQL calls `(name)::text` and the like by what they are of. */
function orderedSql(by: Expression, selected: readonly Expression[], scope: Scope): Fragment {
  const named = by.kind === 'column' && selected.some((each) => each.kind !== 'column')
  return named ? scope.qualified(by.source, by.column) : sortedSql(by, scope)
}

function distinctSql(distinct: Query['distinct'], scope: Scope): Fragment {
  if (typeof distinct === 'boolean') return distinct ? ['DISTINCT '] : []
  if (!scope.dialect.distinctOn)
    throw sqlErrors.UNSUPPORTED_QUERY({ what: 'distinct() with paths', database: scope.dialect.database })
  const of = distinct.map((each) => expressionSql(each, scope))
  return sql`DISTINCT ON (${join(of, ', ')}) `
}

export const isAlways = (condition: Condition) => condition.kind === 'constant' && condition.value

export function limitSql({ limit, offset }: Query, dialect: Dialect): Fragment {
  if (limit === null && offset === null) return []
  const out = sql` LIMIT ${limit === null ? dialect.unlimited : bound(limit)}`
  return offset === null ? out : sql`${out} OFFSET ${bound(offset)}`
}

const bound = (value: NonNullable<Bound>): Fragment =>
  typeof value === 'number' ? [String(value)] : parameter((values) => values[value.slot] as number)

/** The rows of a query as a subquery that gives one value each: the right side of IN. */
export function selectRows(query: Query, value: Expression, scope: Scope): Fragment {
  const limited = query.limit !== null || query.offset !== null
  const once = query.materialized || (scope.writes && scope.dialect.repeatsInWrites)
  // What speaks of the rows around it cannot be computed once for all of them.
  let speaks = false
  const heard = <A extends unknown[]>(of: (...given: A) => Fragment) => {
    return (...given: A) => {
      speaks = true
      return of(...given)
    }
  }
  const parent: Outer = {
    column: heard((source, column) => scope.column(source, column)),
    carried: heard((source, name) => scope.carried(source, name)),
  }
  const rows = selectSql(query, [value], scope.dialect, scope.aliases, {
    ordered: limited || typeof query.distinct !== 'boolean',
    limited,
    distinct: query.distinct,
    parent,
    ...(once ? { names: ['value'] } : {}),
  })
  if (query.materialized || (once && !speaks)) return scope.dialect.materialized(rows)
  if (limited && speaks && !scope.dialect.limitsInside)
    throw sqlErrors.UNSUPPORTED_QUERY({
      what: 'columns of an outer query inside a slice at the right of `in`',
      database: scope.dialect.database,
    })
  return limited ? limitedSql(rows, scope) : rows
}

/** Rows with a LIMIT at the right of IN. */
function limitedSql(rows: Fragment, { dialect, aliases }: Pick<Scope, 'dialect' | 'aliases'>): Fragment {
  return dialect.limitsInside ? rows : sql`SELECT * FROM (${rows}) AS i${String(aliases.next++)}`
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
 * For UPDATE and DELETE: the condition on the table alone where that is possible, else on the keys that the query finds.
 * `aliased`: the table may have another name.
 */
export function tableCondition(
  query: Query,
  expressions: readonly Expression[],
  dialect: Dialect,
  aliased = true,
): { readonly scope: Scope; readonly where: Fragment | null } {
  const limited = query.limit !== null || query.offset !== null
  const aliases: Aliases = { next: 0 }
  const uses = usesOf(query, expressions, false)
  const direct = new Scope(dialect, query.root, query.where, uses, null, aliases, null, true)
  const whole = query.recursion === null && query.combined === null
  const plain = whole && query.group === null && !limited && query.distinct === false && !speaksOfWindow(query.where)
  if (direct.single && plain && (aliased || !direct.aliased))
    return { scope: direct, where: isAlways(query.where) ? null : conditionSql(query.where, direct) }
  const own: Source = query.root
  const bare: Query = { ...query, where: { kind: 'constant', value: true }, group: null, order: [], distinct: false }
  const scope = new Scope(dialect, own, bare.where, usesOf(bare, expressions, false), null, aliases, null, true)
  const once = dialect.repeatsInWrites
  const keys = selectSql(
    query,
    [columnOf(own, query.model.key)],
    dialect,
    { next: 0 },
    {
      ordered: limited,
      limited,
      distinct: query.distinct,
      ...(once ? { names: ['value'] } : {}),
    },
  )
  const found = once ? dialect.materialized(keys) : limited ? limitedSql(keys, { dialect, aliases }) : keys
  return { scope, where: sql`${scope.column(own, query.model.key)} IN (${found})` }
}
