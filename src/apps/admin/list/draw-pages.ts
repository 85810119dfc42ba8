import type { ListAddress } from './address.ts'
import { type Page, pageNumbers } from './paginator.ts'

/** Links to the other pages. */
export function pageLinks(address: ListAddress, current: Page) {
  const link = (number: number) => address.with('p', ...(number === 1 ? [] : [String(number)])).toString()
  return {
    pages:
      current.pages === 1
        ? []
        : pageNumbers(current).map((number) => ({
            number,
            url: number === null ? null : link(number),
            current: number === current.number,
          })),
    previousUrl: current.number > 1 ? link(current.number - 1) : null,
    nextUrl: current.number < current.pages ? link(current.number + 1) : null,
  }
}
