import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { code, opened, reading, writing } from './helpers.ts'

/** A file system of `size` that goes with the test; null where this user may not mount one. */
function tiny(t: TestContext, size: string): string | null {
  if (process.platform !== 'linux') return null
  const directory = mkdtempSync(join(tmpdir(), 'nuages-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory]).status === 0
  t.after(() => {
    if (mounted) spawnSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true, force: true })
  })
  return mounted ? directory : null
}

const insert = writing('INSERT INTO t (a) VALUES (randomblob(20000))')
const count = reading('SELECT count(*) FROM t')

test('a disk that is full is a named error, the transaction is undone, and with room again all goes on', async (t) => {
  const directory = tiny(t, '1m')
  if (directory === null) return t.skip('no right to mount a small file system')
  const database = await opened(t, `sqlite:${join(directory, 'app.db')}`)
  await database.script('CREATE TABLE t (a blob)')
  await database.run(insert, [])
  // What takes the room, and can give it back.
  const filler = join(directory, 'filler')
  writeFileSync(filler, Buffer.alloc(400_000))
  const full = { ...code('DRIVERS_DISK_FULL'), status: 507 }
  await assert.rejects(
    database.atomic(async () => {
      for (let i = 0; i < 400; i++) await database.run(insert, [])
    }),
    full,
  )
  assert.deepEqual(await database.all(count, []), [[1]])
  assert.equal(database.inTransaction, false)
  // A savepoint that fills the disk takes the whole transaction with it, whoever catches the error and makes room.
  await assert.rejects(
    database.atomic(async () => {
      await database.run(insert, [])
      await database
        .atomic(async () => {
          for (let i = 0; i < 400; i++) await database.run(insert, [])
        })
        .catch(() => {})
      rmSync(filler)
      await database.run(insert, [])
    }),
    code('DRIVERS_TRANSACTION_BROKEN'),
  )
  writeFileSync(filler, Buffer.alloc(400_000))
  const [[left]] = (await database.all(count, [])) as [[number]]
  assert.equal(left, 1)
  const stuck: unknown[] = []
  for (let i = 0; i < 60; i++) {
    try {
      await database.run(insert, [])
    } catch (error) {
      stuck.push((error as { code?: string }).code)
    }
  }
  assert.ok(stuck.length > 0)
  assert.deepEqual([...new Set(stuck)], ['NUAGES_DRIVERS_DISK_FULL'])
  rmSync(filler)
  await database.run(insert, [])
  assert.ok(Number((await database.all(count, []))[0]![0]) >= 2)
  assert.deepEqual(await database.all(reading('PRAGMA integrity_check'), []), [['ok']])
})
