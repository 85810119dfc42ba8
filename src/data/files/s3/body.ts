import type { Readable } from 'node:stream'
import { filesErrors } from '../errors.ts'
import { failureOf } from './failures.ts'

/** The first chunks of a content, up to more than `limit` bytes, and what follows them. */
export interface Begun {
  /** True where that is all. */
  readonly whole: boolean
  readonly start: Buffer
  /** Everything, the start included. */
  all(): AsyncIterable<Uint8Array>
}

/** Reads so far that it is known whether there are more than `limit` bytes. */
export async function begin(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Begun> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let size = 0
  let whole = false
  while (size <= limit) {
    const { done, value } = await iterator.next()
    if (done === true) {
      whole = true
      break
    }
    // A copy: the source may fill the same buffer again.
    first.push(Uint8Array.from(value))
    size += value.byteLength
  }
  const start = Buffer.concat(first, size)
  return {
    whole,
    start,
    async *all() {
      try {
        yield start
        if (whole) return
        for (;;) {
          const { done, value } = await iterator.next()
          if (done === true) return
          yield Uint8Array.from(value)
        }
      } finally {
        await iterator.return?.()
      }
    },
  }
}

/**
 * The bytes `start` up to `until` of an answer that begins at `from`: a service may answer with more than was asked for, all of it even.
 */
export async function* bytesOf(
  name: string,
  body: Readable,
  { start, until, from }: { readonly start: number; readonly until: number; readonly from: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  let at = from
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      const [first, last] = [Math.max(start - at, 0), Math.min(until - at, chunk.byteLength)]
      at += chunk.byteLength
      if (last > first) yield chunk.subarray(first, last)
      if (at >= until) return
    }
  } catch (cause) {
    throw failureOf('CANNOT_READ', name, cause)
  }
  if (at < until) throw filesErrors.CANNOT_READ({ name, reason: 'the answer ended before the file did' })
}
