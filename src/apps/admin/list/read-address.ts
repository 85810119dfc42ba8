import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'
import { ListAddress } from './address.ts'
import { columnOrder } from './columns/ordering.ts'
import type { FilterReading, ListFilter } from './filters/filter.ts'
import { hierarchyName, hierarchyPeriod } from './hierarchy.ts'
import type { Period } from './periods.ts'
import { readSearch, type Search } from './search/typed/search.ts'

/** What an address asks of a list, read as far as the list understands it. */
export interface ListReading {
  /** Only what is understood. */
  readonly address: ListAddress
  /** Names in the address that mean nothing here, or whose values do. */
  readonly ignored: readonly string[]
  readonly filters: readonly { readonly filter: ListFilter; readonly asked: FilterReading }[]
  readonly search: Search
  /** The days that the strip of dates is at; null for all. */
  readonly days: Period | null
}

/** Reads the address of a list. `model` is as the person may see it. */
export async function readAddress(
  admin: AdminRequest,
  model: ModelAdmin,
  query: URLSearchParams,
): Promise<ListReading> {
  const ignored = new Set<string>()
  const read = understood(model, query, ignored)
  const filters = await Promise.all(
    model.filters.map(async (filter) => ({ filter, asked: await filter.read(admin, read) })),
  )
  const meaningless = new Set(
    filters.flatMap(({ filter, asked }) =>
      asked.ignored.filter((name) => name !== filter.name || asked.narrow === null),
    ),
  )
  for (const name of filters.flatMap(({ asked }) => asked.ignored)) ignored.add(name)
  const on = model.hierarchy === null ? null : read.get(hierarchyName(model.hierarchy))
  const days = hierarchyPeriod(on)
  if (on !== null && days === null) {
    ignored.add(hierarchyName(model.hierarchy!))
    meaningless.add(hierarchyName(model.hierarchy!))
  }
  return {
    address: read.only((name) => !meaningless.has(name)),
    ignored: [...ignored].slice(0, 5),
    filters,
    search: await readSearch(admin, model, (read.get('q') ?? '').slice(0, longestSearch)),
    days,
  }
}

/** How much of a search is read, in characters. */
const longestSearch = 4000

/** The pairs of an address whose names the list knows; the names of the others go to `ignored`. */
function understood(model: ModelAdmin, query: URLSearchParams, ignored: Set<string>): ListAddress {
  const known = new Set([
    ...['p', 'after', 'before', 'n', 'col', '_for'],
    ...(model.isSearchable ? ['q'] : []),
    ...model.filters.flatMap((filter) => filter.params),
    ...(model.hierarchy === null ? [] : [hierarchyName(model.hierarchy)]),
  ])
  const pairs: [string, string][] = []
  for (const [name, value] of query) {
    if (name === 'o') {
      const kept = columnOrder(value, model.offered)
        .map((order) => `${order.descending ? '-' : ''}${order.column.name}`)
        .join(',')
      if (kept !== value) ignored.add('o')
      if (kept !== '') pairs.push([name, kept])
    } else if (name === 'col') {
      if (model.offered.some((column) => column.name === value)) pairs.push([name, value])
      else ignored.add('col')
    } else if (!known.has(name)) ignored.add(name.slice(0, 60))
    else if (value !== '') pairs.push([name, value])
  }
  return new ListAddress(pairs)
}
