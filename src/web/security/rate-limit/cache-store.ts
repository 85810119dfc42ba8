import { createHash } from 'node:crypto'
import type { Cache } from '../../../data/cache/index.ts'
import { stateOf, wouldBeEmptyAt } from './gcra.ts'
import type { LimitState, RateLimitStore } from './store.ts'

export interface CacheRateLimitStoreOptions {
  /** The clock, in milliseconds since 1970: of this process, so that several are to agree on the time. */
  readonly now?: () => number
}

/** Seconds that a count is kept beyond its use, for clocks that differ. */
const slack = 60

/**
 * Counts in a cache, for all processes that share it: one entry for a subject, changed as one step, which takes two round trips. Clearing the
 * cache forgets the counts. While the cache does not answer, `take` rejects with `NUAGES_CACHE_AWAY`.
 */
export function cacheRateLimitStore(cache: Cache, options: CacheRateLimitStoreOptions = {}): RateLimitStore {
  const { now = () => Date.now() } = options
  const counts = cache.namespace('rate-limits')
  return {
    async take(subject, limits, cost) {
      // Subjects are of any length and hold anything.
      const key = createHash('sha256').update(subject).digest('base64url')
      const longest = Math.max(...limits.map(({ burst, interval }) => (burst * interval) / 1e6))
      let states: readonly LimitState[] = []
      await counts.update<Readonly<Record<string, number>>>(
        key,
        (kept = {}) => {
          const time = Math.floor(now() * 1000)
          const buckets = limits.map((limit) => {
            const before = Object.hasOwn(kept, limit.name) ? kept[limit.name]! : 0
            const after = wouldBeEmptyAt(before, time, limit, cost)
            return { limit, before, after, fits: after - time <= limit.burst * limit.interval }
          })
          if (!buckets.every(({ fits }) => fits)) {
            states = buckets.map(({ limit, before, after, fits }) =>
              stateOf(before, time, limit, fits ? undefined : after),
            )
            return undefined
          }
          states = buckets.map(({ limit, after }) => stateOf(after, time, limit))
          const others = Object.entries(kept).filter(([, emptyAt]) => emptyAt > time)
          return Object.fromEntries([...others, ...buckets.map(({ limit, after }) => [limit.name, after] as const)])
        },
        { timeout: longest + slack },
      )
      return states
    },
  }
}
