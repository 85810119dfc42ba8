import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from './app.ts'
import { sweepUploadFolders } from './body/upload-folders.ts'
import type { ErrorPhase } from './reports.ts'
import { HttpRequest } from './request.ts'
import { answerClientErrors } from './server/client-errors.ts'
import { plainConnections, secureConnections } from './server/connections.ts'
import { endOfStream } from './server/event-streams.ts'
import { isLingering } from './server/lingering.ts'
import { addressOf, type ListenOptions, listenOn, placeOf } from './server/listen.ts'
import { limitServer, type ServerLimits } from './server/settings.ts'
import { shut } from './server/shutdown.ts'
import { isSecure, replaceCertificate, secureServer, type TlsOptions } from './server/tls.ts'
import { NodeSource } from './sources.ts'
import { writeResponse } from './write-response.ts'

export interface ServeOptions extends ServerLimits, ListenOptions {
  /** Serves over TLS. */
  readonly tls?: TlsOptions
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal
  /** A server of one's own (https, or one that listens already); it gets the request listener. */
  readonly server?: Server
  /** False: do not listen; connections are handed over with `handleConnection`. Default true. */
  readonly listen?: boolean
}

export interface CloseOptions {
  /**
   * Milliseconds in which idle connections may still bring one more request, so that none is lost that is on its way while the
   * connection closes. Default 0.
   */
  readonly idle?: number
  /** Instead of the server's `closeDelay`. */
  readonly delay?: number
}

export interface RunningServer {
  /** 'http://127.0.0.1:8000/', or 'unix:/run/app.sock'. */
  readonly url: string
  readonly port: number
  readonly server: Server
  /** Takes a connection that another process accepted, with what it read already. */
  handleConnection(socket: Socket): void
  /** Shows new connections another certificate. Throws `NUAGES_HTTP_BAD_CERTIFICATE`, and then goes on with the old one. */
  replaceCertificate(tls: TlsOptions): void
  /**
   * Stops accepting, tells streams of events to end, lets other requests in flight and work after answers finish (or cuts them off after
   * `closeTimeout`); answers close their connections, idle ones are closed.
   */
  close(options?: CloseOptions): Promise<void>
}

/**
 * Serves an application over node:http. Throws `NUAGES_HTTP_PORT_IN_USE`, `NUAGES_HTTP_CANNOT_LISTEN`, `NUAGES_HTTP_CANNOT_LISTEN_ON` and
 * `NUAGES_HTTP_BAD_CERTIFICATE`. What goes wrong in a request is answered or ends its connection; it never ends the process.
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<RunningServer> {
  const server =
    options.server ??
    (options.tls === undefined ? createServer({ optimizeEmptyRequests: true }) : secureServer(options.tls))
  limitServer(server, options)
  void sweepUploadFolders()
  const ending = new AbortController()
  const listener = nodeListener(app, ending.signal)
  server.on('request', listener)
  // Node would tell every client at once to send its body; so it is told when somebody reads it.
  server.on('checkContinue', listener)
  answerClientErrors(server, app.logger)
  const connections = isSecure(server) ? secureConnections(server) : plainConnections(server)
  if (options.listen === false) {
    // Node watches over time-outs, and knows its connections, from this event on.
    server.emit('listening')
  } else if (!server.listening) await listenOn(server, options)

  let closed: Promise<void> | null = null
  const shutDown = async ({ idle = 0, delay = options.closeDelay ?? 0 }: CloseOptions): Promise<void> => {
    const drained = app.lifetime.drain()
    if (delay > 0) await sleep(delay)
    ending.abort()
    await shut(server, { timeout: options.closeTimeout ?? 10_000, idle, connections, lifetime: app.lifetime })
    drained()
  }
  const close = (how: CloseOptions = {}): Promise<void> => (closed ??= shutDown(how))
  if (options.signal?.aborted) await close()
  options.signal?.addEventListener('abort', () => void close(), { once: true })
  return {
    ...addressOf(server, placeOf(options), isSecure(server)),
    server,
    close,
    replaceCertificate: (tls) => replaceCertificate(server, tls),
    handleConnection: (socket) => {
      server.emit('connection', socket)
      socket.resume()
    },
  }
}

/**
 * A listener for node:http's 'request' event, to mount an application in an existing server. Once `closing` has aborted, answers close
 * their connections and streams of events end.
 */
export function nodeListener(
  app: App,
  closing?: AbortSignal,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    if (isLingering(incoming)) return void incoming.resume()
    const source = new NodeSource(incoming, outgoing)
    const request = new HttpRequest(source, app.settings)
    const answer = app.handle(request)
    const report = (error: unknown, phase: ErrorPhase): void => app.report(error, { request, phase })
    const write = (response: Awaited<typeof answer>): Promise<void> | void => {
      // The client may have left already.
      if (HttpRequest.mayLeaveFiles(request))
        void HttpRequest.ended(request).then(() => HttpRequest.discard(request)?.catch(() => {}))
      if (closing?.aborted) outgoing.shouldKeepAlive = false
      try {
        const ends = closing && (() => endOfStream(response, source, outgoing, closing))
        return writeResponse(incoming, outgoing, response, report, ends)
      } catch (error) {
        failed(error)
      }
    }
    const failed = (error: unknown): void => {
      report(error, 'response')
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(500, { 'content-type': 'text/plain', connection: 'close' }).end('Internal Server Error')
    }
    if (!(answer instanceof Promise)) write(answer)?.catch(failed)
    else answer.then(write).catch(failed)
  }
}
