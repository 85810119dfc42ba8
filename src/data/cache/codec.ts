import { cacheErrors } from './errors.ts'

/**
 * Values as text. Its first character says how to read it: a digit or '-' is a whole number as it stands (which stores can count with), 's' a
 * text, 'j' JSON, 'x' JSON in which `{"$": kind, "v": …}` stands for what JSON lacks. Nothing in it names code or a class, so that
 * what somebody else wrote into a shared store can at worst be wrong data.
 */
export function encodeValue(key: string, value: unknown): string {
  // What a database's text cannot hold is written with escapes.
  if (typeof value === 'string' && !value.includes('\0') && value.isWellFormed()) return `s${value}`
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value)
  const check = { key, special: false }
  look(value, '', 0, check)
  return check.special ? `x${JSON.stringify(extended(value))}` : `j${JSON.stringify(value)}`
}

/** A whole number that stores count with. */
export const integerText = /^-?\d{1,16}$/

/** Throws where the text was not made by `encodeValue`. */
export function decodeValue(text: string): unknown {
  switch (text[0]) {
    case 's':
      return text.slice(1)
    case 'j':
      return JSON.parse(text.slice(1))
    case 'x':
      return restored(JSON.parse(text.slice(1)))
    default:
      if (!integerText.test(text)) throw corrupt()
      return Number(text)
  }
}

/** Never seen by users: a text that cannot be read is a miss. */
export const corrupt = (): Error => cacheErrors.CORRUPT()

const deepest = 100

interface Check {
  readonly key: string
  /** Something is in it that JSON has no form for. */
  special: boolean
}

function look(value: unknown, at: string, depth: number, check: Check): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  const refuse = (problem: string) => cacheErrors.VALUE({ key: check.key, at, problem })
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0)) check.special = true
    return
  }
  if (typeof value === 'bigint') {
    check.special = true
    return
  }
  if (typeof value !== 'object') throw refuse(value === undefined ? 'is undefined' : `is a ${typeof value}`)
  if (depth > deepest) throw refuse(`is nested more than ${deepest} deep, or in a circle`)
  const inside = (name: unknown) => (at === '' ? String(name) : `${at}.${String(name)}`)
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) look(value[i], inside(i), depth + 1, check)
    return
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) {
    for (const name of Object.keys(value)) {
      if (name === '$') check.special = true
      look((value as Record<string, unknown>)[name], inside(name), depth + 1, check)
    }
    return
  }
  check.special = true
  if (value instanceof Date || value instanceof Uint8Array) return
  if (value instanceof Map) {
    for (const [name, each] of value) {
      look(name, inside('(key)'), depth + 1, check)
      look(each, inside(typeof name === 'object' ? '(value)' : name), depth + 1, check)
    }
    return
  }
  if (value instanceof Set) {
    for (const each of value) look(each, inside('(member)'), depth + 1, check)
    return
  }
  const name = (prototype as { constructor?: { name?: unknown } }).constructor?.name
  throw refuse(`is an object of the class ${String(name)}`)
}

function extended(value: unknown): unknown {
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(extended)
  if (value instanceof Date) return { $: 'date', v: Number.isNaN(value.getTime()) ? null : value.getTime() }
  if (value instanceof Uint8Array)
    return { $: 'bytes', v: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  const pairs = (entries: Iterable<readonly [unknown, unknown]>) =>
    Array.from(entries, ([name, each]) => [extended(name), extended(each)])
  if (value instanceof Map) return { $: 'map', v: pairs(value) }
  if (value instanceof Set) return { $: 'set', v: Array.from(value, extended) }
  if (Object.hasOwn(value, '$')) return { $: 'object', v: pairs(Object.entries(value)) }
  return objectOf(Object.entries(value), extended)
}

function restored(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(restored)
  if (!Object.hasOwn(value, '$')) return objectOf(Object.entries(value), restored)
  const { $: kind, v } = value as { readonly $: unknown; readonly v?: unknown }
  const pairs = (): [unknown, unknown][] => {
    if (!Array.isArray(v)) throw corrupt()
    return v.map((pair: unknown) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw corrupt()
      return [restored(pair[0]), restored(pair[1])]
    })
  }
  if (kind === 'date' && (typeof v === 'number' || v === null)) return new Date(v ?? Number.NaN)
  if (kind === 'bigint' && typeof v === 'string' && /^-?\d+$/.test(v)) return BigInt(v)
  if (kind === 'number' && typeof v === 'string') return Number(v)
  if (kind === 'bytes' && typeof v === 'string') return new Uint8Array(Buffer.from(v, 'base64'))
  if (kind === 'map') return new Map(pairs())
  if (kind === 'set' && Array.isArray(v)) return new Set(v.map(restored))
  if (kind === 'object') return objectOf(pairs() as [string, unknown][], (each) => each)
  throw corrupt()
}

/** Not by assignment: '__proto__' is a name like any other. */
function objectOf(entries: Iterable<readonly [string, unknown]>, map: (value: unknown) => unknown): object {
  const object = {}
  for (const [name, value] of entries) {
    if (name === '__proto__')
      Object.defineProperty(object, name, { value: map(value), enumerable: true, configurable: true, writable: true })
    else (object as Record<string, unknown>)[name] = map(value)
  }
  return object
}
