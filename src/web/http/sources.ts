import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { TLSSocket } from 'node:tls'
import { readBody, readMessage, sentChunks } from './body/read-body.ts'
import { LightHeaders } from './headers.ts'
import { type Sent, whenSent } from './sent.ts'

/** Where a request comes from: what `HttpRequest` reads, when it is asked. */
export interface RequestSource {
  readonly method: string
  /** Path and query as they were sent: '/a%20b/?q=1'. */
  readonly target: string
  /** One header by its lower-case name. */
  header(name: string): string | null
  headers(): LightHeaders
  /** How many header lines came. */
  readonly headerLines: number
  readonly host: string | null
  readonly encrypted: boolean
  /** The peer's address, '' where there is none. */
  readonly peer: string
  readonly hasBody: boolean
  /** The body's chunks; to be read once. */
  chunks(): AsyncIterable<Uint8Array>
  /** The whole body, instead of its chunks. Rejects with `NUAGES_HTTP_BODY_TOO_LARGE` past `limit` bytes, and `…_BODY_INCOMPLETE`. */
  whole(limit: number): Promise<Buffer>
  signal(): AbortSignal
  /** Resolves when the answer was sent, or the client has left. */
  ended(): Promise<void>
  /** Calls `listener` when the answer was sent or the client left; false where nobody can tell. */
  whenSent(listener: (sent: Sent) => void): boolean
  /** True once the body was taken elsewhere. */
  readonly bodyTaken: boolean
  /** What node:http received, null where the request came another way. */
  readonly incoming: IncomingMessage | null
}

/** A request that node:http received. */
export class NodeSource implements RequestSource {
  readonly #incoming: IncomingMessage
  readonly #response: ServerResponse
  // As they came: applications of Express inside change those of the message.
  readonly #url: string
  readonly method: string
  #controller: AbortController | null = null
  #aborted: Error | null = null

  constructor(incoming: IncomingMessage, response: ServerResponse) {
    this.#incoming = incoming
    this.#response = response
    this.#url = incoming.url!
    this.method = incoming.method!
  }

  get incoming(): IncomingMessage {
    return this.#incoming
  }

  get target(): string {
    const target = this.#url
    if (target.charCodeAt(0) === 47) return target
    // 'http://host/path' (to a proxy) or '*' (RFC 9112, 3.2).
    const absolute = URL.parse(target)
    return absolute === null || absolute.host === '' ? '/' : absolute.pathname + absolute.search
  }

  header(name: string): string | null {
    const value: unknown = this.#incoming.headers[name]
    return typeof value === 'string' ? value : null
  }

  headers(): LightHeaders {
    return LightHeaders.received(this.#incoming.rawHeaders)
  }

  get headerLines(): number {
    return this.#incoming.rawHeaders.length / 2
  }

  /** Several hosts (RFC 9112, 3.2, forbids them) are joined by a comma, so that none of them is believed. */
  get host(): string | null {
    const raw = this.#incoming.rawHeaders
    let host: string | null = null
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i]!
      if ((name.length !== 4 || name.toLowerCase() !== 'host') && name !== ':authority') continue
      const value = raw[i + 1]!
      host = host === null || host === value ? value : `${host}, ${value}`
    }
    return host
  }

  get encrypted(): boolean {
    return (this.#incoming.socket as TLSSocket).encrypted === true
  }

  get peer(): string {
    return this.#incoming.socket.remoteAddress ?? ''
  }

  get hasBody(): boolean {
    const headers = this.#incoming.headers
    const length = headers['content-length']
    return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
  }

  get bodyTaken(): boolean {
    return this.#incoming.readableDidRead
  }

  chunks(): AsyncIterable<Uint8Array> {
    this.#continue()
    // Stopping early must leave the socket open: the answer (413, say) still has to be written.
    return this.#incoming.iterator({ destroyOnReturn: false }) as unknown as AsyncIterable<Uint8Array>
  }

  whole(limit: number): Promise<Buffer> {
    this.#continue()
    return readMessage(this.#incoming, limit)
  }

  /** Who asks before sending (`Expect: 100-continue`) is told to send when somebody reads. */
  #continue(): void {
    if (this.#incoming.headers.expect !== undefined && !this.#response.headersSent) this.#response.writeContinue()
  }

  signal(): AbortSignal {
    if (this.#controller === null) {
      const controller = new AbortController()
      this.#controller = controller
      const response = this.#response
      const left = () => {
        if (!response.writableFinished)
          controller.abort(new DOMException('The client closed the connection.', 'AbortError'))
      }
      if (this.#aborted !== null) controller.abort(this.#aborted)
      else if (response.closed || response.destroyed) left()
      else response.once('close', left)
    }
    return this.#controller.signal
  }

  /** Tells the one who answers that nobody waits any longer. */
  abort(reason: Error): void {
    this.#aborted = reason
    this.#controller?.abort(reason)
  }

  ended(): Promise<void> {
    const response = this.#response
    if (response.closed || response.destroyed) return Promise.resolve()
    return new Promise((resolve) => void response.once('close', resolve))
  }

  whenSent(listener: (sent: Sent) => void): boolean {
    whenSent(this.#response, listener)
    return true
  }
}

/** A global `Request`: from a test, or from an application that nuages is mounted in. */
export class StandardSource implements RequestSource {
  readonly #request: Request
  readonly #url: URL
  readonly #ended = Promise.withResolvers<void>()
  readonly peer: string
  readonly incoming = null

  constructor(request: Request, peer: string) {
    this.#request = request
    this.#url = new URL(request.url)
    this.peer = peer
  }

  get method(): string {
    return this.#request.method
  }
  get target(): string {
    return this.#url.pathname + this.#url.search
  }
  header(name: string): string | null {
    return this.#request.headers.get(name)
  }
  headers(): LightHeaders {
    return LightHeaders.from(this.#request.headers)
  }
  get headerLines(): number {
    return [...this.#request.headers.keys()].length
  }
  get host(): string | null {
    return this.#request.headers.get('host') ?? this.#url.host
  }
  get encrypted(): boolean {
    return this.#url.protocol === 'https:'
  }
  get hasBody(): boolean {
    return this.#request.body !== null
  }
  get bodyTaken(): boolean {
    return this.#request.bodyUsed
  }
  chunks(): AsyncIterable<Uint8Array> {
    const body = this.#request.body as unknown as ReadableStream<Uint8Array> | null
    // Stopping early must not cancel: a body made of FormData throws outside of any promise when it is.
    return body === null ? Readable.from([]) : body.values({ preventCancel: true })
  }
  whole(limit: number): Promise<Buffer> {
    return readBody(sentChunks(this.chunks()), limit)
  }
  signal(): AbortSignal {
    return this.#request.signal
  }

  ended(): Promise<void> {
    return this.#ended.promise
  }

  /** The answer is ready. */
  end(): void {
    this.#ended.resolve()
  }

  whenSent(): boolean {
    return false
  }
}
