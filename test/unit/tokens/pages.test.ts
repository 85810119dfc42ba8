import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AuthEvent, accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { createUser, login, type User } from '../../../src/apps/auth/index.ts'
import {
  AccessToken,
  createToken,
  issueTokens,
  RefreshToken,
  tokensApp,
  tokensUrls,
} from '../../../src/apps/tokens/index.ts'
import { type Client, frozenTime, type TestProject } from '../../../src/tools/testing/index.ts'
import { include, path, text } from '../../../src/web/http/index.ts'
import { bearer, password, tokensSite, urls } from './site.ts'

let site: TestProject
let ann: User
let bob: User
let browser: Client

before(async () => {
  ;({ site, ann } = await tokensSite(
    {},
    {
      apps: [tokensApp, accountsApp],
      languages: ['en', 'de', 'ar'],
      urls: [
        ...urls,
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
        path('log-in/', async (request): Promise<Response> => {
          await login(request, ann, { methods: ['password'] })
          return text('in')
        }),
      ],
    },
  ))
  bob = await site.run(() => createUser({ username: 'bob', password }))
  browser = site.newClient()
  await browser.get('/log-in/')
})
after(() => site.close())

const tokens = () => site.run(() => AccessToken.all().orderBy('id'))

describe('the pages of access tokens', () => {
  test('the account page has a line of them', async () => {
    assert.match(
      await (await browser.get('/account/')).text(),
      /href="\/account\/tokens\/">Access tokens<\/a>\s*<div[^>]*>No access tokens/,
    )
  })

  test('a token is made, shown once, listed and revoked', async () => {
    const form = await browser.get('/account/tokens/new/')
    assert.equal(form.status, 200)
    assert.match(form.headers.get('cache-control')!, /no-store/)
    const made = await browser.post('/account/tokens/new/', { name: 'deploy <b>', expires: '30' })
    assert.equal(made.status, 200)
    assert.match(made.headers.get('cache-control')!, /no-store/)
    const [, token] = />(nuages_pat_\w+)</.exec(await made.text())!
    assert.equal((await site.client.get('/whoami/', { headers: bearer(token!) })).status, 200)
    const list = await (await browser.get('/account/tokens/')).text()
    assert.match(list, /deploy &lt;b&gt;/)
    assert.doesNotMatch(list, new RegExp(token!))
    const [row] = await tokens()
    assert.match(await (await browser.get('/account/')).text(), /1 token\b/)
    const ask = await browser.get(`/account/tokens/${row!.id}/revoke/`)
    assert.match(await ask.text(), /deploy &lt;b&gt;/)
    const done = await browser.post(`/account/tokens/${row!.id}/revoke/`)
    assert.equal(done.status, 303)
    assert.equal((await site.client.get('/whoami/', { headers: bearer(token!) })).status, 401)
    assert.equal((await browser.get(`/account/tokens/${row!.id}/revoke/`, { raiseErrors: false })).status, 404)
  })

  test('what is wrong is said', async () => {
    const page = await browser.post('/account/tokens/new/', { name: '', expires: '5000' })
    assert.equal(page.status, 422)
    const json = await browser.json('POST', '/account/tokens/new/', { name: '', expires: 'x' })
    assert.equal(json.status, 422)
    const { errors } = (await json.json()) as { errors: Record<string, { code: string }[]> }
    assert.deepEqual([errors['name']![0]!.code, errors['expires']![0]!.code], ['required', 'invalid_choice'])
  })

  test('programs do the same by JSON', async () => {
    const made = await browser.json('POST', '/account/tokens/new/', { name: 'json', expires: '0' })
    const { token, id } = (await made.json()) as { token: string; id: number }
    const headers = { accept: 'application/json' }
    const list = await browser.get('/account/tokens/', { headers })
    const body = (await list.json()) as { tokens: { id: number; name: string; expiresAt: null }[] }
    assert.deepEqual(
      body.tokens.map((each) => [each.id, each.name, each.expiresAt]),
      [[id, 'json', null]],
    )
    assert.doesNotMatch(JSON.stringify(body), new RegExp(token.slice(16)))
    const done = await browser.json('POST', `/account/tokens/${id}/revoke/`, {})
    assert.deepEqual(await done.json(), { done: true, next: '/account/tokens/' })
  })

  test('abilities of the project are offered, one has to be chosen, and no other can be', async () => {
    const abilities = { 'articles:read': 'Read articles', 'articles:write': 'Write articles' }
    await site.withSettings({ tokens: { abilities, longestDays: 30 } }, async (offering) => {
      const client = offering.newClient()
      await client.get('/log-in/')
      const page = await (await client.get('/account/tokens/new/')).text()
      assert.match(page, /Read articles/)
      assert.doesNotMatch(page, /Never|In 90 days/)
      const make = async (values: object) => {
        const answer = await client.json('POST', '/account/tokens/new/', { name: 'x', expires: '30', ...values })
        return answer.status
      }
      assert.equal(await make({}), 422)
      assert.equal(await make({ abilities: [] }), 422)
      assert.equal(await make({ abilities: ['admin'] }), 422)
      assert.equal(await make({ abilities: ['articles:read'], expires: '90' }), 422)
      assert.equal(await make({ abilities: ['articles:read'], expires: '0' }), 422)
      assert.equal(await make({ abilities: ['articles:read'], user: bob.id, digest: 'x' }), 200)
      const row = (await tokens()).at(-1)!
      assert.deepEqual([row.abilities, row.user.pk], [['articles:read'], ann.id])
      assert.match(await (await client.get('/account/tokens/')).text(), /Read articles/)
    })
  })

  test('are of ones own tokens', async () => {
    const { row } = await site.run(() => createToken(bob, { name: 'of bob', abilities: null, expires: null }))
    assert.doesNotMatch(await (await browser.get('/account/tokens/')).text(), /of bob/)
    for (const method of ['get', 'post'] as const)
      assert.equal(
        (await browser[method](`/account/tokens/${row.id}/revoke/`, { raiseErrors: false } as never)).status,
        404,
      )
    assert.equal((await site.run(() => AccessToken.get({ id: row.id }))).revokedAt, null)
  })

  test('programs that are logged in are listed and ended', async () => {
    await site.run(() => issueTokens(ann))
    const row = await site.run(() => RefreshToken.get({ user: ann.id }))
    assert.match(await (await browser.get('/account/tokens/')).text(), /Programs that are logged in/)
    assert.equal((await browser.post(`/account/tokens/logins/${row.id}/end/`)).status, 303)
    assert.notEqual((await site.run(() => RefreshToken.get({ id: row.id }))).revokedAt, null)
  })

  test('are for whoever has logged in, and a new token for whoever did so a moment ago', async () => {
    assert.equal((await site.client.get('/account/tokens/')).status, 302)
    using clock = frozenTime(Date.now())
    clock.advance({ minutes: 16 })
    assert.equal((await browser.get('/account/tokens/')).status, 200)
    const again = await browser.post('/account/tokens/new/', { name: 'x', expires: '30' })
    assert.match(again.headers.get('location')!, /^\/account\/reauthenticate\//)
  })

  test('what happened to tokens is written down, without them', async () => {
    const { row, token } = await site.run(() => createToken(ann, { name: 'noted', abilities: null, expires: null }))
    await browser.post(`/account/tokens/${row.id}/revoke/`)
    const events = await site.run(() => AuthEvent.filter({ kind__startswith: 'token' }).orderBy('-id').slice(0, 2))
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['tokenRevoked', 'tokenCreated'],
    )
    assert.doesNotMatch(JSON.stringify(events), new RegExp(`${token.slice(16)}|${row.digest}`))
  })

  test('speak the language of the visitor', async () => {
    assert.match(await (await browser.get('/account/tokens/', { language: 'de' })).text(), /<h1>Zugriffstoken/)
    assert.match(
      await (await browser.get('/account/tokens/new/', { language: 'ar' })).text(),
      /dir="rtl"[\s\S]*رمز وصول جديد/,
    )
  })
})

test('a project without the pages has no line of them', async () => {
  const { site: bare, ann: own } = await tokensSite(
    {},
    {
      apps: [tokensApp, accountsApp],
      urls: [
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('log-in/', async (request): Promise<Response> => {
          await login(request, own)
          return text('in')
        }),
      ],
    },
  )
  const client = bare.newClient()
  await client.get('/log-in/')
  const page = await client.get('/account/')
  assert.equal(page.status, 200)
  assert.doesNotMatch(await page.text(), /Access tokens/)
  await bare.close()
})
