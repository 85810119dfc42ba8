import { choosable } from '../form/choosable.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'
import type { ListAddress } from './address.ts'
import { askedValues, type FacetOption, facetOptions } from './filters.ts'
import type { ListQuery } from './query.ts'

/** How many values of a facet are shown at once. */
const shortFacet = 10

/** A filter as the page draws it. */
export interface Facet {
  readonly name: string
  readonly label: string
  readonly open: boolean
  readonly options: readonly FacetOption[]
  /** Those that the page folds away. */
  readonly more: readonly FacetOption[]
}

/** The filters with what their values count. */
export function readFacets(
  admin: AdminRequest,
  model: ModelAdmin,
  address: ListAddress,
  query: ListQuery,
): Promise<Facet[]> {
  return Promise.all(
    model.filters.map(async (filter, index) => {
      const options = await facetOptions(filter, query.without(filter.name), askedValues(filter, address), (far) =>
        choosable(admin, far),
      )
      return {
        name: filter.name,
        label: filter.label,
        open: index < 3 || options.some((option) => option.checked),
        options: options.filter((option, at) => at < shortFacet || option.checked),
        more: options.filter((option, at) => at >= shortFacet && !option.checked),
      }
    }),
  )
}
