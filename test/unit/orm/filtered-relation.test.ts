import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Count, Exists, F, FilteredRelation, OuterRef, Q } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)

const good = FilteredRelation('reviews', { condition: Q({ reviews__stars__gte: 3 }) })

test('a relation is joined with its conditions', () =>
  run(async () => {
    const books = rows.books.annotate({ good }).orderBy('pk')
    assert.deepEqual(await list(books.filter({ good__isnull: false })), ['Tides', 'Iron'])
    assert.deepEqual(await list(books.filter({ good__isnull: true })), ['Light', 'Étoiles'])
    assert.deepEqual(await list(books.filter({ good__stars: 5 })), ['Tides'])
    assert.deepEqual(await books.valuesList('title', 'good__stars'), [
      ['Tides', 5],
      ['Iron', 3],
      ['Light', null],
      ['Étoiles', null],
    ])
    const [statement] = await project.sent(() => books.filter({ good__text: 'good' }).values('pk') as never)
    assert.equal(
      statement,
      'SELECT t0."id" FROM "lib_book" AS t0 INNER JOIN "lib_review" AS t1 ON t1."book_id" = t0."id" AND (t1."stars" >= ?) WHERE t1."text" = ? ORDER BY t0."id"',
    )
  }))

test('beside the relation itself, in aggregates, through links and after other values', () =>
  run(async () => {
    const counted = rows.books
      .annotate({ good })
      .annotate({ n: Count('good', { distinct: true }), all: Count('reviews', { distinct: true }) })
    assert.deepEqual(await counted.orderBy('pk').valuesList('n', 'all'), [
      [1, 2],
      [1, 1],
      [0, 0],
      [0, 0],
    ])
    const sea = FilteredRelation('tags', { condition: { tags__name: 'sea' } })
    assert.deepEqual(
      await list(
        rows.books.filter({ pages__gt: 100 }).alias({ sea }).filter({ sea__name__startswith: 's' }).orderBy('pk'),
      ),
      ['Tides', 'Iron'],
    )
    const own = FilteredRelation('author', { condition: { author__age__gt: F('pages') } })
    assert.deepEqual(await rows.books.annotate({ own }).orderBy('pk').valuesList('own__name', { flat: true }), [
      null,
      null,
      null,
      null,
    ])
    const busy = rows.authors.filter(
      Exists(rows.books.annotate({ good }).filter({ author: OuterRef('pk'), good__stars: 5 })),
    )
    assert.deepEqual(await list(busy, 'name'), ['Alice'])
    assert.deepEqual(await list(rows.books.annotate({ good }).exclude({ good__stars: 5 }).orderBy('pk')), [
      'Iron',
      'Light',
      'Étoiles',
    ])
  }))

test('what is no relation is refused', () =>
  run(async () => {
    const refused = (relation: string, condition: object, code: string) =>
      assert.rejects(
        async () => void (await rows.books.annotate({ x: FilteredRelation(relation, { condition }) }).filter({ x: 1 })),
        { code },
      )
    await refused('title', { title: 'a' }, 'NUAGES_ORM_UNKNOWN_FIELD')
    await refused('nothing', { title: 'a' }, 'NUAGES_ORM_UNKNOWN_FIELD')
    await refused('reviews', { reviews__nothing: 1 }, 'NUAGES_ORM_UNKNOWN_FIELD')
    assert.throws(() => FilteredRelation('reviews', {} as never), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(async () => void (await rows.books.orderBy(good)), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
  }))
