import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  authApp,
  identifyRequest,
  permissionVariables,
  requestCan,
  requireLogin,
  requirePermission,
  requireRule,
  type User,
} from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, openProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { defineMiddleware, html, json, path } from '../../../src/web/http/index.ts'
import { Article, Author, desk, grant, person, root } from './newsdesk.ts'

const say = (text: string) => html(text)

const urls = [
  path(
    'in/',
    requireLogin(() => say('in')),
  ),
  path(
    'add/',
    requirePermission('desk.add_article', () => say('add')),
  ),
  path(
    'both/',
    requirePermission(['desk.add_article', 'desk.delete_article'], () => say('both')),
  ),
  path(
    '<int:id>/edit/',
    requireRule(Article, 'change', (_request, { id }: { id: number }, article) => say(`${id} ${article.title}`)),
  ),
  path(
    '<int:id>/read/',
    requireRule(Article, 'view', (_request, _params, article) => say(article.title)),
  ),
  path(
    'named/<str:title>/',
    requireRule(Article, 'change', (_request, _params, article) => say(article.title), {
      param: 'title',
      by: 'title',
      refuse: 403,
    }),
  ),
  path(
    '<int:pk>/forgotten/',
    requireRule(Article, 'view', () => say('never')),
  ),
  path('can/', async (request) => json(await requestCan(request, 'desk.add_article'))),
  path('perms/', async (request) => {
    const text =
      "{% if perms.desk.add_article %}add{% endif %}|{% if perms.desk %}desk{% endif %}|{% if 'desk.add_article' in perms %}in{% endif %}|{% if perms.auth.add_user %}auth{% endif %}"
    return html(await site.project.engine.fromString(text).render(permissionVariables(request)))
  }),
]

/** Stands for an authenticator of tokens: `x-abilities: a b`. */
const tokens = defineMiddleware({
  name: 'tokens',
  before(request) {
    const abilities = request.header('x-abilities')
    if (abilities !== null) identifyRequest(request, ada, { kind: 'token', abilities: abilities.split(' ') })
  },
})

const project = defineProject({
  apps: [authApp, sessionsApp, desk],
  urls,
  loginUrl: '/log-in/',
  middleware: [tokens],
})

let site: TestProject
let ada: User
let own: Article
let live: Article
let draft: Article

before(async () => {
  site = await testProject(project)
  await site.run(async () => {
    ada = await person('ada')
    await grant(ada, 'desk.add_article')
    own = await Article.create({ title: 'Own' })
    await own.authors.add(await Author.create({ name: 'Ada', user: ada }))
    live = await Article.create({ title: 'Live', status: 'live' })
    draft = await Article.create({ title: 'Draft' })
  })
})
after(() => site.close())

const asAda = async () => {
  const client = site.newClient()
  await client.forceLogin(ada)
  return client
}

test('strangers are sent to log in; programs are told 401; users without the permission are refused with 403', async () => {
  for (const at of ['/in/', '/add/', `/${draft.pk}/edit/`, '/999/edit/']) {
    const response = await site.get(at)
    assert.equal(response.status, 302, at)
    assert.equal(response.headers.get('location'), `/log-in/?next=${encodeURIComponent(at)}`)
    const told = await site.get(at, { headers: { accept: 'application/json' } })
    assert.equal(told.status, 401, at)
  }
  const client = await asAda()
  assert.equal((await client.get('/in/')).status, 200)
  assert.equal((await client.get('/add/')).status, 200)
  assert.equal((await client.get('/both/')).status, 403)
  const told = await client.get('/both/', { headers: { accept: 'application/json' } })
  assert.equal(told.status, 403)
  assert.match(told.headers.get('content-type')!, /json/)
})

test('a rule in front of a view: the row, or 403 where it may be seen, or 404 as if it were not there', async () => {
  const client = await asAda()
  assert.equal(await (await client.get(`/${own.pk}/edit/`)).text(), `${own.pk} Own`)
  assert.equal((await client.get(`/${live.pk}/edit/`)).status, 403)
  assert.equal((await client.get(`/${draft.pk}/edit/`)).status, 404)
  assert.equal((await client.get('/999/edit/')).status, 404)
  assert.equal((await client.get('/99999999999999999999/edit/')).status, 404)
  assert.equal((await client.get(`/named/${draft.title}/`)).status, 403)
  assert.equal((await client.get('/named/nothing/')).status, 404)
  assert.equal((await site.get(`/${live.pk}/read/`)).status, 200)
  assert.equal((await site.get(`/${draft.pk}/read/`)).status, 302)
})

test('a token may do no more than its abilities say, and no more than its user', async () => {
  const ask = async (abilities: string, at = '/can/') =>
    (await site.get(at, { headers: { 'x-abilities': abilities } })).text()
  assert.equal(await ask('desk.add_article'), 'true')
  assert.equal(await ask('desk.*'), 'true')
  assert.equal(await ask('*'), 'true')
  assert.equal(await ask('desk.delete_article'), 'false')
  assert.equal(await ask('des.* d.*'), 'false')
  const status = async (abilities: string, at: string) =>
    (await site.get(at, { headers: { 'x-abilities': abilities, accept: 'application/json' } })).status
  assert.equal(await status('desk.add_article desk.delete_article', '/both/'), 403)
  assert.equal(await status('desk.add_article', '/add/'), 200)
  assert.equal(await status('desk.view_article', '/add/'), 403)
  assert.equal(await status('desk.change_article', `/${own.pk}/edit/`), 200)
  assert.equal(await status('desk.view_article', `/${own.pk}/edit/`), 403)
  assert.equal(await status('desk.add_article', `/${own.pk}/edit/`), 404)
})

test('templates ask perms, as in Django', async () => {
  assert.equal(await (await site.get('/perms/')).text(), '|||')
  assert.equal(await (await (await asAda()).get('/perms/')).text(), 'add|desk|in|')
  const client = site.newClient()
  await client.forceLogin(await site.run(root))
  assert.equal(await (await client.get('/perms/')).text(), 'add|desk|in|auth')
})

test('a misspelt permission in front of a view is found before anybody asks', async () => {
  await using other = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, desk],
      urls: [
        path(
          'x/',
          requirePermission('desk.chnage_article', () => say('x')),
        ),
      ],
    }),
  )
  const findings = (await other.project.check({ types: false })).filter(({ id }) => id === 'auth.W001')
  assert.equal(findings.length, 1)
  assert.match(findings[0]!.message, /desk\.chnage_article.*did you mean 'desk\.change_article'/)
  assert.equal(findings[0]!.where, "urls: 'x/'")
})

test('permissions that the table cannot hold are found', async () => {
  class Double extends Model {
    static meta = meta<Double>()({ permissions: { add_double: 'Twice', ['x'.repeat(101)]: 'Long' } })
  }
  const double = defineApp({ label: 'double', models: { Double } })
  await using other = await openProject(defineProject({ apps: [authApp, double], urls: [] }), {
    mode: 'test',
    databases: { default: 'sqlite::memory:' },
  })
  const found = (await other.check({ types: false })).filter(({ id }) => id.startsWith('auth.E'))
  assert.deepEqual(found.map(({ id }) => id).sort(), ['auth.E006', 'auth.E012'])
})

test('a rule in front of a view whose route lacks its parameter says so, instead of 404 for every row', async () => {
  await assert.rejects(async () => site.newClient().get('/1/forgotten/'), {
    code: 'NUAGES_AUTH_RULE_WITHOUT_PARAMETER',
    message: /requireRule\(Article, 'view'\) finds its row by the parameter 'id', and its route has 'pk'/,
  })
})
