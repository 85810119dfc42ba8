import type { HttpRequest } from 'nuages/http'

/** What a list needs of a queryset to show one page of it. */
interface Pageable<Row> {
  count(): Promise<number>
  slice(start: number, end: number): PromiseLike<readonly Row[]>
}

/** One page of a list, and the addresses of its neighbours (null at the ends). */
export interface Page<Row> {
  rows: readonly Row[]
  number: number
  count: number
  total: number
  previous: string | null
  next: string | null
}

/** The page that `?page=` asks for. What is no page number is the first page; what is too far is the last. */
export async function paginate<Row>(list: Pageable<Row>, request: HttpRequest, size = 12): Promise<Page<Row>> {
  const total = await list.count()
  const count = Math.max(1, Math.ceil(total / size))
  const asked = Number.parseInt(request.query.get('page') ?? '1', 10)
  const number = Math.min(count, Math.max(1, Number.isNaN(asked) ? 1 : asked))
  const rows = total === 0 ? [] : await list.slice((number - 1) * size, number * size)
  const address = (page: number): string => {
    const query = new URLSearchParams(request.query)
    query.set('page', String(page))
    return `?${query}`
  }
  return {
    rows,
    number,
    count,
    total,
    previous: number > 1 ? address(number - 1) : null,
    next: number < count ? address(number + 1) : null,
  }
}
