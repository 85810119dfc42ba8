import type { DatabaseSync } from 'node:sqlite'

type Argument = null | number | bigint | string | Uint8Array

// ---- statistics ------------------------------------------------------------------------------------------------------

/** Sums that are exact: whole numbers of `2^exponent`. */
interface Sums {
  count: bigint
  exponent: number
  sum: bigint
  squares: bigint
  /** Nothing exact can be said of an infinite number. */
  lost: boolean
}

const view = new DataView(new ArrayBuffer(8))

/** A fraction as a whole number and the power of two that it is multiplied by. */
function exactly(value: number): readonly [bigint, number] {
  if (Number.isSafeInteger(value)) return [BigInt(value), 0]
  view.setFloat64(0, value)
  const high = view.getUint32(0)
  const power = (high >>> 20) & 0x7ff
  const bits = (BigInt(high & 0xfffff) << 32n) | BigInt(view.getUint32(4))
  const whole = power === 0 ? bits : bits | (1n << 52n)
  return [value < 0 ? -whole : whole, (power === 0 ? 1 : power) - 1075]
}

function count(sums: Sums, given: Argument, times: 1n | -1n): Sums {
  if (given === null) return sums
  const value = Number(given)
  if (!Number.isFinite(value)) {
    sums.lost = true
    return sums
  }
  let [whole, exponent] = typeof given === 'bigint' ? [given, 0] : exactly(value)
  if (exponent < sums.exponent) {
    const by = BigInt(sums.exponent - exponent)
    sums.sum <<= by
    sums.squares <<= 2n * by
    sums.exponent = exponent
  } else whole <<= BigInt(exponent - sums.exponent)
  sums.count += times
  sums.sum += times * whole
  sums.squares += times * whole * whole
  return sums
}

/** A fraction of whole numbers, times a power of two, as the nearest number. */
function quotient(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator === 0n) return 0
  const bits = (of: bigint) => of.toString(2).length
  // More bits than a number keeps, so that rounding happens once; the last says whether something was left over.
  const by = Math.max(0, 70 - (bits(numerator) - bits(denominator)))
  const shifted = numerator << BigInt(by)
  const whole = shifted / denominator
  const exact = whole * denominator === shifted ? whole << 1n : (whole << 1n) | 1n
  return scaled(Number(exact), exponent - by - 1)
}

/** `value * 2^exponent`, in steps that keep within what numbers hold. */
function scaled(value: number, exponent: number): number {
  let out = value
  for (let left = exponent; left !== 0; ) {
    const step = Math.max(-1000, Math.min(1000, left))
    out *= 2 ** step
    left -= step
  }
  return out
}

function variance(sums: Sums, sample: boolean): number | null {
  const { count: n, sum, squares, exponent, lost } = sums
  if (n < (sample ? 2n : 1n)) return null
  if (lost) return null
  return quotient(n * squares - sum * sum, sample ? n * (n - 1n) : n * n, 2 * exponent)
}

function root(of: number | null): number | null {
  return of === null ? null : Math.sqrt(of)
}

// ---- bits and texts --------------------------------------------------------------------------------------------------

const bits = (join: (a: bigint, b: bigint) => bigint) => ({
  start: () => ({ value: null as bigint | null }),
  step: (state: { value: bigint | null }, given: Argument) => {
    if (given === null) return state
    const bits = BigInt(given as number | bigint)
    state.value = state.value === null ? bits : join(state.value, bits)
    return state
  },
  result: ({ value }: { value: bigint | null }) => value,
})

/** Aggregates that other databases have and SQLite lacks. Numbers are exact until the last step. */
export function addAggregates(db: DatabaseSync): void {
  const statistic = (name: string, result: (sums: Sums) => number | null) =>
    db.aggregate(name, {
      start: () => ({ count: 0n, exponent: 0, sum: 0n, squares: 0n, lost: false }) as never,
      step: ((sums: Sums, given: Argument) => count(sums, given, 1n)) as never,
      inverse: ((sums: Sums, given: Argument) => count(sums, given, -1n)) as never,
      result: result as never,
      varargs: true,
    } as never)
  statistic('VAR_POP', (sums) => variance(sums, false))
  statistic('VAR_SAMP', (sums) => variance(sums, true))
  statistic('STDDEV_POP', (sums) => root(variance(sums, false)))
  statistic('STDDEV_SAMP', (sums) => root(variance(sums, true)))
  const add = (name: string, functions: object) => db.aggregate(name, { ...functions, varargs: true } as never)
  const ofBits = (name: string, join: (a: bigint, b: bigint) => bigint) =>
    db.aggregate(name, { ...bits(join), useBigIntArguments: true, varargs: true } as never)
  ofBits('nuages_bit_and', (a, b) => a & b)
  ofBits('nuages_bit_or', (a, b) => a | b)
  ofBits('nuages_bit_xor', (a, b) => a ^ b)
  add('nuages_any_value', {
    start: () => ({ found: false, value: null as Argument }),
    step: (state: { found: boolean; value: Argument }, given: Argument) => {
      if (!state.found && given !== null) Object.assign(state, { found: true, value: given })
      return state
    },
    result: ({ value }: { value: Argument }) => value,
  })
  add('nuages_join_distinct', {
    start: () => ({ items: new Set<string>(), delimiter: '' }),
    step: (state: { items: Set<string>; delimiter: string }, given: Argument, delimiter: Argument) => {
      if (given === null) return state
      state.items.add(String(given))
      state.delimiter = delimiter === null ? '' : String(delimiter)
      return state
    },
    result: ({ items, delimiter }: { items: Set<string>; delimiter: string }) =>
      items.size === 0 ? null : [...items].join(delimiter),
  })
}
