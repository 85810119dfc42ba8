import type { DatabaseName, DatabaseValue, Field } from '../query/index.ts'
import type { Parameter } from './fragment.ts'

type Encode = (value: never) => DatabaseValue
export type Decode = (raw: DatabaseValue) => unknown

/** From what a program wrote to what the driver takes: cleaned and encoded. */
export function encoder(field: Field, database: DatabaseName): (value: unknown) => DatabaseValue {
  const encode = field.codec(database).encode as Encode | undefined
  if (encode === undefined) return (value) => (value === null ? null : (field.clean(value) as DatabaseValue))
  return (value) => {
    if (value === null) return null
    const clean = field.clean(value)
    return clean === null ? null : encode(clean as never)
  }
}

/** From what the driver gives to the row's value, for values that are not null; null where it passes as it is. */
export function decoder(field: Field, database: DatabaseName, wide: boolean): Decode | null {
  const codec = field.codec(database)
  const decode = (codec.decode as Decode | undefined) ?? null
  if (!wide || codec.wide === true) return decode
  const narrow = (raw: DatabaseValue) => (typeof raw === 'bigint' ? Number(raw) : raw)
  return decode === null ? narrow : (raw) => decode(narrow(raw))
}

/** The value of a slot, encoded for a field; without a field a plain value passes as it is. */
export function slotParameter(slot: number, field: Field | null, database: DatabaseName): Parameter {
  if (field === null) return (values) => plain(values[slot])
  const encode = encoder(field, database)
  return (values) => encode(values[slot])
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

/** A text as a LIKE pattern with `\` as its escape. */
export function patternParameter(slot: number, lookup: string): Parameter {
  const open = openEnds(lookup)
  return (values) => {
    const value = values[slot]
    if (value === null) return null
    const text = String(value).replace(/[\\%_]/g, '\\$&')
    return `${open.before ? '%' : ''}${text}${open.after ? '%' : ''}`
  }
}

/** A value for which no field speaks. */
function plain(value: unknown): DatabaseValue {
  return typeof value === 'boolean' ? Number(value) : (value as DatabaseValue)
}
