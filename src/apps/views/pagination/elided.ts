/** Where page numbers are left out: `null` in a list of them. */
export type ElidedNumber = number | null

/**
 * The numbers of pages that a navigation names: those around the current one and those at both ends, null for what is left out between. A gap of one
 * page is that page. Semantics: Django's `Paginator.get_elided_page_range`.
 */
export function elidedNumbers(number: number, pages: number, onEachSide: number, onEnds: number): ElidedNumber[] {
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
