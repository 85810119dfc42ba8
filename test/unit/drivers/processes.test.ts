import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { code, opened, reading, temporary, writing } from './helpers.ts'

const driver = join(import.meta.dirname, '../../../src/data/drivers/index.ts')

test('the lock of another process is waited for without blocking the event loop', async (t) => {
  const file = join(temporary(t), 'app.db')
  const database = await opened(t, `sqlite:${file}`)
  await database.script('CREATE TABLE t (a)')
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')
  // The lock goes once the loop has turned: a wait that blocks it would end in the driver's own error.
  let turns = 0
  const timer = setInterval(() => {
    if (++turns === 6) other.exec('COMMIT')
  }, 2)
  await database.atomic(() => database.run(writing('INSERT INTO t VALUES (1)'), []))
  clearInterval(timer)
  assert.ok(turns >= 6)
  other.exec('BEGIN IMMEDIATE')
  setTimeout(() => other.exec('COMMIT'), 20)
  assert.equal((await database.run(writing('INSERT INTO t VALUES (2)'), [])).changes, 1)
  other.close()
})

test('a lock that stays is a coded error that names the file, and the next statement works', async (t) => {
  const file = join(temporary(t), 'app.db')
  const database = await opened(t, `sqlite:${file}?patience=50`)
  await database.script('CREATE TABLE t (a)')
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')
  const locked = { ...code('DRIVERS_LOCKED'), message: new RegExp(file) }
  await assert.rejects(async () => database.run(writing('INSERT INTO t VALUES (1)'), []), locked)
  await assert.rejects(
    database.atomic(() => sleep(0)),
    locked,
  )
  assert.deepEqual(await database.all(reading('SELECT count(*) FROM t'), []), [[0]])
  other.exec('COMMIT')
  other.close()
  await database.run(writing('INSERT INTO t VALUES (1)'), [])
})

test('a file that is locked while it is opened is a coded error', async (t) => {
  const file = join(temporary(t), 'app.db')
  const other = new DatabaseSync(file)
  other.exec('CREATE TABLE t (a); BEGIN EXCLUSIVE')
  await assert.rejects(openDatabase(`sqlite:${file}`, { patience: 30 }), code('DRIVERS_LOCKED'))
  other.exec('COMMIT')
  other.close()
  await opened(t, `sqlite:${file}`)
})

test('kill -9 during writes leaves a database that opens, with every transaction whole', async (t) => {
  const file = join(temporary(t), 'app.db')
  const program = `
    import { openDatabase } from ${JSON.stringify(driver)}
    const database = await openDatabase(${JSON.stringify(`sqlite:${file}`)})
    await database.script('CREATE TABLE IF NOT EXISTS t (a integer, part text)')
    const insert = { text: 'INSERT INTO t VALUES (?, ?)', writes: true, wide: false }
    for (let i = 0; ; i++) {
      await database.atomic(async () => {
        for (const part of ['first', 'second', 'third']) await database.run(insert, [i, part.repeat(200)])
      })
      if (i === 20) process.stdout.write('on')
    }`
  for (let round = 0; round < 2; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await sleep(10 + 20 * round)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const database = await openDatabase(`sqlite:${file}`)
    assert.deepEqual(await database.all(reading('PRAGMA integrity_check'), []), [['ok']])
    const torn = await database.all(reading('SELECT a, count(*) FROM t GROUP BY a HAVING count(*) % 3 <> 0'), [])
    assert.deepEqual(torn, [])
    await database.run(writing('INSERT INTO t SELECT -1, value FROM json_each(?)'), ['["a", "b", "c"]'])
    await database.close()
  }
})
