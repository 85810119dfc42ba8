import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createUser, login, type User } from '../../../src/apps/auth/index.ts'
import {
  type Authenticator,
  authenticated,
  createToken,
  issueTokens,
  tokensErrors,
} from '../../../src/apps/tokens/index.ts'
import { assertNumQueries, type Client, type TestProject } from '../../../src/tools/testing/index.ts'
import { type HttpRequest, json, path, text } from '../../../src/web/http/index.ts'
import { basicHeader, bearer, password, tokensSite, urls, whoami } from './site.ts'

let site: TestProject
let ann: User
let token: string
let jwtOfAnn: string
let browser: Client

/** As in the reference: the key of another service in a header of its own. */
const apiKey: Authenticator = {
  name: 'api-key',
  protection: 'none',
  challenge: () => 'ApiKey realm="api"',
  authenticate(request: HttpRequest) {
    const key = request.header('x-api-key')
    if (key === null) return null
    if (key !== 'open sesame') throw tokensErrors.INVALID_TOKEN({ reason: 'the key "is" unknown\r\nx: y' })
    return { user: ann, abilities: ['articles:read'] }
  },
}

before(async () => {
  const more = [
    path('log-in/', async (request): Promise<Response> => {
      await login(request, ann)
      return text('in')
    }),
    path('by-key/', authenticated(whoami, { by: [apiKey] })),
    path('by-unsaid/', authenticated(whoami, { by: [{ ...apiKey, protection: undefined as never }] })),
  ]
  ;({ site, ann } = await tokensSite({}, { urls: [...urls, ...more] }))
  await site.run(async () => {
    ;({ token } = await createToken(ann, { name: 'x', abilities: ['articles:write'], expires: null }))
    jwtOfAnn = (await issueTokens(ann)).accessToken
    await createUser({ username: 'gone', password, isActive: false })
  })
  browser = site.newClient()
  await browser.get('/log-in/')
  // The client would send the token of the form along.
  browser.cookies.delete('csrftoken')
})
after(() => site.close())

const who = async (path: string, headers: Record<string, string> = {}, client = site.client) => {
  const response = await client.get(path, { headers })
  return response.status === 200 ? ((await response.json()) as { user: string; kind: string }).kind : response.status
}
const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

describe('who a request is of', () => {
  test('the first that knows its credential decides', async () => {
    assert.equal(await who('/whoami/', bearer(token)), 'token')
    assert.equal(await who('/whoami/', bearer(jwtOfAnn)), 'jwt')
    assert.equal(await who('/whoami/', basicHeader('ann', password)), 'basic')
    assert.equal(await who('/whoami/', {}, browser), 'session')
    assert.equal(await who('/api/whoami/', bearer(token)), 'token')
  })

  test('a wrong credential is refused, whatever else there is', async () => {
    const wrong = [
      bearer('x'),
      bearer(`${token}x`),
      bearer(`${token.slice(0, -1)}_`),
      bearer(`${jwtOfAnn}x`),
      bearer('nuages_pat_'),
      basicHeader('ann', 'wrong'),
      basicHeader('gone', password),
      { authorization: 'Basic !' },
      { authorization: `Basic ${Buffer.from('ann').toString('base64')}` },
      { authorization: `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}` },
      { authorization: `Basic ${Buffer.from(`ann:${password}\0`).toString('base64')}` },
    ]
    for (const headers of wrong)
      for (const client of [site.client, browser])
        for (const where of ['/whoami/', '/open/', '/api/whoami/'])
          assert.equal(await who(where, headers, client), 401, `${where} ${headers.authorization}`)
  })

  test('a 401 names all that could be sent, and what was wrong', async () => {
    const none = await site.client.get('/whoami/')
    assert.equal(
      none.headers.get('www-authenticate'),
      'Bearer realm="api", Basic realm="api", charset="UTF-8", Session realm="api"',
    )
    assert.equal(((await none.json()) as { error: { code: string } }).error.code, 'no_credentials')
    assert.match(none.headers.get('vary')!, /Authorization/)
    const wrong = await site.client.get('/whoami/', { headers: bearer('nuages_pat_x') })
    assert.match(wrong.headers.get('www-authenticate')!, /^Bearer realm="api", error="invalid_token", error_desc/)
  })

  test('a person is sent to log in where that would do, and sees a page where it would not', async () => {
    const headers = { accept: 'text/html' }
    const sent = await site.client.get('/whoami/?a=1', { headers })
    assert.equal(sent.status, 302)
    assert.equal(sent.headers.get('location'), '/login/?next=%2Fwhoami%2F%3Fa%3D1')
    const page = await site.client.get('/tokens-only/', { headers, raiseErrors: false })
    assert.equal(page.status, 401)
    assert.match(page.headers.get('content-type')!, /html/)
    assert.equal(page.headers.get('www-authenticate'), 'Bearer realm="api"')
  })

  test('what a route does not list is no credential there', async () => {
    assert.equal(await who('/tokens-only/', bearer(jwtOfAnn)), 401)
    assert.equal(await who('/jwt-only/', bearer(token)), 401)
    assert.equal(await who('/tokens-only/', basicHeader('ann', password)), 401)
    assert.equal(await who('/tokens-only/', {}, browser), 401)
    assert.equal(await who('/basic-only/', bearer(token)), 401)
    // And no route without authenticators takes any.
    const plain = await site.client.get('/plain/', { headers: bearer(token) })
    assert.equal(((await plain.json()) as { user: string }).user, 'AnonymousUser')
  })

  test('nobody is let in where nobody is asked for', async () => {
    const open = await site.client.get('/open/')
    assert.equal(((await open.json()) as { user: string }).user, 'AnonymousUser')
    assert.match(open.headers.get('vary')!, /Authorization/)
  })

  test('a JSON Web Token costs a query where its user is asked for, and none else', async () => {
    const headers = bearer(jwtOfAnn)
    await assertNumQueries(0, () => site.client.get('/jwt-only/', { headers }))
    await assertNumQueries(1, () => site.client.get('/jwt-checked/', { headers }))
    await assertNumQueries(1, () => site.client.get('/whoami/', { headers }))
  })

  test('an authenticator of ones own', async () => {
    assert.equal(await who('/by-key/', { 'x-api-key': 'open sesame' }), 'api-key')
    const refused = await site.client.get('/by-key/', { headers: { 'x-api-key': 'x' } })
    assert.equal(refused.status, 401)
    assert.equal(refused.headers.get('www-authenticate'), 'ApiKey realm="api"')
  })

  test('a view needs an authenticator', () => {
    assert.throws(() => authenticated(() => json(1), { by: [] }), { code: 'NUAGES_TOKENS_NO_AUTHENTICATORS' })
  })
})

