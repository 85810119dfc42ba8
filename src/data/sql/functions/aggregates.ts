import type { Aggregation } from '../../query/index.ts'
import { sqlErrors } from '../errors.ts'
import { type Fragment, join, sql } from '../fragment.ts'
import { type AggregateParts, type AggregateSql, type Aggregates, aggregateNamed, kindOf } from './call.ts'
import { mysqlJson } from './comparison.ts'
import { divisible, exactly } from './math.ts'

/** Aggregates that every database writes alike. */
const common: Aggregates = {
  count: aggregateNamed('COUNT'),
  sum: aggregateNamed('SUM'),
  avg: aggregateNamed('AVG'),
  min: aggregateNamed('MIN'),
  max: aggregateNamed('MAX'),
  stddev: (parts, aggregate, dialect) =>
    aggregateNamed(aggregate.options['sample'] === true ? 'STDDEV_SAMP' : 'STDDEV_POP')(parts, aggregate, dialect),
  variance: (parts, aggregate, dialect) =>
    aggregateNamed(aggregate.options['sample'] === true ? 'VAR_SAMP' : 'VAR_POP')(parts, aggregate, dialect),
}

const jsonItem: AggregateSql = (parts, aggregate, dialect) => {
  const kind = aggregate.of?.output?.describe().kind
  const { of } = parts
  const item =
    kind === 'json'
      ? sql`JSON(${of})`
      : kind === 'boolean'
        ? sql`JSON(CASE WHEN ${of} THEN 'true' WHEN NOT ${of} THEN 'false' END)`
        : of
  return aggregateNamed('JSON_GROUP_ARRAY')({ ...parts, of: item }, aggregate, dialect)
}

const sqlite: Aggregates = {
  // GROUP_CONCAT takes no delimiter where each text is to come once.
  stringAgg: ({ of, more, order, distinct, after }) => {
    const name = distinct ? 'nuages_join_distinct' : 'GROUP_CONCAT'
    return sql`${name}(${join([of, ...more], ', ')}${order.length === 0 ? [] : sql` ${order}`})${after}`
  },
  anyValue: aggregateNamed('nuages_any_value'),
  bitAnd: aggregateNamed('nuages_bit_and'),
  bitOr: aggregateNamed('nuages_bit_or'),
  bitXor: aggregateNamed('nuages_bit_xor'),
  boolAnd: aggregateNamed('MIN'),
  boolOr: aggregateNamed('MAX'),
  jsonAgg: jsonItem,
}

const postgres: Aggregates = {
  stringAgg: (parts, aggregate, dialect) =>
    aggregateNamed('STRING_AGG')(
      { ...parts, of: dialect.text(parts.of, aggregate.of?.output ?? null) },
      aggregate,
      dialect,
    ),
  // Its first item is taken by the dialect, after the filter.
  anyValue: aggregateNamed('ARRAY_AGG'),
  arrayAgg: aggregateNamed('ARRAY_AGG'),
  bitAnd: aggregateNamed('BIT_AND'),
  bitOr: aggregateNamed('BIT_OR'),
  bitXor: aggregateNamed('BIT_XOR'),
  boolAnd: aggregateNamed('BOOL_AND'),
  boolOr: aggregateNamed('BOOL_OR'),
  jsonAgg: aggregateNamed('JSONB_AGG'),
  corr: aggregateNamed('CORR'),
  covarPop: aggregateNamed('COVAR_POP'),
  covarSample: aggregateNamed('COVAR_SAMP'),
  regrAvgX: aggregateNamed('REGR_AVGX'),
  regrAvgY: aggregateNamed('REGR_AVGY'),
  regrCount: aggregateNamed('REGR_COUNT'),
  regrIntercept: aggregateNamed('REGR_INTERCEPT'),
  regrR2: aggregateNamed('REGR_R2'),
  regrSlope: aggregateNamed('REGR_SLOPE'),
  regrSXX: aggregateNamed('REGR_SXX'),
  regrSXY: aggregateNamed('REGR_SXY'),
  regrSYY: aggregateNamed('REGR_SYY'),
}

