import { availableParallelism } from 'node:os'
import { authErrors } from '../errors.ts'

export interface HashQueueOptions {
  /**
   * Hashes at the same time. Default: as many as there are cores without the one that answers requests, and fewer than Node's threads (`UV_THREADPOOL_SIZE`),
   * so that files and names are still read.
   */
  readonly concurrent?: number
  /** How many may wait; beyond them it is `NUAGES_AUTH_BUSY` (503). Default 100. */
  readonly waiting?: number
}

/** Seconds after which a client that was turned away may come again. */
const retryAfter = 5

function roomForHashes(): number {
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) || 4
  return Math.max(1, Math.min(threads, availableParallelism()) - 1)
}

/** Lets so many hashes run at the same time; the others wait in the order in which they came. */
export class HashQueue {
  readonly #concurrent: number
  readonly #waiting: number
  readonly #queue: (() => void)[] = []
  #running = 0

  constructor({ concurrent = roomForHashes(), waiting = 100 }: HashQueueOptions = {}) {
    this.#concurrent = Math.max(1, concurrent)
    this.#waiting = waiting
  }

  /** Hashes that run, and that wait. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#running, waiting: this.#queue.length }
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#concurrent) this.#running++
    else await this.#turn()
    try {
      return await work()
    } finally {
      // The place goes on to the next one, and is never free in between.
      const next = this.#queue.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#queue.length >= this.#waiting)
      throw authErrors.BUSY({ retryAfter, answerHeaders: { 'retry-after': String(retryAfter) } })
    return new Promise((resolve) => this.#queue.push(resolve))
  }
}
