/** A cache that does not answer: nobody is taken for a stranger, and no session that was ended comes back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CachedSessionStore, CacheSessionStore, type SessionStore, sessions } from '../../../src/apps/sessions/index.ts'
import { type CacheStore, createCache, memoryStore } from '../../../src/data/cache/index.ts'
import { createApp, path, text, type View } from '../../../src/web/http/index.ts'
import { movedClock } from '../../support/cache-stores.ts'
import { MemoryStore } from '../../support/session-stores.ts'
import { keptLog } from '../../support/suites/cache.ts'

/** A cache in memory that fails as long as it is told to. */
function failing(now: () => number) {
  const inner = memoryStore({ now })
  const state = { reads: false, writes: false }
  const reading = new Set(['get'])
  const store = new Proxy(inner, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (reading.has(String(name)) ? state.reads : state.writes) throw new Error('away')
        return (value as (...all: unknown[]) => unknown).apply(target, args)
      }
    },
  }) as CacheStore
  return { state, cache: createCache({ store, now, logger: keptLog() }) }
}

const until = (now: () => number) => new Date(now() + 3_600_000)

test('sessions in a cache: no answer is an error, never an empty session', async () => {
  const clock = movedClock()
  const { state, cache } = failing(clock.now)
  const store = new CacheSessionStore({ cache, now: clock.now })
  const session = { data: { user: 'ada' }, expires: until(clock.now) }
  const token = await store.create(session)
  const away = { code: 'NUAGES_CACHE_AWAY', status: 503 }
  state.reads = state.writes = true
  await assert.rejects(store.load(token), away)
  await assert.rejects(store.create(session), away)
  await assert.rejects(
    store.update(token, (data) => ({ ...session, data })),
    away,
  )
  await assert.rejects(
    store.rotate(token, (data) => ({ ...session, data })),
    away,
  )
  await assert.rejects(store.delete(token), away)
  state.reads = false
  await assert.rejects(store.create(session), away)
  state.writes = false
  assert.deepEqual((await store.load(token))!.data, { user: 'ada' })
})

test('a request is answered 503, and its cookie stays', async () => {
  const clock = movedClock()
  const { state, cache } = failing(clock.now)
  const view: View = async (request) => {
    await request.session.set('n', ((await request.session.get<number>('n')) ?? 0) + 1)
    return text(String(await request.session.get('n')))
  }
  const app = createApp({
    urls: [path('', view)],
    middleware: [sessions({ store: new CacheSessionStore({ cache, now: clock.now }), now: clock.now })],
    logger: keptLog(),
  })
  const visit = (cookie = '') => app.fetch(new Request('https://testserver/', { headers: { cookie } }))
  const cookie = (await visit()).headers.getSetCookie()[0]!.split(';')[0]!
  for (const what of ['reads', 'writes'] as const) {
    state[what] = true
    const answer = await visit(cookie)
    assert.deepEqual([answer.status, answer.headers.getSetCookie()], [503, []], what)
    state[what] = false
  }
  assert.equal(await (await visit(cookie)).text(), '2')
})

test('a cache in front: the store behind it answers, and what the cache missed counts after a while at the latest', async () => {
  const clock = movedClock()
  const { state, cache } = failing(clock.now)
  const behind = new MemoryStore()
  const store: SessionStore = new CachedSessionStore({ store: behind, cache, now: clock.now, fresh: 60 })
  const expires = until(clock.now)
  const token = await store.create({ data: { a: 1 }, expires })
  assert.deepEqual(behind.calls, ['create'])
  assert.deepEqual((await store.load(token))!.data, { a: 1 })
  assert.deepEqual(behind.calls, ['create'], 'it is in the cache already')

  state.reads = state.writes = true
  assert.deepEqual((await store.load(token))!.data, { a: 1 })
  assert.equal(await store.update(token, (data) => ({ data: { ...data, b: 2 }, expires })), token)
  assert.deepEqual((await store.load(token))!.data, { a: 1, b: 2 })
  const second = await store.create({ data: { c: 3 }, expires })
  await store.delete(second)
  state.reads = state.writes = false
  assert.equal(await store.load(second), null)

  clock.pass(60_001)
  assert.deepEqual((await store.load(token))!.data, { a: 1, b: 2 })
  assert.deepEqual((await store.load(token))!.data, { a: 1, b: 2 })
  assert.equal(behind.calls.filter((call) => call === 'load').length, 4)
})

test('a cache in front: who read before an end puts nothing back after it', async () => {
  const clock = movedClock()
  const { cache } = failing(clock.now)
  const behind = new MemoryStore()
  const store = new CachedSessionStore({ store: behind, cache, now: clock.now })
  const token = await store.create({ data: { a: 1 }, expires: until(clock.now) })
  await cache.clear()
  // It has read behind the cache, and is slow to put it there.
  const add = cache.namespace('sessions')
  let go = (): void => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  const load = behind.load.bind(behind)
  behind.load = async (key) => {
    const found = await load(key)
    await held
    return found
  }
  const reading = store.load(token)
  await store.delete(token)
  go()
  await reading
  behind.load = load
  assert.equal(await store.load(token), null)
  assert.deepEqual(await add.get(token), { barred: true })
})
