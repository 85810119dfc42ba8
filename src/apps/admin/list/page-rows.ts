import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import { type ColumnOrder, orderPaths } from './ordering.ts'
import type { Page } from './paginator.ts'
import type { Rows } from './query.ts'

/** The rows of one page, with the relations that its columns show. */
export async function pageRows(
  model: ModelAdmin,
  rows: Rows,
  orders: readonly ColumnOrder[],
  current: Page,
): Promise<AnyRow[]> {
  if (current.count === 0) return []
  const ordered = rows.orderBy(...orderPaths(model.info, orders, model.ordering))
  const joined = model.selectRelated.length === 0 ? ordered : ordered.selectRelated(...model.selectRelated)
  return (await joined.slice(current.start, current.end)) as unknown as AnyRow[]
}
