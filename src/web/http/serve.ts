import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from './app.ts'
import { httpErrors } from './errors.ts'
import { HttpRequest } from './request.ts'
import { NodeSource } from './sources.ts'
import { writeResponse } from './write-response.ts'

export interface ServeOptions {
  /** Default 8000; 0 takes a free one. */
  readonly port?: number
  /** Default '127.0.0.1': this machine only. '0.0.0.0' or '::' opens it to the network. */
  readonly host?: string
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal
  /** A server of one's own (https, or one that listens already); it gets the request listener. */
  readonly server?: Server
  /** False: do not listen; connections are handed over with `handleConnection`. Default true. */
  readonly listen?: boolean
  /** Milliseconds that requests in flight have when the server closes. Default 10,000. */
  readonly closeTimeout?: number
  /** Milliseconds for a whole request to arrive. Default 300,000. */
  readonly requestTimeout?: number
  /** Milliseconds for a request's headers to arrive. Default 30,000. */
  readonly headersTimeout?: number
  /** Milliseconds that an idle connection is kept. Default 10,000. */
  readonly keepAliveTimeout?: number
}

export interface RunningServer {
  /** 'http://127.0.0.1:8000/' */
  readonly url: string
  readonly port: number
  readonly server: Server
  /** Takes a connection that another process accepted, with what it read already. */
  handleConnection(socket: Socket): void
  /** Stops accepting, lets requests in flight finish (or cuts them off after `closeTimeout`), closes idle connections. */
  close(): Promise<void>
}

/**
 * Serves an application over node:http. Throws `NUAGES_HTTP_PORT_IN_USE` and `NUAGES_HTTP_CANNOT_LISTEN`. What goes wrong in a request
 * is answered or ends its connection; it never ends the process.
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1'
  const server = options.server ?? createServer()
  server.requestTimeout = options.requestTimeout ?? 300_000
  server.headersTimeout = options.headersTimeout ?? 30_000
  server.keepAliveTimeout = options.keepAliveTimeout ?? 10_000
  server.on('request', nodeListener(app))
  server.on('clientError', answerBadRequest)
  if (options.listen !== false && !server.listening) await listen(server, options.port ?? 8000, host)
  const address = server.address() as AddressInfo | null
  const port = address?.port ?? options.port ?? 0

  /** Connections that Node's own list of accepted ones does not have. */
  const handedOver = new HandedOver(server)
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => (closing ??= shut(server, options.closeTimeout ?? 10_000, handedOver))
  if (options.signal?.aborted) await close()
  options.signal?.addEventListener('abort', () => void close(), { once: true })
  const secure = 'setSecureContext' in server
  return {
    url: `${secure ? 'https' : 'http'}://${named(host)}:${port}/`,
    port,
    server,
    close,
    handleConnection: (socket) => {
      handedOver.add(socket)
      server.emit('connection', socket)
      socket.resume()
    },
  }
}

/** A listener for node:http's 'request' event, to mount an application in an existing server. */
export function nodeListener(app: App): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const request = new HttpRequest(new NodeSource(incoming, outgoing), app.settings)
    const answer = app.handle(request)
    const write = (response: Awaited<typeof answer>): Promise<void> | void => {
      if (HttpRequest.leavesFiles(request)) outgoing.once('close', () => HttpRequest.discard(request)?.catch(() => {}))
      try {
        return writeResponse(incoming, outgoing, response, app.logger)
      } catch (error) {
        failed(error)
      }
    }
    const failed = (error: unknown): void => {
      app.logger.error('A response could not be written', { error })
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500, { 'content-type': 'text/plain', connection: 'close' }).end('Internal Server Error')
    }
    if (!(answer instanceof Promise)) write(answer)?.catch(failed)
    else answer.then(write).catch(failed)
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const refused = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') reject(httpErrors.PORT_IN_USE({ port, host }, { cause: error }))
    else reject(httpErrors.CANNOT_LISTEN({ port, host, reason: error.code ?? error.message }, { cause: error }))
  }
  server.once('error', refused)
  try {
    server.listen({ port, host }, resolve)
  } catch (error) {
    refused(error as NodeJS.ErrnoException)
  }
  await promise
  server.off('error', refused)
}

/** Connections that the server did not accept itself: Node's own lists, by which it closes idle ones, do not have them. */
class HandedOver {
  readonly #server: Server
  /** Each with the number of its requests in flight. */
  readonly #requests = new Map<Socket, number>()

  constructor(server: Server) {
    this.#server = server
  }

  get size(): number {
    return this.#requests.size
  }

  add(socket: Socket): void {
    if (this.#requests.size === 0) {
      this.#server.off('request', this.#count)
      this.#server.on('request', this.#count)
    }
    this.#requests.set(socket, 0)
    socket.once('close', () => this.#requests.delete(socket))
  }

  closeIdle(): void {
    for (const [socket, running] of this.#requests) if (running === 0) socket.destroy()
  }

  closeAll(): void {
    for (const socket of this.#requests.keys()) socket.destroy()
  }

  readonly #count = ({ socket }: IncomingMessage, outgoing: ServerResponse): void => {
    const running = this.#requests.get(socket)
    if (running === undefined) return
    this.#requests.set(socket, running + 1)
    outgoing.once('close', () => {
      const now = this.#requests.get(socket)
      if (now !== undefined) this.#requests.set(socket, now - 1)
    })
  }
}

/** Stops accepting, waits for requests in flight, closes what is idle, and at the end of the time everything. */
async function shut(server: Server, timeout: number, handedOver: HandedOver): Promise<void> {
  const end = performance.now() + timeout
  let open = server.listening
  if (open) server.close(() => (open = false))
  while ((open || handedOver.size > 0) && performance.now() < end) {
    server.closeIdleConnections()
    handedOver.closeIdle()
    await sleep(20)
  }
  server.closeAllConnections()
  handedOver.closeAll()
}

const badRequests: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

function answerBadRequest(error: NodeJS.ErrnoException, socket: import('node:stream').Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = badRequests[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

function named(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
