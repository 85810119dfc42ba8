/** Promises of `nuages/cache` and `nuages/page-cache` to the compiler. */
import { type Cache, type CacheKey, cacheKey, type TagStamps } from '../../src/data/cache/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { html, path } from '../../src/web/http/index.ts'
import { cacheControl, cachePage, pageCache } from '../../src/web/page-cache/index.ts'

declare const cache: Cache
interface Headline {
  readonly title: string
  readonly at: Date
}
const front = cacheKey<Headline[]>('front', { timeout: 60, tags: ['articles'] })
const visits = cacheKey<number>('visits')
const one: CacheKey<Headline[]> = front.at(5, 'x', 7n, true)

// What comes out of a typed key has its type, and may be missing.
const found: Promise<Headline[] | undefined> = cache.get(front)
const many: Promise<Map<string, Headline[]>> = cache.getMany([front, one])
const made: Promise<Headline[]> = cache.remember(front, { stale: 600 }, () => [{ title: '', at: new Date() }])
const changed: Promise<Headline[] | undefined> = cache.update(front, (before = []) => before)
const sum: Promise<number> = cache.incr(visits, 1, { initial: 0 })
const stamps: Promise<TagStamps> = cache.stamps('articles')
void [found, many, made, changed, sum, cache.incr('visits'), cache.set('k', null), cache.set('k', 1, { timeout: null })]
void stamps.then((tags) => cache.set(front, [], { tags }))

// Of a text nothing is known, unless it is said.
const unknown: Promise<unknown> = cache.get('k')
const said: Promise<string | undefined> = cache.get<string>('k')
void [unknown, said]
// @ts-expect-error: nothing is known of it
cache.get('k').then((value) => value.length)
// @ts-expect-error: it may be missing
cache.get(front).then((value) => value.length)

// @ts-expect-error: a value of another type
cache.set(front, [{ title: 5, at: new Date() }])
// @ts-expect-error: a value of another type
cache.add(visits, 'five')
// @ts-expect-error: made of another type
cache.remember(visits, {}, () => 'five')
// @ts-expect-error: only numbers are counted
cache.incr(front)
// @ts-expect-error: changed into another type
cache.update(visits, () => 'five')
// @ts-expect-error: no key
cache.get(5)
// @ts-expect-error: no such option
cache.set('k', 1, { ttl: 5 })
// @ts-expect-error: a key of another type
const wrong: CacheKey<number> = front
void wrong
// @ts-expect-error: objects are no part of a key
front.at({})

// A view keeps the type of its route's parameters.
path(
  'book/<int:id>/',
  cachePage((_request, { id }: { id: number }) => html(id.toFixed()), { timeout: 60, query: [] }),
)
path(
  'book/<int:id>/',
  cacheControl((_request, { id }: { id: number }) => html(id.toFixed()), { maxAge: 60 }),
)
const bySlug = cachePage((_request, { slug }: { slug: string }) => html(slug))
// @ts-expect-error: the route has no such parameter
path('book/<int:id>/', bySlug)
// @ts-expect-error: no such option
cachePage(() => html(''), { ttl: 5 })
// @ts-expect-error: no such directive
cacheControl(() => html(''), { maxage: 5 })

defineProject({ apps: [], cache: 'database:', middleware: [pageCache({ tags: ['all'], cache: 'pages' })] })
defineProject({
  apps: [],
  cache: { default: 'memory:', pages: { url: 'redis:', timeout: null, prefix: 'p', version: 2 } },
})
// @ts-expect-error: an address is missing
defineProject({ apps: [], cache: { pages: { timeout: 5 } } })
