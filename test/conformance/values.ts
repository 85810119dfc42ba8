import { Decimal } from 'decimal.js'
import { markSafe } from '../../src/base/text/index.ts'
import { instantOf, parseDatetime } from '../../src/base/time/index.ts'

/**
 * The vectors' values (README, section 1) as a nuages program has them: days, times and date-times without a zone are ISO
 * texts, instants are `Date`s (to the millisecond), durations are milliseconds, decimals are decimal.js's.
 */
export function decode(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(decode)
  const keys = Object.keys(value)
  if (!keys[0]?.startsWith('$')) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decode(each)]))
  }
  const tagged = value as Record<string, unknown>
  const inner = tagged[keys[0]]
  switch (keys[0]) {
    case '$date':
      return decodeDate(inner as string, tagged['tz'] as string | undefined)
    case '$time':
      return inner
    case '$duration':
      return (inner as number) * 1000
    case '$decimal':
      return new Decimal(inner as string)
    case '$float':
      return (
        { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[inner as string] ??
        Number(inner)
      )
    case '$int':
      return BigInt(inner as string)
    case '$safe':
      return markSafe(inner as string)
    case '$bytes':
      return Buffer.from(inner as string, 'base64')
    case '$uuid':
      return inner
    case '$tuple':
      return (inner as unknown[]).map(decode)
    case '$set':
      return new Set((inner as unknown[]).map(decode))
    case '$items':
      return new Map((inner as [unknown, unknown][]).map(([key, each]) => [decode(key), decode(each)]))
    case '$object':
      return decodeObject(inner as ObjectVector)
    case '$callable': {
      const result = decode(inner)
      return Object.assign(() => result, {
        altersData: tagged['alters_data'] === true,
        doNotCallInTemplates: tagged['do_not_call'] === true,
      })
    }
    case '$callable_args':
      return (argument: unknown) => argument
    case '$raises':
      return () => {
        throw Object.assign(new TypeError(`raised (${inner})`), { silentVariableFailure: inner === 'silent' })
      }
    default:
      return value
  }
}

interface ObjectVector {
  readonly attrs?: Record<string, unknown>
  readonly methods?: Record<string, unknown>
  readonly str?: string
}

function decodeObject({ attrs = {}, methods = {}, str }: ObjectVector): object {
  class VectorObject {
    toString() {
      return str ?? 'object'
    }
  }
  const made = Object.assign(new VectorObject(), decode(attrs))
  for (const [name, result] of Object.entries(methods)) {
    const given = decode(result)
    Object.defineProperty(made, name, { value: () => given })
  }
  return made
}

function decodeDate(text: string, zone: string | undefined): unknown {
  if (zone === undefined || !text.includes('T')) return text
  return instantOf(parseDatetime(text)!, zone)
}

/** `max_length` as `maxLength`: option names, never names of fields or lookups. */
export function snakeToCamel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
