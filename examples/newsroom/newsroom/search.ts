import { NuagesError } from 'nuages/errors'
import { FlatPage } from 'nuages/flatpages'
import { type HttpRequest, render, reverse } from 'nuages/http'
import { Q } from 'nuages/orm'
import { defineSearch, searchable } from 'nuages/search'
import { escapeHtml, markSafe, type SafeString } from 'nuages/templates'
import { type Page, Paginator } from 'nuages/views'
import { Article } from './models.ts'

/** The paper is written in English, whatever language its pages speak. */
const language = 'en'

const live = () => Article.live().selectRelated('section')
type LiveArticle = Awaited<ReturnType<typeof live>>[number]
const addressOf = ({ section, slug }: LiveArticle): string => reverse('article', { section: section.slug, slug })

/** What the paper's search box looks through: stories, and the pages about the paper itself. */
export const siteSearch = defineSearch('site', {
  article: searchable(Article, {
    rows: live,
    title: ({ headline }) => headline,
    text: ({ standfirst, body }) => ({ B: standfirst, C: body }),
    url: addressOf,
    language,
  }),
  page: searchable(FlatPage, {
    rows: () => FlatPage.filter({ registrationRequired: false }),
    title: ({ title }) => title,
    text: ({ content }) => content,
    html: true,
    url: ({ url }) => url,
    language,
  }),
})

/** One result, however it was found. */
interface Result {
  url: string | null
  /** With `<mark>` around what was found. */
  title: unknown
  snippet: unknown
  /** Null for a page about the paper. */
  article: LiveArticle | null
}

interface SearchContext {
  q: string
  page: Page<Result>
}

export async function search(request: HttpRequest): Promise<Response> {
  const q = (request.query.get('q') ?? '').trim()
  const number = request.query.get('page') ?? 1
  let page: Page<Result>
  try {
    page = await new Paginator(indexed(q), 12).nearestPage(number)
  } catch (error) {
    if (!(error instanceof NuagesError && error.code === 'NUAGES_SEARCH_UNSUPPORTED_DATABASE')) throw error
    page = await new Paginator(filtered(q), 12).nearestPage(number)
  }
  return render<SearchContext>(request, 'newsroom/search.html', { q, page })
}

/** What a paginator cuts: how many there are, and some of them. */
interface Results extends PromiseLike<Result[]> {
  count(): Promise<number>
  slice(from: number, to?: number): Promise<Result[]>
}

/** Results of the index. */
function indexed(q: string): Results {
  const slice = async (from: number, to = from + 100): Promise<Result[]> => {
    const { items } = await siteSearch.find(q, { offset: from, limit: to - from, language })
    return items.map((found) => ({
      url: found.url,
      title: found.title,
      snippet: found.snippet,
      article: found.kind === 'article' ? found.row : null,
    }))
  }
  return { count: () => siteSearch.count(q, { language }), slice, then: (...told) => slice(0).then(...told) }
}

/** Where the database has no full text that nuages knows (MariaDB): stories that have the words as they were typed, newest first. */
function filtered(q: string): Results {
  const found = live().filter(Q({ headline__icontains: q }).or({ standfirst__icontains: q }).or({ body__icontains: q }))
  const rows = (q === '' ? found.none() : found).orderBy('-publishedAt', '-id')
  const slice = async (from: number, to?: number): Promise<Result[]> =>
    (await rows.slice(from, to)).map((article) => ({
      url: addressOf(article),
      title: marked(article.headline, q),
      snippet: marked(excerpt(article.body, q), q),
      article,
    }))
  return { count: () => rows.count(), slice, then: (...told) => slice(0, 100).then(...told) }
}

/** The text as HTML, with `<mark>` around every place where `q` is found. */
function marked(text: string, q: string): SafeString {
  const parts = text.split(new RegExp(`(${RegExp.escape(q)})`, 'iu'))
  return markSafe(parts.map((part, i) => (i % 2 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part))).join(''))
}

/** The text around the first place where `q` is found, or its beginning. */
function excerpt(text: string, q: string): string {
  const found = Math.max(0, text.toLowerCase().indexOf(q.toLowerCase()))
  const start = found < 80 ? 0 : text.indexOf(' ', found - 80) + 1
  const end = text.indexOf(' ', start + 240)
  return `${start > 0 ? '… ' : ''}${text.slice(start, end < 0 ? undefined : end)}${end < 0 ? '' : ' …'}`
}
