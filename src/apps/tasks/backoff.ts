/** The pauses between attempts: `delay`, then `factor` times as long each time, at most `max`. */
export interface Backoff {
  /** Milliseconds after the first attempt that failed. Default 5,000. */
  readonly delay?: number
  /** Default 2; 1 for pauses of equal length. */
  readonly factor?: number
  /** Milliseconds. Default 3,600,000: an hour. */
  readonly max?: number
  /** The part of a pause, 0 to 1, by which chance makes it longer or shorter, so that what failed together does not come back together. Default 0.2. */
  readonly jitter?: number
}

/** The whole milliseconds from an attempt that failed (1 is the first) to the next one. `random`: 0 to 1. */
export function pauseAfter(
  attempt: number,
  { delay = 5000, factor = 2, max = 3_600_000, jitter = 0.2 }: Backoff,
  random: () => number,
): number {
  const pause = Math.min(delay * factor ** (attempt - 1), max)
  return Math.round(pause * (1 - jitter + 2 * jitter * random()))
}
