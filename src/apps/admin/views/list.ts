import { untyped } from '../../../data/orm/index.ts'
import { gettext, ngettext, pgettext } from '../../../web/i18n/index.ts'
import { mayAdd, visibleRows } from '../access.ts'
import { forUser } from '../for-user.ts'
import { choosable } from '../form/choosable.ts'
import { count, fill, inSentence, listed, named, plural } from '../format.ts'
import { ListAddress } from '../list/address.ts'
import { askedValues, chosenLabels, type FacetOption, facetOptions, filterCondition } from '../list/filters.ts'
import { type ColumnOrder, columnOrder, nextOrder, orderPaths } from '../list/ordering.ts'
import { type Page, pageNumbers, pageOf } from '../list/paginator.ts'
import { searchCondition } from '../list/search.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, addUrl, listUrl, rowUrl } from '../request.ts'

type Rows = ReturnType<typeof untyped>

/** The list of a model: everything that it shows is in its address. */
export async function listView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
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
  const chosen = facets.reduce((sum, facet) => sum + facet.options.filter((each) => each.checked).length, 0)
  return page(admin, 'list.html', {
    title: model.title,
    crumbs: [{ label: model.title, url: null }],
    model,
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
      summary:
        total === null
          ? plural(found, model.one, model.many)
          : fill(gettext('%(shown)s of %(count)s %(name)s'), {
              shown: count(found),
              count: count(total),
              name: named(total, model.one, model.many),
            }),
      caption: caption(model, found, orders),
      fits: model.columns.length <= (facets.length > 0 ? 7 : 9),
      heads: heads(model, address, orders),
      rows: await Promise.all(rows.map((row) => drawnRow(admin, model, row))),
      emptyReason: emptyReason(model, chips),
      dropLast: ways,
      range:
        found === 0
          ? ''
          : fill(gettext('%(first)s–%(last)s of %(all)s'), {
              first: count(current.start + 1),
              last: count(current.end),
              all: count(found),
            }),
      ...pageLinks(address, current),
    },
  })
}

/** What the search box looks into: 'Title, publisher name or id'. */
function searchHint(model: ModelAdmin): string {
  const labels = [...new Set(model.search.map((field) => field.label))]
  return listed(
    labels.map((label, index) => (index === 0 ? label : inSentence(label.charAt(0)) + label.slice(1))),
    'or',
  )
}

/** The parts of the address that this list understands; the names of the others. */
function readAddress(model: ModelAdmin, query: URLSearchParams): { address: ListAddress; ignored: string[] } {
  const known = new Set(['p', ...(model.search.length > 0 ? ['q'] : []), ...model.filters.map((filter) => filter.name)])
  const ignored = new Set<string>()
  const pairs: [string, string][] = []
  for (const [name, value] of query) {
    if (name === 'o') {
      const orders = columnOrder(value, model.columns)
      const kept = orders.map((order) => `${order.descending ? '-' : ''}${order.column.name}`).join(',')
      if (kept !== value) ignored.add('o')
      if (kept !== '') pairs.push([name, kept])
    } else if (!known.has(name)) ignored.add(name.slice(0, 60))
    else if (value !== '') pairs.push([name, value])
  }
  return { address: new ListAddress(pairs), ignored: [...ignored].slice(0, 5) }
}

interface ListQuery {
  /** Rows that pass the search and every filter, in no order. */
  readonly rows: Rows
  /** False where the list shows everything. */
  readonly narrowed: boolean
  /** The rows without one filter: what its counts are about. */
  without(filter: string): Rows
}

/** `all` are the rows that the person may see. */
function listQuery(model: ModelAdmin, all: Rows, address: ListAddress): ListQuery {
  const search = searchCondition(model.search, address.get('q') ?? '') ?? []
  const filters = new Map<string, object>()
  for (const filter of model.filters) {
    const condition = filterCondition(filter, askedValues(filter, address))
    if (condition !== null) filters.set(filter.name, condition)
  }
  const through = model.search.some((field) => field.path.toMany) || model.filters.some((filter) => filter.path.toMany)
  const narrow = (conditions: readonly object[]): Rows => {
    let rows = all
    for (const condition of conditions) {
      // Across a to-many relation each word and filter may be answered by another row of it, and a row that several related
      // rows answer for is one row: so each has a subquery of its own, and no number of words joins too many tables.
      const alone = () =>
        untyped(model.info.model)
          .filter(condition as never)
          .orderBy()
          .values('pk')
      rows = through ? rows.filter({ pk__in: alone() }) : rows.filter(condition as never)
    }
    return rows
  }
  return {
    rows: narrow([...search, ...filters.values()]),
    narrowed: search.length + filters.size > 0,
    without: (name) =>
      narrow([...search, ...[...filters].filter(([each]) => each !== name).map(([, condition]) => condition)]),
  }
}

