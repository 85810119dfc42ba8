import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createUser, fieldRules, Permission, rule, User } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { Book, logIn, openShop, Publisher, password } from './bookshop.ts'
import { text } from './browser.ts'

class Note extends Model {
  title = field.char({ maxLength: 60 })
  remark = field.char({ maxLength: 60 })
  owner = field.foreignKey(() => User, { onDelete: 'cascade' })

  override toString(): string {
    return this.title
  }
}
const notes = defineApp({
  label: 'notes',
  models: { Note },
  rules: [
    rule(Note, 'view', (user, rows) => rows.filter({ owner: user })),
    fieldRules(Note, { hidden: (user) => (user.isSuperuser ? [] : ['remark']) }),
  ],
})

let shop: TestProject
let ada: TestProject['client']
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
})
after(() => shop.close())

interface Answer {
  readonly records: readonly { readonly text: string; readonly url: string; readonly note: string }[]
  readonly more: readonly { readonly text: string; readonly url: string }[]
}
const json = { headers: { accept: 'application/json' } }

async function find(q: string, client = ada): Promise<Answer> {
  const response = await client.get(`/admin/search/?${new URLSearchParams({ q })}`, json)
  assert.equal(response.status, 200)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  return (await response.json()) as Answer
}

test('records of every model are found by the fields that their lists search', async () => {
  const { records } = await find('kestrel')
  assert.deepEqual(
    records.filter(({ note }) => note === 'publisher'),
    [{ text: 'Kestrel & Finch', url: '/admin/shop/publisher/2/change/', icon: 'house', note: 'publisher' }],
  )
  assert.equal(
    records.filter(({ note }) => note === 'book').length,
    4,
    'books are found by their publisher, four at most',
  )
})

test('where a model has more, its list is offered with the same search', async () => {
  const { more } = await find('book')
  assert.deepEqual(
    more.map(({ text, url }) => [text, url]),
    [['All books with “book”', '/admin/shop/book/?q=book']],
  )
})

test('the page works without script, and says when nothing matches', async () => {
  const page = await (await ada.get('/admin/search/?q=kestrel')).text()
  assert.match(page, /<h2[^>]*><bdi>Publishers<\/bdi><\/h2>/)
  assert.match(page, /href="\/admin\/shop\/publisher\/2\/change\/"/)
  assert.match(text(await (await ada.get('/admin/search/?q=zebra')).text()), /Nothing matches “zebra”/)
  const empty = await (await ada.get('/admin/search/')).text()
  assert.doesNotMatch(text(empty), /Nothing matches/)
  const named = await (await ada.get('/admin/search/?q=add+boo')).text()
  assert.match(named, /href="\/admin\/shop\/book\/add\/"/)
})

test('what was searched for is escaped', async () => {
  const page = await (
    await ada.get(`/admin/search/?${new URLSearchParams({ q: '"><script>alert(1)</script>' })}`)
  ).text()
  assert.doesNotMatch(page, /<script>alert/)
})

test('a long text is cut, one beyond the limit of addresses is refused, and bytes of zero are no text', async () => {
  const response = await ada.get(`/admin/search/?${new URLSearchParams({ q: 'a b '.repeat(1500) })}`)
  assert.equal(response.status, 200)
  assert.match(await response.text(), new RegExp(`name="q" value="${'a b '.repeat(50).trim()}`))
  assert.equal((await ada.get(`/admin/search/?q=${'a'.repeat(10_000)}`)).status, 414)
  assert.deepEqual((await find('\0')) as unknown as { places: unknown[] } | Answer, await places(ada))
})

async function places(client: TestProject['client']) {
  return (await client.get('/admin/search/', json)).json()
}

test('nobody is shown rows, lists or actions that are not theirs', async () => {
  const visitor = shop.newClient()
  const sent = await visitor.get('/admin/search/?q=kestrel', json)
  assert.equal(sent.status, 302)
  const nora = await logIn(shop, 'nora')
  const found = await find('nora', nora)
  assert.deepEqual(found.records, [], 'users are not hers to see')
  assert.ok((await find('nora')).records.some(({ url }) => url.startsWith('/admin/auth/user/')))
  const { places: hers } = (await places(nora)) as { places: { url: string }[] }
  assert.ok(hers.some(({ url }) => url === '/admin/shop/book/add/'))
  assert.ok(!hers.some(({ url }) => url.startsWith('/admin/auth/')))
})

test('secret fields find nothing', async () => {
  assert.deepEqual((await find('hush')).records, [])
})

test('however many rows match, the queries are as many', async () => {
  const statements = async (q: string) => (await collectQueries(() => find(q))).queries.length
  const few = await statements('kestrel')
  assert.equal(await statements('book'), few)
  await shop.run(async () => {
    const publisher = await Publisher.get({ pk: 1 })
    for (let i = 0; i < 30; i++)
      await Book.create({ title: `Heron ${i}`, slug: `heron-${i}`, publisher, price: '1.00' })
  })
  assert.equal(await statements('heron'), few)
})

test('rules say which rows are found, and hidden fields find nothing', async () => {
  const desk = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, notes],
      urls: [
        path(
          'admin/',
          include(adminUrls(adminSite({ registrations: [admin(Note, { searchFields: ['title', 'remark'] })] }))),
        ),
      ],
    }),
  )
  try {
    const nora = await desk.run(async () => {
      const user = await createUser({ username: 'nora', password, isStaff: true })
      await user.userPermissions.add(await Permission.get({ codename: 'view_note' }))
      const other = await createUser({ username: 'other', password })
      await Note.create({ title: 'Heron, hers', remark: 'quartz', owner: user })
      await Note.create({ title: 'Heron, another’s', remark: 'quartz', owner: other })
      return user
    })
    const client = desk.newClient()
    await client.forceLogin(nora)
    assert.deepEqual(
      (await find('heron', client)).records.map(({ text }) => text),
      ['Heron, hers'],
    )
    assert.deepEqual((await find('quartz', client)).records, [])
    await desk.run(() => User.filter({ username: 'nora' }).update({ isSuperuser: true }))
    assert.equal((await find('quartz', client)).records.length, 2)
  } finally {
    await desk.close()
  }
})
