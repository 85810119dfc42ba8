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
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  if (options.listen === false) {
    // Node watches over time-outs, and knows its connections, from this event on.
    server.emit('listening')
  } else if (!server.listening) await listen(server, options.port ?? 8000, host)
  const address = server.address() as AddressInfo | null
  const port = address?.port ?? options.port ?? 0

  let closing: Promise<void> | null = null
  const close = (): Promise<void> => (closing ??= shut(server, options.closeTimeout ?? 10_000, connections))
  if (options.signal?.aborted) await close()
  options.signal?.addEventListener('abort', () => void close(), { once: true })
  const secure = 'setSecureContext' in server
  return {
    url: `${secure ? 'https' : 'http'}://${named(host)}:${port}/`,
    port,
    server,
    close,
    handleConnection: (socket) => {
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
      if (HttpRequest.mayLeaveFiles(request))
        outgoing.once('close', () => HttpRequest.discard(request)?.catch(() => {}))
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

/** Milliseconds that a connection may stay silent once the server closes. */
const silence = 100

/** Stops accepting, waits for requests in flight, closes what is idle, and at the end of the time everything. */
async function shut(server: Server, timeout: number, connections: ReadonlySet<Socket>): Promise<void> {
  const end = performance.now() + timeout
  // Browsers open connections ahead of need; for Node these are not idle but about to send something. One that came just
  // before the end may have its request on the way, and gets a moment.
  const patient = performance.now() + Math.min(silence, timeout)
  let open = server.listening
  server.close(() => (open = false))
  while ((open || connections.size > 0) && performance.now() < end) {
    server.closeIdleConnections()
    if (performance.now() >= patient) for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
    await sleep(20)
  }
  server.closeAllConnections()
  for (const socket of connections) socket.destroy()
}

function named(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
