import { untyped } from '../../../data/orm/index.ts'
import { visibleRows } from '../access.ts'
import { forUser } from '../for-user.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminRequest } from '../request.ts'
import type { ListAddress } from './address.ts'
import { askedValues, filterCondition } from './filters.ts'
import { readAddress } from './read-address.ts'
import { searchCondition } from './search.ts'

export type Rows = ReturnType<typeof untyped>

/** What an address asks for. */
export interface ListQuery {
  /** Rows that pass the search and every filter, in no order. */
  readonly rows: Rows
  /** False where the list shows everything. */
  readonly narrowed: boolean
  /** The rows without one filter: what its counts are about. */
  without(filter: string): Rows
}

/** `all` are the rows that the person may see. */
export function listQuery(model: ModelAdmin, all: Rows, address: ListAddress): ListQuery {
  const search = searchCondition(model.search, address.get('q') ?? '') ?? []
  const filters = new Map<string, object>()
  for (const filter of model.filters) {
    const condition = filterCondition(filter, askedValues(filter, address))
    if (condition !== null) filters.set(filter.name, condition)
  }
  const through = model.search.some((field) => field.path.toMany) || model.filters.some((filter) => filter.path.toMany)
  const narrow = (conditions: readonly object[]): Rows => {
    let rows = all
    for (const condition of conditions) {
      // Across a to-many relation each word and filter may be answered by another row of it, and a row that several related
      // rows answer for is one row: so each has a subquery of its own, and no number of words joins too many tables.
      const alone = () =>
        untyped(model.info.model)
          .filter(condition as never)
          .orderBy()
          .values('pk')
      rows = through ? rows.filter({ pk__in: alone() }) : rows.filter(condition as never)
    }
    return rows
  }
  return {
    rows: narrow([...search, ...filters.values()]),
    narrowed: search.length + filters.size > 0,
    without: (name) =>
      narrow([...search, ...[...filters].filter(([each]) => each !== name).map(([, condition]) => condition)]),
  }
}

/** Every row that the list of an address shows to this person, over all its pages: what an action on all that match works on. */
export async function matchingRows(admin: AdminRequest, shown: ModelAdmin, query: URLSearchParams): Promise<Rows> {
  const model = await forUser(admin, shown)
  return listQuery(model, visibleRows(admin, model), readAddress(model, query).address).rows
}
