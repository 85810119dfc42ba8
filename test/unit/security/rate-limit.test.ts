import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../../src/base/log/index.ts'
import { type AppOptions, createApp, HttpRequest, html, include, json, path } from '../../../src/web/http/index.ts'
import { StandardSource } from '../../../src/web/http/sources.ts'
import {
  memoryRateLimitStore,
  type RateLimitOptions,
  type RateLimitStore,
  rateLimit,
  rateLimited,
} from '../../../src/web/security/index.ts'
import { network } from '../../../src/web/security/rate-limit/subject.ts'

const start = 1_800_000_000_000

function site(options: RateLimitOptions | readonly RateLimitOptions[], more: Partial<AppOptions> = {}) {
  const clock = { time: start }
  const store = memoryRateLimitStore({ now: () => clock.time })
  const app = createApp({
    urls: [path('', () => html('home')), path('books/<int:id>/', () => html('book'))],
    ...more,
    middleware: [...(more.middleware ?? []), ...[options].flat().map((each) => rateLimit({ store, ...each }))],
  })
  const ask = (target = '/', headers: Record<string, string> = {}) =>
    app.fetch(new Request(`https://site.example${target}`, { headers }))
  return { clock, ask, app }
}

test('what comes too often is refused, and told when to come again', async () => {
  const { ask, clock } = site({ limit: '2/minute' })
  const first = await ask()
  assert.equal(first.headers.get('ratelimit-policy'), '"2/minute";q=2;w=60')
  assert.equal(first.headers.get('ratelimit'), '"2/minute";r=1;t=30')
  assert.equal(await first.text(), 'home')
  await ask()
  const refused = await ask()
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '30')
  assert.equal(refused.headers.get('ratelimit'), '"2/minute";r=0;t=60')
  assert.equal(refused.headers.get('cache-control'), 'no-store')
  assert.match(await refused.text(), /Too many requests in a short time/)
  const api = await ask('/', { accept: 'application/json' })
  assert.deepEqual(await api.json(), {
    error: { status: 429, title: 'Too Many Requests', code: 'NUAGES_SECURITY_RATE_LIMITED' },
  })
  clock.time += 30_000
  assert.equal((await ask()).status, 200)
})

test('several limits at once; the longest wait is told', async () => {
  const { ask } = site({ limit: ['2/second', '3/day'], name: 'api' })
  assert.equal((await ask()).headers.get('ratelimit-policy'), '"api 2/second";q=2;w=1, "api 3/day";q=3;w=86400')
  await ask()
  assert.equal((await ask()).headers.get('retry-after'), '1')
})

