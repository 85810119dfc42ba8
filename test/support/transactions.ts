import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Statement } from '../../src/data/drivers/index.ts'
import { driverErrors } from '../../src/data/drivers/index.ts'
import { read, write } from './drivers.ts'

const code = (name: string) => ({ code: `NUAGES_DRIVERS_${name}` })

/** A statement that takes seconds where nobody ends it. SQLite's is many rows: it is only asked between batches. */
const slow: Readonly<Record<Database['database'], Statement>> = {
  sqlite: {
    text: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n`,
    writes: false,
    wide: false,
  },
  postgres: { text: 'SELECT i, pg_sleep(0.01)::text FROM generate_series(1, 3000) i', writes: false, wide: false },
  mysql: { text: 'SELECT seq, SLEEP(0.01) FROM seq_1_to_3000', writes: false, wide: false },
}

/** What transactions and limits promise beyond `driverSuite`. `open` gives an empty database that goes with the test. */
export function transactionSuite(
  kind: string,
  open: (t: TestContext) => Promise<Database>,
  options: { skip?: false | string } = {},
): void {
  const promise = (name: string, work: (database: Database, t: TestContext) => Promise<void>) =>
    test(`${name} (${kind})`, options, async (t) => {
      const database = await open(t)
      await database.script('CREATE TABLE t (a integer)')
      await work(database, t)
    })
  const insert = (database: Database, a: number) => write(database, 'INSERT INTO t (a) VALUES (?)', a)
  const values = async (database: Database) => (await read(database, 'SELECT a FROM t ORDER BY a')).map(([a]) => a)
  /** Reads the slow rows until it is ended. */
  const drain = async (database: Database, limits: { signal?: AbortSignal; timeout?: number }) => {
    for await (const _ of database.batches(slow[database.database], [], 1000, limits)) await sleep(0)
  }
  const embedded = kind.startsWith('SQLite')

  promise('a transaction that only reads refuses to write, and sees one state', async (database) => {
    await insert(database, 1)
    await database.atomic(
      async () => {
        assert.deepEqual(await values(database), [1])
        await assert.rejects(async () => insert(database, 2), code('READ_ONLY_TRANSACTION'))
        await assert.rejects(database.script('INSERT INTO t VALUES (2)'), code('READ_ONLY_TRANSACTION'))
        await database.atomic(async () => assert.deepEqual(await values(database), [1]))
      },
      { readOnly: true, isolation: 'repeatable read' },
    )
    await database.atomic(async () => {
      await insert(database, 2)
      await database.atomic(() => assert.rejects(async () => insert(database, 3), code('READ_ONLY_TRANSACTION')), {
        readOnly: true,
      })
    })
    assert.deepEqual(await values(database), [1, 2])
  })

  promise('each isolation level is taken; inside a transaction only the one that it has', async (database) => {
    for (const isolation of ['read uncommitted', 'read committed', 'repeatable read', 'serializable'] as const)
      await database.atomic(() => insert(database, 1), { isolation })
    await database.atomic(
      async () => {
        await database.atomic(() => insert(database, 2), { isolation: 'serializable' })
        await assert.rejects(
          database.atomic(() => insert(database, 3), { isolation: 'read committed' }),
          code('ISOLATION_INSIDE'),
        )
      },
      { isolation: 'serializable' },
    )
    await assert.rejects(
      database.atomic(() => database.atomic(() => sleep(0), { isolation: 'serializable' })),
      { ...code('ISOLATION_INSIDE'), message: /says nothing/ },
    )
    assert.deepEqual(await values(database), [1, 1, 1, 1, 2])
    // The level was that of the transaction alone.
    await database.atomic(() => insert(database, 4))
  })

  promise('a transaction that collided runs again as a whole, as often as was asked for', async (database) => {
    let tries = 0
    const committed: number[] = []
    const work = async () => {
      tries++
      await insert(database, tries)
      database.onCommit(() => void committed.push(tries))
      if (tries < 3) throw driverErrors.TRY_AGAIN({ name: 'default', reason: 'deadlock' })
      return tries
    }
    assert.equal(await database.atomic(work, { retry: 2 }), 3)
    assert.deepEqual([await values(database), committed], [[3], [3]])
    tries = 0
    await assert.rejects(database.atomic(work, { retry: 1 }), code('TRY_AGAIN'))
    assert.equal(tries, 2)
    // Only what the database undid: another error is the program's own.
    tries = 0
    const broken = async () => {
      tries++
      throw new RangeError('no')
    }
    await assert.rejects(database.atomic(broken, { retry: 5 }), RangeError)
    assert.equal(tries, 1)
    // A callback runs once the rows are there: what it throws repeats nothing.
    tries = 0
    await assert.rejects(
      database.atomic(
        async () => {
          tries++
          database.onCommit(() => {
            throw driverErrors.TRY_AGAIN({ name: 'default', reason: 'later' })
          })
        },
        { retry: 5 },
      ),
      code('TRY_AGAIN'),
    )
    assert.equal(tries, 1)
    assert.deepEqual(await values(database), [3])
  })

  promise('an aborted signal ends a statement, and the connection goes on', async (database) => {
    const gone = AbortSignal.abort(new Error('left'))
    const refused = (error: Error & { code?: string }) => {
      assert.equal(error.code, 'NUAGES_DRIVERS_ABORTED')
      assert.equal((error.cause as Error).message, 'left')
      return true
    }
    const { text } = slow[database.database]
    await assert.rejects(async () => database.all({ text, writes: false, wide: false }, [], { signal: gone }), refused)
    const run = { text: 'DELETE FROM t', writes: true, wide: false }
    await assert.rejects(async () => database.run(run, [], { signal: gone }), refused)
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(new Error('left')), 30)
    await assert.rejects(drain(database, { signal: leaving.signal }), refused)
    assert.deepEqual(await values(database), [])
    if (embedded) return
    const later = new AbortController()
    setTimeout(() => later.abort(new Error('left')), 30)
    const limits = { signal: later.signal }
    await assert.rejects(async () => database.all(slow[database.database], [], limits), refused)
    assert.deepEqual(await values(database), [])
  })

  promise('a statement ends when its time is over', async (database) => {
    await assert.rejects(drain(database, { timeout: 30 }), code('STATEMENT_TIMEOUT'))
    assert.deepEqual(await values(database), [])
    if (embedded) return
    const late = async () => database.all(slow[database.database], [], { timeout: 30 })
    await assert.rejects(late(), { ...code('STATEMENT_TIMEOUT'), message: /30 ms/ })
    // The next one on that connection is not hit.
    for (let i = 0; i < 5; i++) {
      await assert.rejects(late(), code('STATEMENT_TIMEOUT'))
      await insert(database, i)
    }
    assert.equal((await values(database)).length, 5)
  })

  promise('the limits of a transaction hold for all inside', async (database) => {
    const leaving = new AbortController()
    await assert.rejects(
      database.atomic(
        async () => {
          await insert(database, 1)
          leaving.abort()
          await insert(database, 2)
        },
        { signal: leaving.signal },
      ),
      code('ABORTED'),
    )
    await assert.rejects(
      database.atomic(() => sleep(0), { signal: leaving.signal }),
      code('ABORTED'),
    )
    assert.deepEqual(await values(database), [])
    if (embedded) return
    await assert.rejects(
      database.atomic(
        async () => {
          await insert(database, 1)
          await database.all(slow[database.database], [])
        },
        { timeout: 30 },
      ),
      code('STATEMENT_TIMEOUT'),
    )
    const later = new AbortController()
    setTimeout(() => later.abort(), 30)
    await assert.rejects(
      database.atomic(
        async () => {
          await insert(database, 1)
          await database.all(slow[database.database], [])
        },
        { signal: later.signal },
      ),
      code('ABORTED'),
    )
    assert.deepEqual(await values(database), [])
  })

  promise('who waits for a turn stops waiting when the signal is aborted', async (database) => {
    // As many as hold everything there is to hold, so that the next one has to wait.
    const free = Promise.withResolvers<void>()
    const holding = Array.from({ length: embedded ? 1 : 10 }, () => database.atomic(() => free.promise))
    await sleep(20)
    const leaving = new AbortController()
    const waiting = database.atomic(() => insert(database, 1), { signal: leaving.signal })
    const outcome = assert.rejects(waiting, code('ABORTED'))
    await sleep(10)
    leaving.abort()
    await outcome
    free.resolve()
    await Promise.all(holding)
    await database.atomic(() => insert(database, 2))
    assert.deepEqual(await values(database), [2])
  })

  promise('what was aborted is not committed, however late', async (database) => {
    const leaving = new AbortController()
    await assert.rejects(
      database.atomic(
        async () => {
          await insert(database, 1)
          leaving.abort()
        },
        { signal: leaving.signal },
      ),
      code('ABORTED'),
    )
    const later = new AbortController()
    await database.atomic(async () => {
      await assert.rejects(
        database.atomic(
          async () => {
            await insert(database, 2)
            later.abort()
          },
          { signal: later.signal },
        ),
        code('ABORTED'),
      )
      await insert(database, 3)
    })
    assert.deepEqual(await values(database), [3])
  })

  promise('a cancellation hits its own statement and no other', async (database) => {
    if (embedded) return
    for (let round = 0; round < 15; round++) {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(), round)
      const reads = () => Array.from({ length: 5 }, (_, i) => read(database, 'SELECT ? + 0', i))
      await assert.rejects(
        database.atomic(
          async () => {
            await insert(database, round)
            await Promise.all([...reads(), database.all(slow[database.database], []), ...reads()])
          },
          { signal: leaving.signal },
        ),
        code('ABORTED'),
      )
      // The next ones on that connection, and on all others.
      await Promise.all(Array.from({ length: 12 }, (_, i) => read(database, 'SELECT ? + 0', i)))
      await database.atomic(async () => void (await values(database)))
    }
    // One that nobody waits for is over before its connection serves another transaction.
    await database
      .atomic(async () => {
        Promise.resolve(database.all(slow[database.database], [], { timeout: 20 })).catch(() => {})
      })
      .catch(() => {})
    for (let i = 0; i < 20; i++) await read(database, 'SELECT ? + 0', i)
    assert.deepEqual(await values(database), [])
  })

  promise('a limited statement among others cancels none of them', async (database) => {
    if (embedded) return
    await database.atomic(async () => {
      const quick = Array.from({ length: 5 }, () => insert(database, 1))
      const late = database.atomic(() => sleep(0)).catch(() => {})
      await Promise.all(quick)
      await late
    })
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 5 }, () => insert(database, 2)),
      (async () => database.all(slow[database.database], [], { timeout: 20 }))(),
      ...Array.from({ length: 5 }, () => insert(database, 3)),
    ])
    assert.deepEqual(
      outcomes.flatMap((each, i) => (each.status === 'rejected' ? [i] : [])),
      [5],
    )
    assert.equal((await values(database)).length, 15)
  })

  promise('waiting for a turn is part of the time', async (database) => {
    const free = Promise.withResolvers<void>()
    const holding = Array.from({ length: embedded ? 1 : 10 }, () => database.atomic(() => free.promise))
    await sleep(20)
    const statement = { text: 'DELETE FROM t', writes: true, wide: false }
    const start = performance.now()
    await assert.rejects(async () => database.run(statement, [], { timeout: 50 }), {
      code: embedded ? 'NUAGES_DRIVERS_STATEMENT_TIMEOUT' : 'NUAGES_DRIVERS_POOL_EXHAUSTED',
    })
    assert.ok(performance.now() - start < 2000)
    free.resolve()
    await Promise.all(holding)
    assert.deepEqual(await values(database), [])
  })

  promise('a collision that the program has caught is one all the same', async (database) => {
    let tries = 0
    const work = async () => {
      if (++tries > 1) return tries
      const cause = driverErrors.TRY_AGAIN({ name: 'default', reason: 'deadlock' })
      throw driverErrors.TRANSACTION_BROKEN({ name: 'default' }, { cause })
    }
    assert.equal(await database.atomic(work, { retry: 1 }), 2)
  })

  promise('rows that are left unread keep nothing back', async (database) => {
    await database.atomic(async () => {
      for (let i = 0; i < 50; i++) await insert(database, i)
    })
    const rows = { text: 'SELECT a FROM t ORDER BY a', writes: false, wide: false }
    for (const readOnly of [true, false]) {
      await database.atomic(
        async () => {
          const left = database.batches(rows, [], 10)[Symbol.asyncIterator]()
          await left.next()
        },
        { readOnly },
      )
      await insert(database, 100)
      const found = await database.atomic(() => values(database), { readOnly: true })
      assert.equal(found.length, readOnly ? 51 : 52)
      let streamed = 0
      for await (const batch of database.batches(rows, [], 10)) streamed += batch.length
      assert.equal(streamed, found.length)
    }
  })
}
