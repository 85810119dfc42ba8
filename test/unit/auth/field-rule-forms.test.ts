import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { authApp, onlyWritable, requireRule, type User, writableFields } from '../../../src/apps/auth/index.ts'
import { input, modelForm } from '../../../src/apps/forms/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { createView, updateView } from '../../../src/apps/views/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type Client, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { path } from '../../../src/web/http/index.ts'
import { Article, Author, desk, grant, person } from './newsdesk.ts'

const fields = ['title', 'status', 'fee', 'authors'] as const
const only = onlyWritable(Article)

class ArticleForm extends modelForm(Article, { fields }) {
  override title = input.char({ label: 'Our own title' })
}

const urls = [
  path('new/', createView(Article, { fields, only, successUrl: '/' })),
  path('<int:pk>/', updateView(Article, { fields, only, successUrl: '/' })),
  path(
    'ruled/<int:pk>/',
    requireRule(Article, 'change', updateView(ArticleForm, { only, successUrl: '/' }), { param: 'pk' }),
  ),
]

let site: TestProject
let client: Client
let live: Article
let ada: User

before(async () => {
  site = await testProject(defineProject({ apps: [authApp, sessionsApp, desk], urls }))
  ada = await site.run(() => person('ada'))
})
after(() => site.close())
beforeEach(async () => {
  await site.run(async () => {
    const author = await Author.create({ name: 'Ada', user: ada })
    live = await Article.create({ title: 'Live', status: 'live', fee: 100 })
    await live.authors.add(author)
  })
  client = site.newClient()
  await client.forceLogin(ada)
})

const again = () => site.run(() => Article.get({ pk: live.pk }))
const names = (page: string) =>
  [...page.matchAll(/<(?:input|select|textarea)[^>]* name="([^"]+)"/g)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'csrfmiddlewaretoken')

test('a generic view shows no field that is hidden or read-only, and writes none, whatever is sent', async () => {
  const page = await (await client.get(`/${live.pk}/`)).text()
  assert.deepEqual(names(page), ['status'])
  assert.doesNotMatch(page, /value="100"/)
  const sent = { title: 'Hijacked', status: 'draft', fee: '1', authors: [] }
  assert.equal((await client.post(`/${live.pk}/`, sent)).status, 303)
  const { title, status, fee } = await again()
  assert.deepEqual({ title, status, fee }, { title: 'Live', status: 'draft', fee: 100 })
  assert.equal(await site.run(async () => (await again()).authors.count()), 1)

  // A draft's title is nobody's secret, nor read-only.
  assert.deepEqual(names(await (await client.get(`/${live.pk}/`)).text()), ['title', 'status', 'authors'])
  assert.equal((await client.post('/new/', { title: 'New', status: 'draft', fee: '9' })).status, 303)
  assert.equal(await site.run(async () => (await Article.get({ title: 'New' })).fee), 0)
})

test('a permission opens the field for whoever has it', async () => {
  const editor = await site.run(() => person(`editor${live.pk}`))
  await site.run(() => grant(editor, 'desk.see_fees'))
  await client.forceLogin(editor)
  assert.deepEqual(names(await (await client.get(`/${live.pk}/`)).text()), ['status', 'fee'])
  assert.equal((await client.post(`/${live.pk}/`, { status: 'live', fee: '7' })).status, 303)
  assert.equal((await again()).fee, 7)
})

test('a rule of rows stands before a generic view, and a field that the form’s class declares itself goes too', async () => {
  assert.deepEqual(names(await (await client.get(`/ruled/${live.pk}/`)).text()), ['status'])
  assert.equal((await client.post(`/ruled/${live.pk}/`, { title: 'Hijacked', status: 'live' })).status, 303)
  assert.equal((await again()).title, 'Live')
  await client.forceLogin(await site.run(() => person(`stranger${live.pk}`)))
  const address = `/ruled/${live.pk}/`
  // 403, as a live article is everybody's to see.
  assert.equal((await client.get(address, { raiseErrors: false })).status, 403)
  assert.equal((await client.post(address, { status: 'draft' }, { raiseErrors: false })).status, 403)
  assert.equal((await again()).status, 'live')
  assert.equal((await client.get('/ruled/99999/', { raiseErrors: false })).status, 404)
})

test('a form by hand is limited in the same way', async () => {
  await site.run(async () => {
    const form = new ArticleForm({
      instance: live,
      data: { title: 'Hijacked', status: 'live', fee: '1' },
      only: await writableFields(ada, Article, live),
    })
    assert.ok(await form.isValid())
    assert.deepEqual(
      [...form].map(({ name }) => name),
      ['status'],
    )
    assert.equal((form as { title?: unknown }).title, undefined)
    await form.save()
  })
  assert.deepEqual([(await again()).title, (await again()).fee], ['Live', 100])
})
