import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { IntegrityError, openDatabase } from '../../../src/data/drivers/index.ts'
import { skipWithout } from '../../support/services.ts'
import { code, openedWith, read, scratchFor, statement, write } from './helpers.ts'

const skip = await skipWithout('postgres')

const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND application_name = 'victim'`
const alive = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'victim'`

/** Ends every connection of the database `victim`, and waits until the server has done so. */
async function killAll(admin: Parameters<typeof read>[0]): Promise<void> {
  await read(admin, kill)
  while ((await read(admin, alive))[0]![0] !== 0) await turn()
}

test('a connection that the server ended is replaced, and what was under way is told', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch)
  const database = await openedWith(t, scratch, { applicationName: 'victim', pool: 3 })
  await database.script('CREATE TABLE t (a integer)')

  const sleeping = read(database, 'SELECT pg_sleep(60)')
  const busy = `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'victim' AND query LIKE '%pg_sleep%' AND state = 'active'`
  const lost = assert.rejects(sleeping, { ...code('CONNECTION_LOST'), status: 503 })
  while ((await read(admin, busy))[0]![0] === 0) await turn()
  await killAll(admin)
  await lost
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])

  await assert.rejects(
    database.atomic(async () => {
      await write(database, 'INSERT INTO t VALUES (1)')
      await killAll(admin)
      await write(database, 'INSERT INTO t VALUES (2)')
    }),
    code('CONNECTION_LOST'),
  )
  await assert.rejects(
    database.atomic(async () => {
      await write(database, 'INSERT INTO t VALUES (3)')
      await killAll(admin)
    }),
    code('CONNECTION_LOST'),
  )
  await assert.rejects(async () => {
    for await (const _ of database.batches(statement('SELECT generate_series(1, 100)'), [], 10)) await killAll(admin)
  }, code('CONNECTION_LOST'))
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[0]])
})

test('whoever waits for a connection too long is told how many do; those behind get theirs', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch, { pool: 2, patience: 60 })
  const release = Promise.withResolvers<void>()
  const holding = [1, 2].map(() => database.atomic(() => release.promise))
  const waiting = [1, 2, 3].map(() => read(database, 'SELECT 1'))
  const outcomes = await Promise.allSettled(waiting)
  for (const outcome of outcomes) assert.equal(outcome.status, 'rejected')
  const { reason } = outcomes[0] as PromiseRejectedResult
  assert.equal(reason.code, 'NUAGES_DRIVERS_POOL_EXHAUSTED')
  assert.deepEqual([reason.data.pool, reason.data.waiting, reason.status], [2, 3, 503])
  const late = [1, 2, 3].map(() => read(database, 'SELECT 2'))
  release.resolve()
  await Promise.all(holding)
  assert.deepEqual(await Promise.all(late), [[[2]], [[2]], [[2]]])
})

test('many statements at once keep to the limit of the pool', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch)
  const database = await openedWith(t, scratch, { pool: 3, applicationName: 'victim' })
  await database.script('CREATE TABLE t (a integer)')
  const all = await Promise.all(
    Array.from({ length: 300 }, async (_, i) => {
      if (i % 10 === 0) return database.atomic(async () => write(database, 'INSERT INTO t VALUES ($1)', i))
      if (i % 10 === 1) return write(database, 'INSERT INTO t VALUES ($1)', i)
      return read(database, 'SELECT $1::int', i)
    }),
  )
  assert.equal(all.filter((answer) => 'changes' in answer && answer.changes === 1).length, 60)
  all.forEach((answer, i) => {
    if (!('changes' in answer)) assert.deepEqual(answer, [[i]])
  })
  const [[open]] = (await read(admin, alive)) as [[number]]
  assert.ok(open >= 2 && open <= 3, `${open} connections`)
})

