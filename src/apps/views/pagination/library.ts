import { join } from 'node:path'
import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext, interpolate } from '../../../web/i18n/index.ts'
import { inclusionTag, type Library, library, type TagContext } from '../../../web/templates/index.ts'
import { KeysetPage } from './keyset.ts'
import { Page } from './page.ts'

/** Where `pagination/pagination.html` and the plain pages of the generic views lie: for an engine's `dirs`. */
export const viewTemplatesDir: string = join(import.meta.dirname, '..', 'templates')

/** Where the catalogs of the generic views lie. */
export const viewLocaleDir: string = join(import.meta.dirname, '..', 'locale')

/** One link of a navigation. */
interface PageLink {
  readonly number: number | null
  /** Null for the page that is shown, and for what is left out. */
  readonly url: string | null
  readonly current: boolean
  readonly label: string
}

/** The names under which a page stands in the address. */
interface TagNames {
  readonly param?: unknown
  readonly label?: unknown
}

/**
 * `{% load pagination %}{% paginate page %}`: links to other pages, for numbered pages and keyset pages. The other parameters of the address stay. `param="p"`
 * is the parameter that has the number; `label="Articles, pages"` names the navigation. The template is `pagination/pagination.html`.
 */
export const paginationLibrary: Library = library({
  tags: {
    paginate: inclusionTag(
      'pagination/pagination.html',
      (context: TagContext, page: unknown, names: TagNames = {}) => navigation(context.get('request'), page, names),
      { takesContext: true },
    ),
  },
})

function navigation(request: unknown, page: unknown, names: TagNames): Readonly<Record<string, unknown>> {
  const label = names.label === undefined ? gettext('Pages') : String(names.label)
  const none = { label, links: [], previous: null, next: null }
  if (page instanceof KeysetPage) {
    return {
      ...none,
      previous: page.previous === null ? null : address(request, { before: page.previous, after: null }),
      next: page.next === null ? null : address(request, { after: page.next, before: null }),
    }
  }
  if (!(page instanceof Page) || !page.hasOtherPages) return none
  const param = names.param === undefined ? 'page' : String(names.param)
  const to = (number: number | null) =>
    number === null ? null : address(request, { [param]: number === 1 ? null : String(number) })
  return {
    label,
    links: page.numbers.map((number): PageLink => {
      const current = number === page.number
      return {
        number,
        current,
        url: current ? null : to(number),
        label: number === null ? '' : interpolate(gettext('Page %(number)s'), { number }),
      }
    }),
    previous: to(page.previousNumber),
    next: to(page.nextNumber),
  }
}

/** The query of a request with some values changed; null takes one away. '?' where none is left. */
export function address(request: unknown, changes: Readonly<Record<string, string | null>>): string {
  const { query } = (request ?? {}) as Partial<Pick<HttpRequest, 'query'>>
  const changed = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) changed.delete(name)
    else changed.set(name, value)
  }
  const text = changed.toString()
  return `?${text}`
}

/**
 * The `Link` header of a page (RFC 8288): where the next and the previous one are, for programs and for search engines.
 * `response.headers.set('link', linkHeader(request, page))`. Empty where there is no other page.
 */
export function linkHeader(request: HttpRequest, page: Page<unknown> | KeysetPage<unknown>, param = 'page'): string {
  const links: [string, string | null][] =
    page instanceof KeysetPage
      ? [
          ['prev', page.previous === null ? null : address(request, { before: page.previous, after: null })],
          ['next', page.next === null ? null : address(request, { after: page.next, before: null })],
        ]
      : (
          [
            ['first', page.hasPrevious ? 1 : null],
            ['prev', page.previousNumber],
            ['next', page.nextNumber],
            ['last', page.hasNext ? page.pageCount : null],
          ] as const
        ).map(([rel, number]) => [
          rel,
          number === null ? null : address(request, { [param]: number === 1 ? null : String(number) }),
        ])
  return links.flatMap(([rel, to]) => (to === null ? [] : [`<${to}>; rel="${rel}"`])).join(', ')
}
