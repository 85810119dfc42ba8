import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { isSaved, relatedObjects } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'
import type { Author, Publisher } from './support/models.ts'
import { ProtectedError } from './support/names.ts'

let project: World
beforeEach(async () => {
  project = await library()
})
afterEach(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)

test('takes along what cascades, and counts by model', () =>
  run(async () => {
    const alice = (await rows.authors.get({ id: 1 })) as Author
    assert.deepEqual(await alice.delete(), [
      10,
      { 'lib.Profile': 1, 'lib.Review': 3, 'lib.Book_tags': 3, 'lib.Book': 2, 'lib.Author': 1 },
    ])
    assert.equal(alice.pk, null)
    assert.equal(isSaved(alice), false)
    assert.deepEqual(await list(rows.books.orderBy('id')), ['Light', 'Étoiles'])
  }))

test('sets null where the foreign key says so', () =>
  run(async () => {
    assert.deepEqual(await rows.countries.filter({ code: 'FR' }).delete(), [1, { 'lib.Country': 1 }])
    assert.deepEqual(await list(rows.authors.orderBy('id'), 'country'), [null, null, 2, null])
  }))

test('refuses to delete what is protected, and changes nothing', () =>
  run(async () => {
    const north = (await rows.publishers.get({ name: 'North' })) as Publisher
    await assert.rejects(north.delete(), (error) => {
      assert.ok(error instanceof ProtectedError)
      assert.match(error.message, /Publisher 1 cannot be deleted: 1 book \(Book\.publisher\) still point/)
      assert.equal(error.rows.length, 1)
      return true
    })
    await assert.rejects(rows.publishers.delete(), ProtectedError)
    assert.equal(await rows.publishers.count(), 2)
  }))

test('deletes in one statement where nothing depends on the rows', async () => {
  const sent = await project.sent(async () => {
    assert.deepEqual(await rows.reviews.filter({ book__title: 'Tides' }).delete(), [2, { 'lib.Review': 2 }])
  })
  assert.deepEqual(sent, [
    'DELETE FROM "lib_review" WHERE "id" IN (SELECT t0."id" FROM "lib_review" AS t0 INNER JOIN "lib_book" AS t1 ON t1."id" = t0."book_id" WHERE t1."title" = ?)',
  ])
})

test('says beforehand what would go along', () =>
  run(async () => {
    const country = (await rows.countries.get({ code: 'FR' })) as object
    const [authors] = await relatedObjects(country)
    assert.deepEqual([authors!.model.name, authors!.rows.length, authors!.onDelete], ['Author', 2, 'setNull'])
    const alice = (await rows.authors.get({ id: 1 })) as object
    const going = await relatedObjects(alice)
    assert.deepEqual(Object.fromEntries(going.map(({ model, rows: found }) => [model.name, found.length])), {
      Profile: 1,
      Book: 2,
      Book_tags: 3,
      Review: 3,
    })
    assert.equal(await rows.authors.count(), 4)
  }))

test('refuses slices, distinct rows and values', () =>
  run(async () => {
    await assert.rejects(rows.books.slice(0, 1).delete(), { code: 'NUAGES_ORM_SLICED' })
    await assert.rejects(rows.books.distinct().delete(), { code: 'NUAGES_ORM_NOT_ROWS' })
    await assert.rejects((rows.authors.build({ name: 'x' }) as Author).delete(), { code: 'NUAGES_ORM_NOT_SAVED' })
  }))
