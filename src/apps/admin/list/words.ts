import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { count, fill, inSentence, listed, named, plural } from '../format.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { Chip } from './draw-chips.ts'
import type { ColumnOrder } from './ordering.ts'
import type { Page } from './paginator.ts'

/** What the search box looks into: 'Title, publisher name or id'. */
export function searchHint(model: ModelAdmin): string {
  const labels = [...new Set(model.search.map((field) => field.label))]
  return listed(
    labels.map((label, index) => (index === 0 ? label : inSentence(label.charAt(0)) + label.slice(1))),
    'or',
  )
}

/** What the table is, for those who do not see it. */
export function caption(model: ModelAdmin, found: number, orders: readonly ColumnOrder[]): string {
  const parts = { title: model.title, count: count(found) }
  const results = fill(ngettext('%(title)s, %(count)s result', '%(title)s, %(count)s results', found), parts)
  if (orders.length === 0) return results
  const sorted = orders.map(({ column, descending }) => {
    const name = inSentence(column.label)
    return descending ? fill(gettext('%(name)s, last first'), { name }) : name
  })
  return fill(gettext('%(results)s, sorted by %(columns)s'), { results, columns: sorted.join(gettext(', then ')) })
}

/** Why a list is empty: "Not one of the books has status draft." */
export function emptyReason(model: ModelAdmin, chips: readonly Chip[]): string {
  const said = chips.map(({ search, label, text }) =>
    search === true
      ? fill(gettext('holds “%(text)s”'), { text })
      : fill(gettext('has %(label)s %(text)s'), { label: inSentence(label), text }),
  )
  if (said.length === 0) return ''
  return fill(gettext('Not one of the %(names)s %(conditions)s.'), {
    names: model.many,
    conditions: said.join(gettext(' and ')),
  })
}

/** '41 books', '41 of 137 books'; `total` is null where nothing narrows the list. */
export function summary(model: ModelAdmin, found: number, total: number | null): string {
  if (total === null) return plural(found, model.one, model.many)
  const name = named(total, model.one, model.many)
  return fill(gettext('%(shown)s of %(count)s %(name)s'), { shown: count(found), count: count(total), name })
}

/** '1–50 of 1,284', or nothing of an empty list. */
export function range(current: Page, found: number): string {
  if (found === 0) return ''
  return fill(gettext('%(first)s–%(last)s of %(all)s'), {
    first: count(current.start + 1),
    last: count(current.end),
    all: count(found),
  })
}
