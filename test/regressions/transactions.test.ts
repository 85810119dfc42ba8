import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Database, openDatabase } from '../../src/data/drivers/index.ts'
import { scratchPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/services.ts'

const databases = [
  { name: 'SQLite', skip: false, open: async () => ({ url: 'sqlite::memory:', drop: async () => {} }) },
  { name: 'PostgreSQL', skip: await skipWithout('postgres'), open: scratchPostgres },
]

for (const { name, skip, open } of databases)
  describe(`savepoints that nobody awaits on ${name}`, { skip }, () => {
    let database: Database
    let drop: () => Promise<void>
    before(async () => {
      const scratch = await open()
      drop = scratch.drop
      database = await openDatabase(scratch.url)
      await database.script('CREATE TABLE t (a integer)')
    })
    after(async () => {
      await database.close()
      await drop()
    })
    const insert = async (value: number) =>
      database.run({ text: `INSERT INTO t VALUES (${value})`, writes: true, wide: false }, [])
    const rows = async () =>
      (await database.all({ text: 'SELECT a FROM t ORDER BY a', writes: false, wide: false }, [])).map(([a]) => a)
    const codeOf = (work: Promise<unknown>) => work.then(String, (error: { code?: string }) => error.code)

    test('what is undone with the transaction around it does not tell of success', async () => {
      const begun = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<void>()
      let inner: Promise<unknown> = Promise.resolve()
      const outer = database.atomic(async () => {
        inner = codeOf(
          database.atomic(async () => {
            await insert(1)
            begun.resolve()
            await gate.promise
            return 'done'
          }),
        )
        await begun.promise
      })
      await assert.rejects(outer, { code: 'NUAGES_DRIVERS_PARALLEL_ATOMIC' })
      gate.resolve()
      assert.equal(await inner, 'NUAGES_DRIVERS_TRANSACTION_ENDED')
      assert.deepEqual(await rows(), [])
    })

    test('one inside a savepoint that failed ends with it, and undoes nothing that comes later', async () => {
      const begun = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<void>()
      let deep: Promise<unknown> = Promise.resolve()
      await database.atomic(async () => {
        const middle = database.atomic(async () => {
          deep = codeOf(
            database.atomic(async () => {
              begun.resolve()
              await gate.promise
            }),
          )
          await begun.promise
          throw new RangeError()
        })
        await assert.rejects(middle, RangeError)
        await database.atomic(() =>
          database.atomic(async () => {
            await insert(2)
            gate.resolve()
            assert.equal(await deep, 'NUAGES_DRIVERS_TRANSACTION_ENDED')
            await insert(3)
          }),
        )
        await insert(4)
      })
      assert.deepEqual(await rows(), [2, 3, 4])
    })
  })

// Callbacks went to the next list as arguments of one call, of which there may be so many and no more: a transaction that was committed told of an error, and what
// waited for its rollback was called, so that files of its rows were deleted.
for (const { name, skip, open } of databases)
  test(`a transaction has as many callbacks as it likes on ${name}`, { skip }, async () => {
    const { url, drop } = await open()
    const database = await openDatabase(url)
    try {
      for (const nested of [false, true]) {
        const called = { commit: 0, rollback: 0 }
        const work = async () => {
          for (let i = 0; i < 150_000; i++) {
            database.onCommit(() => void called.commit++)
            database.onRollback(() => void called.rollback++)
          }
        }
        await database.atomic(nested ? () => database.atomic(work) : work)
        assert.deepEqual(called, { commit: 150_000, rollback: 0 })
        called.commit = 0
        await assert.rejects(
          database.atomic(async () => {
            await (nested ? database.atomic(work) : work())
            throw new RangeError('no')
          }),
          RangeError,
        )
        assert.deepEqual(called, { commit: 0, rollback: 150_000 })
      }
    } finally {
      await database.close()
      await drop()
    }
  })
