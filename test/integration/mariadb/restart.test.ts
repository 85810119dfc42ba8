import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { cannotStartMariadb, startMariadb } from '../../support/mariadb-server.ts'
import { code, read, write } from './helpers.ts'

const skip = cannotStartMariadb()
if (skip !== false) console.log(`skipped: a MariaDB server that restarts (${skip})`)

test('a server that is restarted is found again', { skip }, async (t) => {
  const server = await startMariadb(t)
  const database = await openDatabase(server.url)
  t.after(() => database.close())
  await database.script('CREATE TABLE t (a integer)')
  await Promise.all([1, 2, 3].map(() => database.atomic(() => sleep(5))))
  const asked = assert.rejects(read(database, 'SELECT SLEEP(60)'), code('CONNECTION_LOST'))
  const held = assert.rejects(
    database.atomic(async () => {
      await write(database, 'INSERT INTO t VALUES (1)')
      await server.stop()
      await write(database, 'INSERT INTO t VALUES (2)')
    }),
    code('CONNECTION_LOST'),
  )
  await Promise.all([asked, held])
  await assert.rejects(read(database, 'SELECT 1'), code('CANNOT_CONNECT'))
  await server.startAgain()
  assert.deepEqual(await read(database, 'SELECT count(*) FROM t'), [[0]])
  await database.atomic(() => write(database, 'INSERT INTO t VALUES (3)'))
  assert.deepEqual(await read(database, 'SELECT a FROM t'), [[3]])
})

test('a lock that is not given undoes the whole transaction where the server is set so', { skip }, async (t) => {
  const server = await startMariadb(t, ['--innodb-rollback-on-timeout=ON'])
  const database = await openDatabase(`${server.url}?patience=1000`)
  t.after(() => database.close())
  await database.script('CREATE TABLE t (a integer PRIMARY KEY, b integer); INSERT INTO t VALUES (1, 0), (2, 0)')
  const holds = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const holder = database.atomic(async () => {
    await write(database, 'UPDATE t SET b = 1 WHERE a = 1')
    holds.resolve()
    await release.promise
  })
  await holds.promise
  const waiting = database.atomic(async () => {
    await write(database, 'UPDATE t SET b = 2 WHERE a = 2')
    await assert.rejects(write(database, 'UPDATE t SET b = 2 WHERE a = 1'), code('LOCK_NOT_AVAILABLE'))
    await assert.rejects(write(database, 'UPDATE t SET b = 3 WHERE a = 2'), code('TRANSACTION_BROKEN'))
  })
  await assert.rejects(waiting, code('TRANSACTION_BROKEN'))
  release.resolve()
  await holder
  assert.deepEqual(await read(database, 'SELECT b FROM t ORDER BY a'), [[1], [0]])
})
