import type { SqlExpression } from './sql-expression.ts'

const numbers = new Set([
  'auto',
  'bigAuto',
  'integer',
  'smallInteger',
  'positiveInteger',
  'positiveSmallInteger',
  'bigInteger',
  'positiveBigInteger',
  'float',
])
const texts = new Set(['char', 'text', 'slug', 'email', 'url', 'uuid', 'date', 'time', 'ipAddress', 'duration'])

/** A literal of SQL as a value of a field of that type; undefined where it is none. */
export function literalValue(type: string, sql: SqlExpression): unknown {
  const literal = withoutCasts(sql)
  if (literal.kind === 'null') return null
  if (type === 'boolean') return booleanOf(literal)
  const written = literal.kind === 'text' ? literal.value : literal.kind === 'number' ? literal.digits : undefined
  if (written === undefined) return undefined
  if (/^(?:b|positiveB)igInteger$/.test(type) && /^-?\d+$/.test(written)) return numberOf(written) ?? BigInt(written)
  if (numbers.has(type)) return numberOf(written)
  if (type === 'decimal') return /^-?\d+(?:\.\d+)?$/.test(written) ? written : undefined
  if (literal.kind !== 'text') return undefined
  if (texts.has(type)) return written
  if (type === 'datetime') return momentOf(written)
  if (type === 'json') return jsonOf(written)
  return type === 'array' && written === '{}' ? [] : undefined
}

/** `'draft'::character varying` is 'draft'. */
export function withoutCasts(sql: SqlExpression): SqlExpression {
  return sql.kind === 'cast' ? withoutCasts(sql.of) : sql
}

function booleanOf(literal: SqlExpression): boolean | undefined {
  if (literal.kind === 'boolean') return literal.value
  const written =
    literal.kind === 'number' ? literal.digits : literal.kind === 'text' ? literal.value.toLowerCase() : ''
  if (['1', 't', 'true'].includes(written)) return true
  return ['0', 'f', 'false'].includes(written) ? false : undefined
}

function numberOf(written: string): number | undefined {
  if (!/^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(written)) return undefined
  const number = Number(written)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? undefined : number
}

function momentOf(written: string): Date | undefined {
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(?:Z|\+00(?::00)?)?$/.exec(written)
  if (found === null) return undefined
  const moment = new Date(`${found[1]}T${found[2] ?? '00:00'}Z`)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written) as unknown
  } catch {
    return undefined
  }
}
