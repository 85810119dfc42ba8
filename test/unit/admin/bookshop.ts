import { admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, Permission } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { html, include, path } from '../../../src/web/http/index.ts'

/** A small shop with every kind of field, for the tests of the admin. */
export class Publisher extends Model {
  name = field.char({ maxLength: 60, unique: true })
  country = field.char({ maxLength: 2, blank: true })
  token = field.char({ maxLength: 20, default: 'hush', secret: true })
  books = field.reverse(() => Book, 'publisher')

  static meta = meta<Publisher>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

export class Tag extends Model {
  name = field.char({ maxLength: 30, unique: true })

  static meta = meta<Tag>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

export class Book extends Model {
  title = field.char({ maxLength: 120, help: 'As it stands on the cover.' })
  slug = field.slug({ maxLength: 40, blank: true, unique: true })
  status = field.char({
    maxLength: 8,
    choices: { draft: 'Draft', review: 'In review', live: 'Published' },
    default: 'draft',
  })
  publisher = field.foreignKey(() => Publisher, { onDelete: 'protect' })
  editor = field.foreignKey(() => Publisher, { onDelete: 'setNull', null: true, blank: true })
  price = field.decimal({ maxDigits: 7, decimalPlaces: 2 })
  stock = field.positiveInteger({ default: 0 })
  featured = field.boolean({ default: false })
  published = field.date({ null: true, blank: true })
  embargo = field.datetime({ null: true, blank: true })
  contact = field.email({ blank: true })
  blurb = field.text({ blank: true })
  details = field.json({ default: () => ({}), blank: true })
  approved = field.boolean({ null: true, blank: true })
  updated = field.datetime({ autoNow: true })
  tags = field.manyToMany(() => Tag, { blank: true })
  reviews = field.reverse(() => Review, 'book')

  static meta = meta<Book>()({ ordering: ['title'] })

  override toString(): string {
    return this.title
  }
}

export class Review extends Model {
  book = field.foreignKey(() => Book, { onDelete: 'cascade' })
  source = field.char({ maxLength: 80 })

  override toString(): string {
    return this.source
  }
}

export const registrations = [
  admin(Book, {
    icon: 'book',
    listDisplay: [
      'title',
      'publisher__name',
      'status',
      'price',
      'stock',
      'featured',
      'published',
      { label: 'Worth', value: (book) => Number(book.price) * book.stock, numeric: true, orderBy: 'price' },
      'tags',
    ],
    listFilter: ['status', 'featured', 'publisher', 'tags'],
    listEditable: ['stock', 'featured'],
    searchFields: ['title', 'publisher__name', '=slug', 'tags__name', 'id'],
    listPerPage: 10,
    readonlyFields: ['updated'],
    prepopulatedFields: { slug: ['title'] },
    fieldsets: [
      { title: 'Details', fields: ['title', ['slug', 'contact'], 'publisher', 'editor', 'tags'] },
      {
        title: 'Sale',
        fields: ['status', ['price', 'stock'], 'featured', 'approved'],
        description: 'What readers see.',
      },
      { title: 'More', fields: [['published', 'embargo'], 'blurb', 'details', 'updated'], collapsed: true },
    ],
    viewOnSite: (book) => `/books/${book.slug}/`,
  }),
  admin(Publisher, { icon: 'house', listDisplay: ['name', 'country'], searchFields: ['^name'] }),
  admin(Tag),
  admin(Review, { listDisplay: ['source', 'book'], listFilter: ['book'] }),
]

export const shop = defineApp({ label: 'shop', models: { Publisher, Tag, Book, Review }, admin: registrations })
export const password = 'a long pass phrase'

/** The shop's project, its admin at /admin/. */
export const shopProject = defineProject({
  apps: [authApp, sessionsApp, adminApp, shop],
  urls: [path('', () => html('<h1>Shop</h1>')), path('admin/', include(adminUrls(adminSite({ title: 'Bookshop' }))))],
})

/** Fills a shop: 3 publishers, 4 tags, 25 books, 30 reviews; users ada (superuser), nora (staff, with every permission of the shop) and reader. */
export async function fillShop(): Promise<void> {
  await createSuperuser({ username: 'ada', email: 'ada@example.org', password, firstName: 'Ada', lastName: 'Moreau' })
  const nora = await createUser({ username: 'nora', password, isStaff: true })
  await nora.userPermissions.add(...(await Permission.filter({ contentType__appLabel: 'shop' })))
  await createUser({ username: 'reader', password })
  const publishers: Publisher[] = []
  for (const name of ['Éditions du Large', 'Kestrel & Finch', 'Northlight <Press>'])
    publishers.push(await Publisher.create({ name, country: 'FR' }))
  const tags: Tag[] = []
  for (const name of ['Fiction', 'Nature', 'Poetry', 'Travel']) tags.push(await Tag.create({ name }))
  const statuses = ['draft', 'review', 'live'] as const
  for (let i = 1; i <= 25; i++) {
    const book = await Book.create({
      title: `Book ${String(i).padStart(2, '0')}`,
      slug: `book-${i}`,
      status: statuses[i % 3]!,
      publisher: publishers[i % 3]!,
      price: `${10 + i}.50`,
      stock: i * 2,
      featured: i % 5 === 0,
      published: i % 2 === 0 ? `2026-0${1 + (i % 9)}-15` : null,
    })
    await book.tags.add(tags[i % 4]!, tags[(i + 1) % 4]!)
    if (i <= 10) for (const source of ['Le Monde', 'Kirkus', 'The Ferry']) await Review.create({ book, source })
  }
}

/** A filled shop of its own, with nobody logged in. */
export async function openShop(): Promise<TestProject> {
  const shop = await testProject(shopProject)
  await shop.run(fillShop)
  return shop
}

/** Logs the client of a shop in, and answers with it. */
export async function logIn(shop: TestProject, username = 'ada'): Promise<TestProject['client']> {
  const client = shop.newClient()
  await client.get('/admin/login/')
  const response = await client.post('/admin/login/', { username, password })
  if (response.status !== 303) throw new TypeError(`log-in answered ${response.status}`)
  return client
}
