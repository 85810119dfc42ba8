import {
  Abs,
  Ceil,
  Coalesce,
  Concat,
  F,
  Floor,
  Greatest,
  Least,
  Length,
  Lower,
  LTrim,
  MD5,
  NullIf,
  Replace,
  Reverse,
  Round,
  RTrim,
  Sqrt,
  Substr,
  Trim,
  Upper,
  Value,
} from '../../orm/index.ts'
import { call, method, quoted, type Source } from '../files/layout.ts'
import { type FieldDraft, pathOf, valueTypeOf, Written } from './draft.ts'
import type { SqlExpression } from './sql-expression.ts'

/** Finds the field of a column. */
export type FieldFinder = (column: string) => FieldDraft | undefined

type Runtime = (...of: never[]) => unknown

/** Functions of SQL that the ORM has, with how many arguments they may have here. */
const functions: Readonly<Record<string, readonly [name: string, runtime: Runtime, least: number, most: number]>> = {
  lower: ['Lower', Lower, 1, 1],
  lcase: ['Lower', Lower, 1, 1],
  upper: ['Upper', Upper, 1, 1],
  ucase: ['Upper', Upper, 1, 1],
  length: ['Length', Length, 1, 1],
  char_length: ['Length', Length, 1, 1],
  trim: ['Trim', Trim, 1, 1],
  btrim: ['Trim', Trim, 1, 1],
  ltrim: ['LTrim', LTrim, 1, 1],
  rtrim: ['RTrim', RTrim, 1, 1],
  replace: ['Replace', Replace, 3, 3],
  reverse: ['Reverse', Reverse, 1, 1],
  substr: ['Substr', Substr, 2, 3],
  md5: ['MD5', MD5, 1, 1],
  coalesce: ['Coalesce', Coalesce, 2, 9],
  ifnull: ['Coalesce', Coalesce, 2, 2],
  nullif: ['NullIf', NullIf, 2, 2],
  greatest: ['Greatest', Greatest, 2, 9],
  least: ['Least', Least, 2, 9],
  abs: ['Abs', Abs, 1, 1],
  ceil: ['Ceil', Ceil, 1, 1],
  ceiling: ['Ceil', Ceil, 1, 1],
  floor: ['Floor', Floor, 1, 1],
  round: ['Round', Round, 1, 1],
  sqrt: ['Sqrt', Sqrt, 1, 1],
}

const arithmetic: Readonly<Record<string, 'plus' | 'minus' | 'times' | 'dividedBy' | 'modulo'>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'dividedBy',
  '%': 'modulo',
}

const whole = new Set(['integer', 'smallInteger', 'positiveInteger', 'positiveSmallInteger'])
const numeric = new Set([...whole, 'auto', 'bigAuto', 'bigInteger', 'positiveBigInteger', 'float', 'decimal'])
const textual = new Set(['char', 'text', 'slug', 'email', 'url'])
const wideTypes = /^(?:numeric|double precision|bigint|integer)$/
/** Without a length: a shorter text may be another one. */
const textTypes = /^(?:text|character varying)$/

