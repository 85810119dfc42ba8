import { dumps, fromBase62, loads, toAsciiJson } from '../../base/signing/index.ts'
import { asSessionData, putIn, type SessionData, type SessionKeys } from './codec.ts'
import { defaultAge, endOf } from './expiry.ts'
import type { KeptSession } from './store.ts'

/** Where the text is all that there is of a session, it says itself until when: when it was written, and when it expires. */
const datedName = '_nuages_expires'

export interface DatedCodec extends SessionKeys {
  readonly salt: string
  /** Seconds that a session lives which Django has written. */
  readonly age?: number
}

/** A session with its expiry as one signed text, which Django reads too. */
export function writeDated({ data, expires }: KeptSession, codec: DatedCodec): string {
  const { age: _age, now, ...keys } = codec
  const written = Math.floor((now?.() ?? Date.now()) / 1000)
  const dated = { ...data }
  putIn(dated, datedName, [written, expires.getTime()])
  return dumps(dated, { ...keys, compress: true, now: () => written * 1000 })
}

/** The session in such a text, expired or not; null for what is damaged or signed with another key. Never throws. */
export function readDated(text: string, codec: DatedCodec): KeptSession | null {
  const { age = defaultAge, now: _now, ...keys } = codec
  try {
    const data = asSessionData(loads(text, keys))
    if (data === null) return null
    const written = fromBase62(text.split(':').at(-2)!)
    return { data, expires: new Date(expiryIn(data, written) ?? djangoExpiry(data, written, age)) }
  } catch {
    return null
  }
}

/** What we have said of it, taken out of the data. Null where Django has written it since: it keeps our words and dates them anew. */
function expiryIn(data: SessionData, written: number): number | null {
  const dated = Object.hasOwn(data, datedName) ? data[datedName] : undefined
  delete data[datedName]
  if (!Array.isArray(dated) || dated[0] !== written) return null
  return isMoment(dated[1]) ? dated[1] : null
}

/** Milliseconds since 1970 that a `Date` can be. */
export const isMoment = (value: unknown): value is number =>
  Number.isInteger(value) && !Number.isNaN(new Date(value as number).getTime())

/** The last moment of its age still counts with Django. */
const djangoExpiry = (data: SessionData, written: number, age: number): number =>
  endOf(data, written * 1000, { age, idleTimeout: null, absoluteTimeout: null }) + 1

/** The name of the largest thing in a session: what there is to say where it is too large. */
export function largestIn(data: SessionData): string {
  const sizes = Object.entries(data).map(([name, value]) => [name, toAsciiJson(value ?? null).length] as const)
  return sizes.sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}
