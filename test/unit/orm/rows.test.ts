import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { IntegrityError } from '../../../src/data/drivers/index.ts'
import { F, isSaved, querySetOf } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'
import { type Author, type Book, Tag } from './support/models.ts'

let project: World
beforeEach(async () => {
  project = await library()
})
afterEach(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)
const bookAt = async (id: number) => (await rows.books.get({ id })) as Book

test('create fills in defaults and the key', () =>
  run(async () => {
    const author = (await rows.authors.create({ name: 'Eve' })) as Author
    assert.equal(author.id, 5)
    assert.equal(author.active, true)
    assert.equal(author.age, null)
    assert.ok(isSaved(author))
    const book = (await rows.books.create({ title: 'New', price: '1.5', author })) as Book
    assert.equal(book.author, author)
    assert.equal(String(book.price), '1.50')
    assert.ok(book.created instanceof Date)
    assert.equal(((await rows.books.get({ pk: book.pk })) as Book).author.pk, 5)
  }))

test('create refuses what is no value and what the database refuses', () =>
  run(async () => {
    await assert.rejects(rows.authors.create({ name: undefined }), { code: 'NUAGES_ORM_UNDEFINED' })
    await assert.rejects(rows.authors.create({ nmae: 'x' }), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    await assert.rejects(rows.authors.create({ name: 'x', age: 'old' }), { code: 'NUAGES_VALIDATION_FAILED' })
    await assert.rejects(
      rows.authors.create({ name: null }),
      (error) => error instanceof IntegrityError && error.kind === 'notNull',
    )
    await assert.rejects(
      rows.tags.create({ name: 'sea' }),
      (error) => error instanceof IntegrityError && error.kind === 'unique',
    )
    await assert.rejects(rows.books.create({ title: 'x', price: 1, author: await rows.tags.first() }), {
      code: 'NUAGES_ORM_WRONG_MODEL',
    })
  }))

test('save writes changed columns only', () =>
  run(async () => {
    const author = (await rows.authors.get({ name: 'Alice' })) as Author
    author.age = 41
    assert.deepEqual(await project.sent(() => author.save()), ['UPDATE "lib_author" SET "age" = ? WHERE "id" = ?'])
    assert.deepEqual(await project.sent(() => author.save()), [])
    assert.equal(((await rows.authors.get({ id: 1 })) as Author).age, 41)
  }))

test('a value that is stored in another form is not changed', () =>
  run(async () => {
    await project.database.script(`UPDATE lib_book SET data = '{ "lang" : "en" }', price = 12.5 WHERE id = 1`)
    const book = await bookAt(1)
    const sent = await project.sent(() => book.save({ fields: ['data', 'price'] }))
    assert.deepEqual(sent, [])
    book.data = { lang: 'fr' }
    assert.equal((await project.sent(() => book.save({ fields: ['data', 'price'] }))).length, 1)
  }))

test('autoNow is set at every save, autoNowAdd at the first', () =>
  run(async () => {
    const book = await bookAt(1)
    const { created, updated } = book
    book.title = 'Ebb'
    await new Promise((resolve) => setTimeout(resolve, 5))
    await book.save()
    const again = await bookAt(1)
    assert.equal(again.created.getTime(), created.getTime())
    assert.ok(again.updated.getTime() > updated.getTime())
  }))

test('save inserts built rows, overwrites by key, and says when a row is gone', () =>
  run(async () => {
    const tag = rows.tags.build({ name: 'fresh' }) as Tag
    assert.equal(tag.pk, null)
    await tag.save()
    assert.equal(tag.pk, 4)
    const over = rows.tags.build({ id: 1, name: 'ocean' }) as Tag
    await over.save()
    assert.deepEqual(await list(rows.tags.filter({ id: 1 }), 'name'), ['ocean'])
    const added = rows.tags.build({ id: 77, name: 'far' }) as Tag
    await added.save()
    assert.equal(await rows.tags.count(), 5)
    await assert.rejects((rows.tags.build({ id: 99, name: 'z' }) as Tag).save({ force: 'update' }), {
      code: 'NUAGES_ORM_ROW_GONE',
    })
    await rows.tags.filter({ id: 77 }).delete()
    added.name = 'gone'
    await assert.rejects(added.save(), { code: 'NUAGES_ORM_ROW_GONE', status: 409 })
    const copy = (await rows.tags.get({ id: 2 })) as Tag
    ;(copy as { id: number | null }).id = null
    copy.name = 'copied'
    await copy.save()
    assert.equal(await rows.tags.filter({ name__in: ['old', 'copied'] }).count(), 2)
  }))

test('refresh reads the row again', () =>
  run(async () => {
    const book = await bookAt(1)
    await rows.books.filter({ id: 1 }).update({ title: 'Ebb', pages: 1 })
    await book.refresh(['title'])
    assert.deepEqual([book.title, book.pages], ['Ebb', 320])
    await book.refresh()
    assert.equal(book.pages, 1)
    assert.deepEqual(await project.sent(() => book.save({ fields: ['title', 'pages'] })), [])
  }))

test('bulkCreate gives keys, in few statements', () =>
  run(async () => {
    const given = Array.from({ length: 300 }, (_, i) => ({ name: `tag ${i}` }))
    let made: object[] = []
    const sent = await project.sent(async () => {
      made = await rows.tags.bulkCreate(given)
    })
    assert.equal(sent.length, 2)
    assert.deepEqual(
      made.map((tag) => (tag as Tag).id),
      Array.from({ length: 300 }, (_, i) => i + 4),
    )
    for (const id of [4, 100, 303]) assert.equal(((await rows.tags.get({ id })) as Tag).name, `tag ${id - 4}`)
    await assert.rejects(rows.tags.bulkCreate([{ name: 'one' }, { name: 'sea' }, { name: 'two' }]), IntegrityError)
    assert.equal(await rows.tags.filter({ name: 'one' }).exists(), false)
    await rows.tags.bulkCreate([{ name: 'one' }, { name: 'sea' }], { ignoreConflicts: true })
    assert.equal(await rows.tags.filter({ name: 'one' }).exists(), true)
  }))

test('update changes all rows of a query', () =>
  run(async () => {
    assert.equal(
      await rows.books.filter({ author__country__code: 'FR' }).update({ pages: F('pages').plus(1), subtitle: null }),
      3,
    )
    assert.deepEqual(await list(rows.books.orderBy('id'), 'pages'), [321, 211, null, 321])
    const author = await rows.authors.get({ name: 'Dora' })
    assert.equal(await rows.books.filter({ id: 1 }).update({ author, data: ['x', null] }), 1)
    assert.deepEqual((await bookAt(1)).data, ['x', null])
    await assert.rejects(rows.books.update({ nope: 1 }), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    await assert.rejects(rows.books.update({ tags: 1 }), { code: 'NUAGES_ORM_BAD_UPDATE' })
    await assert.rejects(rows.books.update({ pages: F('author__age') }), { code: 'NUAGES_ORM_BAD_UPDATE' })
    await assert.rejects(rows.books.update({ title: undefined }), { code: 'NUAGES_ORM_UNDEFINED' })
  }))

test('getOrCreate and updateOrCreate', () =>
  run(async () => {
    const [sea, made] = await rows.tags.getOrCreate({ name: 'sea' })
    assert.deepEqual([(sea as Tag).id, made], [1, false])
    const [, fresh] = await rows.authors.getOrCreate({ name: 'Gy' }, { age: () => 9 })
    assert.equal(fresh, true)
    const [gy, again] = await rows.authors.updateOrCreate({ name: 'Gy' }, { age: 10 })
    assert.deepEqual([(gy as Author).age, again], [10, false])
    assert.equal(((await rows.authors.get({ name: 'Gy' })) as Author).age, 10)
  }))

test('bulkUpdate writes the columns that are named', () =>
  run(async () => {
    const books = (await rows.books.orderBy('id').slice(0, 2)) as Book[]
    for (const book of books) Object.assign(book, { pages: 1, title: 'x' })
    assert.equal(await rows.books.bulkUpdate(books, ['pages']), 2)
    assert.deepEqual(await list(rows.books.filter({ pages: 1 }).orderBy('id')), ['Tides', 'Iron'])
  }))

test('a transaction that throws leaves nothing', () =>
  run(async () => {
    await assert.rejects(
      project.database.atomic(async () => {
        await rows.tags.create({ name: 'lost' })
        throw new RangeError('no')
      }),
      RangeError,
    )
    assert.equal(await querySetOf(Tag).filter({ name: 'lost' }).exists(), false)
  }))

test('bulkCreate writes into the rows that are there, and gives them as they stand', () =>
  run(async () => {
    let made: object[] = []
    const sent = await project.sent(async () => {
      made = await rows.countries.bulkCreate(
        [
          { code: 'FR', name: 'République française' },
          { code: 'PT', name: 'Portugal' },
        ],
        { updateConflicts: { fields: ['name'], unique: ['code'] } },
      )
    })
    assert.deepEqual(sent, [
      'INSERT INTO "lib_country" ("code", "name") VALUES (?, ?), (?, ?) ON CONFLICT ("code") DO UPDATE SET "name" = EXCLUDED."name" RETURNING "id", "code", "name"',
    ])
    assert.deepEqual(
      made.map((each) => (each as { pk: unknown }).pk),
      await list(rows.countries.filter({ code__in: ['FR', 'PT'] }).orderBy('id'), 'id'),
    )
    assert.deepEqual(await list(rows.countries.orderBy('id'), 'name'), ['République française', 'Japan', 'Portugal'])
    const [first] = made as [{ name: string; save(): Promise<unknown> }]
    assert.deepEqual(await project.sent(() => first.save()), [])
  }))

test('bulkCreate refuses conflicts that cannot be told', () =>
  run(async () => {
    const one = [{ code: 'FR', name: 'x' }]
    for (const updateConflicts of [
      { fields: [], unique: ['code'] },
      { fields: ['id'], unique: ['code'] },
      { fields: ['name'], unique: [] },
    ])
      await assert.rejects(rows.countries.bulkCreate(one, { updateConflicts }), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    const unknown = { updateConflicts: { fields: ['nam'], unique: ['code'] } }
    await assert.rejects(rows.countries.bulkCreate(one, unknown), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    const both = { ignoreConflicts: true, updateConflicts: { fields: ['name'], unique: ['code'] } }
    await assert.rejects(rows.countries.bulkCreate(one, both), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(rows.countries.bulkCreate([await rows.tags.get({ id: 1 })] as object[]), {
      code: 'NUAGES_ORM_WRONG_MODEL',
    })
  }))
