import { requireLogin } from 'nuages/auth'
import { type HttpRequest, httpErrors, redirect, render, reverse } from 'nuages/http'
import { gettext } from 'nuages/i18n'
import { messages } from 'nuages/messages'
import { Count } from 'nuages/orm'
import { listView, Paginator } from 'nuages/views'
import { ArticleTags, CommentForm } from './forms.ts'
import { Article, Comment, Section, Tag, Tagging } from './models.ts'

/** Live articles with all that a card shows of them, newest first: two queries, however many cards. */
const cards = () => Article.live().selectRelated('section').prefetchRelated('authors').orderBy('-publishedAt', '-id')

export async function home(request: HttpRequest): Promise<Response> {
  const [lead = null, ...rest] = await cards().slice(0, 42)
  const latest = rest.slice(0, 9)
  const top = rest.filter((article) => article.image !== '').slice(0, 4)
  const remaining = rest.filter((article) => !top.includes(article))
  const sections = await Section.top()
  const strips = sections.map((section) => ({
    section,
    articles: remaining.filter(({ section: own }) => (own.parent_id ?? own.pk) === section.pk).slice(0, 3),
  }))
  return render(request, 'newsroom/home.html', {
    // The navigation has them too: asked for once.
    sections,
    lead,
    latest,
    top,
    strips: strips.filter(({ articles }) => articles.length > 0),
  })
}

export async function section(request: HttpRequest, { slug }: { slug: string }): Promise<Response> {
  const section = await Section.all().selectRelated('parent').get({ slug })
  const articles = cards().filter({ section__in: Section.filter({ pk: section.pk }).recurse('children') })
  return render(request, 'newsroom/section.html', {
    section,
    current: section.parent_id ?? section.pk,
    subsections: await section.children.all(),
    page: await new Paginator(articles, 12).nearestPage(request.query.get('page') ?? 1),
  })
}

/** All that is about one thing. */
export const tag = listView(Article, {
  template: 'newsroom/tag.html',
  queryset: (_request, { name }: { name: string }) => cards().filter({ tags__name: name }),
  context: async (_request, { name }) => ({ tag: await Tag.get({ name }) }),
  paginateBy: 12,
  invalidPage: 'nearest',
})

/** What is known of who comments: somebody with an account need not say it again. */
async function commenter(request: HttpRequest): Promise<{ authorName?: string; email?: string }> {
  const user = await request.user
  return user.isAuthenticated ? { authorName: user.fullName || user.username, email: user.email } : {}
}

/** An article and its comments; a comment posted here waits for an editor. */
export async function article(request: HttpRequest, params: { section: string; slug: string }): Promise<Response> {
  const article = await cards().prefetchRelated('tags').get({ section__slug: params.section, slug: params.slug })
  const form =
    request.method === 'POST' ? await CommentForm.from(request) : new CommentForm({ initial: await commenter(request) })
  if (request.method === 'POST' && (await form.isValid())) {
    await Comment.create({ ...form.cleaned, article, ip: request.ip })
    messages(request).success(gettext('Thank you. Your comment will appear as soon as an editor has read it.'))
    return redirect(`${reverse('article', params)}#comments`, { status: 303 })
  }
  const tags = await article.tags.all()
  const related = cards()
    .filter({ tags__in: tags.map((tag) => tag.pk) })
    .exclude({ id: article.pk })
    .alias({ shared: Count('tags') })
    .orderBy('-shared', '-publishedAt', '-id')
  const context = {
    article,
    tags,
    form,
    current: article.section.parent_id ?? article.section.pk,
    related: tags.length > 0 ? await related.slice(0, 4) : [],
    comments: await Comment.shown().filter({ article: article.pk }).selectRelated('replyTo'),
  }
  return render(request, 'newsroom/article.html', context, { status: form.isBound ? 422 : 200 })
}

interface ArticleTagsContext {
  article: Article
  params: { section: string; slug: string }
  tags: ArticleTags
}

/** Where those who may change an article say what it is about: all of its tags on one page, saved together. */
export const articleTags = requireLogin(
  async (request: HttpRequest, params: { section: string; slug: string }): Promise<Response> => {
    const article = await Article.get({ section__slug: params.section, slug: params.slug })
    const user = await request.user
    if (!(await user.can('newsroom.change_article', article))) throw httpErrors.FORBIDDEN({ what: request.path })
    const rows = Tagging.orderBy('-weight', 'tag__name')
    const tags = await ArticleTags.from(request, { instance: article, rows })
    if (await tags.isValid()) {
      await tags.save()
      messages(request).success(gettext('The tags were saved.'))
      return redirect(reverse('articleTags', params), { status: 303 })
    }
    const status = tags.isBound && !tags.isAdding ? 422 : 200
    const context = { article, params, tags }
    return render<ArticleTagsContext>(request, 'newsroom/article-tags.html', context, { status })
  },
)
