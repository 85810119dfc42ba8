import type { AnyQuerySet } from '../../../../data/orm/index.ts'
import { gettext } from '../../../../web/i18n/index.ts'
import { fill, listed } from '../../format.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { LargeRelation } from './large.ts'
import { labelled, type RowChoice, rowLabel } from './row-choices.ts'
import { rowWithKey, searchRows } from './search-rows.ts'

/** How many rows the server offers when it is not sure. */
const offered = 12

/** What a text is looked for with. */
export interface Resolver {
  readonly admin: AdminRequest
  readonly relation: LargeRelation
  /** The rows that the field may be given. */
  readonly rows: AnyQuerySet
}

/** The one row that a text means, or those that it may mean. */
export interface Meaning {
  readonly row: AnyRow | null
  readonly matches: readonly AnyRow[]
  readonly more: boolean
}

/** Looks for the row that a text names: by its key, its whole name, or the only one that a part of a name finds. */
export async function meaning({ admin, relation, rows }: Resolver, text: string): Promise<Meaning> {
  const { far, byKey } = relation
  const none = { matches: [], more: false }
  const numbered = await rowWithKey(labelled(admin, far, rows), far, text)
  if (numbered !== null || byKey) return { row: numbered, ...none }
  const { rows: matches, next } = await searchRows(admin, far, rows, text, { size: offered })
  const named = matches.filter((row) => rowLabel(row) === text)
  if (named.length === 1) return { row: named[0]!, ...none }
  if (matches.length === 1) return { row: matches[0]!, ...none }
  return { row: null, matches, more: next !== null }
}

/** Why a text means no row, in a sentence; with `choices` the rows that it may mean, by name and number. */
export function problemOf(
  { far, byKey }: LargeRelation,
  text: string,
  { matches, more }: Meaning,
  choices: readonly RowChoice[] = [],
): string {
  if (matches.length === 0)
    return fill(
      byKey ? gettext('There is no %(name)s with the key “%(text)s”.') : gettext('No %(name)s matches “%(text)s”.'),
      { name: far.verboseName, text },
    )
  const values = { count: matches.length, name: far.verboseNamePlural, text }
  if (choices.length > 0) {
    const list = listed(
      choices.slice(0, 5).map(({ id, label, note }) => `${label}${note === '' ? '' : `, ${note}`} (${id})`),
      'or',
    )
    return fill(gettext('“%(text)s” may be %(list)s. Write more of the name, or the number.'), { text, list })
  }
  return fill(
    more
      ? gettext('More than %(count)d %(name)s match “%(text)s”. Choose one, or write more of its name.')
      : gettext('%(count)d %(name)s match “%(text)s”. Choose one, or write more of its name.'),
    values,
  )
}
