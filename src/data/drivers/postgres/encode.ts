import { Unsendable } from '../values.ts'

/** A moment as PostgreSQL reads it, in any year that both sides know. */
export function momentText(value: Date): string {
  const time = value.getTime()
  if (Number.isNaN(time)) throw new Unsendable('a Date is invalid')
  const text = value.toISOString()
  if (text.length === 24) return text
  // Beyond 9999 and before year 0, JavaScript writes six digits with a sign.
  const year = value.getUTCFullYear()
  return year > 0 ? text.slice(1).replace(/^0+/, '') : `${String(1 - year).padStart(4, '0')}${text.slice(7)} BC`
}

/** A list as PostgreSQL writes arrays: `{1,NULL,"a \"b\""}`. */
export function arrayText(list: readonly unknown[]): string {
  return `{${list.map(item).join(',')}}`
}

const special = /["\\]/
const specials = /["\\]/g

function item(value: unknown): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return arrayText(value)
  if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`
  if (value instanceof Date) return `"${momentText(value)}"`
  if (typeof value === 'string') return `"${special.test(value) ? value.replace(specials, '\\$&') : value}"`
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  throw new Unsendable(`a list holds a value of the type ${typeof value}`)
}
