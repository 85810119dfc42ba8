import { escapeHtml, markSafe, type SafeString } from '../../../base/text/index.ts'

export interface QrOptions {
  /** What it is, for those who do not see it. */
  readonly label: string
}

/** Modules of light around the code: ISO/IEC 18004 asks for four. */
const quietZone = 4

/**
 * A text as a QR code, as SVG to stand inside of a page. It is dark on light under any theme, since scanners need it so; it has no style and no script, so
 * that it stands under a strict Content-Security-Policy.
 */
export async function qrSvg(text: string, { label }: QrOptions): Promise<SafeString> {
  const { encode } = await import('uqr')
  const { data, size } = encode(text, { ecc: 'M', border: quietZone })
  const rows = data.flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`))
  return markSafe(
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${size} ${size}" width="${size * 5}" height="${size * 5}" shape-rendering="crispEdges">` +
      `<rect width="${size}" height="${size}" fill="#fff"/><path fill="#000" d="${rows.join('')}"/></svg>`,
  )
}

/** Where dark modules follow each other: [first, how many]. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = []
  let start = -1
  for (let x = 0; x <= row.length; x++) {
    const dark = row[x] === true
    if (dark && start < 0) start = x
    if (!dark && start >= 0) {
      found.push([start, x - start])
      start = -1
    }
  }
  return found
}
