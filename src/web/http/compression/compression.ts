import { abandon } from '../abandon.ts'
import { underConditions } from '../conditional.ts'
import { defineMiddleware, type Middleware } from '../middleware.ts'
import type { HttpRequest } from '../request.ts'
import { FileBody, LightResponse } from '../response.ts'
import { varyBy } from '../vary.ts'
import { type ContentCoding, negotiateEncoding } from './accept-encoding.ts'
import { compressed } from './coders.ts'
import { CompressedChunks } from './compressed-chunks.ts'
import { isCompressible } from './compressible.ts'

export interface CompressionOptions {
  /** The codings to use, best first. Default: br, zstd, gzip. */
  readonly codings?: readonly ContentCoding[]
  /** Bytes below which a body stays as it is. Default 1024: less fits into one packet anyway. */
  readonly minSize?: number
  /**
   * The media types to compress. Default: `isCompressible`, but no event streams: each would keep a compressor of some hundred kilobytes for as long
   * as it is open.
   */
  readonly types?: (mediaType: string) => boolean
}

/**
 * Middleware that compresses answers with what the client likes best (RFC 9110, 8.4 and 12.5.3). Streams are flushed whenever they pause. Left as they
 * are: what is small, packed or encoded already, ranges, and answers that say `Cache-Control: no-transform`. A strong ETag becomes a weak one.
 * br and gzip get a padding of random length against BREACH, as in Django's `GZipMiddleware`; zstd has no room for it and is used only for
 * answers that say `Cache-Control: public`, which hold nobody's secrets.
 */
export function compression(options: CompressionOptions = {}): Middleware {
  const codings = options.codings ?? ['br', 'zstd', 'gzip']
  const padded = codings.filter((coding) => coding !== 'zstd')
  const minSize = options.minSize ?? 1024
  const types = options.types ?? defaultTypes

  const compress = (request: HttpRequest, response: LightResponse): LightResponse | Promise<LightResponse> => {
    if (sizeOf(response) < minSize || !mayChange(response) || !types(response.headers.get('content-type') ?? '')) {
      return response
    }
    const { headers } = response
    varyBy(response, 'Accept-Encoding')
    const isPublic = /(?:^|[\s,])public(?:[\s,]|$)/i.test(headers.get('cache-control') ?? '')
    const coding = negotiateEncoding(request.header('accept-encoding'), isPublic ? codings : padded)
    // Bytes of a range are bytes of the file as it lies there.
    const partly = response.content instanceof FileBody && request.header('range') !== null
    // An answer that was given to somebody else before is reported by the application, unchanged.
    if (coding === 'identity' || partly || !LightResponse.claim(response)) return response
    const etag = headers.get('etag')
    if (etag?.startsWith('"')) headers.put('etag', `W/${etag}`)
    const conditioned = response.status === 200 ? underConditions(request, response) : response
    if (conditioned !== response) return conditioned
    headers.put('content-encoding', coding)
    headers.delete('content-length')
    headers.delete('accept-ranges')
    return encoded(request, response, coding)
  }
  return defineMiddleware({ name: 'compression', after: compress })
}

const defaultTypes = (type: string): boolean => isCompressible(type) && !type.startsWith('text/event-stream')

function mayChange(response: LightResponse): boolean {
  const { status, headers } = response
  if (response.content === null || status === 206 || headers.has('content-encoding')) return false
  return !/no-transform/i.test(headers.get('cache-control') ?? '')
}

/** Bytes of the body (or fewer), endless where nobody knows. */
function sizeOf(response: LightResponse): number {
  const body = response.content
  if (typeof body === 'string' || body instanceof Uint8Array || body instanceof FileBody) return body.length
  const announced = response.headers.get('content-length')
  return announced === null ? Number.POSITIVE_INFINITY : Number(announced)
}

async function encoded(request: HttpRequest, response: LightResponse, coding: ContentCoding): Promise<LightResponse> {
  if (request.method === 'HEAD') {
    abandon(response)
    return response.with(null)
  }
  const body = response.content!
  if (typeof body === 'string' || body instanceof Uint8Array) return response.with(await compressed(body, coding))
  return response.with(new CompressedChunks(body instanceof FileBody ? fileChunks(body) : body, coding))
}

/** A file is opened when its first chunk is asked for: nobody would hear of its errors before. */
async function* fileChunks(file: FileBody): AsyncGenerator<Uint8Array> {
  yield* file.open()
}
