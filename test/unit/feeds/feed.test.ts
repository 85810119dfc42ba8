import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type FeedItem, type FeedOptions, feed } from '../../../src/apps/feeds/index.ts'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { queries } from '../../../src/base/events/index.ts'
import { connect, field, Model } from '../../../src/data/orm/index.ts'
import { createApp, path } from '../../../src/web/http/index.ts'
import { problemsOf } from '../../support/xml.ts'

const born = new Date('2026-01-23T10:00:00Z')
const items: readonly FeedItem[] = [
  {
    title: 'Nuages & <clouds>',
    link: '/articles/nuages/?a=1&b=2',
    description: '<p>Summary</p>',
    content: '<p>All of “it” ]]> </p>',
    published: born,
    updated: new Date('2026-02-03T04:05:06.789Z'),
    author: [{ name: 'Django (the one)', email: 'django@example.org', link: '/django/' }, 'Stéphane'],
    categories: ['jazz', 'a & b'],
    comments: '/articles/nuages/#comments',
    enclosure: { url: '/nuages.mp3', length: 12_345, type: 'audio/mpeg' },
    guid: 'urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6',
    copyright: 'CC0',
  },
  { title: 'Minor Swing', link: 'https://elsewhere.example/é', published: born },
]
const whole: FeedOptions<FeedItem> = {
  title: 'The Gazette – “news” & more',
  link: '/',
  description: 'All of it',
  language: 'pt-br',
  author: { name: 'Ida', email: 'ida@example.org' },
  categories: ['music'],
  copyright: '© 2026',
  image: '/logo.png',
  ttl: 60,
  stylesheets: ['/feed.xsl', { url: '/feed.css?a=1&b=?>', media: 'screen' }],
  items: () => items,
  item: (item) => item,
}
const bare: FeedOptions<FeedItem> = { title: 'Bare', link: '/', items: () => items.slice(1), item: (item) => item }

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, enabled: () => false, child: () => quiet }
const answer = async (options: FeedOptions<FeedItem>, headers: Record<string, string> = {}) => {
  const app = createApp({ urls: [path('feed/', feed(options))], logger: quiet })
  return await app.fetch(new Request('https://example.org/feed/?page=1', { headers }))
}
const xml = async (options: FeedOptions<FeedItem>): Promise<string> => {
  const response = await answer(options)
  assert.equal(response.status, 200)
  return await response.text()
}
const formats = ['rss', 'atom'] as const

test('both formats are valid by their schemas', async () => {
  for (const format of formats) {
    const documents = [
      await xml({ ...whole, format }),
      await xml({ ...bare, format }),
      await xml({ ...bare, format, items: () => [] }),
      await xml({ ...bare, format, items: () => items.map((item) => ({ ...item, author: 'Ida' })) }),
    ]
    assert.deepEqual(await problemsOf(`${format}.rng`, ...documents), [])
    assert.notDeepEqual(
      await problemsOf(
        `${format}.rng`,
        documents[0]!.replaceAll('<title>', '<titel>').replaceAll('</title>', '</titel>'),
      ),
      [],
    )
  }
})

test('RSS says', async () => {
  const text = await xml(whole)
  for (const part of [
    '<?xml-stylesheet href="https://example.org/feed.xsl" type="text/xsl"?>',
    '<?xml-stylesheet href="https://example.org/feed.css?a=1&amp;b=?%3E" type="text/css" media="screen"?>',
    '<title>The Gazette – “news” &amp; more</title>',
    '<link>https://example.org/</link>',
    '<atom:link href="https://example.org/feed/?page=1" rel="self" type="application/rss+xml"/>',
    '<language>pt-br</language>',
    '<managingEditor>ida@example.org (Ida)</managingEditor>',
    '<lastBuildDate>Tue, 03 Feb 2026 04:05:06 +0000</lastBuildDate>',
    '<title>Nuages &amp; &lt;clouds&gt;</title>',
    '<link>https://example.org/articles/nuages/?a=1&amp;b=2</link>',
    '<content:encoded>&lt;p&gt;All of “it” ]]&gt; &lt;/p&gt;</content:encoded>',
    '<author>django@example.org (Django  the one)</author><dc:creator>Stéphane</dc:creator>',
    '<enclosure url="https://example.org/nuages.mp3" length="12345" type="audio/mpeg"/>',
    '<guid isPermaLink="false">urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</guid>',
    '<pubDate>Fri, 23 Jan 2026 10:00:00 +0000</pubDate>',
    '<guid isPermaLink="true">https://elsewhere.example/%C3%A9</guid>',
  ])
    assert.ok(text.includes(part), part)
})

