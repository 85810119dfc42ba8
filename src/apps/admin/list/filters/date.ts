import { Count } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { count, dayText, fill } from '../../format.ts'
import type { ModelPath } from '../../paths.ts'
import { allOf, type Condition, ofItsOwn, where } from '../conditions.ts'
import { calendarPeriod, inPeriod, type NamedPeriod, namedPeriod, namedPeriods, todayIn } from '../periods.ts'
import { by, type FacetBody, type FacetOption, type FacetPlace, type FilterReading, type ListFilter } from './filter.ts'
import { mayBeEmpty, none } from './values.ts'

const presetLabels: Readonly<Record<NamedPeriod, () => string>> = {
  today: () => gettext('Today'),
  '7days': () => gettext('Last 7 days'),
  month: () => gettext('This month'),
  year: () => gettext('This year'),
}
const isPreset = (text: string | null): text is NamedPeriod =>
  (namedPeriods as readonly (string | null)[]).includes(text)

/** A filter of dates: a period with a name, counted from today, and from and to, both days included; in the time zone. */
export function dateFilter(info: ModelInfo, path: ModelPath, label: () => string): ListFilter {
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
    read({ zone }, address): FilterReading {
      const ignored: string[] = []
      const conditions: Condition[] = []
      const preset = address.get(name)
      if (preset === none) conditions.push(where({ [`${name}__isnull`]: true }))
      else if (isPreset(preset)) conditions.push(inPeriod(name, schema, namedPeriod(preset, todayIn(zone)), zone))
      else if (preset !== null) ignored.push(name)
      const end = (param: string) => {
        const text = address.get(param)
        const period = text === null ? null : calendarPeriod(text)
        if (text !== null && period === null) ignored.push(param)
        return period
      }
      const [from, to] = [end(fromName), end(toName)]
      if (from !== null) conditions.push(inPeriod(name, schema, { from: from.from, until: null }, zone))
      if (to !== null) conditions.push(inPeriod(name, schema, { from: null, until: to.until }, zone))
      const all = allOf(conditions)
      return {
        narrow: all === null ? null : by(ofItsOwn(info, all, path.toMany)),
        ignored,
        facet: (place) =>
          facet(place, path, label(), preset, {
            from: from === null ? '' : address.get(fromName)!,
            to: to === null ? '' : address.get(toName)!,
          }),
      }
    },
  }
}

async function facet(
  place: FacetPlace,
  path: ModelPath,
  label: string,
  preset: string | null,
  ends: { readonly from: string; readonly to: string },
): Promise<FacetBody> {
  const name = path.path
  const empty = mayBeEmpty(path)
  const counts = place.counted && !path.toMany ? await presetCounts(place, path, empty) : null
  const option = (value: string, text: string): FacetOption => {
    const n = counts?.[value]
    return { value, label: text, checked: preset === value, count: n === undefined ? '' : count(n), zero: n === 0 }
  }
  const options = [
    { ...option('', gettext('Any time')), checked: !isPreset(preset) && preset !== none },
    ...namedPeriods.map((each) => option(each, presetLabels[each]())),
    ...(empty ? [option(none, gettext('Not set'))] : []),
  ]
  const said = options.find((each) => each.checked && each.value !== '')?.label
  const end = (param: string, value: string, text: string) => ({
    name: param,
    value: value === '' ? '' : fullDate(value),
    label: fill(text, { name: label }),
    placeholder: '',
  })
  return {
    options,
    single: true,
    range: {
      type: 'date',
      from: end(`${name}__gte`, ends.from, gettext('%(name)s from')),
      to: end(`${name}__lte`, ends.to, gettext('%(name)s to')),
    },
    chosen: [said, rangeText(ends.from && dayText(ends.from), ends.to && dayText(ends.to))]
      .filter((text) => text !== undefined && text !== '')
      .join(gettext(', ')),
  }
}

/** What `<input type="date">` takes. */
function fullDate(text: string): string {
  return calendarPeriod(text)?.from ?? ''
}

/** 'from 1 Mar to 9 Apr', 'from 1 Mar', 'up to 9 Apr', or nothing. */
export function rangeText(from: string, to: string): string {
  if (from !== '' && to !== '') return fill(gettext('from %(from)s to %(to)s'), { from, to })
  if (from !== '') return fill(gettext('from %(from)s'), { from })
  return to === '' ? '' : fill(gettext('up to %(to)s'), { to })
}

async function presetCounts({ admin, rows }: FacetPlace, { path, schema }: ModelPath, empty: boolean) {
  const today = todayIn(admin.zone)
  const named = Object.fromEntries(
    namedPeriods.map((each) => [
      `n_${each}`,
      Count('pk', { filter: inPeriod(path, schema!, namedPeriod(each, today), admin.zone) }),
    ]),
  )
  const counts = await rows.orderBy().aggregate({
    ...named,
    ...(empty && { [`n_${none}`]: Count('pk', { filter: where({ [`${path}__isnull`]: true }) }) }),
  })
  return Object.fromEntries(Object.entries(counts).map(([key, n]) => [key.slice(2), Number(n)]))
}
