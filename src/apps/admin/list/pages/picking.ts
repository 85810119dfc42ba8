import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { tryMessages } from '../../../messages/index.ts'
import { isWhole, rowsForField } from '../../form/relations/choosable.ts'
import { backUrl, formOf, parkedFor } from '../../form/relations/related.ts'
import { fill } from '../../format.ts'
import type { AdminRequest } from '../../request.ts'
import type { DrawnRow } from '../draw/rows.ts'

/** A list from which a row is chosen for a form that waits (`?_for=`): every row leads back to the form, and takes its key along. */
interface Picking {
  readonly text: string
  /** Back without choosing. */
  readonly url: string
  /** The rows that the field may be given. */
  narrow(rows: AnyQuerySet): AnyQuerySet
  /** Rows whose links choose them. */
  linked(rows: readonly DrawnRow[]): readonly DrawnRow[]
}

/** What the list is asked to choose for; null where it is asked for itself. `slug` is the place of its model. */
export async function readPicking(admin: AdminRequest, slug: string): Promise<Picking | null> {
  const token = admin.request.query.get('_for')
  if (token === null) return null
  const parked = await parkedFor(admin)
  if (parked === null || parked.model !== slug) {
    tryMessages(admin.request)?.info(gettext('What you typed into this form is no longer kept.'))
    return null
  }
  const info = formOf(admin, parked)?.info
  const limited = info?.relations.has(parked.field) === true && !isWhole(admin, info, parked.field)
  return {
    text: fill(gettext('Choose one for “%(title)s”, which is kept as you left it.'), { title: parked.title }),
    url: backUrl(parked, token),
    narrow: (rows) =>
      limited ? rows.filter({ pk__in: rowsForField(admin, info, parked.field).orderBy().values('pk') }) : rows,
    linked: (rows) => rows.map((row) => ({ ...row, url: backUrl(parked, token, row.key) })),
  }
}
