import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, LogEntry } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, Permission, rule } from '../../../src/apps/auth/index.ts'
import { Form, input } from '../../../src/apps/forms/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { field, Model, meta, ormService, ValidationError } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path, text as plain } from '../../../src/web/http/index.ts'
import { logIn, password } from './bookshop.ts'
import { text } from './browser.ts'

class Article extends Model {
  title = field.char({ maxLength: 60 })
  status = field.char({ maxLength: 8, choices: { draft: 'Draft', live: 'Live' }, default: 'draft' })
  desk = field.char({ maxLength: 20, default: 'news' })
  words = field.positiveInteger({ default: 0 })

  static meta = meta<Article>()({
    ordering: ['title'],
    permissions: { publish_article: 'Can publish articles' },
  })

  override toString(): string {
    return this.title
  }
}

class LimitForm extends Form {
  words = input.integer({ min: 1, max: 900 })
}

class Memo extends Model {
  note = field.char({ maxLength: 60 })
}

const registration = admin(Article, {
  listDisplay: ['title', 'status', 'words'],
  listFilter: ['status'],
  searchFields: ['title'],
  listPerPage: 5,
  actions: [
    {
      name: 'publish',
      label: 'Publish',
      permissions: ['change', 'publish_article'],
      onRow: true,
      async run({ rows }) {
        return { done: await rows.update({ status: 'live' }) }
      },
    },
    {
      name: 'cut',
      label: 'Cut',
      confirm: 'Cut %(count)s %(name)s?',
      form: LimitForm,
      async run({ rows, values }) {
        const left: { row: object; reason: string }[] = []
        let done = 0
        for (const row of await rows) {
          if (row.words < 10) left.push({ row, reason: 'too short already' })
          else {
            row.words = values['words'] as number
            await row.save()
            done += 1
          }
        }
        return { done, left }
      },
    },
    {
      name: 'break',
      label: 'Break',
      permissions: ['view'],
      async run({ rows }) {
        await rows.update({ words: 1 })
        throw new ValidationError('These are protected by a contract.')
      },
    },
    {
      name: 'crash',
      label: 'Crash',
      async run({ rows }) {
        await rows.update({ words: 2 })
        throw new TypeError('secret detail')
      },
    },
    { name: 'export', label: 'Export', permissions: ['view'], run: async () => plain('a,b') },
    { name: 'alone', label: 'Only here', onRow: 'only', run: async () => ({ done: 1, text: 'Done alone.' }) },
  ],
})

const news = defineApp({
  label: 'news',
  models: { Article, Memo },
  admin: [registration, admin(Memo)],
  rules: [
    rule(Article, 'view', (_user, rows) => rows.exclude({ desk: 'secret' }), { modelPermission: 'required' }),
    rule(Article, 'change', (_user, rows) => rows.filter({ desk: 'news' }), { modelPermission: 'required' }),
  ],
})

let shop: TestProject
before(async () => {
  shop = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, news],
      urls: [path('admin/', include(adminUrls(adminSite())))],
    }),
  )
  await shop.run(async () => {
    await createSuperuser({ username: 'ada', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(...(await Permission.filter({ contentType__appLabel: 'news' })))
    const viewer = await createUser({ username: 'viewer', password, isStaff: true })
    await viewer.userPermissions.add(await Permission.get({ codename: 'view_article' }))
  })
})
after(() => shop.close())

const list = '/admin/news/article/'

/** Twelve articles, numbers 1 to 12 by title; the last two of another desk, and one that only superusers see. */
async function fill(): Promise<string[]> {
  return shop.run(async () => {
    await Article.all().delete()
    await LogEntry.all().delete()
    const keys: string[] = []
    for (let n = 1; n <= 13; n++) {
      const desk = n <= 10 ? 'news' : n === 13 ? 'secret' : 'sport'
      const row = await Article.create({ title: `Story ${String(n).padStart(2, '0')}`, desk, words: n * 4 })
      keys.push(String(row.pk))
    }
    return keys
  })
}

const live = () => shop.run(() => Article.filter({ status: 'live' }).count())

