import { Count } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import type { ModelPath } from '../../paths.ts'
import { type Condition, isEmpty, ofItsOwn } from '../conditions.ts'
import { by, type FilterReading, type ListFilter } from './filter.ts'
import { chosenLabels, optionOf } from './values.ts'

/** A filter that asks whether there is a value at all. An empty text is none, as in Django's `EmptyFieldListFilter`. */
export function emptyFilter(info: ModelInfo, path: ModelPath, label: () => string): ListFilter {
  const name = `${path.path}__isempty`
  const empty = ofItsOwn(info, isEmpty(path), path.toMany)
  const condition = (values: readonly boolean[]): Condition => (values[0] === true ? empty : empty.not())
  return {
    name,
    get label() {
      return label()
    },
    path,
    params: [name],
    read(_admin, address): FilterReading {
      const texts = [...new Set(address.all(name))]
      const values = texts.flatMap((text) => (text === '1' ? [true] : text === '0' ? [false] : []))
      return {
        // Both together are everything.
        narrow: values.length === 1 ? by(condition(values)) : null,
        ignored: values.length < texts.length ? [name] : [],
        async facet({ rows, counted }) {
          const found = counted
            ? await rows.orderBy().aggregate({ all: Count('pk'), none: Count('pk', { filter: empty }) })
            : null
          const without = Number(found?.['none'] ?? 0)
          const counts =
            found &&
            new Map([
              ['1', without],
              ['0', Number(found['all']) - without],
            ])
          const option = optionOf(counts, values)
          const options = [option(true, gettext('Empty')), option(false, gettext('Filled in'))]
          return { options, chosen: chosenLabels(options) }
        },
      }
    },
  }
}
