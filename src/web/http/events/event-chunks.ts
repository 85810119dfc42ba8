import { EncodedEvent, encodeEvent, type ServerEvent } from './server-event.ts'

type Step = IteratorResult<string | Uint8Array>

/** A comment: browsers skip it, proxies see that the connection lives, and the server that its client has gone. */
const heartbeat: Step = { done: false, value: ':\n\n' }

/**
 * The bytes of a stream of events, with a heartbeat wherever the source says nothing for a while. Written as an iterator, because `return` of a generator
 * waits for the event that may never come.
 */
export class EventChunks implements AsyncIterableIterator<string | Uint8Array> {
  readonly #source: AsyncIterator<ServerEvent | EncodedEvent>
  readonly #interval: number
  #first: string | null
  #asked = false
  #ready: Promise<Step> | null = null
  #waiting: PromiseWithResolvers<Step> | null = null
  #timer: NodeJS.Timeout | null = null

  /** `first` is sent before anything else. `interval` in milliseconds; 0: no heartbeats. */
  constructor(source: AsyncIterable<ServerEvent | EncodedEvent>, first: string, interval: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#first = first
    this.#interval = interval
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    if (this.#first !== null) {
      const value = this.#first
      this.#first = null
      return Promise.resolve({ done: false, value })
    }
    if (this.#ready !== null) {
      const step = this.#ready
      this.#ready = null
      return step
    }
    this.#waiting = Promise.withResolvers()
    const { promise } = this.#waiting
    this.#watch()
    if (!this.#asked) {
      this.#asked = true
      void this.#ask()
    }
    return promise
  }

  async return(): Promise<Step> {
    this.#stop()
    await this.#source.return?.()
    return { done: true, value: undefined }
  }

  async #ask(): Promise<void> {
    let step: Step
    try {
      step = written(await this.#source.next())
    } catch (error) {
      this.#asked = false
      if (this.#waiting === null) {
        this.#ready = Promise.reject(error)
        this.#ready.catch(() => {})
      } else this.#waiting.reject(error)
      this.#waiting = null
      return
    }
    this.#asked = false
    if (this.#waiting === null) this.#ready = Promise.resolve(step)
    else this.#waiting.resolve(step)
    this.#waiting = null
  }

  /** One timer for the whole stream; each wait begins it anew. */
  #watch(): void {
    if (this.#interval === 0) return
    if (this.#timer !== null) {
      this.#timer.refresh()
      return
    }
    this.#timer = setTimeout(() => {
      this.#waiting?.resolve(heartbeat)
      this.#waiting = null
    }, this.#interval)
    this.#timer.unref()
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#waiting?.resolve({ done: true, value: undefined })
    this.#waiting = null
  }
}

function written(step: IteratorResult<ServerEvent | EncodedEvent>): Step {
  if (step.done) return { done: true, value: undefined }
  const { value } = step
  return { done: false, value: (value instanceof EncodedEvent ? value : encodeEvent(value)).bytes }
}
