/** Sessions: no key that a visitor brings is taken over, and nothing that a visitor writes is read as a session. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  CookieSessionStore,
  encodeSession,
  FileSessionStore,
  rotateSession,
  type SessionStore,
  sessions,
} from '../../src/apps/sessions/index.ts'
import { dumps, encryptText } from '../../src/base/signing/index.ts'
import { createApp, path, text, type View } from '../../src/web/http/index.ts'
import { MemoryStore } from '../support/session-stores.ts'

const key = 'a key for tests'
const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')
const inAnHour = () => new Date(Date.now() + 3_600_000)

function site(store: SessionStore) {
  const views: Record<string, View> = {
    get: async (request) => text(String(await request.session.get('user'))),
    cart: async (request) => {
      await request.session.set('cart', ['tea'])
      return text('ok')
    },
    login: async (request) => {
      await rotateSession(request, { restart: true })
      await request.session.set('user', 'ada')
      return text('in')
    },
    logout: async (request) => {
      await request.session.flush()
      return text('out')
    },
  }
  const app = createApp({
    urls: Object.entries(views).map(([name, view]) => path(`${name}/`, view)),
    middleware: [sessions({ store })],
  })
  return async (name: string, cookie?: string) => {
    const headers: Record<string, string> = cookie === undefined ? {} : { cookie: `sessionid=${cookie}` }
    const response = await app.fetch(new Request(`https://testserver/${name}/`, { headers }))
    const set = response.headers.getSetCookie()[0]
    return {
      status: response.status,
      text: await response.text(),
      cookie: set === undefined ? null : /^sessionid=([^;]*)/.exec(set)![1]!,
    }
  }
}

test('fixation: a key that somebody knew before the login is worth nothing after it', async () => {
  const store = new MemoryStore()
  const visit = site(store)
  // The attacker begins a session and plants its key.
  const planted = (await visit('cart')).cookie!
  const after = (await visit('login', planted)).cookie!
  assert.notEqual(after, planted)
  assert.equal((await visit('get', after)).text, 'ada')
  assert.equal((await visit('get', planted)).text, 'undefined')
  assert.equal(store.rows.size, 1)
})

test('fixation: a key that was made up is never taken over, by whatever begins a session', async () => {
  for (const name of ['cart', 'login']) {
    const store = new MemoryStore()
    const visit = site(store)
    for (const made of ['f'.repeat(32), 'ffffffff', 'F'.repeat(32), '__proto__', 'constructor']) {
      const { cookie } = await visit(name, made)
      assert.match(cookie!, /^[a-z0-9]{32}$/)
      assert.notEqual(cookie, made)
      assert.equal(store.rows.has(made), false)
    }
  }
})

test('a logged-out key is nobody, also where it is sent again with a change', async () => {
  const visit = site(new MemoryStore())
  const cookie = (await visit('login')).cookie!
  await visit('logout', cookie)
  assert.equal((await visit('get', cookie)).text, 'undefined')
  const again = (await visit('cart', cookie)).cookie!
  assert.notEqual(again, cookie)
  assert.equal((await visit('get', again)).text, 'undefined')
})

for (const encrypt of [false, true]) {
  const kind = encrypt ? 'encrypted' : 'signed'
  const store = new CookieSessionStore({ key, encrypt })

  test(`${kind} cookies: no character can be changed, cut or added`, async () => {
    const token = await store.create({ data: { user: 'ada' }, expires: inAnHour() })
    assert.notEqual(await store.load(token), null)
    const at = fc.nat({ max: token.length - 1 })
    const letter = fc.constantFrom(...'abcXYZ019-_:.=% ')
    const change = fc.oneof(
      fc.tuple(at, letter).map(([i, by]) => token.slice(0, i) + by + token.slice(i + 1)),
      fc.tuple(at, letter).map(([i, by]) => token.slice(0, i) + by + token.slice(i)),
      at.map((i) => token.slice(0, i)),
      at.map((i) => token.slice(i + 1)),
      fc.string({ maxLength: 200 }),
    )
    await fc.assert(
      fc.asyncProperty(change, async (other) => {
        fc.pre(other !== token)
        assert.equal(await store.load(other), null)
      }),
      { seed, numRuns: 300 },
    )
  })

  test(`${kind} cookies: those of another key are none, until it is a key of the past`, async () => {
    const token = await new CookieSessionStore({ key: 'old', encrypt }).create({ data: { a: 1 }, expires: inAnHour() })
    assert.equal(await store.load(token), null)
    const turned = new CookieSessionStore({ key, fallbackKeys: ['older', 'old'], encrypt })
    assert.deepEqual((await turned.load(token))!.data, { a: 1 })
    const next = (await turned.update(token, (data) => ({ data, expires: inAnHour() })))!
    assert.deepEqual((await store.load(next))!.data, { a: 1 }, 'written anew under the key of today')
  })

  test(`${kind} cookies: what was signed or encrypted for something else is no session`, async () => {
    const data = { user: 'ada' }
    const foreign = [
      encodeSession(data, { key }),
      dumps(data, { key }),
      dumps(data, { key, salt: 'django.contrib.messages' }),
      encryptText(JSON.stringify([Date.now() + 1e6, data]), { key, purpose: 'other' }),
      encryptText('', { key, purpose: 'nuages.sessions.cookie' }),
      encryptText('{"user":"ada"}', { key, purpose: 'nuages.sessions.cookie' }),
      encryptText('[1e99,{"user":"ada"}]', { key, purpose: 'nuages.sessions.cookie' }),
      encryptText('["2099-01-01",{"user":"ada"}]', { key, purpose: 'nuages.sessions.cookie' }),
      encryptText(`[${Date.now() + 1e6},["user"]]`, { key, purpose: 'nuages.sessions.cookie' }),
      encryptText('not json', { key, purpose: 'nuages.sessions.cookie' }),
    ]
    for (const value of [[], 'user', 7, null, true])
      foreign.push(dumps(value, { key, salt: 'django.contrib.sessions.backends.signed_cookies' }))
    for (const token of foreign) assert.equal(await store.load(token), null, token)
  })

  test(`${kind} cookies: one of 1 MB is refused before anything is computed of it, and one that is too large is not set`, async () => {
    const visit = site(store)
    for (const huge of ['x'.repeat(1_000_000), `v1.${'A'.repeat(1_000_000)}`, ':'.repeat(1_000_000)]) {
      assert.equal(await store.load(huge), null)
      assert.equal((await visit('get', huge)).text, 'undefined')
    }
    const noise = Array.from({ length: 500 }, () => Math.random()).join()
    await assert.rejects(store.create({ data: { small: 1, noise }, expires: inAnHour() }), {
      code: 'NUAGES_SESSIONS_COOKIE_TOO_LARGE',
      message: /of 3900\. The largest thing in it is 'noise'/,
    })
  })

  test(`${kind} cookies: a dead one is taken away, once a session is asked for`, async () => {
    const visit = site(store)
    assert.equal((await visit('get', 'garbage')).cookie, '')
    const live = (await visit('login')).cookie!
    assert.deepEqual(await visit('get', live), { status: 200, text: 'ada', cookie: null })
  })
}

test('an encrypted cookie shows nothing, and is another one each time', async () => {
  const store = new CookieSessionStore({ key, encrypt: true })
  const session = { data: { secret: 'marmalade' }, expires: inAnHour() }
  const tokens = await Promise.all([store.create(session), store.create(session)])
  assert.notEqual(tokens[0], tokens[1])
  for (const token of tokens)
    assert.doesNotMatch(Buffer.from(token.slice(3), 'base64url').toString('latin1'), /marmalade|secret/)
})

test('a signed text says of the time what it likes: an expiry counts only as a number, and as of its own second', async () => {
  const salt = 'django.contrib.sessions.backends.signed_cookies'
  const now = () => 1_800_000_000_000
  const store = new CookieSessionStore({ key, now, age: 100 })
  const written = now() / 1000
  const cases: [unknown, number][] = [
    [[written, now() + 5000], now() + 5000],
    [[written - 1, now() + 5000], now() + 100_001],
    [[written, '2099-01-01'], now() + 100_001],
    [[written, 1e300], now() + 100_001],
    [[written], now() + 100_001],
    ['x', now() + 100_001],
    [{ 0: written, 1: 1e12 }, now() + 100_001],
    [null, now() + 100_001],
  ]
  for (const [dated, ends] of cases) {
    const found = await store.load(dumps({ a: 1, _nuages_expires: dated }, { key, salt, now }))
    assert.deepEqual(found, { data: { a: 1 }, expires: new Date(ends) })
  }
})

test('wrong types of what a session keeps of itself are passed over', async () => {
  const store = new MemoryStore()
  const visit = site(store)
  const token = 'k'.repeat(32)
  for (const wrong of ['soon', [], {}, true, 1e300, Number.NaN, '2026-99-99', null]) {
    store.rows.set(token, { data: { _session_expiry: wrong, user: 'ada' }, expires: inAnHour() })
    assert.deepEqual(await visit('get', token), { status: 200, text: 'ada', cookie: null })
    assert.equal((await visit('cart', token)).status, 200)
    assert.ok(store.rows.get(token)!.expires.getTime() > Date.now() + 1_000_000_000, String(wrong))
  }
})

test('names of JavaScript pollute nothing, from any store', async () => {
  const polluted = JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}') as object
  const store = new CookieSessionStore({ key })
  const token = await store.create({ data: polluted as Record<string, unknown>, expires: inAnHour() })
  const { data } = (await store.load(token))!
  assert.equal(data['admin'], undefined)
  assert.equal(({} as { admin?: boolean }).admin, undefined)
  assert.equal(JSON.stringify(data), JSON.stringify(polluted))
})

test('no key leads out of the folder, and what else lies in it is no session', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'nuages-sessions-'))
  t.after(() => rm(dir, { recursive: true }))
  const store = new FileSessionStore({ dir: join(dir, 'sessions'), key })
  const token = await store.create({ data: { user: 'ada' }, expires: inAnHour() })
  await writeFile(join(dir, 'outside'), encodeSession({ user: 'eve' }, { key }))
  for (const bad of [
    '../outside',
    '../../outside',
    `../sessions/sessionid${token}`,
    `${token}.lock`,
    `${token}\0`,
    token.toUpperCase(),
    '.',
    '',
  ]) {
    assert.equal(await store.load(bad), null)
    await store.delete(bad)
    assert.equal(await store.update(bad, (data) => ({ data, expires: inAnHour() })), null)
  }
  for (const content of [
    '',
    'x',
    '{"user":"ada"}',
    encodeSession({ user: 'eve' }, { key: 'other' }),
    'é'.repeat(10_000),
  ]) {
    const made = 'm'.repeat(32)
    await writeFile(join(dir, 'sessions', `sessionid${made}`), content)
    assert.equal(await store.load(made), null)
  }
  assert.deepEqual((await readdir(dir)).sort(), ['outside', 'sessions'])
  for (const prefix of ['../', 'a/b', '', '.', 'a\0'])
    if (prefix !== '')
      assert.throws(() => new FileSessionStore({ dir, prefix, key }), { code: 'NUAGES_SESSIONS_BAD_PREFIX' })
})
