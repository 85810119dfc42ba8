import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import type { ModelInfo } from '../../../../data/query/index.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { ListAddress } from '../address.ts'
import type { ListQuery } from '../query.ts'
import { countAll, countMatches, type RowCount } from './count.ts'
import { pageOf } from './paginator.ts'
import type { KeyedPage, Place } from './rows.ts'

/** Rows on a page that can be chosen. */
const sizes = [10, 25, 50, 100, 250]
/** A list of so many rows can be shown at once. */
const mostShown = 500

/** How many rows the address wants on a page; `'all'` for as many as there are. */
export function pageSize(model: ModelAdmin, address: ListAddress): number | 'all' {
  const asked = address.get('n')
  if (asked === 'all') return 'all'
  return sizes.find((size) => String(size) === asked) ?? model.perPage
}

/** The choices of rows on a page. */
export function pageSizes(model: ModelAdmin, found: RowCount): (number | 'all')[] {
  const all = found.sure === 'exact' && found.count <= mostShown && found.count > Math.min(...sizes)
  return [...[...new Set([...sizes, model.perPage])].sort((a, b) => a - b), ...(all ? (['all'] as const) : [])]
}

/** A page of a list, with the numbers that stand around it. */
export interface Paged<T> {
  readonly drawn: T
  readonly shown: number
  readonly found: RowCount
  /** Null where nothing narrows the list. */
  readonly all: RowCount | null
  readonly long: boolean
  readonly place: Place
  readonly next: string | null
  readonly previous: string | null
}

/** Counts and reads one page: by its number, or by key where the list is long. `countFound` counts the rows of a list that is not. */
export async function paged<T>(
  model: ModelAdmin,
  all: AnyQuerySet,
  query: ListQuery,
  address: ListAddress,
  countFound: () => Promise<number>,
  read: (place: Place) => Promise<KeyedPage & { readonly drawn: T }>,
): Promise<Paged<T>> {
  const { info } = model
  const { all: total, long } = await countAll(info, all, model.counting)
  const asked = pageSize(model, address)
  if (long) return byKey(info, total, query, address, asked === 'all' ? mostShown : asked, read)
  const found: RowCount = query.narrowed ? { count: await countFound(), sure: 'exact' } : total
  const size = asked === 'all' ? (found.count <= mostShown ? Math.max(1, found.count) : model.perPage) : asked
  const place = pageOf(address.get('p'), found.count, size)
  const { rows, drawn } = await read(place)
  return {
    drawn,
    shown: rows.length,
    found,
    all: query.narrowed ? total : null,
    long,
    place,
    next: null,
    previous: null,
  }
}

async function byKey<T>(
  info: ModelInfo,
  total: RowCount,
  query: ListQuery,
  address: ListAddress,
  size: number,
  read: (place: Place) => Promise<KeyedPage & { readonly drawn: T }>,
): Promise<Paged<T>> {
  const [after, before] = [address.get('after'), address.get('before')]
  const first: Place = { size, after: null, before: null }
  const place: Place = after !== null ? { size, after, before: null } : { size, after: null, before }
  const page = await read(place).catch((error: unknown) => {
    // A cursor of another order, or of nothing: the first page.
    if ((error as { readonly code?: unknown }).code === 'NUAGES_ORM_BAD_CURSOR') return read(first)
    throw error
  })
  const whole = page.next === null && page.previous === null
  const found: RowCount = whole
    ? { count: page.rows.length, sure: 'exact' }
    : query.narrowed
      ? await countMatches(info, query.rows)
      : total
  return {
    drawn: page.drawn,
    shown: page.rows.length,
    found,
    all: query.narrowed ? total : null,
    long: true,
    place,
    next: page.next,
    previous: page.previous,
  }
}
