import { type AnyQuerySet, Case, Q, untyped, Value, When } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { visibleRows } from '../../access.ts'
import { count, fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { SavedView } from '../../models.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, listUrl } from '../../request.ts'
import type { ListAddress } from '../address.ts'
import { countUpTo } from '../pages/count.ts'
import { listQuery } from '../query.ts'
import { readAddress } from '../read-address.ts'

/** A saved view as this person may open it. */
export interface ReadView {
  readonly key: string
  readonly name: string
  readonly shared: boolean
  readonly pinned: boolean
  readonly own: boolean
  /** Whose it is, where it is somebody else's. */
  readonly owner: string
  /** May rename, share and delete it: its owner, and superusers where it is shared. */
  readonly mayChange: boolean
  /** '?status=live'. */
  readonly address: ListAddress
  readonly rows: AnyQuerySet
}

/** Up to how many rows the number beside a view says. */
const mostCounted = 1000
/** How many views of a list are offered. */
const mostViews = 40

/** The views that this person may open, of one list or of all: their own, and those that are shared. */
export function viewsOf(admin: AdminRequest, model?: ModelAdmin): AnyQuerySet {
  const views = untyped(SavedView)
    .filter(Q({ owner: admin.user.pk } as never).or({ shared: true } as never))
    .selectRelated('owner', 'contentType')
    // One's own come first: however much somebody shares, it does not push them off the page.
    .orderBy(Case(When({ owner: admin.user.pk } as never, Value(0)), { default: Value(1) }) as never, 'name', 'id')
  if (model === undefined) return views
  const { app, name } = model.info
  return views.filter({ contentType__appLabel: app, contentType__model: name.toLowerCase() })
}

/** The views of a list, read as this person may see the list; what others share and they cannot see as a whole is left out. */
export async function readViews(admin: AdminRequest, model: ModelAdmin): Promise<ReadView[]> {
  const rows = await viewsOf(admin, model).slice(0, mostViews)
  const read = await Promise.all(rows.map((row) => readView(admin, model, row)))
  return read.filter((view) => view !== null)
}

/** One view; null where another person shares something that this one may not filter by. `model` is as the person sees it. */
export async function readView(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<ReadView | null> {
  const reading = await readAddress(admin, model, new URLSearchParams(String(row['query'])))
  const owner = row['owner'] as AnyRow
  const own = String(owner['pk']) === String(admin.user.pk)
  // A filter that is left out would show other rows under its name.
  if (reading.ignored.length > 0 && !own) return null
  const shared = row['shared'] === true
  return {
    key: String(row['pk']),
    name: String(row['name']),
    shared,
    pinned: row['pinned'] === true,
    own,
    owner: own ? '' : String(owner),
    mayChange: own || (shared && admin.user.isSuperuser),
    address: reading.address.without(),
    rows: listQuery(admin, model, visibleRows(admin, model), reading).rows,
  }
}

/** How many rows a view shows: '41', or '1,000+'. */
export async function countView(rows: AnyQuerySet): Promise<string> {
  const { count: found, sure } = await countUpTo(rows, mostCounted)
  return sure === 'more' ? fill(gettext('%(count)s+'), { count: count(found) }) : count(found)
}

/** Where the views of a list are kept in order. */
export function viewsUrl(admin: AdminRequest, model: ModelAdmin): string {
  return `${listUrl(admin, model)}saved-views/`
}
