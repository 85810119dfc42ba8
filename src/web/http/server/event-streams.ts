import type { ServerResponse } from 'node:http'
import type { LightResponse } from '../response.ts'
import type { NodeSource } from '../sources.ts'

/** Milliseconds in which a stream of events may say goodbye when the server closes. */
const goodbye = 100

/**
 * When a response that never ends by itself is to stop because the server closes: a stream of events, whose client asks again elsewhere. Its
 * request's signal aborts first. Undefined for other responses; they are waited for.
 */
export function endOfStream(
  response: LightResponse,
  source: NodeSource,
  outgoing: ServerResponse,
  closing: AbortSignal,
): AbortSignal | undefined {
  if (!(response.headers.get('content-type') ?? '').startsWith('text/event-stream')) return undefined
  const end = new AbortController()
  const close = () => {
    source.abort(new DOMException('The server is closing.', 'AbortError'))
    setTimeout(() => end.abort(), goodbye).unref()
  }
  if (closing.aborted) close()
  else {
    closing.addEventListener('abort', close, { once: true })
    outgoing.once('close', () => closing.removeEventListener('abort', close))
  }
  return end.signal
}
