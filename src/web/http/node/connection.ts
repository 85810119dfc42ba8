import { AsyncResource } from 'node:async_hooks'
import { PassThrough } from 'node:stream'

/**
 * Stands where node:http has a socket: what the application inside writes comes out to be read. Flow control, errors and the
 * end go through it in both directions. Time-outs belong to the real connection and are nothing here. It is read, and broken off, from outside
 * of the request; what follows inside from that ('drain', 'close', what `write` calls back) belongs to the request, so that
 * `currentRequest()` and queries work there.
 */
export class Connection extends PassThrough {
  readonly remoteAddress: string | undefined
  readonly encrypted: boolean
  readonly #request = new AsyncResource('nuages.application', { requireManualDestroy: true })

  constructor(remoteAddress?: string, encrypted = false) {
    super()
    this.remoteAddress = remoteAddress
    this.encrypted = encrypted
    // Whoever reads it hears of errors; nobody may be reading yet, or any more.
    this.on('error', () => {})
  }

  override _read(size: number): void {
    this.#request.runInAsyncScope(super._read, this, size)
  }
  override destroy(error?: Error): this {
    return this.#request.runInAsyncScope(super.destroy, this, error)
  }

  setTimeout(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  /** What is written, as it comes. Stopping closes the connection, also in the middle of waiting. */
  output(): AsyncIterable<Uint8Array> {
    return {
      [Symbol.asyncIterator]: () => {
        const chunks = this[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
        return {
          next: () => chunks.next(),
          return: async () => {
            this.destroy()
            return { done: true, value: undefined }
          },
        }
      },
    }
  }
}
