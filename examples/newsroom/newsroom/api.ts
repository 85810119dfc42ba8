import { type HttpRequest, json, path, reverse } from 'nuages/http'
import { authenticated, bearerToken, session } from 'nuages/tokens'
import { Paginator } from 'nuages/views'
import { Article } from './models.ts'

/**
 * The articles that whoever asks may see, newest first, fifty to a page (`?page=2`): a reader the live ones, a reporter their drafts too. Which
 * those are is said once, in `rules.ts`.
 */
async function articles(request: HttpRequest): Promise<Response> {
  const user = await request.user
  const rows = user.allowed(Article, 'view').selectRelated('section').orderBy('-publishedAt', '-id')
  const page = await new Paginator(rows, 50).nearestPage(request.query.get('page') ?? 1)
  return json({
    count: page.count,
    page: page.number,
    pages: page.pageCount,
    articles: page.rows.map((article) => ({
      headline: article.headline,
      status: article.status,
      published: article.publishedAt,
      url: reverse('article', { section: article.section.slug, slug: article.slug }),
    })),
  })
}

/** For programs with a token that a reader made at `/account/tokens/`, and for scripts of our own pages. */
export const api = [
  path('api/articles/', authenticated(articles, { by: [bearerToken(), session()] }), { name: 'apiArticles' }),
]
