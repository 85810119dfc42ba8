import type { IncomingMessage } from 'node:http'
import { httpErrors } from '../errors.ts'

/** All of a body as one buffer. Throws `NUAGES_HTTP_BODY_TOO_LARGE` as soon as `limit` bytes are passed. */
export async function readBody(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const kept: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) throw httpErrors.BODY_TOO_LARGE({ what: 'The request body', limit })
    kept.push(chunk)
  }
  return joined(kept, size)
}

/**
 * The same of a message of node:http, by its events: an iterator would make a promise or two for each chunk, and most bodies are one chunk.
 * Past the limit it is left paused, so that the answer can still be written. Rejects with `NUAGES_HTTP_BODY_INCOMPLETE` where it breaks off.
 */
export function readMessage(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = []
    let size = 0
    const data = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        kept.push(chunk)
        return
      }
      incoming.off('data', data).off('end', end).pause()
      reject(httpErrors.BODY_TOO_LARGE({ what: 'The request body', limit }))
    }
    const end = () => resolve(joined(kept, size))
    const broken = (cause?: unknown) => reject(httpErrors.BODY_INCOMPLETE(undefined, { cause }))
    if (incoming.destroyed) return broken()
    incoming.on('data', data).on('end', end).on('error', broken)
    incoming.once('close', () => incoming.readableEnded || broken())
  })
}

function joined(kept: readonly Uint8Array[], size: number): Buffer {
  const first = kept[0]
  return kept.length === 1 && Buffer.isBuffer(first) ? first : Buffer.concat(kept, size)
}

/** The chunks; an end before the end becomes a coded error. */
export async function* sentChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    throw httpErrors.BODY_INCOMPLETE(undefined, { cause: error })
  }
}

/** The media type of a `Content-Type` header, lower case, and its charset where it says one. */
export function parseContentType(header: string | null): { type: string; charset: string | null } {
  if (header === null) return { type: '', charset: null }
  const semicolon = header.indexOf(';')
  const type = (semicolon === -1 ? header : header.slice(0, semicolon)).trim().toLowerCase()
  const charset = semicolon === -1 ? null : (/;\s*charset=(?:"([^"]*)"|([^\s;]*))/i.exec(header) ?? null)
  return { type, charset: charset === null ? null : (charset[1] ?? charset[2] ?? null) }
}
