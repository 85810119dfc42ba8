/** Where page numbers are left out: `null` in a list of them. */
export type ElidedNumber = number | null

/**
 * The numbers of pages that a navigation names: those around the current one and those at both ends, null for what is left out between. A gap of one
 * page is that page, and pages that are hardly more than would be named are all named. Semantics: Django's `Paginator.get_elided_page_range`.
 */
export function elidedNumbers(number: number, pages: number, onEachSide: number, onEnds: number): ElidedNumber[] {
  // So few pages are all named: what would be left out is not worth the dots.
  if (pages <= (onEachSide + onEnds) * 2) return Array.from({ length: pages }, (_, i) => i + 1)
  const shown = new Set<number>()
  for (let at = 1; at <= Math.min(onEnds, pages); at++) shown.add(at)
  for (let at = Math.max(1, pages - onEnds + 1); at <= pages; at++) shown.add(at)
  for (let at = Math.max(1, number - onEachSide); at <= Math.min(pages, number + onEachSide); at++) shown.add(at)
  const numbers: ElidedNumber[] = []
  let before = 0
  for (const at of [...shown].sort((a, b) => a - b)) {
    if (at - before === 2) numbers.push(at - 1)
    else if (at - before > 2) numbers.push(null)
    numbers.push(at)
    before = at
  }
  if (pages - before === 1) numbers.push(pages)
  else if (pages - before > 1) numbers.push(null)
  return numbers
}
