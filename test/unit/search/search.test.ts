import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineSearch, searchApp, searchable } from '../../../src/apps/search/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, migrationApps } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { Article, Author } from './models.ts'

const code = (name: string) => ({ code: `NUAGES_${name}` })

const site = defineSearch('site', {
  article: searchable(Article, {
    rows: () => Article.filter({ live: true }).selectRelated('author'),
    title: (article) => article.title,
    text: ({ body, author }) => ({ B: author?.name ?? null, C: body }),
    url: ({ pk }) => `/articles/${pk}/`,
    html: true,
    language: 'en',
  }),
  author: searchable(Author, { title: ({ name }) => name }),
})

const project = defineProject({
  apps: [defineApp({ label: 'news', models: { Article, Author } }), searchApp(site)],
})

const databases = {
  sqlite: { skip: false as false | string, open: async () => ({ url: 'sqlite::memory:', drop: async () => {} }) },
  postgres: { skip: await skipWithout('postgres'), open: scratchPostgres },
}

for (const [name, { skip, open }] of Object.entries(databases)) {
  test(`searching on ${name}`, { skip }, async (t) => {
    const { url, drop } = await open()
    t.after(drop)
    await using opened = await testProject(project, { databases: { default: url } })
    const made = await opened.run(() =>
      makeMigrations({
        orm: opened.project.orm,
        apps: migrationApps(opened.project),
        only: ['nuages_search'],
        dryRun: true,
      }),
    )
    assert.deepEqual(made.migrations, [])
    await opened.run(() => scenario(name))
    await opened.run(() => bulk())
    await opened.run(() => hostile())
  })
}

const titles = async (text: string, options?: Parameters<typeof site.find>[1]) =>
  (await site.find(text, options)).items.map(({ title }) => String(title))

async function scenario(database: string): Promise<void> {
  const ada = await Author.create({ name: 'Ada Käfer' })
  const bread = await Article.create({
    title: 'Bread and cheese',
    body: 'A loaf of <b>rye</b> from Paris.',
    author: ada,
  })
  await Article.create({ title: 'Running in Paris', body: `${'filler '.repeat(60)} the marathon & its runners` })
  const draft = await Article.create({ title: 'Secret of bread', body: 'Nobody may find this.', live: false })

  assert.deepEqual(await titles('bread'), ['Bread and cheese'], 'what may not be found is not found')
  assert.deepEqual((await titles('paris')).sort(), ['Bread and cheese', 'Running in Paris'])
  assert.equal((await titles('paris'))[0], 'Running in Paris', 'a title weighs more than a text')
  assert.deepEqual(await titles('paris -running'), ['Bread and cheese'])
  assert.deepEqual(await titles('"in paris"'), ['Running in Paris'])
  assert.deepEqual((await titles('rye OR marathon')).sort(), ['Bread and cheese', 'Running in Paris'])
  assert.deepEqual(await titles('mara*'), ['Running in Paris'])
  assert.deepEqual((await titles('kafer')).sort(), ['Ada Käfer', 'Bread and cheese'], 'accents make no difference')
  assert.deepEqual(await titles('KÄFER', { kinds: ['author'] }), ['Ada Käfer'])
  assert.deepEqual(await titles('b'), [], 'tags of HTML are no words')
  if (database === 'postgres') assert.deepEqual(await titles('runs'), ['Running in Paris'], 'other forms of a word')

  const { items, total } = await site.find('marathon runners')
  assert.equal(total, 1)
  const [found] = items
  assert.ok(found?.kind === 'article')
  assert.equal(found.row.title, 'Running in Paris')
  assert.equal(found.url, `/articles/${found.row.pk}/`)
  const marked = found.snippet.parts.filter((part) => part.found).map(({ text }) => text)
  assert.deepEqual(marked, ['marathon', 'runners'])
  assert.match(String(found.snippet), /^….{0,60}the marathon & its runners$/)

  draft.live = true
  await draft.save()
  assert.deepEqual((await titles('bread')).length, 2)
  draft.live = false
  await draft.save()
  assert.deepEqual(await titles('bread'), ['Bread and cheese'])
  await bread.delete()
  assert.deepEqual(await site.find('bread'), { total: 0, items: [] })
}

