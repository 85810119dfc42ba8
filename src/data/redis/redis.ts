import { setTimeout as wait } from 'node:timers/promises'
import type { RedisClient } from './client.ts'
import { redisErrors } from './errors.ts'
import type { RedisScript } from './script.ts'

export interface RedisParts {
  readonly client: RedisClient
  /** Host, port and database, without the password. */
  readonly location: string
  /** Milliseconds that a command may take. */
  readonly timeout: number
  /** Why there is no connection, as far as is known. */
  readonly reason: () => string
}

/**
 * A connection to Redis. Commands in flight share it. While the server is away each command fails at once with
 * `NUAGES_REDIS_AWAY`, and the connection is tried again in the background.
 */
export class Redis implements AsyncDisposable {
  readonly location: string
  readonly #client: RedisClient
  readonly #timeout: number
  readonly #reason: () => string
  #closed = false

  constructor({ client, location, timeout, reason }: RedisParts) {
    this.location = location
    this.#client = client
    this.#timeout = timeout
    this.#reason = reason
  }

  /** True while there is a connection. */
  get ready(): boolean {
    return this.#client.isReady
  }

  /** Sends a command: `command('SET', 'name', 'value')`. Rejects with `NUAGES_REDIS_AWAY`, `…_COMMAND` or `…_CLOSED`. */
  async command(...words: readonly string[]): Promise<unknown> {
    return this.#send(words)
  }

  /** Runs a script; it is sent as a whole only where the server does not have it yet. */
  async run(script: RedisScript, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values]
    try {
      return await this.#send(['EVALSHA', script.sha1, ...rest])
    } catch (error) {
      if ((error as { data?: { reason?: unknown } }).data?.reason !== 'NOSCRIPT') throw error
      return this.#send(['EVAL', script.source, ...rest])
    }
  }

  #send(words: readonly string[]): Promise<unknown> {
    if (this.#closed) return Promise.reject(redisErrors.CLOSED())
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(redisErrors.AWAY({ location: this.location, reason: `no answer in ${this.#timeout} ms` })),
        this.#timeout,
      )
      this.#client
        .sendCommand(words)
        .then(resolve, (error: Error) => reject(this.#coded(error, words[0] ?? '')))
        .finally(() => clearTimeout(timer))
    })
  }

  /** Errors of Redis begin with a word in upper case; the rest of the text may quote what was sent. */
  #coded(error: Error, command: string): Error {
    const word = /^([A-Z]{2,})(?: |$)/.exec(error.message)?.[1]
    if (word !== undefined) return redisErrors.COMMAND({ command, reason: word }, { cause: error })
    return redisErrors.AWAY({ location: this.location, reason: this.#reason() }, { cause: error })
  }

  /** Waits for the commands in flight, and ends the connection. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (!this.#client.isReady) return this.#client.destroy()
    const ended = this.#client.close().then(() => true)
    if (!(await Promise.race([ended, wait(this.#timeout, false, { ref: false })]))) this.#client.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
