import { Form, input, modelForm } from '../../../src/apps/forms/index.ts'
import {
  archiveIndex,
  createView,
  dateDetail,
  dayArchive,
  deleteView,
  detailView,
  formView,
  listView,
  monthArchive,
  redirectView,
  templateView,
  todayArchive,
  updateView,
  weekArchive,
  yearArchive,
} from '../../../src/apps/views/index.ts'
import { field, Model, meta, scope } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { path, text } from '../../../src/web/http/index.ts'

export class Section extends Model {
  name = field.char({ maxLength: 40 })
  slug = field.slug({ unique: true })
  override toString(): string {
    return this.name
  }
}

export class Article extends Model {
  title = field.char({ maxLength: 60 })
  slug = field.slug()
  live = field.boolean({ default: true })
  published = field.datetime()
  day = field.date({ null: true, blank: true })
  section = field.foreignKey(() => Section, { onDelete: 'protect', null: true, blank: true })
  static live = scope<Article>()((articles) => articles.filter({ live: true }))
  static meta = meta<Article>()({ uniqueTogether: [['section', 'slug']] })
  override toString(): string {
    return this.title
  }
}

export class Note extends Model {
  article = field.foreignKey(() => Article, { onDelete: 'cascade' })
  words = field.char({ maxLength: 40 })
  override toString(): string {
    return this.words
  }
}

export class NoteForm extends modelForm(Note, { fields: ['words'] }) {}

export class ContactForm extends Form {
  name = input.char({ maxLength: 10 })
}

/** Noon of the day that the archives take for today. */
export const now = () => new Date('2026-03-15T12:00:00Z')
const dated = { dateField: 'published', now } as const

export const urls = [
  path(
    'articles/',
    listView(Article, { queryset: () => Article.live(), paginateBy: 3, orderBy: ['-title'], name: 'news' }),
    {
      name: 'list',
    },
  ),
  path('plain/', listView(Article)),
  path('route/<int:page>/', listView(Article, { paginateBy: 3, template: 'count.html' })),
  path('near/', listView(Article, { paginateBy: 3, invalidPage: 'nearest', template: 'count.html' })),
  path('keyset/', listView(Article, { paginateBy: 3, pages: 'keyset', orderBy: ['title'] })),
  path('none/', listView(Note, { allowEmpty: false })),
  path('none/paged/', listView(Note, { allowEmpty: false, paginateBy: 5 })),
  path(
    'in/<slug:slug>/',
    listView(Article, {
      queryset: (_request, { slug }: { slug: string }) => Article.filter({ section__slug: slug }),
      context: (_request, { slug }) => ({ slug }),
    }),
  ),
  path('closed/', listView(Article, { allow: (request) => request.query.has('key') })),
  path('elsewhere/', listView(Article, { allow: () => text('log in', { status: 401 }) })),
  path('articles/<int:pk>/', detailView(Article, { allow: (_request, article) => article.live }), { name: 'detail' }),
  path('sections/<slug:slug>/', detailView(Section, { by: 'slug', name: 'part', context: async () => ({ more: 1 }) })),
  path(
    'both/<slug:section>/<slug:slug>/',
    detailView(Article, {
      by: { section: 'section__slug', slug: 'slug' },
      queryset: () => Article.all().selectRelated('section'),
      template: 'both.html',
    }),
  ),
  path('loose/<slug:slug>/', detailView(Article, { by: 'slug' })),
  path('among/<slug:slug>/', detailView(Article, { by: 'slug', queryset: () => Article.all() })),
  path(
    'new/',
    createView(Section, {
      fields: ['name'],
      given: (request) => ({ slug: request.query.get('slug') ?? 'given' }),
      successUrl: (section) => `/sections/${section.slug}/`,
      successMessage: (section) => `${section.name} <made>.`,
    }),
  ),
  path(
    'articles/<int:pk>/note/',
    createView(NoteForm, {
      given: (_request, { pk }: { pk: number }) => ({ article: Article.ref(pk) }),
      successUrl: '/articles/',
    }),
  ),
  path(
    'articles/<int:pk>/edit/',
    updateView(Article, {
      fields: ['title'],
      queryset: () => Article.live(),
      allow: (request) => !request.query.has('no'),
      successUrl: (article, _request) => `/articles/${article.id}/`,
      successMessage: 'Saved.',
    }),
  ),
  path(
    'articles/<int:pk>/delete/',
    deleteView(Article, { successUrl: '/articles/', successMessage: (a) => `${a.title} is gone.` }),
  ),
  path('sections/<slug:slug>/delete/', deleteView(Section, { by: 'slug', successUrl: '/' })),
  path(
    'contact/',
    formView(ContactForm, {
      initial: () => ({ name: 'you' }),
      success: (form) =>
        form.cleaned.name === 'text' ? text('sent') : form.cleaned.name === 'far' ? '/far/' : undefined,
      successUrl: '/thanks/',
      successMessage: (form) => `Thanks, ${form.cleaned.name}.`,
    }),
  ),
  path('old/<int:pk>/', redirectView({ name: 'detail', permanent: true, keepQuery: true })),
  path('moved/', redirectView({ url: '/articles/?a=1#top', keepQuery: true })),
  path('gone/', redirectView({ url: () => null })),
  path('about/<slug:who>/', templateView('about.html', { context: () => ({ year: 1934 }) })),
  path('news/', archiveIndex(Article, { ...dated, paginateBy: 10 })),
  path('news/<int:year>/', yearArchive(Article, dated)),
  path('full/<int:year>/', yearArchive(Article, { ...dated, rows: true })),
  path('news/<int:year>/<int:month>/', monthArchive(Article, dated)),
  path('empty/<int:year>/<int:month>/', monthArchive(Article, { ...dated, allowEmpty: true })),
  path('future/<int:year>/<int:month>/', monthArchive(Article, { ...dated, allowFuture: true })),
  path('dates/<int:year>/<int:month>/', monthArchive(Article, { dateField: 'day', now })),
  path('news/<int:year>/week/<int:week>/', weekArchive(Article, dated)),
  path('news/<int:year>/<int:month>/<int:day>/', dayArchive(Article, dated)),
  path('news/today/', todayArchive(Article, dated)),
  path('news/<int:year>/<int:month>/<int:day>/<slug:slug>/', dateDetail(Article, { ...dated, by: 'slug' })),
  path('wrong/', archiveIndex(Article, { dateField: 'title', now })),
  path('tag/', listView(Article, { paginateBy: 2, template: 'tag.html' })),
]

export const project = defineProject({
  apps: [defineApp({ label: 'news', dir: import.meta.dirname, models: { Section, Article, Note }, urls })],
  timeZone: 'Europe/Paris',
})
