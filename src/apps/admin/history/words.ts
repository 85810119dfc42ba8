/** A piece of a text, marked where it is what changed. */
export interface Piece {
  readonly text: string
  readonly marked: boolean
}

/** A text before and after, in pieces. */
interface TextDiff {
  readonly was: readonly Piece[]
  readonly now: readonly Piece[]
}

/** Words of what stays that are shown beside what changed. */
const beside = 10
/** Cells of the table of common words, above which texts are told as a whole. */
const largest = 400_000

/** What changed within a text, by words: the longest common sequence of them, and around each change a little of what stays. */
export function textDiff(was: string, now: string): TextDiff {
  const [a, b] = [wordsOf(was), wordsOf(now)]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  const [kept, keptNow] =
    left.length * right.length > largest ? [new Set<number>(), new Set<number>()] : common(left, right)
  const marks = (length: number, inner: ReadonlySet<number>) => (i: number) =>
    i >= head && i < length - tail && !inner.has(i - head)
  return { was: pieces(a, marks(a.length, kept)), now: pieces(b, marks(b.length, keptNow)) }
}

/** Words, and each space and sign by itself. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? []
}

/** The places, in either list, of the longest sequence that both have. */
function common(a: readonly string[], b: readonly string[]): [Set<number>, Set<number>] {
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
  const [left, right] = [new Set<number>(), new Set<number>()]
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      left.add(i++)
      right.add(j++)
    } else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) i++
    else j++
  }
  return [left, right]
}

function pieces(words: readonly string[], isMarked: (i: number) => boolean): Piece[] {
  const out: { words: string[]; marked: boolean }[] = []
  for (const [i, word] of words.entries()) {
    // A space between two words that changed is a part of the change.
    const between = /^\s+$/.test(word) && i > 0 && i + 1 < words.length && isMarked(i - 1) && isMarked(i + 1)
    const marked = isMarked(i) || between
    const last = out.at(-1)
    if (last?.marked === marked) last.words.push(word)
    else out.push({ words: [word], marked })
  }
  return out.map(({ words: own, marked }, i) => ({
    marked,
    text: marked ? own.join('') : around(own, i > 0, i + 1 < out.length),
  }))
}

/** What stays between two changes, without its middle where that is long. */
function around(words: readonly string[], afterChange: boolean, beforeChange: boolean): string {
  const sides = Number(afterChange) + Number(beforeChange)
  const [start, end] = [afterChange || sides === 0 ? beside : 0, beforeChange ? beside : 0]
  if (words.length <= start + end + 2) return words.join('')
  return `${words.slice(0, start).join('')}…${end === 0 ? '' : words.slice(-end).join('')}`
}
