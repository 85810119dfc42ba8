import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { atomic, Count, F, onCommit, Q } from '../../src/data/orm/runtime.ts'
import type { World } from '../unit/orm/support/database.ts'
import { library, rows } from '../unit/orm/support/library.ts'

/** Whatever a program hands over by mistake is refused with a code, and never asks for every row. */

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())

const outcome = (work: () => unknown) => project.run(async () => await work())
const refused = (work: () => unknown, code = 'BAD_ARGUMENT') =>
  assert.rejects(outcome(work), { code: `NUAGES_ORM_${code}` })

const noLookups: readonly unknown[] = [
  Promise.resolve({ id: 1 }),
  new Map([['id', 1]]),
  new Set(['id']),
  new Date(0),
  [],
  ['id'],
  null,
  'id',
  5,
  () => ({ id: 1 }),
  Object.create({ id: 1 }),
  rows.books,
  F('id'),
]

test('lookups are plain objects or Qs', async () => {
  for (const each of noLookups as readonly object[]) {
    await refused(() => rows.books.filter(each).count())
    await refused(() => rows.books.exclude(each).count())
    await refused(() => rows.books.filter(Q(each)).count())
    await refused(() => rows.books.filter(each).delete())
    if (each !== null) await refused(() => rows.books.annotate({ n: Count('tags', { filter: each }) }).count())
  }
  await refused(() => rows.books.filter(undefined as never).count(), 'UNDEFINED')
  assert.equal(await outcome(() => rows.books.filter(Object.assign(Object.create(null), { id: 1 })).count()), 1)
  assert.equal(await outcome(() => rows.books.count()), 4)
})

test('the message says what was given', async () => {
  await assert.rejects(
    outcome(() => rows.books.filter(Promise.resolve({})).count()),
    /filter\(\) takes lookups as a plain object, or a Q, not a promise \(is an `await` missing\?\)\./,
  )
})

test('an empty Q neither widens nor narrows what it is joined with', async () => {
  const count = (condition: object) => outcome(() => rows.books.filter(condition).count())
  assert.equal(await count(Q({}).or({ id: 1 })), 1)
  assert.equal(await count(Q({ id: 1 }).or(Q(), {})), 1)
  assert.equal(await count(Q({}).not()), 4)
  assert.equal(await count(Q({ id: 1 }).and(Q({}).not())), 1)
  assert.equal(await count(Q({ id__in: [] }).not().not()), 0)
  assert.equal(await outcome(() => rows.books.exclude({}).count()), 4)
  assert.equal(await outcome(() => rows.books.exclude({}, { id: 1 }).count()), 3)
})

test('values are objects with values', async () => {
  for (const each of [undefined, null, 5, [], new Map(), Promise.resolve({ title: 'x' })] as never[]) {
    await refused(() => rows.books.create(each))
    await refused(() => rows.books.build(each))
    await refused(() => rows.books.update(each))
    await refused(() => rows.books.bulkCreate([each]))
    if (each !== undefined) await refused(() => rows.tags.getOrCreate({ name: 'never' }, each))
  }
  await refused(() => rows.books.bulkCreate({} as never))
  await refused(() => rows.books.bulkUpdate({} as never, []))
  assert.equal(await outcome(() => rows.books.count()), 4)
})

test('paths, sizes, names, functions and lists are what they are called', async () => {
  for (const each of [undefined, null, 5, {}, Symbol('path')] as never[]) {
    await refused(() => rows.books.valuesList(each, 'id'))
    await refused(() => rows.books.values(each))
    if (each !== null) await refused(() => rows.books.selectRelated(each))
    await refused(() => rows.books.prefetchRelated({ tags: each }))
    await refused(() => rows.books.using(each))
    await refused(() => rows.books.apply(each))
    await refused(() => rows.books.annotate({ n: Count(each) }).count())
    await refused(() => rows.books.filter({ id: F(each) }).count())
    await refused(() => atomic(each))
    await refused(() => onCommit(each))
    if (each !== undefined) await refused(() => rows.books.inBulk([1], each))
  }
  for (const size of [0, -1, 1.5, Number.NaN, null, '5'] as never[]) {
    await refused(() => rows.books.iterator(size).next())
    await refused(() => rows.tags.bulkCreate([{ name: 'never' }], { batchSize: size }))
  }
  await refused(() => rows.books.using('__proto__').count(), 'NO_DATABASE')
  await refused(() => rows.books.using('constructor').count(), 'NO_DATABASE')
  await refused(() => rows.books.slice(Object.create(null)), 'BAD_SLICE')
  const book = (await outcome(() => rows.books.get({ pk: 1 }))) as {
    save(options: object): Promise<unknown>
    refresh(fields: unknown): Promise<unknown>
    tags: { set(rows: unknown): Promise<void> }
  }
  await refused(() => book.save({ fields: 'title' }))
  await refused(() => book.refresh('title'))
  await refused(() => book.tags.set(5))
})

