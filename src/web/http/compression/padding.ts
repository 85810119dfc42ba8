import { randomInt } from 'node:crypto'

/**
 * Bytes that decoders skip, of a random number: who can make a victim ask for pages and see their lengths learns a secret of the page letter by
 * letter where lengths are exact (BREACH). Noise does not end the attack, it makes each letter cost many more requests; the way is that of
 * "Heal the Breach" (https://ieeexplore.ieee.org/document/9754554), which Django took for gzip.
 */
const most = 100

const padding = (): Buffer => Buffer.alloc(randomInt(1, most + 1), 'a')

const fileNameFollows = 8
const headerLength = 10

/** The beginning of a gzip stream with a file name of a random length (RFC 1952, 2.3.1). `start` has the whole header. */
export function paddedGzip(start: Buffer): Buffer {
  const header = Buffer.from(start.subarray(0, headerLength))
  header[3]! |= fileNameFollows
  return Buffer.concat([header, padding(), Buffer.of(0), start.subarray(headerLength)])
}

/** A metadata block of a random length, to stand in a Brotli stream wherever it has been flushed (RFC 7932, 9.2). */
export function brotliPadding(): Buffer {
  const bytes = padding()
  const length = bytes.length - 1
  // From the lowest bit: not the last block (0), metadata (11), reserved (0), one byte of length (01), the length, two bits to the next byte.
  return Buffer.concat([Buffer.of(0b010110 | ((length & 0b11) << 6), length >> 2), bytes])
}

/** The empty last block that ends a Brotli stream. */
export const brotliEnd: Buffer = Buffer.of(0b11)
