import type { ArithmeticOperator, Field } from '../query/index.ts'
import { datetimeField, durationField, floatField, integerField } from './computed.ts'

const ranks: Readonly<Record<string, number>> = { integer: 1, bigint: 2, number: 3, decimal: 4 }

/** Kinds of values that arithmetic takes: numbers, keys, and what a JSON document may hold. */
export const computed: ReadonlySet<string> = new Set([...Object.keys(ranks), 'relation', 'json'])

/** What the result of arithmetic is: the wider kind of number. */
export function wider(a: Field | null, b: Field | null): Field | null {
  if (a === null || b === null) return a ?? b
  const left = ranks[a.describe().kind]
  const right = ranks[b.describe().kind]
  if (left === undefined || right === undefined) return left === undefined ? a : b
  return right > left ? b : a
}

/** The field that encodes a bare value in arithmetic: its neighbour's, but a fraction beside whole numbers stays one. */
export function numeric(value: unknown, beside: Field | null): Field | null {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    const kind = beside?.describe().kind
    return beside != null && (kind === 'decimal' || kind === 'duration') ? beside : floatField
  }
  if (typeof value === 'number' && beside?.describe().kind === 'duration') return beside
  if (typeof value === 'number')
    return beside !== null && ranks[beside.describe().kind] === undefined ? integerField : beside
  return beside
}

const moments: ReadonlySet<string> = new Set(['date', 'datetime', 'time'])
const isTime = (kind: string | undefined) => kind === 'duration' || moments.has(kind ?? '')

/** What a bare value is at the right of an operator: beside a date or a time a number is a length of time. */
export function besideOf(left: Field | null, operator: ArithmeticOperator, value: unknown): Field | null {
  const kind = left?.describe().kind
  const sums = operator === '+' || operator === '-'
  if (moments.has(kind ?? '')) return operator === '+' || typeof value === 'number' ? durationField : left
  return kind === 'duration' ? (sums ? durationField : null) : left
}

/**
 * What comes of computing with dates, times and lengths of time. Undefined where neither side is one, null where it cannot
 * be said. Semantics: https://docs.djangoproject.com/en/stable/ref/models/expressions/#using-f-with-annotations
 */
export function timely(a: Field | null, operator: ArithmeticOperator, b: Field | null): Field | null | undefined {
  const [left, right] = [a?.describe().kind, b?.describe().kind]
  if (!isTime(left) && !isTime(right)) return undefined
  const sums = operator === '+' || operator === '-'
  if (left === undefined || right === undefined) return sums ? (a ?? b) : null
  // A day and a length of time make a moment.
  if (moments.has(left) && right === 'duration') return sums ? (left === 'time' ? a : datetimeField) : null
  if (left === 'duration' && moments.has(right)) return operator === '+' ? (right === 'time' ? b : datetimeField) : null
  if (moments.has(left) && moments.has(right))
    return operator === '-' && (left === 'time') === (right === 'time') ? durationField : null
  if (left === 'duration' && right === 'duration') return sums ? durationField : null
  const scales = operator === '*' || (operator === '/' && left === 'duration')
  const number = ranks[left === 'duration' ? right : left] !== undefined
  return scales && number ? durationField : null
}
