import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CacheSessionStore,
  CookieSessionStore,
  type SessionStore,
  type SessionsOptions,
  sessions,
} from '../../../src/apps/sessions/index.ts'
import { createCache, memoryStore } from '../../../src/data/cache/index.ts'
import { Client } from '../../../src/tools/testing/index.ts'
import { createApp, path, text, type View } from '../../../src/web/http/index.ts'
import { movedClock } from '../../support/cache-stores.ts'
import { MemoryStore } from '../../support/session-stores.ts'

const hour = 3600
const key = 'a key for tests'

/** A site with a clock, and a visitor who keeps the cookie whatever its time. */
function site(
  options: Partial<SessionsOptions>,
  store: SessionStore | ((now: () => number) => SessionStore) = new MemoryStore(),
) {
  const clock = movedClock()
  const views: Record<string, View> = {
    set: async (request) => {
      await request.session.set('a', 1)
      return text('set')
    },
    get: async (request) => text(String(await request.session.get('a'))),
    pass: async () => text('nothing asked'),
    login: async (request) => {
      await request.session.cycleKey({ restart: true })
      return text('in')
    },
    cycle: async (request) => {
      await request.session.cycleKey()
      return text('cycled')
    },
    long: async (request) => {
      await request.session.setExpiry(1000 * hour)
      return text('long')
    },
    remember: async (request) => {
      await request.session.remember(true)
      return text('remembered')
    },
    forget: async (request) => {
      await request.session.remember(false)
      return text('forgotten')
    },
    keys: async (request) => text((await request.session.keys()).join()),
    flush: async (request) => {
      await request.session.flush()
      return text('gone')
    },
  }
  const kept = typeof store === 'function' ? store(clock.now) : store
  const app = createApp({
    urls: Object.entries(views).map(([name, view]) => path(`${name}/`, view)),
    middleware: [sessions({ store: kept, now: clock.now, ...options })],
  })
  let cookie = ''
  const visit = async (name: keyof typeof views) => {
    const response = await app.fetch(new Request(`https://testserver/${String(name)}/`, { headers: { cookie } }))
    const set = response.headers.getSetCookie()[0] ?? null
    if (set !== null) cookie = set.split(';')[0]!
    return { text: await response.text(), set }
  }
  return { visit, store: kept as MemoryStore, pass: (seconds: number) => clock.pass(seconds * 1000) }
}

/** A store that minds its clock. */
const inCache = (now: () => number) =>
  new CacheSessionStore({ cache: createCache({ store: memoryStore({ now }), now }), now })
const inCookie = (now: () => number) => new CookieSessionStore({ key, now, encrypt: true })

test('without time-outs a session lives from its last change, and reading writes nothing', async () => {
  const { visit, pass } = site({ age: 10 * hour }, inCache)
  await visit('set')
  pass(9 * hour)
  assert.deepEqual(await visit('get'), { text: '1', set: null })
  pass(hour)
  assert.equal((await visit('get')).text, 'undefined')
})

for (const [where, store] of [
  ['on the server', inCache],
  ['in cookies', inCookie],
] as const) {
  test(`idle ${where}: each use counts, and is written now and then only`, async () => {
    const { visit, pass } = site({ age: 10 * hour, idleTimeout: hour }, store)
    assert.match((await visit('set')).set!, /Max-Age=3600;/)
    pass(300)
    assert.deepEqual(await visit('get'), { text: '1', set: null }, 'less than a tenth has passed')
    pass(60)
    assert.match((await visit('get')).set!, /Max-Age=3600;/)
    assert.equal((await visit('get')).set, null)
    for (let i = 0; i < 30; i++) {
      pass(hour - 1)
      assert.equal((await visit('get')).text, '1')
    }
    pass(hour)
    assert.equal((await visit('get')).text, 'undefined')
  })

  test(`idle ${where}: what asks for no session is no use of it`, async () => {
    const { visit, pass } = site({ idleTimeout: hour }, store)
    await visit('set')
    for (let i = 0; i < 4; i++) {
      pass(900)
      assert.equal((await visit('pass')).set, null)
    }
    assert.equal((await visit('get')).text, 'undefined')
  })

  test(`absolute ${where}: nothing prolongs a session`, async () => {
    const { visit, pass } = site({ absoluteTimeout: 8 * hour, idleTimeout: 2 * hour, saveEveryRequest: true }, store)
    await visit('set')
    assert.equal((await visit('keys')).text, 'a', 'when it began is not for views')
    for (const name of ['get', 'set', 'cycle', 'long', 'set', 'cycle', 'get'] as const) {
      pass(hour)
      assert.notEqual((await visit(name)).text, 'undefined')
    }
    assert.match((await visit('set')).set!, /Max-Age=3600;/)
    pass(hour)
    assert.equal((await visit('get')).text, 'undefined')
  })

  test(`absolute ${where}: it counts from the login`, async () => {
    const { visit, pass } = site({ absoluteTimeout: 8 * hour }, store)
    await visit('set')
    pass(7 * hour)
    await visit('login')
    pass(7 * hour)
    assert.equal((await visit('get')).text, '1')
    pass(hour)
    assert.equal((await visit('get')).text, 'undefined')
  })
}

