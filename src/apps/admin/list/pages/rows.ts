import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { ListColumn } from '../columns/columns.ts'
import { learns, type Needed, neededFor } from '../columns/needed.ts'
import { type ColumnOrder, orderPaths } from '../columns/ordering.ts'
import type { Page } from './paginator.ts'

/** A page whose neighbours are found by key. */
export interface KeyedPage {
  readonly rows: AnyRow[]
  readonly next: string | null
  readonly previous: string | null
}

/** Which part of a list: a page by its number, or the rows after or before a place. */
export type Place = Page | { readonly size: number; readonly after: string | null; readonly before: string | null }

/** A page is read once for each field that turns out to be needed. */
const mostTries = 20

/** Reads the rows of one page and draws them: what is drawn says what has to be read. `more` are further fields that drawing needs. */
export async function readPage<T>(
  model: ModelAdmin,
  rows: AnyQuerySet,
  columns: readonly ListColumn[],
  orders: readonly ColumnOrder[],
  place: Place,
  draw: (rows: AnyRow[]) => Promise<T>,
  more: readonly string[] = [],
): Promise<KeyedPage & { readonly drawn: T }> {
  const ordered = rows.orderBy(...orderPaths(model.info, orders, model.ordering))
  for (let tries = 0; ; tries++) {
    const page = await rowsAt(loading(ordered, neededFor(model, columns, more)), place)
    try {
      return { ...page, drawn: await draw(page.rows) }
    } catch (error) {
      if (tries >= mostTries || !learns(model, columns, error)) throw error
    }
  }
}

function loading(rows: AnyQuerySet, { only, selectRelated, prefetch }: Needed): AnyQuerySet {
  const joined = selectRelated.length === 0 ? rows : rows.selectRelated(...selectRelated)
  const narrow = only === null ? joined : joined.only(...only)
  return prefetch.length === 0 ? narrow : narrow.prefetchRelated(...(prefetch as never[]))
}

async function rowsAt(rows: AnyQuerySet, place: Place): Promise<KeyedPage> {
  if ('size' in place) return (await rows.cursorPage(place)) as unknown as KeyedPage
  const found = place.count === 0 ? [] : await rows.slice(place.start, place.end)
  return { rows: found, next: null, previous: null }
}
