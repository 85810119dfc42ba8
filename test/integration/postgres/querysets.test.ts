import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { createOrm, ormService } from '../../../src/data/orm/orm.ts'
import { F } from '../../../src/data/orm/runtime.ts'
import { type ScratchDatabase, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import type { World } from '../../unit/orm/support/database.ts'
import { items, marks, openParts, parts, querysetSuite } from '../../unit/orm/support/queryset-suite.ts'

const skip = await skipWithout('postgres')

if (skip === false) {
  const scratch = await scratchPostgres()
  after(() => scratch.drop())
  querysetSuite('querysets on PostgreSQL', () => openParts(scratch.url))
}

describe('what only PostgreSQL does', { skip }, () => {
  let scratch: ScratchDatabase
  let project: World
  before(async () => {
    scratch = await scratchPostgres()
    project = await openParts(scratch.url)
  })
  after(async () => {
    await project?.close()
    await scratch?.drop()
  })
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
  const sent = async (work: () => PromiseLike<unknown>) => (await project.sent(async () => await work()))[0]!
  const locked = (of: typeof items) => sent(() => project.database.atomic(() => of.filter({ id: 1 }).rows()))

  run('distinct() with paths keeps the first row of each', async () => {
    const first = items.filter({ size__isnull: false }).orderBy('part', '-size', 'id').distinct('part')
    assert.deepEqual(await first.valuesList('part', 'size', 'id'), [
      [1, 0, 4],
      [2, 1, 2],
      [3, 2, 3],
    ])
    assert.equal(await first.count(), 3)
    await assert.rejects(first.update({ size: 1 }), { code: 'NUAGES_ORM_NOT_ROWS' })
  })

  run('selectForUpdate() says how', async () => {
    assert.match(await locked(items.selectForUpdate()), /FOR UPDATE$/)
    assert.match(await locked(items.selectForUpdate({ nowait: true })), /FOR UPDATE NOWAIT$/)
    assert.match(
      await locked(items.selectForUpdate({ noKey: true, skipLocked: true })),
      /FOR NO KEY UPDATE SKIP LOCKED$/,
    )
    assert.match(await locked(items.selectRelated('part').selectForUpdate({ of: ['self'] })), /FOR UPDATE OF t0$/)
    assert.match(await locked(items.selectRelated('part').selectForUpdate({ of: ['part'] })), /FOR UPDATE OF t1$/)
    await assert.rejects(locked(items.selectForUpdate({ of: ['part'] })), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    await assert.rejects(locked(parts.selectRelated('parent').selectForUpdate()), {
      code: 'NUAGES_SQL_UNSUPPORTED_QUERY',
    })
    await assert.rejects(locked(items.distinct().selectForUpdate()), { code: 'NUAGES_SQL_UNSUPPORTED_QUERY' })
    assert.doesNotMatch(await sent(() => items.selectForUpdate().count()), /FOR UPDATE/)
  })

  run('selectForUpdate() keeps others away from the rows', async () => {
    const other = await openDatabase(scratch.url)
    const orm = createOrm({ registry: project.orm.registry, databases: { default: other } })
    const elsewhere = <R>(work: () => Promise<R>) =>
      runInScope({ services: new Map<symbol, unknown>([provide(ormService, orm)]) }, () => other.atomic(work))
    try {
      await project.database.atomic(async () => {
        await items.selectForUpdate().get({ id: 1 })
        const first = items.filter({ id__lt: 3 }).orderBy('id')
        await assert.rejects(
          elsewhere(async () => first.selectForUpdate({ nowait: true })),
          {
            code: 'NUAGES_DRIVERS_LOCK_NOT_AVAILABLE',
          },
        )
        const free = await elsewhere(async () =>
          first.selectForUpdate({ skipLocked: true }).valuesList('id', { flat: true }),
        )
        assert.deepEqual(free, [2])
        // Rows that point at a row need no more than its key.
        await items.filter({ id: 2 }).selectForUpdate({ noKey: true }).rows()
        await elsewhere(async () => marks.create({ item: 2, word: 'z' }))
      })
    } finally {
      await other.close()
    }
  })

  run('explain() takes options', async () => {
    const plan = JSON.parse(await items.filter({ id: 1 }).explain({ format: 'json', verbose: true })) as {
      Plan: object
    }[]
    assert.ok('Plan' in plan[0]!)
    assert.match(await items.filter({ id: 1 }).explain({ analyze: true }), /actual/)
    for (const options of [{ analyse: true }, { analyze: 'true' }, { 'analyze, verbose': true }])
      await assert.rejects(items.explain(options), { code: 'NUAGES_SQL_UNSUPPORTED_QUERY' })
  })

  run('a cursor stands between moments that differ by a microsecond', async () => {
    await project.database.script(
      "update lib_item set at = timestamptz '2024-01-01 00:00:00Z' + id * interval '1 microsecond'",
    )
    const ordered = items.orderBy('-at')
    const one = await ordered.cursorPage({ size: 5 })
    const two = await ordered.cursorPage({ size: 5, after: one.next })
    assert.deepEqual(
      two.rows.map((row) => (row as { id: number }).id),
      [7, 6, 5, 4, 3],
    )
    const back = await items.orderBy(F('at').desc()).cursorPage({ size: 5, before: two.previous })
    assert.deepEqual(
      back.rows.map((row) => (row as { id: number }).id),
      [12, 11, 10, 9, 8],
    )
  })
})
