import type { ModelAdmin } from '../model-admin.ts'
import { ListAddress } from './address.ts'
import { columnOrder } from './ordering.ts'

/** The parts of the address that this list understands; the names of the others. */
export function readAddress(model: ModelAdmin, query: URLSearchParams): { address: ListAddress; ignored: string[] } {
  const known = new Set(['p', ...(model.search.length > 0 ? ['q'] : []), ...model.filters.map((filter) => filter.name)])
  const ignored = new Set<string>()
  const pairs: [string, string][] = []
  for (const [name, value] of query) {
    if (name === 'o') {
      const orders = columnOrder(value, model.columns)
      const kept = orders.map((order) => `${order.descending ? '-' : ''}${order.column.name}`).join(',')
      if (kept !== value) ignored.add('o')
      if (kept !== '') pairs.push([name, kept])
    } else if (!known.has(name)) ignored.add(name.slice(0, 60))
    else if (value !== '') pairs.push([name, value])
  }
  return { address: new ListAddress(pairs), ignored: [...ignored].slice(0, 5) }
}
