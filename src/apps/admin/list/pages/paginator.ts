/** One page of a list, counted from 1. */
export interface Page {
  readonly number: number
  readonly count: number
  readonly pages: number
  /** Rows of this page: from `start` (counted from 0) to before `end`. */
  readonly start: number
  readonly end: number
}

/**
 * The page that `asked` (the `p` of the address) means among `count` rows. What is no page becomes the nearest one:
 * text the first, a number past the end the last.
 */
export function pageOf(asked: string | null, count: number, perPage: number): Page {
  const pages = Math.max(1, Math.ceil(count / perPage))
  const wanted = /^\d{1,9}$/.test(asked ?? '') ? Number(asked) : 1
  const number = Math.min(Math.max(wanted, 1), pages)
  const start = (number - 1) * perPage
  return { number, count, pages, start, end: Math.min(start + perPage, count) }
}

/** The page numbers to offer: both ends, the neighbours of the current one, and null where some are left out. */
export function pageNumbers(page: Page, neighbours = 2): (number | null)[] {
  const wanted = new Set([1, 2, page.pages - 1, page.pages])
  for (let n = page.number - neighbours; n <= page.number + neighbours; n++) wanted.add(n)
  const numbers = [...wanted].filter((n) => n >= 1 && n <= page.pages).sort((a, b) => a - b)
  const shown: (number | null)[] = []
  for (const number of numbers) {
    const before = shown.at(-1)
    if (typeof before === 'number' && number - before === 2) shown.push(number - 1)
    else if (typeof before === 'number' && number - before > 2) shown.push(null)
    shown.push(number)
  }
  return shown
}