describe('requests that change something', () => {
  const post = async (path: string, headers: Record<string, string>, client = site.client) =>
    (await client.post(path, 'x', { headers: { 'content-type': 'text/plain', ...headers }, enforceCsrf: true })).status

  for (const where of ['/whoami/', '/api/whoami/', '/open/']) {
    test(`${where}: a token needs no token of a form, with a cookie too`, async () => {
      for (const client of [site.client, browser])
        for (const headers of [bearer(token), bearer(jwtOfAnn)])
          for (const further of [{}, foreign]) assert.equal(await post(where, { ...headers, ...further }, client), 200)
    })

    test(`${where}: a session does`, async () => {
      assert.equal(await post(where, {}, browser), 403)
      assert.equal(await post(where, foreign, browser), 403)
      assert.equal(await post(where, { 'sec-fetch-site': 'same-origin' }, browser), 200)
      // A scheme that is not read here does not make it anything else.
      assert.equal(await post(where, { authorization: 'Digest x' }, browser), 403)
    })

    test(`${where}: a password in a header is taken from programs, and not from pages of other sites`, async () => {
      for (const client of [site.client, browser]) {
        const headers = basicHeader('ann', password)
        assert.equal(await post(where, headers, client), 200)
        assert.equal(await post(where, { ...headers, ...foreign }, client), 403)
        assert.equal(await post(where, { ...headers, origin: 'null' }, client), 403)
      }
    })
  }

  test('a wrong token is refused before anything else', async () => {
    assert.equal(await post('/whoami/', bearer('x'), browser), 401)
  })

  test('without a credential forms are checked where nobody has to be anybody', async () => {
    assert.equal(await post('/open/', {}), 403)
    assert.equal(await post('/open/', { 'sec-fetch-site': 'same-origin' }), 200)
    assert.equal(await post('/whoami/', {}), 401)
  })

  test('inside of another function the whole check stands before it', async () => {
    assert.equal(await post('/inside/', bearer(token), browser), 403)
  })

  test('an authenticator that says nothing of it is checked like a cookie', async () => {
    assert.equal(await post('/by-unsaid/', { 'x-api-key': 'open sesame' }), 403)
    assert.equal(await post('/by-key/', { 'x-api-key': 'open sesame' }), 200)
  })

  test('routes without authenticators are as they were', async () => {
    assert.equal(await post('/plain/', bearer(token), browser), 403)
    assert.equal(await post('/plain/', {}), 403)
  })
})

describe('a password in a header', () => {
  test('is hashed once a minute, and the user read each time', async () => {
    const ask = () => site.client.get('/basic-only/', { headers: basicHeader('ann', password) })
    await ask()
    await assertNumQueries(1, ask)
    ann.isActive = false
    await site.run(() => ann.save())
    assert.equal((await ask()).status, 401)
    ann.isActive = true
    await site.run(() => ann.save())
    assert.equal((await ask()).status, 200)
    await site.run(async () => {
      await ann.setPassword('another one here')
      await ann.save()
    })
    assert.equal((await ask()).status, 401)
    await site.run(async () => {
      await ann.setPassword(password)
      await ann.save()
    })
  })

  test('is looked at once for all who send it together, and wrong ones are held back as those of the log-in page', async () => {
    const { site: own } = await tokensSite({}, { auth: { throttle: { account: { free: 4 } } } })
    try {
      const ask = (secret: string) => own.client.get('/basic-only/', { headers: basicHeader('ann', secret) })
      const together = await Promise.all(Array.from({ length: 20 }, () => ask(password)))
      assert.deepEqual(new Set(together.map(({ status }) => status)), new Set([200]))
      const guesses = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`guess ${i}`)))
      assert.equal(guesses.filter(({ status }) => status === 401).length, 4)
      const held = guesses.filter(({ status }) => status === 429)
      assert.equal(held.length, 16)
      assert.equal(held[0]!.headers.get('retry-after'), '10')
    } finally {
      await own.close()
    }
  })
})
