import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cache, createCache, memoryStore } from '../../../src/data/cache/index.ts'
import {
  conditional,
  createApp,
  type HttpRequest,
  html,
  LightResponse,
  markPersonal,
  path,
  setCookie,
  stream,
  text,
  type View,
  varyBy,
} from '../../../src/web/http/index.ts'
import {
  addCacheControl,
  cacheControl,
  cachePage,
  neverCache,
  type PageCacheOptions,
  pageCache,
  parseCacheControl,
} from '../../../src/web/page-cache/index.ts'
import { cspNonce, csrf, csrfToken } from '../../../src/web/security/index.ts'

type Options = PageCacheOptions & { readonly session?: { key: string | null; modified: boolean } }

/** A site of one cached view; each page is numbered as it was made. */
function site(view: (request: HttpRequest, made: number) => Response | Promise<Response>, options: Options = {}) {
  let made = 0
  const { session, ...rest } = options
  const cache: Cache = createCache({ store: memoryStore() })
  const counted: View<object> = (request) => view(request, ++made)
  const app = createApp({
    debug: true,
    urls: [
      path('<path:rest>', cachePage(counted, { cache, ...rest })),
      path('', cachePage(counted, { cache, ...rest })),
    ],
    middleware: [
      csrf(),
      (request, next) => {
        if (session !== undefined) Object.defineProperty(request, 'session', { value: session, configurable: true })
        return next()
      },
    ],
  })
  const ask = async (target = '/', init: RequestInit = {}) => {
    const response = await app.fetch(new Request(`http://site.example${target}`, init))
    return {
      body: await response.text(),
      state: response.headers.get('x-cache'),
      status: response.status,
      headers: response.headers,
    }
  }
  return { ask, cache, made: () => made }
}

const numbered = (_request: HttpRequest, made: number) => html(`page ${made}`)

test('a page is made once, for each address, host and query', async () => {
  const { ask } = site(numbered)
  assert.deepEqual([(await ask()).state, (await ask()).state], ['miss', 'hit'])
  assert.equal((await ask()).body, 'page 1')
  assert.equal((await ask('/?a=1')).body, 'page 2')
  assert.equal((await ask('/other')).body, 'page 3')
  const hit = await ask('/other')
  assert.equal(hit.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(hit.headers.get('age'), '0')
  const head = await ask('/other', { method: 'HEAD' })
  assert.deepEqual([head.state, head.body], ['hit', ''])
  assert.equal((await ask('/new', { method: 'HEAD' })).state, 'miss; HEAD is not kept')
  assert.equal((await ask('/new')).state, 'miss')
})

test('pages that are of one visitor are never kept', async () => {
  const never: [string, (request: HttpRequest, made: number) => Response | Promise<Response>][] = [
    ['a CSRF token', (request) => html(csrfToken(request))],
    ['a nonce', (request) => html(cspNonce(request))],
    [
      'mine',
      (request) => {
        markPersonal(request, 'mine')
        return html('')
      },
    ],
    [
      'it sets a cookie',
      () => {
        const r = new LightResponse('x')
        setCookie(r, 'a', 'b')
        return r
      },
    ],
    ['private', () => html('', { headers: { 'cache-control': 'private, max-age=60' } })],
    ['no-store', () => html('', { headers: { 'cache-control': 'No-Store' } })],
    ['no-cache', () => html('', { headers: { 'cache-control': 'no-cache="x"' } })],
    ['its time is 0', () => html('', { headers: { 'cache-control': 'max-age=0' } })],
    ['Vary: *', () => html('', { headers: { vary: 'Accept, *' } })],
    ['status 404', () => html('', { status: 404 })],
    ['status 302', () => html('', { status: 302 })],
    ['it is too large', () => html('x'.repeat(2 ** 20 + 1))],
    [
      'it is a stream or a file',
      () =>
        stream(
          (async function* () {
            yield 'x'
          })(),
        ),
    ],
  ]
  for (const [reason, view] of never) {
    const { ask } = site(view)
    for (let i = 0; i < 2; i++) assert.equal((await ask()).state, `miss; ${reason}`)
  }
})

test('other methods, Authorization and what the site says pass by', async () => {
  const { ask, made } = site(numbered, { unless: (request) => request.path === '/live' })
  await ask()
  assert.equal((await ask('/', { headers: { authorization: 'Bearer x' } })).state, 'pass; Authorization')
  assert.equal((await ask('/live')).state, 'pass; unless')
  const posted = await ask('/', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })
  assert.equal(posted.state, 'pass; not a read')
  assert.equal((await ask()).body, 'page 1')
  assert.equal(made(), 4)
})

