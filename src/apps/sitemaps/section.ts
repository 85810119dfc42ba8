import { use } from '../../base/context/index.ts'
import { routerService } from '../../web/http/index.ts'
import { sitemapErrors } from './errors.ts'

/** How often a page changes, as far as anybody knows. Search engines take it as a hint, if at all. */
export type ChangeFrequency = 'always' | 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly' | 'never'

/** Rows that are counted and read in parts: a queryset. */
export interface CountedRows<T> extends AsyncIterable<T> {
  count(): Promise<number>
  slice(from: number, to: number): AsyncIterable<T>
}

export type SitemapItems<T> = readonly T[] | CountedRows<T>

/** A `Date`, or a day: '2026-11-29'. */
export type LastModified = Date | string | null | undefined

/** What holds for every address of a section, or is said for each. */
interface SectionFacts<T> {
  /** When the page last changed. */
  readonly lastModified?: (item: T) => LastModified
  readonly changeFrequency?: ChangeFrequency | ((item: T) => ChangeFrequency)
  /** 0 to 1, among the site's own pages. */
  readonly priority?: number | ((item: T) => number)
  /** When anything in the section last changed: for the index and for `Last-Modified`. One query, not one for each item. */
  readonly latest?: () => LastModified | PromiseLike<LastModified>
  /** Addresses on one page of the sitemap: 50,000 at most, which is the default. */
  readonly pageSize?: number
  /**
   * The languages that each page has, for addresses with a prefix of the language (`localized`): every one is listed, and names the
   * others. The project's languages for true.
   */
  readonly languages?: readonly string[] | true
  /** The language of `x-default`. None by default. */
  readonly defaultLanguage?: string
}

/** Pages of rows. */
export interface SectionOptions<T> extends SectionFacts<T> {
  /** A queryset or a list. It is called at each request. */
  readonly items: () => SitemapItems<T> | PromiseLike<readonly T[]>
  /** Its address: '/articles/nuages/', made by `reverse`, under the language of each alternate. */
  readonly location: (item: T) => string
  /** True: the queryset has an order that tells all rows apart, or is sliced or grouped, and stays as it is. By default its rows come by key. */
  readonly ordered?: boolean
}

/** A route by name, or by name and parameters. */
export type RouteItem = string | readonly [name: string, params: Readonly<Record<string, unknown>>]

/** Pages without rows: 'home', 'about'. */
export interface RouteSectionOptions extends SectionFacts<RouteItem> {
  readonly routes: readonly RouteItem[]
}

/** A section that was checked. */
export interface Section {
  readonly kind: 'nuages.sitemap-section'
  readonly rows: () => Promise<Rows>
  readonly location: (item: unknown) => string
  readonly facts: SectionFacts<unknown>
  readonly pageSize: number
}

/** Rows of whatever kind, counted. */
export interface Rows {
  readonly count: () => Promise<number>
  readonly part: (from: number, to: number) => AsyncIterable<unknown> | Iterable<unknown>
}

const frequencies = ['always', 'hourly', 'daily', 'weekly', 'monthly', 'yearly', 'never']
/** https://www.sitemaps.org/protocol.html */
const mostUrls = 50_000

/** A part of the sitemap: the pages of rows, or of routes by their names. */
export function section<T>(options: SectionOptions<T>): Section
export function section(options: RouteSectionOptions): Section
export function section<T>(options: SectionOptions<T> | RouteSectionOptions): Section {
  const { pageSize = mostUrls } = options
  if (!Number.isSafeInteger(pageSize) || pageSize < 1 || pageSize > mostUrls)
    throw sitemapErrors.BAD_VALUE({ where: 'The pageSize', problem: `is no number from 1 to ${mostUrls}` })
  const facts = options as SectionFacts<unknown>
  checkFrequency(facts.changeFrequency)
  checkPriority(facts.priority)
  if ('routes' in options) {
    const { routes } = options
    return {
      kind: 'nuages.sitemap-section',
      rows: async () => listed(routes),
      location: locationOfRoute,
      facts,
      pageSize,
    }
  }
  const { items, location, ordered = false } = options
  return {
    kind: 'nuages.sitemap-section',
    rows: async () => {
      const found = items()
      // A queryset is a promise of all its rows, too: it is not awaited.
      return isCounted(found) ? counted(found, ordered) : listed((await found) as readonly unknown[])
    },
    location: location as (item: unknown) => string,
    facts,
    pageSize,
  }
}

/** Throws where a value is none of those that the protocol knows. */
export function checkFrequency(value: unknown): void {
  if (value !== undefined && typeof value !== 'function' && !frequencies.includes(value as string))
    throw sitemapErrors.BAD_VALUE({ where: 'The changeFrequency', problem: `is none of ${frequencies.join(', ')}` })
}

export function checkPriority(value: unknown): void {
  if (value === undefined || typeof value === 'function') return
  if (!(typeof value === 'number' && value >= 0 && value <= 1))
    throw sitemapErrors.BAD_VALUE({ where: 'The priority', problem: 'is no number from 0 to 1' })
}

function isCounted(rows: unknown): rows is CountedRows<unknown> {
  return typeof rows === 'object' && rows !== null && Symbol.asyncIterator in rows && 'count' in rows && 'slice' in rows
}

function counted(rows: CountedRows<unknown>, ordered: boolean): Rows {
  const { orderBy } = rows as { orderBy?: (path: string) => CountedRows<unknown> }
  const sorted = ordered || orderBy === undefined ? rows : orderBy.call(rows, 'pk')
  return { count: () => rows.count(), part: (from, to) => sorted.slice(from, to) }
}

function listed(rows: readonly unknown[]): Rows {
  if (!Array.isArray(rows))
    throw sitemapErrors.BAD_VALUE({ where: 'The items', problem: 'are neither a list nor a queryset' })
  return { count: async () => rows.length, part: (from, to) => rows.slice(from, to) }
}

function locationOfRoute(item: unknown): string {
  const [name, params] =
    typeof item === 'string' ? [item, {}] : (item as readonly [string, Readonly<Record<string, unknown>>])
  return use(routerService).reverse(name, params)
}
