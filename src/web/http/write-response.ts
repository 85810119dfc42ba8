import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { abandon } from './abandon.ts'
import { httpErrors } from './errors.ts'
import type { ErrorPhase } from './reports.ts'
import { FileBody, type LightResponse } from './response.ts'
import { countBytes } from './sent.ts'
import { isLongUnread, linger } from './server/lingering.ts'

type Broke = (error: unknown, phase: ErrorPhase) => void

/**
 * Writes a response to node:http: text and bytes at once, files and chunks as fast as the client takes them. `ends` says when chunks are to
 * stop although more would come.
 */
export function writeResponse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: LightResponse,
  broke: Broke,
  ends?: () => AbortSignal | undefined,
): Promise<void> | void {
  const body = encoded(response.content)
  if (outgoing.destroyed) return abandon(response)
  const headers = response.headers
  if (response.status >= 400 && isLongUnread(incoming)) {
    headers.put('connection', 'close')
    linger(incoming)
  }
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
    headers.put('content-length', String(length))
    writeHead(outgoing, response)
    countBytes(outgoing, length)
    outgoing.end(body)
    return
  }
  if (body === null) {
    const bodyless = response.status === 204 || response.status === 304 || incoming.method === 'HEAD'
    if (!bodyless) headers.put('content-length', '0')
    else if (response.status === 204) headers.delete('content-length')
    writeHead(outgoing, response)
    countBytes(outgoing, 0)
    outgoing.end()
    return
  }
  if (body instanceof FileBody && body.length <= atOnce) return sendSmallFile(outgoing, response, body, broke)
  writeHead(outgoing, response)
  return body instanceof FileBody ? sendFile(outgoing, body, broke) : sendChunks(outgoing, body, broke, ends?.())
}

/** Text of so many characters is turned into bytes once: node:http would copy all of it together with its head. */
const longText = 16 * 1024

function encoded(content: LightResponse['content']): LightResponse['content'] {
  return typeof content === 'string' && content.length > longText ? Buffer.from(content) : content
}

/** Up to so many bytes a file is read whole: what one read of a stream takes. */
const atOnce = 64 * 1024

function writeHead(outgoing: ServerResponse, response: LightResponse): void {
  if (response.statusText === '') outgoing.writeHead(response.status, response.headers.flat())
  else outgoing.writeHead(response.status, response.statusText, response.headers.flat())
}

async function sendSmallFile(
  outgoing: ServerResponse,
  response: LightResponse,
  body: FileBody,
  broke: Broke,
): Promise<void> {
  let bytes: Uint8Array
  try {
    bytes = await body.bytes()
    if (bytes.length < body.length) throw httpErrors.FILE_CHANGED({ path: body.path })
  } catch (error) {
    cutOff(outgoing, error, broke)
    return
  }
  if (outgoing.destroyed) return
  writeHead(outgoing, response)
  countBytes(outgoing, bytes.length)
  outgoing.end(bytes)
}

async function sendFile(outgoing: ServerResponse, body: FileBody, broke: Broke): Promise<void> {
  const content = body.open()
  let sent = 0
  content.on('data', (chunk: Uint8Array) => {
    sent += chunk.length
    countBytes(outgoing, chunk.length)
  })
  try {
    await pipeline(content, outgoing, { end: false })
  } catch (error) {
    cutOff(outgoing, error, broke)
    return
  }
  if (sent === body.length) outgoing.end()
  // Fewer bytes than were announced: the client would take the next answer for the rest of this one.
  else cutOff(outgoing, httpErrors.FILE_CHANGED({ path: body.path }), broke)
}

async function sendChunks(
  outgoing: ServerResponse,
  chunks: AsyncIterable<string | Uint8Array>,
  broke: Broke,
  ends: AbortSignal | undefined,
): Promise<void> {
  outgoing.strictContentLength = true
  outgoing.flushHeaders()
  let left = () => {}
  outgoing.once('close', () => left())
  ends?.addEventListener('abort', () => left(), { once: true })
  /** Waits for `work`, or gives undefined when the client leaves. A race with one promise for the whole answer would keep every chunk. */
  const unlessGone = <T>(work: T | Promise<T>): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      left = () => resolve(undefined)
      if (outgoing.destroyed || ends?.aborted) left()
      Promise.resolve(work).then(resolve, reject)
    })
  let iterator: AsyncIterator<string | Uint8Array> | null = null
  try {
    iterator = chunks[Symbol.asyncIterator]()
    while (true) {
      const step = await unlessGone(iterator.next())
      if (step === undefined) {
        stop(iterator)
        if (!outgoing.destroyed) outgoing.end()
        return
      }
      if (step.done) break
      countBytes(outgoing, Buffer.byteLength(step.value))
      if (!outgoing.write(step.value)) {
        await unlessGone(new Promise<void>((resolve) => void outgoing.once('drain', resolve)))
      }
    }
    outgoing.end()
  } catch (error) {
    if (iterator !== null) stop(iterator)
    cutOff(outgoing, error, broke)
  }
}

/** Lets a generator run its `finally`; it may be in the middle of an await, so nobody waits for it. */
function stop(iterator: AsyncIterator<unknown>): void {
  Promise.try(() => iterator.return?.()).catch(() => {})
}

/** Half a body was sent: ending the connection is the only way left to say that it is not whole. */
function cutOff(outgoing: ServerResponse, error: unknown, broke: Broke): void {
  const code = (error as NodeJS.ErrnoException).code
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') {
    broke(error, 'stream')
  }
  outgoing.destroy()
}