/** Bits of no rows are null; of some they are a whole number with a sign. */
const bits =
  (name: string): AggregateSql =>
  (parts, aggregate, dialect) => {
    const call = (named: string, order: Fragment) => aggregateNamed(named)({ ...parts, order }, aggregate, dialect)
    return sql`CASE WHEN ${call('COUNT', [])!} > 0 THEN CAST(${call(name, parts.order)!} AS SIGNED) END`
  }

/** `GROUP_CONCAT(…)` with a separator that is part of the SQL. */
function joined({ of, order, distinct, after }: AggregateParts, separator: string): Fragment {
  return sql`GROUP_CONCAT(${distinct ? 'DISTINCT ' : ''}${of}${order.length === 0 ? [] : sql` ${order}`} SEPARATOR '${separator}')${after}`
}

const lacking = (what: string) => sqlErrors.UNSUPPORTED_QUERY({ what, database: 'mysql' })

/** Numbers that differ may be the same as fractions. */
const isWhole = (of: Aggregation['of']) => ['integer', 'bigint'].includes(kindOf(of ?? undefined) ?? '')

/** Decimals to which twenty places cannot be added where the server puts them by: it would make them smaller. */
function isWide(of: Aggregation['of']): boolean {
  const { maxDigits = 0, decimalPlaces = 0 } = of?.output?.describe() ?? {}
  return maxDigits - decimalPlaces > 40
}

/** How far values are apart: the server has it of all values alone. */
const spread =
  (name: string): AggregateSql =>
  (parts, aggregate, dialect) => {
    if (parts.distinct) throw lacking('a deviation or variance of distinct values')
    const sample = aggregate.options['sample'] === true
    return aggregateNamed(`${name}_${sample ? 'SAMP' : 'POP'}`)(parts, aggregate, dialect)
  }

const mysql: Aggregates = {
  // A separator is no expression here: each text brings its own, and the first one goes.
  stringAgg: (given, aggregate, dialect) => {
    const parts = { ...given, of: dialect.text(given.of, aggregate.of?.output ?? null) }
    const [separator] = parts.more
    if (parts.after.length > 0) throw lacking('a joined text over a window')
    if (separator === undefined) return joined(parts, ',')
    const all = joined({ ...parts, of: sql`${separator} || ${parts.of}` }, '')
    return sql`SUBSTR(${all}, CHAR_LENGTH(${separator}) + 1)`
  },
  // An exact mean has four places more than what it is of.
  avg: (parts, aggregate, dialect) => {
    const { kind } = aggregate.output.describe()
    const fraction = parts.distinct && isWhole(aggregate.of) ? exactly(parts.of) : sql`${parts.of} + 0e0`
    const decimal = kind === 'decimal' && !(isWide(aggregate.of) && (parts.distinct || parts.after.length > 0))
    const of = kind === 'number' ? fraction : decimal ? divisible(parts.of) : parts.of
    return aggregateNamed('AVG')({ ...parts, of }, aggregate, dialect)
  },
  stddev: spread('STDDEV'),
  variance: spread('VAR'),
  anyValue: aggregateNamed('MIN'),
  bitAnd: bits('BIT_AND'),
  bitOr: bits('BIT_OR'),
  bitXor: bits('BIT_XOR'),
  boolAnd: aggregateNamed('MIN'),
  boolOr: aggregateNamed('MAX'),
  jsonAgg: (parts, aggregate, dialect) => {
    const json = (of: Fragment) => mysqlJson(of, aggregate.of?.output ?? null, dialect)
    const { kept } = parts
    if (parts.after.length > 0) throw lacking('a list of JSON over a window')
    if (kept === null) return aggregateNamed('JSON_ARRAYAGG')({ ...parts, of: json(parts.of) }, aggregate, dialect)
    // Nulls are items there: what the filter leaves out is none.
    const item = sql`CASE WHEN ${kept.where} THEN JSON_EXTRACT(JSON_ARRAY(${json(kept.of)}), '$[0]') END`
    return sql`'[' || ${joined({ ...parts, of: item }, ',')} || ']'`
  },
}

export const aggregates = { common, sqlite, postgres, mysql }
