import type { AnyQuerySet } from '../../../data/orm/index.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'
import { by, type ListFilter } from './filters/filter.ts'
import { inPeriod } from './periods.ts'
import type { ListReading } from './read-address.ts'

/** One of the things that narrow a list. */
export type QueryPart = ListFilter | 'days' | 'search'

/** What an address asks for. */
export interface ListQuery {
  /** Rows that pass the search and every filter, in no order. */
  readonly rows: AnyQuerySet
  /** False where the list shows everything. */
  readonly narrowed: boolean
  /** The rows without some filters, the strip of dates or the search: what the counts of a filter are about. */
  without(...parts: readonly QueryPart[]): AnyQuerySet
}

/** `all` are the rows that the person may see. */
export function listQuery(admin: AdminRequest, model: ModelAdmin, all: AnyQuerySet, reading: ListReading): ListQuery {
  const steps = new Map<QueryPart, (rows: AnyQuerySet) => AnyQuerySet>()
  if (reading.search.condition !== null) steps.set('search', by(reading.search.condition))
  for (const { filter, asked } of reading.filters) if (asked.narrow !== null) steps.set(filter, asked.narrow)
  const { hierarchy } = model
  if (reading.days !== null && hierarchy !== null)
    steps.set('days', by(inPeriod(hierarchy.path, hierarchy.schema!, reading.days, admin.zone)))
  const without = (...parts: readonly QueryPart[]) =>
    [...steps].reduce((rows, [part, step]) => (parts.includes(part) ? rows : step(rows)), all)
  return { rows: without(), narrowed: steps.size > 0, without }
}
