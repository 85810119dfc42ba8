import { type QueryEvent, queries } from '../../../base/events/index.ts'
import { tryCurrentRequest } from '../context.ts'
import type { HttpRequest } from '../request.ts'

const most = 200

/** The database statements of each request, while the development page may need them. */
export class QueryLog {
  readonly #byRequest = new WeakMap<HttpRequest, QueryEvent[]>()
  #running = 0
  #stop: (() => void) | null = null

  /** A request begins. */
  listen(): void {
    this.#running++
    this.#stop ??= queries.trace((event) => {
      const request = tryCurrentRequest()
      if (request === undefined) return
      const known = this.#byRequest.get(request)
      if (known === undefined) this.#byRequest.set(request, [event])
      else if (known.length < most) known.push(event)
    })
  }

  /** A request ended; with the last one nobody listens any more. */
  forget(): void {
    if (--this.#running > 0) return
    this.#stop?.()
    this.#stop = null
  }

  of(request: HttpRequest): readonly QueryEvent[] {
    return this.#byRequest.get(request) ?? []
  }
}
