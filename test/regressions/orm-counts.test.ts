import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Coalesce, Concat, Count, F, Max, Sum, Value } from '../../src/data/orm/runtime.ts'
import type { World } from '../unit/orm/support/database.ts'
import { library, rows } from '../unit/orm/support/library.ts'

/** What is told of a query holds of the rows that it has. */

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)

test('a row that is there once for each related row is counted, asked for and added up as often', () =>
  run(async () => {
    const tagged = rows.books.annotate({ tag: F('tags__name') })
    for (const each of [
      tagged,
      rows.books.values('tags__name'),
      rows.books.valuesList('reviews__stars', { flat: true }),
      rows.books.values('tags__name').annotate({ double: F('pages').times(2) }),
      tagged.annotate({ n: Count('reviews') }),
      rows.books
        .values('author')
        .annotate({ n: Count('id') })
        .values('title', 'n'),
      rows.books
        .values('author')
        .annotate({ n: Count('id') })
        .annotate({ called: F('title') }),
    ]) {
      const { length } = await each
      assert.equal(length > 3, true)
      assert.equal(await each.count(), length)
      assert.equal(
        await each
          .orderBy('pk')
          .slice(length - 1, length + 3)
          .exists(),
        true,
      )
      assert.equal(
        await each
          .orderBy('pk')
          .slice(length, length + 3)
          .exists(),
        false,
      )
    }
    assert.equal(await rows.books.orderBy('id').values('tags__name').slice(1, 20).count(), 4)
    assert.deepEqual(await tagged.aggregate({ n: Count('*'), pages: Sum('pages') }), { n: 5, pages: 1170 })
  }))

test('aggregates of no rows have their defaults, also where no row can be found', () =>
  run(async () => {
    const summary = {
      pages: Sum('pages', { default: 7 }),
      n: Count('*').plus(1),
      most: Coalesce(Max('pages'), Value(3)),
    }
    const wanted = { pages: 7, n: 1, most: 3 }
    assert.deepEqual(await rows.books.none().aggregate(summary), wanted)
    assert.deepEqual(await rows.books.filter({ pk__in: [] }).aggregate(summary), wanted)
    assert.deepEqual(await rows.books.filter({ pk: -1 }).aggregate(summary), wanted)
  }))

test('aggregates of a slice are computed with as those of all rows are', () =>
  run(async () => {
    const summary = {
      half: Sum('pages').dividedBy(3),
      rest: Sum('pages').modulo(7),
      squared: Count('id').power(2),
      flipped: Sum('pages').bitXor(3),
      shifted: Count('id').bitLeftShift(2),
    }
    const all = rows.books.filter({ pk__lte: 3 })
    assert.deepEqual(await all.orderBy('pk').slice(0, 3).aggregate(summary), await all.aggregate(summary))
  }))

test('whole numbers stay whole inside functions', () =>
  run(async () => {
    const computed = rows.books.filter({ pk: 3 }).annotate({
      half: Coalesce('pages', Value(7)).dividedBy(2),
      named: Concat('id', Value('-'), Value(3)),
    })
    assert.deepEqual(await computed.values('half', 'named'), [{ half: 3, named: '3-3' }])
  }))
