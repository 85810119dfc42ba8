import type { ModelInfo } from '../../../../data/query/index.ts'
import { formatNumber, gettext } from '../../../../web/i18n/index.ts'
import { fill } from '../../format.ts'
import type { ModelPath } from '../../paths.ts'
import { allOf, type Condition, nothing, ofItsOwn, where } from '../conditions.ts'
import { bound, readAmount } from '../numbers.ts'
import { rangeText } from './date.ts'
import { by, type FacetBody, type FacetPlace, type FilterReading, type ListFilter } from './filter.ts'
import { readHistogram } from './histogram.ts'
import { mayBeEmpty, none, optionOf } from './values.ts'

/** A filter of numbers: from and to, both included, with a picture of how often values occur. */
export function numberFilter(info: ModelInfo, path: ModelPath, label: () => string): ListFilter {
  const name = path.path
  const schema = path.schema!
  const [fromName, toName] = [`${name}__gte`, `${name}__lte`]
  return {
    name,
    get label() {
      return label()
    },
    path,
    params: [name, fromName, toName],
    read(_admin, address): FilterReading {
      const ignored: string[] = []
      const conditions: Condition[] = []
      const empty = address.get(name) === none
      if (empty) conditions.push(where({ [`${name}__isnull`]: true }))
      else if (address.get(name) !== null) ignored.push(name)
      const end = (param: string, op: 'gte' | 'lte'): string => {
        const text = address.get(param)
        if (text === null) return ''
        const amount = readAmount(text)
        if (amount === null) ignored.push(param)
        const lookups = amount === null ? null : bound(name, schema, op, amount)
        if (lookups !== null) conditions.push(lookups === 'never' ? nothing() : where(lookups))
        return amount ?? ''
      }
      const [from, to] = [end(fromName, 'gte'), end(toName, 'lte')]
      const all = allOf(conditions)
      return {
        narrow: all === null ? null : by(ofItsOwn(info, all, path.toMany)),
        ignored,
        facet: (place) => facet(place, path, label(), empty, from, to),
      }
    },
  }
}

async function facet(
  { rows, counted }: FacetPlace,
  path: ModelPath,
  label: string,
  empty: boolean,
  from: string,
  to: string,
): Promise<FacetBody> {
  const name = path.path
  const spread = counted && !path.toMany ? await readHistogram(rows, path, from, to) : null
  const option = optionOf(null, empty ? [null] : [])
  const shown = (text: string) => (text === '' ? '' : formatNumber(text))
  return {
    options: mayBeEmpty(path) ? [option(null, gettext('Not set'))] : [],
    range: {
      type: 'number',
      from: {
        name: `${name}__gte`,
        value: from,
        label: fill(gettext('Lowest %(name)s'), { name: label }),
        placeholder: spread?.low ?? '',
      },
      to: {
        name: `${name}__lte`,
        value: to,
        label: fill(gettext('Highest %(name)s'), { name: label }),
        placeholder: spread?.high ?? '',
      },
    },
    ...(spread !== null && { histogram: spread.histogram }),
    chosen: [empty ? gettext('Not set') : '', rangeText(shown(from), shown(to))]
      .filter((text) => text !== '')
      .join(gettext(', ')),
  }
}
