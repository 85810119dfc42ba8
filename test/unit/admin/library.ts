import { admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, fieldRules, Permission, rule } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { password } from './bookshop.ts'

/** A library for the tests of lists: every kind of filter, a zone of its own, rules and hidden fields. */
export class Author extends Model {
  name = field.char({ maxLength: 60 })
  born = field.date({ null: true, blank: true })
  email = field.email({ blank: true })
  token = field.char({ maxLength: 20, default: 'hush', secret: true })

  static meta = meta<Author>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

export class Subject extends Model {
  name = field.char({ maxLength: 30, unique: true })

  static meta = meta<Subject>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

export class Volume extends Model {
  title = field.char({ maxLength: 120 })
  status = field.char({
    maxLength: 8,
    choices: { draft: 'Draft', review: 'In review', live: 'Published' },
    default: 'draft',
  })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  price = field.decimal({ maxDigits: 7, decimalPlaces: 2 })
  stock = field.positiveInteger({ default: 0 })
  weight = field.float({ null: true, blank: true })
  featured = field.boolean({ default: false })
  published = field.date({ null: true, blank: true })
  embargo = field.datetime({ null: true, blank: true })
  note = field.char({ maxLength: 60, blank: true })
  pin = field.char({ maxLength: 20, default: 'open sesame', secret: true })
  margin = field.integer({ default: 0 })
  blurb = field.text({ blank: true })
  details = field.json({ default: () => ({}), blank: true })
  subjects = field.manyToMany(() => Subject, { blank: true })

  static meta = meta<Volume>()({ ordering: ['title'] })

  override toString(): string {
    return this.title
  }
}

/** Nothing is said of its list. What it is called takes a relation, and a text that the first of its rows does not need. */
export class Loan extends Model {
  volume = field.foreignKey(() => Volume, { onDelete: 'cascade' })
  reader = field.char({ maxLength: 40 })
  since = field.date()
  remark = field.text({ blank: true })

  override toString(): string {
    return this.reader === 'Nobody' ? `Nobody: ${this.remark}` : `${this.reader}, ${(this.volume as Volume).title}`
  }
}

export const registrations = [
  admin(Volume, {
    listDisplay: [
      'title',
      'author__name',
      'status',
      'price',
      'stock',
      'published',
      { label: 'Worth', value: (row) => Number(row.price) * row.stock, numeric: true, orderBy: 'price' },
      'subjects',
    ],
    listMore: ['author__born', { label: 'Length of blurb', value: (row) => row.blurb.length, numeric: true }],
    listFilter: [
      'status',
      'featured',
      'author',
      'subjects',
      'published',
      'embargo',
      'price',
      'stock',
      { path: 'note', kind: 'empty', label: 'Noted' },
      { path: 'author__born', label: 'Born' },
      {
        name: 'size',
        label: 'Size',
        choices: { thin: 'Thin', thick: 'Thick' },
        filter: (rows, chosen) => rows.filter({ stock__gte: chosen.includes('thick') ? 30 : 0 }),
      },
      'margin',
    ],
    searchFields: ['title', '^author__name', '=note', 'subjects__name'],
    searchHelp: 'price>20 author:holt',
    listTotals: { price: 'avg', stock: 'sum' },
    dateHierarchy: 'embargo',
    sortableBy: ['title', 'status', 'price', 'stock', 'published', 'author__name'],
    listPerPage: 10,
    emptyValue: 'nothing',
  }),
  admin(Author, { searchFields: ['name', 'email'], listPerPage: 2, listCount: 'estimate' }),
  admin(Subject),
  admin(Loan),
]

/** Nora sees no margins, no addresses and no volumes that are drafts. */
const rules = [
  fieldRules(Volume, { hidden: ['margin'] }),
  fieldRules(Author, { hidden: ['email', 'born'] }),
  ...(['view', 'change'] as const).flatMap((action) => [
    rule(Volume, action, (_user, rows) => rows.exclude({ status: 'draft' }), { modelPermission: 'required' }),
    rule(Author, action, (_user, rows) => rows.exclude({ name: 'Vela' }), { modelPermission: 'required' }),
  ]),
]

const library = defineApp({ label: 'library', models: { Author, Subject, Volume, Loan }, admin: registrations, rules })

export const libraryProject = defineProject({
  apps: [authApp, sessionsApp, adminApp, library],
  urls: [path('admin/', include(adminUrls(adminSite({ timeZone: 'Asia/Tokyo' }))))],
})

/** 3 authors, 3 subjects, 30 volumes; ada is a superuser, nora staff. */
export async function fillLibrary(): Promise<void> {
  await createSuperuser({ username: 'ada', password })
  const nora = await createUser({ username: 'nora', password, isStaff: true })
  await nora.userPermissions.add(...(await Permission.filter({ contentType__appLabel: 'library' })))
  const authors: Author[] = []
  for (const [name, born] of [
    ['Holt', '1950-05-05'],
    ['Fontaine', '1980-01-31'],
    ['Vela', null],
  ] as const)
    authors.push(await Author.create({ name, born, email: `${name.toLowerCase()}@example.org` }))
  const subjects: Subject[] = []
  for (const name of ['Fiction', 'Poetry', 'Travel']) subjects.push(await Subject.create({ name }))
  const statuses = ['draft', 'review', 'live'] as const
  for (let i = 1; i <= 30; i++) {
    const volume = await Volume.create({
      title: `Volume ${String(i).padStart(2, '0')}`,
      status: statuses[i % 3]!,
      author: authors[(i >> 1) % 3]!,
      price: `${i}.50`,
      stock: i * 2,
      weight: i % 4 === 0 ? null : i / 4,
      featured: i % 5 === 0,
      published: i % 2 === 0 ? `202${i % 3}-0${1 + (i % 9)}-1${i % 7}` : null,
      // Eight in the evening at Greenwich is the next day in Tokyo.
      embargo: i % 3 === 0 ? null : new Date(Date.UTC(2025, 11, 31 - (i % 4), 20)),
      note: i % 4 === 0 ? `N${i}` : '',
      margin: i * 100,
      blurb: 'A long text. '.repeat(i),
    })
    await volume.subjects.add(subjects[i % 3]!, subjects[(i + 1) % 3]!)
    if (i <= 6)
      await Loan.create({ volume, reader: i === 6 ? 'Nobody' : `Reader ${i}`, since: '2026-03-04', remark: `r${i}` })
  }
}

/** A filled library of its own; in memory, or in the database of a URL. */
export async function openLibrary(url?: string): Promise<TestProject> {
  const project = await testProject(libraryProject, url === undefined ? {} : { databases: { default: url } })
  await project.run(fillLibrary)
  return project
}
