import type { Aggregation, Expression } from '../../query/index.ts'
import type { Dialect } from '../dialect.ts'
import { type Fragment, join, sql } from '../fragment.ts'

export type Call = Extract<Expression, { kind: 'call' }>
/** The SQL of a function, from that of its arguments; undefined where the database cannot say it. */
export type CallSql = (of: readonly Fragment[], call: Call, dialect: Dialect) => Fragment | undefined

/** What an aggregate is written with. */
export interface AggregateParts {
  readonly of: Fragment
  readonly more: readonly Fragment[]
  /** `ORDER BY …`, or empty. */
  readonly order: Fragment
  readonly distinct: boolean
}
export type AggregateSql = (parts: AggregateParts, aggregate: Aggregation, dialect: Dialect) => Fragment | undefined

/** `NAME(a, b, …)` */
export function named(name: string): CallSql {
  return (of) => sql`${name}(${join(of, ', ')})`
}

/** Functions that every database writes alike. */
export const commonFunctions: Readonly<Record<string, CallSql>> = {
  coalesce: named('COALESCE'),
  rowNumber: named('ROW_NUMBER'),
}

/** `NAME(DISTINCT of, more … ORDER BY …)` */
export function aggregateNamed(name: string): AggregateSql {
  return ({ of, more, order, distinct }) => {
    const list = join([of, ...more], ', ')
    return sql`${name}(${distinct ? 'DISTINCT ' : ''}${list}${order.length === 0 ? [] : sql` ${order}`})`
  }
}

/** Aggregates that every database writes alike. */
export const commonAggregates: Readonly<Record<string, AggregateSql>> = {
  count: aggregateNamed('COUNT'),
  sum: aggregateNamed('SUM'),
  avg: aggregateNamed('AVG'),
  min: aggregateNamed('MIN'),
  max: aggregateNamed('MAX'),
}
