import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ManyRuntime, Prefetch, prefetchRelatedObjects, type QuerySetRuntime } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, rows } from './support/library.ts'

type Row = Record<string, unknown>
const { authors, books, countries, profiles, publishers, reviews, tags } = rows
const read = async (query: unknown) => (await (query as QuerySetRuntime)) as Row[]
const names = (value: unknown, name = 'title') => (value as Row[]).map((row) => row[name])
const known = (row: Row | undefined, property: string, name = 'title') =>
  names((row![property] as ManyRuntime).known, name)

describe('prefetched relations', () => {
  let project: World
  before(async () => {
    project = await library()
  })
  after(() => project.close())
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
  const count = async (query: unknown) => (await project.sent(() => read(query))).length

  run('take one query for each relation, whatever names it', async () => {
    assert.equal(await count(authors.prefetchRelated('books__tags', 'books__reviews', 'books')), 4)
    assert.equal(await count(authors.prefetchRelated('books', { books__tags: tags.orderBy('-name') })), 3)
    assert.equal(await count(books.selectRelated('author').prefetchRelated('author__country')), 2)
    assert.equal(await count(authors.filter({ pk: 99 }).prefetchRelated('books__tags')), 1)
    assert.equal(await count(authors.filter({ pk: 4 }).prefetchRelated('books__tags')), 2)
    assert.equal(await count(authors.prefetchRelated('books').prefetchRelated(null)), 1)
  })

  run('go under a name of their own with toAttr, as plain lists', async () => {
    const live = Prefetch('books', { rows: books.filter({ inPrint: true }).orderBy('-title'), toAttr: 'liveBooks' })
    const found = await read(authors.prefetchRelated(live).orderBy('pk'))
    assert.deepEqual(
      found.map((each) => names(each['liveBooks'])),
      [['Tides', 'Iron'], ['Étoiles'], [], []],
    )
    assert.equal(((found[0]!['liveBooks'] as Row[])[0]!['author'] as Row)['name'], 'Alice')
    assert.ok(found[0]!['books'] instanceof ManyRuntime)
    assert.equal((found[0]!['books'] as ManyRuntime).known, null)
    assert.deepEqual(await project.sent(() => (found[0] as unknown as { save(): Promise<unknown> }).save()), [])
  })

  run('of many-to-many relations and both names beside each other', async () => {
    const some = Prefetch('tags', { rows: tags.filter({ name__startswith: 's' }), toAttr: 'wet' })
    const [tides] = await read(books.prefetchRelated('tags', some).filter({ pk: 1 }))
    assert.deepEqual(names(tides!['wet'], 'name'), ['sea'])
    assert.deepEqual(known(tides, 'tags', 'name'), ['old', 'sea'])
  })

  run('of one row are a row or null under toAttr', async () => {
    const found = await read(
      books
        .prefetchRelated(
          Prefetch('publisher', { toAttr: 'house' }),
          Prefetch('author', { rows: authors.filter({ name: 'Alice' }), toAttr: 'alice' }),
        )
        .orderBy('pk'),
    )
    assert.deepEqual(
      found.map((each) => (each['house'] as Row | null)?.['name']),
      ['North', undefined, 'South', undefined],
    )
    assert.equal(found[2]!['alice'], null)
    const people = await read(authors.prefetchRelated(Prefetch('profile', { toAttr: 'about' })).orderBy('pk'))
    assert.deepEqual(
      people.map((each) => (each['about'] as Row | null)?.['bio'] ?? null),
      ['Writes at night.', null, null, null],
    )
  })

  run('lead on from a toAttr', async () => {
    const sent = await project.sent(async () => {
      const found = await read(
        countries
          .prefetchRelated(
            Prefetch('authors', { rows: authors.filter({ active: true }), toAttr: 'people' }),
            Prefetch('people__books', { rows: books.orderBy('title'), toAttr: 'works' }),
            'people__works__tags',
          )
          .orderBy('pk'),
      )
      const [alice] = found[0]!['people'] as Row[]
      assert.deepEqual(names(alice!['works']), ['Iron', 'Tides'])
      assert.deepEqual(known((alice!['works'] as Row[])[1], 'tags', 'name'), ['old', 'sea'])
    })
    assert.equal(sent.length, 4)
  })

  run('of a queryset that prefetches are not loaded again', async () => {
    const inner = books.prefetchRelated(Prefetch('tags', { toAttr: 'labels' }), 'reviews').orderBy('pk')
    const sent = await project.sent(async () => {
      const [alice] = await read(
        authors.prefetchRelated({ books: inner }, 'books__reviews', 'books__labels').orderBy('pk'),
      )
      const [first] = (alice!['books'] as ManyRuntime).known as Row[]
      assert.deepEqual(names(first!['labels'], 'name'), ['old', 'sea'])
    })
    assert.equal(sent.length, 4)
  })

  run('refuse a second queryset for the same path', async () => {
    const twice = { code: 'NUAGES_ORM_PREFETCHED_TWICE', message: /^'books' is prefetched twice/ }
    await assert.rejects(read(authors.prefetchRelated('books', { books: books.all() })), twice)
    await assert.rejects(read(authors.prefetchRelated('books__tags', Prefetch('books', { rows: books }))), twice)
    await assert.rejects(
      read(authors.prefetchRelated({ books: books.prefetchRelated('tags') }, { books__tags: tags.all() })),
      { code: 'NUAGES_ORM_PREFETCHED_TWICE', message: /'books__tags'/ },
    )
    assert.equal(await count(authors.prefetchRelated('books', Prefetch('books', { rows: books, toAttr: 'b' }))), 3)
  })

  run('say what is wrong with a name', async () => {
    await assert.rejects(read(authors.prefetchRelated('bokos')), {
      code: 'NUAGES_ORM_NOT_A_RELATION',
      message: /did you mean 'books'/,
    })
    await assert.rejects(read(authors.prefetchRelated('name')), { code: 'NUAGES_ORM_NOT_A_RELATION' })
    for (const taken of ['name', 'books', 'save', 'country_id'])
      await assert.rejects(read(authors.prefetchRelated(Prefetch('books', { toAttr: taken }))), {
        code: 'NUAGES_ORM_BAD_TO_ATTR',
      })
    const bad = { code: 'NUAGES_ORM_BAD_ARGUMENT' }
    for (const wrong of ['', 'a b', 'a"]', 3, {}])
      assert.throws(() => authors.prefetchRelated(Prefetch('books', { toAttr: wrong as string })), bad)
    assert.throws(() => Prefetch(3 as never), bad)
    assert.throws(() => Prefetch('books', [] as never), bad)
    assert.throws(() => authors.prefetchRelated(Prefetch('books', { rows: {} })), bad)
    assert.throws(() => authors.prefetchRelated(undefined), bad)
    assert.throws(() => authors.prefetchRelated('books', null), bad)
    await assert.rejects(read(authors.prefetchRelated({ books: tags.all() })), { code: 'NUAGES_ORM_WRONG_MODEL' })
    await assert.rejects(read(authors.prefetchRelated({ books: books.values('title') })), {
      code: 'NUAGES_ORM_NOT_ROWS',
    })
  })

  run('are loaded for rows that are there already', async () => {
    const found = await read(authors.orderBy('pk'))
    const sent = await project.sent(async () => {
      await prefetchRelatedObjects(
        found,
        'books__tags',
        Prefetch('books', { rows: books.filter({ pages: 320 }), toAttr: 'long' }),
      )
      await prefetchRelatedObjects(found, 'books', 'long__reviews')
      await prefetchRelatedObjects([], 'anything')
    })
    assert.equal(sent.length, 4)
    assert.deepEqual(known(found[0], 'books'), ['Tides', 'Iron'])
    assert.deepEqual(known((found[0]!['long'] as Row[])[0], 'reviews', 'stars'), [5, 2])
    await assert.rejects(prefetchRelatedObjects([{}], 'books'), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(prefetchRelatedObjects('x' as never, 'books'), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(prefetchRelatedObjects(found, 3), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
  })

  run('know the row that they were found for', async () => {
    const sent = await project.sent(async () => {
      const [alice] = await read(authors.prefetchRelated('profile', 'books').orderBy('pk'))
      assert.equal((alice!['profile'] as Row)['author'], alice)
      assert.equal(((alice!['books'] as ManyRuntime).known as Row[])[0]!['author'], alice)
      const [other] = await read(authors.selectRelated('profile').filter({ pk: 1 }))
      assert.equal((other!['profile'] as Row)['author'], other)
      const [profile] = await read(profiles.prefetchRelated('author'))
      assert.equal((profile!['author'] as Row)['profile'], profile)
      const [part] = await read(authors.selectRelated('profile').only('name', 'profile__bio').filter({ pk: 1 }))
      assert.equal((part!['profile'] as Row)['author'], part)
    })
    assert.equal(sent.length, 7)
  })

  run('come with each batch of a stream', async () => {
    const stream = () =>
      books
        .prefetchRelated('tags', Prefetch('reviews', { toAttr: 'said' }))
        .orderBy('pk')
        .iterator(2)
    const found: unknown[] = []
    const sent = await project.sent(async () => {
      for await (const row of stream() as AsyncIterable<Row>)
        found.push([row['title'], known(row, 'tags', 'name').length, (row['said'] as Row[]).length])
    })
    assert.deepEqual(found, [
      ['Tides', 2, 2],
      ['Iron', 1, 1],
      ['Light', 1, 0],
      ['Étoiles', 0, 0],
    ])
    assert.equal(sent.length, 5)
  })

  run('of a stream that is left early end with it', async () => {
    const seen: string[] = []
    for await (const row of books.prefetchRelated('author').orderBy('pk').iterator(2) as AsyncIterable<Row>) {
      seen.push((row['author'] as Row)['name'] as string)
      break
    }
    assert.deepEqual(seen, ['Alice'])
    // Nothing holds the database: a write goes through.
    assert.equal(await publishers.filter({ pk: 99 }).update({ name: 'x' }), 0)
  })

  run('share one load() for the batch of a stream', async () => {
    const sent = await project.sent(async () => {
      for await (const row of reviews.orderBy('pk').iterator(2) as AsyncIterable<Row>)
        await (row['book'] as { load(): Promise<unknown> }).load()
    })
    assert.equal(sent.length, 3)
  })

  run('mean nothing to values()', async () => {
    assert.equal(await count(authors.prefetchRelated('books').values('name')), 1)
  })
})

describe('selectRelated()', () => {
  let project: World
  before(async () => {
    project = await library()
  })
  after(() => project.close())
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))

  run('without names follows every foreign key that may not be null', async () => {
    const sent = await project.sent(async () => {
      const [review] = await read(reviews.selectRelated())
      assert.equal(((review!['book'] as Row)['author'] as Row)['name'], 'Alice')
      const [book] = await read(books.selectRelated())
      assert.equal((book!['author'] as Row)['name'], 'Alice')
      assert.equal((book!['publisher'] as Row)['name'], undefined)
    })
    assert.equal(sent.length, 2)
    assert.ok(!sent[1]!.includes('publisher" t'))
  })

  run('with names keeps to them, and null takes all back', async () => {
    const joins = async (query: unknown) => (await project.sent(() => read(query)))[0]!.split('JOIN').length - 1
    assert.equal(await joins(books.selectRelated().selectRelated('publisher')), 1)
    assert.equal(await joins(books.selectRelated('author').selectRelated('publisher')), 2)
    assert.equal(await joins(books.selectRelated('author__country', 'publisher').selectRelated(null)), 0)
    assert.equal(await joins(books.selectRelated('publisher').selectRelated()), 1)
    assert.equal(await joins(authors.selectRelated('profile')), 1)
  })

  run('refuses what leads to no one row', async () => {
    await assert.rejects(read(authors.selectRelated('books')), { code: 'NUAGES_ORM_NOT_TO_ONE' })
    await assert.rejects(read(books.selectRelated('author__name')), { code: 'NUAGES_ORM_NOT_TO_ONE' })
    await assert.rejects(read(books.selectRelated('autor')), {
      code: 'NUAGES_ORM_NOT_A_RELATION',
      message: /did you mean 'author'/,
    })
    assert.throws(() => books.selectRelated('author', null), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
  })
})

describe('slices of a prefetch', () => {
  let project: World
  before(async () => {
    project = await library()
  })
  after(() => project.close())
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))

  run('count for each row', async () => {
    const sent = await project.sent(async () => {
      const found = await read(authors.prefetchRelated({ books: books.orderBy('-title').slice(0, 1) }).orderBy('pk'))
      assert.deepEqual(
        found.map((each) => known(each, 'books')),
        [['Tides'], ['Étoiles'], ['Light'], []],
      )
      const rest = Prefetch('books', { rows: books.orderBy('-title').slice(1), toAttr: 'rest' })
      const [alice] = await read(authors.prefetchRelated(rest).orderBy('pk'))
      assert.deepEqual(names(alice!['rest']), ['Iron'])
    })
    assert.equal(sent.length, 4)
    assert.match(sent[1]!, /ROW_NUMBER\(\) OVER \(PARTITION BY "author_id" ORDER BY "title" DESC\)/)
    assert.match(sent[1]!, / WHERE t\d\.c\d+ > \? AND t\d\.c\d+ <= \? ORDER BY t\d\.c1 DESC$/)
  })

  run('of a many-to-many too, with what is read along', async () => {
    const some = tags.orderBy('-name').slice(0, 1)
    const found = await read(books.prefetchRelated({ tags: some }).orderBy('pk'))
    assert.deepEqual(
      found.map((each) => known(each, 'tags', 'name')),
      [['sea'], ['sea'], ['new'], []],
    )
    const newest = books.selectRelated('publisher').only('title', 'publisher__name').prefetchRelated('tags')
    const [alice] = await read(authors.prefetchRelated({ books: newest.orderBy('title').slice(1, 2) }).orderBy('pk'))
    const [tides] = (alice!['books'] as ManyRuntime).known as Row[]
    assert.equal((tides!['publisher'] as Row)['name'], 'North')
    assert.deepEqual(known(tides, 'tags', 'name'), ['old', 'sea'])
  })

  run('can be empty, and mean nothing for one row', async () => {
    const [alice] = await read(authors.prefetchRelated({ books: books.slice(0, 0) }).orderBy('pk'))
    assert.deepEqual(known(alice, 'books'), [])
    await assert.rejects(read(books.prefetchRelated({ author: authors.slice(0, 1) })), { code: 'NUAGES_ORM_SLICED' })
  })
})
