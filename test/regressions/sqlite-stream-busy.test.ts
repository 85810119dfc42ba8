import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { openDatabase } from '../../src/data/drivers/index.ts'

test('a stream that meets a lock waits or fails, and never ends early', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-'))
  const file = join(folder, 'rollback.sqlite3')
  const other = new DatabaseSync(file)
  other.exec('CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)')
  const database = await openDatabase(`sqlite:${file}?mode=ro&patience=60`)
  const statement = { text: 'SELECT n FROM t', writes: false, wide: false }
  const read = async () => {
    const found: unknown[] = []
    for await (const batch of database.batches(statement, [], 2)) found.push(...batch.map(([n]) => n))
    return found
  }
  try {
    other.exec('BEGIN EXCLUSIVE')
    await assert.rejects(read(), { code: 'NUAGES_DRIVERS_LOCKED' })
    setTimeout(() => other.exec('COMMIT'), 20)
    assert.deepEqual(await read(), [1, 2, 3])
  } finally {
    await database.close()
    other.close()
    rmSync(folder, { recursive: true })
  }
})
