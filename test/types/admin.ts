/** What must compile of the admin's registrations, and under each `@ts-expect-error` what must not. */
import { admin } from '../../src/apps/admin/index.ts'
import { Book, Publisher } from '../unit/admin/bookshop.ts'

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
