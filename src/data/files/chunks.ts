import { filesErrors } from './errors.ts'
import type { Content, SaveOptions } from './storage.ts'

const isIterable = (content: object): content is AsyncIterable<string | Uint8Array> => Symbol.asyncIterator in content

/** The chunks of any content, as bytes; ended by the signal, and refused past `maxSize`. */
export async function* chunksOf(
  name: string,
  content: Content,
  { signal, maxSize = Number.POSITIVE_INFINITY }: SaveOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  signal?.throwIfAborted()
  let size = 0
  for await (const chunk of abortable(iterate(name, content), signal)) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (!(bytes instanceof Uint8Array))
      throw filesErrors.CANNOT_SAVE({ name, reason: `a chunk of it is ${typeof chunk}, neither text nor bytes` })
    size += bytes.byteLength
    if (size > maxSize) throw filesErrors.TOO_LARGE({ name, limit: maxSize })
    if (bytes.byteLength > 0) yield bytes
  }
}

function iterate(name: string, content: Content): AsyncIterable<string | Uint8Array> {
  if (typeof content === 'string' || content instanceof Uint8Array) return one(content)
  if (typeof content === 'object' && content !== null) {
    if (isIterable(content)) return content
    if ('stream' in content && typeof content.stream === 'function')
      return content.stream() as AsyncIterable<string | Uint8Array>
  }
  throw filesErrors.CANNOT_SAVE({ name, reason: 'its content is neither text, bytes, a blob nor a stream' })
}

async function* one<T>(value: T): AsyncGenerator<T, void, undefined> {
  yield value
}

/** Ends with the signal's reason, also while the next chunk does not come. */
async function* abortable<T>(chunks: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* chunks
    return
  }
  const iterator = chunks[Symbol.asyncIterator]()
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => {})
  const onAbort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  let ended = false
  try {
    for (;;) {
      const { done, value } = await Promise.race([iterator.next(), aborted.promise])
      if (done === true) {
        ended = true
        return
      }
      yield value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: a source that gives nothing may not end either.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
