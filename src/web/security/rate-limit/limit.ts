import { securityErrors } from '../errors.ts'

const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const
export type RateLimitUnit = keyof typeof seconds

/** '100/hour', '10/second'; or how many in how many seconds. */
export type RateLimit =
  | `${number}/${RateLimitUnit}`
  | {
      readonly count: number
      /** Seconds, or a unit. */
      readonly per: number | RateLimitUnit
      /** How many may come at once, where that is fewer than `count`. */
      readonly burst?: number
    }

/** A limit in whole microseconds, in which both stores count alike. */
export interface CountedLimit {
  /** '100/hour', '30/10s': its name for clients, and part of the keys of stores. */
  readonly name: string
  readonly count: number
  /** Seconds. */
  readonly per: number
  readonly burst: number
  /** Microseconds that one request takes up. */
  readonly interval: number
}

/** Throws `NUAGES_SECURITY_RATE_LIMIT` for a limit that cannot be counted. */
export function countedLimit(limit: RateLimit): CountedLimit {
  if (typeof limit !== 'string' && (typeof limit !== 'object' || limit === null)) {
    throw securityErrors.RATE_LIMIT({ limit: String(limit) })
  }
  const { count, per, burst = count } = typeof limit === 'string' ? readLimit(limit) : limit
  const length = typeof per === 'number' ? per : (seconds[per] ?? Number.NaN)
  const interval = Math.floor((length * 1e6) / count)
  const shown = typeof limit === 'string' ? limit : `${count}/${typeof per === 'number' ? `${per}s` : per}`
  const whole = [count, burst].every((number) => Number.isSafeInteger(number) && number > 0)
  if (!whole || !(length > 0) || length > 366 * 86_400 || interval < 1 || burst > count)
    throw securityErrors.RATE_LIMIT({ limit: shown })
  return { name: burst === count ? shown : `${shown}:${burst}`, count, per: length, burst, interval }
}

function readLimit(text: string): { count: number; per: number; burst?: number } {
  const found = /^(\d{1,9})\/(second|minute|hour|day)$/.exec(text)
  if (found === null) throw securityErrors.RATE_LIMIT({ limit: text })
  return { count: Number(found[1]), per: seconds[found[2] as RateLimitUnit] }
}
