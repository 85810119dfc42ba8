import type { Row } from '../drivers/index.ts'
import type { DatabaseValue } from '../query/index.ts'
import { isRecord } from './arguments.ts'
import { ormErrors } from './errors.ts'
import type { SelectPlan } from './plans.ts'

/**
 * A cursor is where a row stands in an order: a JSON list of the order's values, as the driver has them, in base64url. It
 * comes back from outside, so that each value is held against its field before it is sent.
 */
export function cursorOf(row: Row, size: number): string {
  const values = row.slice(row.length - size).map((value) => {
    if (typeof value === 'bigint') return { n: String(value) }
    if (value instanceof Uint8Array) return { b: Buffer.from(value).toString('base64') }
    return value
  })
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** The values of a cursor. */
export function placeOf(cursor: unknown, model: string): DatabaseValue[] {
  const bad = ormErrors.BAD_CURSOR({ model })
  if (typeof cursor !== 'string' || cursor.length > 10_000 || !/^[\w-]+$/.test(cursor)) throw bad
  const values = parsed(cursor)
  if (!Array.isArray(values) || values.length === 0 || values.length > 64) throw bad
  return values.map((value: unknown): DatabaseValue => {
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return value as DatabaseValue
    if (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) return value
    if (!isRecord(value)) throw bad
    const { n, b } = value
    if (typeof n === 'string' && /^-?\d{1,19}$/.test(n)) return BigInt(n)
    if (typeof b === 'string') return new Uint8Array(Buffer.from(b, 'base64'))
    throw bad
  })
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}

const moment = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00)?$/

/** Whether the values of a cursor are such as the order's own. */
export function fits(place: readonly DatabaseValue[], places: SelectPlan['places']): boolean {
  if (place.length !== places.length) return false
  return place.every((value, i) => {
    if (value === null) return true
    const { field, decode } = places[i]!
    if (field.describe().kind === 'datetime')
      return typeof value === 'string' && moment.test(value) && !Number.isNaN(Date.parse(isoText(value)))
    try {
      return field.clean(decode === null ? value : decode(value)) !== undefined
    } catch {
      return false
    }
  })
}

/** A moment as databases write it, as JavaScript reads it. */
function isoText(text: string): string {
  const plain = text.replace(' ', 'T').replace(/(?:Z|\+00)$/, '')
  return `${plain.replace(/(\.\d{3})\d+$/, '$1')}Z`
}
