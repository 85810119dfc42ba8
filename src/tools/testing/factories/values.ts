import { ValidationError, type ValueSchema } from '../../../base/schema/index.ts'
import type { ColumnInfo } from '../../../data/query/index.ts'
import { testingErrors } from '../errors.ts'

/** So many values are tried where validators of one's own refuse some. */
const tries = 20
/** The longest text that is tried. */
const longest = 256

/** The day on which the dates of factories begin. */
const start = Date.UTC(2026, 0, 1)
const second = 1000
const day = 86_400 * second

/**
 * A value that a column takes, another one for each number: made from what the field says of itself. Throws `NUAGES_TESTING_NO_VALUE` where
 * its validators refuse all that were tried.
 */
export function valueFor(column: ColumnInfo, number: number): unknown {
  const { field, model, property } = column
  const schema = field.describe()
  const validate = (field as { validate?(value: unknown): unknown }).validate?.bind(field)
  let problem = `a value of the kind ${schema.kind} cannot be guessed`
  for (let i = 0; i < tries; i++) {
    const value = varied(sample(schema, number), schema, i)
    if (value === undefined) break
    try {
      return validate === undefined ? field.clean(value) : validate(value)
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      problem = error.message
    }
  }
  throw testingErrors.NO_VALUE({ field: `${model.name}.${property}`, property, problem })
}

/** The value as it is, and then others that validators of one's own may want: texts without spaces, longer texts, larger numbers. */
function varied(value: unknown, { maxLength = longest, max }: ValueSchema, attempt: number): unknown {
  if (attempt === 0) return value
  // Names of users, codes and the like have no spaces.
  if (typeof value === 'string' && attempt === 1) return value.replace(/\s+/g, '-').toLowerCase()
  if (typeof value === 'string') return value.padEnd(Math.min(2 ** attempt, maxLength, longest), 'x')
  if (typeof value !== 'number') return value
  const more = value + (attempt < 10 ? attempt : 10 ** (attempt - 9))
  return max !== undefined && more > Number(max) ? value : more
}

/** A value by kind; undefined where there is none to be guessed. */
function sample(schema: ValueSchema, n: number): unknown {
  const { choices } = schema
  if (choices !== undefined && choices.length > 0) {
    const able = choices.filter(({ value }) => value !== null && value !== '')
    return able[(n - 1) % able.length]?.value
  }
  switch (schema.kind) {
    case 'string':
    case 'text':
      return text(schema, n)
    case 'integer':
      return integer(schema, n)
    case 'bigint':
      return BigInt(integer(schema, n))
    case 'number':
      return integer(schema, n)
    case 'decimal':
      return decimal(schema, n)
    case 'boolean':
      return false
    case 'date':
      return new Date(moment(schema, n * day)).toISOString().slice(0, 10)
    case 'datetime':
      return new Date(moment(schema, n * 60 * second))
    case 'time':
      return new Date(n * second).toISOString().slice(11, 19)
    case 'duration':
      return n * second
    case 'json':
      return { number: n }
    case 'binary':
      return new TextEncoder().encode(String(n))
    case 'file':
      return fitting(schema, `file-${n}.txt`, n)
    case 'array': {
      const item = schema.items === undefined ? undefined : sample(schema.items, n)
      return item === undefined ? undefined : [item]
    }
    default:
      return undefined
  }
}

function text(schema: ValueSchema, n: number): string | undefined {
  switch (schema.format) {
    case 'email':
      return fitting(schema, `someone${n}@example.org`, n)
    case 'url':
      return fitting(schema, `https://example.org/${n}/`, n)
    case 'slug':
      return fitting(schema, `${schema.label.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}-${n}`, n)
    case 'uuid':
      return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
    case 'ip':
    case 'ipv4':
      return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
    case 'ipv6':
      return `2001:db8::${(n % 65_536).toString(16)}`
    case 'path':
      return undefined
    default:
      return fitting(schema, `${schema.label.charAt(0).toUpperCase()}${schema.label.slice(1)} ${n}`, n)
  }
}

/** The text with its length between the limits, and its number kept whole as long as there is room. */
function fitting(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: ValueSchema,
  value: string,
  n: number,
): string {
  if (value.length <= maxLength) return value.padEnd(minLength, 'x')
  const number = n.toString(36)
  return number.length >= maxLength
    ? number.slice(-maxLength)
    : number.padStart(Math.max(minLength, number.length), '0')
}

function integer(schema: ValueSchema, n: number): number {
  const least = Math.ceil(Number(schema.min ?? 1))
  const most = Math.floor(Number(schema.max ?? Number.MAX_SAFE_INTEGER))
  const first = Math.max(least, Math.min(1, most))
  const room = most - first + 1
  return first + ((n - 1) % Math.max(room, 1))
}

function decimal(schema: ValueSchema, n: number): string {
  const { maxDigits = 10, decimalPlaces = 0 } = schema
  const digits = maxDigits - decimalPlaces
  const most =
    digits <= 0
      ? 0
      : Math.min(10 ** Math.min(digits, 15) - 1, Math.floor(Number(schema.max ?? Number.POSITIVE_INFINITY)))
  if (most < 1) return (((n % 9) + 1) / 10 ** decimalPlaces).toFixed(decimalPlaces)
  const least = Math.max(0, Math.ceil(Number(schema.min ?? 1)))
  return (least + ((n - 1) % Math.max(most - least + 1, 1))).toFixed(decimalPlaces)
}

/** An instant in the range of the field. */
function moment({ min, max }: ValueSchema, after: number): number {
  const least = min === undefined ? start : Math.max(start, Date.parse(String(min)))
  const most = max === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(max))
  if (most < least) return most
  return Math.min(least + after, most)
}
