import { pgettext } from '../../../web/i18n/index.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { ListAddress } from './address.ts'
import type { Facet } from './draw-facets.ts'
import { chosenLabels } from './filters.ts'
import { searchCondition } from './search.ts'

/** One thing that narrows the list, and the address without it. */
export interface Chip {
  readonly label: string
  readonly text: string
  readonly url: string
  /** True for the words of the search box. */
  readonly search?: boolean
}

/** What narrows the list; `ways` is the last of it, where there is more than one. */
export function readChips(model: ModelAdmin, address: ListAddress, facets: readonly Facet[]) {
  const chips: Chip[] = []
  const q = address.get('q')
  if (q !== null && searchCondition(model.search, q) !== null)
    chips.push({ label: pgettext('filter', 'Search'), search: true, text: q, url: address.with('q').toString() })
  for (const facet of facets) {
    const text = chosenLabels(facet.options)
    if (text !== '') chips.push({ label: facet.label, text, url: address.with(facet.name).toString() })
  }
  return { chips, ways: chips.length > 1 ? chips.at(-1)! : null }
}
