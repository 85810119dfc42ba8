import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { F, OuterRef, RowRange, Subquery, Sum, Value, Window } from '../../../src/data/orm/index.ts'
import { createOrm, ormService } from '../../../src/data/orm/orm.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'
import type { World } from '../../unit/orm/support/database.ts'
import { items, openParts, parts, querysetSuite } from '../../unit/orm/support/queryset-suite.ts'

const skip = await skipWithout('mariadb')

if (skip === false) {
  const scratch = await scratchMariadb()
  after(() => scratch.drop())
  querysetSuite('querysets on MariaDB', () => openParts(scratch.url))
}

describe('what only MariaDB does', { skip }, () => {
  let scratch: ScratchDatabase
  let project: World
  before(async () => {
    scratch = await scratchMariadb()
    project = await openParts(scratch.url)
  })
  after(async () => {
    await project?.close()
    await scratch?.drop()
  })
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))
  const sent = async (work: () => PromiseLike<unknown>) => (await project.sent(async () => await work()))[0]!
  const locked = (of: typeof items) => sent(() => project.database.atomic(() => of.filter({ id: 1 }).rows()))
  const unsupported = { code: 'NUAGES_SQL_UNSUPPORTED_QUERY' }

  run('what it cannot say is refused by name', async () => {
    await assert.rejects(async () => items.distinct('part'), unsupported)
    await assert.rejects(locked(items.selectRelated('part').selectForUpdate({ of: ['part'] })), unsupported)
    await assert.rejects(locked(items.selectForUpdate({ noKey: true })), unsupported)
    await assert.rejects(locked(items.distinct().selectForUpdate()), unsupported)
    const latest = items.filter({ part: OuterRef('part') }).orderBy('-id')
    await assert.rejects(async () => items.filter({ id__in: latest.values('id').slice(0, 1) }), unsupported)
    assert.equal(await items.filter({ id: Subquery(latest.values('id').slice(0, 1) as never) }).count(), 3)
    const frame = RowRange(-1, 0, { exclusion: 'current row' })
    await assert.rejects(async () => items.annotate({ x: Window(Sum('size'), { orderBy: 'id', frame }) }), unsupported)
  })

  run('selectForUpdate() says how', async () => {
    assert.match(await locked(items.selectForUpdate()), /FOR UPDATE$/)
    assert.match(await locked(items.selectForUpdate({ nowait: true })), /FOR UPDATE NOWAIT$/)
    assert.match(await locked(items.selectForUpdate({ skipLocked: true })), /FOR UPDATE SKIP LOCKED$/)
    assert.match(await locked(parts.selectRelated('parent').selectForUpdate()), /FOR UPDATE$/)
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
          { code: 'NUAGES_DRIVERS_LOCK_NOT_AVAILABLE' },
        )
        const free = await elsewhere(async () =>
          first.selectForUpdate({ skipLocked: true }).valuesList('id', { flat: true }),
        )
        assert.deepEqual(free, [2])
      })
    } finally {
      await other.close()
    }
  })

  run('explain() takes options', async () => {
    const plan = JSON.parse(await items.filter({ id: 1 }).explain({ format: 'json' })) as { query_block: object }
    assert.ok('query_block' in plan)
    assert.match(await items.filter({ id: 1 }).explain({ format: 'json', analyze: true }), /r_loops/)
    for (const options of [{ analyse: true }, { analyze: 'true' }, { format: 'xml' }])
      await assert.rejects(items.explain(options), unsupported)
  })

  run('nulls stand where they are asked for', async () => {
    await items.filter({ id__lte: 2 }).update({ size: null })
    await items.filter({ id__gt: 2, size__isnull: true }).update({ size: 0 })
    const order = async (of: object) => (await items.orderBy(of, 'id').valuesList('id', { flat: true })) as number[]
    assert.deepEqual((await order(F('size').asc({ nulls: 'last' }))).slice(-2), [1, 2])
    assert.deepEqual((await order(F('size').asc({ nulls: 'first' }))).slice(0, 2), [1, 2])
    assert.deepEqual((await order(F('size').desc({ nulls: 'first' }))).slice(0, 2), [1, 2])
    assert.deepEqual((await order(F('size').desc({ nulls: 'last' }))).slice(-2), [1, 2])
  })

  run('a list of values is as wide as the widest of each statement', async () => {
    const long = 'y'.repeat(20)
    for (const name of ['x', long]) {
      const united = items.values({ word: Value(name) }).union(items.values({ word: Value('z') }))
      assert.deepEqual(
        ((await united) as unknown as { word: string }[]).map(({ word }) => word).sort(),
        [name, 'z'].sort(),
      )
      const rows = (await items.filter({ id__lte: 3 }).orderBy('id')) as unknown as { name: string }[]
      rows.forEach((row, i) => {
        row.name = `${name.slice(1)}${i}`
      })
      assert.equal(await items.bulkUpdate(rows, ['name']), 3)
      assert.deepEqual(
        await items.filter({ id__lte: 3 }).orderBy('id').valuesList('name', { flat: true }),
        rows.map((row) => row.name),
      )
    }
  })

  run('a cursor stands between moments that differ by a microsecond', async () => {
    await project.database.script("update lib_item set at = timestamp '2024-01-01 00:00:00' + interval id microsecond")
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
