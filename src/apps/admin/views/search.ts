import { json, prefersJson } from '../../../web/http/index.ts'
import { gettext, pgettext } from '../../../web/i18n/index.ts'
import { count, fill } from '../format.ts'
import { page } from '../page.ts'
import { type AdminRequest, listUrl } from '../request.ts'
import { places, placesNamed } from '../search/places.ts'
import { type Found, type FoundRecords, findRecords, newest, searchText } from '../search/records.ts'

/** Rows of a model on the page, and in the palette. */
const onPage = 10
const inPalette = 4

/**
 * The search over everything: a page, and for the palette JSON: `{ places: [{ kind, text, url, icon }] }` without `q`, else
 * `{ records: [{ text, url, icon, note }], more: [{ text, url }] }`.
 */
export async function searchView(admin: AdminRequest): Promise<Response> {
  const { request } = admin
  const text = searchText(request.query.get('q'))
  if (prefersJson(request)) {
    if (text === '') return json({ places: places(admin) })
    return json(forPalette(admin, text, await findRecords(admin, text, inPalette)))
  }
  const found = await findRecords(admin, text, onPage)
  const named = text === '' ? [] : placesNamed(admin, text)
  return page(admin, 'search.html', {
    title: text === '' ? pgettext('page', 'Search') : fill(gettext('Search: %(text)s'), { text }),
    crumbs: [{ label: pgettext('page', 'Search'), url: null }],
    context: {
      q: text,
      places: named,
      groups: found.groups.map((group) => ({
        title: group.model.title,
        icon: group.model.icon,
        rows: group.rows,
        url: inList(admin, group, text),
        more: group.more,
        partial: group.partial ? newestOnly() : '',
      })),
      left: found.left.map((model) => ({
        title: model.title,
        url: `${listUrl(admin, model)}?${new URLSearchParams({ q: text })}`,
      })),
      nothing: text !== '' && named.length === 0 && found.groups.every(({ rows }) => rows.length === 0),
    },
  })
}

function forPalette(admin: AdminRequest, text: string, { groups, left }: Found) {
  const wanted = text.toLowerCase()
  const named = ({ text: name }: { text: string }) => (name.toLowerCase().includes(wanted) ? 0 : 1)
  return {
    // Those that are called so come first; the others have it in another field.
    records: groups
      .flatMap(({ model, rows }) => rows.map((row) => ({ ...row, icon: model.icon, note: model.one })))
      .sort((a, b) => named(a) - named(b)),
    more: [
      ...groups
        .filter(({ more, partial }) => more || partial)
        .map((group) => ({
          text: fill(gettext('All %(name)s with “%(text)s”'), { name: group.model.many, text }),
          url: inList(admin, group, text),
          icon: group.model.icon,
        })),
      ...left.map((model) => ({
        text: fill(gettext('All %(name)s with “%(text)s”'), { name: model.many, text }),
        url: `${listUrl(admin, model)}?${new URLSearchParams({ q: text })}`,
        icon: model.icon,
      })),
    ],
  }
}

function inList(admin: AdminRequest, { model }: FoundRecords, text: string): string {
  return `${listUrl(admin, model)}?${new URLSearchParams({ q: text })}`
}

function newestOnly(): string {
  return fill(gettext('Among the newest %(count)s. The list searches all of them.'), { count: count(newest) })
}
