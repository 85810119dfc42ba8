import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'
import { Book } from './support/models.ts'
import { Avg, Count, DoesNotExist, F, Max, Sum } from './support/names.ts'

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)

test('is a description: saying more leaves it as it was, and awaiting it runs it each time', async () => {
  const all = rows.books.orderBy('title')
  const some = all.filter({ pages: 320 })
  assert.equal((await run(async () => all)).length, 4)
  assert.equal((await run(async () => some)).length, 2)
  const sent = await project.sent(async () => {
    await all
    await all
  })
  assert.equal(sent.length, 2)
})

test('rows are instances of the model', () =>
  run(async () => {
    const book = (await rows.books.get({ title: 'Tides' })) as Book
    assert.ok(book instanceof Book)
    assert.equal(book.constructor, Book)
    assert.deepEqual(Object.keys(book).slice(0, 4), ['id', 'title', 'subtitle', 'price'])
    assert.equal(String(book.price), '12.50')
    assert.equal(book.inPrint, true)
    assert.equal(book.published, '1999-05-01')
    assert.ok(book.created instanceof Date)
    assert.deepEqual(book.data, { lang: 'en', size: { w: 10 } })
    assert.deepEqual(Object.keys(book.toJSON()).slice(-2), ['author', 'publisher'])
  }))

test('get gives the one row', () =>
  run(async () => {
    await assert.rejects(
      rows.books.get({ title: 'x' }),
      (error) => error instanceof DoesNotExist && error.status === 404,
    )
    await assert.rejects(rows.books.get({ pages: 320 }), { code: 'NUAGES_ORM_MULTIPLE_ROWS' })
    assert.equal(((await rows.books.filter({ pages: 210 }).get()) as Book).title, 'Iron')
  }))

test('first, last, count, exists, none', () =>
  run(async () => {
    assert.equal(((await rows.books.first()) as Book).title, 'Tides')
    assert.equal(((await rows.books.last()) as Book).title, 'Étoiles')
    assert.equal(((await rows.books.orderBy('-pages', 'id').first()) as Book).title, 'Tides')
    assert.equal(((await rows.tags.last()) as { name: string }).name, 'sea')
    assert.equal(await rows.books.filter({ id: 99 }).first(), null)
    assert.equal(await rows.books.count(), 4)
    assert.equal(await rows.books.slice(1, 3).count(), 2)
    assert.equal(await rows.books.filter({ tags__name__in: ['sea', 'old'] }).count(), 3)
    assert.equal(
      await rows.books
        .filter({ tags__name__in: ['sea', 'old'] })
        .distinct()
        .count(),
      2,
    )
    assert.equal(await rows.books.exists(), true)
    assert.equal(await rows.books.filter({ id: 99 }).exists(), false)
    const sent = await project.sent(async () => {
      assert.deepEqual(await rows.books.none(), [])
      assert.equal(await rows.books.none().count(), 0)
      assert.deepEqual(await rows.books.filter({ id__in: [] }), [])
    })
    assert.deepEqual(sent, [])
  }))

