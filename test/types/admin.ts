/** What must compile of the admin's registrations, and under each `@ts-expect-error` what must not. */
import { type ActionDeclaration, admin } from '../../src/apps/admin/index.ts'
import { modelForm } from '../../src/apps/forms/index.ts'
import type { SomeRow } from '../../src/data/orm/index.ts'
import { html } from '../../src/web/http/index.ts'
import { Book, Publisher, Review } from '../unit/admin/bookshop.ts'

admin(Book)
admin(Book, {
  listDisplay: [
    'title',
    'publisher__name',
    'editor_id',
    '__str__',
    (book) => book.title.length,
    { label: 'Worth', value: (book) => Number(book.price) * book.stock, orderBy: 'price' },
    { path: 'publisher__country', label: 'Country' },
  ],
  listFilter: ['status', 'publisher', 'tags', 'publisher__country'],
  searchFields: ['title', '^publisher__name', '=slug', 'contact__iexact', 'tags__name'],
  ordering: ['-published', 'publisher__name'],
  fieldsets: [{ title: 'Details', fields: ['title', ['slug', 'status']] }],
  readonlyFields: ['updated'],
  exclude: ['blurb'],
  prepopulatedFields: { slug: ['title'] },
  viewOnSite: (book) => `/books/${book.slug}/`,
})

// @ts-expect-error no field 'titel'
admin(Book, { listDisplay: ['titel'] })
// @ts-expect-error no field 'nmae'
admin(Book, { listDisplay: ['title', 'publisher__nmae'] })
// @ts-expect-error a row of books has no `name`
admin(Book, { listDisplay: [(book) => book.name] })
// @ts-expect-error no field 'titel'
admin(Book, { listDisplay: ['title', { label: 'Worth', value: (book) => book.titel }] })
// @ts-expect-error no field 'nmae'
admin(Book, { searchFields: ['^publisher__nmae'] })
// @ts-expect-error no field 'satus'
admin(Book, { listFilter: ['satus'] })
// @ts-expect-error no field 'publishd'
admin(Book, { ordering: ['-publishd'] })
// @ts-expect-error a form holds fields of the model itself
admin(Book, { fields: ['publisher__name'] })
// @ts-expect-error no field 'titel'
admin(Book, { fieldsets: [{ title: null, fields: ['titel'] }] })
// @ts-expect-error no field 'titel'
admin(Book, { readonlyFields: ['titel'] })
// @ts-expect-error no field 'titel'
admin(Book, { prepopulatedFields: { slug: ['titel'] } })
// @ts-expect-error there is no such icon
admin(Publisher, { icon: 'castle' })

// ---- every other option ----

class BookForm extends modelForm(Book, { fields: ['title', 'slug'] }) {}
class PublisherForm extends modelForm(Publisher, { fields: '__all__' }) {}
/** An action for several models says what it needs of their rows. */
const shared: ActionDeclaration<AsyncIterable<SomeRow>> = {
  name: 'check',
  label: 'Check',
  run: async ({ rows }) => {
    let done = 0
    for await (const row of rows) await row.validate().then(() => done++)
    return { done }
  },
}

admin(Book, {
  listDisplay: ['title', 'price', { label: 'Tags', value: (book) => book.tags.load(), prefetch: ['tags'] }],
  listMore: [
    'stock',
    'publisher__country',
    { label: 'Long', value: (book) => book.title.length > 9, orderBy: '-title' },
  ],
  listDisplayLinks: ['title', 'price'],
  listEditable: ['price', 'stock'],
  listSelectRelated: ['publisher', 'editor'],
  listFilter: [
    'status',
    { path: 'publisher__country', label: 'Country', kind: 'values' },
    { path: 'price', kind: 'range' },
    {
      name: 'length',
      label: 'Length',
      choices: { short: 'Short', long: 'Long' },
      filter: (rows, chosen) => (chosen.includes('short') ? rows.filter({ title__startswith: 'A' }) : rows.all()),
    },
  ],
  listTotals: { price: 'avg', stock: 'sum' },
  dateHierarchy: 'published',
  searchFields: ['title'],
  sortableBy: ['title', 'price'],
  quickLook: ['title', 'blurb'],
  readonlyFields: ['updated', { name: 'worth', label: 'Worth', value: (book) => Number(book.price) * book.stock }],
  fieldsets: [{ title: null, fields: ['title', ['price', 'worth'], 'publisher', 'tags'] }],
  autocompleteFields: ['publisher', 'tags'],
  rawIdFields: ['editor'],
  radioFields: ['status'],
  widgets: { blurb: 'markdown', details: 'json' },
  form: BookForm,
  accountOf: 'editor',
  actions: [
    shared,
    {
      name: 'publish',
      label: 'Publish',
      run: async ({ rows }) => ({ done: await rows.filter({ status: 'draft' }).update({ status: 'live' }) }),
    },
  ],
  hooks: {
    rows: (rows, request) => rows.filter({ featured: request.method === 'GET' }),
    canChange: (_request, row) => row === null || row.status !== 'live',
    save: async (book) => void (await book.save()),
    next: (book, did) => (did === 'deleted' ? '/' : `/books/${book.slug}/`),
  },
  views: [
    {
      path: 'report/',
      name: 'report',
      view: async ({ rows }) => html(String(await rows.filter({ stock: 0 }).count())),
    },
  ],
})
admin(Book, { dateHierarchy: 'embargo', listDisplayLinks: null })
admin(Review, { dateHierarchy: 'book__published', listFilter: ['book__publisher'], listMore: ['book__editor_id'] })

