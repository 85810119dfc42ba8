import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, IntegrityError, openDatabase } from '../../../src/data/drivers/index.ts'
import { skipWithout } from '../../support/services.ts'
import { code, openedWith, read, scratchFor, statement, write } from './helpers.ts'

const skip = await skipWithout('mariadb')

/** The connections to the database that the test's own is not. */
const others = 'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()'

/** Ends every other connection to the database of `admin`, and waits until the server has done so. */
async function killAll(admin: Database): Promise<void> {
  const found = await read(admin, others)
  for (const [id] of found) await write(admin, `KILL ${id}`).catch(() => {})
  while ((await read(admin, others)).some(([id]) => found.some(([killed]) => killed === id))) await sleep(1)
  // The client hears of it, too.
  await sleep(5)
}

test('a connection that the server ended is replaced, and what was under way is told', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch, { pool: 1 })
  const database = await openedWith(t, scratch, { pool: 3 })
  await database.script('CREATE TABLE t (a integer)')

  const lost = assert.rejects(read(database, 'SELECT SLEEP(60)'), { ...code('CONNECTION_LOST'), status: 503 })
  while ((await read(admin, `${others} AND info LIKE '%SLEEP(60)%'`)).length === 0) await sleep(1)
  await killAll(admin)
  await lost
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
  await killAll(admin)
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
  await killAll(admin)
  await database.atomic(() => write(database, 'DELETE FROM t'))

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
    const rows = statement("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_1000000")
    for await (const _ of database.batches(rows, [], 10)) await killAll(admin)
  }, code('CONNECTION_LOST'))
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[0]])
})

test('whoever waits for a connection too long is told how many do; those behind get theirs', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch, { pool: 2, patience: 60 })
  const release = Promise.withResolvers<void>()
  const holding = [1, 2].map(() => database.atomic(() => release.promise))
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => read(database, 'SELECT 1')))
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
  const admin = await openedWith(t, scratch, { pool: 1 })
  const database = await openedWith(t, scratch, { pool: 3 })
  await database.script('CREATE TABLE t (a integer)')
  const all = await Promise.all(
    Array.from({ length: 300 }, async (_, i) => {
      if (i % 10 === 0) return database.atomic(async () => write(database, 'INSERT INTO t VALUES (?)', i))
      if (i % 10 === 1) return write(database, 'INSERT INTO t VALUES (?)', i)
      return read(database, 'SELECT ?', i)
    }),
  )
  assert.equal(all.filter((answer) => 'changes' in answer && answer.changes === 1).length, 60)
  all.forEach((answer, i) => {
    if (!('changes' in answer)) assert.deepEqual(answer, [[i]])
  })
  const open = (await read(admin, others)).length
  assert.ok(open >= 2 && open <= 3, `${open} connections`)
})

test('statements that are refused before they are sent leave each connection to one transaction', {
  skip,
}, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 4 })
  await read(database, 'SELECT ?', 'x')
  const holder = 'SELECT CONNECTION_ID()'
  for (let round = 0; round < 20; round++) {
    await read(database, 'SELECT ?', '\ud800').catch(() => read(database, 'SELECT ?', 'x'))
    const release = Promise.withResolvers<void>()
    const all = Promise.withResolvers<void>()
    const found: unknown[] = []
    const transactions = [1, 2, 3, 4].map(() =>
      database.atomic(async () => {
        found.push((await read(database, holder))[0]![0])
        if (found.length === 4) all.resolve()
        await release.promise
      }),
    )
    await all.promise
    assert.equal(new Set(found).size, 4)
    release.resolve()
    await Promise.all(transactions)
  }
})

test('a loop over rows gives its connection back, however it ends', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch, { pool: 1 })
  const database = await openedWith(t, scratch, { pool: 1, patience: 2000 })
  await database.script('CREATE TABLE t (a integer)')
  const [[connection]] = (await read(database, 'SELECT CONNECTION_ID()')) as [[number]]
  // Too many to be read to their end within the patience of the one who waits.
  const rows = statement("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_10000000")
  for await (const _ of database.batches(rows, [], 10)) break
  await assert.rejects(async () => {
    for await (const _ of database.batches(rows, [], 10)) throw new RangeError()
  }, RangeError)
  const controller = new AbortController()
  await assert.rejects(async () => {
    for await (const _ of database.batches(rows, [], 10, { signal: controller.signal })) controller.abort()
  }, code('ABORTED'))
  await database.atomic(async () => {
    await write(database, 'INSERT INTO t VALUES (1)')
    for await (const _ of database.batches(rows, [], 10)) break
    await assert.rejects(async () => {
      for await (const _ of database.batches(rows, [], 10)) throw new RangeError()
    }, RangeError)
    assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[1]])
  })
  assert.deepEqual(await read(database, 'SELECT CONNECTION_ID(), count(*) FROM t'), [[connection, 1]])
  assert.deepEqual(await read(admin, `${others} AND command <> 'Sleep'`), [])
  await assert.rejects(async () => {
    for await (const _ of database.batches(statement('SELECT seq FROM seq_1_to_10 WHERE seq = ?'), [], 1)) void 0
  }, code('BAD_PARAMETER'))
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
})

