import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { skipWithout } from '../../support/services.ts'
import { code, openedWith, read, scratchFor, write } from './helpers.ts'

const skip = await skipWithout('postgres')

test('the isolation level is the one that was asked for', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch)
  for (const isolation of ['read committed', 'repeatable read', 'serializable'] as const)
    await database.atomic(
      async () => assert.deepEqual(await read(database, 'SHOW transaction_isolation'), [[isolation]]),
      { isolation },
    )
  await database.atomic(async () => assert.deepEqual(await read(database, 'SHOW transaction_read_only'), [['on']]), {
    readOnly: true,
  })
  await database.script('CREATE TABLE t (a integer); INSERT INTO t VALUES (1)')
  const seen = (isolation: 'read committed' | 'repeatable read') =>
    database.atomic(
      async () => {
        const before = await read(database, 'SELECT count(*) FROM t')
        // Outside of this transaction, on another connection.
        await outside()
        return [before, await read(database, 'SELECT count(*) FROM t')]
      },
      { isolation },
    )
  const other = await openedWith(t, scratch)
  const outside = () => write(other, 'INSERT INTO t VALUES (1)')
  assert.deepEqual(await seen('read committed'), [[[1]], [[2]]])
  assert.deepEqual(await seen('repeatable read'), [[[2]], [[2]]])
})

test('transactions that cannot both have been first run again until they can', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE t (who integer, on_call boolean); INSERT INTO t VALUES (1, true), (2, true)')
  // Each leaves only where another stays: one after the other, one of them must stay.
  const leave = (who: number) =>
    database.atomic(
      async () => {
        const [[count]] = (await read(database, 'SELECT count(*) FROM t WHERE on_call')) as [[number]]
        await sleep(20)
        if (count > 1) await write(database, 'UPDATE t SET on_call = false WHERE who = $1', who)
      },
      { isolation: 'serializable', retry: 5 },
    )
  await Promise.all([leave(1), leave(2)])
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t WHERE on_call'), [[1]])
  // Without a retry the collision is the caller's.
  await database.script('UPDATE t SET on_call = true')
  const once = (who: number) =>
    database.atomic(
      async () => {
        const [[count]] = (await read(database, 'SELECT count(*) FROM t WHERE on_call')) as [[number]]
        await sleep(20)
        if (count > 1) await write(database, 'UPDATE t SET on_call = false WHERE who = $1', who)
      },
      { isolation: 'serializable' },
    )
  const outcomes = await Promise.allSettled([once(1), once(2)])
  const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
  assert.deepEqual(reasons, ['NUAGES_DRIVERS_TRY_AGAIN'])
})

test('counters that many transactions count up at once lose nothing', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 8 })
  await database.script('CREATE TABLE t (a integer, b integer); INSERT INTO t VALUES (1, 0), (2, 0)')
  const one = () =>
    database.atomic(
      async () => {
        for (const a of [1, 2]) {
          const [[b]] = (await read(database, 'SELECT b FROM t WHERE a = $1', a)) as [[number]]
          await write(database, 'UPDATE t SET b = $1 WHERE a = $2', b + 1, a)
        }
      },
      { isolation: 'repeatable read', retry: 100 },
    )
  await Promise.all(Array.from({ length: 16 }, one))
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[16], [16]])
})

test('connections that nobody uses are closed, and the last one is asked whether it lives', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch)
  const database = await openedWith(t, scratch, { pool: 5, idleTimeout: 40, applicationName: 'resting' })
  const resting = `FROM pg_stat_activity WHERE application_name = 'resting' AND datname = current_database()`
  const count = async () => (await read(admin, `SELECT count(*) ${resting}`))[0]![0]
  // Each holds its connection until all have one, and were counted: however long that takes, none rests meanwhile.
  const counted = Promise.withResolvers<unknown>()
  let open = 0
  const hold = () => {
    if (++open === 5) counted.resolve(count())
    return counted.promise
  }
  await Promise.all(Array.from({ length: 5 }, () => database.atomic(hold)))
  assert.equal(await counted.promise, 5)
  while ((await count()) !== 1) await sleep(10)
  await sleep(100)
  assert.equal(await count(), 1)
  await read(admin, `SELECT pg_terminate_backend(pid) ${resting}`)
  while ((await count()) !== 0) await sleep(10)
  await sleep(50)
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
})

test('a cancelled statement in a transaction undoes it, and its connection is used again', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  await database.script('CREATE TABLE t (a integer)')
  await assert.rejects(
    database.atomic(async () => {
      await write(database, 'INSERT INTO t VALUES (1)')
      const slow = { text: 'SELECT pg_sleep(60)', writes: false, wide: false }
      await database.all(slow, [], { timeout: 30 })
    }),
    code('STATEMENT_TIMEOUT'),
  )
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[0]])
})
