import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { localized } from '../../../src/apps/languages/index.ts'
import {
  type RobotsOptions,
  robots,
  type Section,
  type SectionOptions,
  section,
  sitemaps,
} from '../../../src/apps/sitemaps/index.ts'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { connect, field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, openProject } from '../../../src/tools/project/index.ts'
import { createApp, path, reverse, text, type UrlEntry } from '../../../src/web/http/index.ts'
import { problemsOf } from '../../support/xml.ts'

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, enabled: () => false, child: () => quiet }
const page = () => text('')
const routes = [path('', page, { name: 'home' }), path('articles/<int:id>/', page, { name: 'article' })]

interface Note {
  readonly id: number
  readonly changed?: Date | null
}
const notes = (count: number): Note[] => Array.from({ length: count }, (_, id) => ({ id: id + 1 }))
const located = (over: Partial<SectionOptions<Note>> & Pick<SectionOptions<Note>, 'items'>): Section =>
  section<Note>({ location: ({ id }) => reverse('article', { id }), ...over })

const site = (sections: Record<string, Section>, more: readonly UrlEntry[] = []) => {
  const told: Error[] = []
  const app = createApp({
    urls: [...sitemaps(sections), ...routes, ...more],
    logger: quiet,
    onError: (error) => void told.push(error),
  })
  const get = async (address: string, headers: Record<string, string> = {}) => {
    const response = await app.fetch(new Request(`https://example.org/${address}`, { headers }))
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return { get, told }
}
const addresses = (xml: string): string[] => [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address]) => address!)

test('an index, pages of rows and of routes, all valid', async () => {
  const { get } = site({
    pages: section({ routes: ['home', ['article', { id: 9 }]], changeFrequency: 'monthly', priority: 0.5 }),
    articles: located({
      items: () => [
        { id: 1, changed: new Date('2026-01-23T10:20:30.456Z') },
        { id: 2, changed: null },
      ],
      lastModified: ({ changed }) => changed,
      changeFrequency: ({ id }) => (id === 1 ? 'daily' : 'never'),
      priority: ({ id }) => id / 3,
      latest: () => new Date('2026-01-23T10:20:30.456Z'),
    }),
    days: located({
      items: async () => [{ id: 3 }],
      lastModified: () => '2026-11-29',
      latest: async () => '2026-11-29',
    }),
    none: located({ items: () => [] }),
  })
  const index = await get('sitemap.xml')
  assert.equal(index.headers.get('content-type'), 'application/xml; charset=utf-8')
  assert.equal(index.headers.get('x-robots-tag'), 'noindex')
  assert.equal(
    index.text,
    `<?xml version="1.0" encoding="utf-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://example.org/sitemap-pages.xml</loc></sitemap>
<sitemap><loc>https://example.org/sitemap-articles.xml</loc><lastmod>2026-01-23T10:20:30Z</lastmod></sitemap>
<sitemap><loc>https://example.org/sitemap-days.xml</loc><lastmod>2026-11-29</lastmod></sitemap>
</sitemapindex>
`,
  )
  const pages = await get('sitemap-pages.xml')
  assert.deepEqual(addresses(pages.text), ['https://example.org/', 'https://example.org/articles/9/'])
  const articles = await get('sitemap-articles.xml')
  assert.equal(
    articles.text,
    `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://example.org/articles/1/</loc><lastmod>2026-01-23T10:20:30Z</lastmod><changefreq>daily</changefreq><priority>0.33</priority></url>
<url><loc>https://example.org/articles/2/</loc><changefreq>never</changefreq><priority>0.67</priority></url>
</urlset>
`,
  )
  const days = await get('sitemap-days.xml')
  assert.deepEqual(await problemsOf('sitemap.xsd', index.text, pages.text, articles.text, days.text), [])
  assert.notDeepEqual(await problemsOf('sitemap.xsd', articles.text.replace('daily', 'often')), [])
  assert.equal((await get('sitemap-none.xml')).status, 404)
  assert.equal((await get('sitemap-other.xml')).status, 404)
  assert.equal((await get('sitemap-constructor.xml')).status, 404)
  assert.equal((await site({ none: located({ items: () => [] }) }).get('sitemap.xml')).status, 404)
})

