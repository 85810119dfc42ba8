import type { CountedLimit } from './limit.ts'

/** What a limit says after a request was counted, or refused. Times in microseconds. */
export interface LimitState {
  /** Requests that may come now. */
  readonly remaining: number
  /** Until all of them may come again. */
  readonly reset: number
  /** Until a request like the refused one fits; 0 where it did. */
  readonly wait: number
}

/** Where requests are counted. */
export interface RateLimitStore {
  /**
   * Counts a request of `cost` under `subject` against all limits at once, or, where one of them is full, against none.
   * One step: nothing else is counted under the same subject in between.
   */
  take(subject: string, limits: readonly CountedLimit[], cost: number): Promise<readonly LimitState[]>
}
