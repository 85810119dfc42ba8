/** How many single-character edits (insert, delete, replace, swap neighbours) lead from `a` to `b`. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

/** The known name nearest to what was written, or null where none is near enough to be a slip. */
export function nearest(written: string, known: Iterable<string>): string | null {
  const limit = Math.max(1, Math.floor(written.length / 3))
  let found: string | null = null
  let best = limit + 1
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= best) continue
    const steps = name.toLowerCase() === written.toLowerCase() ? 0 : distance(written, name)
    if (steps < best) {
      best = steps
      found = name
    }
  }
  return found
}

/** ` (did you mean 'title'?)`, or nothing: to end a message with. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const name = nearest(written, known)
  return name === null ? '' : ` (did you mean '${name}'?)`
}
