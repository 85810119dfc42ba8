import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import {
  converter,
  createRouter,
  include,
  type Middleware,
  NoReverseMatch,
  path,
  prefixed,
  type ReverseOptions,
  rePath,
  type UrlEntry,
  type View,
} from '../../../src/web/http/index.ts'
import { processorTime } from '../../support/processor-time.ts'

const view: View = () => new Response()
const code = (expected: string) => (error: unknown) => error instanceof NuagesError && error.code === expected

test('the first written route wins, also over a plain path that comes later', () => {
  const router = createRouter([
    path('u/<str:name>/', view, { name: 'user' }),
    path('u/me/', view, { name: 'me' }),
    path('u/me/settings/', view, { name: 'settings' }),
  ])
  assert.equal(router.resolve('/u/me/')?.urlName, 'user')
  assert.equal(router.resolve('/u/me/settings/')?.urlName, 'settings')
  assert.equal(router.resolve('/u/me'), null)
})

test('an integer too large for a number does not match, so that the next route is tried', () => {
  const router = createRouter([
    path('n/<int:n>/', view, { name: 'number' }),
    path('n/<str:s>/', view, { name: 'text' }),
  ])
  assert.deepEqual(router.resolve('/n/9007199254740991/')?.params, { n: Number.MAX_SAFE_INTEGER })
  assert.equal(router.resolve('/n/9007199254740992/')?.urlName, 'text')
})

test('custom converters parse, format and may refuse by throwing', () => {
  const year = converter(
    '[0-9]{4}',
    (text) => {
      if (text < '1900') throw new RangeError('too old')
      return new Date(`${text}-01-01T00:00:00Z`)
    },
    (date) => String(date.getUTCFullYear()),
  )
  const router = createRouter([path('y/<year:y>/', view, { name: 'year' })], { converters: { year } })
  assert.deepEqual(router.resolve('/y/1999/')?.params['y'], new Date('1999-01-01T00:00:00Z'))
  assert.equal(router.resolve('/y/1800/'), null)
  assert.equal(router.reverse('year', { y: new Date('2024-05-05T00:00:00Z') }), '/y/2024/')
})

test('wrong routes are refused with a code and a suggestion', () => {
  for (const route of ['<int:a>/<int:a>/', '<int:1x>/', '<int:>/', '<int:x/', 'x>', '< int:x>/', '<str:__proto__>/'])
    assert.throws(() => path(route, view), code('NUAGES_HTTP_ROUTE_SYNTAX'), route)
  assert.throws(
    () => createRouter([path('<slgu:x>/', view)]),
    (error: unknown) => code('NUAGES_HTTP_UNKNOWN_CONVERTER')(error) && /did you mean 'slug'/.test(String(error)),
  )
})

test('reverse explains what is missing', () => {
  const router = createRouter([
    path('books/<int:id>/', view, { name: 'book' }),
    path('shop/', include([path('', view, { name: 'index' })], { namespace: 'shop' })),
  ])
  assert.throws(
    () => router.reverse('bok'),
    (error) => error instanceof NoReverseMatch && /did you mean 'book'/.test(error.message),
  )
  assert.throws(() => router.reverse('shp:index'), /did you mean 'shop'/)
  assert.throws(() => router.reverse('book', { id: 'x' }), /books\/<int:id>\/.*does not fit/)
  assert.throws(() => router.reverse('book', { id: undefined }), NoReverseMatch)
  assert.throws(() => router.reverse('book', { id: 1, extra: 2 }), NoReverseMatch)
  assert.equal(router.reverse('shop:index'), '/shop/')
})

test('a reversed path never begins with two slashes', () => {
  const router = createRouter([path('<path:p>', view, { name: 'p' })])
  assert.equal(router.reverse('p', { p: '/evil.com/x' }), '/%2Fevil.com/x')
})

test('unnamed groups of a regular expression are parameters by number', () => {
  const router = createRouter([rePath(/^pos\/([0-9]+)\/([a-z]+)\/$/, view, { name: 'pos' })])
  const match = router.resolve('/pos/12/abc/')
  assert.deepEqual([match?.args, match?.params], [['12', 'abc'], { 0: '12', 1: 'abc' }])
  assert.equal(router.reverse('pos', [12, 'abc']), '/pos/12/abc/')
})

const piece = fc.constantFrom('a', 'b', '<int:n>', '<str:s>', '<slug:g>', 'x-<int:n>', '<slug:g>.html', '<path:p>', '')
const routes = fc.array(fc.array(piece, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 })
const segment = fc.constantFrom('a', 'b', '7', '12', 'x-3', 'q.html', '', 'c d')

function withoutRepeats(parts: string[]): string | null {
  const names = [...parts.join('/').matchAll(/:(\w+)>/g)].map((found) => found[1])
  return new Set(names).size === names.length ? parts.join('/') : null
}

