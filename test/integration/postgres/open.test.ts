import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase, type Statement } from '../../../src/data/drivers/index.ts'
import { postgresUrl, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'

const skip = await skipWithout('postgres')
const reading = (text: string): Statement => ({ text, writes: false, wide: false })

test('a scratch database is opened, asked and dropped', { skip }, async () => {
  const scratch = await scratchPostgres()
  try {
    const database = await openDatabase(scratch.url)
    assert.deepEqual(await database.all(reading('SELECT current_database(), $1::int'), [7]), [[scratch.name, 7]])
    await database.close()
  } finally {
    await scratch.drop()
  }
  await assert.rejects(openDatabase(scratch.url), { code: 'NUAGES_DRIVERS_NO_DATABASE' })
})

test('what is wrong with a connection is named, without the password', { skip }, async () => {
  const cases: [string, string][] = [
    [postgresUrl('postgres', { user: 'nobody_at_all', password: 's3cret' }), 'AUTHENTICATION_FAILED'],
    [postgresUrl('no_such_database', { password: 's3cret' }), 'NO_DATABASE'],
    ['postgres://ada:s3cret@127.0.0.1:1/app', 'CANNOT_CONNECT'],
    ['postgres://ada:s3cret@host.invalid/app', 'CANNOT_CONNECT'],
    ['postgres://ada:s3cret@127.0.0.1/app?speed=s3cret', 'BAD_URL'],
    ['postgres://ada:s3cret@127.0.0.1/app?pool=0', 'BAD_URL'],
    ['postgres://ada:s3cret@127.0.0.1/', 'BAD_URL'],
  ]
  for (const [url, code] of cases) {
    const error = (await openDatabase(url).catch((caught: unknown) => caught)) as Error & { hint: string; data: object }
    assert.equal((error as { code?: string }).code, `NUAGES_DRIVERS_${code}`)
    assert.doesNotMatch(error.message + error.hint + JSON.stringify(error.data), /s3cret/)
  }
})
