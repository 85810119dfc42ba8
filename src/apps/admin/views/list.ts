import { gettext } from '../../../web/i18n/index.ts'
import { mayAdd, visibleRows } from '../access.ts'
import { forUser } from '../for-user.ts'
import { count, fill } from '../format.ts'
import { drawBulk } from '../list/draw-bulk.ts'
import { readChips } from '../list/draw-chips.ts'
import { readFacets } from '../list/draw-facets.ts'
import { heads } from '../list/draw-heads.ts'
import { pageLinks } from '../list/draw-pages.ts'
import { drawnRows } from '../list/draw-rows.ts'
import { columnOrder } from '../list/ordering.ts'
import { pageRows } from '../list/page-rows.ts'
import { pageOf } from '../list/paginator.ts'
import { listQuery } from '../list/query.ts'
import { readAddress } from '../list/read-address.ts'
import type { SentBack } from '../list/sent-back.ts'
import { caption, emptyReason, range, searchHint, summary } from '../list/words.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { type AdminRequest, addUrl, listUrl } from '../request.ts'

/** The list of a model: everything that it shows is in its address. */
export function listView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  return drawList(admin, shown, null)
}

/** Draws the list of an address, `back` with what was asked of it in vain. */
export async function drawList(admin: AdminRequest, shown: ModelAdmin, back: SentBack | null): Promise<Response> {
  const model = await forUser(admin, shown)
  const all = visibleRows(admin, model)
  const { address, ignored } = readAddress(model, admin.request.query)
  const query = listQuery(model, all, address)
  const [found, total] = await Promise.all([query.rows.count(), query.narrowed ? all.count() : null])
  const current = pageOf(address.get('p'), found, model.perPage)
  const orders = columnOrder(address.get('o'), model.columns)
  const [rows, facets] = await Promise.all([
    pageRows(model, query.rows, orders, current),
    readFacets(admin, model, address, query),
  ])
  const { chips, ways } = readChips(model, address, facets)
  const lines = await drawnRows(admin, model, rows)
  const chosen = facets.reduce((sum, facet) => sum + facet.options.filter((each) => each.checked).length, 0)
  return page(admin, 'list.html', {
    title: model.title,
    crumbs: [{ label: model.title, url: null }],
    model,
    status: back?.status ?? 200,
    context: {
      addText: fill(gettext('Add %(name)s'), { name: model.one }),
      searchLabel: fill(gettext('Search %(name)s'), { name: model.many }),
      noneMatch: fill(gettext('No %(name)s match'), { name: model.many }),
      noneYet: fill(gettext('No %(name)s yet'), { name: model.many }),
      showAll: fill(gettext('Show all %(name)s'), { name: model.many }),
      icon: model.icon,
      listUrl: listUrl(admin, model),
      addUrl: mayAdd(admin, model) ? addUrl(admin, model) : null,
      ignored,
      cleanUrl: address.toString(),
      searchable: model.search.length > 0,
      q: address.get('q') ?? '',
      searchHint: searchHint(model),
      searchKeeps: address.only((name) => name !== 'q' && name !== 'p').pairs(),
      facets,
      facetKeeps: address.only((name) => name === 'q' || name === 'o').pairs(),
      chosen: chosen === 0 ? '' : count(chosen),
      chips,
      clearUrl: address.only((name) => name === 'o').toString(),
      clearFiltersUrl: address.only((name) => name === 'o' || name === 'q').toString(),
      summary: summary(model, found, total),
      found,
      caption: caption(model, found, orders),
      fits: model.columns.length <= (facets.length > 0 ? 7 : 9),
      heads: heads(model, address, orders),
      rows: lines,
      ...drawBulk(admin, model, { rows: lines, found, address, back }),
      totals: null,
      emptyReason: emptyReason(model, chips),
      dropLast: ways,
      range: range(current, found),
      ...pageLinks(address, current),
    },
  })
}