test('rows are offered to be selected with the actions that the person may run', async () => {
  const [first] = await fill()
  const client = await logIn(shop)
  const page = await (await client.get(list)).text()
  assert.match(page, new RegExp(`name="id" value="${first}"[^>]* aria-label="Select Story 01"`))
  assert.match(page, /Select all 13 that match/)
  assert.deepEqual(
    [...page.matchAll(/<option value="([^"]+)">/g)].map(([, name]) => name).filter((name) => name !== ''),
    ['publish', 'cut', 'break', 'crash', 'export', '_delete'],
  )
  const viewer = await logIn(shop, 'viewer')
  const seen = await (await viewer.get(list)).text()
  assert.deepEqual(
    [...seen.matchAll(/<option value="([^"]+)">/g)].map(([, name]) => name),
    ['break', 'export'],
  )
})

test('an action is run on the chosen rows, logged, and leads back to the same address', async () => {
  const keys = await fill()
  const client = await logIn(shop)
  const response = await client.post(`${list}?o=-title&p=2`, { action: ['', 'publish'], id: keys.slice(0, 3) })
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), `${list}?o=-title&p=2`)
  assert.equal(await live(), 3)
  assert.match(text(await (await client.get(list)).text()), /Publish: 3 articles\./)
  const log = await shop.run(() => LogEntry.all().values('objectRepr', 'actionFlag', 'changeMessage'))
  assert.equal(log.length, 3)
  assert.equal(log[0]!.changeMessage, '[{"action":{"name":"Publish"}}]')
})

test('all that match is read from the address again, and a forged address does nothing', async () => {
  const keys = await fill()
  const client = await logIn(shop)
  await shop.run(() => Article.filter({ pk__in: keys.slice(0, 7).map(Number) }).update({ status: 'live' }))
  const done = await client.post(`${list}?status=draft`, { action: 'publish', _all: '1', id: keys[0]! })
  assert.equal(done.status, 303)
  assert.match(text(await (await client.get(list)).text()), /Publish: 6 articles\./)
  await fill()
  const forged = await client.post(`${list}?desk=sport`, { action: 'publish', _all: '1' })
  assert.equal(forged.status, 422)
  assert.match(text(await forged.text()), /Nothing was done: the address asks for “desk”/)
  assert.equal(await live(), 0)
})

test('rows that one may not do it to are left out, counted and named; those that one does not see do not exist', async () => {
  const keys = await fill()
  const nora = await logIn(shop, 'nora')
  const asked = await nora.post(list, { action: 'cut', id: keys })
  assert.equal(asked.status, 200)
  const page = await asked.text()
  assert.match(text(page), /Cut 10 articles\?/)
  assert.match(text(page), /Left as they are 2 Story 11 you may not do this to it/)
  assert.doesNotMatch(page, /Story 13/)
  assert.equal((await nora.post(list, { action: 'publish', id: keys })).status, 303)
  assert.equal(await live(), 10)
  const after = text(await (await nora.get(list)).text())
  assert.match(after, /2 were left as they are: Story 11 \(you may not do this to it\) and Story 12/)
  assert.match(after, /1 of them is not there any more/)
  const none = await nora.post(list, { action: 'publish', id: keys.slice(10, 12) })
  assert.equal(none.status, 403)
  assert.match(text(await none.text()), /Publish: nothing was done\. 2 were left as they are/)
})

