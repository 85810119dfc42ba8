import { AsyncResource } from 'node:async_hooks'
import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { httpErrors } from '../errors.ts'
import { HttpRequest, type NodeBody } from '../request.ts'
import type { RequestSource } from '../sources.ts'
import { Connection } from './connection.ts'

/**
 * The message of node:http that middleware and applications of Express see of a request, with what they left on it (`session`,
 * `user`, …). It is the one that the server received, as long as nobody has read its body; else one that stands for it and
 * gives the body again where it is remembered. Where it is not, who reads it gets `NUAGES_HTTP_BODY_READ_OUTSIDE`.
 */
export function nodeRequest(request: HttpRequest): IncomingMessage {
  const { source, body, message } = HttpRequest.origin(request)
  if (message !== null && message.body === body) return message.incoming
  const incoming = makeMessage(request, source, body)
  if (message !== null) keepAdditions(message.incoming, incoming)
  HttpRequest.remember(request, { incoming, body })
  return incoming
}

function makeMessage(request: HttpRequest, source: RequestSource, body: NodeBody): IncomingMessage {
  const { incoming: real } = source
  if (real !== null && !source.hasBody) return inContext(withEmptyBody(real))
  if (real !== null && body === 'sent') return inContext(real)
  const socket = real?.socket ?? (new Connection(source.peer || undefined, source.encrypted) as unknown as Socket)
  const message = inContext(new IncomingMessage(socket))
  Object.assign(message, {
    method: request.method,
    url: request.target,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    rawHeaders: headersOf(source, body),
    complete: !source.hasBody,
  })
  describeHeaders(message, source.hasBody)
  feed(message, () => (body === 'sent' ? source.chunks() : replay(body)))
  const left = () => {
    // Out of time, not gone: the connection is needed for the answer.
    if (real !== null && !real.socket.destroyed) return
    message.destroy(request.signal.reason as Error)
    message.socket.destroy()
  }
  if (request.signal.aborted) left()
  else request.signal.addEventListener('abort', left, { once: true })
  return message
}

/**
 * The server makes messages without a body closed from the start (`optimizeEmptyRequests`): nothing more ever happens to them. Applications
 * inside wait for their 'end', pipe them on, and hear of clients that leave by their 'aborted' and 'close', so here they are made open anew.
 */
function withEmptyBody(message: IncomingMessage): IncomingMessage {
  if (!message.destroyed) return message
  // The constructor of streams, as node:http itself calls it for a message: listeners stay.
  Reflect.apply(Readable, message, [])
  message.push(null)
  return message
}

function headersOf(source: RequestSource, body: NodeBody): string[] {
  const headers = source.headers()
  // What is remembered was inflated already.
  if (body !== 'sent' && headers.has('content-encoding')) {
    headers.delete('content-encoding')
    headers.delete('content-length')
  }
  const raw = headers.flat()
  // A global `Request` has its host in the address only.
  return source.header('host') === null && source.host !== null ? ['host', source.host, ...raw] : raw
}

function describeHeaders(message: IncomingMessage, hasBody: boolean): void {
  const headers: Record<string, string> = {}
  const distinct: Record<string, string[]> = Object.create(null)
  const raw = message.rawHeaders
  for (let i = 0; i < raw.length; i += 2) (distinct[raw[i]!] ??= []).push(raw[i + 1]!)
  for (const [name, values] of Object.entries(distinct)) headers[name] = values.join(name === 'cookie' ? '; ' : ', ')
  // What readers of bodies look at to see that there is one.
  const announced = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  if (hasBody && !announced) headers['transfer-encoding'] = 'chunked'
  message.headers = headers
  message.headersDistinct = distinct
}

async function* replay(body: Promise<Buffer> | 'lost'): AsyncGenerator<Uint8Array> {
  if (body === 'lost') throw httpErrors.BODY_READ_OUTSIDE()
  yield await body
}

/** Lets the message read from chunks, no faster than they are asked for, and not at all where nobody asks. */
function feed(message: IncomingMessage, chunks: () => AsyncIterable<Uint8Array>): void {
  let iterator: AsyncIterator<Uint8Array> | null = null
  let isReading = false
  const pump = async (): Promise<void> => {
    iterator ??= chunks()[Symbol.asyncIterator]()
    while (true) {
      const step = await iterator.next()
      if (step.done) {
        message.complete = true
        message.push(null)
        return
      }
      if (!message.push(step.value)) break
    }
    isReading = false
  }
  // Own properties: Express gives the message another prototype.
  message._read = () => {
    if (isReading) return
    isReading = true
    pump().catch((error: Error) => {
      // Node would end the connection, on which the error still has to be answered.
      message._destroy = (reason, done) => done(reason)
      message.destroy(error)
    })
  }
  message.once('close', () => void Promise.try(() => iterator?.return?.()).catch(() => {}))
}

/** Events come from the connection, outside of the request; listeners belong to it: `currentRequest()` and queries work in them. */
function inContext(message: IncomingMessage): IncomingMessage {
  const inside = new AsyncResource('nuages.message', { requireManualDestroy: true })
  const { emit } = message
  message.emit = (...args: Parameters<typeof emit>) => inside.runInAsyncScope(emit, message, ...args)
  return message
}

/** What middleware added to the message that another one stands for now. */
function keepAdditions(from: IncomingMessage, to: IncomingMessage): void {
  const target = to as unknown as Record<string, unknown>
  for (const [name, value] of Object.entries(from)) if (!(name in target)) target[name] = value
}
