import { gettext } from '../../../../web/i18n/index.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { type AdminRequest, listUrl } from '../../request.ts'
import type { ListAddress } from '../address.ts'
import { addressUrl } from '../back-url.ts'
import { countView, readViews, viewsUrl } from './saved.ts'

/** A saved view above the list. */
interface Tab {
  readonly label: string
  readonly url: string
  readonly count: string
  readonly current: boolean
}

/** The tabs above a list; null where there is neither a view nor anything to save. */
export interface Tabs {
  readonly label: string
  readonly tabs: readonly Tab[]
  /** Saves what the address shows; null where a tab does already. */
  readonly saveUrl: string | null
  /** Renames and deletes them; null where there are none. */
  readonly keepUrl: string | null
}

/** So many views have a number beside them. */
const counted = 8

/** The saved views of a list with how many rows they show, the one that is open marked. `all` is the number of all rows. */
export async function drawTabs(
  admin: AdminRequest,
  model: ModelAdmin,
  address: ListAddress,
  { all, long }: { readonly all: string; readonly long: boolean },
): Promise<Tabs | null> {
  const views = await readViews(admin, model)
  const here = sorted(address.without())
  if (views.length === 0 && here === '') return null
  const open = views.find((view) => sorted(view.address) === here)
  // In a long list every number would be paid for with a walk through the table.
  const numbers = await Promise.all(views.map((view, index) => (long || index >= counted ? '' : countView(view.rows))))
  return {
    label: gettext('Saved views'),
    tabs: [
      {
        label: fill(gettext('All %(name)s'), { name: model.many }),
        url: listUrl(admin, model),
        count: all,
        current: here === '' && open === undefined,
      },
      ...views.map((view, index) => ({
        label: view.name,
        url: addressUrl(admin, model, view.address),
        count: numbers[index]!,
        current: view === open,
      })),
    ],
    saveUrl: here === '' || open !== undefined ? null : `${viewsUrl(admin, model)}add/${address.without()}`,
    keepUrl: views.some((view) => view.mayChange) ? viewsUrl(admin, model) : null,
  }
}

/** The order of what stands in an address is no difference. */
function sorted(address: ListAddress): string {
  return address
    .pairs()
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
}