test('the table of segments finds what trying every route in order finds', () => {
  fc.assert(
    fc.property(routes, fc.array(segment, { minLength: 1, maxLength: 5 }), (written, segments) => {
      const all = written.map(withoutRepeats).filter((route) => route !== null)
      const target = `/${segments.join('/')}`
      const named = (route: string, i: number): UrlEntry => path(route, view, { name: `r${i}` })
      const table = createRouter(all.map(named)).resolve(target)
      const inOrder = all.findIndex((route) => createRouter([path(route, view)]).resolve(target) !== null)
      assert.equal(table?.urlName ?? null, inOrder === -1 ? null : `r${inOrder}`)
    }),
    { numRuns: 300 },
  )
})

test('what was reversed resolves to the same route and values', () => {
  const router = createRouter([
    path('a/<str:s>/<int:n>/', view, { name: 'one' }),
    path('files/<path:p>', view, { name: 'files' }),
  ])
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((s) => !/[/\n]/.test(s) && s.isWellFormed())
  fc.assert(
    fc.property(text, fc.nat(), (s, n) => {
      const match = router.resolve(decodeURIComponent(router.reverse('one', { s, n })))
      assert.deepEqual([match?.urlName, match?.params], ['one', { s, n }])
      assert.deepEqual(router.resolve(decodeURIComponent(router.reverse('files', { p: `x/${s}` })))?.params, {
        p: `x/${s}`,
      })
    }),
  )
})

/** A segment of a route, and a value for its parameter where it has one. */
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((s) => !/[/\n]/.test(s) && s.isWellFormed())
const slug = fc.stringMatching(/^[-a-zA-Z0-9_]{1,8}$/)
const valued = fc.oneof(
  fc.record({ write: fc.constant((name: string) => `<int:${name}>`), value: fc.nat() }),
  fc.record({ write: fc.constant((name: string) => `x-<int:${name}>`), value: fc.nat() }),
  fc.record({ write: fc.constant((name: string) => `<${name}>`), value: word }),
  fc.record({ write: fc.constant((name: string) => `<slug:${name}>.html`), value: slug }),
  fc.record({ write: fc.constant((name: string) => `<uuid:${name}>`), value: fc.uuid() }),
  fc.record({ write: fc.constant(() => 'é b'), value: fc.constant(null) }),
)

test('random routes resolve what they reverse, under namespaces too', () => {
  fc.assert(
    fc.property(fc.array(valued, { minLength: 1, maxLength: 5 }), fc.nat(4), fc.boolean(), (segments, cut, spaced) => {
      const written = segments.map(({ write }, i) => write(`p${i}`))
      const params = Object.fromEntries(
        segments.flatMap(({ value }, i) => (value === null ? [] : [[`p${i}`, value] as const])),
      )
      const at = Math.min(cut, segments.length)
      const prefix = written.slice(0, at).map((each) => `${each}/`)
      const inner = [path(`${written.slice(at).join('/')}/`, view, { name: 'leaf' })]
      const included = include(inner, spaced ? { namespace: 'space' } : {})
      const router = createRouter([path(prefix.join(''), included)])
      const target = router.reverse(spaced ? 'space:leaf' : 'leaf', params)
      assert.match(target, /^[\x21-\x7e]+$/)
      const match = router.resolve(decodeURIComponent(target))
      assert.deepEqual(match?.params, params)
    }),
    { numRuns: 200 },
  )
})

test('a name with many routes is found as fast as one with few', () => {
  const many = Array.from({ length: 3000 }, (_, i) => path(`area${i % 50}/<int:id>/leaf${i}/`, view, { name: `n${i}` }))
  const router = createRouter([...many, path('books/<int:id>/', view, { name: 'book' })])
  const time = (target: string) => {
    const taken = processorTime()
    for (let i = 0; i < 2000; i++) router.resolve(target)
    return (taken() * 1e6) / 2000
  }
  time('/books/5/')
  // Trying 3,000 regular expressions takes some 100,000 ns; the table takes under 2,000 even on a busy machine.
  assert.ok(time('/books/5/') < 20_000)
})

test('the routes of a name say what they take', () => {
  const news = [
    path('<slug:slug>/', view, { name: 'item' }),
    path('<slug:slug>/<int:page>/', view, { name: 'item', defaults: { style: 'long' } }),
  ]
  const router = createRouter([
    rePath(/^old(?:\/(?<page>\d+))?$/, view, { name: 'old' }),
    path('<str:section>/', include(news, { namespace: 'news' })),
  ])
  assert.deepEqual(router.describe('news:item'), [
    { route: '<str:section>/<slug:slug>/', parameters: [['section', 'slug']], defaults: [] },
    { route: '<str:section>/<slug:slug>/<int:page>/', parameters: [['section', 'slug', 'page']], defaults: ['style'] },
  ])
  const old = router.describe('old')
  assert.ok(!('reason' in old))
  assert.deepEqual(old[0]!.parameters, [[], ['page']])
  assert.deepEqual(router.describe('news:itm'), { reason: "there is no such route (did you mean 'item'?)" })
  assert.deepEqual(router.describe('nws:item'), { reason: "'nws' is no namespace (did you mean 'news'?)" })
})