test('a statement is cancelled, and nothing else with it', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  await database.script('CREATE TABLE t (a integer)')
  const slow = statement('SELECT SLEEP(30)')
  for (let i = 0; i < 5; i++) {
    const signal = AbortSignal.timeout(5 + i)
    await assert.rejects(async () => database.all(slow, [], { signal }), code('ABORTED'))
    assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
    await assert.rejects(async () => database.all(slow, [], { timeout: 5 }), code('STATEMENT_TIMEOUT'))
    await write(database, 'INSERT INTO t VALUES (1)')
  }
  await database.atomic(async () => {
    await write(database, 'INSERT INTO t VALUES (2)')
    await assert.rejects(async () => database.all(slow, [], { timeout: 5 }), code('STATEMENT_TIMEOUT'))
  })
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[6]])
})

test('after an error that only undid its own statement a transaction goes on', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE t (a integer UNIQUE); INSERT INTO t VALUES (1)')
  await database.atomic(async () => {
    await write(database, 'INSERT INTO t VALUES (2)')
    await assert.rejects(write(database, 'INSERT INTO t VALUES (1)'), IntegrityError)
    await write(database, 'INSERT INTO t VALUES (3)')
  })
  assert.deepEqual(await read(database, 'SELECT a FROM t ORDER BY a'), [[1], [2], [3]])
})

/** Two transactions that wait for each other; `after` is what each does with the error of its last statement. */
async function deadlock(database: Database, after: (error: unknown) => Promise<unknown>) {
  await database.script(
    'CREATE TABLE t (a integer PRIMARY KEY, b integer); INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)',
  )
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const change = (first: number, second: number, mine: 0 | 1) =>
    database.atomic(async () => {
      await write(database, 'UPDATE t SET b = b + 1 WHERE a = ?', first)
      both[mine].resolve()
      await Promise.all(both.map((one) => one.promise))
      await write(database, 'UPDATE t SET b = b + 1 WHERE a = ?', second).catch(after)
    })
  const outcomes = await Promise.allSettled([change(1, 2, 0), change(2, 1, 1)])
  return outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason)
}

test('one of two transactions that wait for each other is undone', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  const failed = await deadlock(database, (error) => Promise.reject(error))
  assert.deepEqual(
    failed.map(({ code }) => code),
    ['NUAGES_DRIVERS_TRY_AGAIN'],
  )
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[1], [1], [0]])
})

test('after a deadlock nothing is written outside of the transaction that is gone', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 4 })
  const late: unknown[] = []
  const failed = await deadlock(database, async () => {
    const attempts = [
      () => write(database, 'UPDATE t SET b = 100 WHERE a = 3'),
      () => read(database, 'SELECT 1'),
      () => database.script('UPDATE t SET b = 100 WHERE a = 3'),
      () => database.atomic(() => write(database, 'UPDATE t SET b = 100 WHERE a = 3')),
    ]
    for (const attempt of attempts) late.push((await attempt().catch((error: { code: string }) => error)) as unknown)
  })
  assert.deepEqual(
    late.map((error) => (error as { code: string }).code),
    Array(4).fill('NUAGES_DRIVERS_TRANSACTION_BROKEN'),
  )
  // The transaction swallowed the error and wanted to commit.
  assert.equal(failed.length, 1)
  assert.equal(failed[0].code, 'NUAGES_DRIVERS_TRANSACTION_BROKEN')
  assert.equal(failed[0].cause.code, 'NUAGES_DRIVERS_TRY_AGAIN')
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[1], [1], [0]])
  await write(database, 'UPDATE t SET b = 7 WHERE a = 3')
  await database.atomic(() => write(database, 'UPDATE t SET b = 8 WHERE a = 2'))
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[1], [8], [7]])
})

test('statements that are sent together with the one that deadlocks are not written either', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 4 })
  await database.script(
    'CREATE TABLE t (a integer PRIMARY KEY, b integer); INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)',
  )
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  const change = (first: number, second: number, mine: 0 | 1) =>
    database.atomic(async () => {
      await write(database, 'UPDATE t SET b = b + 1 WHERE a = ?', first)
      both[mine].resolve()
      await Promise.all(both.map((one) => one.promise))
      await Promise.all([
        write(database, 'UPDATE t SET b = b + 1 WHERE a = ?', second),
        write(database, 'UPDATE t SET b = b + 10 WHERE a = 3'),
        read(database, 'SELECT b FROM t'),
      ])
    })
  const outcomes = await Promise.allSettled([change(1, 2, 0), change(2, 1, 1)])
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 1)
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[1], [1], [10]])
})

