export interface OutageLog {
  failed(error: unknown): void
  /** `failures`: how many there were, those of which nothing was said included. */
  recovered(failures: number): void
}

/** A failure is told again after so many milliseconds: not everything that fails says when it works again. */
const silence = 600_000

/** Tells of an outage when it begins and when it ends: of failures in between with a code that was told lately, nothing. */
export class Outage {
  readonly #log: OutageLog
  readonly #now: () => number
  readonly #told = new Map<string, number>()
  #failures = 0

  constructor(log: OutageLog, now = () => performance.now()) {
    this.#log = log
    this.#now = now
  }

  failed(error: unknown): void {
    this.#failures++
    const { code, name } = Object(error) as { code?: unknown; name?: unknown }
    const kind = String(code ?? name)
    const told = this.#told.get(kind)
    if (told !== undefined && this.#now() - told < silence) return
    this.#told.set(kind, this.#now())
    this.#log.failed(error)
  }

  recovered(): void {
    if (this.#failures === 0) return
    this.#log.recovered(this.#failures)
    this.#failures = 0
    this.#told.clear()
  }
}
