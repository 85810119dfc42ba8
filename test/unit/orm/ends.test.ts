import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Count, type QuerySetRuntime } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'

type Row = Record<string, unknown>
const { authors, books, tags } = rows
const title = async (row: Promise<unknown>) => ((await row) as Row | null)?.['title']

describe('single rows of a queryset', () => {
  let project: World
  before(async () => {
    project = await library()
  })
  after(() => project.close())
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))

  run('earliest() and latest() go by paths', async () => {
    const dated = books.filter({ published__isnull: false })
    assert.equal(await title(dated.earliest('published')), 'Tides')
    assert.equal(await title(dated.latest('published')), 'Étoiles')
    assert.equal(await title(books.latest('author__name', 'title')), 'Light')
    assert.equal(await title(books.latest('-author__name', 'pk')), 'Iron')
    assert.equal(await title(books.orderBy('-pk').earliest('pk')), 'Tides')
    assert.equal(await title(books.reverse().latest('pk')), 'Tides')
  })

  run('earliest() and latest() find a row or throw', async () => {
    await assert.rejects(books.filter({ pk: 99 }).latest('pk'), { code: 'NUAGES_ORM_DOES_NOT_EXIST' })
    assert.deepEqual(
      await project.sent(async () => {
        await assert.rejects(books.none().latest('pk'), { code: 'NUAGES_ORM_DOES_NOT_EXIST' })
      }),
      [],
    )
    await assert.rejects(books.latest(), { code: 'NUAGES_ORM_NO_LATEST', message: /^latest\(\) on Book/ })
    await assert.rejects(books.earliest('titel'), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    await assert.rejects(books.earliest(3 as never), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(books.slice(1).latest('pk'), { code: 'NUAGES_ORM_SLICED' })
  })

  run('contains() asks for a row', async () => {
    const book = (await books.get({ pk: 1 })) as object
    const sent = await project.sent(async () => {
      assert.equal(await books.filter({ title: 'Tides' }).contains(book), true)
      assert.equal(await books.exclude({ title: 'Tides' }).contains(book), false)
      assert.equal(await authors.contains(book), false)
      assert.equal(await books.none().contains(book), false)
    })
    assert.equal(sent.length, 2)
    assert.match(sent[0]!, /^SELECT 1 .* LIMIT 1$/)
    await assert.rejects(books.contains(books.build({ title: 'x' })), { code: 'NUAGES_ORM_NOT_SAVED' })
    await assert.rejects(books.contains(1 as never), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(books.values('title').contains(book), { code: 'NUAGES_ORM_NOT_ROWS' })
    await assert.rejects(books.slice(0, 2).contains(book), { code: 'NUAGES_ORM_SLICED' })
  })

  run('first() and last() of a slice need an order', async () => {
    assert.equal(await title(books.orderBy('title').slice(1, 3).first()), 'Light')
    assert.equal(((await tags.slice(1).first()) as Row)['name'], 'old')
    await assert.rejects(books.slice(1, 3).first(), { code: 'NUAGES_ORM_SLICED' })
    await assert.rejects(books.orderBy('title').slice(1, 3).last(), { code: 'NUAGES_ORM_SLICED' })
    assert.equal(await books.slice(2, 2).first(), null)
  })

  run('an empty slice sends nothing', async () => {
    const empty = books.slice(2, 2)
    const sent = await project.sent(async () => {
      assert.deepEqual(await empty, [])
      assert.equal(await empty.count(), 0)
      assert.equal(await empty.exists(), false)
      assert.equal(await books.slice(0, 0).exists(), false)
      assert.equal(await books.slice(0, 3).slice(3, 5).values('title').exists(), false)
    })
    assert.deepEqual(sent, [])
  })

  run('exists() reads one row of a slice, and skips equal ones where they count once', async () => {
    assert.equal(await books.slice(3).exists(), true)
    assert.equal(await books.slice(4).exists(), false)
    const pages = books.filter({ pages: 320 }).orderBy().values('pages')
    assert.equal(await pages.slice(1).exists(), true)
    assert.equal(await pages.distinct().slice(1).exists(), false)
    assert.equal(
      await authors
        .annotate({ n: Count('books') })
        .filter({ n__gt: 1 })
        .slice(1)
        .exists(),
      false,
    )
    const [sql] = await project.sent(() => books.slice(1, 3).exists())
    assert.match(sql!, /^SELECT 1 FROM "lib_book" LIMIT 1 OFFSET \?$/)
  })

  run('a reverse() holds on for what is ordered later', async () => {
    assert.deepEqual([...(await list(books.reverse().orderBy('title')))], ['Étoiles', 'Tides', 'Light', 'Iron'])
    assert.deepEqual([...(await list(books.orderBy('title').reverse().reverse()))].slice(0, 2), ['Iron', 'Light'])
  })

  run('inBulk() goes by what is unique', async () => {
    const byName = await tags.inBulk(['old', 'sea', 'none'], 'name')
    assert.deepEqual([...byName.keys()].sort(), ['old', 'sea'])
    assert.equal((await tags.inBulk()).size, 3)
    assert.equal((await tags.only('pk').inBulk(['old'], 'name')).size, 1)
    await assert.rejects(books.inBulk(['Tides'], 'title'), { code: 'NUAGES_ORM_BAD_KEY' })
    await assert.rejects(tags.slice(1).inBulk([1]), { code: 'NUAGES_ORM_SLICED' })
    await assert.rejects(tags.values('name').inBulk([1]), { code: 'NUAGES_ORM_NOT_ROWS' })
    await assert.rejects((tags as QuerySetRuntime).inBulk(3 as never), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
  })
})