test('a transaction that is undone by a deadlock is run again where it says so', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE t (a integer PRIMARY KEY, b integer); INSERT INTO t VALUES (1, 0), (2, 0)')
  const change = (first: number, second: number) =>
    database.atomic(
      async () => {
        await write(database, 'UPDATE t SET b = b + 1 WHERE a = ?', first)
        await sleep(10)
        await write(database, 'UPDATE t SET b = b + 1 WHERE a = ?', second)
      },
      { retry: 9 },
    )
  await Promise.all([change(1, 2), change(2, 1), change(1, 2), change(2, 1)])
  assert.deepEqual(await read(database, 'SELECT b FROM t'), [[4], [4]])
})

test('a statement that commits by itself is an error inside a transaction', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script('CREATE TABLE t (a integer)')
  const outcome = database.atomic(async () => {
    await write(database, 'INSERT INTO t VALUES (1)')
    await assert.rejects(database.script('CREATE TABLE u (a integer)'), code('IMPLICIT_COMMIT'))
    await assert.rejects(write(database, 'INSERT INTO t VALUES (2)'), code('TRANSACTION_BROKEN'))
  })
  await assert.rejects(outcome, (error: Error & { code?: string }) => {
    assert.equal(error.code, 'NUAGES_DRIVERS_TRANSACTION_BROKEN')
    assert.equal((error.cause as { code?: string }).code, 'NUAGES_DRIVERS_IMPLICIT_COMMIT')
    return true
  })
  // What was written before is kept: this is what the error says.
  assert.deepEqual(await read(database, 'SELECT a FROM t'), [[1]])
})

test('what the server forbids or cuts short has names', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch)
  await database.script(`CREATE TABLE t (a varchar(3), n integer, d datetime(6), e enum('x', 'y')) ENGINE=InnoDB;
    INSERT INTO t (a) VALUES ('1')`)
  const hasty = await openedWith(t, scratch, { statementTimeout: 20 })
  await assert.rejects(read(hasty, 'SELECT SLEEP(30)'), { ...code('STATEMENT_TIMEOUT'), status: 503 })
  const reader = await openedWith(t, scratch, { mode: 'ro' })
  await assert.rejects(write(reader, 'INSERT INTO t (a) VALUES (2)'), code('READ_ONLY'))
  const impatient = await openedWith(t, scratch, { patience: 1000 })
  await database.atomic(async () => {
    await write(database, 'INSERT INTO t (a) VALUES (2)')
    await read(database, 'SELECT a FROM t FOR UPDATE')
    await assert.rejects(read(impatient, 'SELECT a FROM t FOR UPDATE NOWAIT'), code('LOCK_NOT_AVAILABLE'))
    await impatient.atomic(async () => {
      await assert.rejects(write(impatient, "UPDATE t SET a = 'x'"), code('LOCK_NOT_AVAILABLE'))
      assert.deepEqual(await read(impatient, 'SELECT count(*) FROM t'), [[1]])
    })
  })
  const cases: [text: string, value: string | number | Date][] = [
    ['INSERT INTO t (a) VALUES (?)', 'secret'],
    ['INSERT INTO t (n) VALUES (?)', 'secret'],
    ['INSERT INTO t (n) VALUES (?)', 2 ** 40],
    ['INSERT INTO t (d) VALUES (?)', 'secret'],
    ['INSERT INTO t (d) VALUES (?)', '0000-00-00'],
    ['INSERT INTO t (e) VALUES (?)', 'secret'],
    ['UPDATE t SET n = 1 / 0 WHERE a <> ?', 'secret'],
    ['SELECT 9223372036854775807 + LENGTH(?)', 'secret'],
  ]
  for (const [text, value] of cases) {
    const error = (await write(database, text, value).catch((caught: unknown) => caught)) as Error & { data: object }
    assert.equal((error as { code?: string }).code, 'NUAGES_DRIVERS_BAD_VALUE', text)
    assert.doesNotMatch(error.message + JSON.stringify(error.data), /secret/)
  }
  await database.script('CREATE UNIQUE INDEX once ON t (a)')
  await write(database, 'INSERT INTO t (a) VALUES (?)', "''k")
  const twice = (await write(database, 'INSERT INTO t (a) VALUES (?)', "''k").catch(
    (caught) => caught,
  )) as IntegrityError
  assert.deepEqual([twice.kind, twice.table, twice.columns, twice.constraint], ['unique', 't', ['a'], 'once'])
  assert.doesNotMatch(twice.message + JSON.stringify(twice.data), /''k/)
  await assert.rejects(read(database, "SELECT 'a' REGEXP ?", '('), code('BAD_REGEX'))
  await assert.rejects(read(database, `SELECT ?${', ?'.repeat(65_535)}`), code('TOO_COMPLEX'))
  const [[limit]] = (await read(database, 'SELECT @@max_allowed_packet')) as [[number]]
  await assert.rejects(read(database, 'SELECT ?', 'x'.repeat(limit + 1)), code('TOO_COMPLEX'))
  assert.deepEqual(await read(database, 'SELECT 1'), [[1]])
})

