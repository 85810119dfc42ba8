/** What must compile, and under each `@ts-expect-error` what must not. Checked by the compiler, never run. */
import { Form, input, modelForm } from 'nuages/forms'
import { path, requireMethods, type View } from 'nuages/http'
import { field, Model } from 'nuages/orm'
import {
  archiveIndex,
  createView,
  type DetailContext,
  dateDetail,
  dayArchive,
  deleteView,
  detailView,
  formView,
  keysetPage,
  type ListContext,
  listView,
  monthArchive,
  Paginator,
  redirectView,
  templateView,
  updateView,
  weekArchive,
  yearArchive,
} from 'nuages/views'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare function equal<A, B>(...wrong: Same<A, B> extends true ? [] : [never]): void

class Section extends Model {
  name = field.char({ maxLength: 20 })
  slug = field.slug({ unique: true })
}
class Article extends Model {
  title = field.char({ maxLength: 20 })
  slug = field.slug()
  count = field.integer({ default: 0 })
  published = field.datetime({ null: true })
  section = field.foreignKey(() => Section, { onDelete: 'cascade', null: true })
}
class ArticleForm extends modelForm(Article, { fields: ['title'] }) {}
class ContactForm extends Form {
  name = input.char({ maxLength: 5 })
}

declare module 'nuages/http' {
  interface TemplateContexts {
    'types/list.html': ListContext<Article, 'articles'> & { readonly more: number }
    'types/detail.html': DetailContext<Section>
    'types/year.html': { readonly year: number }
  }
}

// ---- a route has the parameters that its view needs, in their types ------------------------------------------------

path('<int:pk>/', detailView(Article))
path('<slug:slug>/', detailView(Section, { by: 'slug' }))
path('<int:count>/', detailView(Article, { by: 'count' }))
path('<slug:part>/<slug:slug>/', detailView(Article, { by: { part: 'section__slug', slug: 'slug' } }))
path('<slug:section__slug>/', detailView(Article, { by: 'section__slug' }))
path('<int:pk>/<slug:more>/', detailView(Article))
// @ts-expect-error a key is a number
path('<slug:pk>/', detailView(Article))
// @ts-expect-error the parameter is called slug
path('<slug:name>/', detailView(Section, { by: 'slug' }))
// @ts-expect-error a slug is text
path('<int:slug>/', detailView(Section, { by: 'slug' }))
// @ts-expect-error there is none
path('', detailView(Article))
// @ts-expect-error the second is missing
path('<slug:part>/', detailView(Article, { by: { part: 'section__slug', slug: 'slug' } }))
// @ts-expect-error no such field
detailView(Section, { by: 'slgu' })
// @ts-expect-error no such field at the far end
detailView(Article, { by: { part: 'section__slgu' } })

path('<int:pk>/edit/', updateView(Article, { fields: ['title'], successUrl: '/' }))
path('<slug:slug>/edit/', updateView(ArticleForm, { by: 'slug', queryset: () => Article.all(), successUrl: '/' }))
path('<int:pk>/delete/', deleteView(Article, { successUrl: '/' }))
// @ts-expect-error
path('delete/', deleteView(Article, { successUrl: '/' }))

path('<int:year>/', yearArchive(Article, { dateField: 'published' }))
path('<int:year>/<int:month>/', monthArchive(Article, { dateField: 'published' }))
path('<int:year>/week/<int:week>/', weekArchive(Article, { dateField: 'published' }))
path('<int:year>/<int:month>/<int:day>/', dayArchive(Article, { dateField: 'published' }))
path('<int:year>/<int:month>/<int:day>/<slug:slug>/', dateDetail(Article, { dateField: 'published', by: 'slug' }))
path('', archiveIndex(Article, { dateField: 'published' }))
// @ts-expect-error the month is missing
path('<int:year>/', monthArchive(Article, { dateField: 'published' }))
// @ts-expect-error a month is a number
path('<int:year>/<slug:month>/', monthArchive(Article, { dateField: 'published' }))
// @ts-expect-error the slug is missing
path('<int:year>/<int:month>/<int:day>/', dateDetail(Article, { dateField: 'published', by: 'slug' }))
// @ts-expect-error no date
archiveIndex(Article, { dateField: 'count' })
// @ts-expect-error no such field
archiveIndex(Article, { dateField: 'publishd' })