test('a loop over rows that is left gives its connection back', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1, patience: 2000 })
  const rows = statement('SELECT generate_series(1, 100)')
  for await (const _ of database.batches(rows, [], 10)) break
  await assert.rejects(async () => {
    for await (const _ of database.batches(rows, [], 10)) throw new RangeError()
  }, RangeError)
  assert.deepEqual(await read(database, "SELECT count(*) FROM pg_cursors WHERE name <> ''"), [[0]])
  await database.atomic(async () => {
    for await (const _ of database.batches(rows, [], 10)) break
    assert.deepEqual(await read(database, "SELECT count(*) FROM pg_cursors WHERE name <> ''"), [[0]])
  })
})

test('after an error a transaction takes nothing more, says why, and is undone', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE t (a integer UNIQUE); INSERT INTO t VALUES (1)')
  await assert.rejects(
    database.atomic(async () => {
      await write(database, 'INSERT INTO t VALUES (2)')
      await write(database, 'INSERT INTO t VALUES (1)').catch(() => {})
      await read(database, 'SELECT 1')
    }),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, 'NUAGES_DRIVERS_TRANSACTION_BROKEN')
      assert.ok(error.cause instanceof IntegrityError)
      return true
    },
  )
  await assert.rejects(
    database.atomic(async () => {
      await write(database, 'INSERT INTO t VALUES (2)')
      await write(database, 'INSERT INTO t VALUES (1)').catch(() => {})
    }),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, 'NUAGES_DRIVERS_TRANSACTION_BROKEN')
      assert.ok(error.cause instanceof IntegrityError)
      return true
    },
  )
  await database.atomic(async () => {
    await assert.rejects(
      database.atomic(() => write(database, 'INSERT INTO t VALUES (1)').catch(() => {})),
      code('TRANSACTION_BROKEN'),
    )
    await write(database, 'INSERT INTO t VALUES (3)')
  })
  assert.deepEqual(await read(database, 'SELECT a FROM t ORDER BY a'), [[1], [3]])
})

test('what the server forbids or cuts short has names', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch, { statementTimeout: 30_000 })
  await database.script('CREATE TABLE t (a varchar(3)); INSERT INTO t VALUES (1)')
  const hasty = await openedWith(t, scratch, { statementTimeout: 20 })
  await assert.rejects(read(hasty, 'SELECT pg_sleep(30)'), { ...code('STATEMENT_TIMEOUT'), status: 503 })
  const reader = await openedWith(t, scratch, { mode: 'ro' })
  await assert.rejects(write(reader, 'INSERT INTO t VALUES (2)'), code('READ_ONLY'))
  await database.atomic(async () => {
    await read(database, 'SELECT a FROM t FOR UPDATE')
    const other = openedWith(t, scratch).then((found) => read(found, 'SELECT a FROM t FOR UPDATE NOWAIT'))
    await assert.rejects(other, code('LOCK_NOT_AVAILABLE'))
  })
  for (const [text, value] of [
    ['INSERT INTO t VALUES ($1)', 'secret'],
    ['SELECT $1::int', 'secret'],
    ['SELECT $1::int', 2 ** 40],
    ['SELECT $1::date', 'secret'],
  ] as const) {
    const error = (await write(database, text, value).catch((caught: unknown) => caught)) as Error & { data: object }
    assert.equal((error as { code?: string }).code, 'NUAGES_DRIVERS_BAD_VALUE')
    assert.doesNotMatch(error.message + JSON.stringify(error.data), /secret/)
  }
  for (const text of ["SELECT 'infinity'::timestamptz", "SELECT '290000-01-01'::timestamptz"])
    await assert.rejects(read(database, text), code('UNREADABLE'))
})

test('one of two transactions that wait for each other is undone', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE t (a integer, b integer); INSERT INTO t VALUES (1, 0), (2, 0)')
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const change = (first: number, second: number, mine: 0 | 1) =>
    database.atomic(async () => {
      await write(database, 'UPDATE t SET b = b + 1 WHERE a = $1', first)
      both[mine].resolve()
      await Promise.all(both.map((one) => one.promise))
      await write(database, 'UPDATE t SET b = b + 1 WHERE a = $1', second)
    })
  const outcomes = await Promise.allSettled([change(1, 2, 0), change(2, 1, 1)])
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
  assert.deepEqual(
    failed.map(({ reason }) => reason.code),
    ['NUAGES_DRIVERS_TRY_AGAIN'],
  )
  assert.deepEqual(await read(database, 'SELECT b FROM t'), [[1], [1]])
})

