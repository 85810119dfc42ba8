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

both('foreign keys are enforced again after they were suspended', async (database) => {
  await database.script('CREATE TABLE p (id integer primary key); CREATE TABLE c (p integer REFERENCES p (id))')
  const insertKey = () => database.run(writing('INSERT INTO c VALUES (9)'), [])
  await assert.rejects(database.atomic(insertKey, { foreignKeys: false }), code('DRIVERS_FOREIGN_KEY'))
  assert.deepEqual(await database.all(reading('PRAGMA foreign_keys'), []), [[1]])
  assert.throws(insertKey, code('DRIVERS_FOREIGN_KEY'))
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
