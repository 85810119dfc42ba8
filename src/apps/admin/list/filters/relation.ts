import type { ModelInfo } from '../../../../data/query/index.ts'
import { currentLocale, gettext, ngettext } from '../../../../web/i18n/index.ts'
import { choosable } from '../../form/relations/choosable.ts'
import { count, fill } from '../../format.ts'
import { keyOf } from '../../keys.ts'
import { farModel, type ModelPath } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { searchFar } from '../search/far.ts'
import { by, type FacetBody, type FacetPlace, type FilterReading, type ListFilter } from './filter.ts'
import {
  askedValues,
  chosenLabels,
  isOwnColumn,
  mayBeEmpty,
  none,
  oneOf,
  optionOf,
  valueCounts,
  writeValue,
} from './values.ts'

/** How many values of a relation a facet offers. */
const most = 30

/** A filter that ticks rows at the end of a relation: those that occur most, and others by a part of their name. */
export function relationFilter(info: ModelInfo, path: ModelPath, label: () => string): ListFilter {
  const far = farModel(path)
  const name = path.path
  const read = (text: string) => keyOf(far, text)
  return {
    name,
    get label() {
      return label()
    },
    path,
    params: [name, `find-${name}`],
    read(_admin, address): FilterReading {
      const { values, bad } = askedValues(address, name, read)
      const condition = oneOf(info, path, values)
      const words = (address.get(`find-${name}`) ?? '').slice(0, 200)
      return {
        narrow: condition === null ? null : by(condition),
        ignored: bad ? [name] : [],
        ...(isOwnColumn(path) && words === '' && { grouped: { path: name, chosen: values, few: false } }),
        facet: (place) => facet(place, far, path, values, words, label()),
      }
    },
  }
}

async function facet(
  { admin, rows, counted, counts: known }: FacetPlace,
  far: ModelInfo,
  path: ModelPath,
  values: readonly unknown[],
  words: string,
  label: string,
): Promise<FacetBody> {
  const found = words === '' ? null : await foundKeys(admin, far, words)
  const asked = values.filter((value) => value !== null)
  const counts = known ?? (counted ? await countsOf(rows, path, asked, found) : null)
  const often = [...(counts?.keys() ?? [])].filter((text) => text !== none)
  const keys = new Map<string, unknown>(asked.map((key) => [writeValue(key), key]))
  for (const key of found ?? often.map((text): unknown => far.key.field.clean(text))) {
    if (keys.size >= most + asked.length) break
    keys.set(writeValue(key), key)
  }
  const shown = await rowsOf(admin, far, counts === null && found === null ? null : [...keys.values()], asked)
  const option = optionOf(counts, values)
  const options = shown
    .map((row) => option(row[far.key.attribute], String(row)))
    .sort(
      (a, b) =>
        (counts?.get(b.value) ?? 0) - (counts?.get(a.value) ?? 0) ||
        a.label.localeCompare(b.label, currentLocale().code),
    )
  if (values.includes(null) || (found === null && (counts === null ? mayBeEmpty(path) : (counts.get(none) ?? 0) > 0)))
    options.push(option(null, gettext('Not set')))
  const more = often.length > most || (counts === null && shown.length >= most)
  return {
    options,
    chosen: chosenLabels(options),
    ...((more || words !== '') && {
      find: { name: `find-${path.path}`, value: words, label: fill(gettext('Find in %(name)s'), { name: label }) },
    }),
    ...(found !== null && {
      note: fill(ngettext('%(count)s found', '%(count)s found', found.length), { count: count(found.length) }),
    }),
  }
}

/** Counts of the values that occur most, and of those that are chosen or were looked for. */
async function countsOf(
  rows: FacetPlace['rows'],
  path: ModelPath,
  asked: readonly unknown[],
  found: readonly unknown[] | null,
): Promise<Map<string, number>> {
  const only = found === null ? null : [...found, ...asked]
  const counts = await valueCounts(only === null ? rows : rows.filter({ [`${path.path}__in`]: only }), path, 200)
  const missing = only === null ? asked.filter((key) => !counts.has(writeValue(key))) : []
  if (counts.size < 200 || missing.length === 0) return counts
  const rest = await valueCounts(rows.filter({ [`${path.path}__in`]: missing }), path, missing.length)
  return new Map([...counts, ...rest])
}

async function foundKeys(admin: AdminRequest, far: ModelInfo, words: string): Promise<unknown[]> {
  const condition = await searchFar(admin, far, words)
  if (condition === null) return []
  const rows = choosable(admin, far).filter(condition).slice(0, most)
  return (await rows).map((row) => row[far.key.attribute])
}

/** Rows by key, or the first that there are; only those that the person may choose. */
async function rowsOf(
  admin: AdminRequest,
  far: ModelInfo,
  keys: readonly unknown[] | null,
  asked: readonly unknown[],
): Promise<AnyRow[]> {
  const rows = choosable(admin, far)
  if (keys !== null) return keys.length === 0 ? [] : await rows.filter({ pk__in: keys })
  const first = await rows.slice(0, most)
  const known = new Set(first.map((row) => writeValue(row[far.key.attribute])))
  const others = asked.filter((key) => !known.has(writeValue(key)))
  if (others.length === 0) return first
  return [...first, ...(await rows.filter({ pk__in: others }))]
}
