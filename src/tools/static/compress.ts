import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import { type ContentCoding, isCompressible, mediaTypeOf, siblingEndings } from '../../web/http/index.ts'
import { isRegular, writeWhole } from './files.ts'

type Compress = (content: Uint8Array) => Promise<Uint8Array>

/** As small as it gets: it is done once, and sent often. */
const compressors: Readonly<Record<ContentCoding, Compress>> = {
  br: (content) =>
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength,
      },
    }),
  zstd: (content) => promisify(zstdCompress)(content, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }),
  gzip: (content) => promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
}

/**
 * Writes compressed copies beside a file (`.br`, `.zst`, `.gz`), those that are smaller than it, and gives how many are new. Files whose type
 * is packed already get none. Throws `NUAGES_STATIC_UNWRITABLE`.
 */
export async function compressBeside(file: string): Promise<number> {
  if (!isCompressible(mediaTypeOf(file))) return 0
  let content: Uint8Array | null = null
  let written = 0
  for (const [coding, compress] of Object.entries(compressors) as [ContentCoding, Compress][]) {
    const sibling = file + siblingEndings[coding]
    if (await isRegular(sibling)) continue
    content ??= await readFile(file)
    const packed = await compress(content)
    if (packed.byteLength >= content.byteLength) continue
    await writeWhole(sibling, packed)
    written++
  }
  return written
}
