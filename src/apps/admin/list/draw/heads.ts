import { gettext } from '../../../../web/i18n/index.ts'
import { fill } from '../../format.ts'
import type { ListAddress } from '../address.ts'
import type { ListColumn } from '../columns/columns.ts'
import { addedOrder, type ColumnOrder, nextOrder, orderText } from '../columns/ordering.ts'

/** The head of a column. */
interface DrawnHead {
  readonly name: string
  readonly label: string
  readonly numeric: boolean
  /** The list ordered by this column alone; null where it cannot be. */
  readonly url: string | null
  /** The list ordered by this column after the others: what Shift and a click do. */
  readonly addUrl: string | null
  readonly sort: 'ascending' | 'descending' | null
  /** Which of several columns this is that the list is ordered by. */
  readonly rank: number | null
}

/** The heads of the columns, each with the address that orders by it. */
export function heads(
  columns: readonly ListColumn[],
  address: ListAddress,
  orders: readonly ColumnOrder[],
): DrawnHead[] {
  return columns.map((column) => {
    const at = orders.findIndex((order) => order.column === column)
    const can = column.orderBy !== null
    return {
      name: column.name,
      label: column.label,
      numeric: column.numeric,
      url: can ? address.with('o', nextOrder(column, orders)).toString() : null,
      addUrl: can ? address.with('o', addedOrder(column, orders)).toString() : null,
      sort: at < 0 ? null : orders[at]!.descending ? 'descending' : 'ascending',
      rank: at >= 0 && orders.length > 1 ? at + 1 : null,
    }
  })
}

/** The menu that orders a list by several columns, for those who do not click on heads with Shift. */
interface SortMenu {
  /** What the list is ordered by: the other way round, and without. */
  readonly current: readonly {
    readonly label: string
    readonly descending: boolean
    readonly turnUrl: string
    readonly turnText: string
    readonly dropUrl: string
    readonly dropText: string
  }[]
  readonly further: readonly { readonly label: string; readonly url: string }[]
}

export function sortMenu(
  columns: readonly ListColumn[],
  address: ListAddress,
  orders: readonly ColumnOrder[],
): SortMenu | null {
  const able = columns.filter((column) => column.orderBy !== null)
  if (able.length === 0) return null
  const to = (text: string) => address.with('o', ...(text === '' ? [] : [text])).toString()
  return {
    current: orders.map((order) => ({
      label: order.column.label,
      descending: order.descending,
      turnUrl: to(addedOrder(order.column, orders)),
      turnText: fill(order.descending ? gettext('%(name)s: first to last') : gettext('%(name)s: last to first'), {
        name: order.column.label,
      }),
      dropUrl: to(orderText(orders.filter((each) => each !== order))),
      dropText: fill(gettext('Do not sort by %(name)s'), { name: order.column.label }),
    })),
    further: able
      .filter((column) => !orders.some((order) => order.column === column))
      .map((column) => ({ label: column.label, url: to(addedOrder(column, orders)) })),
  }
}