test('a connection keeps so many statements prepared and no more', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  const count = `SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'nuages%'`
  assert.deepEqual(await read(database, count), [[0]])
  for (let round = 0; round < 3; round++)
    for (let i = 0; i < 300; i++) assert.deepEqual(await read(database, `SELECT ${i}, $1::text`, 'x'), [[i, 'x']])
  const [[prepared]] = (await read(database, count)) as [[number]]
  assert.ok(prepared > 200 && prepared <= 256, `${prepared} are prepared`)
  await database.script('DEALLOCATE ALL')
  for (let i = 0; i < 300; i += 50) assert.deepEqual(await read(database, `SELECT ${i}, $1::text`, 'x'), [[i, 'x']])
})

test('a table that another program changes is read anew', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch, { pool: 1 })
  const other = await openedWith(t, scratch)
  await database.script('CREATE TABLE t (a integer); INSERT INTO t VALUES (1)')
  const all = () => read(database, 'SELECT * FROM t')
  for (let i = 0; i < 3; i++) assert.deepEqual(await all(), [[1]])
  await other.script('ALTER TABLE t ADD COLUMN b boolean DEFAULT true')
  for (let i = 0; i < 3; i++) assert.deepEqual(await all(), [[1, true]])
  await other.script('ALTER TABLE t DROP COLUMN b')
  await assert.rejects(
    database.atomic(() => all()),
    code('TRY_AGAIN'),
  )
  await database.atomic(async () => assert.deepEqual(await all(), [[1]]))
})

test('a transaction that a script leaves open is undone, and nobody else writes into it', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  await database.script('CREATE TABLE t (a integer)')
  await database.script('BEGIN; INSERT INTO t VALUES (1)')
  await write(database, 'INSERT INTO t VALUES (2)')
  await assert.rejects(read(database, 'SELECT other.a FROM t'), code('STATEMENT_FAILED'))
  assert.deepEqual(await read(database, 'SELECT a FROM t'), [[2]])
})

/** A server that answers the first message with `answer`, or not at all. */
async function fake(t: TestContext, answer: Buffer | null): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (answer !== null) socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `postgres://ada:s3cret@127.0.0.1:${(server.address() as { port: number }).port}/app`
}

function refusal(sqlstate: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${sqlstate}\0Mrefused s3cret\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

test('servers that refuse, are full, are no PostgreSQL or say nothing are named', async (t) => {
  const cases: [Buffer | null, string][] = [
    [refusal('28P01'), 'AUTHENTICATION_FAILED'],
    [refusal('53300'), 'TOO_MANY_CONNECTIONS'],
    [refusal('57P03'), 'CANNOT_CONNECT'],
    [Buffer.alloc(0), 'CANNOT_CONNECT'],
    [null, 'CONNECT_TIMEOUT'],
  ]
  for (const [answer, name] of cases) {
    // Only who says nothing is waited for in vain.
    const url = `${await fake(t, answer)}?connectTimeout=${answer === null ? 100 : 30_000}`
    const error = (await openDatabase(url).catch((caught: unknown) => caught)) as Error & { hint: string; data: object }
    assert.equal((error as { code?: string }).code, `NUAGES_DRIVERS_${name}`)
    assert.doesNotMatch(error.message + error.hint + JSON.stringify(error.data), /s3cret/)
  }
})

test('closing waits for what is under way, and refuses what comes after', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  const asked = read(database, 'SELECT pg_sleep(0.05)')
  const waiting = assert.rejects(write(database, 'SELECT 1'), code('CLOSED'))
  const closed = database.close()
  assert.equal((await asked).length, 1)
  await waiting
  await closed
  await assert.rejects(read(database, 'SELECT 1'), code('CLOSED'))
})
