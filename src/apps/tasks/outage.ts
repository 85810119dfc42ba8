export interface OutageLog {
  failed(error: unknown): void
  /** `failures`: how many there were, those of which nothing was said included. */
  recovered(failures: number): void
}

/** Tells of an outage when it begins and when it ends: of failures in between with a code that was told, nothing. */
export class Outage {
  readonly #log: OutageLog
  readonly #told = new Set<string>()
  #failures = 0

  constructor(log: OutageLog) {
    this.#log = log
  }

  failed(error: unknown): void {
    this.#failures++
    const { code, name } = Object(error) as { code?: unknown; name?: unknown }
    const kind = String(code ?? name)
    if (this.#told.has(kind)) return
    this.#told.add(kind)
    this.#log.failed(error)
  }

  recovered(): void {
    if (this.#failures === 0) return
    this.#log.recovered(this.#failures)
    this.#failures = 0
    this.#told.clear()
  }
}
