import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  RequestSession,
  type SessionSettings,
  type SessionStore,
  sessions,
  sessionsErrors,
} from '../../../src/apps/sessions/index.ts'
import { createApp, path, text } from '../../../src/web/http/index.ts'
import { MemoryStore } from '../../support/session-stores.ts'

const now = () => 1_700_000_000_000
const settings = (store: SessionStore, more: Partial<SessionSettings> = {}): SessionSettings => ({
  store,
  age: 100,
  idleTimeout: null,
  absoluteTimeout: null,
  expireAtBrowserClose: false,
  now,
  ...more,
})
const key = 'k'.repeat(32)

test('without a cookie nothing is asked of the store', async () => {
  const store = new MemoryStore()
  const session = new RequestSession(settings(store), null)
  assert.equal(await session.get('x'), undefined)
  assert.equal(await session.isEmpty(), true)
  assert.deepEqual(store.calls, [])
})

test('reads once, writes what changed, under the same key', async () => {
  const store = new MemoryStore()
  store.rows.set(key, { data: { a: 1 }, expires: new Date() })
  const session = new RequestSession(settings(store), key)
  assert.deepEqual(await Promise.all([session.get('a'), session.get('b'), session.has('a'), session.keys()]), [
    1,
    undefined,
    true,
    ['a'],
  ])
  assert.equal(session.modified, false)
  await session.set('b', [2])
  await session.delete('nothing')
  assert.equal(session.modified, true)
  assert.equal(await session.save(), true)
  assert.deepEqual(store.calls, ['load', 'update'])
  assert.deepEqual(store.rows.get(key), { data: { a: 1, b: [2] }, expires: new Date(now() + 100_000) })
})

test('a key that the store does not know is never taken over', async () => {
  const store = new MemoryStore()
  const session = new RequestSession(settings(store), key)
  await session.set('a', 1)
  await session.save()
  assert.notEqual(session.key, key)
  assert.equal(store.rows.has(key), false)
})

test('a session that was ended elsewhere is not brought back', async () => {
  const store = new MemoryStore()
  store.rows.set(key, { data: { a: 1 }, expires: new Date() })
  const session = new RequestSession(settings(store), key)
  await session.set('a', 2)
  store.rows.clear()
  assert.equal(await session.save(), false)
  assert.equal(store.rows.size, 0)
})

test('cycleKey keeps the data, flush does not; both end the old key', async () => {
  for (const [change, data] of [
    ['cycleKey', { a: 1, b: 2 }],
    ['flush', { b: 2 }],
  ] as const) {
    const store = new MemoryStore()
    store.rows.set(key, { data: { a: 1 }, expires: new Date() })
    const session = new RequestSession(settings(store), key)
    await session[change]()
    await session.set('b', 2)
    await session.save()
    assert.equal(store.rows.has(key), false)
    assert.deepEqual(store.rows.get(session.key!)!.data, data)
  }
})

test('an expiry of its own: seconds, a moment, the browser, the usual one', async () => {
  const session = new RequestSession(settings(new MemoryStore()), null)
  assert.equal(await session.expiryAge(), 100)
  await session.setExpiry(5)
  assert.deepEqual([await session.expiryAge(), await session.endsWithBrowser()], [5, false])
  await session.setExpiry(new Date(now() + 7000))
  assert.equal(await session.expiryAge(), 7)
  // As Python writes it: before 3.11 it cannot read a 'Z'.
  assert.match(String(await session.get('_session_expiry')), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/)
  await session.setExpiry(0)
  assert.deepEqual([await session.expiryAge(), await session.endsWithBrowser()], [100, true])
  await session.setExpiry(null)
  assert.deepEqual([await session.expiryAge(), await session.endsWithBrowser()], [100, false])
})

test('names of JavaScript are names like any other, and only plain data is kept', async () => {
  const session = new RequestSession(settings(new MemoryStore()), null)
  assert.equal(await session.get('constructor'), undefined)
  await session.set('__proto__', { admin: true })
  assert.deepEqual(await session.keys(), ['__proto__'])
  assert.equal(({} as { admin?: boolean }).admin, undefined)
  await assert.rejects(
    session.set('f', () => 1),
    { code: 'NUAGES_SESSIONS_NOT_PLAIN' },
  )
  await assert.rejects(session.set('n', 1n), { code: 'NUAGES_SESSIONS_NOT_PLAIN' })
})

test('the middleware: cookie on change, none on reading, gone when flushed, nothing kept of a failure', async () => {
  const store = new MemoryStore()
  const urls = [
    path('set/', async (request): Promise<Response> => {
      await request.session.set('a', 1)
      return text('set')
    }),
    path('get/', async (request): Promise<Response> => text(String(await request.session.get('a')))),
    path('flush/', async (request): Promise<Response> => {
      await request.session.flush()
      return text('gone')
    }),
    path('fail/', async (request): Promise<Response> => {
      await request.session.set('a', 'lost')
      throw sessionsErrors.NO_SESSION()
    }),
  ]
  const logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => logger } as never
  const app = createApp({
    urls,
    middleware: [sessions({ key: 'secret', store, now, cookie: { name: 'sid' } })],
    logger,
  })
  const get = (address: string, cookie = '') =>
    app.fetch(new Request(address, { headers: cookie === '' ? {} : { cookie } }))
  const first = await get('https://testserver/set/')
  const cookie = first.headers.get('set-cookie')!
  assert.match(
    cookie,
    /^sid=[a-z0-9]{32}; Path=\/; Max-Age=1209600; Expires=[^;]+ GMT; HttpOnly; Secure; SameSite=Lax$/,
  )
  const sent = cookie.split(';')[0]!
  const second = await get('http://testserver/get/', sent)
  assert.deepEqual(
    [await second.text(), second.headers.get('set-cookie'), second.headers.get('vary')],
    ['1', null, 'Cookie'],
  )
  const failed = await get('http://testserver/fail/', sent)
  assert.deepEqual([failed.status, failed.headers.get('set-cookie')], [500, null])
  assert.equal(await (await get('http://testserver/get/', sent)).text(), '1')
  const flushed = await get('http://testserver/flush/', sent)
  assert.match(flushed.headers.get('set-cookie')!, /^sid=; Path=\/; Max-Age=0/)
  assert.equal(store.rows.size, 0)
})