test('routes under a chosen prefix: one match for each, reversed with the one in force, the default one bare where asked', () => {
  let now = 'de'
  const language = { values: ['en', 'de', 'fr'], default: 'en', current: () => now }
  const pages = [
    path('', view, { name: 'home' }),
    path('about/<slug:topic>/', view, { name: 'about' }),
    rePath(/^old-(?<year>\d+)\/$/, view, { name: 'old' }),
    path('shop/', include([path('<int:id>/', view, { name: 'item' })], { namespace: 'shop' })),
  ]
  const router = createRouter([path('api/', view, { name: 'api' }), prefixed('language', pages)], {
    prefixes: { language },
  })
  assert.equal(router.prefixes('language'), true)
  assert.equal(router.prefixes('country'), false)
  for (const prefix of ['en', 'de', 'fr']) {
    assert.equal(router.resolve(`/${prefix}/`)?.urlName, 'home')
    const match = router.resolve(`/${prefix}/shop/5/`)
    assert.deepEqual([match?.prefix, match?.viewName, match?.params], [prefix, 'shop:item', { id: 5 }])
  }
  assert.equal(router.resolve('/api/')?.prefix, null)
  assert.equal(router.resolve('/'), null)
  assert.equal(router.resolve('/it/about/rain/'), null)
  assert.equal(router.reverse('about', { topic: 'rain' }), '/de/about/rain/')
  assert.equal(router.reverse('old', { year: '1999' }), '/de/old-1999/')
  now = 'fr'
  assert.equal(router.reverse('shop:item', { id: 5 }), '/fr/shop/5/')
  assert.equal(router.reverse('home'), '/fr/')
  now = 'somewhere else'
  assert.equal(router.reverse('home'), '/en/')

  const [outer, around]: Middleware[] = [(_request, next) => next(), (_request, next) => next()]
  const inner = prefixed('language', pages, { middleware: [around!] })
  const guarded = createRouter([path('', include([inner], { middleware: [outer!] }))], { prefixes: { language } })
  assert.deepEqual(guarded.resolve('/de/shop/5/')?.middleware, [outer, around])

  const bare = createRouter(
    [prefixed('language', [path('<slug:page>/', view, { name: 'page' }), ...pages], { bareDefault: true })],
    {
      prefixes: { language },
    },
  )
  assert.equal(bare.prefixes('language'), 'bare')
  assert.deepEqual([bare.resolve('/')?.prefix, bare.resolve('/')?.urlName], ['en', 'home'])
  // The home page in German, not a page called 'de'.
  assert.deepEqual([bare.resolve('/de/')?.prefix, bare.resolve('/de/')?.urlName], ['de', 'home'])
  assert.equal(bare.resolve('/en/about/rain/'), null)
  now = 'en'
  assert.equal(bare.reverse('about', { topic: 'rain' }), '/about/rain/')
  now = 'de'
  assert.equal(bare.reverse('about', { topic: 'rain' }), '/de/about/rain/')
})

test('a prefix that the application does not have is an error with a suggestion', () => {
  const language = { values: ['en'], default: 'en', current: () => 'en' }
  assert.throws(
    () => createRouter([prefixed('langage', [path('', view)])], { prefixes: { language } }),
    (error) => code('NUAGES_HTTP_UNKNOWN_PREFIX')(error) && /'language'/.test((error as Error).message),
  )
})

test('a reversed path with query and fragment', () => {
  const router = createRouter([path('list/<int:id>/', view, { name: 'list' })])
  const link = (options: ReverseOptions) => router.reverse('list', { id: 1 }, options)
  assert.equal(
    link({ query: { page: 2, tag: ['a b', 'ä&='], on: true } }),
    '/list/1/?page=2&tag=a+b&tag=%C3%A4%26%3D&on=true',
  )
  assert.equal(link({ query: new URLSearchParams('a=1&a=2'), fragment: 'top' }), '/list/1/?a=1&a=2#top')
  assert.equal(link({ fragment: 'a #<ä>?/' }), '/list/1/#a%20%23%3C%C3%A4%3E?/')
  assert.equal(link({ query: {}, fragment: '' }), '/list/1/')
  assert.equal(link({ query: { none: [] } }), '/list/1/')
  assert.throws(() => link({ query: { page: undefined as never } }), /query parameter 'page' is undefined/)
})

test('of several routes of a name the last written is tried first, also where one is included', () => {
  const list = (route: string) => path(route, view, { name: 'list' })
  const inside = include([list('inside/<int:id>/')])
  assert.equal(createRouter([list('a/<int:id>/'), path('', inside)]).reverse('list', { id: 1 }), '/inside/1/')
  assert.equal(createRouter([path('', inside), list('a/<int:id>/')]).reverse('list', { id: 1 }), '/a/1/')
})

test('values that a route adds leave unnamed groups where they are', () => {
  const router = createRouter([path('', include([rePath(/^(\d+)\/$/, view, { defaults: { page: 'all' } })]))])
  const match = router.resolve('/2024/')
  assert.deepEqual([match?.params, match?.args, match?.route], [{ 0: '2024', page: 'all' }, ['2024'], '^(\\d+)/$'])
})
