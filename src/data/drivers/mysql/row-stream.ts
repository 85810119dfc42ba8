import type { Readable } from 'node:stream'
import type { Row } from '../driver.ts'
import type { Column } from './client.ts'
import { type Repairs, repair, repairsOf } from './decode.ts'

/** The rows of one statement as they arrive. The server goes on only as far as they are asked for. */
export class RowStream {
  readonly #rows: unknown[][] = []
  readonly #readable: Readable
  #repairs: Repairs = null
  #wanted = 0
  #thrownAway = 0
  #keeps = true
  #ended = false
  #failure: unknown = null
  #wake = () => {}

  constructor(readable: Readable, wide: boolean) {
    this.#readable = readable
    readable.on('fields', (columns: readonly Column[]) => {
      this.#repairs = repairsOf(columns, wide)
    })
    readable.on('data', (row: unknown[]) => this.#take(row))
    readable.on('error', (error) => {
      this.#failure ??= error
      this.#end()
    })
    readable.on('end', () => this.#end())
    readable.pause()
  }

  /** All that the server sent is here. */
  get ended(): boolean {
    return this.#ended
  }

  /** Up to `size` further rows; fewer where these were the last. */
  async next(size: number): Promise<readonly Row[]> {
    await this.#until(size)
    if (this.#failure !== null) throw this.#failure
    return repair(this.#rows.splice(0, size), this.#repairs)
  }

  /** Reads all that is left into memory: the connection is needed for something else. */
  async keep(): Promise<void> {
    await this.#until(Number.POSITIVE_INFINITY)
  }

  /** Reads on, and throws away. False where the end is more than `limit` rows away. */
  async discard(limit: number): Promise<boolean> {
    this.#keeps = false
    this.#rows.length = 0
    this.#thrownAway = 0
    await this.#until(limit)
    return this.#ended
  }

  #take(row: unknown[]): void {
    if (this.#keeps) this.#rows.push(row)
    else this.#thrownAway++
    if (this.#count < this.#wanted) return
    this.#readable.pause()
    this.#wake()
  }

  get #count(): number {
    return this.#keeps ? this.#rows.length : this.#thrownAway
  }

  async #until(count: number): Promise<void> {
    if (this.#ended || this.#count >= count) return
    this.#wanted = count
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    this.#readable.resume()
    await promise
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }
}