test('a visitor with a session gets no page of others, and leaves none', async () => {
  const session: { key: string | null; modified: boolean } = { key: 'abcdefgh', modified: false }
  const { ask } = site(numbered, { session })
  assert.equal((await ask()).state, 'pass; a session')
  session.key = null
  assert.deepEqual([(await ask()).state, (await ask()).body], ['miss', 'page 2'])
  session.key = 'abcdefgh'
  assert.deepEqual([(await ask()).state, (await ask()).body], ['pass; a session', 'page 4'])
  session.key = null
  assert.equal((await ask()).body, 'page 2')
  session.modified = true
  assert.equal((await ask('/x')).state, 'miss; it sets a cookie')
})

test('perUser keeps the pages of each session apart', async () => {
  const session: { key: string | null; modified: boolean } = { key: 'one', modified: false }
  const { ask } = site(numbered, { session, perUser: true })
  assert.equal((await ask()).body, 'page 1')
  session.key = 'two'
  assert.equal((await ask()).body, 'page 2')
  session.key = null
  assert.equal((await ask()).body, 'page 3')
  session.key = 'one'
  assert.equal((await ask()).body, 'page 1')
})

test('Vary of the answer, of the options, and a key of one’s own', async () => {
  const { ask } = site(
    (request, made) => {
      const response = html(`${request.header('accept')} ${made}`)
      varyBy(response, 'Accept')
      return response
    },
    { vary: ['X-Theme'], key: (request) => request.header('x-key') ?? '' },
  )
  const bodies = []
  for (const headers of [
    { accept: 'a' },
    { accept: 'b' },
    { accept: 'a' },
    { accept: 'b', 'x-theme': 'dark' },
    { accept: 'b', 'x-key': 'k' },
    { accept: 'b' },
  ] as Record<string, string>[])
    bodies.push((await ask('/', { headers })).body)
  assert.deepEqual(bodies, ['a 1', 'b 2', 'a 1', 'b 3', 'b 4', 'b 2'])
})

test('conditions are held against a kept page', async () => {
  const { ask, made } = site((request) => conditional(request, { etag: 'v1' }, () => html('page')))
  assert.equal((await ask('/', { headers: { 'if-none-match': '"v1"' } })).status, 304)
  assert.equal((await ask()).status, 200)
  const again = await ask('/', { headers: { 'if-none-match': '"v1"' } })
  assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, '', '"v1"'])
  assert.equal((await ask('/', { headers: { 'if-none-match': '"v0"' } })).status, 200)
  assert.equal(made(), 2)
})

test('tags and clearing forget pages', async () => {
  const { ask, cache } = site(numbered, { tags: ['articles'] })
  await ask()
  await cache.invalidateTags('articles')
  assert.equal((await ask()).body, 'page 2')
  await cache.namespace('pages').clear()
  assert.equal((await ask()).body, 'page 3')
})

test('what is invalidated while a page is made counts', async () => {
  let during: () => unknown = () => {}
  const made = async (_request: HttpRequest, count: number) => {
    await during()
    return html(`page ${count}`)
  }
  const { ask, cache } = site(made, { tags: ['articles'] })
  during = () => cache.invalidateTags('articles')
  assert.equal((await ask()).body, 'page 1')
  during = () => {}
  assert.equal((await ask()).body, 'page 2')
  assert.equal((await ask()).body, 'page 2')
})

test('parameters that nobody made up', async () => {
  const { ask, made } = site(numbered, { query: ['page'] })
  assert.equal((await ask('/?page=2')).state, 'miss')
  assert.equal((await ask('/?page=2')).state, 'hit')
  assert.equal((await ask('/?page=2&x=1')).state, 'pass; the query')
  assert.equal((await ask('/?__proto__')).state, 'pass; the query')
  assert.equal((await ask('/')).state, 'miss')
  assert.equal(made(), 4)
})

