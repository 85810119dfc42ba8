import type { CountedLimit } from './limit.ts'
import type { LimitState } from './store.ts'

/**
 * The generic cell rate algorithm (ITU-T I.371, a leaky bucket as a meter): each request moves the time at which the bucket is
 * empty again one interval further, and is refused where that would be more than a whole bucket from now. One number is
 * kept for a subject and limit. `emptyAt` and `now` are microseconds.
 */
export function wouldBeEmptyAt(emptyAt: number, now: number, limit: CountedLimit, cost: number): number {
  return Math.max(emptyAt, now) + cost * limit.interval
}

/** The state with the bucket empty at `emptyAt`; `asked` is when it would have been empty after a refused request. */
export function stateOf(emptyAt: number, now: number, limit: CountedLimit, asked?: number): LimitState {
  const full = limit.burst * limit.interval
  const reset = Math.max(0, emptyAt - now)
  return {
    remaining: Math.max(0, Math.floor((full - reset) / limit.interval)),
    reset,
    wait: asked === undefined ? 0 : Math.max(0, asked - now - full),
  }
}