test('an action with a form asks on its page, keeps what was typed, and says what it left', async () => {
  const keys = await fill()
  const client = await logIn(shop)
  const chosen = keys.slice(0, 4)
  const page = await (await client.post(`${list}?status=draft`, { action: 'cut', id: chosen })).text()
  assert.match(page, /name="with-words"/)
  assert.match(page, new RegExp(`<a class="n-btn" href="${list}\\?status=draft">Cancel`))
  const sent = { action: 'cut', _keys: JSON.stringify(chosen), _confirmed: '4' }
  const wrong = await client.post(`${list}?status=draft`, { ...sent, 'with-words': '1000' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /value="1000"/)
  const done = await client.post(`${list}?status=draft`, { ...sent, 'with-words': '7' })
  assert.equal(done.headers.get('location'), `${list}?status=draft`)
  const said = text(await (await client.get(list)).text())
  assert.match(said, /Cut: 2 articles\./)
  assert.match(said, /2 were left as they are: Story 01 \(too short already\) and Story 02 \(too short already\)\./)
  const changed = await client.post(list, { ...sent, _all: '1', 'with-words': '7' })
  assert.equal(changed.status, 409)
  assert.match(text(await changed.text()), /It is 13 rows by now/)
})

test('an error takes everything back, says what happened, and keeps the selection', async () => {
  const keys = await fill()
  const client = await logIn(shop)
  const refused = await client.post(list, { action: 'break', id: keys.slice(0, 2) })
  assert.equal(refused.status, 422)
  const page = await refused.text()
  assert.match(text(page), /Break: nothing was done\. These are protected by a contract\./)
  assert.equal([...page.matchAll(/name="id"[^>]* checked/g)].length, 2)
  const crashed = await client.post(list, { action: 'crash', id: keys.slice(0, 2) }, { raiseErrors: false })
  assert.equal(crashed.status, 422)
  assert.doesNotMatch(await crashed.text(), /secret detail/)
  assert.equal(await shop.run(() => Article.filter({ words__in: [1, 2] }).count()), 0)
  assert.equal(await shop.run(() => LogEntry.all().count()), 0)
})

test('a response of an action is sent as it is', async () => {
  const keys = await fill()
  const client = await logIn(shop)
  const response = await client.post(list, { action: 'export', id: keys[0]! })
  assert.equal(await response.text(), 'a,b')
})

test('an action is run for one row on its page', async () => {
  const [key] = await fill()
  const client = await logIn(shop)
  const page = await (await client.get(`${list}${key}/change/`)).text()
  assert.match(page, /name="action" value="publish"/)
  assert.match(page, /name="action" value="alone"/)
  assert.doesNotMatch(page, /name="action" value="cut"/)
  const done = await client.post(list, { action: 'alone', id: key!, _from: 'row' })
  assert.equal(done.headers.get('location'), `${list}${key}/change/`)
  assert.match(text(await (await client.get(`${list}${key}/change/`)).text()), /Done alone\./)
  assert.equal((await client.post(list, { action: 'alone', id: key! })).status, 400)
})

test('what is no choice, no action, not permitted or no longer there does nothing', async () => {
  const keys = await fill()
  const client = await logIn(shop)
  const sent = async (body: Record<string, string | string[]>, who = client) => {
    const response = await who.post(list, body)
    return [response.status, text(await response.text())] as const
  }
  assert.match((await sent({ action: '' }))[1], /Choose an action first/)
  assert.match((await sent({ action: 'publish' }))[1], /Select rows first/)
  assert.equal((await sent({ action: 'nothing', id: keys }))[0], 400)
  assert.equal((await sent({ action: 'constructor', id: keys }))[0], 400)
  assert.match((await sent({ action: 'publish', id: ['x', '-1', "1' or 1=1"] }))[1], /not there any more/)
  assert.match(
    (await sent({ action: 'publish', _keys: JSON.stringify(Array.from({ length: 10_000 }, (_, n) => n)) }))[1],
    /Select at most 1,000 rows/,
  )
  assert.match((await sent({ action: 'publish', _keys: '{"a":' }))[1], /Select rows first/)
  const viewer = await logIn(shop, 'viewer')
  const [status, page] = await sent({ action: 'publish', id: keys }, viewer)
  assert.equal(status, 403)
  assert.match(page, /You have not been given the permission/)
  assert.equal((await client.post('/admin/news/memo/', { action: 'publish', id: keys })).status, 400)
  await shop.run(() => Article.filter({ pk: Number(keys[0]) }).delete())
  assert.match((await sent({ action: 'publish', id: keys[0]! }))[1], /not there any more/)
  assert.equal(await live(), 0)
})

test('the list with its boxes takes as many queries for five rows as for one', async () => {
  await fill()
  const client = await logIn(shop)
  const few = await collectQueries(() => client.get(`${list}?q=Story+01`))
  const many = await collectQueries(() => client.get(`${list}?q=Story`))
  assert.equal(many.queries.length, few.queries.length)
})

test('a declaration that cannot work is refused with what to do', async () => {
  const declare = (actions: object[]) =>
    shop.run(async () =>
      adminSite({ registrations: [admin(Article, { actions: actions as never })] }).resolve(use(ormService).registry),
    )
  const run = async () => undefined
  for (const [actions, problem] of [
    [[{ name: 'a b', label: 'A', run }], /its name is not made of/],
    [[{ name: '_delete', label: 'A', run }], /its name is not made of/],
    [
      [
        { name: 'a', label: 'A', run },
        { name: 'a', label: 'B', run },
      ],
      /the same name/,
    ],
    [[{ name: 'a', label: 'A' }], /no function `run`/],
    [[{ name: 'a', label: 'A', permissions: ['publsh_article'], run }], /did you mean 'publish_article'/],
  ] as const)
    await assert.rejects(declare([...actions]), problem)
})
