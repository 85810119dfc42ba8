import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { queries } from '../../../src/base/events/index.ts'
import { IntegrityError } from '../../../src/data/drivers/index.ts'
import { code, opened, reading, temporary, writing } from './helpers.ts'

test('reads outside of a transaction answer at once, as arrays', async (t) => {
  for (const url of ['sqlite::memory:', `sqlite:${join(temporary(t), 'app.db')}`]) {
    const database = await opened(t, url)
    await database.script('CREATE TABLE t (a integer primary key, b text)')
    const result = database.run(writing('INSERT INTO t (b) VALUES (?)'), ['x'])
    assert.deepEqual(result, { changes: 1, lastKey: 1 })
    assert.deepEqual(database.all(reading('SELECT b, a FROM t'), []), [['x', 1]])
  }
})

test('bigints are read where the statement is wide, and refused where a number cannot hold them', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  const text = 'SELECT 9007199254740993'
  assert.deepEqual(await database.all({ text, writes: false, wide: true }, []), [[9007199254740993n]])
  assert.throws(() => database.all(reading(text), []), code('DRIVERS_WIDE_INTEGER'))
})

test('parameters that SQLite cannot take are coded errors', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  assert.throws(() => database.all(reading('SELECT ?'), [new Date()]), code('DRIVERS_BAD_PARAMETER'))
  assert.throws(() => database.all(reading('SELECT ?, ?'), [1, new Date()]), code('DRIVERS_BAD_PARAMETER'))
  assert.throws(() => database.all(reading('SELECT ?'), [2n ** 70n]), code('DRIVERS_BAD_PARAMETER'))
  assert.throws(() => database.all(reading('SELECT ?'), [1, 2]), code('DRIVERS_BAD_PARAMETER'))
})

test('rules that a row breaks are named', async (t) => {
  const database = await opened(t, `sqlite:${join(temporary(t), 'app.db')}`)
  await database.script(`CREATE TABLE p (id integer primary key);
    CREATE TABLE t (id integer primary key, a text UNIQUE, b text NOT NULL DEFAULT 'x', c integer,
      p integer REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED,
      CONSTRAINT c_positive CHECK (c > 0));
    CREATE UNIQUE INDEX pair ON t (b, c)`)
  const run = (text: string) => () => database.run(writing(text), [])
  run(`INSERT INTO t (a, b, c) VALUES ('1', 'b', 1)`)()
  const cases: [string, string, object][] = [
    [`INSERT INTO t (a) VALUES ('1')`, 'UNIQUE', { kind: 'unique', table: 't', columns: ['a'] }],
    [`INSERT INTO t (b, c) VALUES ('b', 1)`, 'UNIQUE', { kind: 'unique', table: 't', columns: ['b', 'c'] }],
    [`INSERT INTO t (id) VALUES (1)`, 'UNIQUE', { kind: 'unique', columns: ['id'] }],
    [`INSERT INTO t (b) VALUES (NULL)`, 'NOT_NULL', { kind: 'notNull', columns: ['b'] }],
    [`INSERT INTO t (c) VALUES (-1)`, 'CHECK', { kind: 'check', constraint: 'c_positive' }],
    [`INSERT INTO t (p) VALUES (7)`, 'FOREIGN_KEY', { kind: 'foreignKey' }],
  ]
  for (const [text, name, data] of cases) {
    assert.throws(run(text), (error: unknown) => {
      assert.ok(error instanceof IntegrityError)
      assert.equal(error.code, `NUAGES_DRIVERS_${name}`)
      for (const [key, value] of Object.entries(data)) assert.deepEqual(error.data[key], value)
      assert.ok((error.cause as Error).message.includes('constraint failed'))
      return true
    })
  }
  await assert.rejects(
    database.atomic(() => database.run(writing('INSERT INTO t (p) VALUES (7)'), [])),
    (error: unknown) => {
      assert.ok(error instanceof IntegrityError)
      assert.deepEqual([error.table, error.columns], ['t', ['p']])
      return true
    },
  )
  assert.deepEqual(await database.all(reading('SELECT count(*) FROM t'), []), [[1]])
})

test('a missing table or column points at the migrations', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script('CREATE TABLE t (a)')
  assert.throws(() => database.all(reading('SELECT * FROM gone'), []), {
    ...code('DRIVERS_NO_TABLE'),
    hint: /migrate/,
  })
  assert.throws(() => database.all(reading('SELECT gone FROM t'), []), code('DRIVERS_NO_COLUMN'))
  assert.throws(() => database.all(reading('SELEC'), []), code('DRIVERS_STATEMENT_FAILED'))
})

test('regular expressions are JavaScript’s, with and without case', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  const row = await database.all(
    reading(`SELECT 'Été' REGEXP '^É', 'Été' REGEXP '^é', iregexp('^é', 'Été'), NULL REGEXP 'a', 'a1' REGEXP '\\d'`),
    [],
  )
  assert.deepEqual(row, [[1, 0, 1, null, 1]])
  assert.throws(() => database.all(reading(`SELECT 'a' REGEXP '('`), []), { code: 'NUAGES_DRIVERS_BAD_REGEX' })
})

test('batches hold at most so many rows, and writing meanwhile disturbs nobody', async (t) => {
  for (const url of ['sqlite::memory:', `sqlite:${join(temporary(t), 'app.db')}`]) {
    const database = await opened(t, url)
    await database.script('CREATE TABLE t (a integer primary key)')
    const insert = writing('INSERT INTO t DEFAULT VALUES')
    for (let i = 0; i < 25; i++) await database.run(insert, [])
    const read = async () => {
      const sizes: number[] = []
      for await (const batch of database.batches(reading('SELECT a FROM t'), [], 10)) {
        sizes.push(batch.length)
        await database.run(insert, [])
      }
      return sizes
    }
    assert.deepEqual(await read(), [10, 10, 5])
    const [, inside] = await Promise.all([read(), database.atomic(async () => (await database.all(insert, [])).length)])
    assert.equal(inside, 0)
    for await (const batch of database.batches(reading('SELECT a FROM t'), [], 10)) {
      assert.equal(batch.length, 10)
      break
    }
    assert.equal((await database.all(reading('SELECT a FROM t'), [])).length, 32)
  }
})

test('a burst of reads lets the event loop turn', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const slow = reading(
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT max(i) FROM n',
  )
  for (let i = 0; i < 20; i++) await database.all(slow, [])
  clearInterval(timer)
  assert.ok(turns > 1, `the loop turned ${turns} times`)
})

test('queries are published only where somebody listens', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script('CREATE TABLE t (a)')
  const heard: unknown[][] = []
  const stop = queries.subscribe(({ database: name, sql, parameters, rows, error }) => {
    heard.push([name, sql, parameters, rows, error instanceof Error])
  })
  await database.run(writing('INSERT INTO t VALUES (?)'), [5])
  await database.all(reading('SELECT a FROM t'), [])
  assert.throws(() => database.all(reading('SELECT b FROM t'), []))
  stop()
  await database.all(reading('SELECT a FROM t'), [])
  assert.deepEqual(heard, [
    ['default', 'INSERT INTO t VALUES (?)', [5], 1, false],
    ['default', 'SELECT a FROM t', [], 1, false],
    ['default', 'SELECT b FROM t', [], 0, true],
  ])
})
