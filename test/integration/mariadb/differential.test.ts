import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { Project } from '../../conformance/runners/orm/project.ts'
import { open, query, told } from '../../support/any-query.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'

describe('any query on SQLite and on MariaDB', { skip: await skipWithout('mariadb') }, () => {
  let sqlite: Project
  let postgres: Project
  const undo: (() => Promise<void>)[] = []
  before(async () => {
    const scratch = await scratchMariadb()
    undo.push(scratch.drop)
    sqlite = await open('sqlite::memory:')
    postgres = await open(scratch.url)
    undo.unshift(
      () => sqlite.database.close(),
      () => postgres.database.close(),
    )
  })
  after(async () => {
    for (const each of undo) await each()
  })

  test('gives the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        assert.deepEqual(await told(postgres, given), await told(sqlite, given))
      }),
      { numRuns: Number(process.env['NUAGES_TEST_RUNS'] ?? 100) },
    )
  })
})
