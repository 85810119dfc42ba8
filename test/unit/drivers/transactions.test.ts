import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../src/data/drivers/index.ts'
import { code, opened, reading, temporary, writing } from './helpers.ts'

const insert = writing('INSERT INTO t VALUES (?)')
const select = reading('SELECT a FROM t ORDER BY rowid')

/** The same promises hold for a file and for memory. */
function both(name: string, work: (database: Database, t: TestContext) => Promise<void>): void {
  for (const kind of ['memory', 'file']) {
    test(`${name} (${kind})`, async (t) => {
      const database = await opened(t, kind === 'memory' ? 'sqlite::memory:' : `sqlite:${join(temporary(t), 'app.db')}`)
      await database.script('CREATE TABLE t (a)')
      await work(database, t)
    })
  }
}

const values = async (database: Database) => (await database.all(select, [])).map(([a]) => a)

both('a transaction commits on return and rolls back on throw', async (database) => {
  const result = await database.atomic(async () => {
    await database.run(insert, [1])
    return 'result'
  })
  assert.equal(result, 'result')
  await assert.rejects(
    database.atomic(async () => {
      await database.run(insert, [2])
      assert.deepEqual(await values(database), [1, 2])
      throw new RangeError('no')
    }),
    RangeError,
  )
  assert.deepEqual(await values(database), [1])
  assert.equal(database.inTransaction, false)
})

both('an inner atomic is a savepoint', async (database) => {
  await database.atomic(async () => {
    await database.run(insert, [1])
    await assert.rejects(
      database.atomic(async () => {
        await database.run(insert, [2])
        await database.atomic(() => database.run(insert, [3]))
        throw new RangeError('inner')
      }),
      RangeError,
    )
    await database.atomic(() => database.run(insert, [4]))
  })
  assert.deepEqual(await values(database), [1, 4])
})

both('others neither see an open transaction nor write into it', async (database) => {
  const seen: unknown[] = []
  const transaction = database.atomic(async () => {
    await database.run(insert, [1])
    await sleep(20)
    throw new RangeError('undone')
  })
  const outside = (async () => {
    await sleep(5)
    seen.push(await values(database))
    await database.run(insert, [2])
  })()
  await assert.rejects(transaction, RangeError)
  await outside
  assert.deepEqual(seen, [[]])
  assert.deepEqual(await values(database), [2])
})

both('transactions take their turn, first come, first served', async (database) => {
  const order: number[] = []
  const one = (i: number) =>
    database.atomic(async () => {
      order.push(i)
      await sleep(1)
      await database.run(insert, [i])
    })
  await Promise.all([one(1), one(2), database.run(insert, [0]), one(3)])
  assert.deepEqual(order, [1, 2, 3])
  assert.deepEqual(await values(database), [1, 2, 0, 3])
})

both('onCommit runs after the outermost commit, and not for what was rolled back', async (database) => {
  const ran: string[] = []
  await database.atomic(async () => {
    database.onCommit(() => void ran.push('outer'))
    await database.atomic(async () => database.onCommit(async () => void ran.push(`in ${database.inTransaction}`)))
    await database
      .atomic(async () => {
        database.onCommit(() => void ran.push('never'))
        throw new RangeError()
      })
      .catch(() => {})
    assert.deepEqual(ran, [])
  })
  database.onCommit(() => void ran.push('at once'))
  assert.deepEqual(ran, ['outer', 'in false', 'at once'])
})

both('parallel siblings and writing beside an open savepoint are errors, and all is undone', async (database) => {
  await assert.rejects(
    database.atomic(async () => {
      const slow = () =>
        database.atomic(async () => {
          await sleep(5)
          await database.run(insert, [1])
        })
      await Promise.all([slow(), slow()])
    }),
    code('DRIVERS_PARALLEL_ATOMIC'),
  )
  await assert.rejects(
    database.atomic(async () => {
      await Promise.all([database.atomic(() => sleep(5)), (async () => database.run(insert, [2]))()])
    }),
    code('DRIVERS_PARALLEL_ATOMIC'),
  )
  await assert.rejects(
    database.atomic(async () => void database.atomic(() => sleep(5)).catch(() => {})),
    code('DRIVERS_PARALLEL_ATOMIC'),
  )
  await sleep(10)
  assert.deepEqual(await values(database), [])
  await database.atomic(() => database.run(insert, [3]))
  assert.deepEqual(await values(database), [3])
})

both('what outlives its transaction is refused', async (database) => {
  let late: Promise<unknown> = Promise.resolve()
  await database.atomic(async () => {
    late = sleep(5).then(() => database.run(insert, [1]))
  })
  await assert.rejects(late, code('DRIVERS_TRANSACTION_ENDED'))
  assert.deepEqual(await values(database), [])
})

both('a durable atomic must be the outermost', async (database) => {
  await database.atomic(() => database.run(insert, [1]), { durable: true })
  await assert.rejects(
    database.atomic(() => database.atomic(() => sleep(0), { durable: true })),
    code('DRIVERS_NOT_DURABLE'),
  )
})

both('suspended foreign keys are checked before the commit', async (database) => {
  await database.script('CREATE TABLE c (p integer REFERENCES t (rowid)); CREATE TABLE p (id integer primary key)')
  await database.script('DROP TABLE c; CREATE TABLE c (p integer REFERENCES p (id))')
  await assert.rejects(
    database.atomic(() => database.run(writing('INSERT INTO c VALUES (9)'), []), { foreignKeys: false }),
    code('DRIVERS_FOREIGN_KEY'),
  )
  await database.atomic(
    async () => {
      await database.run(writing('INSERT INTO c VALUES (1)'), [])
      await database.run(writing('INSERT INTO p VALUES (1)'), [])
    },
    { foreignKeys: false },
  )
  assert.deepEqual(await database.all(reading('PRAGMA foreign_keys'), []), [[1]])
  await assert.rejects(
    database.atomic(() => database.atomic(() => sleep(0), { foreignKeys: false })),
    code('DRIVERS_FOREIGN_KEYS_INSIDE'),
  )
})

both('a hundred transactions that add to one number lose none', async (database) => {
  await database.run(insert, [0])
  const add = async () => {
    const [[a]] = (await database.all(select, [])) as [[number]]
    await sleep(0)
    await database.run(writing('UPDATE t SET a = ?'), [a + 1])
  }
  await Promise.all(Array.from({ length: 100 }, () => database.atomic(add)))
  assert.deepEqual(await values(database), [100])
})
