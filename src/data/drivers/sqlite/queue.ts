/** First come, first served: whoever holds the queue may write. Costs no promise while nobody else does. */
export class Queue {
  #held = false
  readonly #waiting: (() => void)[] = []

  get free(): boolean {
    return !this.#held
  }

  /** Takes the queue if it is free. */
  tryEnter(): boolean {
    if (this.#held) return false
    this.#held = true
    return true
  }

  /**
   * Resolves with true once it is this caller's turn, or with false after `patience` milliseconds without it, or where
   * `signal` is aborted.
   */
  enter(patience: number, signal?: AbortSignal): Promise<boolean> {
    if (this.tryEnter()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const end = (mine: boolean) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
        resolve(mine)
      }
      const turn = () => end(true)
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1)
        end(false)
      }
      const timer = setTimeout(giveUp, patience)
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiting.push(turn)
    })
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}

/** The queue of every file that this process has open, with how many databases share it. */
const queues = new Map<string, { readonly queue: Queue; users: number }>()

/** The one writer queue of a file in this process. Give it back with `returnQueue`. */
export function borrowQueue(file: string): Queue {
  let entry = queues.get(file)
  if (entry === undefined) {
    entry = { queue: new Queue(), users: 0 }
    queues.set(file, entry)
  }
  entry.users++
  return entry.queue
}

export function returnQueue(file: string): void {
  const entry = queues.get(file)
  if (entry !== undefined && --entry.users === 0) queues.delete(file)
}