test('a time-out that is new ends sessions from before, where their beginning is known', async () => {
  const store = new MemoryStore()
  const before = site({ absoluteTimeout: 8 * hour }, store)
  await before.visit('set')
  const kept = [...store.rows.values()][0]!
  assert.equal(typeof kept.data['_nuages_began'], 'number')
  // Told wrongly, it counts as if it began now, and is never prolonged by it.
  for (const wrong of ['x', null, Number.MAX_VALUE, [], { a: 1 }]) {
    kept.data['_nuages_began'] = wrong
    assert.equal((await before.visit('get')).text, '1')
  }
  kept.data['_nuages_began'] = 0
  assert.equal((await before.visit('get')).text, 'undefined')
})

test('remember me: the cookie outlives the browser, or does not', async () => {
  const closing = site({ expireAtBrowserClose: true, age: hour })
  assert.doesNotMatch((await closing.visit('set')).set!, /Max-Age|Expires/)
  assert.match((await closing.visit('remember')).set!, /Max-Age=3600; Expires=/)
  assert.equal((await closing.visit('remember')).set, null, 'it is remembered already')
  assert.doesNotMatch((await closing.visit('forget')).set!, /Max-Age|Expires/)

  const staying = site({ age: hour })
  assert.match((await staying.visit('set')).set!, /Max-Age=3600/)
  assert.equal((await staying.visit('remember')).set, null)
  assert.doesNotMatch((await staying.visit('forget')).set!, /Max-Age|Expires/)
  assert.match((await staying.visit('remember')).set!, /Max-Age=3600/)
})

test('a remembered session ends by the time-outs all the same', async () => {
  const { visit, pass } = site({ idleTimeout: hour, absoluteTimeout: 5 * hour, expireAtBrowserClose: true }, inCache)
  await visit('set')
  await visit('long')
  assert.match((await visit('remember')).set ?? 'Max-Age=3600', /Max-Age=3600/)
  pass(hour)
  assert.equal((await visit('get')).text, 'undefined')
})

test('options that cannot be meant are refused at once', () => {
  const store = new MemoryStore()
  for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1h', 1e12])
    for (const option of ['age', 'idleTimeout', 'absoluteTimeout'])
      assert.throws(() => sessions({ store, [option]: bad }), { code: 'NUAGES_SESSIONS_BAD_LIFETIME' })
  for (const cookie of [
    { name: 'a b' },
    { path: '/;x' },
    { name: '__Host-s', domain: 'a.org' },
    { name: '__Host-s', secure: false },
  ])
    assert.throws(() => sessions({ store, cookie }), { code: 'NUAGES_HTTP_INVALID_COOKIE' })
  sessions({ store, cookie: { name: '__Host-sessionid', sameSite: 'None' } })
})

test('a prefix that only https can have', async () => {
  const { visit } = site({ cookie: { name: '__Host-sid', sameSite: 'Strict' } })
  assert.match((await visit('set')).set!, /^__Host-sid=[a-z0-9]{32}; Path=\/; .*; HttpOnly; Secure; SameSite=Strict$/)
  assert.equal((await visit('get')).text, '1')
  assert.match((await visit('flush')).set!, /^__Host-sid=; Path=\/; Max-Age=0; .*Secure/)
})

test('the client of tests keeps what the browser would', async () => {
  const store = new MemoryStore()
  const view: View = async (request) => {
    await request.session.set('n', ((await request.session.get<number>('n')) ?? 0) + 1)
    return text(String(await request.session.get('n')))
  }
  const app = createApp({ urls: [path('', view)], middleware: [sessions({ store })] })
  const client = new Client((request) => app.fetch(request))
  for (const n of ['1', '2', '3']) assert.equal(await (await client.get('/')).text(), n)
})