test('orders, also by related rows, and reverses', () =>
  run(async () => {
    assert.deepEqual(await list(rows.books.orderBy('-author__name', 'title')), ['Light', 'Étoiles', 'Iron', 'Tides'])
    assert.deepEqual(await list(rows.books.orderBy('title').reverse()), ['Étoiles', 'Tides', 'Light', 'Iron'])
    assert.deepEqual(await list(rows.tags, 'name'), ['new', 'old', 'sea'])
    assert.deepEqual(await list(rows.books.orderBy(F('pages').desc({ nulls: 'first' }), 'id')), [
      'Light',
      'Tides',
      'Étoiles',
      'Iron',
    ])
    assert.equal((await rows.books.orderBy('?')).length, 4)
    await assert.rejects(async () => rows.books.orderBy('nmae'), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
  }))

test('slices, and slices of slices', () =>
  run(async () => {
    const ordered = rows.books.orderBy('id')
    assert.deepEqual(await list(ordered.slice(1, 3)), ['Iron', 'Light'])
    assert.deepEqual(await list(ordered.slice(1).slice(1, 2)), ['Light'])
    assert.deepEqual(await list(ordered.slice(3)), ['Étoiles'])
    assert.throws(() => ordered.slice(0, 2).filter({ id: 1 }), { code: 'NUAGES_ORM_SLICED' })
    assert.throws(() => ordered.slice(-1), { code: 'NUAGES_ORM_BAD_SLICE' })
    assert.equal(((await ordered.slice(1, 3).first()) as Book).title, 'Iron')
  }))

test('values and valuesList', () =>
  run(async () => {
    assert.deepEqual(await rows.books.filter({ id: 1 }).values('title', 'author__country__code', 'author'), [
      { title: 'Tides', author__country__code: 'FR', author: 1 },
    ])
    assert.deepEqual(await rows.books.filter({ id__lte: 2 }).orderBy('id').valuesList('id', 'published__year'), [
      [1, 1999],
      [2, 2003],
    ])
    assert.deepEqual(await rows.books.values('author__age').distinct().orderBy('author__age'), [
      { author__age: null },
      { author__age: 40 },
      { author__age: 71 },
    ])
    assert.deepEqual(Object.keys((await rows.authors.values().get({ id: 1 })) as object), [
      'id',
      'name',
      'age',
      'active',
      'country_id',
    ])
    assert.deepEqual(await list(rows.books.filter({ id: 1 }), 'data__size'), [{ w: 10 }])
    assert.throws(() => rows.books.valuesList('id', 'title', { flat: true }), { code: 'NUAGES_ORM_TOO_MANY_COLUMNS' })
  }))

test('annotates rows, filters by annotations and orders by them', () =>
  run(async () => {
    const counted = rows.authors.annotate({ n: Count('books'), pages: Sum('books__pages') })
    const seen = (await counted.orderBy('-n', 'id')) as unknown as { name: string; n: number; pages: number | null }[]
    assert.deepEqual(
      seen.map(({ name, n, pages }) => [name, n, pages]),
      [
        ['Alice', 2, 530],
        ['Bruno', 1, 320],
        ['Chiyo', 1, null],
        ['Dora', 0, null],
      ],
    )
    assert.deepEqual(await list(counted.filter({ n__gt: 1 }), 'name'), ['Alice'])
    assert.equal(await counted.filter({ n: 1 }).count(), 2)
    const doubled = await rows.books
      .annotate({ twice: F('price').times(2) })
      .filter({ twice__gt: 80 })
      .values('title', 'twice')
    assert.deepEqual(
      doubled.map((each) => String((each as { twice: unknown }).twice)),
      ['90'],
    )
    await assert.rejects(async () => rows.books.annotate({ title: Count('id') }), { code: 'NUAGES_ORM_BAD_ANNOTATION' })
    await assert.rejects(async () => rows.books.annotate({ 'x"; drop': Count('id') }), {
      code: 'NUAGES_ORM_BAD_ANNOTATION',
    })
    await assert.rejects(async () => rows.books.annotate({ save: Count('id') }), { code: 'NUAGES_ORM_BAD_ANNOTATION' })
  }))

test('groups by values', () =>
  run(async () => {
    assert.deepEqual(
      await rows.books
        .values('author__country__code')
        .annotate({ n: Count('id') })
        .orderBy('-n'),
      [
        { author__country__code: 'FR', n: 3 },
        { author__country__code: 'JP', n: 1 },
      ],
    )
    const some = Count('reviews', { filter: { reviews__stars__gt: 2 } })
    assert.deepEqual(await rows.books.annotate({ some }).orderBy('id').valuesList('some', { flat: true }), [1, 1, 0, 0])
  }))

test('aggregates over all rows, over groups and over slices', () =>
  run(async () => {
    assert.deepEqual(await rows.books.aggregate({ n: Count('*'), pages: Max('pages'), mean: Avg('pages') }), {
      n: 4,
      pages: 320,
      mean: 850 / 3,
    })
    assert.deepEqual(await rows.authors.annotate({ n: Count('books') }).aggregate({ most: Max('n'), all: Sum('n') }), {
      most: 2,
      all: 4,
    })
    assert.deepEqual(
      await rows.books
        .orderBy('id')
        .slice(0, 2)
        .aggregate({ pages: Sum('pages') }),
      { pages: 530 },
    )
    const long = Count('id', { filter: { pages__gt: 300 } })
    assert.deepEqual(await rows.books.orderBy('id').slice(0, 3).aggregate({ long }), { long: 1 })
    assert.deepEqual(await rows.books.none().aggregate({ n: Count('id'), p: Sum('pages') }), { n: 0, p: null })
    await assert.rejects(rows.books.aggregate({ f: F('pages') }), { code: 'NUAGES_ORM_NOT_AN_AGGREGATE' })
  }))

test('streams in batches', () =>
  run(async () => {
    const titles: string[] = []
    for await (const book of rows.books.orderBy('id').iterator(2)) titles.push((book as Book).title)
    assert.deepEqual(titles, ['Tides', 'Iron', 'Light', 'Étoiles'])
    for await (const book of rows.books.filter({ id: 1 }).prefetchRelated('tags'))
      assert.equal(await (book as Book).tags.count(), 2)
  }))

test('inBulk gives rows by key', () =>
  run(async () => {
    const found = await rows.books.inBulk([1, 3, 99])
    assert.deepEqual([...found.keys()], [1, 3])
    assert.deepEqual([...(await rows.tags.inBulk(['sea'], 'name')).keys()], ['sea'])
    await assert.rejects(rows.books.inBulk([1], 'pages'), { code: 'NUAGES_ORM_BAD_KEY' })
  }))

test('a plan serves every query of its shape', () =>
  run(async () => {
    const plans = project.orm.plans(project.database)
    const ask = (id: number, pages: readonly number[]) => rows.books.filter({ id, pages__in: pages }).first()
    await ask(1, [1, 2, 3, 4, 5])
    const { size } = plans
    await ask(2, [9, 9, 9, 9, 9, 9, 9])
    assert.equal(plans.size, size)
    assert.equal(((await ask(2, [1, 2, 3, 4, 5, 6, 210])) as Book).title, 'Iron')
    assert.equal(plans.size, size)
  }))

test('a model needs a project to run, not to be described', async () => {
  assert.equal(rows.books.filter({ id: 1 }).model, Book)
  await assert.rejects(async () => rows.books.filter({ id: 1 }), { code: 'NUAGES_CONTEXT_NO_PROJECT' })
})