/** A column whose value a cast leaves as it is: `(status)::text` of a text, `(n)::bigint` of a whole number. */
export function columnIn(sql: SqlExpression, find: FieldFinder): FieldDraft | undefined {
  if (sql.kind === 'column') return find(sql.name)
  if (sql.kind !== 'cast') return undefined
  const field = columnIn(sql.of, find)
  if (field === undefined) return undefined
  const type = valueTypeOf(field)
  // Of char(n), a text loses the blanks at its end, which then count.
  const isPadded = /^character(?:\(|$)/.test(field.column?.type ?? '')
  const same =
    (textual.has(type) && !isPadded && textTypes.test(sql.type)) || (whole.has(type) && wideTypes.test(sql.type))
  return same ? field : undefined
}

/** What the database computes, as an expression of the ORM; null where it has no words for it. */
export function expressionOf(sql: SqlExpression, find: FieldFinder): Written | null {
  const field = columnIn(sql, find)
  if (field !== undefined) {
    const path = pathOf(field)
    return new Written(F(path), call('F', quoted(path)), ['F'])
  }
  if (sql.kind === 'call') return calledOf(sql, find)
  if (sql.kind === 'cast') return textTypes.test(sql.type) && isText(sql.of, find) ? expressionOf(sql.of, find) : null
  if (sql.kind !== 'operator') return null
  if (sql.operator === '||') return joined(sql, find)
  const name = arithmetic[sql.operator]
  const left = expressionOf(sql.left, find)
  const right = operandOf(sql.right, find)
  if (name === undefined || left === null || right === null || !isNumber(sql.left, find) || !isNumber(sql.right, find))
    return null
  const value = (left.value as Record<string, (other: unknown) => unknown>)[name]!(right.value)
  return new Written(value, method(left.source, name, right.source), [...left.uses, ...right.uses])
}

/** An argument: a path where it is a column, a value, or an expression. */
function argumentOf(sql: SqlExpression, find: FieldFinder): Written | null {
  const field = columnIn(sql, find)
  return field === undefined ? operandOf(sql, find) : new Written(pathOf(field), quoted(pathOf(field)), [])
}

function operandOf(sql: SqlExpression, find: FieldFinder): Written | null {
  if (sql.kind === 'cast' && sql.of.kind === 'text') return operandOf(sql.of, find)
  if (sql.kind === 'text') return new Written(Value(sql.value), call('Value', quoted(sql.value)), ['Value'])
  if (sql.kind !== 'number') return expressionOf(sql, find)
  const number = Number(sql.digits)
  return Number.isFinite(number) ? new Written(number, String(number), []) : null
}

function calledOf(sql: Extract<SqlExpression, { kind: 'call' }>, find: FieldFinder): Written | null {
  const found = Object.hasOwn(functions, sql.name) ? functions[sql.name]! : undefined
  if (found === undefined) return null
  const [name, runtime, least, most] = found
  const of = sql.of.map((each) => argumentOf(each, find))
  if (of.length < least || of.length > most || of.includes(null)) return null
  return called(name, runtime, of as Written[])
}

function called(name: string, runtime: Runtime, of: readonly Written[]): Written {
  const value = runtime(...(of.map((each) => each.value) as never[]))
  const sources: Source[] = of.map(({ source }) => source)
  return new Written(value, call(name, ...sources), [name, ...of.flatMap(({ uses }) => uses)])
}

/** `a || b`: null where one of them is, which the ORM's function is not. So that only columns without nulls are joined. */
function joined(sql: SqlExpression, find: FieldFinder): Written | null {
  const parts = (each: SqlExpression): SqlExpression[] =>
    each.kind === 'operator' && each.operator === '||' ? [...parts(each.left), ...parts(each.right)] : [each]
  const all = parts(sql)
  if (!all.every((each) => isSureText(each, find))) return null
  const of = all.map((each) => argumentOf(each, find))
  return of.includes(null) ? null : called('Concat', Concat, of as Written[])
}

/** A text that is never null. */
function isSureText(sql: SqlExpression, find: FieldFinder): boolean {
  const field = columnIn(sql, find)
  if (field !== undefined) return field.column?.null === false && textual.has(valueTypeOf(field))
  if (sql.kind === 'cast') return sql.of.kind === 'text'
  return (
    sql.kind === 'text' ||
    (sql.kind === 'call' && sql.name !== 'nullif' && sql.of.every((each) => isSureText(each, find)))
  )
}

function isText(sql: SqlExpression, find: FieldFinder): boolean {
  const field = columnIn(sql, find)
  if (field !== undefined) return textual.has(valueTypeOf(field))
  return sql.kind === 'text' || (sql.kind === 'call' && sql.of.length > 0 && isText(sql.of[0]!, find))
}

/** All that it is made of are numbers. */
function isNumber(sql: SqlExpression, find: FieldFinder): boolean {
  const field = columnIn(sql, find)
  if (field !== undefined) return numeric.has(valueTypeOf(field))
  if (sql.kind === 'number') return true
  if (sql.kind === 'operator') return isNumber(sql.left, find) && isNumber(sql.right, find)
  return (
    sql.kind === 'call' &&
    (/^(?:char_)?length$/.test(sql.name) || (sql.of.length > 0 && sql.of.every((each) => isNumber(each, find))))
  )
}
