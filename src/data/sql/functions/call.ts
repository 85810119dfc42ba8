import type { Aggregation, Expression } from '../../query/index.ts'
import type { Dialect } from '../dialect.ts'
import { type Fragment, join, sql } from '../fragment.ts'

export type Call = Extract<Expression, { kind: 'call' }>
/** The SQL of a function, from that of its arguments; undefined where the database cannot say it. */
export type CallSql = (of: readonly Fragment[], call: Call, dialect: Dialect) => Fragment | undefined
/** The SQL of a function over a window: `over` stands behind it. */
export type WindowSql = (of: readonly Fragment[], call: Call, over: Fragment) => Fragment
export type Functions = Readonly<Record<string, CallSql>>

/** What an aggregate is written with. */
export interface AggregateParts {
  readonly of: Fragment
  /** Where the database has no FILTER: what stands in `of` for the rows of a condition. Others are null there. */
  readonly kept: { readonly of: Fragment; readonly where: Fragment } | null
  readonly more: readonly Fragment[]
  /** `ORDER BY …`, or empty. */
  readonly order: Fragment
  readonly distinct: boolean
  /** What stands behind the call: `FILTER (WHERE …)`, `OVER (…)`. */
  readonly after: Fragment
}
export type AggregateSql = (parts: AggregateParts, aggregate: Aggregation, dialect: Dialect) => Fragment | undefined
export type Aggregates = Readonly<Record<string, AggregateSql>>

/** `NAME(a, b, …)` */
export function named(name: string): CallSql {
  return (of) => sql`${name}(${join(of, ', ')})`
}

/** `NAME(a, b, …)` of texts. */
export function textNamed(name: string): CallSql {
  return (of, call, dialect) => sql`${name}(${join(texts(of, call, dialect), ', ')})`
}

/** The arguments as texts. */
export function texts(of: readonly Fragment[], call: Call, dialect: Dialect): Fragment[] {
  return of.map((each, i) => dialect.text(each, call.of[i]!.output))
}

/** `NAME(DISTINCT of, more … ORDER BY …)`, and what stands behind it. */
export function aggregateNamed(name: string): AggregateSql {
  return ({ of, more, order, distinct, after }) => {
    const list = join([of, ...more], ', ')
    return sql`${name}(${distinct ? 'DISTINCT ' : ''}${list}${order.length === 0 ? [] : sql` ${order}`})${after}`
  }
}

/** The kind of value that an argument is. */
export const kindOf = (expression: Expression | undefined): string | null => expression?.output?.describe().kind ?? null
