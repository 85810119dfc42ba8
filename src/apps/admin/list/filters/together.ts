import { type AnyQuerySet, Count } from '../../../../data/orm/index.ts'
import { isRuled } from '../../access.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { ListQuery } from '../query.ts'
import type { ListReading } from '../read-address.ts'
import type { FilterReading, ListFilter } from './filter.ts'
import { writeValue } from './values.ts'

/** What several filters show beside their values, counted by one statement. */
export interface CountedTogether {
  /** How many rows pass the search and every filter. */
  readonly found: number
  /** By filter: how many rows each value would show, those that occur most first. */
  readonly counts: ReadonlyMap<ListFilter, ReadonlyMap<string, number>>
}

/** So many combinations of values are read; where there are more, each filter is counted by itself. */
const mostGroups = 1000

/** Filters of so many values that their combinations were too many once: they are not tried again. */
const wide = new WeakSet<ListFilter>()

/**
 * Counts the filters whose values are a column's own by their combinations: `GROUP BY status, featured`. What a value of one filter would show
 * is the sum over those combinations that pass the others, and the rows that the list shows are those that pass all of them. Null where
 * there are not two such filters, or too many combinations.
 */
export async function countTogether(
  admin: AdminRequest,
  model: ModelAdmin,
  reading: ListReading,
  query: ListQuery,
): Promise<CountedTogether | null> {
  // What a project says of rows may join others, or be `distinct()`: those are counted as they come.
  const isProjects = reading.filters.some(({ filter, asked }) => filter.path === null && asked.narrow !== null)
  if (isProjects || isRuled(admin, model)) return null
  const filters = reading.filters.filter(({ filter, asked }) => asked.grouped !== undefined && !wide.has(filter))
  if (filters.length < 2) return null
  const groups = await groupsOf(
    query.without(...filters.map(({ filter }) => filter)),
    filters.map(({ asked }) => asked.grouped!.path),
  )
  if (groups.length > mostGroups) {
    for (const { filter, asked } of filters) if (!asked.grouped!.few) wide.add(filter)
    return null
  }
  return summed(filters, groups)
}

type Asked = readonly { readonly filter: ListFilter; readonly asked: FilterReading }[]

/** A combination of values, as the address writes them, and its number of rows. */
interface Group {
  readonly values: readonly string[]
  readonly rows: number
}

async function groupsOf(rows: AnyQuerySet, paths: readonly string[]): Promise<Group[]> {
  const found = (await rows
    .orderBy()
    .values(...paths)
    .annotate({ nuages_count: Count('*') })
    .slice(0, mostGroups + 1)) as unknown as AnyRow[]
  return found.map((group) => ({
    values: paths.map((path) => writeValue(group[path])),
    rows: Number(group['nuages_count']),
  }))
}

function summed(filters: Asked, groups: readonly Group[]): CountedTogether {
  const chosen = filters.map(({ asked }) => new Set(asked.grouped!.chosen.map(writeValue)))
  const counts = filters.map(() => new Map<string, number>())
  const add = (at: number, { values, rows }: Group) =>
    counts[at]!.set(values[at]!, (counts[at]!.get(values[at]!) ?? 0) + rows)
  let found = 0
  for (const group of groups) {
    const failed = chosen.flatMap((values, at) => (values.size === 0 || values.has(group.values[at]!) ? [] : [at]))
    if (failed.length === 0) {
      found += group.rows
      for (const at of filters.keys()) add(at, group)
    } else if (failed.length === 1) add(failed[0]!, group)
  }
  const often = (map: Map<string, number>) => new Map([...map].sort(([, a], [, b]) => b - a))
  return { found, counts: new Map(filters.map(({ filter }, at) => [filter, often(counts[at]!)])) }
}
