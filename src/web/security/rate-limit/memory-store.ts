import { stateOf, wouldBeEmptyAt } from './gcra.ts'
import type { RateLimitStore } from './store.ts'

export interface MemoryRateLimitStoreOptions {
  /** How many subjects are remembered: beyond it the one that was quiet longest is forgotten. Default 100,000. */
  readonly size?: number
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

/** Counts in this process: right for one process, and too generous by the number of workers for several. */
export function memoryRateLimitStore(options: MemoryRateLimitStoreOptions = {}): RateLimitStore {
  const { size = 100_000, now = () => Date.now() } = options
  /** When the bucket of a limit and subject is empty again, in microseconds; the quietest first. */
  const emptyAt = new Map<string, number>()

  /** Forgets what is empty anyway, as far as it stands in front, and then whatever does. */
  const makeRoom = (time: number): void => {
    for (const [key, empty] of emptyAt) {
      if (empty > time && emptyAt.size < size) return
      emptyAt.delete(key)
    }
  }

  return {
    async take(subject, limits, cost) {
      const time = Math.floor(now() * 1000)
      const buckets = limits.map((limit) => {
        const key = `${subject}|${limit.name}`
        const before = emptyAt.get(key) ?? 0
        const after = wouldBeEmptyAt(before, time, limit, cost)
        return { limit, key, before, after, fits: after - time <= limit.burst * limit.interval }
      })
      if (!buckets.every(({ fits }) => fits))
        return buckets.map(({ limit, before, after, fits }) => stateOf(before, time, limit, fits ? undefined : after))
      for (const { key, after } of buckets) {
        if (!emptyAt.delete(key)) makeRoom(time)
        emptyAt.set(key, after)
      }
      return buckets.map(({ limit, after }) => stateOf(after, time, limit))
    },
  }
}