test('Atom says', async () => {
  const text = await xml({
    ...whole,
    format: 'atom',
    id: 'urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af7',
    site: 'https://gazette.example/x',
  })
  for (const part of [
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt-br" xml:base="https://gazette.example/">',
    '<subtitle>All of it</subtitle>',
    '<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af7</id>',
    '<updated>2026-02-03T04:05:06Z</updated>',
    '<link href="https://gazette.example/" rel="alternate"/>',
    '<author><name>Django (the one)</name><uri>https://gazette.example/django/</uri><email>django@example.org</email></author>',
    '<link href="https://gazette.example/nuages.mp3" rel="enclosure" type="audio/mpeg" length="12345"/>',
    '<category term="a &amp; b"/>',
    '<summary type="html">&lt;p&gt;Summary&lt;/p&gt;</summary>',
    '<id>https://elsewhere.example/%C3%A9</id>',
  ])
    assert.ok(text.includes(part), part)
})

test('headers, and what a reader has already', async () => {
  const first = await answer(whole)
  assert.equal(first.headers.get('content-type'), 'application/rss+xml; charset=utf-8')
  assert.equal(first.headers.get('last-modified'), 'Tue, 03 Feb 2026 04:05:06 GMT')
  const etag = first.headers.get('etag')!
  assert.equal((await answer(whole, { 'if-none-match': etag })).status, 304)
  assert.equal((await answer(whole, { 'if-modified-since': 'Tue, 03 Feb 2026 04:05:06 GMT' })).status, 304)
  assert.equal((await answer({ ...whole, title: 'Other' }, { 'if-none-match': etag })).status, 200)
  const atom = await answer({ ...bare, format: 'atom', items: () => [] })
  assert.equal(atom.headers.get('content-type'), 'application/atom+xml; charset=utf-8')
  assert.equal(atom.headers.get('last-modified'), null)
})

test('a queryset is asked for as many rows as there is room for, and never for all', async () => {
  const asked: string[] = []
  const queryset = (rows: readonly FeedItem[]) => ({
    then() {
      asked.push('all')
    },
    slice(from: number, to: number) {
      asked.push(`${from} to ${to}`)
      return queryset(rows.slice(from, to))
    },
    async *[Symbol.asyncIterator]() {
      yield* rows
    },
  })
  const text = await xml({
    ...bare,
    limit: 1,
    items: () => queryset([...items, ...items]) as unknown as AsyncIterable<FeedItem>,
  })
  assert.deepEqual(asked, ['0 to 1'])
  assert.equal(text.split('<item>').length, 2)
  const listed = await xml({
    ...bare,
    limit: 3,
    items: async () => [...items.slice(1), ...items.slice(1), ...items.slice(1), ...items.slice(1)],
  })
  assert.equal(listed.split('<item>').length, 4)
})

class Note extends Model {
  title = field.char({ maxLength: 50 })
}

test('rows of a database, by one statement with a limit', async (t) => {
  const project = await connect('sqlite::memory:', { models: { Note } })
  t.after(() => project.close())
  await project.database.script('CREATE TABLE app_note (id integer primary key, title varchar(50) not null)')
  await Note.bulkCreate(Array.from({ length: 5 }, (_, i) => ({ title: `Note ${i}` })))
  const statements: string[] = []
  t.after(queries.subscribe(({ sql }) => statements.push(sql)))
  const view = feed({
    title: 'Notes',
    link: '/',
    limit: 2,
    items: () => Note.all().orderBy('-id'),
    item: (note) => ({ title: note.title, link: `/${note.id}/` }),
  })
  const app = createApp({ urls: [path('feed/', view)] })
  const text = await (await app.fetch(new Request('https://example.org/feed/'))).text()
  assert.deepEqual(
    [...text.matchAll(/<item><title>([^<]*)/g)].map(([, title]) => title),
    ['Note 4', 'Note 3'],
  )
  assert.equal(statements.length, 1)
  assert.match(statements[0]!, /LIMIT/)
})

test('titles and items may depend on the route', async () => {
  const view = feed<FeedItem, { topic: string }>({
    title: (_request, { topic }) => `About ${topic}`,
    link: async (_request, { topic }) => `/${topic}/`,
    items: (_request, { topic }) => [{ title: topic, link: `/${topic}/1/` }],
    item: (item) => item,
  })
  const app = createApp({ urls: [path('<slug:topic>/feed/', view)] })
  const text = await (await app.fetch(new Request('https://example.org/jazz/feed/'))).text()
  assert.match(text, /<title>About jazz<\/title>\n<link>https:\/\/example\.org\/jazz\/<\/link>/)
  assert.match(text, /<link>https:\/\/example\.org\/jazz\/1\/<\/link>/)
})

