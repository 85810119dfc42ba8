import type { ValueSchema } from '../../../base/schema/index.ts'
import { currentLocale } from '../../../web/i18n/index.ts'

/** A number as its column takes it. */
export type Amount = number | bigint | string

/** What a person writes as a number, with the decimal mark of the language or a point; null for what is none. */
export function readAmount(text: string): string | null {
  const { DECIMAL_SEPARATOR } = currentLocale().formats
  const plain = text
    .trim()
    .replace(DECIMAL_SEPARATOR, '.')
    .replace(/^\+/, '')
    .replace(/^\u2212/, '-')
  return /^-?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$/.test(plain) ? plain : null
}

/**
 * The condition `path <op> amount` as lookups that the column can take: a bound that lies beyond what the column can hold becomes one that
 * holds always (null) or never (`'never'`).
 */
export function bound(
  path: string,
  schema: ValueSchema,
  op: 'gte' | 'lte' | 'gt' | 'lt' | 'exact',
  amount: string,
): Readonly<Record<string, unknown>> | 'never' | null {
  const number = Number(amount)
  const lower = op === 'gte' || op === 'gt'
  if (schema.kind === 'number') return { [`${path}__${op}`]: number }
  if (schema.kind === 'decimal') return decimalBound(path, schema, op, amount)
  const whole = Number.isInteger(number)
  if (!whole && op === 'exact') return 'never'
  // Between two whole numbers: above 2.5 is from 3 on.
  const name = whole ? op : lower ? 'gte' : 'lte'
  const [head] = amount.split('.') as [string]
  const down = BigInt(head === '' || head === '-' ? 0 : head) - (number < 0 && !whole ? 1n : 0n)
  const value = whole ? down : lower ? down + 1n : down
  const [low, high] = [limit(schema.min, -(2n ** 63n)), limit(schema.max, 2n ** 63n - 1n)]
  if (value < low) return lower ? null : 'never'
  if (value > high) return lower || op === 'exact' ? 'never' : null
  return { [`${path}__${name}`]: schema.kind === 'bigint' ? value : Number(value) }
}

function decimalBound(path: string, schema: ValueSchema, op: string, amount: string) {
  const digits = (schema.maxDigits ?? 38) - (schema.decimalPlaces ?? 0)
  const [whole = ''] = amount.replace(/^-?0*/, '').split('.')
  if (whole.length > digits) {
    if (op === 'exact') return 'never'
    const beyond = amount.startsWith('-') ? op.startsWith('g') : op.startsWith('l')
    return beyond ? null : 'never'
  }
  return { [`${path}__${op}`]: amount }
}

function limit(given: number | string | undefined, otherwise: bigint): bigint {
  if (given === undefined) return otherwise
  const value = BigInt(Math.trunc(Number(given)))
  // What validators allow may be narrower than what the column holds, and never wider.
  return typeof given === 'string' && /^-?\d+$/.test(given) ? BigInt(given) : value
}
