import assert from 'node:assert/strict'
import { request as nodeRequest } from 'node:http'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { User } from '../../src/apps/auth/index.ts'
import {
  AccessToken,
  authenticated,
  bearerToken,
  createToken,
  issueTokens,
  RefreshToken,
  refreshTokens,
  requireAbility,
} from '../../src/apps/tokens/index.ts'
import { createLogger } from '../../src/base/log/index.ts'
import { assertNumQueries, type TestProject } from '../../src/tools/testing/index.ts'
import { accessLog, createApp, json, path, serve } from '../../src/web/http/index.ts'
import { cachePage } from '../../src/web/page-cache/index.ts'
import { basicHeader, bearer, password, tokensSite, urls, whoami } from '../unit/tokens/site.ts'

let site: TestProject
let ann: User
let token: string
const lines: string[] = []

before(async () => {
  ;({ site, ann } = await tokensSite(
    {},
    {
      log: { level: 'trace', sink: { write: (record) => void lines.push(JSON.stringify(record)) } },
      urls: [
        ...urls,
        path(
          'broken/',
          authenticated(
            () => {
              throw new TypeError('broken')
            },
            { by: [bearerToken()] },
          ),
        ),
        path('kept/', cachePage(authenticated(whoami, { by: [bearerToken()], required: false }))),
        path('kept-inside/', authenticated(cachePage(whoami), { by: [bearerToken()], required: false })),
        path(
          'nobody/',
          requireAbility('x', () => json(1)),
        ),
      ],
    },
  ))
  ;({ token } = await site.run(() => createToken(ann, { name: 'x', abilities: null, expires: null })))
})
after(() => site.close())

const status = async (headers: Record<string, string>, where = '/whoami/') =>
  (await site.client.get(where, { headers, raiseErrors: false })).status

describe('what is sent', () => {
  test('anything at all is refused with a status, and identifies nobody', async () => {
    const scheme = fc.constantFrom('Bearer', 'bearer', 'Basic', 'BASIC', 'Token', 'Bearer ', '')
    const value = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.base64String({ maxLength: 300 }),
      fc.string({ maxLength: 60 }).map((text) => `nuages_pat_${text}`),
      fc.stringMatching(/^nuages_pat_[A-Za-z0-9]{38}$/),
      fc.stringMatching(/^nuages_rt_[A-Za-z0-9]{60}$/),
      fc.array(fc.base64String({ maxLength: 80 }), { minLength: 3, maxLength: 3 }).map((parts) => parts.join('.')),
      fc.json().map((text) => `${Buffer.from(text).toString('base64url')}.e30.x`),
      fc
        .tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))
        .map((pair) => Buffer.from(pair.join(':')).toString('base64')),
    )
    await fc.assert(
      fc.asyncProperty(scheme, value, async (name, sent) => {
        const authorization = `${name} ${sent}`.replace(/[^\x20-\x7e]/g, '?')
        const response = await site.client.get('/whoami/', { headers: { authorization } })
        // Many wrong passwords are throttled.
        assert.ok([400, 401, 429].includes(response.status), `${authorization}: ${response.status}`)
      }),
      { numRuns: 150, seed: Number(process.env['NUAGES_PROPERTY_SEED'] ?? 9) },
    )
  })

  test('a token with anything changed is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'aZ0_- .'), async (at, other) => {
        const changed = token.slice(0, at) + other + token.slice(at + 1)
        if (changed !== token) assert.equal(await status(bearer(changed)), 401)
      }),
      { numRuns: 60, seed: Number(process.env['NUAGES_PROPERTY_SEED'] ?? 9) },
    )
    for (const wrong of [
      token.toUpperCase(),
      token.slice(0, -1),
      `${token}A`,
      `x${token}`,
      `${token}%00`,
      `"${token}"`,
    ])
      assert.equal(await status(bearer(wrong)), 401)
  })

  test('one that cannot be is refused without a query', async () => {
    const flipped = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a')
    await assertNumQueries(0, () => status(bearer(flipped)))
    await assertNumQueries(0, () => status(bearer('nuages_pat_')))
    await assertNumQueries(0, () => status(bearer('x.y.z')))
  })

  test('a huge header costs nothing', async () => {
    const huge = 'a'.repeat(1_000_000)
    for (const value of [`Bearer ${huge}`, `Bearer nuages_pat_${huge}`, `Bearer ${huge}.b.c`, `Basic ${huge}`, huge])
      await assertNumQueries(0, async () => assert.ok([400, 401].includes(await status({ authorization: value }))))
  })

  test('a password of a megabyte is refused, and hashed by nobody', async () => {
    const response = await site.client.json('POST', '/auth/token/', {
      username: 'ann',
      password: 'x'.repeat(1_000_000),
    })
    assert.ok([401, 422].includes(response.status))
  })

  test('refresh tokens and access tokens are not each other', async () => {
    const pair = await site.run(() => issueTokens(ann))
    assert.equal(await status(bearer(pair.refreshToken!)), 401)
    await assert.rejects(
      site.run(() => refreshTokens(pair.accessToken)),
      { code: 'NUAGES_TOKENS_INVALID_TOKEN' },
    )
    await assert.rejects(
      site.run(() => refreshTokens(token)),
      { code: 'NUAGES_TOKENS_INVALID_TOKEN' },
    )
  })
})

