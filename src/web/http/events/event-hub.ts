import { randomBytes } from 'node:crypto'
import { type EncodedEvent, encodeEvent, type ServerEvent } from './server-event.ts'

export interface EventHubOptions {
  /** How many events are kept for those who connect again. Default 100. */
  readonly history?: number
  /** How many events may wait for one client; one that falls further behind is let go, and comes back for them. Default 256. */
  readonly queue?: number
}

/**
 * Tells events to many clients of this process: `hub.publish({ data })` here, `events(request, (last, signal) => hub.subscribe(last, signal))` in a view. Each event is
 * written once, whatever the number of clients. Events without an id get one, by which a browser that connects again gets what it has missed.
 */
export class EventHub {
  readonly #most: number
  readonly #queue: number
  /** Ids of another process, or of before a restart, mean nothing here. */
  readonly #epoch = randomBytes(6).toString('base64url')
  readonly #history: EncodedEvent[] = []
  readonly #subscriptions = new Set<Subscription>()
  #count = 0

  constructor(options: EventHubOptions = {}) {
    this.#most = options.history ?? 100
    this.#queue = options.queue ?? 256
  }

  /** How many clients listen. */
  get size(): number {
    return this.#subscriptions.size
  }

  /** Throws `NUAGES_HTTP_INVALID_EVENT`. */
  publish(event: ServerEvent): void {
    this.#count++
    const encoded = encodeEvent(event.id === undefined ? { ...event, id: `${this.#epoch}-${this.#count}` } : event)
    if (this.#most > 0) {
      this.#history.push(encoded)
      if (this.#history.length > this.#most) this.#history.shift()
    }
    for (const subscription of this.#subscriptions) subscription.add(encoded)
  }

  /**
   * The events from now on; after `lastEventId` those since then, as far as they are kept (all of them where it is not known any more). Ends when `signal`
   * aborts.
   */
  subscribe(lastEventId: string | null = null, signal?: AbortSignal): AsyncIterableIterator<EncodedEvent> {
    const begin = (subscription: Subscription): void => {
      this.#subscriptions.add(subscription)
      if (lastEventId === null) return
      const seen = this.#history.findLastIndex(({ id }) => id === lastEventId)
      for (const event of this.#history.slice(seen + 1)) subscription.add(event)
    }
    const leave = (subscription: Subscription): void => void this.#subscriptions.delete(subscription)
    return new Subscription({ begin, leave, most: Math.max(this.#queue, this.#most), signal })
  }

  /** Ends the streams of all clients. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.end()
  }
}

interface SubscriptionParts {
  /** Called when the first event is asked for: a stream that nobody reads is none. */
  readonly begin: (subscription: Subscription) => void
  readonly leave: (subscription: Subscription) => void
  readonly most: number
  readonly signal: AbortSignal | undefined
}

/** What a client of a hub has still to get. It runs nothing of anybody's, and so needs no context. */
export class Subscription implements AsyncIterableIterator<EncodedEvent> {
  readonly #parts: SubscriptionParts
  readonly #end = (): void => this.end()
  #waiting: ((step: IteratorResult<EncodedEvent>) => void) | null = null
  #events: EncodedEvent[] = []
  #begun = false
  #ended = false

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<EncodedEvent>> {
    if (!this.#begun) this.#begin()
    const event = this.#events.shift()
    if (event !== undefined) return Promise.resolve({ done: false, value: event })
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  async return(): Promise<IteratorResult<EncodedEvent>> {
    this.#events = []
    this.end()
    return { done: true, value: undefined }
  }

  add(event: EncodedEvent): void {
    if (this.#waiting !== null) {
      this.#waiting({ done: false, value: event })
      this.#waiting = null
    } else if (this.#events.length < this.#parts.most) this.#events.push(event)
    else this.end()
  }

  /** No more is added; what waits is still told. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#parts.leave(this)
    this.#parts.signal?.removeEventListener('abort', this.#end)
    this.#waiting?.({ done: true, value: undefined })
    this.#waiting = null
  }

  #begin(): void {
    this.#begun = true
    const { signal } = this.#parts
    if (signal?.aborted || this.#ended) {
      this.#ended = true
      return
    }
    signal?.addEventListener('abort', this.#end, { once: true })
    this.#parts.begin(this)
  }
}
