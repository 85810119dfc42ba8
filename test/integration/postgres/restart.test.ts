import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { cannotStartPostgres, startPostgres } from '../../support/postgres-server.ts'
import { code, read, write } from './helpers.ts'

/** How many connections are where the server is to find them when it stops. */
const underWay = `SELECT count(*) FROM pg_stat_activity WHERE (state, query) IN
  (('active', 'SELECT pg_sleep(60)'), ('idle in transaction', 'INSERT INTO t VALUES (1)'))`

const skip = cannotStartPostgres()
if (skip !== false) console.log(`skipped: a PostgreSQL server that restarts (${skip})`)

test('a server that stops and comes back: each failure is named, and the next statement connects anew', {
  skip,
}, async (t) => {
  const server = startPostgres(t)
  const database = await openDatabase(`${server.url}&pool=3`)
  t.after(() => database.close())
  await database.script('CREATE TABLE t (a integer)')
  for (const mode of ['fast', 'immediate'] as const) {
    const sleeping = assert.rejects(read(database, 'SELECT pg_sleep(60)'), { ...code('CONNECTION_LOST'), status: 503 })
    const stopped = Promise.withResolvers<void>()
    const transaction = async () => {
      await write(database, 'INSERT INTO t VALUES (1)')
      await stopped.promise
      await write(database, 'INSERT INTO t VALUES (2)')
    }
    // With the read, all connections of the pool: none is left whose loss nobody has waited for.
    const transactions = [1, 2].map(() => assert.rejects(database.atomic(transaction), code('CONNECTION_LOST')))
    const watching = await openDatabase(`${server.url}&pool=1`)
    while ((await read(watching, underWay))[0]![0] !== 3) await sleep(10)
    await watching.close()
    server.stop(mode)
    stopped.resolve()
    await Promise.all([sleeping, ...transactions])
    // Nobody is there: a named error, at once, for whoever asks, and for those who would have to wait.
    const refused = await Promise.allSettled(Array.from({ length: 8 }, () => read(database, 'SELECT 1')))
    for (const each of refused) {
      assert.equal(each.status, 'rejected')
      assert.equal((each as PromiseRejectedResult).reason.code, 'NUAGES_DRIVERS_CANNOT_CONNECT')
    }
    server.start()
    assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[0]])
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => read(database, 'SELECT $1::int', i)))
    assert.deepEqual(
      all.flat(2),
      Array.from({ length: 20 }, (_, i) => i),
    )
  }
})
