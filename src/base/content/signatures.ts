/** Bytes by which a format is known: `at` an offset, and where that is not enough, more of them. */
interface Signature {
  readonly type: string
  readonly parts: readonly (readonly [at: number, bytes: Buffer])[]
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')
const starts = (type: string, bytes: Buffer): Signature => ({ type, parts: [[0, bytes]] })
const boxed = (type: string, brand: string): Signature => ({
  type,
  parts: [
    [4, ascii('ftyp')],
    [8, ascii(brand)],
  ],
})
const riff = (type: string, form: string): Signature => ({
  type,
  parts: [
    [0, ascii('RIFF')],
    [8, ascii(form)],
  ],
})

/** The formats that people upload, the narrower first. */
const signatures: readonly Signature[] = [
  starts('image/png', hex('89 50 4e 47 0d 0a 1a 0a')),
  starts('image/jpeg', hex('ff d8 ff')),
  starts('image/gif', ascii('GIF87a')),
  starts('image/gif', ascii('GIF89a')),
  riff('image/webp', 'WEBP'),
  boxed('image/avif', 'avif'),
  boxed('image/avif', 'avis'),
  boxed('image/heic', 'heic'),
  boxed('image/heic', 'heix'),
  boxed('image/heif', 'mif1'),
  starts('image/jxl', hex('00 00 00 0c 4a 58 4c 20 0d 0a 87 0a')),
  starts('image/jxl', hex('ff 0a')),
  starts('image/tiff', hex('49 49 2a 00')),
  starts('image/tiff', hex('4d 4d 00 2a')),
  starts('image/x-icon', hex('00 00 01 00')),
  {
    type: 'image/bmp',
    parts: [
      [0, ascii('BM')],
      [6, hex('00 00 00 00')],
    ],
  },
  starts('application/pdf', ascii('%PDF-')),
  starts('application/zip', hex('50 4b 03 04')),
  starts('application/zip', hex('50 4b 05 06')),
  starts('application/gzip', hex('1f 8b 08')),
  starts('application/x-7z-compressed', hex('37 7a bc af 27 1c')),
  starts('application/vnd.rar', ascii('Rar!\x1a\x07')),
  starts('application/zstd', hex('28 b5 2f fd')),
  starts('application/x-bzip2', ascii('BZh')),
  starts('application/x-xz', hex('fd 37 7a 58 5a 00')),
  { type: 'application/x-tar', parts: [[257, ascii('ustar')]] },
  boxed('audio/mp4', 'M4A '),
  boxed('video/quicktime', 'qt  '),
  { type: 'video/mp4', parts: [[4, ascii('ftyp')]] },
  starts('video/webm', hex('1a 45 df a3')),
  riff('video/x-msvideo', 'AVI '),
  riff('audio/wav', 'WAVE'),
  starts('audio/ogg', ascii('OggS')),
  starts('audio/flac', ascii('fLaC')),
  starts('audio/mpeg', ascii('ID3')),
  starts('audio/mpeg', hex('ff fb')),
  starts('font/woff2', ascii('wOF2')),
  starts('font/woff', ascii('wOFF')),
  starts('application/vnd.sqlite3', ascii('SQLite format 3\0')),
  starts('application/wasm', hex('00 61 73 6d')),
  starts('application/x-elf', hex('7f 45 4c 46')),
  starts('application/vnd.microsoft.portable-executable', ascii('MZ')),
]

/** How many bytes from the beginning `typeOfContent` looks at. */
export const signatureLength = 262

/**
 * The media type of content by its first bytes; null where none is known: text, and so HTML, SVG and CSV, has none. Documents of office programs are
 * 'application/zip', as that is what they are.
 */
export function typeOfContent(start: Uint8Array): string | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength)
  const matches = ([at, expected]: readonly [number, Buffer]): boolean =>
    bytes.length >= at + expected.length && bytes.compare(expected, 0, expected.length, at, at + expected.length) === 0
  return signatures.find(({ parts }) => parts.every(matches))?.type ?? null
}
