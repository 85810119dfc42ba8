const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))

/** Do the first bytes say that this is a PNG, JPEG, GIF, WebP, AVIF, BMP, ICO or TIFF picture? */
export function isPicture(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false
  const [a, b, c, d] = bytes as unknown as [number, number, number, number]
  if (a === 0x89 && ascii(bytes, 1, 8) === 'PNG\r\n\x1a\n') return true
  if (a === 0xff && b === 0xd8 && c === 0xff) return true
  if (['GIF87a', 'GIF89a'].includes(ascii(bytes, 0, 6))) return true
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return true
  if (ascii(bytes, 4, 8) === 'ftyp' && ['avif', 'avis', 'mif1'].includes(ascii(bytes, 8, 12))) return true
  if (ascii(bytes, 0, 2) === 'BM') return true
  if (a === 0 && b === 0 && c === 1 && d === 0) return true
  return ['II*\0', 'MM\0*'].includes(ascii(bytes, 0, 4))
}
