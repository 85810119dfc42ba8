import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { createMissingTables } from '../../../src/data/migrations/index.ts'
import { atomic, connect, Exists, field, Model, type Router } from '../../../src/data/orm/index.ts'
import { collectQueries } from '../../../src/tools/testing/count-queries.ts'
import { tables } from './support/database.ts'

class Author extends Model {
  name = field.char({ maxLength: 50 })
  books = field.reverse(() => Book, 'author')
}

class Book extends Model {
  title = field.char({ maxLength: 50, unique: true })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
}

/** A primary database, a second door to it that only reads, and a database of something else. */
async function replicated(t: TestContext, router: Router) {
  const directory = mkdtempSync(join(tmpdir(), 'nuages-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const file = join(directory, 'app.db')
  const project = await connect(`sqlite:${file}`, { models: { Author, Book } })
  await project.database.script(tables(project.orm.registry))
  await project.close()
  const urls = { default: `sqlite:${file}`, replica: `sqlite:${file}?mode=ro`, archive: 'sqlite::memory:' }
  const found = await connect(urls, { models: { Author, Book }, router })
  await found.orm.database('archive').script(tables(found.orm.registry))
  t.after(() => found.close())
  return found
}

const replicas: Router = { read: () => 'replica', write: () => 'default' }

/** The databases that `work` spoke to, in order, each once. */
async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const { queries } = await collectQueries(work)
  return [...new Set(queries.map(({ database }) => database))]
}

test('reads go to the replica, writes to the primary', async (t) => {
  await replicated(t, replicas)
  const ada = await Author.create({ name: 'Ada' })
  assert.deepEqual(await asked(() => Book.create({ title: 'A', author: ada })), ['default'])
  for (const read of [
    () => Book.all(),
    () => Book.get({ title: 'A' }),
    () => Book.filter({ title: 'A' }).first(),
    () => Book.filter({ title: 'A' }).count(),
    () => Book.filter({ title: 'A' }).exists(),
    async () => {
      for await (const _ of Book.all()) void 0
    },
    () => Book.all().prefetchRelated('author'),
  ])
    assert.deepEqual(await asked(async () => read()), ['replica'])
  assert.deepEqual(await asked(() => Book.filter({ title: 'A' }).update({ title: 'B' })), ['default'])
  assert.deepEqual(await asked(() => Book.getOrCreate({ title: 'B' }, { author: ada })), ['default'])
  assert.deepEqual(await asked(() => Book.updateOrCreate({ title: 'C' }, { author: ada })), ['default'])
  assert.deepEqual(await asked(() => Book.bulkCreate([{ title: 'D', author: ada }])), ['default'])
  assert.deepEqual(await asked(() => Book.filter({ title: 'D' }).delete()), ['default'])
})

test('a row of the replica is written to the primary, and stands in relations with rows of it', async (t) => {
  await replicated(t, replicas)
  await Author.create({ name: 'Ada' })
  const ada = await Author.get({ name: 'Ada' })
  ada.name = 'Ada L.'
  assert.deepEqual(await asked(() => ada.save()), ['default'])
  const book = await Book.create({ title: 'A', author: ada })
  assert.deepEqual(await asked(() => book.refresh()), ['default'])
  const read = await Book.get({ title: 'A' })
  assert.deepEqual(await asked(() => read.author.load()), ['replica'])
  read.author = await Author.create({ name: 'Bob' })
  assert.deepEqual(await asked(() => read.save()), ['default'])
  assert.deepEqual(await asked(() => ada.books.create({ title: 'E' })), ['default'])
  assert.deepEqual(await asked(() => ada.delete()), ['default'])
})

test('inside a transaction on the primary, what it wrote is read', async (t) => {
  await replicated(t, replicas)
  await Author.create({ name: 'Ada' })
  const outside = await Author.get({ name: 'Ada' })
  const spoken = await asked(() =>
    atomic(async () => {
      const ada = await Author.create({ name: 'Ada 2' })
      await Book.create({ title: 'A', author: ada })
      assert.equal(await Author.filter({ name: 'Ada 2' }).count(), 1)
      await Book.create({ title: 'B', author: outside })
      assert.equal((await outside.books.all()).length, 1)
    }),
  )
  assert.deepEqual(spoken, ['default'])
})

test('a database of its own for a model; `using` is stronger', async (t) => {
  await replicated(t, {
    read: ({ name }) => (name === 'Book' ? 'archive' : undefined),
    write: ({ label }) => (label === 'app.book' ? 'archive' : undefined),
  })
  const { id } = await Author.create({ name: 'Ada' })
  assert.deepEqual(await asked(() => Author.get({ id })), ['default'])
  await Author.using('archive').create({ name: 'Bob' })
  const bob = await Author.using('archive').get({ name: 'Bob' })
  assert.deepEqual(await asked(() => Book.create({ title: 'A', author: bob })), ['archive'])
  assert.equal(await Book.all().count(), 1)
  assert.equal(await Book.using('default').count(), 0)
  // No router has the word about a row: it goes back to where it came from.
  bob.name = 'Robert'
  assert.deepEqual(await asked(() => bob.save()), ['archive'])
})

test('rows of different databases do not stand in a relation', async (t) => {
  await replicated(t, replicas)
  await replicated(t, {})
  const here = await Author.create({ name: 'Here' })
  const there = await Author.using('archive').create({ name: 'There' })
  const own = await Book.create({ title: 'B', author: here })
  assert.throws(() => (own.author = there), { code: 'NUAGES_ORM_OTHER_DATABASE' })
})

test('a query inside of another one names no other database', async (t) => {
  await replicated(t, {})
  const ada = await Author.create({ name: 'Ada' })
  const refused = { code: 'NUAGES_ORM_OTHER_DATABASE_INSIDE' }
  const inner = Author.using('archive').filter({ name: 'Ada' })
  const books = Book.filter({ author__in: inner })
  await assert.rejects(async () => books, refused)
  await assert.rejects(async () => books.count(), refused)
  await assert.rejects(async () => Author.all().union(Author.using('archive')), refused)
  await assert.rejects(async () => Author.all().annotate({ found: Exists(Book.using('archive')) }), refused)
  // Where both are the same, and where the outer one moves there, plans do not stand in each other's way.
  assert.deepEqual(await asked(async () => books.using('archive')), ['archive'])
  await assert.rejects(async () => books, refused)
  assert.deepEqual(await asked(async () => Book.filter({ author__in: Author.using('default') })), ['default'])
  assert.equal(await Book.filter({ author__in: [ada] }).count(), 0)
})

test('related rows may come from any copy of their home', async (t) => {
  await replicated(t, replicas)
  const ada = await Author.create({ name: 'Ada' })
  await Book.create({ title: 'A', author: ada })
  const read = await Book.filter({ pk__in: ada.books.all() })
  assert.deepEqual(
    read.map(({ title }) => title),
    ['A'],
  )
})

test('updateOrCreate of a named database stays there', async (t) => {
  await replicated(t, replicas)
  const update = () => Author.using('archive').updateOrCreate({ name: 'Ada' }, { name: 'Ada L.' })
  assert.deepEqual(await asked(update), ['archive'])
  assert.equal(await Author.using('archive').count(), 1)
  assert.equal(await Author.using('default').count(), 0)
})

test('a router that names no database of the project is told which there are', async (t) => {
  await replicated(t, { read: () => 'replcia' })
  await assert.rejects(
    async () => Author.all(),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, 'NUAGES_ORM_NO_DATABASE')
      assert.match(error.message, /replcia/)
      return true
    },
  )
})

test('migrations and development make the tables of a database where the router wants them', async (t) => {
  const project = await connect(
    { default: 'sqlite::memory:', archive: 'sqlite::memory:' },
    {
      models: { Author, Book },
      router: { migrate: (database, { name }) => (database === 'archive') === (name === 'Book') },
    },
  )
  t.after(() => project.close())
  const names = async (name: string) =>
    (await introspect(project.orm.database(name))).tables
      .map((table) => table.name)
      .filter((table) => table.startsWith('app_'))
  const apps = [{ label: 'app' }]
  for (const database of ['default', 'archive']) await createMissingTables({ orm: project.orm, apps, database })
  assert.deepEqual([await names('default'), await names('archive')], [['app_author'], ['app_book']])
})
