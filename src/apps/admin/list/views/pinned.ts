import { mayView } from '../../access.ts'
import { forUser } from '../../for-user.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { addressUrl } from '../back-url.ts'
import { countView, readView, viewsOf } from './saved.ts'

/** A saved view that is counted on the overview. */
interface PinnedView {
  readonly name: string
  /** The rows that it is about: 'Books'. */
  readonly model: string
  readonly icon: string
  readonly url: string
  /** '14', or '1,000+'. */
  readonly count: string
}

/** More than this are no overview. */
const mostPinned = 12

/** The pinned views that this person may open, with how many of the rows that they may see each one shows now. */
export async function pinnedViews(admin: AdminRequest): Promise<PinnedView[]> {
  const rows = await viewsOf(admin).filter({ pinned: true }).slice(0, mostPinned)
  const views = await Promise.all(rows.map((row) => pinnedView(admin, row)))
  return views.filter((view) => view !== null)
}

async function pinnedView(admin: AdminRequest, row: AnyRow): Promise<PinnedView | null> {
  const type = row['contentType'] as AnyRow
  const shown = admin.models.find(String(type['appLabel']), String(type['model']))
  if (shown === undefined || !mayView(admin, shown)) return null
  const model = await forUser(admin, shown)
  const view = await readView(admin, model, row)
  if (view === null) return null
  return {
    name: view.name,
    model: shown.title,
    icon: shown.icon,
    url: addressUrl(admin, shown, view.address),
    count: await countView(view.rows),
  }
}
