import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import { count, fill, inSentence, listed, named, plural } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { ListColumn } from '../columns/columns.ts'
import type { ColumnOrder } from '../columns/ordering.ts'
import type { RowCount } from '../pages/count.ts'
import type { Page } from '../pages/paginator.ts'
import type { Chip } from './chips.ts'

/** What the search box looks into: 'Title, publisher name or id'. */
export function searchHint(model: ModelAdmin): string {
  const labels = [...new Set(model.search.map((field) => field.label))].slice(0, 4)
  return listed(
    labels.map((label, index) => (index === 0 ? label : inSentence(label.charAt(0)) + label.slice(1))),
    'or',
  )
}

/** '1,284', 'more than 1,000', 'about 340,000'. */
export function counted({ count: value, sure }: RowCount): string {
  if (sure === 'more') return fill(gettext('more than %(count)s'), { count: count(value) })
  return sure === 'about' ? fill(gettext('about %(count)s'), { count: count(value) }) : count(value)
}

/** '41 books', '41 of 137 books', 'more than 1,000 of about 1,000,000 books'; `all` is null where nothing narrows the list. */
export function summary(model: ModelAdmin, found: RowCount, all: RowCount | null): string {
  const { count: total } = all ?? found
  const name = named(total, model.one, model.many)
  if (all === null) {
    if (found.sure === 'exact') return plural(total, model.one, model.many)
    return fill(gettext('%(count)s %(name)s'), { count: counted(found), name })
  }
  return fill(gettext('%(shown)s of %(count)s %(name)s'), { shown: counted(found), count: counted(all), name })
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

/** '50 of about 340,000', where pages go by key and nobody knows which rows these are. */
export function keyedRange(shown: number, found: RowCount): string {
  if (shown === 0) return ''
  return fill(gettext('%(shown)s of %(count)s'), { shown: count(shown), count: counted(found) })
}

/** What the table is, for those who do not see it. */
export function caption(model: ModelAdmin, found: RowCount, orders: readonly ColumnOrder[]): string {
  const parts = { title: model.title, count: counted(found) }
  const results = fill(ngettext('%(title)s, %(count)s result', '%(title)s, %(count)s results', found.count), parts)
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

/** What a list that is too long to be read as a whole leaves out, beside the counts of its filters; '' where that is nothing. */
export function tooLong({ hierarchy, totals }: ModelAdmin, columns: readonly ListColumn[]): string {
  const adds = totals.some(({ path }) => columns.some((column) => column.name === path.path))
  if (hierarchy !== null && adds) return gettext('This list is too long for a strip of dates and for totals.')
  if (hierarchy !== null) return gettext('This list is too long for a strip of dates.')
  return adds ? gettext('This list is too long for totals.') : ''
}