test('what cannot be a feed is told by its place', async () => {
  const refused = async (options: Partial<FeedOptions<FeedItem>>, code: string, message: RegExp) => {
    const app = createApp({
      urls: [path('feed/', feed({ ...bare, ...options }))],
      logger: quiet,
      onError: (error) => void told.push(error),
    })
    const told: Error[] = []
    assert.equal((await app.fetch(new Request('https://example.org/feed/'))).status, 500)
    const [error] = told
    assert.ok(error instanceof NuagesError)
    assert.equal(error.code, `NUAGES_FEEDS_${code}`)
    assert.match(error.message, message)
  }
  const item = (over: Partial<FeedItem>) => ({ items: () => items, item: (each: FeedItem) => ({ ...each, ...over }) })
  await refused({ title: ' ' }, 'BAD_VALUE', /title of a feed is empty/)
  await refused({ link: 'javascript:alert(1)' }, 'BAD_VALUE', /link of a feed is no address/)
  await refused({ language: 'x y' }, 'BAD_VALUE', /language/)
  await refused({ ttl: -1 }, 'BAD_VALUE', /ttl/)
  await refused({ site: 'example.org' }, 'BAD_VALUE', /site/)
  await refused({ author: { name: '' } }, 'BAD_VALUE', /author of a feed has no name/)
  await refused(item({ link: '' }), 'BAD_VALUE', /link of item 1/)
  await refused(item({ link: 'data:text/html,x' }), 'BAD_VALUE', /link of item 1/)
  await refused(item({ title: undefined as never }), 'BAD_VALUE', /title of item 1 .*undefined/)
  await refused(item({ published: new Date(Number.NaN) }), 'BAD_VALUE', /date of item 1/)
  await refused(item({ author: { name: 'x', email: 'a b@c' } }), 'BAD_VALUE', /author of item 1/)
  await refused(item({ enclosure: { url: '/x', length: -1, type: 'a/b' } }), 'BAD_VALUE', /enclosure of item 1/)
  await refused(item({ enclosure: { url: '/x', length: 1, type: 'mp3' } }), 'BAD_VALUE', /enclosure of item 1/)
  const two = { url: '/x', length: 1, type: 'a/b' }
  await refused(item({ enclosure: [two, two] }), 'MANY_ENCLOSURES', /item 1 of an RSS feed has 2/)
  await refused({ ...item({ guid: '42' }), format: 'atom' }, 'BAD_VALUE', /guid of item 1/)
  await refused({ ...item({ published: null, updated: null }), format: 'atom' }, 'NO_DATE', /item 1/)
  assert.throws(() => feed({ ...bare, format: 'json' as 'rss' }), { code: 'NUAGES_FEEDS_BAD_VALUE' })
  assert.throws(() => feed({ ...bare, limit: 0 }), { code: 'NUAGES_FEEDS_BAD_VALUE' })
})

test('whatever texts hold, a feed is valid', async () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '<!--',
        '<?',
        '?>',
        '\0',
        '\x0b',
        '\ufffe',
        '\ud800',
        '\udc00',
        '\r',
        '\n',
        '☁',
        'é',
        ' ',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 20,
  })
  const documents: Record<(typeof formats)[number], string[]> = { rss: [], atom: [] }
  await fc.assert(
    fc.asyncProperty(fc.tuple(hostile, hostile, hostile, hostile), async ([a, b, c, d]) => {
      const titled = `x${a}`
      for (const format of formats) {
        documents[format].push(
          await xml({
            format,
            title: titled,
            link: `/${encodeURIComponent(b.toWellFormed())}`,
            description: b,
            author: `x${c}`,
            categories: [d],
            copyright: a,
            items: () => [
              {
                title: a,
                link: `/${c.toWellFormed()}?q=${b.toWellFormed()}#${a.toWellFormed()}`,
                description: b,
                content: c,
                categories: [d],
                author: { name: `x${d}`, email: 'a@b.c' },
                copyright: b,
                published: born,
              },
            ],
            item: (item) => item,
          }),
        )
      }
    }),
    { numRuns: 25 },
  )
  for (const format of formats) assert.deepEqual(await problemsOf(`${format}.rng`, ...documents[format]), [])
})