test('what a view reads of the request tells its pages apart, or keeps them from being kept', async () => {
  const { ask } = site(
    (request, made) => {
      const json = request.accepts('application/json')
      return html(`${json ? request.header('x-a') : request.header('x-b')} ${made}`)
    },
    { largest: 100 },
  )
  const of = async (headers: Record<string, string>) => {
    const { body, state } = await ask('/', { headers })
    return `${body} ${state}`
  }
  const json = { accept: 'application/json' }
  assert.equal(await of({ ...json, 'x-a': '1' }), '1 1 miss')
  assert.equal(await of({ ...json, 'x-a': '2' }), '2 2 miss')
  assert.equal(await of({ accept: 'text/html', 'x-b': '3' }), '3 3 miss')
  // They differ by all that either reads from now on.
  assert.equal(await of({ ...json, 'x-a': '1' }), '1 4 miss')
  for (let i = 0; i < 2; i++) {
    assert.equal(await of({ ...json, 'x-a': '1' }), '1 4 hit')
    assert.equal(await of({ accept: 'text/html', 'x-b': '3' }), '3 3 hit')
  }
  const own = async (view: (request: HttpRequest) => unknown, headers: Record<string, string> = {}) => {
    const one = site((request) => html(String(view(request))))
    await one.ask('/', { headers })
    return (await one.ask('/', { headers })).state
  }
  assert.equal(await own((request) => request.cookie('a')), 'hit')
  assert.equal(await own((request) => request.cookie('a'), { cookie: 'b=1' }), 'hit')
  assert.equal(await own((request) => request.cookie('a'), { cookie: 'a=1' }), "miss; the cookie 'a'")
  assert.equal(await own((request) => request.cookies.size), 'hit')
  assert.equal(await own((request) => request.cookies.size, { cookie: 'a=1' }), 'miss; its view looks at all cookies')
  assert.equal(await own((request) => request.headers.get('a')), 'miss; its view looks at all headers')
  assert.equal(await own((request) => request.ip), 'miss; the address of the visitor')
  assert.equal(await own((request) => [request.url, request.path, request.query, request.host]), 'hit')
})

test('a whole site, by middleware', async () => {
  let made = 0
  const cache = createCache({ store: memoryStore() })
  const app = createApp({ urls: [path('', () => text(String(++made)))], middleware: [pageCache({ cache })] })
  const ask = async (target: string) => app.fetch(new Request(`http://site.example${target}`))
  assert.equal(await (await ask('/')).text(), '1')
  const second = await ask('/')
  assert.equal(await second.text(), '1')
  assert.equal(second.headers.get('x-cache'), null)
  assert.equal((await ask('/none')).status, 404)
})

test('Cache-Control', async () => {
  const of = (before: string | null, control: Parameters<typeof addCacheControl>[1]) => {
    const response = html('', before === null ? {} : { headers: { 'cache-control': before } })
    addCacheControl(response, control)
    return response.headers.get('cache-control')
  }
  assert.equal(
    of(null, { public: true, maxAge: 60.9, staleWhileRevalidate: 5, immutable: false }),
    'public, max-age=60, stale-while-revalidate=5',
  )
  assert.equal(of('max-age=10, public', { maxAge: 60, private: true }), 'max-age=10, private')
  assert.equal(
    of('max-age=100, private', { maxAge: 60, public: true, noTransform: true }),
    'max-age=60, public, no-transform',
  )
  assert.equal(of('no-cache="set-cookie"', {}), 'no-cache=set-cookie')
  assert.deepEqual(
    [...parseCacheControl('A, b=1 ,, c="x"')],
    [
      ['a', true],
      ['b', '1'],
      ['c', 'x'],
    ],
  )
  const app = createApp({
    urls: [
      path(
        'n/',
        neverCache(() => html('')),
      ),
      path(
        'c/',
        cacheControl(() => html(''), { sMaxage: 5 }),
      ),
    ],
  })
  const header = async (target: string) =>
    (await app.fetch(new Request(`http://h${target}`))).headers.get('cache-control')
  assert.equal(await header('/n/'), 'max-age=0, no-cache, no-store, must-revalidate, private')
  assert.equal(await header('/c/'), 's-maxage=5')
})
