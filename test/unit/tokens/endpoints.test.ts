import assert from 'node:assert/strict'
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type LoginStep, loginStepsService, type User } from '../../../src/apps/auth/index.ts'
import {
  createToken,
  generateJwtKey,
  RefreshToken,
  type StepTaker,
  stepTakersService,
} from '../../../src/apps/tokens/index.ts'
import { currentScope, provide, runInScope } from '../../../src/base/context/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import type { Middleware } from '../../../src/web/http/index.ts'
import { bearer, password, tokensSite } from './site.ts'

const headerOf = (token: string): { alg: string; kid: string } =>
  JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString())

/** As RFC 7515 says it, without jose. */
function foreignCheck(token: string, keys: readonly (JsonWebKey & { kid: string })[]): boolean {
  const { alg, kid } = headerOf(token)
  const key = createPublicKey({ format: 'jwk', key: keys.find((each) => each.kid === kid)! })
  const at = token.lastIndexOf('.')
  const signature = Buffer.from(token.slice(at + 1), 'base64url')
  const how = alg === 'EdDSA' ? key : ({ key, dsaEncoding: 'ieee-p1363' } as const)
  return verify(alg === 'EdDSA' ? null : 'sha256', Buffer.from(token.slice(0, at)), how, signature)
}

let site: TestProject
let ann: User

/** What a second factor would be: asked of those whose last name is 'Careful'. */
const step: LoginStep = {
  name: 'second-factor',
  needed: (_request, user, { methods }) => user.lastName === 'Careful' && !methods.includes('totp'),
  url: () => '/second-factor/',
}
let taking = false
const take: StepTaker['take'] = async (_request, _user, code) =>
  code === '123456' ? { ok: true, method: 'totp' } : { ok: false, message: 'wrong', wait: code === 'slow' ? 30 : 0 }
/** Puts the step into the scope of requests, as a battery's wiring does. */
const withStep: Middleware = (request, next) => {
  const takers: StepTaker[] = taking ? [{ step: 'second-factor', take }] : []
  const services = new Map<symbol, unknown>([
    ...currentScope()!.services,
    provide(loginStepsService, [step]),
    provide(stepTakersService, takers),
  ])
  return runInScope({ services }, () => next(request))
}

before(async () => {
  ;({ site, ann } = await tokensSite({}, { middleware: [withStep] }))
})
after(() => site.close())

interface Body {
  readonly accessToken?: string
  readonly refreshToken?: string
  readonly [name: string]: unknown
}
const post = async (path: string, value: unknown, headers = {}) => {
  const response = await site.client.json('POST', path, value, { headers, enforceCsrf: true })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Body }
}
const codes = (body: Body) =>
  Object.entries((body['errors'] ?? {}) as Record<string, { code: string }[]>).map(
    ([field, issues]) => `${field}:${issues.map(({ code }) => code).join()}`,
  )
const careful = async (lastName: string) => {
  ann.lastName = lastName
  await site.run(() => ann.save({ fields: ['lastName'] }))
}

describe('POST token', () => {
  test('name and password give a pair that works, and that nobody keeps', async () => {
    const { status, body, headers } = await post('/auth/token/', { username: 'ann', password })
    assert.equal(status, 200)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('set-cookie'), null)
    assert.deepEqual(Object.keys(body), ['accessToken', 'expiresIn', 'refreshToken', 'refreshExpiresIn', 'tokenType'])
    assert.deepEqual([body['expiresIn'], body['refreshExpiresIn'], body['tokenType']], [600, 1_209_600, 'Bearer'])
    const answer = await site.client.get('/jwt-checked/', { headers: bearer(body.accessToken!) })
    assert.equal(((await answer.json()) as Body)['user'], 'ann')
  })

  test('abilities can be fewer', async () => {
    const { body } = await post('/auth/token/', { username: 'ann', password, abilities: ['articles:read'] })
    const headers = bearer(body.accessToken!)
    assert.equal((await site.client.get('/write/', { headers })).status, 403)
    const next = await post('/auth/refresh/', { refreshToken: body.refreshToken })
    assert.equal((await site.client.get('/write/', { headers: bearer(next.body.accessToken!) })).status, 403)
    for (const abilities of ['all', {}, [1], ['a b'], 7]) {
      const wrong = await post('/auth/token/', { username: 'ann', password, abilities })
      assert.deepEqual([wrong.status, codes(wrong.body)], [422, ['abilities:invalid']])
    }
  })

  test('what is wrong is told, and no more', async () => {
    const wrong = await post('/auth/token/', { username: 'ann', password: 'wrong' })
    const nobody = await post('/auth/token/', { username: 'nobody', password: 'wrong' })
    assert.deepEqual([wrong.status, codes(wrong.body)], [401, ['__all__:invalid_login']])
    assert.deepEqual(wrong.body, nobody.body)
    assert.equal(wrong.headers.get('www-authenticate'), 'Bearer')
    const empty = await post('/auth/token/', {})
    assert.deepEqual([empty.status, codes(empty.body)], [422, ['username:required', 'password:required']])
    for (const value of [
      { username: ['ann'], password },
      { username: 'ann', password: { $ne: '' } },
    ])
      assert.equal((await post('/auth/token/', value)).status, 422)
    for (const value of [[], null, 'x', 1]) assert.equal((await post('/auth/token/', value)).status, 415)
    const form = await site.client.post('/auth/token/', { username: 'ann', password }, { enforceCsrf: true })
    assert.equal(form.status, 415)
    assert.equal((await site.client.get('/auth/token/', { raiseErrors: false })).status, 405)
  })

  test('a second factor is never passed by', async () => {
    await careful('Careful')
    const without = await post('/auth/token/', { username: 'ann', password })
    assert.deepEqual([without.status, codes(without.body)], [403, ['__all__:second_factor_required']])
    // A code is nothing where nothing takes it.
    const untaken = await post('/auth/token/', { username: 'ann', password, code: '123456' })
    assert.deepEqual([untaken.status, codes(untaken.body)], [403, ['__all__:second_factor_required']])
    taking = true
    const wrong = await post('/auth/token/', { username: 'ann', password, code: '1' })
    assert.deepEqual([wrong.status, codes(wrong.body)], [403, ['code:invalid_code']])
    const slow = await post('/auth/token/', { username: 'ann', password, code: 'slow' })
    assert.deepEqual([slow.status, slow.headers.get('retry-after'), codes(slow.body)], [429, '30', ['code:throttled']])
    assert.equal((await post('/auth/token/', { username: 'ann', password: 'x', code: '123456' })).status, 401)
    assert.equal((await post('/auth/token/', { username: 'ann', password, code: '123456' })).status, 200)
    const basic = await site.client.get('/basic-only/', {
      headers: { authorization: `Basic ${Buffer.from(`ann:${password}`).toString('base64')}` },
      raiseErrors: false,
    })
    assert.equal(basic.status, 403)
    taking = false
    await careful('')
  })
})

