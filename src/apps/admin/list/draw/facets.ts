import type { AdminRequest } from '../../request.ts'
import type { FacetBody, FacetOption, ListFilter } from '../filters/filter.ts'
import type { CountedTogether } from '../filters/together.ts'
import type { ListQuery } from '../query.ts'
import type { ListReading } from '../read-address.ts'

/** How many values of a facet are shown at once. */
const shortFacet = 10
/** How many facets are open where nothing is chosen. */
const openFacets = 3

/** A filter as the page draws it. */
export interface Facet extends FacetBody {
  readonly filter: ListFilter
  readonly name: string
  readonly label: string
  readonly open: boolean
  /** Values that the page folds away. */
  readonly more: readonly FacetOption[]
}

/** The filters, with what their values would show where that is counted; `together` is what one statement counted of several. */
export function readFacets(
  admin: AdminRequest,
  reading: ListReading,
  query: ListQuery,
  counted: boolean,
  together: CountedTogether | null,
): Promise<Facet[]> {
  return Promise.all(
    reading.filters.map(async ({ filter, asked }, index) => {
      const counts = together?.counts.get(filter)
      const rows = query.without(filter)
      const place = { admin, address: reading.address, rows, counted, ...(counts !== undefined && { counts }) }
      const body = await asked.facet(place)
      const { options } = body
      return {
        ...body,
        filter,
        name: filter.name,
        label: filter.label,
        open: index < openFacets || body.chosen !== '' || (body.find?.value ?? '') !== '',
        options: options.filter((option, at) => at < shortFacet || option.checked),
        more: options.filter((option, at) => at >= shortFacet && !option.checked),
      }
    }),
  )
}
