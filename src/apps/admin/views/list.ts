import { gettext } from '../../../web/i18n/index.ts'
import { mayAdd, visibleRows } from '../access.ts'
import { forUser } from '../for-user.ts'
import { count, fill } from '../format.ts'
import { pageNames } from '../list/address.ts'
import { drawCells, uneditedCells } from '../list/cells/draw.ts'
import { columnOrder } from '../list/columns/ordering.ts'
import { columnChooser, shownColumns } from '../list/columns/shown.ts'
import { readTotals } from '../list/columns/totals.ts'
import { drawBulk } from '../list/draw/bulk.ts'
import { readChips } from '../list/draw/chips.ts'
import { readFacets } from '../list/draw/facets.ts'
import { heads, sortMenu } from '../list/draw/heads.ts'
import { pageLinks, sizeChoice } from '../list/draw/pages.ts'
import { drawnRows } from '../list/draw/rows.ts'
import { waysOut } from '../list/draw/ways-out.ts'
import { caption, counted, emptyReason, keyedRange, range, searchHint, summary, tooLong } from '../list/draw/words.ts'
import { type CountedTogether, countTogether } from '../list/filters/together.ts'
import { timeStrip } from '../list/hierarchy.ts'
import { paged } from '../list/pages/paging.ts'
import { readPicking } from '../list/pages/picking.ts'
import { readPage } from '../list/pages/rows.ts'
import { listQuery } from '../list/query.ts'
import { readAddress } from '../list/read-address.ts'
import { suggestions } from '../list/search/typed/suggestions.ts'
import { rowsAgain, type SentBack } from '../list/sent-back.ts'
import { drawTabs } from '../list/views/tabs.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { viewLinks } from '../own-views.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, listUrl } from '../request.ts'

/** The list of a model: everything that it shows is in its address. */
export function listView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  return drawList(admin, shown, null)
}

/** Draws the list of an address, `back` with what was asked of it in vain. */
export async function drawList(admin: AdminRequest, shown: ModelAdmin, back: SentBack | null): Promise<Response> {
  const model = await forUser(admin, shown)
  const picking = await readPicking(admin, model.slug)
  const seen = visibleRows(admin, model)
  const all = picking?.narrow(seen) ?? seen
  const reading = await readAddress(admin, model, admin.request.query)
  const { address } = reading
  const query = listQuery(admin, model, all, reading)
  const columns = shownColumns(model, address)
  const orders = columnOrder(address.get('o'), model.offered)
  const draw = async (rows: AnyRow[]) => {
    const lines = await drawnRows(admin, model, columns, rows)
    if (picking !== null) return { ...uneditedCells, rows: picking.linked(lines) }
    return drawCells(admin, shown, model, { rows, lines, states: back?.cells ?? new Map() })
  }
  let counting: Promise<CountedTogether | null> | undefined
  const groups = () => (counting ??= countTogether(admin, model, reading, query))
  const countFound = async () => (await groups())?.found ?? (await query.rows.count())
  const result = await paged(model, all, query, address, countFound, (place) =>
    readPage(model, query.rows, columns, orders, place, draw),
  )
  const { found, long } = result
  const work = back?.keys ? await rowsAgain(admin, model, columns, back.keys, draw) : result.drawn
  const { rows } = work
  const together = long ? null : await groups()
  const [tabs, facets, strip, totals] = await Promise.all([
    picking === null ? drawTabs(admin, model, address, { all: counted(result.all ?? found), long }) : null,
    readFacets(admin, reading, query, !long, together),
    long ? null : timeStrip(admin, model, query.without('days'), address),
    long || rows.length === 0 ? null : readTotals(model.totals, query.rows, columns, admin.zone),
  ])
  const chips = readChips(model, reading, facets)
  const chosen = facets.filter((facet) => facet.chosen !== '').length
  const hidden = (names: readonly string[]) =>
    address.only((name) => !names.includes(name) && !pageNames.has(name)).pairs()
  const cleared = address.only((name) => ['o', 'n', 'col', '_for'].includes(name))
  return page(admin, 'list.html', {
    title: model.title,
    crumbs: [{ label: model.title, url: null }],
    model,
    status: back?.status ?? 200,
    context: {
      ...texts(model),
      icon: model.icon,
      listUrl: listUrl(admin, model),
      picking,
      addUrl: mayAdd(admin, model) && picking === null ? addUrl(admin, model) : null,
      ownPages: picking === null ? viewLinks(admin, model) : [],
      ignored: reading.ignored,
      cleanUrl: address.toString(),
      searchable: model.isSearchable,
      q: admin.request.query.get('q') ?? '',
      searchHint: searchHint(model),
      suggestions: suggestions(model),
      searchHelp: String(model.options.searchHelp ?? ''),
      searchProblems: reading.search.problems,
      searchKeeps: hidden(['q']),
      facets,
      facetKeeps: hidden(model.filters.flatMap((filter) => filter.params)),
      uncounted: long && facets.length > 0,
      tooLong: long && rows.length > 0 ? tooLong(model, columns) : '',
      chosen: chosen === 0 ? '' : count(chosen),
      chips,
      clearUrl: cleared.toString(),
      clearFiltersUrl: address.without(...model.filters.flatMap((filter) => filter.params)).toString(),
      summary: summary(model, found, result.all),
      found: found.count,
      strip,
      chooser: columnChooser(model, address, columns),
      sortMenu: sortMenu(columns, address, orders),
      caption: caption(model, found, orders),
      fits: columns.length <= (facets.length > 0 ? 7 : 9),
      heads: heads(columns, address, orders),
      tabs,
      ...work,
      ...drawBulk(admin, model, { rows, found, address, back, offered: picking === null }),
      totals,
      totalsHead: fill(gettext('All %(count)s'), { count: counted(found) }),
      emptyReason: emptyReason(model, chips),
      ways: rows.length > 0 ? [] : await waysOut(admin, model, chips, query),
      range: 'size' in result.place ? keyedRange(result.shown, found) : range(result.place, found.count),
      sizes: sizeChoice(model, address, result),
      ...pageLinks(address, result),
    },
  })
}

function texts(model: ModelAdmin) {
  return {
    addText: fill(gettext('Add %(name)s'), { name: model.one }),
    searchLabel: fill(gettext('Search %(name)s'), { name: model.many }),
    noneMatch: fill(gettext('No %(name)s match'), { name: model.many }),
    noneYet: fill(gettext('No %(name)s yet'), { name: model.many }),
    showAll: fill(gettext('Show all %(name)s'), { name: model.many }),
  }
}
