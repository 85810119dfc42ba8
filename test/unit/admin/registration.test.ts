import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AdminOptions,
  type AdminSiteOptions,
  admin,
  adminErrors,
  adminSite,
} from '../../../src/apps/admin/index.ts'
import { modelAdmin } from '../../../src/apps/admin/model-admin.ts'
import { authApp, contentTypesApp, Permission, User } from '../../../src/apps/auth/index.ts'
import { specs } from '../../../src/base/errors/index.ts'
import type { AppDefinition } from '../../../src/base/settings/index.ts'
import { buildRegistry } from '../../../src/data/orm/index.ts'
import { Book, Publisher, registrations, shop, Tag } from './bookshop.ts'

const registry = buildRegistry(
  [contentTypesApp, authApp, shop].map(({ label, models }) => ({ label, models: models ?? {} })),
)
const book = registry.of(Book)
const read = (options: AdminOptions) => modelAdmin(book, options)

test('with no options a model has a list of what its rows say, and a form of all that can be edited', () => {
  const made = read({})
  assert.deepEqual(
    made.columns.map((column) => column.label),
    ['Book', 'Status', 'Publisher', 'Price', 'Featured', 'Published', 'Embargo'],
  )
  assert.deepEqual(
    made.sections.map(({ title, lines }) => [title, lines.map((line) => line.join(' '))]),
    [
      [
        null,
        ['title', 'slug', 'status', 'publisher', 'editor', 'price stock', 'featured', 'contact', 'blurb', 'approved'],
      ],
      ['Dates and times', ['published embargo']],
      ['Further details', ['details', 'tags']],
    ],
  )
  assert.equal(made.perPage, 50)
  assert.equal(made.title, 'Books')
})

test('every path is held against the models when the project starts, with what may have been meant', () => {
  const wrong: [AdminOptions, string, RegExp][] = [
    [
      { listDisplay: ['titel'] },
      'UNKNOWN_PATH',
      /names 'titel' in listDisplay, but shop\.book has no field 'titel' \(did you mean 'title'\?\)/,
    ],
    [
      { listDisplay: ['publisher__nmae'] },
      'UNKNOWN_PATH',
      /shop\.publisher has no field 'nmae' \(did you mean 'name'\?\)/,
    ],
    [{ listDisplay: ['title__length'] }, 'UNKNOWN_PATH', /'title' of shop\.book is no relation/],
    [
      { listDisplay: ['publisher__token'] },
      'SECRET_PATH',
      /'publisher__token' in listDisplay, and that field is secret/,
    ],
    [{ searchFields: ['publisher__token'] }, 'SECRET_PATH', /searchFields/],
    [{ searchFields: ['=publisher__token__exact'] }, 'UNKNOWN_PATH', /token/],
    [{ listFilter: ['publisher__token'] }, 'SECRET_PATH', /listFilter/],
    [{ ordering: ['-publisher__token'] }, 'SECRET_PATH', /ordering/],
    [{ searchFields: ['publisher'] }, 'WRONG_PATH', /it is a relation, so name a field of it/],
    [{ searchFields: ['details'] }, 'WRONG_PATH', /a json cannot be searched/],
    [{ listFilter: ['title'] }, 'WRONG_PATH', /it has no choices, and is no boolean, relation, date or number/],
    [{ ordering: ['-titel'] }, 'UNKNOWN_PATH', /ordering/],
    [{ listSelectRelated: ['publishr'] }, 'UNKNOWN_PATH', /listSelectRelated/],
    [{ fields: ['title', 'publisher__name'] }, 'WRONG_PATH', /a form holds fields of shop\.book itself/],
    [{ fields: ['updated'] }, 'WRONG_PATH', /name it in readonlyFields too/],
    [{ fields: ['title', ['slug', 'title']] }, 'DUPLICATE_FIELD', /'title' twice/],
    [{ fieldsets: [{ title: null, fields: ['nope'] }] }, 'UNKNOWN_PATH', /fieldsets/],
    [{ exclude: ['nope'] }, 'UNKNOWN_PATH', /exclude/],
    [{ readonlyFields: ['nope'] }, 'UNKNOWN_PATH', /readonlyFields/],
    [{ prepopulatedFields: { slug: ['titel'] } }, 'UNKNOWN_PATH', /prepopulatedFields/],
    [{ listPerPage: 0 }, 'BAD_PAGE_SIZE', /listPerPage of 0/],
    [{ listPerPage: 2.5 }, 'BAD_PAGE_SIZE', /2\.5/],
  ]
  for (const [options, code, message] of wrong) {
    assert.throws(() => read(options), { code: `NUAGES_ADMIN_${code}`, message }, JSON.stringify(options))
  }
})

test('secret fields are in no form, even of all fields', () => {
  assert.deepEqual(modelAdmin(registry.of(Publisher), {}).editable, ['name', 'country'])
  assert.ok(!modelAdmin(registry.of(User), {}).editable.includes('password'))
})

test('a site shows the registrations of its apps, and users and groups beside them', () => {
  const site = adminSite().resolve(registry, [shop])
  assert.deepEqual(
    site.groups.map((group) => [group.title, group.models.map((each) => each.title)]),
    [
      ['Shop', ['Books', 'Publishers', 'Tags', 'Reviews']],
      ['Access', ['Users', 'Groups']],
    ],
  )
  assert.equal(site.find('shop', 'book')?.info, book)
  assert.equal(site.find('shop', 'nothing'), undefined)
  assert.equal(site.find('__proto__', 'x'), undefined)
})

test('a site shows every model of an app that registers nothing, and of another what it registers', () => {
  const titles = (apps: readonly AppDefinition[], options: AdminSiteOptions = {}) =>
    adminSite(options)
      .resolve(registry, apps)
      .groups.map((group) => group.models.map((each) => each.title))
  const { label, models = {} } = shop
  const people = ['Users', 'Groups']
  const battery = { label: 'contenttypes', models: {}, admin: [admin(Permission)] }
  assert.deepEqual(titles([{ label, models }, authApp, contentTypesApp]), [
    ['Publishers', 'Tags', 'Books', 'Reviews'],
    people,
  ])
  // The registrations of one app, a battery's say, change nothing for another.
  assert.deepEqual(titles([battery, { label, models }]), [
    ['Permissions', ...people],
    ['Publishers', 'Tags', 'Books', 'Reviews'],
  ])
  assert.deepEqual(titles([{ label, models, admin: [admin(Tag)] }]), [['Tags'], people])
  assert.deepEqual(titles([{ label, models, admin: [] }]), [people])
  assert.deepEqual(titles([{ label, models }], { registrations: [admin(Tag)] }), [['Tags'], people])
  assert.deepEqual(titles([{ label, models }], { apps: [] }), [people])
})

test('a model is registered once with a site', () => {
  const site = adminSite({ registrations: [admin(Tag), admin(Tag)] })
  assert.throws(() => site.resolve(registry), { code: 'NUAGES_ADMIN_DUPLICATE_MODEL' })
})

test('a registration of one’s own replaces the one of the framework', () => {
  const site = adminSite({ registrations: [...registrations, admin(User, { listDisplay: ['email'] })] }).resolve(
    registry,
  )
  const users = site.find('auth', 'user')
  assert.deepEqual(
    users?.columns.map((column) => column.label),
    ['Email address'],
  )
})

test('every error of the table says what to do', () => {
  for (const [code, spec] of adminErrors[specs]) assert.ok(spec.hint.length > 20, code)
})
