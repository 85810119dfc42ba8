import { visibleRows } from '../access.ts'
import { keyFrom } from '../keys.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import type { CellStates } from './cells/sent.ts'
import type { ListColumn } from './columns/columns.ts'
import { pageOf } from './pages/paginator.ts'
import { readPage } from './pages/rows.ts'

/** A list that is shown again after something was asked of it that could not be done: nothing that was chosen or typed is lost. */
export interface SentBack {
  readonly status: number
  readonly note: { readonly kind: 'bad' | 'warn'; readonly text: string } | null
  /** The keys of the rows that were chosen. */
  readonly chosen: ReadonlySet<string>
  /** All that match were chosen. */
  readonly all: boolean
  /** What was typed into cells. */
  readonly cells: CellStates
  /** The rows that were on the page, to be shown again wherever they would be now; null for those of the address. */
  readonly keys: readonly string[] | null
}

/** The rows that stood on a page, drawn in their order, as far as they are still there. */
export async function rowsAgain<T>(
  admin: AdminRequest,
  model: ModelAdmin,
  columns: readonly ListColumn[],
  keys: readonly string[],
  draw: (rows: AnyRow[]) => Promise<T>,
): Promise<T> {
  const known = keys.map((key) => keyFrom(model, key)).filter((key) => key !== undefined)
  const rows = visibleRows(admin, model).filter({ pk__in: known })
  const place = pageOf(null, keys.length, Math.max(1, keys.length))
  const { drawn } = await readPage(model, rows, columns, [], place, (found) => {
    const byKey = new Map(found.map((row) => [String(row['pk']), row]))
    return draw(keys.map((key) => byKey.get(key)).filter((row) => row !== undefined))
  })
  return drawn
}
