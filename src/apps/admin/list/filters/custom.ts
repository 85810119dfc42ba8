import type { CustomFilter } from '../../options/list.ts'
import type { FilterReading, ListFilter } from './filter.ts'
import { chosenLabels, optionOf } from './values.ts'

/** A filter that the project wrote. What its values would show is not counted: each would be a query. */
export function customFilter(declared: CustomFilter): ListFilter {
  const { name } = declared
  return {
    name,
    get label() {
      return String(declared.label)
    },
    path: null,
    params: [name],
    async read({ request }, address): Promise<FilterReading> {
      const choices = typeof declared.choices === 'function' ? await declared.choices(request) : declared.choices
      const texts = [...new Set(address.all(name))]
      const chosen = texts.filter((text) => Object.hasOwn(choices, text))
      return {
        narrow: chosen.length === 0 ? null : (rows) => declared.filter(rows, chosen, request),
        ignored: chosen.length < texts.length ? [name] : [],
        facet() {
          const option = optionOf(null, chosen)
          const options = Object.entries(choices).map(([value, label]) => option(value, String(label)))
          return { options, chosen: chosenLabels(options) }
        },
      }
    },
  }
}
