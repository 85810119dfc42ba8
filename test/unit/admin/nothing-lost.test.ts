// In a process of its own: its clock is not that of others.
import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { User } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { type App, addApp, base, clockAt, noon, secondFactorProject } from '../second-factor/support.ts'
import { Book, fillShop, logIn, password, shop as shopApp } from './bookshop.ts'
import { filled, text } from './browser.ts'

let shop: TestProject
let app: App
/** Codes count once: each log-in has a later one. */
let time = noon
before(async () => {
  clockAt(time)
  shop = await secondFactorProject({}, {}, 'sqlite::memory:', {
    apps: [sessionsApp, adminApp, shopApp],
    urls: [path('admin/', include(adminUrls(adminSite({ title: 'Bookshop' }))))],
  })
  await shop.run(fillShop)
  app = await shop.run(async () => addApp(await User.get({ username: 'nora' })))
})
after(async () => {
  mock.timers.reset()
  await shop.close()
})

async function confirm(client: TestProject['client'], at: string): Promise<string> {
  time += 60_000
  clockAt(time)
  await client.get(at)
  const answer = await client.post(at, { code: app.code() })
  assert.equal(answer.status, 303)
  return answer.headers.get('location') ?? ''
}

/** Nora, who has a second factor, in her form; her session has ended. */
async function ended(title: string, changes: Record<string, string | string[]>) {
  const client = shop.newClient()
  await client.get('/admin/login/')
  const first = await client.post('/admin/login/', { username: 'nora', password, next: '/admin/' })
  assert.equal(await confirm(client, first.headers.get('location') ?? ''), '/admin/')
  const key = await shop.run(async () => (await Book.get({ title })).pk)
  const at = `/admin/shop/book/${key}/change/`
  const sent = filled(await (await client.get(at)).text(), changes)
  client.cookies.delete('sessionid')
  return { client, at, sent }
}

test('a form whose session has ended waits while a second factor is asked for, and is saved then', async () => {
  const { client, at, sent } = await ended('Book 03', { blurb: 'Long & <typed>', tags: ['1', '2'] })
  const asked = await client.post(at, sent)
  assert.equal(asked.status, 403)
  const step = await client.post(at, { ...sent, _login_username: 'nora', _login_password: password })
  assert.equal(step.status, 303)
  assert.ok(step.headers.get('location')?.startsWith(base))
  assert.equal(await confirm(client, step.headers.get('location') ?? ''), at)
  const page = await (await client.get(at)).text()
  assert.match(text(page), /what you typed is still here/)
  assert.ok(!page.includes(password))
  const form = /<form method="post" action="[^"]*change\/">[\s\S]*?<\/form>/.exec(page)![0]
  const saved = await client.post(at, filled(form.replace('<form ', '<form class="n-form__body" ')))
  assert.equal(saved.status, 303)
  await shop.run(async () => {
    const book = await Book.get({ title: 'Book 03' })
    assert.equal(book.blurb, 'Long & <typed>')
    assert.deepEqual((await book.tags.all()).map(String), ['Fiction', 'Nature'])
  })
  assert.doesNotMatch(text(await (await client.get(at)).text()), /what you typed is still here/)
})

test('it can be thrown away, and leads back to the form as it is stored', async () => {
  const { client, at, sent } = await ended('Book 06', { blurb: 'never' })
  const step = await client.post(at, { ...sent, _login_username: 'nora', _login_password: password })
  await confirm(client, step.headers.get('location') ?? '')
  const page = await (await client.get(at)).text()
  const name = /<button class="n-btn" name="([^"]*)"/.exec(page)![1]!
  const answer = await client.post(at, { [name]: '1' })
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, at])
  assert.match(await (await client.get(at)).text(), /value="Book 06"/)
  assert.equal(await shop.run(async () => (await Book.get({ title: 'Book 06' })).blurb), '')
})

test('it waits for its writer alone', async () => {
  const { client, at, sent } = await ended('Book 09', { blurb: 'nightingale' })
  await client.post(at, { ...sent, _login_username: 'nora', _login_password: password })
  await client.get('/admin/login/')
  assert.equal((await client.post('/admin/login/', { username: 'ada', password })).status, 303)
  const page = await (await client.get(at)).text()
  assert.doesNotMatch(page, /nightingale/)
  assert.match(page, /value="Book 09"/)
})

test('a form that is too long to wait is shown, to be copied', async () => {
  const { client, at, sent } = await ended('Book 12', { blurb: 'long '.repeat(50_000) })
  const answer = await client.post(at, { ...sent, _login_username: 'nora', _login_password: password })
  const page = await answer.text()
  assert.match(text(page), /too long to be kept/)
  assert.match(page, /<textarea[^>]*readonly>long long/)
  assert.ok(page.includes(`href="${base}/code/"`))
})

test('scripts ask who is logged in, and get the token that forms are sent with', async () => {
  const json = { headers: { accept: 'application/json' } }
  const visitor = shop.newClient()
  const nobody = await visitor.get('/admin/session/', json)
  assert.deepEqual([nobody.status, ((await nobody.json()) as { person: unknown }).person], [200, null])
  assert.match(nobody.headers.get('cache-control') ?? '', /no-store/)
  const ada = await logIn(shop)
  const session = (await (await ada.get('/admin/session/', json)).json()) as { person: string; token: string }
  const page = await (await ada.get('/admin/')).text()
  assert.ok(page.includes(`<meta name="n-user" content="${session.person}" data-login="ada">`))
  assert.match(session.token, /^[a-zA-Z0-9]{64}$/)
  assert.match(text(await (await ada.get('/admin/session/')).text()), /You are logged in/)
  // Readers have an account, and no place here.
  const reader = shop.newClient()
  await reader.forceLogin(await shop.run(() => User.get({ username: 'reader' })))
  assert.equal(((await (await reader.get('/admin/session/', json)).json()) as { person: unknown }).person, null)
})
