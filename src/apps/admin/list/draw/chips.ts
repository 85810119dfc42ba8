import { pgettext } from '../../../../web/i18n/index.ts'
import { dayText } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { pathLabel } from '../../paths.ts'
import { hierarchyName } from '../hierarchy.ts'
import type { QueryPart } from '../query.ts'
import type { ListReading } from '../read-address.ts'
import type { Facet } from './facets.ts'

/** One thing that narrows the list, and the address without it. */
export interface Chip {
  readonly label: string
  readonly text: string
  readonly url: string
  /** True for the words of the search box. */
  readonly search?: boolean
  /** What it is a part of. */
  readonly part: QueryPart
  /** Of a part of the search: the search without it. */
  readonly rest?: string
}

/** What narrows the list. */
export function readChips(model: ModelAdmin, { address, search, days }: ListReading, facets: readonly Facet[]): Chip[] {
  const { hierarchy } = model
  return [
    ...search.chips.map(({ label, text, rest, isWords }) => ({
      label: isWords ? pgettext('filter', 'Search') : label,
      text,
      url: address.with('q', ...(rest === '' ? [] : [rest])).toString(),
      search: isWords,
      part: 'search' as const,
      rest,
    })),
    ...facets
      .filter((facet) => facet.chosen !== '')
      .map((facet) => ({
        label: facet.label,
        text: facet.chosen,
        url: address.without(...facet.filter.params).toString(),
        part: facet.filter,
      })),
    ...(days === null || hierarchy === null
      ? []
      : [
          {
            label: pathLabel(hierarchy),
            text: dayText(address.get(hierarchyName(hierarchy))!),
            url: address.without(hierarchyName(hierarchy)).toString(),
            part: 'days' as const,
          },
        ]),
  ]
}
