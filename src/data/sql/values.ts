import { gettextNoop, ValidationError } from '../../base/schema/index.ts'
import type { ColumnInfo, DatabaseName, DatabaseValue, Field } from '../query/index.ts'
import type { Parameter } from './fragment.ts'

type Encode = (value: never) => DatabaseValue
export type Decode = (raw: DatabaseValue) => unknown

/**
 * From what a program wrote to what the driver takes: cleaned and encoded. Throws a `ValidationError` that names `path`,
 * where one is given. `stored` says that a column will hold it, so that it has to fit.
 */
export function encoder(
  field: Field,
  database: DatabaseName,
  path?: string,
  stored = false,
): (value: unknown) => DatabaseValue {
  const codec = field.codec(database)
  const encode = ((stored ? codec.store : undefined) ?? codec.encode) as Encode | undefined
  if (encode === undefined)
    return (value) => {
      try {
        return value === null ? null : (field.clean(value) as DatabaseValue)
      } catch (error) {
        throw refusal(error, field, path)
      }
    }
  return (value) => {
    if (value === null) return null
    try {
      const clean = field.clean(value)
      return clean === null ? null : encode(clean as never)
    } catch (error) {
      throw refusal(error, field, path)
    }
  }
}

function refusal(error: unknown, field: Field, path: string | undefined): unknown {
  return named(error instanceof ValidationError && field.describe().secret ? error.withoutValues() : error, path)
}

/** A refusal of a value, said of the path that the value was given for. */
function named(error: unknown, path: string | undefined): unknown {
  return path !== undefined && error instanceof ValidationError ? error.at(path) : error
}

/** From what the driver gives to the row's value, for values that are not null; null where it passes as it is. */
export function decoder(field: Field, database: DatabaseName, wide: boolean): Decode | null {
  const codec = field.codec(database)
  const decode = (codec.decode as Decode | undefined) ?? null
  if (!wide || codec.wide === true) return decode
  const narrow = (raw: DatabaseValue) => (typeof raw === 'bigint' ? Number(raw) : raw)
  return decode === null ? narrow : (raw) => decode(narrow(raw))
}

/** The value of a slot as a column will hold it. */
export function storedParameter(slot: number, column: ColumnInfo, database: DatabaseName): Parameter {
  const encode = encoder(column.field, database, column.property, true)
  return (values) => encode(values[slot])
}

/** The value of a slot, encoded for a field; without a field a plain value passes as it is. */
export function slotParameter(slot: number, field: Field | null, database: DatabaseName, path?: string): Parameter {
  if (field === null) return (values) => plain(values[slot])
  const encode = encoder(field, database, path)
  return (values) => encode(values[slot])
}

/** The first or second of two values. */
export function endParameter(slot: number, index: number, encode: (value: unknown) => DatabaseValue): Parameter {
  return (values) => encode((values[slot] as readonly unknown[])[index])
}

/** Item `index` of a list. Nulls find nothing; they, and what a list lacks to its bucket, are filled with another item. */
export function itemParameter(slot: number, index: number, encode: (value: unknown) => DatabaseValue): Parameter {
  return (values) => {
    const list = values[slot] as readonly unknown[]
    return encode(list[index] ?? list.find((item) => item !== null))
  }
}

/** A whole list as one JSON text. */
export function jsonParameter(slot: number, encode: (value: unknown) => DatabaseValue): Parameter {
  return (values) =>
    `[${(values[slot] as readonly unknown[])
      .map((item) => {
        const value = encode(item)
        return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
      })
      .join()}]`
}

const before = new Set(['contains', 'icontains', 'endswith', 'iendswith'])
const after = new Set(['contains', 'icontains', 'startswith', 'istartswith'])

/** Whether a pattern leaves something open before and after the text. */
export function openEnds(lookup: string): { readonly before: boolean; readonly after: boolean } {
  return { before: before.has(lookup), after: after.has(lookup) }
}

/** What a text lookup compares with: the text of a value that has one. */
export function textOf(value: unknown, path: string | undefined): string {
  if (typeof value === 'string') {
    if (value.isWellFormed() && !value.includes('\0')) return value
    throw named(new ValidationError('Null characters and lone surrogates are not allowed.'), path)
  }
  const plain = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
  try {
    if (plain || hasOwnText(value)) return textOf(String(value), path)
  } catch (error) {
    if (error instanceof ValidationError) throw error
  }
  throw named(new ValidationError(gettextNoop('Enter a text.'), { params: { value: null } }), path)
}

/** A decimal, a safe string: an object that reads as a text of its own. */
function hasOwnText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date) return false
  return typeof value.toString === 'function' && value.toString !== Object.prototype.toString
}

/** A text as a LIKE pattern with `\` as its escape. */
export function patternParameter(slot: number, lookup: string, longest: number | null, path?: string): Parameter {
  const open = openEnds(lookup)
  return (values) => {
    const value = values[slot]
    if (value === null) return null
    const text = textOf(value, path).replace(/[\\%_]/g, '\\$&')
    const whole = `${open.before ? '%' : ''}${text}${open.after ? '%' : ''}`
    if (longest !== null && whole.length > longest / 3 && Buffer.byteLength(whole) > longest)
      throw named(new ValidationError('The text is too long to look for.', { code: 'max_length' }), path)
    return whole
  }
}

/** A value for which no field speaks. */
function plain(value: unknown): DatabaseValue {
  return typeof value === 'boolean' ? Number(value) : (value as DatabaseValue)
}

/** A whole list as one parameter: PostgreSQL's array. */
export function arrayParameter(slot: number, encode: (value: unknown) => DatabaseValue): Parameter {
  return (values) => (values[slot] as readonly unknown[]).map((item) => (item === null ? null : encode(item)))
}
