/**
 * Reads the text out of a QR code as `qrSvg` draws it, by ISO/IEC 18004: for tests, which have every module as it is. Nothing is corrected; what does
 * not check is an error.
 */
export function readQr(svg: string): string {
  const modules = modulesOf(svg)
  const version = (modules.length - 17) / 4
  const { level, mask } = formatOf(modules)
  const blocks = blocksOf(bytesOf(modules, version, mask), version, level)
  for (const { bytes, checks } of blocks) assertChecks(bytes, checks)
  return textOf(
    blocks.flatMap(({ bytes, checks }) => bytes.slice(0, bytes.length - checks)),
    version,
  )
}

type Modules = readonly (readonly boolean[])[]

/** Dark modules by row and column, without the quiet zone. */
function modulesOf(svg: string): Modules {
  const whole = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const rows = Array.from({ length: whole }, () => Array<boolean>(whole).fill(false))
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let i = 0; i < Number(length); i++) rows[Number(y)]![Number(x) + i] = true
  }
  const quiet = 4
  const edge = [...rows.slice(0, quiet), ...rows.slice(-quiet)].flat()
  if (edge.some(Boolean)) throw new RangeError('The quiet zone is not quiet.')
  return rows.slice(quiet, -quiet).map((row) => row.slice(quiet, -quiet))
}

const levels = ['M', 'L', 'H', 'Q'] as const
type Level = (typeof levels)[number]

/** Both copies of the format information (8.9), which have to agree and to check. */
function formatOf(modules: Modules): { readonly level: Level; readonly mask: number } {
  const size = modules.length
  const along = [0, 1, 2, 3, 4, 5, 7, 8]
  const first = [...along.map((y) => modules[y]![8]!), ...[7, 5, 4, 3, 2, 1, 0].map((x) => modules[8]![x]!)]
  const second = [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((i) => modules[8]![size - i]!),
    ...[7, 6, 5, 4, 3, 2, 1].map((i) => modules[size - i]![8]!),
  ]
  const value = (bits: readonly boolean[]) => bits.reduce((sum, bit, i) => sum + (bit ? 1 << i : 0), 0)
  if (value(first) !== value(second)) throw new RangeError('The two formats differ.')
  const bits = value(first) ^ 0x5412
  let rest = bits >> 10
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
  if ((((bits >> 10) << 10) | rest) !== bits) throw new RangeError('The format does not check.')
  return { level: levels[bits >> 13]!, mask: (bits >> 10) & 7 }
}

const masks: readonly ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

/** Where alignment patterns stand, in either direction (annex E). */
function alignments(version: number): readonly number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((4 * version + 4) / (2 * count - 2)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, i) => 4 * version + 10 - i * step).reverse()]
}

function isFunction(x: number, y: number, version: number): boolean {
  const size = 17 + 4 * version
  if (x === 6 || y === 6) return true
  if ((x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8)) return true
  if (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) return true
  const at = alignments(version)
  const last = at.at(-1)!
  const near = (a: number) => at.find((centre) => Math.abs(a - centre) <= 2)
  const [cx, cy] = [near(x), near(y)]
  if (cx === undefined || cy === undefined) return false
  return !((cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6))
}

/** The codewords in the order in which they are drawn: pairs of columns from the right, up and down (7.7.3). */
function bytesOf(modules: Modules, version: number, mask: number): readonly number[] {
  const size = modules.length
  const bits: number[] = []
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5
    for (let i = 0; i < size; i++) {
      const y = up ? size - 1 - i : i
      for (const x of [right, right - 1]) {
        if (isFunction(x, y, version)) continue
        bits.push(Number(modules[y]![x]! !== (masks[mask]!(x, y) === 0)))
      }
    }
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2),
  )
}

/** By version from 1: codewords that check in each block, and blocks (table 9). */
const tables: Readonly<Record<Level, readonly [checks: readonly number[], blocks: readonly number[]]>> = {
  L: [
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24],
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6],
  ],
  M: [
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28],
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10],
  ],
  Q: [
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17],
  ],
  H: [
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16],
  ],
}

interface Block {
  readonly bytes: number[]
  readonly checks: number
}

/** Blocks stand interleaved: their data first, the shorter ones before the longer ones, then what checks it (7.6). */
function blocksOf(bytes: readonly number[], version: number, level: Level): readonly Block[] {
  const [checks, count] = tables[level].map((each) => each[version - 1]!) as [number, number]
  const shortest = Math.floor(bytes.length / count) - checks
  const longer = bytes.length % count
  const blocks: Block[] = Array.from({ length: count }, () => ({ bytes: [], checks }))
  let at = 0
  for (let i = 0; i <= shortest; i++)
    for (let b = i < shortest ? 0 : count - longer; b < count; b++) blocks[b]!.bytes.push(bytes[at++]!)
  for (let i = 0; i < checks; i++) for (const block of blocks) block.bytes.push(bytes[at++]!)
  return blocks
}

/** Every root of the generator is one of the block's polynomial too (7.5.2). */
function assertChecks(bytes: readonly number[], checks: number): void {
  let root = 1
  for (let i = 0; i < checks; i++, root = times(root, 2)) {
    if (bytes.reduce((sum, byte) => times(sum, root) ^ byte, 0) !== 0) throw new RangeError('A block does not check.')
  }
}

/** In the field of 256 elements by 0x11d. */
function times(a: number, b: number): number {
  let product = 0
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    if ((b >> i) & 1) product ^= a
  }
  return product
}

/** The text of a code whose data is one segment of bytes (7.4.5). */
function textOf(bytes: readonly number[], version: number): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  if (bits.slice(0, 4) !== '0100') throw new RangeError(`Mode ${bits.slice(0, 4)} is not read here.`)
  const start = version < 10 ? 12 : 20
  const length = Number.parseInt(bits.slice(4, start), 2)
  const data = Array.from({ length }, (_, i) => Number.parseInt(bits.slice(start + 8 * i, start + 8 * i + 8), 2))
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(data))
}
