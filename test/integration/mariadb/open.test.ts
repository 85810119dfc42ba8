import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { mariadbUrl, scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { openedWith, read, scratchFor } from './helpers.ts'

const skip = await skipWithout('mariadb')

test('a scratch database is opened, asked and dropped', { skip }, async () => {
  const scratch = await scratchMariadb()
  try {
    for (const url of [scratch.url, scratch.url.replace('mysql:', 'mariadb:')]) {
      const database = await openDatabase(url)
      assert.equal(database.database, 'mysql')
      assert.deepEqual(await read(database, 'SELECT DATABASE(), ?', 7), [[scratch.name, 7]])
      await database.close()
    }
  } finally {
    await scratch.drop()
  }
  await assert.rejects(openDatabase(scratch.url), { code: 'NUAGES_DRIVERS_NO_DATABASE' })
})

test('what is wrong with a connection is named, without the password', { skip }, async () => {
  const cases: [string, string][] = [
    [mariadbUrl('mysql', { user: 'nobody_at_all', password: 's3cret' }), 'AUTHENTICATION_FAILED'],
    [mariadbUrl('no_such_database'), 'NO_DATABASE'],
    ['mysql://ada:s3cret@127.0.0.1:1/app', 'CANNOT_CONNECT'],
    ['mysql://ada:s3cret@host.invalid/app', 'CANNOT_CONNECT'],
    ['mysql://ada:s3cret@localhost/app?host=/nowhere', 'CANNOT_CONNECT'],
    ['mysql://ada:s3cret@127.0.0.1/app?speed=s3cret', 'BAD_URL'],
    ['mysql://ada:s3cret@127.0.0.1/app?pool=0', 'BAD_URL'],
    ['mysql://ada:s3cret@127.0.0.1/', 'BAD_URL'],
  ]
  for (const [url, code] of cases) {
    const error = (await openDatabase(url).catch((caught: unknown) => caught)) as Error & { hint: string; data: object }
    assert.equal((error as { code?: string }).code, `NUAGES_DRIVERS_${code}`, url)
    assert.doesNotMatch(error.message + error.hint + JSON.stringify(error.data), /s3cret/)
  }
})

test('a session is set as the compiler of statements expects', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t), { statementTimeout: 4000, patience: 2500 })
  const [row] = await read(
    database,
    `SELECT @@time_zone, @@collation_connection, @@character_set_results, @@tx_isolation, @@autocommit,
      @@innodb_lock_wait_timeout, @@max_statement_time, @@sql_auto_is_null, 'a' "name"`,
  )
  assert.deepEqual(row, ['+00:00', 'utf8mb4_nopad_bin', 'utf8mb4', 'READ-COMMITTED', 1, 3, 4, 0, 'a'])
  const [[mode]] = (await read(database, 'SELECT @@sql_mode')) as [[string]]
  for (const part of ['ANSI_QUOTES', 'PIPES_AS_CONCAT', 'NO_BACKSLASH_ESCAPES', 'STRICT_ALL_TABLES'])
    assert.ok(mode.split(',').includes(part), part)
})
