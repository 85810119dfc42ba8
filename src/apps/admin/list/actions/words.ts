import type { Label } from '../../../../base/schema/index.ts'
import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import { count, fill, listed, named, plural } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { ActionResult } from '../../options/actions.ts'
import type { ModelAction } from './declared.ts'

/** A row that an action leaves out, and why. */
export interface LeftRow {
  readonly name: string
  readonly reason: string
}

/** How many rows a message names. */
const mostNamed = 5

/** What an action did: 'Publish: 3 books.', or what it says of itself. */
export function doneText(model: ModelAdmin, action: ModelAction, result: ActionResult | undefined): string {
  const label = String(action.label)
  if (result?.text !== undefined) return String(result.text)
  if (result === undefined) return fill(gettext('%(action)s: done.'), { action: label })
  return fill(gettext('%(action)s: %(rows)s.'), { action: label, rows: plural(result.done, model.one, model.many) })
}

/** Which rows were left out, and why; '' where none was. `more` are such as have no name here. */
export function leftText(left: readonly LeftRow[], more: number): string {
  const all = left.length + more
  if (all === 0) return ''
  const named = left
    .slice(0, mostNamed)
    .map(({ name, reason }) => fill(gettext('%(name)s (%(reason)s)'), { name, reason }))
  const rest = all - named.length
  if (rest > 0) named.push(fill(gettext('%(count)s more'), { count: count(rest) }))
  return fill(ngettext('%(count)s was left as it is: %(names)s.', '%(count)s were left as they are: %(names)s.', all), {
    count: count(all),
    names: listed(named),
  })
}

/** The question of a page that asks first. */
export function questionText(model: ModelAdmin, action: ModelAction, rows: number): string {
  const asked: Label = action.confirm ?? gettext('%(action)s: %(count)s %(name)s')
  return fill(String(asked), {
    action: String(action.label),
    count: count(rows),
    name: named(rows, model.one, model.many),
  })
}

/** 'You may not do this to it': why a rule leaves a row out. */
export function refusedReason(): string {
  return gettext('you may not do this to it')
}
