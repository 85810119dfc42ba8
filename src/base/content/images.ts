import { jpegFacts } from './jpeg.ts'
import { typeOfContent } from './signatures.ts'

/** What the header of a picture says. */
export interface ImageFacts {
  /** The media type by the content: 'image/jpeg'. */
  readonly type: string
  /** In pixels, as stored: before a camera's orientation is applied. */
  readonly width: number
  readonly height: number
  /** How a camera was held, 1 to 8, where the picture says so. https://exiftool.org/TagNames/EXIF.html */
  readonly orientation: number | null
}

/** How many bytes from the beginning are looked at first, and at most: cameras put much before the size of a JPEG. */
export const imageHeaders: readonly [first: number, most: number] = [64 * 1024, 1024 * 1024]

/**
 * What a picture is, by its first bytes: nothing is decoded, and no more is read than is given. Null for what is no picture, for SVG,
 * which is a document, and where the size does not stand in these bytes.
 */
async function imageFacts(start: Uint8Array): Promise<ImageFacts | null> {
  const type = typeOfContent(start)
  if (type === null || !type.startsWith('image/')) return null
  // Its two dozen modules are loaded by who has a picture, not by every server.
  const sizeOf = type === 'image/jpeg' ? jpegFacts : (await import('image-size')).imageSize
  try {
    const size = sizeOf(start)
    if (size === null) return null
    const { width, height, orientation = null } = size
    const sound = Number.isSafeInteger(width) && Number.isSafeInteger(height) && width > 0 && height > 0
    return sound ? { type, width, height, orientation } : null
  } catch {
    // The library throws at headers that end too early, or make no sense.
    return null
  }
}

/** The same of content that can be read in parts: `read(n)` gives the first `n` bytes, or all there are. */
export async function readImageFacts(read: (bytes: number) => Promise<Uint8Array>): Promise<ImageFacts | null> {
  for (const length of imageHeaders) {
    const start = await read(length)
    const facts = await imageFacts(start)
    if (facts !== null || start.byteLength < length) return facts
    if (!(typeOfContent(start)?.startsWith('image/') ?? false)) return null
  }
  return null
}