describe('a real server', () => {
  test('two headers are refused, and so is one that is too large', async (t) => {
    const app = createApp({ urls: site.project.urls, scope: site.project.scope })
    const server = await serve(app, { port: 0 })
    t.after(() => server.close())
    const raw = (headers: string[]) =>
      new Promise<number>((resolve, reject) => {
        const sent = nodeRequest({ port: server.port, path: '/whoami/', headers, agent: false }, (response) => {
          response.resume()
          resolve(response.statusCode!)
        })
        sent.on('error', reject)
        sent.end()
      })
    const host = ['host', 'localhost']
    const name = 'Authorization'
    assert.equal(await raw([...host, name, `Bearer ${token}`]), 200)
    assert.equal(await raw([...host, name, `Bearer ${token}`, name, 'Bearer x']), 400)
    assert.equal(await raw([...host, name, 'Bearer x', name, `Bearer ${token}`]), 400)
    assert.equal(await raw([...host, name, `Bearer ${token}`, 'authorization', `Bearer ${token}`]), 400)
    assert.equal(await raw([...host, name, `Bearer ${token}, Bearer x`]), 401)
    assert.equal(await raw([...host, name, `Bearer ${'a'.repeat(20_000)}`]), 431)
  })
})

describe('what is told', () => {
  test('no token and no password is in a log, a page of errors or an answer', async () => {
    lines.length = 0
    const pair = await site.run(() => issueTokens(ann))
    const secrets = [token, pair.accessToken, pair.refreshToken!, password, basicHeader('ann', password).authorization]
    const said: string[] = []
    for (const path of ['/whoami/', '/broken/', '/tokens-only/', '/nothing/'])
      for (const accept of ['text/html', 'application/json'])
        for (const headers of [...secrets.slice(0, 3).map(bearer), basicHeader('ann', password)]) {
          const response = await site.client.get(path, { headers: { ...headers, accept }, raiseErrors: false })
          said.push(await response.text(), ...[...response.headers].flat())
        }
    const post = (path: string, body: object) => site.client.json('POST', path, body)
    await post('/auth/token/', { username: 'ann', password: `${password}x` })
    await post('/auth/revoke/', { token })
    await post('/auth/refresh/', { refreshToken: pair.refreshToken })
    said.push(await (await post('/auth/refresh/', { refreshToken: pair.refreshToken })).text())
    assert.ok(lines.length > 3)
    const all = [...said, ...lines].join('\n')
    for (const secret of secrets) assert.ok(!all.includes(secret.slice(0, 200)), secret.slice(0, 12))
    for (const secret of secrets.slice(0, 3)) assert.ok(!all.includes(secret.slice(-20)), secret.slice(0, 12))
    ;({ token } = await site.run(() => createToken(ann, { name: 'x', abilities: null, expires: null })))
  })

  test('the development page masks it', async () => {
    const written: string[] = []
    const logger = createLogger({ level: 'trace', write: (line) => written.push(line) })
    const app = createApp({
      urls: site.project.urls,
      scope: site.project.scope,
      debug: true,
      logger,
      middleware: [accessLog({ logger })],
    })
    const headers = { ...bearer(token), accept: 'text/html' }
    const page = await app.fetch(new Request('http://testserver/broken/', { headers }))
    assert.equal(page.status, 500)
    const all = `${await page.text()}${written.join('')}`
    assert.match(all, /broken/)
    assert.doesNotMatch(all, new RegExp(token.slice(11)))
  })

  test('rows say nothing that could be used', async () => {
    await site.run(async () => {
      const pair = await issueTokens(ann)
      const rows = JSON.stringify([await AccessToken.all(), await RefreshToken.all()])
      assert.doesNotMatch(rows, /digest|authHash/i)
      assert.ok(!rows.includes(token.slice(15)) && !rows.includes(pair.refreshToken!.slice(32)))
    })
  })

  test('an unknown token, a revoked one and one of nobody are refused alike in their form', async () => {
    const { token: other, row } = await site.run(() => createToken(ann, { name: 'y', abilities: null, expires: null }))
    await site.run(() => AccessToken.filter({ id: row.id }).update({ revokedAt: new Date() }))
    assert.equal(await status(bearer(other)), 401)
    await site.run(() => AccessToken.filter({ id: row.id }).delete())
    assert.equal(await status(bearer(other)), 401)
  })
})

describe('what is kept', () => {
  test('the cache of pages gives the page of a token to nobody else', async () => {
    for (const where of ['/kept/', '/kept-inside/']) {
      const own = await site.client.get(where, { headers: bearer(token) })
      assert.equal(((await own.json()) as { user: string }).user, 'ann')
      const other = await site.client.get(where)
      assert.equal(((await other.json()) as { user: string }).user, 'AnonymousUser')
      // And the page of nobody to nobody who has a token.
      const again = await site.client.get(where, { headers: bearer(token) })
      assert.equal(((await again.json()) as { user: string }).user, 'ann')
    }
  })

  test('a user who is deleted takes all of it along', async () => {
    const { site: other, ann: user } = await tokensSite()
    const made = await other.run(() => createToken(user, { name: 'x', abilities: null, expires: null }))
    const pair = await other.run(() => issueTokens(user))
    await other.run(() => user.delete())
    const ask = async (path: string, sent: string) => (await other.client.get(path, { headers: bearer(sent) })).status
    assert.equal(await ask('/whoami/', made.token), 401)
    assert.equal(await ask('/jwt-checked/', pair.accessToken), 401)
    const nobody = await other.client.get('/whoami/', { headers: bearer(pair.accessToken) })
    assert.equal(((await nobody.json()) as { user: string }).user, 'AnonymousUser')
    await assert.rejects(
      other.run(() => refreshTokens(pair.refreshToken!)),
      { code: 'NUAGES_TOKENS_INVALID_TOKEN' },
    )
    assert.equal(await other.run(() => RefreshToken.count()), 0)
    await other.close()
  })

  test('an ability asked of nobody is refused', async () => {
    assert.equal(await status({}, '/nobody/'), 403)
  })
})