test('a day as the latest change is no moment that a robot may ask by', async () => {
  const { get } = site({ articles: located({ items: () => notes(1), latest: () => '2026-11-29' }) })
  const response = await get('sitemap-articles.xml', { 'if-modified-since': 'Sun, 29 Nov 2026 09:00:00 GMT' })
  assert.deepEqual([response.status, response.headers.get('last-modified')], [200, null])
})

test('what a robot has already', async () => {
  const { get } = site({ articles: located({ items: () => notes(1), latest: () => new Date('2026-01-23T10:20:30Z') }) })
  const first = await get('sitemap-articles.xml')
  const modified = first.headers.get('last-modified')!
  assert.equal(modified, 'Fri, 23 Jan 2026 10:20:30 GMT')
  assert.equal((await get('sitemap-articles.xml', { 'if-modified-since': modified })).status, 304)
})

test('pages of a section', async () => {
  const { get } = site({ articles: located({ items: () => notes(5), pageSize: 2 }) }, [])
  assert.deepEqual(addresses((await get('sitemap.xml')).text), [
    'https://example.org/sitemap-articles.xml',
    'https://example.org/sitemap-articles.xml?p=2',
    'https://example.org/sitemap-articles.xml?p=3',
  ])
  const all = await Promise.all([1, 2, 3].map((p) => get(`sitemap-articles.xml?p=${p}`)))
  assert.deepEqual(
    all.flatMap(({ text }) => addresses(text)),
    notes(5).map(({ id }) => `https://example.org/articles/${id}/`),
  )
  for (const p of ['4', '0', '-1', 'x', '1e9', '99999999', '1.5'])
    assert.equal((await get(`sitemap-articles.xml?p=${p}`)).status, 404, p)
})

test('50,000 addresses are sent bit by bit', async () => {
  const { get } = site({ articles: located({ items: () => notes(50_001) }) })
  assert.equal(addresses((await get('sitemap.xml')).text).length, 2)
  const [first, second] = [await get('sitemap-articles.xml'), await get('sitemap-articles.xml?p=2')]
  assert.equal(addresses(first.text).length, 50_000)
  assert.deepEqual(addresses(second.text), ['https://example.org/articles/50001/'])
  const app = createApp({ urls: [...sitemaps({ articles: located({ items: () => notes(50_000) }) }), ...routes] })
  const { body } = await app.fetch(new Request('https://example.org/sitemap-articles.xml'))
  const { value } = await body!.getReader().read()
  assert.ok(value!.byteLength < 70_000, `${value!.byteLength}`)
})

class Article extends Model {
  title = field.char({ maxLength: 50 })
}

test('a queryset is counted and sliced, by key, and never read whole', async (t) => {
  const project = await connect('sqlite::memory:', { models: { Article } })
  t.after(() => project.close())
  await project.database.script('CREATE TABLE app_article (id integer primary key, title varchar(50) not null)')
  await Article.bulkCreate(Array.from({ length: 7 }, (_, i) => ({ title: `t${7 - i}` })))
  const articles = section({
    items: () => Article.all().orderBy('title'),
    location: (article) => `/articles/${article.id}/`,
    pageSize: 3,
  })
  const ordered = section({
    items: () => Article.filter({ id__lte: 2 }).orderBy('title').slice(0, 2),
    ordered: true,
    location: (article) => `/articles/${article.id}/`,
  })
  const { get } = site({ articles, ordered })
  assert.equal(addresses((await get('sitemap.xml')).text).length, 4)
  assert.deepEqual(
    addresses((await get('sitemap-articles.xml?p=2')).text),
    [4, 5, 6].map((id) => `https://example.org/articles/${id}/`),
  )
  assert.deepEqual(
    addresses((await get('sitemap-ordered.xml')).text),
    [2, 1].map((id) => `https://example.org/articles/${id}/`),
  )
})

