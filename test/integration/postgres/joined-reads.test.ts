import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { after, before, beforeEach, describe, test } from 'node:test'
import { queries } from '../../../src/base/events/index.ts'
import { atomic, querySetOf } from '../../../src/data/orm/runtime.ts'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import type { World } from '../../unit/orm/support/database.ts'
import { library, rows } from '../../unit/orm/support/library.ts'

type Row = Record<string, unknown> & {
  save(): Promise<Row>
  load(...fields: string[]): Promise<Row>
}
const { authors, books, tags } = rows
const get = (id: unknown, from = tags) => from.get({ id }) as Promise<Row>
const names = (found: readonly Row[]) => found.map((row) => row['name'])
const skip = await skipWithout('postgres')

describe('reads by key of one tick, on PostgreSQL', { skip }, () => {
  let scratch: ScratchDatabase
  let project: World
  before(async () => {
    scratch = await scratchPostgres()
    project = await library(undefined, scratch.url)
  })
  after(async () => {
    await project.close()
    await scratch.drop()
  })
  beforeEach(() =>
    project.run(async () => {
      await tags.filter({ id__gt: 3 }).delete()
      await tags.bulkCreate(Array.from({ length: 10 }, (_, i) => ({ id: i + 11, name: `tag ${i + 11}` })))
    }),
  )
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
  const keys = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]

  run('the first goes alone and the others together, each to its asker', async () => {
    let found: Row[] = []
    const sent = await project.sent(async () => {
      found = await Promise.all(keys.map((id) => get(id)))
    })
    assert.deepEqual(
      names(found),
      keys.map((id) => `tag ${id}`),
    )
    assert.equal(sent.length, 2)
    assert.match(sent.find((text) => text.includes('ANY'))!, /= ANY\(\$1/)
  })

  run('few are read one by one, as they always were', async () => {
    const sent = await project.sent(() => Promise.all([11, 12, 13].map((id) => get(id))))
    assert.equal(sent.length, 3)
    assert.ok(sent.every((text) => !text.includes('ANY')))
  })

  run('they join from wherever in the tick they are asked', async () => {
    const later = async (id: number, waits: number) => {
      for (let i = 0; i < waits; i++) await null
      return get(id)
    }
    const sent = await project.sent(() => Promise.all(keys.map((id, i) => later(id, i % 4))))
    assert.equal(sent.length, 2)
  })

  run('a row that is not there is missed by its asker alone', async () => {
    const found = await Promise.allSettled([11, 12, 999, 13, 14, 15, 998].map((id) => get(id)))
    assert.deepEqual(
      found.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
    )
    const [, , missing] = found as PromiseRejectedResult[]
    assert.equal(missing!.reason.code, 'NUAGES_ORM_DOES_NOT_EXIST')
    assert.equal(missing!.reason.message, 'No Tag matches the query (id).')
  })

  run('a value that is no key is refused to its asker alone, with the path', async () => {
    const found = await Promise.allSettled([11, 12, 'no number', 13, 14, 15, 2n ** 70n].map((id) => get(id)))
    assert.equal(found.filter(({ status }) => status === 'fulfilled').length, 5)
    const [, , refused] = found as PromiseRejectedResult[]
    assert.deepEqual(Object.keys(refused!.reason.errors ?? refused!.reason.data ?? {}).length > 0, true)
    const alone = await Promise.allSettled([get('no number')])
    assert.equal(refused!.reason.message, (alone[0] as PromiseRejectedResult).reason.message)
  })

  run('who asks for the same key gets a row of its own', async () => {
    const found = await Promise.all([11, 12, 12, 12, 13, 14, 15].map((id) => get(id)))
    assert.deepEqual(names(found), ['tag 11', 'tag 12', 'tag 12', 'tag 12', 'tag 13', 'tag 14', 'tag 15'])
    assert.equal(new Set(found).size, found.length)
    const [, one, other] = found
    one!['name'] = 'changed'
    await one!.save()
    assert.equal(other!['name'], 'tag 12')
    assert.equal((await get(12))['name'], 'changed')
    other!['name'] = 'changed again'
    await other!.save()
    assert.equal((await get(12))['name'], 'changed again')
  })

  run('rows that were read together are not peers: each loads its relations by itself', async () => {
    await books.bulkCreate(
      keys.map((id) => ({ id: id + 100, title: `Book ${id}`, price: '1.00', author: (id % 4) + 1 })),
    )
    const found = await Promise.all(keys.map((id) => get(id + 100, books)))
    const sent = await project.sent(() => (found[5]!['author'] as Row).load())
    assert.equal(sent.length, 1)
    const again = await project.sent(() => (found[6]!['author'] as Row).load())
    assert.equal(again.length, 1)
  })

  run('relations and columns are read as the query says; other shapes do not join it', async () => {
    const found = await Promise.all(
      [1, 2, 3, 4, 1, 2].map((id) => get(id, books.selectRelated('author').only('title', 'author__name'))),
    )
    assert.deepEqual(
      found.map((row) => (row['author'] as Row)['name']),
      ['Alice', 'Alice', 'Chiyo', 'Bruno', 'Alice', 'Alice'],
    )
    assert.throws(() => found[1]!['pages'], { code: 'NUAGES_ORM_DEFERRED' })
    const sent = await project.sent(() =>
      Promise.all([...keys.map((id) => get(id)), get(1, authors), get(2, authors), get(1, books)]),
    )
    assert.equal(sent.length, 5)
  })

  run('a condition more, a prefetch or another column as key is no read by key', async () => {
    for (const read of [
      (id: number) => tags.get({ id, name: `tag ${id}` }),
      (id: number) => tags.prefetchRelated('books').get({ id }),
      (id: number) => tags.get({ name: `tag ${id}` }),
      (id: number) => tags.filter({ id }).first(),
    ]) {
      const sent = await project.sent(() => Promise.all(keys.map(read)))
      assert.ok(sent.length >= keys.length)
    }
  })

  run('a transaction reads by itself, and sees what it wrote', async () => {
    await atomic(async () => {
      for (const id of keys) await tags.filter({ id }).update({ name: `inside ${id}` })
      const sent = await project.sent(async () => {
        const found = await Promise.all(keys.map((id) => get(id)))
        assert.ok(names(found).every((name) => String(name).startsWith('inside')))
      })
      assert.equal(sent.length, keys.length)
      const outside = await new Promise<Row[]>((resolve, reject) => {
        detached(() => project.run(() => Promise.all(keys.map((id) => get(id))))).then(resolve, reject)
      })
      assert.ok(names(outside).every((name) => !String(name).startsWith('inside')))
    })
  })

  run('a write that was awaited is seen by all that is asked for after it', async () => {
    const read = async (id: number) => {
      await tags.filter({ id }).update({ name: `written ${id}` })
      return get(id)
    }
    for (let i = 0; i < 20; i++)
      assert.deepEqual(
        names(await Promise.all(keys.map(read))),
        keys.map((id) => `written ${id}`),
      )
  })

  run('where the query fails, each asker hears of its own statement', async () => {
    const own = querySetOf(tags.model)
    await project.database.script('ALTER TABLE lib_tag RENAME TO lib_tag_away')
    try {
      const found = await Promise.allSettled(keys.map((id) => own.get({ id })))
      assert.ok(found.every(({ status }) => status === 'rejected'))
      assert.equal(new Set(found.map((each) => (each as PromiseRejectedResult).reason)).size, keys.length)
    } finally {
      await project.database.script('ALTER TABLE lib_tag_away RENAME TO lib_tag')
    }
    assert.equal(names(await Promise.all(keys.map((id) => get(id)))).length, keys.length)
  })

  run('what is read alone after all is told of in the context of who asked', async () => {
    const who = new AsyncLocalStorage<number>()
    const heard: unknown[] = []
    const stop = queries.subscribe(() => heard.push(who.getStore()))
    try {
      await Promise.all([11, 12, 13].map((id) => who.run(id, () => get(id))))
    } finally {
      stop()
    }
    assert.deepEqual(heard.sort(), [11, 12, 13])
  })
})

/** Runs `work` outside of every transaction that this file's tests have open. */
const detached = AsyncLocalStorage.snapshot()
