import { createLogger, type Logger } from '../../base/log/index.ts'
import { cacheErrors } from './errors.ts'

/** What is given where the store does not answer. */
export const away: unique symbol = Symbol('nuages.cache-away')
export type Away = typeof away

export interface GuardOptions {
  readonly cache: string
  /** 'read' or 'written', for the log. */
  readonly what: string
  readonly logger?: Logger | undefined
  /** How long, in milliseconds, a store that was away is left alone. Default 1000. */
  readonly pause?: number
}

/**
 * Stands between a cache and its store: what fails there is no error here. The log says once that it fails, and once that it works again. A
 * server that does not answer is not asked again for a moment, so that not every request waits for it.
 */
export class Guard {
  readonly #options: GuardOptions
  #logger: Logger | undefined
  #failing = false
  /** By a clock that nobody puts back. */
  #pausedUntil = 0

  constructor(options: GuardOptions) {
    this.#options = options
  }

  async try<T>(work: () => T | Promise<T>): Promise<T | Away> {
    if (this.#pausedUntil > 0 && performance.now() < this.#pausedUntil) return away
    try {
      const result = await work()
      if (this.#failing) {
        this.#failing = false
        this.#log().info(`The cache is ${this.#options.what} again`, { cache: this.#options.cache })
      }
      return result
    } catch (error) {
      if (isSilent(error)) this.#pausedUntil = performance.now() + (this.#options.pause ?? 1000)
      if (!this.#failing) {
        this.#failing = true
        this.#log().error(`The cache cannot be ${this.#options.what}: it is done without`, {
          cache: this.#options.cache,
          error,
        })
      }
      return away
    }
  }

  #unreadable = Number.NEGATIVE_INFINITY

  /** An entry that cannot be read; told once a minute at most. */
  unreadable(key: string): void {
    const now = performance.now()
    if (now - this.#unreadable < 60_000) return
    this.#unreadable = now
    const { cache } = this.#options
    this.#log().warn('An entry of the cache cannot be read', { cache, key, error: cacheErrors.CORRUPT() })
  }

  /** What was being made in the background failed: the old value stays. */
  notMade(key: string, error: unknown): void {
    this.#log().error('A value of the cache could not be made anew', { cache: this.#options.cache, key, error })
  }

  #log(): Logger {
    return (this.#logger ??= this.#options.logger ?? createLogger({ name: 'cache' }))
  }
}

/** There is a connection, and nothing comes over it. Where there is none, commands fail at once and nobody waits. */
function isSilent(error: unknown): boolean {
  const { code, data } = error as { code?: unknown; data?: { reason?: unknown } }
  return code === 'NUAGES_REDIS_AWAY' && String(data?.reason).startsWith('no answer')
}
