import { createHash } from 'node:crypto'
import { type Service, service, tryUse } from '../../../base/context/index.ts'
import { createLogger, type Logger } from '../../../base/log/index.ts'
import { type HttpRequest, LightResponse, type Middleware, type View } from '../../http/index.ts'
import { securityErrors } from '../errors.ts'
import { type CountedLimit, countedLimit, type RateLimit } from './limit.ts'
import { memoryRateLimitStore } from './memory-store.ts'
import type { LimitState, RateLimitStore } from './store.ts'
import { type RateLimitKey, routeOf, subjectOf } from './subject.ts'

export interface RateLimitOptions {
  /** '100/hour', or several at once: `['10/second', '1000/day']`. */
  readonly limit: RateLimit | readonly RateLimit[]
  /**
   * Whose requests count together: those of an address, of a user (of the address where nobody is logged in), of a route, or what a function
   * says. Several keys count each combination. Default 'ip'.
   */
  readonly key?: RateLimitKey | readonly RateLimitKey[]
  /** Where to count. Default: the project's store, else this process. */
  readonly store?: RateLimitStore
  /** Tells limits apart that count the same subjects. Default for a view: its route. */
  readonly name?: string
  /** How many requests one counts as; 0 does not count. More than fit at once are never let through. Default 1. */
  readonly cost?: number | ((request: HttpRequest) => number | Promise<number>)
  /** Requests that are neither counted nor refused. */
  readonly exempt?: (request: HttpRequest) => boolean | Promise<boolean>
  /** What happens while the store does not answer: requests go on ('allow', the default) or are answered with 503. */
  readonly onStoreError?: 'allow' | 'refuse'
  /** Tell clients with each answer what is left (`RateLimit`, `RateLimit-Policy`). Default true. */
  readonly headers?: boolean
  readonly logger?: Logger
}

/** Where the current project counts requests. */
export const rateLimitStoreService: Service<RateLimitStore> = service<RateLimitStore>('store of rate limits')

/**
 * Middleware that refuses with 429 what comes too often. Each limit is a bucket of so many requests that empties evenly: `'100/hour'` takes 100
 * at once and then one every 36 seconds. The answer says when to come again (`Retry-After`), and with each answer what is left
 * (draft-ietf-httpapi-ratelimit-headers). Throws `NUAGES_SECURITY_RATE_LIMIT` for a limit that cannot be counted.
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  const counter = new Counter(options)
  return async function limitRate(request, next) {
    const headers = await counter.count(request, options.name ?? 'site')
    return withHeaders(await next(), headers)
  }
}

/** The same around one view: `path('search/', rateLimited(search, { limit: '30/minute' }))`. Each route counts for itself, unless a `name` joins them. */
export function rateLimited<P>(view: View<P>, options: RateLimitOptions): View<P> {
  const counter = new Counter(options)
  return async function limited(request, params) {
    const headers = await counter.count(request, options.name ?? `view ${routeOf(request)}`)
    return withHeaders(await view(request, params), headers)
  }
}

type HeaderPairs = readonly (readonly [name: string, value: string])[]

const longestSubject = 200

class Counter {
  readonly #options: RateLimitOptions
  readonly #limits: readonly CountedLimit[]
  readonly #keys: readonly RateLimitKey[]
  #ownStore: RateLimitStore | undefined
  #failing = false
  #logger: Logger | undefined

  constructor(options: RateLimitOptions) {
    const limits = Array.isArray(options.limit) ? (options.limit as readonly RateLimit[]) : [options.limit as RateLimit]
    this.#options = options
    this.#limits = limits.map(countedLimit)
    this.#keys = [options.key ?? 'ip'].flat()
  }

  /** Counts a request and gives the headers to send with its answer. Throws `NUAGES_SECURITY_RATE_LIMITED`. */
  async count(request: HttpRequest, name: string): Promise<HeaderPairs> {
    const { exempt, cost: price = 1 } = this.#options
    if ((await exempt?.(request)) === true) return []
    const cost = typeof price === 'number' ? price : await price(request)
    if (!Number.isSafeInteger(cost) || cost < 0) throw securityErrors.RATE_LIMIT_COST()
    if (cost === 0) return []
    const parts = await Promise.all(this.#keys.map((key) => subjectOf(request, key)))
    if (parts.includes(null)) return []
    const states = await this.#take(shortened(`${name}|${parts.join('|')}`), cost)
    if (states === null) return []
    const headers = this.#options.headers === false ? [] : this.#headers(states)
    const wait = Math.max(...states.map((state) => state.wait))
    if (wait === 0) return headers
    const retryAfter = Math.ceil(wait / 1e6)
    const limit = this.#limits[states.findIndex((state) => state.wait === wait)]!.name
    throw securityErrors.RATE_LIMITED({
      limit,
      retryAfter,
      answerHeaders: Object.fromEntries([...headers, ['retry-after', String(retryAfter)]]),
    })
  }

  /** null where the store does not answer and requests go on nevertheless. */
  async #take(subject: string, cost: number): Promise<readonly LimitState[] | null> {
    const { onStoreError = 'allow' } = this.#options
    const store = this.#options.store ?? tryUse(rateLimitStoreService) ?? (this.#ownStore ??= memoryRateLimitStore())
    try {
      const states = await store.take(subject, this.#limits, cost)
      if (this.#failing) this.#log('info', 'Rate limits are counted again')
      this.#failing = false
      return states
    } catch (error) {
      // Once for all requests until it answers again.
      if (!this.#failing) {
        const what = onStoreError === 'allow' ? 'requests are not limited' : 'requests are refused'
        this.#log('error', `The store of rate limits does not answer: ${what}`, error)
      }
      this.#failing = true
      if (onStoreError === 'allow') return null
      throw securityErrors.RATE_LIMIT_STORE(undefined, { cause: error })
    }
  }

  #log(level: 'info' | 'error', message: string, error?: unknown): void {
    this.#logger ??= this.#options.logger ?? createLogger({ name: 'security' })
    this.#logger[level](message, error === undefined ? {} : { error })
  }

  #headers(states: readonly LimitState[]): HeaderPairs {
    const { name } = this.#options
    const labels = this.#limits.map((limit) => quoted(name === undefined ? limit.name : `${name} ${limit.name}`))
    const policies = this.#limits.map(({ count, per }, i) => `${labels[i]};q=${count};w=${Math.ceil(per)}`)
    const left = states.map(({ remaining, reset }, i) => `${labels[i]};r=${remaining};t=${Math.ceil(reset / 1e6)}`)
    return [
      ['ratelimit-policy', policies.join(', ')],
      ['ratelimit', left.join(', ')],
    ]
  }
}

/** A string of structured fields (RFC 9651, 3.3.3). */
function quoted(text: string): string {
  return `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`
}

/** A store is not filled by visitors who choose long names. */
function shortened(subject: string): string {
  if (subject.length <= longestSubject) return subject
  return `sha256:${createHash('sha256').update(subject).digest('base64url')}`
}

function withHeaders(answer: Response, headers: HeaderPairs): Response {
  if (headers.length === 0) return answer
  const response = LightResponse.from(answer)
  for (const [name, value] of headers) response.headers.append(name, value)
  return response
}
