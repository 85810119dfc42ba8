import { createLogger } from '../../../base/log/index.ts'
import { viewsErrors } from '../errors.ts'
import { Page } from './page.ts'

/** What pages are made of, beside arrays: a queryset. */
export interface PageSource<R> extends PromiseLike<R[]> {
  readonly ordered?: boolean
  count(): Promise<number>
  slice(from: number, to?: number): PromiseLike<R[]>
}

export interface PaginatorOptions {
  /** A last page of as many rows or fewer is joined to the one before. Default 0. */
  readonly orphans?: number
  /** Whether a list without rows has a first page. Default true. */
  readonly allowEmptyFirstPage?: boolean
  /** Where a warning about rows without an order goes. Default: the log. */
  readonly warn?: (message: string) => void
}

/** More pages than anybody reads, and a number that every database takes. */
const highestNumber = 1_000_000_000

/**
 * Cuts a queryset or an array into numbered pages. A page of a queryset is two queries: how many rows there are, asked once, and the rows.
 * Semantics: Django's `Paginator` (https://docs.djangoproject.com/en/stable/ref/paginator/).
 */
export class Paginator<R> {
  readonly perPage: number
  readonly orphans: number
  readonly allowEmptyFirstPage: boolean
  readonly #source: readonly R[] | PageSource<R>
  readonly #warn: (message: string) => void
  #count: Promise<number> | null = null

  /** Throws `NUAGES_VIEWS_BAD_PAGINATION`. */
  constructor(source: readonly R[] | PageSource<R>, perPage: number, options: PaginatorOptions = {}) {
    const { orphans = 0, allowEmptyFirstPage = true } = options
    if (!Number.isInteger(perPage) || perPage < 1)
      throw viewsErrors.BAD_PAGINATION({ what: 'the rows of a page', given: perPage })
    if (!Number.isInteger(orphans) || orphans < 0 || orphans >= perPage)
      throw viewsErrors.BAD_PAGINATION({ what: 'orphans', given: orphans })
    this.#source = source
    this.perPage = perPage
    this.orphans = orphans
    this.allowEmptyFirstPage = allowEmptyFirstPage
    this.#warn = options.warn ?? ((message) => createLogger({ name: 'views' }).warn(message))
    if (!isArray(source) && source.ordered === false)
      this.#warn('Pages are cut from a queryset without an order: rows may come twice, or never. Give it `orderBy(…)`.')
  }

  /** Rows of all pages. */
  count(): Promise<number> {
    const source = this.#source
    this.#count ??= isArray(source) ? Promise.resolve(source.length) : source.count()
    return this.#count
  }

  async pageCount(): Promise<number> {
    return this.#pages(await this.count())
  }

  #pages(count: number): number {
    if (count === 0 && !this.allowEmptyFirstPage) return 0
    return Math.ceil(Math.max(1, count - this.orphans) / this.perPage)
  }

  /**
   * A page by its number, from 1, or 'last'; text is read as a number. Throws `NUAGES_VIEWS_NO_SUCH_PAGE` (404) for what is no number of a page. Django's
   * `page()`.
   */
  async page(number: unknown = 1): Promise<Page<R>> {
    const wanted = readNumber(number)
    const count = await this.count()
    const pages = this.#pages(count)
    const at = wanted === 'last' ? Math.max(pages, 1) : wanted
    if (at === null || at > pages) throw viewsErrors.NO_SUCH_PAGE({ number: shown(number), pages })
    return this.#page(at, count, pages)
  }

  /** The same; what is no number gives the first page, and a number beyond the last gives the last. Django's `get_page()`. */
  async nearestPage(number: unknown = 1): Promise<Page<R>> {
    const wanted = readNumber(number)
    const count = await this.count()
    const pages = this.#pages(count)
    const beyond = wanted === 'last' || (wanted ?? 1) > pages || outside(number)
    return this.#page(beyond ? Math.max(pages, 1) : ((wanted as number | null) ?? 1), count, Math.max(pages, 1))
  }

  async #page(number: number, count: number, pages: number): Promise<Page<R>> {
    const from = (number - 1) * this.perPage
    const to = number === pages ? count : from + this.perPage
    const rows = count === 0 ? [] : await this.#source.slice(from, to)
    return new Page(this, rows, number, count, pages)
  }

  /** All pages, one after the other. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Page<R>> {
    const count = await this.count()
    const pages = this.#pages(count)
    for (let number = 1; number <= pages; number++) yield this.#page(number, count, pages)
  }
}

function isArray<R>(source: readonly R[] | PageSource<R>): source is readonly R[] {
  return Array.isArray(source)
}

/** The number of a page; null for what is none. */
function readNumber(given: unknown): number | 'last' | null {
  if (given === 'last') return 'last'
  if (given === null || given === undefined || given === '') return 1
  const number = typeof given === 'string' && /^\d{1,10}$/.test(given) ? Number(given) : given
  return typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= highestNumber
    ? number
    : null
}

/** A number below 1, which Django answers with the last page, or one beyond all pages. */
function outside(given: unknown): boolean {
  const text = String(given)
  return /^(?:-\d+|0+)$/.test(text) || (/^\d+$/.test(text) && Number(text) > highestNumber)
}

function shown(given: unknown): string {
  return String(given).slice(0, 40)
}
