import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AdminRegistration, admin, adminApp, adminSite, adminUrls, inline } from '../../../src/apps/admin/index.ts'
import { modelAdmin } from '../../../src/apps/admin/model-admin.ts'
import { authApp, contentTypesApp, createSuperuser } from '../../../src/apps/auth/index.ts'
import { input, modelForm } from '../../../src/apps/forms/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { buildRegistry, defineModel, field } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { logIn, password } from './bookshop.ts'
import { filled, text } from './browser.ts'
import { Album, Credit, Person, Take, Track } from './records.ts'

class AlbumForm extends modelForm(Album, { fields: ['title', 'year', 'note'] }) {
  promise = input.boolean({ label: 'I listened to it', required: false })
  override clean(): void {
    if (this.cleaned.year < 1900) this.addError('year', 'There were no albums then.', 'early')
  }
}

const Wide = defineModel({
  name: 'Wide',
  fields: Object.fromEntries<never>(
    Array.from({ length: 200 }, (_, at) => [
      `field${at}`,
      (at % 10 === 0 ? field.text() : at % 7 === 0 ? field.date() : field.char({ maxLength: 20 })) as never,
    ]),
  ),
})

const registrations = [
  admin(Album, {
    form: AlbumForm,
    fieldsets: [
      { title: 'Sleeve', fields: ['title'] },
      { title: 'Words', fields: ['note'], tab: 'Story' },
      { title: 'Numbers', fields: ['year'], tab: 'Figures' },
    ],
    inlines: [
      inline(Track, { fields: ['title', 'seconds'], tab: 'Figures' }),
      inline(Credit, { fields: ['person', 'role'] }),
    ],
    hooks: {
      initial: (request) => ({ year: 1999, note: `for ${request.query.get('who') ?? 'nobody'}` }),
      readonlyFields: (_request, row) => (row !== null && String(row).startsWith('Closed') ? ['title'] : []),
      fieldsets: (request) => (request.query.has('short') ? [{ title: 'All', fields: ['title'] }] : null),
      inlines: (request) => (request.query.has('short') ? [] : null),
      next: (row, did) => (did === 'added' ? `/added/${String(row['pk'])}/` : null),
    },
  }),
  admin(Person),
]

const records = defineApp({ label: 'records', models: { Person, Album, Track, Take, Credit, Wide } })
const site = adminSite({ registrations: [...registrations, admin(Wide as never)] })

let project: TestProject
let ada: TestProject['client']
before(async () => {
  project = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, records],
      urls: [path('admin/', include(adminUrls(site)))],
    }),
  )
  await project.run(() => createSuperuser({ username: 'ada', email: 'ada@example.org', password }))
  ada = await logIn(project)
})
after(() => project.close())

const page = async (url: string) => (await ada.get(url)).text()

test('hooks fill the empty form, choose its sections and inlines, and say where to go', async () => {
  const add = '/admin/records/album/add/'
  const sent = filled(await page(`${add}?who=you&title=Given`))
  assert.deepEqual([sent['title']?.[0], sent['year']?.[0], sent['note']?.[0]], ['Given', '1999', 'for you'])
  const short = filled(await page(`${add}?short=1`))
  assert.deepEqual(
    Object.keys(short).filter((name) => !name.startsWith('_')),
    ['title'],
  )
  const saved = await ada.post(add, { ...sent, title: 'Closed for good' })
  assert.match(saved.headers.get('location') ?? '', /^\/added\/\d+\/$/)
  const { id } = await project.run(() => Album.get({ title: 'Closed for good' }))
  const url = `/admin/records/album/${id}/change/`
  const again = filled(await page(url))
  assert.equal(again['title'], undefined)
  await ada.post(url, { ...again, title: 'Open', year: '2001' })
  const row = await project.run(() => Album.get({ id }))
  assert.deepEqual([row.title, row.year], ['Closed for good', 2001])
})

test('a form class of the project validates, and its own fields are asked for', async () => {
  const add = '/admin/records/album/add/'
  const html = await page(add)
  assert.match(text(html), /I listened to it/)
  const refused = await ada.post(add, filled(html, { title: 'Old', year: '1801' }))
  assert.equal(refused.status, 422)
  assert.match(text(await refused.text()), /Year : There were no albums then\./)
})

test('tabs are one form: what is wrong is counted by tab, and its tab is open', async () => {
  const add = '/admin/records/album/add/'
  const html = await page(add)
  const tabs = [...html.matchAll(/name="_tab" value="(\d)"( checked)?><span><bdi>([^<]*)/g)].map(
    ([, number, on, name]) => [number, name, on !== undefined],
  )
  assert.deepEqual(tabs, [
    ['1', 'Sleeve', true],
    ['2', 'Story', false],
    ['3', 'Figures', false],
  ])
  assert.match(html, /id="s-2" data-tab="2"/)
  assert.match(html, /id="i-0-1" data-tab="3"/)
  assert.match(html, /id="i-0-2" data-tab="1"/)
  const refused = await ada.post(
    add,
    filled(html, {
      title: 'Fine',
      year: 'x',
      'track_set-0-title': 'y',
      'tracks-0-title': 'y',
      'tracks-0-seconds': 'z',
    }),
  )
  const back = await refused.text()
  assert.match(back, /value="3" checked><span><bdi>Figures<\/bdi><\/span><span class="n-tag n-tag--bad">2 to fix/)
  assert.equal(filled(back)['title']?.[0], 'Fine')
})

test('200 fields stand in sections, most of them folded; all of them wrong at once are all told', async () => {
  const add = '/admin/records/wide/add/'
  const html = await page(add)
  assert.ok((html.match(/<(?:section|details) class="n-sect"/g) ?? []).length >= 8)
  assert.match(html, /<h2[^>]*><bdi>Dates and times|Texts/)
  const refused = await ada.post(add, filled(html))
  assert.equal(refused.status, 422)
  const back = await refused.text()
  assert.match(back, /<title>200 to fix/)
  assert.equal((back.match(/class="n-error"/g) ?? []).length, 200)
  assert.doesNotMatch(back, /<details class="n-sect" id="s-\d+">/, 'a section with something to fix is open')
})

test('wrong declarations of inlines are found at the start, with what was meant', () => {
  const registry = buildRegistry(
    [contentTypesApp, authApp, records].map(({ label, models }) => ({ label, models: models ?? {} })),
  )
  const read = (made: AdminRegistration) => modelAdmin(registry.of(Album), made.options)
  const inlines = (...declared: ReturnType<typeof inline>[]) => admin(Album, { inlines: declared })
  const cases: [AdminRegistration, RegExp][] = [
    [inlines(inline(Take, {})), /no foreign key of Take leads to records\.album\. Those of Track, Credit do/],
    [inlines(inline(Track, { fields: ['titel'] as never })), /did you mean 'title'/],
    [
      inlines(inline(Track, { foreignKey: 'albun' as never })),
      /'albun' does not lead there \(did you mean 'album'\?\)/,
    ],
    [inlines(inline(Track, { orderField: 'title' })), /the order of rows is kept in a field of whole numbers/],
    [inlines(inline(Track, { orderField: 'postion' as never })), /did you mean 'position'/],
    [inlines(inline(Track, { max: -1 })), /max: -1/],
    [
      inlines(inline(Track, { inlines: [inline(Take, { inlines: [inline(Credit, {})] })] })),
      /two levels below|no foreign key/,
    ],
  ]
  for (const [made, message] of cases) assert.throws(() => read(made), message)
})
