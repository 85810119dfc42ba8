import type { DatabaseValue } from '../../query/index.ts'
import type { Row } from '../driver.ts'
import { Unreadable } from '../values.ts'
import { parseArray } from './arrays.ts'
import { cstring } from './reader.ts'

/** Reads one field's text, which lies in `buffer` from `at` to `end`. */
export type Decode = (buffer: Buffer, at: number, end: number) => DatabaseValue

/** What a result's rows are read with: for each column a decoder, or null for plain text. */
export type Decoders = readonly (Decode | null)[] & { readonly names?: readonly string[] }

const text: Decode = (buffer, at, end) => buffer.toString('utf8', at, end)

/** int2, int4, oid: at most ten digits. */
const integer: Decode = (buffer, at, end) => {
  let i = at
  const negative = buffer[i] === 45
  if (negative) i++
  let value = 0
  for (; i < end; i++) value = value * 10 + (buffer[i]! - 48)
  return negative ? -value : value
}

const bigint: Decode = (buffer, at, end) => BigInt(buffer.toString('latin1', at, end))

/** int8 as a number: up to 15 digits are always safe. */
const safeInteger: Decode = (buffer, at, end) => {
  if (end - at <= 15) return integer(buffer, at, end)
  const value = Number(buffer.toString('latin1', at, end))
  if (!Number.isSafeInteger(value)) throw new Unreadable('an integer beyond 2^53 - 1', true)
  return value
}

const float: Decode = (buffer, at, end) => Number(buffer.toString('latin1', at, end))

const boolean: Decode = (buffer, at) => buffer[at] === 116

/** bytea as hexadecimal digits after `\x`. */
const bytes: Decode = (buffer, at, end) => {
  const found = Buffer.from(buffer.toString('latin1', at + 2, end), 'hex')
  return new Uint8Array(found.buffer, found.byteOffset, found.length)
}

const two = (buffer: Buffer, at: number) => buffer[at]! * 10 + buffer[at + 1]! - 528

/** timestamptz as ISO text of a session in UTC: `2024-05-01 12:30:00.123456+00`. Microseconds are cut to milliseconds. */
export const moment: Decode = (buffer, at, end) => {
  // Four digits of year, and 'C' (of BC) or 'y' (of infinity) nowhere.
  if (buffer[at + 4] !== 45 || buffer[end - 1]! > 57) return farMoment(buffer.toString('latin1', at, end))
  const year = two(buffer, at) * 100 + two(buffer, at + 2)
  let milliseconds = 0
  if (buffer[at + 19] === 46) {
    let scale = 100
    for (let i = at + 20; scale >= 1 && buffer[i]! >= 48 && buffer[i]! <= 57; i++) {
      milliseconds += (buffer[i]! - 48) * scale
      scale /= 10
    }
  }
  const day = days(year, two(buffer, at + 5), two(buffer, at + 8))
  const seconds = two(buffer, at + 11) * 3600 + two(buffer, at + 14) * 60 + two(buffer, at + 17)
  return new Date(day * 86_400_000 + seconds * 1000 + milliseconds)
}

/** Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
function days(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const inYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + inYear - 719_468
}

/** Moments beyond year 9999 or before year 1. */
function farMoment(written: string): Date {
  const found = /^(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?\+00( BC)?$/.exec(written)
  if (found === null) throw new Unreadable(`the moment '${written}', which no Date can hold`)
  const [, y, month, day, hour, minute, second, fraction = '.0', bc] = found
  const year = bc === undefined ? Number(y) : 1 - Number(y)
  const value = new Date(0)
  value.setUTCFullYear(year, Number(month) - 1, Number(day))
  value.setUTCHours(Number(hour), Number(minute), Number(second), Math.floor(Number(`0${fraction}`) * 1000))
  if (Number.isNaN(value.getTime())) throw new Unreadable(`the moment '${written}', which no Date can hold`)
  return value
}

/** By the type's number: `SELECT oid, typname FROM pg_type`. Text where none is named; 20 is int8, which asks `wide`. */
const byType: ReadonlyMap<number, Decode> = new Map([
  [16, boolean],
  [17, bytes],
  [21, integer],
  [23, integer],
  [26, integer],
  [700, float],
  [701, float],
  [1184, moment],
])

/** Array types by number, with their element's. */
const elements: ReadonlyMap<number, number> = new Map([
  [199, 114],
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1041, 869],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [1270, 1266],
  [2951, 2950],
  [3807, 3802],
])

function decoderOf(type: number, wide: boolean): Decode | null {
  if (type === 20) return wide ? bigint : safeInteger
  const plain = byType.get(type)
  if (plain !== undefined) return plain
  const element = elements.get(type)
  if (element === undefined) return null
  const inner = decoderOf(element, wide) ?? text
  return (buffer, at, end) => parseArray(buffer.toString('utf8', at, end), inner) as unknown as DatabaseValue
}

/** Decoders for the columns that a RowDescription in `buffer` tells. */
export function decodersOf(buffer: Buffer, at: number, wide: boolean): Decoders {
  const decoders: (Decode | null)[] = []
  const names: string[] = []
  let next = at + 2
  for (let i = buffer.readUInt16BE(at); i > 0; i--) {
    const [name, end] = cstring(buffer, next)
    names.push(name)
    next = end + 6
    decoders.push(decoderOf(buffer.readUInt32BE(next), wide))
    next += 12
  }
  return Object.assign(decoders, { names })
}

/** The row that a DataRow in `buffer` holds. */
export function readRow(buffer: Buffer, at: number, decoders: Decoders): Row {
  const count = decoders.length
  const row: DatabaseValue[] = []
  let next = at + 2
  for (let i = 0; i < count; i++) {
    const length = (buffer[next]! << 24) | (buffer[next + 1]! << 16) | (buffer[next + 2]! << 8) | buffer[next + 3]!
    next += 4
    if (length < 0) {
      row.push(null)
      continue
    }
    const end = next + length
    const decode = decoders[i]!
    row.push(decode === null ? buffer.toString('utf8', next, end) : decode(buffer, next, end))
    next = end
  }
  return row
}
