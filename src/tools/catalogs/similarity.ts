/** Longer texts are compared with nothing: what the comparison costs grows with the square of the difference. */
export const longestCompared = 2000

/**
 * How much two texts share, from 0 to 1: twice the characters that stand in both in the same order, of all. 0 where that is
 * less than `least`, found without a full comparison.
 * E. Myers, An O(ND) Difference Algorithm and Its Variations (1986).
 */
export function similarity(a: string, b: string, least: number): number {
  const total = a.length + b.length
  if (total === 0) return 1
  if (a.length > longestCompared || b.length > longestCompared) return a === b ? 1 : 0
  const most = Math.floor((1 - least) * total + 1e-9)
  if (Math.abs(a.length - b.length) > most) return 0
  const edits = difference(a, b, most)
  return edits === null ? 0 : 1 - edits / total
}

/** How many characters have to go or come to make one text the other; null where it is more than `most`. */
function difference(a: string, b: string, most: number): number | null {
  const furthest = new Int32Array(2 * most + 3)
  const middle = most + 1
  for (let edits = 0; edits <= most; edits++) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && furthest[middle + diagonal - 1]! < furthest[middle + diagonal + 1]!)
      let x = down ? furthest[middle + diagonal + 1]! : furthest[middle + diagonal - 1]! + 1
      let y = x - diagonal
      while (x < a.length && y < b.length && a.charCodeAt(x) === b.charCodeAt(y)) {
        x++
        y++
      }
      furthest[middle + diagonal] = x
      if (x >= a.length && y >= b.length) return edits
    }
  }
  return null
}

/** What texts have to share to be taken for versions of one: as in GNU's msgmerge. */
const least = 0.6

/** Finds among texts the one that is nearest to another. */
export class NearestTexts<T> {
  readonly #candidates: { readonly text: string; readonly counts: Uint16Array; readonly value: T }[] = []

  add(text: string, value: T): void {
    if (text.length <= longestCompared) this.#candidates.push({ text, counts: letters(text), value })
  }

  /** The value of the nearest text, the first of equals; null where none is near. */
  nearest(text: string): T | null {
    if (text.length > longestCompared || this.#candidates.length === 0) return null
    const counts = letters(text)
    let best: T | null = null
    let bar = least
    for (const candidate of this.#candidates) {
      // No order of the letters can share more than the letters themselves do.
      if (shared(counts, candidate.counts) * 2 < bar * (text.length + candidate.text.length)) continue
      const found = similarity(text, candidate.text, bar)
      if (found > bar || (found === bar && best === null)) {
        best = candidate.value
        bar = found
      }
    }
    return best
  }
}

const kinds = 64

function letters(text: string): Uint16Array {
  const counts = new Uint16Array(kinds)
  for (let i = 0; i < text.length; i++) counts[text.charCodeAt(i) % kinds]!++
  return counts
}

function shared(a: Uint16Array, b: Uint16Array): number {
  let sum = 0
  for (let i = 0; i < kinds; i++) sum += Math.min(a[i]!, b[i]!)
  return sum
}
