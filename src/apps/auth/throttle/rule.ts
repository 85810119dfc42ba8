/** How many attempts are free, and how the delay after them grows. All times in seconds. */
export interface ThrottleRule {
  /** Attempts that may follow each other at once. */
  readonly free: number
  /** The wait after the last free one; each further attempt doubles it. */
  readonly first: number
  /** The longest wait. */
  readonly most: number
  /** After how long one attempt is forgotten. */
  readonly forgive: number
}

/** What is kept of a subject. Times in milliseconds since 1970. */
export interface Attempts {
  readonly count: number
  /** Since when forgetting counts. */
  readonly since: number
  /** Until when no attempt is looked at; 0: now. */
  readonly until: number
  /** A refusal until then was told to the log already. */
  readonly told: boolean
}

/** Seconds to wait after the attempt that makes it `count`. */
export function delayAfter(count: number, { free, first, most }: ThrottleRule): number {
  return count < free ? 0 : Math.min(most, first * 2 ** (count - free))
}

/** What is left after some were forgotten. */
export function forgiven(kept: Attempts | undefined, now: number, { forgive }: ThrottleRule): Attempts {
  if (kept === undefined) return { count: 0, since: now, until: 0, told: false }
  const gone = Math.max(0, Math.floor((now - kept.since) / (forgive * 1000)))
  if (gone >= kept.count) return { ...kept, count: 0, since: now }
  return { ...kept, count: kept.count - gone, since: kept.since + gone * forgive * 1000 }
}
