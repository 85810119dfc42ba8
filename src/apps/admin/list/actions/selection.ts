import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import { visibleRows } from '../../access.ts'
import { count, fill } from '../../format.ts'
import { keyFrom } from '../../keys.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AdminRequest } from '../../request.ts'
import { listQuery } from '../query.ts'
import { readAddress } from '../read-address.ts'

/** What a form was sent, as far as a choice of rows needs it. */
export interface SentChoice {
  get(name: string): unknown
  getAll(name: string): readonly unknown[]
}

/** The rows that somebody chose in a list. */
export interface Selection {
  /** Rows that the person sees, in no order. */
  readonly rows: AnyQuerySet
  /** Their keys as they were sent; null where all that match the address were chosen. */
  readonly keys: readonly string[] | null
  /** How many rows there are. */
  readonly count: number
  /** How many of the chosen are not there any more, or never were. */
  readonly missing: number
}

/** How many rows can be chosen one by one: more than a page ever has. */
const mostKeys = 1000

/**
 * Reads which rows were chosen: keys, or the flag that says "all that match the address". Keys beyond the rows that the person sees
 * count as missing. A text says why nothing can be done with the choice.
 */
export async function readSelection(
  admin: AdminRequest,
  model: ModelAdmin,
  sent: SentChoice,
): Promise<Selection | string> {
  const visible = visibleRows(admin, model)
  if (sent.get('_all') === '1') {
    const reading = await readAddress(admin, model, admin.request.query)
    const { ignored } = reading
    // A filter that is left out would make "all" more than the person saw.
    if (ignored.length > 0)
      return fill(gettext('Nothing was done: the address asks for “%(name)s”, which this list does not know.'), {
        name: ignored[0]!,
      })
    const { rows } = listQuery(admin, model, visible, reading)
    return { rows, keys: null, count: await rows.count(), missing: 0 }
  }
  const keys = [...new Set([...sent.getAll('id').map(String), ...keysOf(sent.get('_keys'))])]
  if (keys.length === 0) return gettext('Select rows first.')
  if (keys.length > mostKeys)
    return fill(
      ngettext(
        'Select at most %(count)s row, or all that match.',
        'Select at most %(count)s rows, or all that match.',
        mostKeys,
      ),
      { count: count(mostKeys) },
    )
  const known = keys.map((key) => keyFrom(model, key)).filter((key) => key !== undefined)
  const rows = visible.filter({ pk__in: known })
  const found = known.length === 0 ? 0 : await rows.count()
  if (found === 0) return gettext('The selected rows are not there any more.')
  return { rows, keys, count: found, missing: keys.length - found }
}

/** Keys in one field, as a page that asks sends them back: a form may have a thousand fields. */
function keysOf(written: unknown): readonly string[] {
  try {
    const keys: unknown = JSON.parse(String(written ?? '[]'))
    return Array.isArray(keys) ? keys.map(String) : []
  } catch {
    return []
  }
}
