import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Count, F } from '../../src/data/orm/runtime.ts'
import type { World } from '../unit/orm/support/database.ts'
import { library, rows } from '../unit/orm/support/library.ts'

/** Queries that are no alike must never be given one plan. */

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())

test('inherited properties are refused, and leave no plan behind for lookups that look alike', async () => {
  await project.run(async () => {
    assert.throws(() => rows.books.filter(Object.create({ pages: 210 })).rows(), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    assert.equal(await rows.books.filter({ pages: 210 }).count(), 1)
    assert.equal(await rows.books.filter({ pages: 210 }).update({ subtitle: 'one' }), 1)
  })
})

test('what follows an aggregate is not taken for a part of its filter', async () => {
  await project.run(async () => {
    const two = { n: Count('books', { filter: { books__pages: 320 } }), years: F('age') }
    assert.equal((await rows.authors.annotate(two).values('n', 'years')).length, 4)
    const one = { n: Count('books', { filter: { books__pages: 320, years: F('age') } }) }
    await assert.rejects(promise(rows.authors.annotate(one).values('n', 'years')), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    const ordered = rows.authors.orderBy(Count('books', { filter: { books__pages: 320 } }).desc(), 'age')
    const filtered = rows.authors.orderBy(Count('books', { filter: { books__pages: 320, age: 40 } }).desc())
    assert.deepEqual(await ordered.valuesList('name', { flat: true }), ['Bruno', 'Alice', 'Dora', 'Chiyo'])
    assert.equal((await filtered).length, 4)
  })
})

test('a fraction is computed with as one, after a whole number was', async () => {
  await project.run(async () => {
    const plus = (value: number) => rows.books.annotate({ more: F('pages').plus(value) }).filter({ pk: 2 })
    assert.deepEqual(await plus(1).valuesList('more', { flat: true }), [211])
    assert.deepEqual(await plus(1.5).valuesList('more', { flat: true }), [211.5])
  })
})

const promise = async (rows: PromiseLike<unknown>) => await rows

test('a polluted Object.prototype makes queries fail, not widen', async () => {
  Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true })
  try {
    await project.run(() => assert.rejects(rows.books.filter({ author: 1, pages: 320 }).count()))
  } finally {
    delete (Object.prototype as { polluted?: number }).polluted
  }
  assert.equal(await project.run(() => rows.books.filter({ author: 1, pages: 320 }).count()), 1)
})
