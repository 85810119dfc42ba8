import {
  type BrotliCompress,
  brotliCompress,
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  type Gzip,
  gzip,
  gzipSync,
  type ZstdCompress,
  zstdCompress,
  zstdCompressSync,
} from 'node:zlib'
import type { ContentCoding } from './accept-encoding.ts'
import { brotliEnd, brotliPadding, paddedGzip } from './padding.ts'

export type CoderStream = BrotliCompress | Gzip | ZstdCompress
type Whole = string | Uint8Array

/** How one content coding compresses. What it makes of a whole body is padded where the format has room. */
export interface Coder {
  atOnce(body: Whole): Buffer
  inThread(body: Whole, done: (error: Error | null, result: Buffer) => void): void
  /** What the format's own functions made of the body, made complete. */
  complete(result: Buffer): Buffer
  stream(): CoderStream
  /** The flush after which a reader has all that was written. */
  readonly flush: number
}

// Levels at which a page of 25 KB costs well under a millisecond; the highest ones cost ten times as much for a few percent.
const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 }
// A flush in the place of the end leaves room for the padding.
const brotliWhole = { params: brotliParams, finishFlush: constants.BROTLI_OPERATION_FLUSH }
const gzipOptions = { level: 6 }
const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

export const coders: Readonly<Record<ContentCoding, Coder>> = {
  br: {
    atOnce: (body) => brotliCompressSync(body, brotliWhole),
    inThread: (body, done) => brotliCompress(body, brotliWhole, done),
    complete: (result) => Buffer.concat([result, brotliPadding(), brotliEnd]),
    stream: () => createBrotliCompress({ params: brotliParams }),
    flush: constants.BROTLI_OPERATION_FLUSH,
  },
  gzip: {
    atOnce: (body) => gzipSync(body, gzipOptions),
    inThread: (body, done) => gzip(body, gzipOptions, done),
    complete: paddedGzip,
    stream: () => createGzip(gzipOptions),
    flush: constants.Z_SYNC_FLUSH,
  },
  zstd: {
    atOnce: (body) => zstdCompressSync(body, zstdOptions),
    inThread: (body, done) => zstdCompress(body, zstdOptions, done),
    complete: (result) => result,
    stream: () => createZstdCompress(zstdOptions),
    flush: constants.ZSTD_e_flush,
  },
}

/** Bytes up to which compressing here costs less than handing the work to a thread. */
const small = 32 * 1024

/** A whole body in a coding. */
export function compressed(body: Whole, coding: ContentCoding): Buffer | Promise<Buffer> {
  const coder = coders[coding]
  if (body.length <= small) return coder.complete(coder.atOnce(body))
  return new Promise((resolve, reject) => {
    coder.inThread(body, (error, result) => (error === null ? resolve(coder.complete(result)) : reject(error)))
  })
}
