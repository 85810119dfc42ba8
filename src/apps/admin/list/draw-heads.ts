import type { ModelAdmin } from '../model-admin.ts'
import type { ListAddress } from './address.ts'
import { type ColumnOrder, nextOrder } from './ordering.ts'

/** The heads of the columns, each with the address that orders by it. */
export function heads(model: ModelAdmin, address: ListAddress, orders: readonly ColumnOrder[]) {
  return model.columns.map((column) => {
    const at = orders.findIndex((order) => order.column === column)
    return {
      label: column.label,
      numeric: column.numeric,
      url: column.orderBy === null ? null : address.with('o', nextOrder(column, orders)).toString(),
      sort: at < 0 ? null : orders[at]!.descending ? 'descending' : 'ascending',
      rank: at >= 0 && orders.length > 1 ? at + 1 : null,
    }
  })
}
