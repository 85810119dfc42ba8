/** Requests of one browser at the same time, through the middleware. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rotateSession, sessions } from '../../../src/apps/sessions/index.ts'
import { createApp, path, text, type View } from '../../../src/web/http/index.ts'
import { MemoryStore } from '../../support/session-stores.ts'

/** Views wait for each other: each goes on when it is let. */
function site() {
  const store = new MemoryStore()
  const waiting = new Map<string, () => void>()
  const gate = (name: string) => new Promise<void>((resolve) => waiting.set(name, resolve))
  const view =
    (work: (request: Parameters<View>[0]) => Promise<void>): View<{ name: string }> =>
    async (request, { name }) => {
      await request.session.get('a')
      await gate(name)
      await work(request)
      return text(name)
    }
  const urls = [
    path('set/<slug:name>/', (async (request, { name }) =>
      view((each) => each.session.set(name, name))(request, { name })) satisfies View<{ name: string }>),
    path(
      'flush/<slug:name>/',
      view((request) => request.session.flush()),
    ),
    path(
      'rotate/<slug:name>/',
      view((request) => rotateSession(request)),
    ),
    path(
      'login/<slug:name>/',
      view(async (request) => {
        await rotateSession(request, { restart: true })
        await request.session.set('user', '7')
      }),
    ),
  ]
  const app = createApp({ urls, middleware: [sessions({ store })] })
  const key = 'k'.repeat(32)
  store.rows.set(key, { data: { a: 1 }, expires: new Date(Date.now() + 3_600_000) })
  const start = (address: string) =>
    app.fetch(new Request(`https://testserver/${address}/`, { headers: { cookie: `sessionid=${key}` } }))
  /** Begins all; lets them end in this order. Gives the cookies that they set, by name. */
  const race = async (addresses: readonly string[]) => {
    const answers = addresses.map((address) => [address, start(address)] as const)
    const cookies: (string | null)[] = []
    for (const [address, answer] of answers) {
      const name = address.split('/')[1]!
      while (!waiting.has(name)) await new Promise(setImmediate)
      waiting.get(name)!()
      cookies.push(
        (await answer).headers
          .getSetCookie()[0]
          ?.split(';')[0]
          ?.replace(/^sessionid=/, '') ?? null,
      )
    }
    return cookies
  }
  return { store, key, race, rows: () => [...store.rows].map(([token, { data }]) => [token, data] as const) }
}

test('two that set different names', async () => {
  const { race, key, rows } = site()
  assert.deepEqual(await race(['set/x', 'set/y']), [key, key])
  assert.deepEqual(rows(), [[key, { a: 1, x: 'x', y: 'y' }]])
})

test('a logout beats what ends after it, and takes what ended before', async () => {
  const { race, key, rows } = site()
  assert.deepEqual(await race(['set/x', 'flush/f', 'set/y']), [key, '', null], 'the loser says nothing of the cookie')
  assert.deepEqual(rows(), [])
})

test('a new key takes along what was set before it; what comes after is not taken over', async () => {
  const { race, key, rows } = site()
  const [, next, late] = await race(['set/x', 'rotate/r', 'set/y'])
  assert.match(next!, /^[a-z0-9]{32}$/)
  assert.notEqual(next, key)
  assert.equal(late, null)
  assert.deepEqual(rows(), [[next, { a: 1, x: 'x' }]])
})

test('two new keys: one of them counts, and the other answer leaves it in the browser', async () => {
  const { race, rows } = site()
  const [next, other] = await race(['rotate/r', 'rotate/s'])
  assert.equal(other, null)
  assert.deepEqual(rows(), [[next, { a: 1 }]])
})

test('two logins: both are logged in, and the later one has nothing of the session that was ended', async () => {
  const { race, rows } = site()
  const [first, second] = await race(['login/l', 'login/m'])
  assert.deepEqual(rows(), [
    [first, { a: 1, user: '7' }],
    [second, { user: '7' }],
  ])
})

test('a login after a logout begins anew', async () => {
  const { race, rows } = site()
  const [, next] = await race(['flush/f', 'login/l'])
  assert.deepEqual(rows(), [[next, { user: '7' }]])
})