describe('POST refresh and revoke', () => {
  const obtain = async () => (await post('/auth/token/', { username: 'ann', password })).body

  test('a token that was used is refused', async () => {
    const { refreshToken } = await obtain()
    const next = await post('/auth/refresh/', { refreshToken })
    assert.equal(next.status, 200)
    const again = await post('/auth/refresh/', { refreshToken })
    assert.deepEqual([again.status, codes(again.body)], [401, ['refreshToken:invalid_token']])
    assert.equal((await post('/auth/refresh/', { refreshToken: next.body.refreshToken })).status, 401)
  })

  test('what is no token is refused', async () => {
    for (const value of [{}, { refreshToken: '' }, { refreshToken: 7 }, { refreshToken: 'x'.repeat(10_000) }])
      assert.equal((await post('/auth/refresh/', value)).status, 422)
    for (const refreshToken of ['x', `nuages_rt_${'a'.repeat(60)}`, (await obtain()).accessToken])
      assert.equal((await post('/auth/refresh/', { refreshToken })).status, 401)
  })

  test('revoking ends it, and tells nothing', async () => {
    const { refreshToken } = await obtain()
    const { token } = await site.run(() => createToken(ann, { name: 'x', abilities: null, expires: null }))
    for (const each of [refreshToken, refreshToken, token, token, 'x'])
      assert.equal((await post('/auth/revoke/', { token: each })).status, 204)
    assert.equal((await post('/auth/refresh/', { refreshToken })).status, 401)
    assert.equal((await site.client.get('/whoami/', { headers: bearer(token) })).status, 401)
  })

  test('one that was changed ends nothing', async () => {
    const { refreshToken } = await obtain()
    const flipped = refreshToken!.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
    assert.equal((await post('/auth/refresh/', { refreshToken: flipped })).status, 401)
    assert.equal((await post('/auth/refresh/', { refreshToken })).status, 200)
    assert.ok((await site.run(() => RefreshToken.filter({ revokedAt: null }).count())) > 0)
  })
})

describe('GET jwks.json', () => {
  test('is empty where a secret signs, and has the public keys where keys do', async () => {
    const none = await site.client.get('/auth/jwks.json')
    assert.deepEqual(await none.json(), { keys: [] })
    assert.equal(none.headers.get('cache-control'), 'public, max-age=600')
    const key = await generateJwtKey('ES256')
    await site.withSettings({ tokens: { jwt: { keys: [key] } } }, async (other) => {
      const { keys } = (await (await other.client.get('/auth/jwks.json')).json()) as { keys: Record<string, string>[] }
      assert.deepEqual(keys, [
        { kty: 'EC', crv: 'P-256', x: key['x'], y: key['y'], kid: key.kid, alg: 'ES256', use: 'sig' },
      ])
    })
  })

  test('is enough for somebody who has nothing of ours: OpenSSL by node:crypto checks what was signed, after a change of keys too', async () => {
    const [before, after] = [await generateJwtKey('ES256'), await generateJwtKey('EdDSA')]
    const tokenWith = (keys: readonly (typeof before)[]) =>
      site.withSettings({ tokens: { jwt: { keys } } }, async ({ client }) => {
        const answer = await client.json('POST', '/auth/token/', { username: 'ann', password })
        const { accessToken } = (await answer.json()) as { accessToken: string }
        const set = (await (await client.get('/auth/jwks.json')).json()) as { keys: (JsonWebKey & { kid: string })[] }
        return { accessToken, keys: set.keys }
      })
    const old = await tokenWith([before])
    const now = await tokenWith([after, before])
    for (const token of [old.accessToken, now.accessToken]) {
      assert.equal(foreignCheck(token, now.keys), true)
      assert.equal(foreignCheck(`${token.slice(0, -4)}AAAA`, now.keys), false)
    }
    assert.notDeepEqual(headerOf(old.accessToken), headerOf(now.accessToken))
  })
})
