import { gettext } from '../../../../web/i18n/index.ts'
import { count, fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { ListAddress } from '../address.ts'
import { pageNumbers } from '../pages/paginator.ts'
import { type Paged, pageSize, pageSizes } from '../pages/paging.ts'

/** Links to the other pages. */
export function pageLinks(address: ListAddress, { place, next, previous }: Paged<unknown>) {
  const here = address.without()
  if ('size' in place)
    return {
      pages: [],
      // The page before the second one is the first.
      firstUrl: previous === null ? null : here.toString(),
      previousUrl: previous === null ? null : here.with('before', previous).toString(),
      nextUrl: next === null ? null : here.with('after', next).toString(),
    }
  const link = (number: number) => here.with('p', ...(number === 1 ? [] : [String(number)])).toString()
  return {
    pages:
      place.pages === 1
        ? []
        : pageNumbers(place).map((number) => ({
            number,
            url: number === null ? null : link(number),
            current: number === place.number,
          })),
    firstUrl: null,
    previousUrl: place.number > 1 ? link(place.number - 1) : null,
    nextUrl: place.number < place.pages ? link(place.number + 1) : null,
  }
}

/** The choice of rows on a page; null where it changes nothing. */
export function sizeChoice(model: ModelAdmin, address: ListAddress, { found }: Paged<unknown>) {
  const current = pageSize(model, address)
  const sizes = pageSizes(model, found)
  if (address.get('n') === null && found.count <= Math.min(model.perPage, 10)) return null
  const label = (size: number | 'all') => (size === 'all' ? gettext('All') : count(size))
  return {
    text: fill(gettext('Rows: %(count)s'), { count: label(current) }),
    options: sizes.map((size) => ({
      url: address.with('n', ...(size === model.perPage ? [] : [String(size)])).toString(),
      label: label(size),
      current: size === current,
    })),
  }
}
