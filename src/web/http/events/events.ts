import type { ResponseOptions } from '../helpers.ts'
import { inContext } from '../in-context.ts'
import { HttpRequest } from '../request.ts'
import { LightResponse } from '../response.ts'
import { EventChunks } from './event-chunks.ts'
import { Subscription } from './event-hub.ts'
import type { EncodedEvent, ServerEvent } from './server-event.ts'

export interface EventsOptions extends ResponseOptions {
  /** Milliseconds of silence after which a comment is sent, so that nobody on the way closes the connection. Default 15,000; 0: none. */
  readonly keepAlive?: number
  /** Milliseconds that the browser waits before it connects again. Its own default is about three seconds. */
  readonly retry?: number
}

/** Where events come from: an async generator, a subscription of an `EventHub`. */
export type EventStream = AsyncIterable<ServerEvent | EncodedEvent>

/**
 * Server-sent events. Given the request, `open` is told the id of the last event that this browser has seen before it connected again (null: none), and a
 * signal that aborts when the client goes away or the server closes. A source that takes neither is given directly.
 */
export function events(source: EventStream, options?: EventsOptions): Response
export function events(
  request: HttpRequest,
  open: (lastEventId: string | null, signal: AbortSignal) => EventStream,
  options?: EventsOptions,
): Response
export function events(
  from: EventStream | HttpRequest,
  how?: EventsOptions | ((lastEventId: string | null, signal: AbortSignal) => EventStream),
  more?: EventsOptions,
): Response {
  const opened = from instanceof HttpRequest && typeof how === 'function' ? how(lastEventId(from), from.signal) : from
  const options = (typeof how === 'function' ? more : how) ?? {}
  const first = options.retry === undefined ? ': open\n\n' : `retry: ${Math.trunc(options.retry)}\n\n`
  const source = opened instanceof Subscription ? opened : inContext(opened as EventStream)
  const chunks = new EventChunks(source, first, options.keepAlive ?? 15_000)
  const response = new LightResponse(chunks, options)
  response.headers.put('content-type', 'text/event-stream')
  response.headers.put('cache-control', 'no-store')
  response.headers.put('x-accel-buffering', 'no')
  return response
}

/** What the browser says in `Last-Event-ID`, as UTF-8; null where it says nothing. */
function lastEventId(request: HttpRequest): string | null {
  const header = request.header('last-event-id')
  return header === null || header === '' ? null : Buffer.from(header, 'latin1').toString('utf8')
}