// A view that takes parameters of its own says so.
const tagged = listView(Article, {
  queryset: (_request, { tag }: { tag: string }) => Article.filter({ slug: tag }),
})
path('<slug:tag>/', tagged)
// @ts-expect-error
path('<int:tag>/', tagged)
// @ts-expect-error
path('', tagged)
path('<int:page>/', listView(Article))

// ---- names of fields ------------------------------------------------------------------------------------------------

listView(Article, { orderBy: ['-published', 'section__name'] })
// @ts-expect-error no such field
listView(Article, { orderBy: ['-publishd'] })
// @ts-expect-error rows of another model
listView(Article, { queryset: () => Section.all() })
createView(Article, { fields: ['title', 'section'], successUrl: (article) => `/${article.id}/${article.title}/` })
// @ts-expect-error no such field
createView(Article, { fields: ['titel'], successUrl: '/' })
// @ts-expect-error which fields?
createView(Article, { successUrl: '/' })
// @ts-expect-error where to?
createView(Article, { fields: ['title'] })
createView(ArticleForm, { successUrl: (article) => article.title })
// @ts-expect-error no such property
createView(ArticleForm, { successUrl: (article) => article.titel })
// @ts-expect-error where to?
deleteView(Article, {})

// ---- rows, forms and contexts ---------------------------------------------------------------------------------------

detailView(Article, {
  queryset: () => Article.all().selectRelated('section'),
  allow: (_request, article) => article.section?.slug === 'x',
  context: (_request, article) => ({ name: article.section?.name }),
})
detailView(Article, {
  // @ts-expect-error the section is not loaded
  context: (_request, article) => ({ name: article.section?.name }),
})
updateView(Article, {
  fields: ['title'],
  save: async (form) => {
    equal<string, typeof form.title>()
    return form.save()
  },
  successUrl: '/',
})
formView(ContactForm, { success: (form) => void form.cleaned.name.length, successUrl: '/' })

path('', listView(Article, { template: 'types/list.html', name: 'articles', context: () => ({ more: 1 }) }))
// @ts-expect-error `more` is missing
path('', listView(Article, { template: 'types/list.html', name: 'articles' }))
// @ts-expect-error `articles` is missing
path('', listView(Article, { template: 'types/list.html', context: () => ({ more: 1 }) }))
path('', listView(Article, { template: 'types/unknown.html' }))
const counted = listView(Article, {
  template: 'types/list.html',
  name: 'articles',
  context: (_request, _params, rows) => ({ more: rows.length }),
})
path('', counted)
const misfit = listView(Article, {
  template: 'types/list.html',
  name: 'articles',
  context: (_request, _params, rows) => ({ more: rows }),
})
// @ts-expect-error `more` is a number
path('', misfit)
path('<slug:slug>/', detailView(Section, { by: 'slug', template: 'types/detail.html' }))
// @ts-expect-error rows of another model
path('<int:pk>/', detailView(Article, { template: 'types/detail.html' }))
path('', templateView('types/year.html', { context: () => ({ year: 1 }) }))
// @ts-expect-error a year is a number
path('', templateView('types/year.html', { context: () => ({ year: '1' }) }))
path('<int:year>/', templateView('types/year.html', { context: (_request, { year }: { year: number }) => ({ year }) }))

redirectView({ url: '/' })
path('<int:pk>/', redirectView({ url: (_request, { pk }: { pk: number }) => `/${pk.toFixed(0)}/` }))
// @ts-expect-error a status is not said so
redirectView({ url: '/', status: 301 })

// ---- pages ----------------------------------------------------------------------------------------------------------

const page = await new Paginator(Article.all(), 10).page('2')
equal<string, (typeof page.rows)[number]['title']>()
const numbers = await new Paginator([1, 2], 1).page()
equal<readonly number[], typeof numbers.rows>()
const keyset = await keysetPage(Article.all().orderBy('title'), { size: 10, after: 'x' })
equal<string, (typeof keyset.rows)[number]['title']>()
await keysetPage([{ name: 'a' }], { size: 1, by: ({ name }) => name })
// @ts-expect-error an array says what it is in order by
await keysetPage([1], { size: 1 })

const only: View<{ id: number }> = requireMethods(
  ['POST'],
  async (_request, { id }: { id: number }) => new Response(`${id}`),
)
path('<int:id>/', only)
