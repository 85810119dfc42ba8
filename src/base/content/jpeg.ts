/** What the header of a JPEG says. */
export interface JpegFacts {
  readonly width: number
  readonly height: number
  readonly orientation: number | null
}

/** Cameras write some dozens before the picture; beyond these nothing but time is lost. */
const mostSegments = 2000
const mostTags = 500

/** Frames that hold the size: all but DHT (c4), JPG (c8) and DAC (cc). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/**
 * The size of a JPEG by its segments (https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1). Null where they make no sense, or the size does not
 * stand in these bytes. A library that looks for it byte by byte takes half a second for a megabyte that was made for that.
 */
export function jpegFacts(bytes: Uint8Array): JpegFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let orientation: number | null = null
  let at = 2
  for (let segments = 0; segments < mostSegments && at + 9 <= bytes.length; segments++) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      // A byte that fills.
      at++
      continue
    }
    const length = view.getUint16(at + 2)
    if (length < 2) return null
    if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), orientation }
    if (marker === 0xe1) orientation ??= orientationIn(bytes.subarray(at + 4, at + 2 + length))
    at += 2 + length
  }
  return null
}

/** How a camera was held, by an Exif segment; null for every other. https://exiftool.org/TagNames/EXIF.html */
function orientationIn(segment: Uint8Array): number | null {
  if (segment.length < 14 || Buffer.from(segment.subarray(0, 6)).toString('latin1') !== 'Exif\0\0') return null
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6)
  const small = tiff.getUint16(0) === 0x4949
  const first = tiff.getUint32(4, small)
  if (first + 2 > tiff.byteLength) return null
  const tags = Math.min(tiff.getUint16(first, small), mostTags)
  for (let i = 0, at = first + 2; i < tags && at + 12 <= tiff.byteLength; i++, at += 12) {
    if (tiff.getUint16(at, small) !== 0x0112) continue
    const value = tiff.getUint16(at + 8, small)
    return value >= 1 && value <= 8 ? value : null
  }
  return null
}
