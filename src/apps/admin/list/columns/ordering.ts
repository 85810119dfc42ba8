import type { ModelInfo } from '../../../../data/query/index.ts'
import type { ListColumn } from './columns.ts'

/** A column that the address orders by. */
export interface ColumnOrder {
  readonly column: ListColumn
  readonly descending: boolean
}

/** By how many columns a list is ordered at the most. */
const mostOrders = 6

/** Reads `?o=-published_at,headline`: names of columns, `-` for descending. Names that are none are left out. */
export function columnOrder(asked: string | null, columns: readonly ListColumn[]): ColumnOrder[] {
  const orders: ColumnOrder[] = []
  for (const term of (asked ?? '').slice(0, 2000).split(',')) {
    if (orders.length === mostOrders) break
    const descending = term.startsWith('-')
    const name = descending ? term.slice(1) : term
    const column = columns.find((each) => each.name === name && each.orderBy !== null)
    if (column !== undefined && !orders.some((order) => order.column === column)) orders.push({ column, descending })
  }
  return orders
}

/**
 * The paths to order by: those of the address, else the registration's, else the model's; ended by the key, so that
 * rows that are equal stay in one order from page to page.
 */
export function orderPaths(
  info: ModelInfo,
  orders: readonly ColumnOrder[],
  declared: readonly string[] | null,
): string[] {
  const paths = orders.map(({ column, descending }) => (descending ? flip(column.orderBy!) : column.orderBy!))
  if (paths.length === 0) {
    paths.push(...usualOrder(info, declared))
  }
  const key = info.key.property
  if (!paths.some((path) => ['pk', '-pk', key, `-${key}`].includes(path))) paths.push('-pk')
  return paths
}

/** The order of a list where nobody asks for another: the registration's, or the model's. */
export function usualOrder(info: ModelInfo, declared: readonly string[] | null): readonly string[] {
  return declared ?? info.ordering.map((term) => (term.descending ? `-${term.path}` : term.path))
}

function flip(path: string): string {
  return path.startsWith('-') ? path.slice(1) : `-${path}`
}

/** What `o` becomes when a column's head is clicked: ascending first, then the other way round. */
export function nextOrder(column: ListColumn, orders: readonly ColumnOrder[]): string {
  const current = orders[0]?.column === column ? orders[0] : undefined
  return current !== undefined && !current.descending ? `-${column.name}` : column.name
}

/** The order of columns as the address writes it: '-published,title'. */
export function orderText(orders: readonly ColumnOrder[]): string {
  return orders.map(({ column, descending }) => `${descending ? '-' : ''}${column.name}`).join(',')
}

/** What `o` becomes when a column is ordered by after the others; where it is there already, the other way round. */
export function addedOrder(column: ListColumn, orders: readonly ColumnOrder[]): string {
  if (!orders.some((order) => order.column === column)) return orderText([...orders, { column, descending: false }])
  return orderText(orders.map((each) => (each.column === column ? { column, descending: !each.descending } : each)))
}
