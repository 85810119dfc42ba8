import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
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

test('parameters that SQLite cannot take are coded errors', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  assert.throws(() => database.all(reading('SELECT ?'), [new Date()]), code('DRIVERS_BAD_PARAMETER'))
  assert.throws(() => database.all(reading('SELECT ?, ?'), [1, new Date()]), code('DRIVERS_BAD_PARAMETER'))
  assert.throws(() => database.all(reading('SELECT ?'), [2n ** 70n]), code('DRIVERS_BAD_PARAMETER'))
  assert.throws(() => database.all(reading('SELECT ?'), [1, 2]), code('DRIVERS_BAD_PARAMETER'))
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
