import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Database, Statement } from '../../../src/data/drivers/index.ts'
import type { DatabaseValue } from '../../../src/data/query/index.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'
import type { Author, Book, Tag } from './support/models.ts'
import { Count } from './support/names.ts'

/** A database that answers later, as one over a network does. */
function late(database: Database): Database {
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return new Proxy(database, {
    get(target, name) {
      if (name === 'all' || name === 'run')
        return async (statement: Statement, values: readonly DatabaseValue[]) => {
          await turn()
          return target[name](statement, values)
        }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

let project: World
before(async () => {
  project = await library(late)
})
after(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)

test('reads and writes', () =>
  run(async () => {
    assert.deepEqual(await list(rows.books.filter({ author__country__code: 'FR' }).orderBy('id')), [
      'Tides',
      'Iron',
      'Étoiles',
    ])
    assert.equal(await rows.books.filter({ tags__name: 'sea' }).count(), 2)
    assert.deepEqual(await rows.authors.aggregate({ n: Count('*') }), { n: 4 })
    assert.equal(((await rows.books.orderBy('-id').first()) as Book).title, 'Étoiles')
    await assert.rejects(rows.books.get({ id: 99 }), { code: 'NUAGES_ORM_DOES_NOT_EXIST' })
    const tag = (await rows.tags.create({ name: 'late' })) as Tag
    tag.name = 'later'
    await tag.save()
    assert.equal(await rows.tags.filter({ name: 'later' }).update({ name: 'last' }), 1)
    assert.deepEqual(await tag.delete(), [1, { 'lib.Tag': 1 }])
  }))

test('loading asked for many times at once is one query', () =>
  run(async () => {
    const books = (await rows.books.orderBy('id')) as Book[]
    const sent = await project.sent(async () => {
      const authors = await Promise.all(books.map((book) => book.author.load()))
      assert.deepEqual(
        authors.map((author) => author.name),
        ['Alice', 'Alice', 'Chiyo', 'Bruno'],
      )
      await Promise.all(books.map((book) => book.reviews.load()))
    })
    assert.equal(sent.length, 2)
  }))

test('prefetches', () =>
  run(async () => {
    const [alice] = (await rows.authors.prefetchRelated('books__tags', 'country').orderBy('id')) as Author[]
    const [tides] = (await alice!.books.all()) as unknown as Book[]
    assert.deepEqual(await list(tides!.tags.all() as never, 'name'), ['old', 'sea'])
  }))
