import { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { httpErrors } from '../errors.ts'

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  br: createBrotliDecompress,
  deflate: createInflate,
  gzip: createGunzip,
  'x-gzip': createGunzip,
  zstd: createZstdDecompress,
}

/** What a client may compress with, as `Accept-Encoding` of an answer says it. */
const accepted = 'gzip, deflate, br, zstd'

/** The coding of a `Content-Encoding` header; null where the body is as it is. Throws `NUAGES_HTTP_BODY_ENCODED` for what is not read here. */
export function codingOf(header: string | null, inflate: boolean): string | null {
  const coding = header === null ? '' : header.trim().toLowerCase()
  if (coding === '' || coding === 'identity') return null
  if (inflate && Object.hasOwn(decoders, coding)) return coding
  const answerHeaders = { 'accept-encoding': inflate ? accepted : 'identity' }
  throw httpErrors.BODY_ENCODED({ coding: coding.slice(0, 40), answerHeaders })
}

/**
 * The chunks of a compressed body, inflated as they are asked for: who reads counts inflated bytes, and what it does not ask for is not
 * made. Throws `NUAGES_HTTP_BODY_NOT_INFLATED`.
 */
export async function* inflated(chunks: AsyncIterable<Uint8Array>, coding: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: false })
  const decoder = decoders[coding]!() as NodeJS.ReadWriteStream & Readable
  let broken: unknown = null
  source.once('error', (error) => {
    broken = error
    decoder.destroy(error)
  })
  source.pipe(decoder)
  try {
    yield* decoder
  } catch (error) {
    throw broken ?? httpErrors.BODY_NOT_INFLATED({ coding }, { cause: error })
  } finally {
    source.unpipe(decoder)
    decoder.destroy()
  }
}