async function pageRows(
  model: ModelAdmin,
  rows: Rows,
  orders: readonly ColumnOrder[],
  current: Page,
): Promise<AnyRow[]> {
  if (current.count === 0) return []
  const ordered = rows.orderBy(...orderPaths(model.info, orders, model.ordering))
  const joined = model.selectRelated.length === 0 ? ordered : ordered.selectRelated(...model.selectRelated)
  return (await joined.slice(current.start, current.end)) as unknown as AnyRow[]
}

async function drawnRow(admin: AdminRequest, model: ModelAdmin, row: AnyRow) {
  const columns = await Promise.all(
    model.columns.map(async (column) => ({
      label: column.label,
      numeric: column.numeric,
      cells: await column.cells(row, admin.zone),
    })),
  )
  return { url: rowUrl(admin, model, row['pk'], 'change'), columns }
}

/** How many values of a facet are shown at once. */
const shortFacet = 10

interface Facet {
  readonly name: string
  readonly label: string
  readonly open: boolean
  readonly options: readonly FacetOption[]
  /** Those that the page folds away. */
  readonly more: readonly FacetOption[]
}

function readFacets(admin: AdminRequest, model: ModelAdmin, address: ListAddress, query: ListQuery): Promise<Facet[]> {
  return Promise.all(
    model.filters.map(async (filter, index) => {
      const options = await facetOptions(filter, query.without(filter.name), askedValues(filter, address), (far) =>
        choosable(admin, far),
      )
      return {
        name: filter.name,
        label: filter.label,
        open: index < 3 || options.some((option) => option.checked),
        options: options.filter((option, at) => at < shortFacet || option.checked),
        more: options.filter((option, at) => at >= shortFacet && !option.checked),
      }
    }),
  )
}

interface Chip {
  readonly label: string
  readonly text: string
  readonly url: string
  /** True for the words of the search box. */
  readonly search?: boolean
}

function readChips(model: ModelAdmin, address: ListAddress, facets: readonly Facet[]) {
  const chips: Chip[] = []
  const q = address.get('q')
  if (q !== null && searchCondition(model.search, q) !== null)
    chips.push({ label: pgettext('filter', 'Search'), search: true, text: q, url: address.with('q').toString() })
  for (const facet of facets) {
    const text = chosenLabels(facet.options)
    if (text !== '') chips.push({ label: facet.label, text, url: address.with(facet.name).toString() })
  }
  return { chips, ways: chips.length > 1 ? chips.at(-1)! : null }
}

function heads(model: ModelAdmin, address: ListAddress, orders: readonly ColumnOrder[]) {
  return model.columns.map((column) => {
    const at = orders.findIndex((order) => order.column === column)
    return {
      label: column.label,
      numeric: column.numeric,
      url: column.orderBy === null ? null : address.with('o', nextOrder(column, orders)).toString(),
      sort: at < 0 ? null : orders[at]!.descending ? 'descending' : 'ascending',
      rank: at >= 0 && orders.length > 1 ? at + 1 : null,
    }
  })
}

function caption(model: ModelAdmin, found: number, orders: readonly ColumnOrder[]): string {
  const parts = { title: model.title, count: count(found) }
  const results = fill(ngettext('%(title)s, %(count)s result', '%(title)s, %(count)s results', found), parts)
  if (orders.length === 0) return results
  const sorted = orders.map(({ column, descending }) => {
    const name = inSentence(column.label)
    return descending ? fill(gettext('%(name)s, last first'), { name }) : name
  })
  return fill(gettext('%(results)s, sorted by %(columns)s'), { results, columns: sorted.join(gettext(', then ')) })
}

function emptyReason(model: ModelAdmin, chips: readonly Chip[]): string {
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

function pageLinks(address: ListAddress, current: Page) {
  const link = (number: number) => address.with('p', ...(number === 1 ? [] : [String(number)])).toString()
  return {
    pages:
      current.pages === 1
        ? []
        : pageNumbers(current).map((number) => ({
            number,
            url: number === null ? null : link(number),
            current: number === current.number,
          })),
    previousUrl: current.number > 1 ? link(current.number - 1) : null,
    nextUrl: current.number < current.pages ? link(current.number + 1) : null,
  }
}