test('rows that point and rows that are pointed at are both named', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script(`CREATE TABLE p (id integer PRIMARY KEY); INSERT INTO p VALUES (1);
    CREATE TABLE c (p integer, CONSTRAINT key_to_p FOREIGN KEY (p) REFERENCES p (id)); INSERT INTO c VALUES (1)`)
  for (const text of ['INSERT INTO c VALUES (2)', 'DELETE FROM p']) {
    const error = (await write(database, text).catch((caught: unknown) => caught)) as IntegrityError
    assert.deepEqual([error.kind, error.table, error.columns, error.constraint], ['foreignKey', 'c', ['p'], 'key_to_p'])
    assert.equal(error.data['target'], 'p')
  }
})

test('a connection keeps so many statements prepared and no more', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  const prepared = async () => {
    const rows = await read(
      database,
      "SHOW SESSION STATUS WHERE Variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')",
    )
    const counts = new Map(rows.map(([name, count]) => [name, Number(count)]))
    return counts.get('Com_stmt_prepare')! - counts.get('Com_stmt_close')!
  }
  for (let round = 0; round < 3; round++)
    for (let i = 0; i < 300; i++) assert.deepEqual(await read(database, `SELECT ${i}, ?`, 'x'), [[i, 'x']])
  const count = await prepared()
  assert.ok(count > 100 && count <= 130, `${count} are prepared`)
})

test('a table that another program changes is read anew', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch, { pool: 1 })
  const other = await openedWith(t, scratch)
  await database.script('CREATE TABLE t (a integer); INSERT INTO t VALUES (1)')
  const all = () => read(database, 'SELECT * FROM t')
  for (let i = 0; i < 3; i++) assert.deepEqual(await all(), [[1]])
  await other.script("ALTER TABLE t ADD COLUMN b varbinary(9) DEFAULT 'b'")
  for (let i = 0; i < 3; i++) assert.deepEqual(await all(), [[1, new Uint8Array([98])]])
  await other.script('ALTER TABLE t MODIFY a bigint, DROP COLUMN b')
  await database.atomic(async () => assert.deepEqual(await all(), [[1]]))
})

test('a transaction that a script leaves open is undone, and nobody else writes into it', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { pool: 1 })
  await database.script('CREATE TABLE t (a integer)')
  await database.script('BEGIN; INSERT INTO t VALUES (1)')
  await write(database, 'INSERT INTO t VALUES (2)')
  assert.deepEqual(await read(database, 'SELECT a FROM t'), [[2]])
})

/** A server that answers nothing, or greets with `answer`. */
async function fake(t: TestContext, answer: Buffer | null): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (answer !== null) socket.end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `mysql://ada:s3cret@127.0.0.1:${(server.address() as { port: number }).port}/app`
}

function refusal(number: number): Buffer {
  const body = Buffer.from('\xff\0\0refused s3cret', 'latin1')
  body.writeUInt16LE(number, 1)
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body])
}

test('servers that refuse, are full, are no MariaDB or say nothing are named', async (t) => {
  const cases: [Buffer | null, string][] = [
    [refusal(1045), 'AUTHENTICATION_FAILED'],
    [refusal(1130), 'AUTHENTICATION_FAILED'],
    [refusal(1040), 'TOO_MANY_CONNECTIONS'],
    [refusal(1053), 'CANNOT_CONNECT'],
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
  const asked = read(database, 'SELECT SLEEP(0.05)')
  const waiting = assert.rejects(write(database, 'SELECT 1'), code('CLOSED'))
  const closed = database.close()
  assert.equal((await asked).length, 1)
  await waiting
  await closed
  await assert.rejects(read(database, 'SELECT 1'), code('CLOSED'))
})

test('closing does not wait for ever, and what runs on the server is ended', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const admin = await openedWith(t, scratch, { pool: 1 })
  const database = await openedWith(t, scratch, { pool: 1, patience: 50 })
  const asked = assert.rejects(read(database, 'SELECT SLEEP(60)'), {
    ...code('CONNECTION_LOST'),
    message: /closed here/,
  })
  await database.close()
  await asked
  while ((await read(admin, others)).length > 0) await sleep(5)
})
