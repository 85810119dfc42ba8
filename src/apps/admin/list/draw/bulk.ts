import { gettext } from '../../../../web/i18n/index.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AdminRequest } from '../../request.ts'
import { offeredActions } from '../actions/may-run.ts'
import type { ListAddress } from '../address.ts'
import { addressUrl } from '../back-url.ts'
import type { RowCount } from '../pages/count.ts'
import type { SentBack } from '../sent-back.ts'
import type { DrawnRow } from './rows.ts'
import { counted } from './words.ts'

/** What the page needs so that rows can be chosen and something be done to them. */
export function drawBulk(
  admin: AdminRequest,
  model: ModelAdmin,
  {
    rows,
    found,
    address,
    back,
    offered,
  }: {
    readonly rows: readonly DrawnRow[]
    readonly found: RowCount
    readonly address: ListAddress
    readonly back: SentBack | null
    /** False where the list is there to choose one row from. */
    readonly offered: boolean
  },
) {
  const actions = (offered ? offeredActions(admin, model, 'list') : []).map(({ name, label, icon, bad = false }) => ({
    name,
    label: String(label),
    icon,
    bad,
  }))
  return {
    note: back?.note ?? null,
    actions,
    selectable: actions.length > 0,
    workUrl: addressUrl(admin, model, address),
    bulkTitle: fill(gettext('Selected %(name)s'), { name: model.many }),
    allText:
      found.count > rows.length ? fill(gettext('Select all %(count)s that match'), { count: counted(found) }) : '',
    allChosen: back?.all ?? false,
    allCount: counted(found),
    chosenKeys: rows.filter((row) => back?.chosen.has(row.key)).map((row) => row.key),
  }
}
