import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Logger } from '../../base/log/index.ts'
import { abandon } from './finish.ts'
import { FileBody, type LightResponse } from './response.ts'

/** Writes a response to node:http: text and bytes at once, files and chunks as fast as the client takes them. */
export function writeResponse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: LightResponse,
  logger: Logger,
): Promise<void> | void {
  const body = response.content
  if (outgoing.destroyed) return abandon(response)
  const headers = response.headers
  // A body that was refused unread must not be read on: the rest of it is not a request.
  if (response.status === 413 && !incoming.complete) headers.put('connection', 'close')
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (!headers.has('content-length')) {
      headers.put('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength))
    }
    writeHead(outgoing, response)
    outgoing.end(body)
    return
  }
  if (body === null) {
    const bodyless = response.status === 204 || response.status === 304 || incoming.method === 'HEAD'
    if (!bodyless) headers.put('content-length', '0')
    writeHead(outgoing, response)
    outgoing.end()
    return
  }
  writeHead(outgoing, response)
  return body instanceof FileBody ? sendFile(outgoing, body, logger) : sendChunks(outgoing, body, logger)
}

function writeHead(outgoing: ServerResponse, response: LightResponse): void {
  if (response.statusText === '') outgoing.writeHead(response.status, response.headers.flat())
  else outgoing.writeHead(response.status, response.statusText, response.headers.flat())
}

async function sendFile(outgoing: ServerResponse, body: FileBody, logger: Logger): Promise<void> {
  try {
    await pipeline(body.open(), outgoing)
  } catch (error) {
    cutOff(outgoing, error, logger)
  }
}

async function sendChunks(
  outgoing: ServerResponse,
  chunks: AsyncIterable<string | Uint8Array>,
  logger: Logger,
): Promise<void> {
  outgoing.flushHeaders()
  const iterator = chunks[Symbol.asyncIterator]()
  const gone = new Promise<'gone'>((resolve) => outgoing.once('close', () => resolve('gone')))
  try {
    while (true) {
      const step = await Promise.race([iterator.next(), gone])
      if (step === 'gone') {
        stop(iterator)
        return
      }
      if (step.done) break
      if (!outgoing.write(step.value)) {
        const drained = new Promise<void>((resolve) => outgoing.once('drain', resolve))
        await Promise.race([drained, gone])
      }
    }
    outgoing.end()
  } catch (error) {
    stop(iterator)
    cutOff(outgoing, error, logger)
  }
}

/** Lets a generator run its `finally`; it may be in the middle of an await, so nobody waits for it. */
function stop(iterator: AsyncIterator<unknown>): void {
  iterator.return?.().then(undefined, () => {})
}

/** Half a body was sent: ending the connection is the only way left to say that it is not whole. */
function cutOff(outgoing: ServerResponse, error: unknown, logger: Logger): void {
  const code = (error as NodeJS.ErrnoException).code
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') {
    logger.error('A streamed response broke off', { error })
  }
  outgoing.destroy()
}
