import { use } from '../../base/context/index.ts'
import { webAddress } from '../../base/text/index.ts'
import {
  conditional,
  type HttpRequest,
  LightResponse,
  notFound,
  path,
  type Route,
  stream,
} from '../../web/http/index.ts'
import { withLocale } from '../../web/i18n/index.ts'
import { translationsService } from '../languages/index.ts'
import { sitemapErrors } from './errors.ts'
import type { LastModified, Section } from './section.ts'
import { type InLanguage, urlsOf, writeAddress, writeDate } from './urls.ts'

export interface SitemapsOptions {
  /** Where the site is, in the place of what the request says: 'https://example.org'. */
  readonly site?: string
}

export type SitemapRoutes = readonly [
  index: Route<'sitemap.xml', 'sitemap'>,
  section: Route<'sitemap-<slug:section>.xml', 'sitemap-section'>,
]

const head = '<?xml version="1.0" encoding="utf-8"?>\n'
const names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
/** https://www.sitemaps.org/protocol.html: 50 MB, and as many files in an index as URLs in a file. */
const mostBytes = 52_428_800
const mostFiles = 50_000
/** Characters that are sent at a time. */
const chunk = 32_768

/**
 * The routes of a sitemap: `sitemap.xml`, an index, and `sitemap-articles.xml?p=2` for each page of each section. Rows are read and sent
 * bit by bit. An empty section stands in no index, and where all are empty there is no sitemap: 404. Put them at the root of
 * the site: `urls = [...sitemaps({ … }), …]`.
 */
export function sitemaps(sections: Readonly<Record<string, Section>>, options: SitemapsOptions = {}): SitemapRoutes {
  for (const [name, each] of Object.entries(sections)) {
    if (!/^[\w-]{1,100}$/.test(name))
      throw sitemapErrors.BAD_VALUE({
        where: 'The name of a section',
        problem: 'has other characters than letters, digits, _ and -',
      })
    if (each?.kind !== 'nuages.sitemap-section')
      throw sitemapErrors.BAD_VALUE({ where: `The section '${name}'`, problem: 'is not made by `section`' })
  }
  if (options.site !== undefined && webAddress(options.site) === null)
    throw sitemapErrors.BAD_VALUE({ where: 'The site', problem: "is no address like 'https://example.org'" })
  return [
    path('sitemap.xml', (request) => answerIndex(request, sections, options), { name: 'sitemap' }),
    path(
      'sitemap-<slug:section>.xml',
      (request, { section }) => {
        if (!Object.hasOwn(sections, section)) return notFound('the sitemap')
        return answerPage(request, section, sections[section]!, options)
      },
      { name: 'sitemap-section' },
    ),
  ]
}

/** Full addresses count from the site that is configured, or else from the one that was asked. */
function siteOf({ site }: SitemapsOptions, request: HttpRequest): string {
  return site === undefined ? `${request.scheme}://${request.host}` : new URL(site).origin
}

async function answerIndex(
  request: HttpRequest,
  sections: Readonly<Record<string, Section>>,
  options: SitemapsOptions,
): Promise<Response> {
  const site = siteOf(options, request)
  const folder = `${site}${request.path.slice(0, request.path.lastIndexOf('/') + 1)}`
  const files: string[] = []
  for (const [name, section] of Object.entries(sections)) {
    const pages = await pagesOf(section)
    const latest = pages === 0 ? null : writeDate(await section.facts.latest?.(), `The latest of '${name}'`)
    for (let page = 1; page <= pages; page++) {
      const address = writeAddress(`${folder}sitemap-${name}.xml${page === 1 ? '' : `?p=${page}`}`, site)
      files.push(`<sitemap><loc>${address}</loc>${latest === null ? '' : `<lastmod>${latest}</lastmod>`}</sitemap>\n`)
    }
  }
  if (files.length === 0) return notFound('the sitemap')
  if (files.length > mostFiles)
    throw sitemapErrors.BAD_VALUE({ where: 'The index', problem: `has more than ${mostFiles} files` })
  const response = new LightResponse(`${head}<sitemapindex ${names}>\n${files.join('')}</sitemapindex>\n`)
  return withHeaders(response)
}

async function answerPage(
  request: HttpRequest,
  name: string,
  section: Section,
  options: SitemapsOptions,
): Promise<Response> {
  const page = pageOf(request.query.get('p'))
  const rows = await section.rows()
  const count = await rows.count()
  const size = itemsOn(section)
  if (page === null || (page - 1) * size >= count) return notFound('this page of the sitemap')
  const latest = momentOf(await section.facts.latest?.())
  return await conditional(request, { lastModified: latest }, async () => {
    const site = siteOf(options, request)
    const part = rows.part((page - 1) * size, page * size)
    const chunks = write(part, name, section, site)
    // What is wrong with the first rows is still an answer of its own.
    const first = await chunks.next()
    return withHeaders(stream(behind(first.value ?? '', chunks), { type: 'application/xml; charset=utf-8' }))
  })
}

async function* behind(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}

/** The file, in chunks. */
async function* write(
  rows: AsyncIterable<unknown> | Iterable<unknown>,
  name: string,
  section: Section,
  site: string,
): AsyncGenerator<string> {
  const languages = languagesOf(section)
  const inLanguage: InLanguage = (language, work) => withLocale(use(translationsService).locale(language), work)
  const end = '</urlset>\n'
  let waiting = `${head}<urlset ${names}${languages === null ? '' : ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'}>\n`
  let sent = 0
  const take = (): string => {
    sent += Buffer.byteLength(waiting)
    if (sent + end.length > mostBytes) throw sitemapErrors.TOO_LARGE({ section: name, limit: mostBytes })
    const text = waiting
    waiting = ''
    return text
  }
  for await (const item of rows) {
    waiting += urlsOf(item, section, languages, site, inLanguage)
    if (waiting.length >= chunk) yield take()
  }
  waiting += end
  yield take()
}

function withHeaders(response: Response): Response {
  response.headers.set('content-type', 'application/xml; charset=utf-8')
  // The file is for search engines; it is no page to be found.
  response.headers.set('x-robots-tag', 'noindex')
  return response
}

function languagesOf({ facts }: Section): readonly string[] | null {
  if (facts.languages === undefined) return null
  return facts.languages === true ? use(translationsService).languages : facts.languages
}

/** Items on a page: each has as many addresses as there are languages. */
function itemsOn(section: Section): number {
  return Math.max(1, Math.floor(section.pageSize / Math.max(1, languagesOf(section)?.length ?? 1)))
}

async function pagesOf(section: Section): Promise<number> {
  const rows = await section.rows()
  return Math.ceil((await rows.count()) / itemsOn(section))
}

function pageOf(text: string | null): number | null {
  if (text === null) return 1
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null
}

/** Null for a day: what changed in its afternoon is not what somebody got in its morning. */
function momentOf(value: LastModified): Date | null {
  if (value === null || value === undefined) return null
  writeDate(value, 'A latest')
  return typeof value === 'string' ? null : value
}