test('addresses count apart, IPv6 by the network of one customer, behind proxies by whom they name', async () => {
  const { app } = site({ limit: '1/hour' }, { trustedProxies: ['10.0.0.0/8'] })
  const from = async (peer: string, forwarded?: string) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    const request = new Request('https://site.example/', { headers })
    return (await app.fetch(new HttpRequest(new StandardSource(request, peer), app.settings))).status
  }
  assert.deepEqual([await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.2')], [200, 429, 200])
  // Who is no proxy of ours is counted, whatever he says; what a proxy says counts.
  assert.equal(await from('192.0.2.2', '198.51.100.1'), 429)
  assert.deepEqual([await from('10.0.0.1', '198.51.100.1'), await from('10.0.0.2', '198.51.100.1')], [200, 429])
  assert.deepEqual(
    [await from('2001:db8::1'), await from('2001:db8::2'), await from('2001:db8:0:1::1')],
    [200, 429, 200],
  )
  assert.equal(network('192.0.2.1'), '192.0.2.1')
  assert.equal(network(''), 'unknown')
  for (const same of [
    '2001:db8:0:7::1',
    '2001:0DB8:0000:0007:ffff:ffff:ffff:ffff',
    '2001:db8::7:1:2:3:4',
    '2001:db8:0:7::1%eth0',
  ])
    assert.equal(network(same), '2001:db8:0:7::/64', same)
  assert.equal(network('::1'), '0:0:0:0::/64')
  assert.equal(network('::ffff:192.0.2.1'), '0:0:0:0::/64')
  assert.equal(network('1::'), '1:0:0:0::/64')
  assert.equal(network('64:ff9b:1:2:3:4:192.0.2.33'), '64:ff9b:1:2::/64')
})

test('by user, by route, by what a function says, and by each combination', async () => {
  const users: Record<string, unknown> = {
    ann: Promise.resolve({ isAuthenticated: true, pk: 7 }),
    bob: { isAuthenticated: true, pk: 8 },
  }
  const { ask } = site(
    { limit: '1/hour', key: 'user' },
    {
      middleware: [
        (request, next) => {
          Object.defineProperty(request, 'user', { value: users[request.header('x-who') ?? ''] })
          return next()
        },
      ],
    },
  )
  for (const who of ['ann', 'bob', 'nobody']) assert.equal((await ask('/', { 'x-who': who })).status, 200, who)
  for (const who of ['ann', 'bob', 'other']) assert.equal((await ask('/', { 'x-who': who })).status, 429, who)

  const routes = site({ limit: '1/hour', key: 'route' })
  assert.equal((await routes.ask('/books/1/')).status, 200)
  assert.equal((await routes.ask('/books/2/')).status, 429)
  assert.equal((await routes.ask('/')).status, 200)
  assert.equal((await routes.ask('/none/')).status, 404)
  assert.equal((await routes.ask('/nothing/')).status, 429)

  const own = site({ limit: '1/hour', key: ['route', (request) => request.header('x-key')] })
  assert.equal((await own.ask('/')).headers.get('ratelimit'), null)
  assert.equal((await own.ask('/', { 'x-key': 'a' })).status, 200)
  assert.equal((await own.ask('/', { 'x-key': 'b' })).status, 200)
  assert.equal((await own.ask('/books/1/', { 'x-key': 'a' })).status, 200)
  assert.equal((await own.ask('/', { 'x-key': 'a' })).status, 429)
  const long = `a`.repeat(5000)
  assert.equal((await own.ask('/', { 'x-key': long })).status, 200)
  assert.equal((await own.ask('/', { 'x-key': `${long}b` })).status, 200)
  assert.equal((await own.ask('/', { 'x-key': long })).status, 429)
})

test('costs and exemptions', async () => {
  const logger = createLogger({ level: 'silent' })
  const options: RateLimitOptions = {
    limit: '10/hour',
    cost: (request) => Number(request.query.get('cost') ?? 1),
    exempt: (request) => request.path === '/books/1/',
    headers: false,
  }
  const { ask } = site(options, { logger })
  assert.equal((await ask('/?cost=9')).status, 200)
  assert.equal((await ask('/?cost=2')).status, 429)
  assert.equal((await ask('/?cost=0')).status, 200)
  assert.equal((await ask('/?cost=1')).status, 200)
  assert.equal((await ask('/?cost=1')).status, 429)
  assert.equal((await ask('/books/1/')).status, 200)
  assert.equal((await ask('/books/1/')).headers.get('ratelimit'), null)
  for (const cost of ['-1', '0.5', 'x']) assert.equal((await ask(`/?cost=${cost}`)).status, 500)
})

test('a view by itself: each route for itself, or joined by a name', async () => {
  const store = memoryRateLimitStore({ now: () => start })
  const limits: RateLimitOptions = { limit: '1/hour', store }
  const search = rateLimited((_request, { id }: { id: number }) => json({ id }), limits)
  const joined = rateLimited(() => new Response('plain'), { ...limits, name: 'mail' })
  const app = createApp({
    urls: [
      path('a/<int:id>/', { get: search, post: () => json('free') }),
      path('b/', include([path('<int:id>/', search)])),
      path('m/1/', joined),
      path(
        'm/2/',
        rateLimited(() => html(''), { ...limits, name: 'mail' }),
      ),
    ],
  })
  const ask = (target: string, method = 'GET') => app.fetch(new Request(`https://site.example${target}`, { method }))
  assert.deepEqual(await (await ask('/a/3/')).json(), { id: 3 })
  assert.equal((await ask('/a/4/')).status, 429)
  assert.equal((await ask('/a/4/', 'POST')).status, 200)
  assert.equal((await ask('/b/4/')).status, 200)
  const plain = await ask('/m/1/')
  assert.equal(plain.headers.get('ratelimit'), '"mail 1/hour";r=0;t=3600')
  assert.equal((await ask('/m/2/')).status, 429)
})

test('a store that does not answer is said once; requests go on, or are refused', async () => {
  const lines: string[] = []
  const logger = createLogger({ write: (line) => lines.push(line), format: 'json' })
  let away = true
  const memory = memoryRateLimitStore()
  const store: RateLimitStore = {
    take: (...given) => (away ? Promise.reject(new Error('gone')) : memory.take(...given)),
  }
  const open = site({ limit: '1/hour', store, logger })
  for (let i = 0; i < 5; i++) assert.equal((await open.ask()).status, 200)
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /requests are not limited/)
  away = false
  assert.equal((await open.ask()).status, 200)
  assert.equal((await open.ask()).status, 429)
  assert.equal(lines.length, 2)
  away = true
  const closed = site(
    { limit: '1/hour', store, logger, onStoreError: 'refuse' },
    { logger: createLogger({ level: 'silent' }) },
  )
  for (let i = 0; i < 3; i++) assert.equal((await closed.ask()).status, 503)
  assert.equal(lines.length, 3)
})

test('a limit that cannot be counted stops the application where it is made', () => {
  assert.throws(() => rateLimit({ limit: '10/fortnight' as '10/hour' }), { code: 'NUAGES_SECURITY_RATE_LIMIT' })
  // @ts-expect-error no such unit
  assert.throws(() => rateLimited(() => html(''), { limit: '10/week' }), { code: 'NUAGES_SECURITY_RATE_LIMIT' })
})