// @ts-expect-error no field 'nmae' behind a relation that may be null
admin(Book, { listDisplay: ['editor__nmae'] })
// @ts-expect-error no field 'titel'
admin(Book, { listDisplay: [{ path: 'titel', label: 'Title' }] })
// @ts-expect-error no field 'pirce'
admin(Book, { listDisplay: ['title', { label: 'Worth', value: (book) => book.stock, orderBy: 'pirce' }] })
// @ts-expect-error no field 'pirce'
admin(Book, { listMore: ['pirce'] })
// @ts-expect-error no field 'titel'
admin(Book, { listDisplayLinks: ['titel'] })
// @ts-expect-error cells are fields of the model itself
admin(Book, { listEditable: ['publisher__name'] })
// @ts-expect-error no field 'editr'
admin(Book, { listSelectRelated: ['editr'] })
// @ts-expect-error no field 'contry'
admin(Book, { listFilter: [{ path: 'publisher__contry' }] })
// @ts-expect-error there is no such kind
admin(Book, { listFilter: [{ path: 'price', kind: 'between' }] })
// @ts-expect-error no field 'titel'
admin(Book, { listFilter: [{ name: 'x', label: 'X', choices: {}, filter: (rows) => rows.filter({ titel: 'x' }) }] })
// @ts-expect-error no field 'pirce'
admin(Book, { listTotals: { pirce: 'sum' } })
// @ts-expect-error there is no such total
admin(Book, { listTotals: { price: 'median' } })
// @ts-expect-error a title is no date
admin(Book, { dateHierarchy: 'title' })
// @ts-expect-error no field 'publishd'
admin(Book, { dateHierarchy: 'publishd' })
// @ts-expect-error a country is no date
admin(Book, { dateHierarchy: 'publisher__country' })
// @ts-expect-error no field 'titel'
admin(Book, { sortableBy: ['titel'] })
// @ts-expect-error no field 'titel'
admin(Book, { quickLook: ['titel'] })
// @ts-expect-error a row of books has no `name`
admin(Book, { readonlyFields: [{ name: 'x', label: 'X', value: (book) => book.name }] })
// @ts-expect-error neither a field nor a computed one
admin(Book, { readonlyFields: [{ name: 'x', label: 'X', value: () => 1 }], fields: ['y'] })
// @ts-expect-error a title is no relation
admin(Book, { autocompleteFields: ['title'] })
// @ts-expect-error a title is no relation
admin(Book, { rawIdFields: ['title'] })
// @ts-expect-error no field 'staus'
admin(Book, { radioFields: ['staus'] })
// @ts-expect-error no field 'blrub'
admin(Book, { widgets: { blrub: 'markdown' } })
// @ts-expect-error there is no such widget
admin(Book, { widgets: { blurb: 'wysiwyg' } })
// @ts-expect-error a form of another model
admin(Book, { form: PublisherForm })
// @ts-expect-error no field 'titel'
admin(Book, { actions: [{ name: 'x', label: 'X', run: async ({ rows }) => void (await rows.filter({ titel: 1 })) }] })
// @ts-expect-error a row of books has no `name`
admin(Book, { hooks: { canDelete: (_request, row) => row?.name === 'x' } })
// @ts-expect-error no field 'titel'
admin(Book, { hooks: { rows: (rows) => rows.filter({ titel: 'x' }) } })
// @ts-expect-error a title is no relation
admin(Book, { accountOf: 'title' })
// @ts-expect-error there is no such option
admin(Book, { list_display: ['title'] })
