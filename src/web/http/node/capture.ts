import { type IncomingMessage, ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http'
import type { Socket } from 'node:net'
import { httpErrors } from '../errors.ts'
import { LightHeaders } from '../headers.ts'
import { asError } from '../reports.ts'
import { type LightBody, LightResponse } from '../response.ts'
import { Connection } from './connection.ts'

/** A `ServerResponse` for an application inside, and what becomes of it. */
export interface Captured {
  readonly response: ServerResponse
  /** The answer, as soon as its head is sent. */
  readonly answer: Promise<LightResponse>
  /** The application gave up: an error page, or after the head the end of the connection. */
  fail(error: unknown): void
  /** True once there will be no other answer. */
  readonly settled: boolean
  /** Ends the answer with a body that does not go through `write` and `end`. */
  endWith(body: LightBody): void
}

/** What belongs to a connection, and there it is another one (RFC 9110, 7.6.1). */
const ofConnections = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'trailer',
])

/** Nginx's status for a request whose client left. Nobody sees it but the log. */
const clientLeft = 499

/**
 * A response of node:http whose head and body become a light response. The methods stay Node's own, so that checks, events and
 * what middleware puts around them are as they are; only the socket is ours. They are set on the object: Express gives it
 * another prototype. `failedLater` hears of errors that nobody could be answered any more.
 */
export function captureResponse(request: IncomingMessage, failedLater: (error: unknown) => void): Captured {
  const response = new ServerResponse(request)
  const connection = new Connection()
  const { promise, resolve, reject } = Promise.withResolvers<LightResponse>()
  const { writeHead, write, end, flushHeaders } = response
  const isHead = request.method === 'HEAD'
  let head: { readonly status: number; readonly statusText: string; readonly headers: LightHeaders } | null = null
  let substitute: { readonly body: LightBody } | null = null
  let settled = false
  let isStreamed = false

  const settle = (work: () => void): void => {
    if (settled) return
    settled = true
    work()
  }
  const deliver = (body: () => LightBody): void => {
    if (head !== null) settle(() => resolve(new LightResponse(body(), head!)))
    if (isHead || head?.status === 204 || head?.status === 304) connection.resume()
  }
  const streamed = () => {
    isStreamed = !isHead && head?.status !== 204 && head?.status !== 304
    return isStreamed ? connection.output() : null
  }

  Object.assign(response, {
    writeHead(status: number, reason?: unknown, given?: unknown) {
      if (response.headersSent) return writeHead.call(response, status)
      if (!Number.isInteger(+status) || status < 200 || status > 599) throw httpErrors.INVALID_STATUS({ status })
      setHeaders(response, typeof reason === 'string' ? given : (given ?? reason))
      if (typeof reason === 'string') response.statusMessage = reason
      writeHead.call(response, status)
      // Framing is the business of the real connection.
      Object.assign(response, { chunkedEncoding: false, _headerSent: true })
      const { statusCode, statusMessage } = response
      const statusText = statusMessage === STATUS_CODES[statusCode] ? '' : statusMessage
      head = { status: statusCode, statusText, headers: lightHeaders(response) }
      return response
    },
    write(...args: Parameters<typeof write>) {
      const more = write.apply(response, args)
      deliver(streamed)
      return more
    },
    end(...args: Parameters<typeof end>) {
      end.apply(response, args)
      if (settled || head === null) return response
      // All of it was written at once: no stream is needed, and its length is known.
      const whole = connection.read() as Buffer | null
      deliver(() => (substitute === null ? whole : substitute.body))
      connection.resume()
      return response
    },
    flushHeaders() {
      flushHeaders.call(response)
      deliver(streamed)
    },
    // The real connection answers 'Expect: 100-continue' itself; hints before the answer are not passed on.
    writeContinue: (done?: () => void) => done?.(),
    writeProcessing: (done?: () => void) => done?.(),
    writeInformation: () => {},
    writeEarlyHints: (_hints: unknown, done?: () => void) => done?.(),
  })
  response.assignSocket(connection as unknown as Socket)
  connection.on('drain', () => response.emit('drain'))
  response.once('finish', () => {
    connection.end()
    // As node:http does it: a message that nobody read ends, and closes, with its answer.
    if (request.complete && !request.readableDidRead) request.resume()
  })

  const { socket } = request
  const left = () => {
    settle(() => resolve(new LightResponse(null, { status: clientLeft })))
    connection.destroy()
  }
  connection.once('close', () => {
    socket.off('close', left)
    settle(() => reject(connection.errored ?? httpErrors.APPLICATION_CLOSED()))
  })
  if (socket.destroyed) left()
  else socket.once('close', left)

  const fail = (error: unknown): void => {
    if (!settled) {
      settle(() => reject(withStatus(error)))
      connection.destroy()
    } else if (isStreamed && !connection.destroyed && !response.writableEnded) connection.destroy(asError(error))
    // Where the client left in the middle of its body, that is what the application could not read.
    else if (!request.destroyed || request.complete) failedLater(error)
  }
  // A body that cannot be read, and nobody inside who listens: the answer would never come.
  const unread = (error: unknown): void => {
    if (request.listenerCount('error') === 1 && !connection.destroyed) fail(error)
  }
  if (request.listenerCount('error') === 0) request.on('error', unread)

  return {
    response,
    answer: promise,
    fail,
    get settled() {
      return settled
    },
    endWith(body) {
      substitute = { body }
      response.end()
    },
  }
}

/** What `writeHead` takes: an object, names and values in turn, or pairs. */
function setHeaders(response: ServerResponse, given: unknown): void {
  if (given === undefined || given === null) return
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) response.setHeader(name, value as string)
    return
  }
  const flat = (Array.isArray(given[0]) ? given.flat(1) : given) as string[]
  for (let i = 0; i < flat.length; i += 2) response.removeHeader(flat[i]!)
  for (let i = 0; i < flat.length; i += 2) response.appendHeader(flat[i]!, flat[i + 1]!)
}

function lightHeaders(response: ServerResponse): LightHeaders {
  const headers = new LightHeaders()
  for (const [name, value] of Object.entries(response.getHeaders())) {
    if (ofConnections.has(name) && !(name === 'connection' && value === 'close')) continue
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, String(each))
  }
  return headers
}

/** Errors of Express and its libraries say with `status` or `statusCode` how they want to be answered. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof Error) || 'hint' in error) return error
  const { status, statusCode } = error as { readonly status?: unknown; readonly statusCode?: unknown }
  const said = [status, statusCode].find((each) => Number.isInteger(each)) as number | undefined
  if (said === undefined || said < 400 || said > 599 || said === 500) return error
  return httpErrors.APPLICATION_REFUSED({ status: said, answerHeaders: headersOf(error) }, { cause: error })
}

/** What errors of `http-errors` want to stand in their answer: `Retry-After`, `WWW-Authenticate`. The page is ours, and so is what describes it. */
function headersOf(error: Error): Record<string, string> {
  const { headers } = error as { readonly headers?: unknown }
  if (typeof headers !== 'object' || headers === null) return {}
  const all = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const)
  return Object.fromEntries(all.filter(([name, value]) => canStand(name, value)))
}

function canStand(name: string, value: string): boolean {
  if (name.startsWith('content-') || ofConnections.has(name)) return false
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