test('languages: each address, and the others beside it', async () => {
  const articles = located({ items: () => notes(2), languages: true, defaultLanguage: 'en', pageSize: 3 })
  const definition = defineProject({
    apps: [defineApp({ label: 'notes' })],
    databases: { default: 'sqlite::memory:' },
    languages: ['en', 'de'],
    urls: [...sitemaps({ articles }), localized([path('articles/<int:id>/', page, { name: 'article' })])],
  })
  await using project = await openProject(definition, { mode: 'test', env: { ALLOWED_HOSTS: 'example.org' } })
  const get = async (address: string) => (await project.fetch(new Request(`https://example.org/${address}`))).text()
  assert.equal(addresses(await get('sitemap.xml')).length, 2)
  const xml = await get('sitemap-articles.xml?p=2')
  const link = (language: string, address: string) =>
    `<xhtml:link rel="alternate" hreflang="${language}" href="https://example.org/${address}"/>`
  const links = link('en', 'en/articles/2/') + link('de', 'de/articles/2/') + link('x-default', 'en/articles/2/')
  assert.ok(
    xml.includes(
      `<url><loc>https://example.org/en/articles/2/</loc>${links}</url>\n<url><loc>https://example.org/de/articles/2/</loc>${links}</url>`,
    ),
    xml,
  )
  assert.deepEqual(await problemsOf('sitemap.xsd', xml), [])
})

test('what is wrong is told', async () => {
  const bad = (work: () => unknown, message: RegExp) =>
    assert.throws(
      work,
      (error: unknown) =>
        error instanceof NuagesError && error.code === 'NUAGES_SITEMAPS_BAD_VALUE' && message.test(error.message),
    )
  bad(() => section({ routes: [], pageSize: 50_001 }), /pageSize/)
  bad(() => section({ routes: [], changeFrequency: 'often' as 'daily' }), /changeFrequency/)
  bad(() => section({ routes: [], priority: 2 }), /priority/)
  bad(() => sitemaps({ 'a b': section({ routes: [] }) }), /name/)
  bad(() => sitemaps({ a: {} as Section }), /section 'a'/)
  bad(() => sitemaps({}, { site: 'example.org' }), /site/)
  const wrong: [Partial<SectionOptions<Note>>, RegExp][] = [
    [{ location: () => 'javascript:x' }, /location/],
    [{ location: () => `/${'x'.repeat(2048)}` }, /2048/],
    [{ lastModified: () => 'yesterday' }, /lastModified/],
    [{ lastModified: () => new Date(Number.NaN) }, /lastModified/],
    [{ priority: () => -1 }, /priority/],
    [{ changeFrequency: () => 'often' as 'daily' }, /changeFrequency/],
  ]
  for (const [over, message] of wrong) {
    const { get, told } = site({ articles: located({ items: () => notes(1), ...over }) })
    assert.equal((await get('sitemap-articles.xml')).status, 500)
    assert.match(told[0]?.message ?? '', message)
  }
  const { get, told } = site({ articles: located({ items: () => 7 as never }) })
  assert.equal((await get('sitemap-articles.xml')).status, 500)
  assert.match(told[0]!.message, /items/)
})

test('whatever addresses hold, the file is valid', async () => {
  const documents: string[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 5 }),
      async (links) => {
        const { get } = site({ a: section({ items: () => links, location: (link) => `/x${link}` }) })
        documents.push((await get('sitemap-a.xml')).text)
      },
    ),
    { numRuns: 20 },
  )
  assert.deepEqual(await problemsOf('sitemap.xsd', ...documents), [])
})

test('robots.txt', async () => {
  const get = async (options?: RobotsOptions) => site({}, [path('robots.txt', robots(options))]).get('robots.txt')
  const { text: open, headers } = await get()
  assert.equal(open, 'User-agent: *\nDisallow:\n\nSitemap: https://example.org/sitemap.xml\n')
  assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
  const ruled = await get({
    rules: [
      { disallow: ['/admin/', '/*.pdf$'], allow: ['/admin/help/'] },
      { agents: ['A', 'B'], disallow: ['/'] },
    ],
    sitemaps: [],
  })
  assert.equal(
    ruled.text,
    'User-agent: *\nAllow: /admin/help/\nDisallow: /admin/\nDisallow: /*.pdf$\n\nUser-agent: A\nUser-agent: B\nDisallow: /\n',
  )
  for (const rule of [
    { disallow: ['/a\nAllow: /'] },
    { disallow: ['admin'] },
    { disallow: ['/a #'] },
    { agents: '' },
    { agents: 'a\rb' },
  ])
    assert.throws(() => robots({ rules: [rule] }), { code: 'NUAGES_SITEMAPS_BAD_VALUE' })
})