async function bulk(): Promise<void> {
  await Article.bulkCreate(Array.from({ length: 450 }, (_, i) => ({ title: `Number ${i}`, body: 'many' })))
  assert.equal(await site.count('number'), 0, 'rows that are written in bulk are not followed')
  const { article } = await site.rebuild()
  assert.equal(article.indexed, 451)
  assert.equal(await site.count('number'), 450)
  const { result, queries } = await collectQueries(() => site.find('number', { limit: 10, offset: 20 }))
  assert.equal(result.total, 450)
  assert.equal(result.items.length, 10)
  assert.equal(queries.length, 3, 'the entries, their number, the rows')

  await Article.filter({ title: 'Number 7' }).update({ live: false })
  assert.deepEqual(await titles('"number 7"'), [], 'not shown, though the index knows it')
  await Article.filter({ title__startswith: 'Number 1' }).update({ live: false })
  assert.deepEqual((await site.rebuild()).article, { indexed: 339, removed: 112 })
  const eight = await Article.get({ title: 'Number 8' })
  await Article.filter({ pk: eight.pk }).update({ title: 'Eighth' })
  await site.update('article', [eight.pk])
  assert.deepEqual(await titles('eighth'), ['Eighth'])
}

/** Whatever is typed is understood, and none of it is the database's own language. */
async function hostile(): Promise<void> {
  const texts = [
    '',
    ' ',
    '-',
    '--',
    '"',
    '""',
    '"""',
    'OR',
    'OR OR',
    'a OR',
    '-a',
    '*',
    '**',
    'a*b',
    "'",
    "''; drop table x",
    '\\',
    "a\\'b",
    '(',
    ')',
    'a & b | !c',
    'NEAR(a b)',
    'words_a: bread',
    '{words_a} : x',
    '^a',
    'a + b',
    'AND',
    'NOT',
    'a NOT b',
    ':*',
    'x:*',
    '\0',
    'a\0b',
    '\ud800',
    '💥',
    '🇫🇷*',
    'ﬁ*',
    '<->',
    'don’t',
    "don't*",
    'x'.repeat(5000),
    'a '.repeat(500),
    '"unclosed phrase',
    '%s $1 ? :a',
    '“curly quotes”',
    'é'.normalize('NFD'),
    'a-b-c*',
    '-"a b"',
    '½*',
    '²*',
    'ª*',
    // Letters that are accents alone.
    '\uFE70*',
    '\u037A*',
  ]
  for (const text of texts) {
    const { items } = await site.find(text)
    assert.ok(Array.isArray(items), text)
  }
}

test('what is written while the index is brought up to date is not lost', async () => {
  // What a reader sees that comes too early: the text of before, and a row that is not to be found yet.
  let early = 0
  const isEarly = () => early > 0 && early-- > 0
  const racing = defineSearch('racing', {
    article: searchable(Article, {
      rows: () => (isHidden() ? Article.filter({ pk: 0 }) : Article.all()),
      title: ({ title }) => (isEarly() ? 'Before' : title),
    }),
  })
  let hidden = 0
  const isHidden = () => hidden > 0 && hidden-- > 0
  await using opened = await testProject(
    defineProject({ apps: [defineApp({ label: 'news', models: { Article, Author } }), searchApp(racing)] }),
  )
  await opened.run(async () => {
    const { pk } = await Article.create({ title: 'After' })
    const ways = { rebuild: () => racing.rebuild(), update: () => racing.update('article', [pk]) }
    for (const [name, way] of Object.entries(ways)) {
      early = 1
      await way()
      assert.deepEqual([await racing.count('before'), await racing.count('after')], [0, 1], name)
      hidden = 1
      await way()
      assert.equal(await racing.count('after'), 1, name)
    }
    early = 1
    await Article.create({ title: 'After' })
    assert.equal(await racing.count('after'), 2, 'a row that is saved outside of a transaction')
  })
})

test('rows are read where they were written, not from a replica that has them later', async () => {
  const far = defineSearch('far', { author: searchable(Author, { title: ({ name }) => name }) })
  await using opened = await testProject(
    defineProject({
      apps: [defineApp({ label: 'news', models: { Article, Author } }), searchApp(far)],
      router: { read: ({ name }) => (name === 'Author' ? 'replica' : 'default'), write: () => 'default' },
    }),
    { databases: { default: 'sqlite::memory:', replica: 'sqlite::memory:' } },
  )
  await opened.run(async () => {
    await Author.create({ name: 'Ida' })
    assert.equal(await far.count('ida'), 1)
    assert.equal((await far.rebuild()).author.removed, 0)
    assert.equal(await far.count('ida'), 1)
  })
})

