import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { skipWithout } from '../../support/services.ts'
import { code, openedWith, read, scratchFor, write } from './helpers.ts'

const skip = await skipWithout('mariadb')

test('the isolation level is the one that was asked for', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch)
  await database.script('CREATE TABLE t (a integer); INSERT INTO t VALUES (1)')
  const other = await openedWith(t, scratch)
  const outside = () => write(other, 'INSERT INTO t VALUES (1)')
  const seen = (isolation: 'read uncommitted' | 'read committed' | 'repeatable read') =>
    database.atomic(
      async () => {
        const before = await read(database, 'SELECT count(*) FROM t')
        await outside()
        return [before[0]![0], (await read(database, 'SELECT count(*) FROM t'))[0]![0]]
      },
      { isolation },
    )
  assert.deepEqual(await seen('read committed'), [1, 2])
  assert.deepEqual(await seen('repeatable read'), [2, 2])
  // The level was that of the transaction alone.
  const plain = () =>
    database.atomic(async () => {
      const before = await read(database, 'SELECT count(*) FROM t')
      await outside()
      return [before[0]![0], (await read(database, 'SELECT count(*) FROM t'))[0]![0]]
    })
  assert.deepEqual(await plain(), [3, 4])
  await other.atomic(async () => {
    await outside()
    assert.deepEqual(await seenOnce('read uncommitted'), 5)
    assert.deepEqual(await seenOnce('read committed'), 4)
  })
  async function seenOnce(isolation: 'read uncommitted' | 'read committed') {
    return database.atomic(async () => (await read(database, 'SELECT count(*) FROM t'))[0]![0], { isolation })
  }
  await assert.rejects(
    database.atomic(() => read(database, 'INSERT INTO t VALUES (1) RETURNING a'), { readOnly: true }),
    code('READ_ONLY'),
  )
})

test('transactions that cannot both have been first run again until they can', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script(`CREATE TABLE t (who integer PRIMARY KEY, on_call boolean) ENGINE=InnoDB;
    INSERT INTO t VALUES (1, true), (2, true)`)
  // Each leaves only where another stays: one after the other, one of them must stay.
  const leave = (who: number, retry: number) =>
    database.atomic(
      async () => {
        const [[count]] = (await read(database, 'SELECT count(*) FROM t WHERE on_call')) as [[number]]
        await sleep(20)
        if (count > 1) await write(database, 'UPDATE t SET on_call = false WHERE who = ?', who)
      },
      { isolation: 'serializable', retry },
    )
  await Promise.all([leave(1, 5), leave(2, 5)])
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t WHERE on_call'), [[1]])
  // Without a retry the collision is the caller's.
  await database.script('UPDATE t SET on_call = true')
  const outcomes = await Promise.allSettled([leave(1, 0), leave(2, 0)])
  const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
  assert.deepEqual(reasons, ['NUAGES_DRIVERS_TRY_AGAIN'])
})

test('counters that many transactions count up at once lose nothing', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 8 })
  await database.script('CREATE TABLE t (a integer PRIMARY KEY, b integer); INSERT INTO t VALUES (1, 0), (2, 0)')
  const one = (turned: boolean) =>
    database.atomic(
      async () => {
        for (const a of turned ? [2, 1] : [1, 2]) {
          const [[b]] = (await read(database, 'SELECT b FROM t WHERE a = ? FOR UPDATE', a)) as [[number]]
          await write(database, 'UPDATE t SET b = ? WHERE a = ?', b + 1, a)
        }
      },
      { retry: 100 },
    )
  await Promise.all(Array.from({ length: 16 }, (_, i) => one(i % 2 === 0)))
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[16], [16]])
})

test('connections that nobody uses are closed, and the last one is asked whether it lives', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch, { pool: 1 })
  const database = await openedWith(t, scratch, { pool: 5, idleTimeout: 40 })
  const resting = 'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()'
  const found = async () => (await read(admin, resting)).map(([id]) => id)
  // Each holds its connection until all have one, and were counted: however long that takes, none rests meanwhile.
  const counted = Promise.withResolvers<unknown[]>()
  let open = 0
  const hold = () => {
    if (++open === 5) counted.resolve(found())
    return counted.promise
  }
  await Promise.all(Array.from({ length: 5 }, () => database.atomic(hold)))
  assert.equal((await counted.promise).length, 5)
  while ((await found()).length !== 1) await sleep(10)
  await sleep(100)
  const [last] = await found()
  await write(admin, `KILL ${last}`)
  while ((await found()).length !== 0) await sleep(10)
  await sleep(50)
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
})
