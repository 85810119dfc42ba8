import { httpErrors } from '../errors.ts'

/** One server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface ServerEvent {
  /** Text, or any value as JSON. Without data a browser takes note of `id` and `retry` and tells nobody. */
  readonly data: unknown
  readonly event?: string
  /** What the browser says in `Last-Event-ID` when it connects again. */
  readonly id?: string
  /** Milliseconds that the browser waits before it connects again. */
  readonly retry?: number
}

/** An event as it goes over the wire: made once for all who get it. */
export class EncodedEvent {
  readonly id: string | null
  readonly bytes: Buffer

  constructor(id: string | null, bytes: Buffer) {
    this.id = id
    this.bytes = bytes
  }
}

const lineEnd = /[\r\n\0]/

/** Writes an event. Throws `NUAGES_HTTP_INVALID_EVENT` where its name or id would begin another line. */
export function encodeEvent({ data, event, id, retry }: ServerEvent): EncodedEvent {
  let lines = ''
  if (event !== undefined) {
    if (lineEnd.test(event)) throw httpErrors.INVALID_EVENT({ what: 'name' })
    lines += `event: ${event}\n`
  }
  if (id !== undefined) {
    if (lineEnd.test(id)) throw httpErrors.INVALID_EVENT({ what: 'id' })
    lines += `id: ${id}\n`
  }
  if (retry !== undefined) {
    if (!Number.isInteger(retry) || retry < 0) throw httpErrors.INVALID_EVENT({ what: 'retry' })
    lines += `retry: ${retry}\n`
  }
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  if (text !== undefined) for (const line of text.split(/\r\n|\r|\n/)) lines += `data: ${line}\n`
  return new EncodedEvent(id ?? null, Buffer.from(`${lines}\n`))
}
