import { join, sql } from '../fragment.ts'
import { type AggregateSql, type Aggregates, aggregateNamed } from './call.ts'

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
  stringAgg: ({ of, more, order, distinct }) => {
    const name = distinct ? 'nuages_join_distinct' : 'GROUP_CONCAT'
    return sql`${name}(${join([of, ...more], ', ')}${order.length === 0 ? [] : sql` ${order}`})`
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

export const aggregates = { common, sqlite, postgres }
