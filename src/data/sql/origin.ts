import type { Combined, Query, Recursion } from '../query/index.ts'
import type { Dialect } from './dialect.ts'
import { type Fragment, join, parameter, sql } from './fragment.ts'
import { type Aliases, type Origin, type Outer, outside } from './scope.ts'
import { selectSql } from './select.ts'

/** Where a query's rows come from; null for the whole of the model's table. */
export function originOf(query: Query, dialect: Dialect, aliases: Aliases, outer: Outer | null): Origin | null {
  const parent = outside(outer, dialect)
  if (query.combined !== null) return { sql: combinedSql(query.combined, dialect, aliases, parent), keys: false }
  if (query.recursion !== null) return { sql: recursionSql(query.recursion, dialect, aliases, parent), keys: true }
  return null
}

const operators = { union: 'UNION', intersection: 'INTERSECT', difference: 'EXCEPT' } as const

/** Members with an order or a slice of their own stand in a subquery: SQLite has no parentheses here. */
function combinedSql(
  { operator, all, names, members }: Combined,
  dialect: Dialect,
  aliases: Aliases,
  parent: Outer | null,
): Fragment {
  const parts = members.map(({ query, select }) => {
    const limited = query.limit !== null || query.offset !== null
    const first = typeof query.distinct !== 'boolean'
    const { distinct } = query
    const options = { ordered: limited || first, limited, distinct, names, ...(parent === null ? {} : { parent }) }
    const member = selectSql(query, select, dialect, aliases, options)
    if (!limited && !first) return member
    const list = names.map((name) => dialect.quote(name)).join(', ')
    return sql`SELECT ${list} FROM (${member}) AS m${String(aliases.next++)}`
  })
  return join(parts, ` ${operators[operator]}${all ? ' ALL' : ''} `)
}

/**
 * The keys that a recursion reaches. UNION keeps each once, so that circles end; with steps counted, as many steps as
 * there are rows are enough.
 */
function recursionSql(
  { query, select, relation, depth, deepest }: Recursion,
  dialect: Dialect,
  aliases: Aliases,
  parent: Outer | null,
): Fragment {
  const id = aliases.next++
  const [name, near, far, link] = [`r${id}`, `n${id}`, `f${id}`, `l${id}`]
  const { quote } = dialect
  const limited = query.limit !== null || query.offset !== null
  const { distinct } = query
  const inner = selectSql(query, [select], dialect, aliases, {
    ordered: limited || typeof distinct !== 'boolean',
    limited,
    distinct,
    names: ['key'],
    ...(parent === null ? {} : { parent }),
  })
  const [key, steps] = [quote('key'), quote('depth')]
  const counted = depth || deepest !== null
  const { model: table, key: own } = { model: relation.to.table, key: relation.to.key }
  const { through } = relation
  // From the key of a row to what its relation holds, along to the key of the row at the far end.
  const [from, to] =
    through === null ? [relation.near, relation.far] : [through.near.relation!.far, through.far.relation!.far]
  let at = `${name}.${key}`
  let joins = ''
  if (from !== own) {
    joins += ` INNER JOIN ${quote(table)} AS ${near} ON ${near}.${quote(own.column)} = ${at}`
    at = `${near}.${quote(from.column)}`
  }
  if (through !== null) {
    joins += ` INNER JOIN ${quote(through.model.table)} AS ${link} ON ${link}.${quote(through.near.column)} = ${at}`
    at = `${link}.${quote(through.far.column)}`
  }
  if (to !== own) {
    joins += ` INNER JOIN ${quote(table)} AS ${far} ON ${far}.${quote(to.column)} = ${at}`
    at = `${far}.${quote(own.column)}`
  }
  const bound: Fragment = !counted
    ? []
    : deepest === null
      ? [` AND ${name}.${steps} < (SELECT COUNT(*) FROM ${quote(table)})`]
      : sql` AND ${name}.${steps} < ${typeof deepest === 'number' ? [String(deepest)] : parameter((values) => values[deepest.slot] as number)}`
  const columns = counted ? `${key}, ${steps}` : key
  const seed = sql`SELECT ${key}${counted ? ', 0' : ''} FROM (${inner}) AS s${String(id)}`
  const step = sql`SELECT ${at}${counted ? `, ${name}.${steps} + 1` : ''} FROM ${name}${joins} WHERE ${at} IS NOT NULL${bound}`
  const result = counted ? `${key}, MIN(${steps}) AS ${steps} FROM ${name} GROUP BY ${key}` : `${key} FROM ${name}`
  return sql`WITH RECURSIVE ${name}(${columns}) AS (${seed} UNION ${step}) SELECT ${result}`
}
