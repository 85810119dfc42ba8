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

/**
 * `'draft'::character varying` is 'draft'. A cast that may change what it is given stays: to a shorter text, from a fraction to
 * a whole number, from a moment to its day.
 */
export function withoutCasts(sql: SqlExpression): SqlExpression {
  if (sql.kind !== 'cast') return sql
  const of = withoutCasts(sql.of)
  const isKept = sql.of.kind !== 'cast' || (isTextType(sql.type) && isTextType(sql.of.type.replace(/\(\d+\)/, '')))
  return isKept && leavesAsItIs(of, sql.type) ? of : sql
}

/** A type of texts of any length. */
const isTextType = (type: string) => /^(?:text|character varying|bpchar|char charset.*)$/.test(type)

function leavesAsItIs(of: SqlExpression, type: string): boolean {
  if (of.kind === 'call') return /^timestamp(?!\()/.test(type) || isTextType(type) || wholeTypes.has(type)
  const written = of.kind === 'text' ? of.value : of.kind === 'number' ? of.digits : null
  if (written === null) return true
  if (wholeTypes.has(type)) return /^-?\d+$/.test(written)
  const length = /^(?:character varying|varchar|character|char|nvarchar)(?:\((\d+)\))?(?: charset.*)?$/.exec(type)
  if (length !== null && type !== 'character varying') return [...written].length <= Number(length[1] ?? 1)
  return !type.includes('(') || !/[.e]/i.test(written)
}

const wholeTypes = new Set(['smallint', 'integer', 'int', 'bigint', 'signed', 'unsigned', 'signed integer'])

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
