import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Prefetch, prefetchRelatedObjects, type QuerySetRuntime } from '../../../src/data/orm/runtime.ts'
import type { World } from '../../unit/orm/support/database.ts'
import { library, rows } from '../../unit/orm/support/library.ts'
import type { Server } from '../scratch.ts'
import type { ScratchDatabase } from '../servers.ts'

type Row = Record<string, unknown> & { load(...fields: string[]): Promise<Row> }
const { authors, books, reviews, tags } = rows
const read = async (query: unknown) => (await (query as QuerySetRuntime)) as Row[]
const names = (value: unknown, name = 'title') => (value as Row[]).map((row) => row[name])

/** What a query loads at once, and what later. */
export function loadingSuite({ label, scratch }: Server, options: { skip: false | string }): void {
  describe(`what a query loads, on ${label}`, options, () => {
    let made: ScratchDatabase
    let project: World
    before(async () => {
      made = await scratch()
      project = await library(undefined, made.url)
    })
    after(async () => {
      await project.close()
      await made.drop()
    })
    const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))

    run('columns left out are loaded once for all rows, however many ask at once', async () => {
      const found = await read(books.only('title').orderBy('pk'))
      assert.throws(() => found[0]!['pages'], { code: 'NUAGES_ORM_DEFERRED' })
      const sent = await project.sent(() => Promise.all(found.map((each) => each.load('pages', 'price'))))
      assert.equal(sent.length, 1)
      assert.deepEqual(names(found, 'pages'), [320, 210, null, 320])
      assert.equal(String(found[3]!['price']), '9.99')
    })

    run('relations load for all rows at once, however many ask', async () => {
      const found = await read(books.selectRelated().defer('data', 'author__age').orderBy('pk'))
      assert.equal((found[2]!['author'] as Row)['name'], 'Chiyo')
      const plain = await read(books.orderBy('pk'))
      const sent = await project.sent(() => Promise.all(plain.map((each) => (each['author'] as Row).load())))
      assert.equal(sent.length, 1)
    })

    run('prefetches take slices, names of their own and each other', async () => {
      const best = Prefetch('books', { rows: books.orderBy('-title').slice(0, 1), toAttr: 'best' })
      const sent = await project.sent(async () => {
        const found = await read(authors.prefetchRelated(best, 'best__tags').orderBy('pk'))
        assert.deepEqual(names(found[0]!['best']), ['Tides'])
        assert.deepEqual(names(found[1]!['best']), ['Étoiles'])
        await prefetchRelatedObjects(found, { books__tags: tags.orderBy('-name').slice(0, 1) })
      })
      assert.equal(sent.length, 5)
    })

    run('a stream prefetches for each batch and can be left early', async () => {
      const sent = await project.sent(async () => {
        for await (const row of reviews.prefetchRelated('book').orderBy('pk').iterator(2) as AsyncIterable<Row>)
          assert.equal(typeof (row['book'] as Row)['title'], 'string')
      })
      assert.equal(sent.filter((sql) => sql.includes('lib_book')).length, 2)
      for await (const _ of books.prefetchRelated('tags').iterator(1)) break
      assert.equal(await books.count(), 4)
    })

    run('single rows are found by what is latest', async () => {
      assert.equal(((await books.filter({ published__isnull: false }).latest('published')) as Row)['title'], 'Étoiles')
      assert.equal(await books.filter({ title: 'Tides' }).contains((await books.get({ pk: 1 })) as object), true)
      assert.equal(await books.filter({ pages: 320 }).orderBy().values('pages').distinct().slice(1).exists(), false)
    })
  })
}
