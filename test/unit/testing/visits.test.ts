import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { authApp, createUser, User } from '../../../src/apps/auth/index.ts'
import { sessionOf, sessionsApp } from '../../../src/apps/sessions/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { Client, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { createApp, html, json, path, redirect, render, text } from '../../../src/web/http/index.ts'
import { templatesDir } from './templates.ts'

const failure = new TypeError('a view fell over')

const definition = defineProject({
  apps: [sessionsApp, authApp, defineApp({ label: 'site' })],
  templates: { dirs: [templatesDir] },
  languages: ['en', 'de'],
  urls: [
    path('me/', async (request) => text((await request.user).isAuthenticated ? 'in' : 'out')),
    path('seen/', (request) =>
      json({ secure: request.secure, host: request.host, language: request.language, q: [...request.query] }),
    ),
    path('page/', (request) => render(request, 'page.html', { title: 'Hello', count: () => User.count() })),
    path('take/', async (request) => json({ given: await request.json(), type: request.contentType })),
    path('post/', (request) => (request.method === 'POST' ? redirect('/me/') : html('<form method=post></form>'))),
    path('keep/', () => new Response(null, { status: 308, headers: { location: '/take/' } })),
    path('broken/', () => {
      throw failure
    }),
  ],
})

let site: TestProject
before(async () => {
  site = await testProject(definition)
  await site.run(() => createUser({ username: 'ada', password: 'correct horse battery' }))
})
after(() => site.close())

test('a visitor logs in by a password, by force, and out', async () => {
  const client = site.newClient()
  const me = async () => (await client.get('/me/')).text()
  assert.equal(await client.login({ username: 'ada', password: 'wrong' }), false)
  assert.equal(await me(), 'out')
  assert.equal(await client.login({ username: 'ada', password: 'correct horse battery' }), true)
  assert.equal(await me(), 'in')
  await client.logout()
  assert.equal(await me(), 'out')
  await client.forceLogin(await site.run(() => User.get({ username: 'ada' })))
  assert.equal(await me(), 'in')
  assert.equal(await (await site.newClient().get('/me/')).text(), 'out')
})

test('work is done inside a request, with its session', async () => {
  const client = site.newClient()
  await client.inside((request) => sessionOf(request).set('cart', [1]))
  assert.deepEqual(await client.inside((request) => sessionOf(request).get('cart')), [1])
  const bare = createApp({ urls: [path('', () => text(''))] })
  await assert.rejects(
    new Client((request) => bare.fetch(request)).inside(() => 1),
    { code: 'NUAGES_TESTING_NOT_INSIDE' },
  )
})

test('host, scheme, language and query are those that were asked for', async () => {
  const client = site.newClient({ language: 'de' })
  const page = await client.get('/seen/?a=1', { https: true, host: 'localhost', query: { b: [2, 3] } })
  assert.deepEqual(await page.json(), {
    secure: true,
    host: 'localhost',
    language: 'de',
    q: [
      ['a', '1'],
      ['b', '2'],
      ['b', '3'],
    ],
  })
})

test('an answer tells its templates, their variables and the queries', async () => {
  const page = await site.get('/page/')
  assert.equal(await page.text(), '<h1>Hello</h1>1 user')
  assert.equal(await page.text(), '<h1>Hello</h1>1 user')
  assert.deepEqual(page.templates, ['page.html', 'base.html', 'part.html'])
  assert.equal(page.context['title'], 'Hello')
  assert.equal(page.queries.length, 1)
  assert.match(page.queries[0]!.sql, /count/i)
})

test('JSON goes both ways, and what is no JSON is said', async () => {
  const answer = await site.client.json('PUT', '/take/', { a: [1] })
  assert.deepEqual(await answer.json(), { given: { a: [1] }, type: 'application/json' })
  await assert.rejects(async () => (await site.get('/me/')).json(), { code: 'NUAGES_TESTING_NOT_JSON', message: /out/ })
})

test('redirects are followed with what led there; 308 keeps method and body', async () => {
  const page = await site.post('/post/', {}, { follow: true })
  assert.deepEqual(page.redirects, [{ url: 'http://testserver/me/', status: 302 }])
  assert.equal(page.url, 'http://testserver/me/')
  const kept = await site.client.json('POST', '/keep/', 5, { follow: true })
  assert.deepEqual(await kept.json(), { given: 5, type: 'application/json' })
})

test('the error of a view is thrown where it was asked for, unless somebody wants the answer', async () => {
  await assert.rejects(site.get('/broken/'), (error) => error === failure)
  assert.equal((await site.get('/broken/', { raiseErrors: false })).status, 500)
  assert.equal((await site.newClient({ raiseErrors: false }).get('/broken/')).status, 500)
  assert.equal((await site.get('/nowhere/')).status, 404)
})

test('a form needs no token unless tokens are to be checked', async () => {
  assert.equal((await site.newClient().post('/post/')).status, 302)
  assert.equal((await site.newClient({ enforceCsrf: true }).post('/post/')).status, 403)
})
