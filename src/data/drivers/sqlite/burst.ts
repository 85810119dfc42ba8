/** How long statements may follow each other before the event loop gets a turn, in milliseconds. */
const limit = 10

/**
 * Synchronous answers never leave the microtask queue, so a loop of them would starve every other connection. A burst
 * measures how long statements have run since the event loop last turned, and says when to let it turn.
 */
export class Burst {
  #since = 0

  readonly #end = () => {
    this.#since = 0
  }

  /** True where the answer should be given after a turn of the event loop. */
  get long(): boolean {
    if (this.#since === 0) {
      this.#since = performance.now()
      setImmediate(this.#end)
      return false
    }
    return performance.now() - this.#since > limit
  }

  /** `answer`, after a turn of the event loop. */
  later<T>(answer: T): Promise<T> {
    return new Promise((resolve) => setImmediate(resolve, answer))
  }
}
