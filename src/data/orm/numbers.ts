import type { Field } from '../query/index.ts'
import { floatField, integerField } from './computed.ts'

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
  if (typeof value === 'number' && !Number.isInteger(value))
    return beside?.describe().kind === 'decimal' ? beside : floatField
  if (typeof value === 'number')
    return beside !== null && ranks[beside.describe().kind] === undefined ? integerField : beside
  return beside
}