test('a row that a queryset gives several times has one entry', async () => {
  const double = defineSearch('double', {
    author: searchable(Author, {
      rows: () => Author.filter({ articles__live: true }),
      title: ({ name }) => name,
    }),
  })
  await using opened = await testProject(
    defineProject({ apps: [defineApp({ label: 'news', models: { Article, Author } }), searchApp(double)] }),
  )
  await opened.run(async () => {
    const author = await Author.create({ name: 'Ida' })
    for (const title of ['a', 'b']) await Article.create({ title, author })
    assert.deepEqual(await double.rebuild(), { author: { indexed: 1, removed: 0 } })
    assert.equal((await double.find('ida')).items.length, 1)
  })
})

test('a row whose words are more than an index takes can be saved', { skip: databases.postgres.skip }, async (t) => {
  const { url, drop } = await scratchPostgres()
  t.after(drop)
  const long = defineSearch('long', {
    article: searchable(Article, {
      title: ({ title }) => title,
      text: () => ({ B: words(0), C: words(1), D: words(2) }),
      language: 'ru',
    }),
  })
  /** Words that stand nowhere else, of ten letters, with an ending that is bent. */
  const letters = [...'бвгджзклмн']
  const words = (part: number) =>
    Array.from({ length: 9000 }, (_, i) => {
      const stem = [...String(part * 9000 + i + 10_000_000)].map((digit) => letters[Number(digit)]).join('')
      return `${stem}ами`
    }).join(' ')
  await using opened = await testProject(
    defineProject({ apps: [defineApp({ label: 'news', models: { Article, Author } }), searchApp(long)] }),
    { databases: { default: url } },
  )
  await opened.run(async () => {
    await Article.create({ title: 'Roman' })
    assert.equal(await long.count('roman'), 1)
  })
})

test('wrong use is told', async () => {
  assert.throws(() => defineSearch('no name', {}), code('SEARCH_BAD_NAME'))
  assert.throws(() => searchApp(site, site), code('SEARCH_DUPLICATE_NAME'))
  await using opened: TestProject = await testProject(project)
  await opened.run(async () => {
    await assert.rejects(site.find('x', { limit: 1000 }), code('SEARCH_BAD_ARGUMENT'))
    await assert.rejects(site.find('x', { kinds: ['nothing' as 'author'] }), code('SEARCH_NOT_SEARCHED'))
  })
})

test('a result is escaped where it is shown', async () => {
  await using opened = await testProject(project)
  await opened.run(async () => {
    await Author.create({ name: 'Evil <script>alert(1)</script>' })
    const { items } = await site.find('evil')
    const shown = await opened.project.engine.fromString('{{ found.title }}').render({ found: items[0] })
    assert.equal(shown, '<mark>Evil</mark> &lt;script&gt;alert(1)&lt;/script&gt;')
  })
})

test('a text may read relations to many rows, once for all rows', async () => {
  class Tag extends Model {
    name = field.char({ maxLength: 30 })
  }
  class Photo extends Model {
    title = field.char({ maxLength: 30 })
    tags = field.manyToMany(() => Tag)
  }
  const photos = defineSearch('photos', {
    photo: searchable(Photo, {
      title: async ({ title }) => title,
      text: async (photo) => ({ B: (await photo.tags.load()).map(({ name }) => name) }),
    }),
  })
  // @ts-expect-error tags have no such column, also where no `rows` say what a row is
  const wrong = () => defineSearch('wrong', { tag: searchable(Tag, { title: ({ naem }) => naem }) })
  assert.equal(typeof wrong, 'function')
  await using opened = await testProject(
    defineProject({ apps: [defineApp({ label: 'shots', models: { Tag, Photo } }), searchApp(photos)] }),
  )
  await opened.run(async () => {
    const sea = await Tag.create({ name: 'seaside' })
    for (const title of ['One', 'Two', 'Three']) await (await Photo.create({ title })).tags.add(sea)
    const { queries } = await collectQueries(() => photos.rebuild())
    assert.equal(
      queries.filter(({ sql }) => /"shots_tag"/.test(sql)).length,
      2,
      'once, and once more to see whether anything changed',
    )
    assert.equal(await photos.count('seaside'), 3)
  })
})

test('what stands on two lines or in two paragraphs of HTML is two words; what is marked within a word is one', async () => {
  const page = searchable(Article, {
    title: () => 'Imprint',
    text: () => '<p>The Lantern<br>3 Rope Walk</p><p>Data</p><ul><li>one</li><li>two</li></ul>un<b>broken</b>',
    html: true,
  })
  assert.equal((await page.entry('page', {} as never)).text, 'The Lantern 3 Rope Walk Data one two unbroken')
})
