import { Unsendable } from '../values.ts'

const least = -(2n ** 63n)
const most = 2n ** 64n

/** A value as the package sends it to a prepared statement. Throws `Unsendable` for one that the server cannot hold. */
export function encode(value: unknown, index: number): unknown {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) throw new Unsendable(`value ${index + 1} has a NUL character`)
      if (!value.isWellFormed()) throw new Unsendable(`value ${index + 1} has half of a surrogate pair`)
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new Unsendable(`value ${index + 1} is ${value}, which is no number there`)
      // Beyond 32 bits the package would send a float.
      return Number.isSafeInteger(value) && Math.abs(value) >= 2 ** 31 - 1 ? BigInt(value) : value
    case 'bigint':
      if (value < least || value >= most) throw new Unsendable(`value ${index + 1} has more than 64 bits`)
      return value
    case 'boolean':
      return value
    case 'object':
      if (value === null) return value
      if (value instanceof Date) return momentText(value, index)
      if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
  throw new Unsendable(
    `value ${index + 1} is ${value === undefined ? 'undefined' : Array.isArray(value) ? 'a list' : `of the type ${typeof value}`}`,
  )
}

/** A moment in UTC, as a `datetime` takes it: years 0 to 9999. */
function momentText(value: Date, index: number): string {
  if (Number.isNaN(value.getTime())) throw new Unsendable(`value ${index + 1} is an invalid Date`)
  const text = value.toISOString()
  if (text.length > 24) throw new Unsendable(`value ${index + 1} is a Date beyond the year 9999 or before the year 0`)
  return `${text.slice(0, 10)} ${text.slice(11, 23)}`
}
