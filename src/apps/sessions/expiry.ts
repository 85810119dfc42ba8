import { putIn, type SessionData } from './codec.ts'
import { sessionsErrors } from './errors.ts'

/** Under which name a session keeps its own expiry, as Django does. */
export const expiryName = '_session_expiry'
/** When it began, in seconds since 1970: what an absolute end counts from. */
export const beganName = '_nuages_began'

/** Django's SESSION_COOKIE_AGE: two weeks. */
export const defaultAge = 1_209_600
/** Four hundred days: browsers keep no cookie for longer (RFC 6265bis, 5.5). Ten times that is more than anybody means. */
const longest = 400 * 86_400 * 10

/** How long sessions live, in seconds. */
export interface Lifetimes {
  /** From the last change, unless a session has an expiry of its own. */
  readonly age: number
  /** From the last use. Null: for as long as the age says. */
  readonly idleTimeout: number | null
  /** From its beginning, whatever happens in it. Null: for ever. */
  readonly absoluteTimeout: number | null
}

/** Throws `NUAGES_SESSIONS_BAD_LIFETIME`. */
export function checkLifetimes({ age, idleTimeout, absoluteTimeout }: Lifetimes): void {
  for (const [option, value] of Object.entries({ age, idleTimeout, absoluteTimeout }))
    if (value !== null && !(typeof value === 'number' && value >= 1 && value <= longest))
      throw sessionsErrors.BAD_LIFETIME({ option, value })
}

/** An expiry of one's own as it is kept: whole seconds, or a moment. Throws `NUAGES_SESSIONS_BAD_EXPIRY`. */
export function checkedExpiry(expiry: number | Date): number | string {
  if (expiry instanceof Date && !Number.isNaN(expiry.getTime())) return utcText(expiry)
  if (typeof expiry === 'number' && expiry >= 0 && expiry <= longest) return Math.ceil(expiry)
  throw sessionsErrors.BAD_EXPIRY({ expiry: String(expiry) })
}

/** As Python's `isoformat` writes it: before 3.11 it reads no 'Z', and Django would fail with the session. */
const utcText = (moment: Date) => moment.toISOString().replace('Z', '+00:00')

const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i

/** The session's own expiry: seconds from its last change, a moment in milliseconds, or null. What is neither counts for nothing. */
export function ownExpiry(data: SessionData): { readonly seconds: number } | { readonly moment: number } | null {
  const own = Object.hasOwn(data, expiryName) ? data[expiryName] : undefined
  // Below nothing it has ended: Django writes such.
  if (typeof own === 'number' && own <= longest) return { seconds: Math.max(own, -1) }
  if (typeof own !== 'string') return null
  // Python writes moments without a zone too; they are UTC.
  const moment = Date.parse(zoned.test(own) ? own : `${own}Z`)
  return Number.isNaN(moment) ? null : { moment }
}

/** When it began, in milliseconds; null where that is not known. */
function beganAt(data: SessionData, now: number): number | null {
  const began = Object.hasOwn(data, beganName) ? data[beganName] : undefined
  return typeof began === 'number' && Number.isFinite(began) ? Math.min(began * 1000, now) : null
}

/** The session begins now, unless it has begun already. */
export function begin(data: SessionData, now: number, { absoluteTimeout }: Lifetimes, anew: boolean): void {
  if (absoluteTimeout === null) return
  if (anew || beganAt(data, now) === null) putIn(data, beganName, Math.floor(now / 1000))
}

/** When a session that is written now will have expired, in milliseconds: the first of all its ends. */
export function endOf(data: SessionData, now: number, lifetimes: Lifetimes): number {
  const own = ownExpiry(data)
  const ends = [own !== null && 'moment' in own ? own.moment : now + (own?.seconds || lifetimes.age) * 1000]
  if (lifetimes.idleTimeout !== null) ends.push(now + lifetimes.idleTimeout * 1000)
  const last = absoluteEnd(data, now, lifetimes)
  if (last !== null) ends.push(last)
  return Math.floor(Math.min(...ends))
}

/** Beyond this it does not live, in milliseconds; null where there is no such moment. */
export function absoluteEnd(data: SessionData, now: number, { absoluteTimeout }: Lifetimes): number | null {
  const began = absoluteTimeout === null ? null : beganAt(data, now)
  return began === null ? null : began + absoluteTimeout! * 1000
}
