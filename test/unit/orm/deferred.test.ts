import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deferredFields, type QuerySetRuntime, refreshRow, rowToJson, saveRow } from '../../../src/data/orm/runtime.ts'
import { validateRow } from '../../../src/data/orm/validate.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'
import { Book } from './support/models.ts'

type Row = Record<string, unknown> & { load(...fields: string[]): Promise<Row> }
const { authors, books, profiles } = rows
const read = async (query: unknown) => (await (query as QuerySetRuntime)) as Row[]
const columns = (sql: string | undefined) => sql?.slice('SELECT '.length, sql.indexOf(' FROM'))

describe('columns that a query leaves out', () => {
  let project: World
  before(async () => {
    project = await library()
  })
  after(() => project.close())
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
  const reads = async (query: unknown) => columns((await project.sent(() => read(query)))[0])

  run('are named by defer(), or are all but those of only(); the key is always there', async () => {
    assert.equal(await reads(books.only('title', 'author')), '"id", "title", "author_id"')
    assert.equal(await reads(books.only('pk')), '"id"')
    assert.equal(await reads(authors.defer('age', 'country')), '"id", "name", "active"')
    assert.equal(await reads(authors.only()), await reads(authors))
    assert.equal(await reads(authors.defer('id')), await reads(authors))
  })

  run('follow each other as in Django', async () => {
    const name = '"id", "name"'
    const nameAndAge = `${name}, "age"`
    assert.equal(await reads(authors.only('age').only('name')), name)
    assert.equal(await reads(authors.only('name', 'age').defer('age')), name)
    assert.equal(await reads(authors.defer('active').defer('country')), nameAndAge)
    assert.equal(await reads(authors.defer('age').only('name', 'age')), name)
    assert.equal(await reads(authors.only('name').defer('name', 'active')), `${nameAndAge}, "country_id"`)
    assert.equal(await reads(authors.only('name').defer(null)), await reads(authors))
  })

  run('go across relations that are read along', async () => {
    assert.equal(
      await reads(books.selectRelated('author').only('title', 'author__name')),
      't0."id", t0."title", t0."author_id", t1."id", t1."name"',
    )
    const [book] = await read(books.selectRelated('author').only('title', 'author__name').filter({ pk: 1 }))
    const author = book!['author'] as Row
    assert.equal(author['name'], 'Alice')
    assert.throws(() => author['age'], { code: 'NUAGES_ORM_DEFERRED' })
    const [other] = await read(books.selectRelated('author').defer('author__age', 'data').filter({ pk: 1 }))
    assert.deepEqual(deferredFields(other!), ['data'])
    assert.deepEqual(deferredFields(other!['author'] as Row), ['age'])
    const [alice] = await read(authors.selectRelated('profile').only('name', 'profile__bio').filter({ pk: 1 }))
    assert.equal((alice!['profile'] as Row)['bio'], 'Writes at night.')
  })

  run('cannot be the key of a relation that is read along', async () => {
    const wrong = { code: 'NUAGES_ORM_DEFERRED_RELATION', message: /Book\.author cannot be left out/ }
    await assert.rejects(read(books.only('title').selectRelated('author')), wrong)
    await assert.rejects(read(books.defer('author').selectRelated('author')), wrong)
  })

  run('refuse to be read, and say what to do', async () => {
    const [book] = await read(books.only('title').filter({ pk: 1 }))
    assert.ok(book instanceof Book)
    assert.equal(book['title'], 'Tides')
    assert.throws(() => book['pages'], {
      code: 'NUAGES_ORM_DEFERRED',
      message: "Book.pages is not loaded: only() or defer() left it out. Read it with `await row.load('pages')`.",
    })
    assert.throws(() => book['author'], { code: 'NUAGES_ORM_DEFERRED' })
    assert.deepEqual(Object.keys(rowToJson(book)), ['id', 'title'])
    assert.match(String(book), /Book object/)
  })

  run('are loaded for all rows of the result at once', async () => {
    const found = await read(books.only('title').orderBy('pk'))
    let first: Row | undefined
    const sent = await project.sent(async () => {
      first = await found[0]!.load('pages', 'author')
      await found[1]!.load('pages')
    })
    assert.equal(sent.length, 1)
    assert.equal(first, found[0])
    assert.deepEqual(
      found.map((each) => each['pages']),
      [320, 210, null, 320],
    )
    const names = await project.sent(async () => {
      for (const each of found) await (each['author'] as Row).load()
    })
    assert.equal(names.length, 1)
    assert.equal(found[0]!['title'], 'Tides')
  })

  run('are loaded for one row by refresh(), which reads what the row has', async () => {
    const found = await read(books.only('title').orderBy('pk'))
    await refreshRow(found[0]!, ['author'])
    assert.equal(found[0]!['author_id'], 1)
    assert.throws(() => found[1]!['author_id'], { code: 'NUAGES_ORM_DEFERRED' })
    assert.equal(((await (found[0]!['author'] as Row).load()) as Row)['name'], 'Alice')
    const sent = await project.sent(() => refreshRow(found[1]!))
    assert.equal(columns(sent[0]), '"id", "title"')
    assert.deepEqual(deferredFields(found[1]!).includes('pages'), true)
  })

  run('are never written by save(), but what was set is', async () => {
    const [book] = await read(books.only('title').filter({ pk: 4 }))
    book!['title'] = 'Stars'
    book!['pages'] = 99
    const sent = await project.sent(() => saveRow(book!))
    assert.deepEqual(sent, ['UPDATE "lib_book" SET "title" = ?, "pages" = ? WHERE "id" = ?'])
    assert.deepEqual(await project.sent(() => saveRow(book!)), [])
    book!['pages'] = 100
    assert.deepEqual(await project.sent(() => saveRow(book!)), ['UPDATE "lib_book" SET "pages" = ? WHERE "id" = ?'])
    const [whole] = await read(books.filter({ pk: 4 }))
    assert.equal(whole!['title'], 'Stars')
    assert.equal(whole!['price']?.toString(), '9.99')
    whole!['title'] = 'Étoiles'
    whole!['pages'] = 320
    await saveRow(whole!)
  })

  run('leave a copy incomplete', async () => {
    const [book] = await read(books.only('title').filter({ pk: 4 }))
    book!['id'] = null
    await assert.rejects(saveRow(book!), { code: 'NUAGES_ORM_DEFERRED' })
    book!['id'] = 4000
    await assert.rejects(saveRow(book!), { code: 'NUAGES_ORM_ROW_GONE' })
  })

  run('are not validated, but read where uniqueness needs them', async () => {
    const [profile] = await read(profiles.only('bio'))
    profile!['bio'] = 'Sleeps at night.'
    assert.deepEqual(await project.sent(() => validateRow(profile!)), [])
    await saveRow(profile!)
    assert.deepEqual([...(await list(profiles, 'bio'))], ['Sleeps at night.'])
  })

  run('do not reach values(), which names its own', async () => {
    assert.deepEqual([...(await books.only('pages').filter({ pk: 1 }).values('title'))], [{ title: 'Tides' }])
    assert.throws(() => books.values('title').only('title'), { code: 'NUAGES_ORM_NOT_ROWS' })
    assert.throws(() => books.values('title').defer('title'), { code: 'NUAGES_ORM_NOT_ROWS' })
    assert.throws(() => books.values('title').selectRelated('author'), { code: 'NUAGES_ORM_NOT_ROWS' })
  })

  run('have names that are held against the model', async () => {
    await assert.rejects(read(books.only('titel')), {
      code: 'NUAGES_ORM_UNKNOWN_FIELD',
      message: /did you mean 'title'/,
    })
    await assert.rejects(read(books.defer('author__nmae')), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    await assert.rejects(read(books.defer('title__upper')), { code: 'NUAGES_ORM_NOT_A_RELATION' })
    for (const wrong of [undefined, 3, null, ['title']])
      assert.throws(() => books.only(wrong as never), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    assert.throws(() => books.defer('title', null), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects((await read(books.only('title')))[0]!.load('titel'), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
  })

  run('come along where a prefetch needs them', async () => {
    const found = await read(authors.prefetchRelated({ books: books.only('title').orderBy('pk') }).orderBy('pk'))
    const many = found[0]!['books'] as { load(): Promise<Row[]> }
    assert.deepEqual(
      (await many.load()).map((each) => each['title']),
      ['Tides', 'Iron'],
    )
  })

  run('share what rows inherit from', async () => {
    const one = (await read(books.only('title')))[0]!
    const two = (await read(books.defer(null).only('title').selectRelated().filter({ pk: 2 })))[0]!
    assert.notEqual(Object.getPrototypeOf(one), Book.prototype)
    assert.equal(
      Object.getPrototypeOf((await read(books.only('title').filter({ pk: 2 })))[0]),
      Object.getPrototypeOf(one),
    )
    assert.equal((two['author'] as Row)['name'], 'Alice')
    assert.equal(Object.getPrototypeOf(Object.getPrototypeOf(two)), Book.prototype)
  })
})
