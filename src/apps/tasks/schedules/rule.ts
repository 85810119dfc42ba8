/** When something happens, again and again. Moments are whole seconds. */
export interface Rule {
  /** As it was written, with the time zone where that has a say: `0 3 * * * Europe/Paris`, `every 15m`. */
  readonly text: string
  /** The first moment after this one; null where there is none to come. */
  next(after: Date): Date | null
  /** The last moment that is not after this one; null where there was none. */
  latest(at: Date): Date | null
}

/** A fixed number of milliseconds, or text of numbers and units: `{ every: '15m' }`. */
export interface Interval {
  readonly every: string | number
}

/** A cron expression, or an interval. */
export type WrittenRule = string | Interval
