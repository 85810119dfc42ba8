/** What all streams of events of one server listen to. */
export class Hub {
  readonly #listeners = new Set<(text: string) => void>()

  publish(text: string): void {
    for (const listener of this.#listeners) listener(text)
  }

  /** Calls `listener` with each text; gives what ends that. */
  listen(listener: (text: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The texts one after the other, for those who take events from a loop. */
  async *texts(): AsyncGenerator<string> {
    const waiting: string[] = []
    let wake = () => {}
    const stop = this.listen((text) => {
      waiting.push(text)
      wake()
    })
    try {
      while (true) {
        while (waiting.length > 0) yield waiting.shift()!
        await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      stop()
    }
  }
}