test('a row stands for the key of its own model only', async () => {
  const tag = (await outcome(() => rows.tags.get({ pk: 1 }))) as object
  const ref = rows.tags.ref(1)
  for (const given of [tag, ref]) {
    await outcome(() => rows.books.filter({ author: 1 }).count())
    await refused(() => rows.books.filter({ author: given }).count(), 'WRONG_MODEL')
    await refused(() => rows.books.filter({ author__in: [1, given] }).count(), 'WRONG_MODEL')
    await refused(() => rows.books.filter({ pk: given }).count(), 'WRONG_MODEL')
    await refused(() => rows.books.filter({ title: given }).count(), 'BAD_OPERAND')
    await refused(() => rows.books.filter({ pk: 1 }).update({ author: given }), 'WRONG_MODEL')
    await refused(() => rows.books.filter({ pk: 1 }).update({ title: given }), 'BAD_UPDATE')
    await refused(() => rows.books.build({ author: given }), 'WRONG_MODEL')
  }
  assert.equal(await outcome(() => rows.books.filter({ tags: tag }).count()), 2)
  assert.equal(
    await outcome(() =>
      rows.books
        .filter({ tags__in: [tag, ref] })
        .distinct()
        .count(),
    ),
    2,
  )
})

test('a value that cannot be one is said of the path that it was given for', async () => {
  const said = async (work: () => unknown) => {
    const error = await outcome(work).then(
      () => assert.fail('went through'),
      (error) => error,
    )
    assert.equal(error.code, 'NUAGES_VALIDATION_FAILED')
    return error.issues[0].field
  }
  assert.equal(await said(() => rows.books.filter({ author__age__gt: 'old' }).count()), 'author__age__gt')
  assert.equal(await said(() => rows.books.filter({ pages__in: [1, 'x'] }).count()), 'pages__in')
  assert.equal(await said(() => rows.books.filter({ title__contains: {} }).count()), 'title__contains')
  assert.equal(await said(() => rows.books.filter({ title: Object.create(null) }).count()), 'title')
  assert.equal(await said(() => rows.books.filter({ data__size: 5n }).count()), 'data__size')
  assert.equal(await said(() => rows.books.update({ pages: 'x' })), 'pages')
  assert.equal(await said(() => rows.books.create({ title: 'x', pages: 'x' })), 'pages')
  assert.equal(await said(() => rows.books.build({ author: 'x' })), 'author')
})

test('a range has two ends', async () => {
  await refused(() => rows.books.filter({ pages__range: [null, 300] }).count(), 'NULL_COMPARED')
  assert.equal(await outcome(() => rows.books.filter({ pages__range: [1, 300] }).count()), 1)
  await refused(() => rows.books.filter({ pages__range: [null, 300] }).count(), 'NULL_COMPARED')
})

test('updateOrCreate checks and cleans what it writes into a row that is there', async () => {
  await refused(() => rows.authors.updateOrCreate({ name: 'Alice' }, { agee: 5 }), 'UNKNOWN_FIELD')
  const [alice] = (await outcome(() => rows.authors.updateOrCreate({ name: 'Alice' }, { age: '41' }))) as [
    { age: number },
  ]
  assert.equal(alice.age, 41)
})

test('a prefetch takes whole rows of the model that is related', async () => {
  await refused(() => rows.books.prefetchRelated({ tags: rows.authors }), 'WRONG_MODEL')
  await refused(() => rows.books.prefetchRelated({ tags: rows.tags.values('name') }), 'NOT_ROWS')
})

test('no option becomes a part of the statement', async () => {
  await refused(() => rows.books.orderBy(F('id').asc({ nulls: 'first; DROP TABLE lib_tag' as never })))
})

test('arithmetic takes numbers', async () => {
  await refused(() => rows.books.annotate({ x: F('title').plus('a') }).values('x'), 'NOT_A_NUMBER')
  await refused(() => rows.books.update({ published: F('published').times(2) }), 'MIXED_KINDS')
})

test('whole numbers divide into whole numbers, by values as by columns', async () => {
  const quotient = (by: unknown) =>
    outcome(() =>
      rows.books
        .filter({ pk: 1 })
        .annotate({ x: F('pages').dividedBy(by) })
        .valuesList('x', { flat: true }),
    )
  assert.deepEqual(await quotient(3), [106])
  assert.deepEqual(await quotient(F('pages').minus(317)), [106])
  assert.deepEqual(await quotient(2.5), [128])
  await outcome(() => rows.books.filter({ pk: 1 }).update({ pages: F('pages').dividedBy(3) }))
  assert.equal(await outcome(() => rows.books.filter({ pages: 106 }).count()), 1)
})
