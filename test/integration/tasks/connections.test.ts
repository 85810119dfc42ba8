import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseEngine } from '../../../src/apps/tasks/index.ts'
import type { Database } from '../../../src/data/drivers/index.ts'
import { mariadb, postgres } from '../../support/scratch.ts'
import { newJob } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

const reading = (text: string) => ({ text, writes: false, wide: false })

/** Ends all other connections to the database. */
async function cutOff(database: Database): Promise<number> {
  if (database.database === 'postgres')
    return (
      await database.all(
        reading(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        ),
        [],
      )
    ).length
  const rows = await database.all(
    reading('SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()'),
    [],
  )
  // One may have gone by itself.
  for (const [id] of rows) await database.script(`KILL ${Number(id)}`).catch(() => {})
  return rows.length
}

for (const server of [postgres, mariadb]) {
  const tables = await taskTables(server)
  test(`${tables.label}: a worker whose connections are ended goes on, and every job is done once by its transaction`, {
    skip: tables.skip,
    timeout: 60_000,
  }, async (t) => {
    const other = await tables.open(t)
    await other.script('CREATE TABLE effect (n integer NOT NULL)')
    const database = await tables.again(t)
    const engine = new DatabaseEngine(database, { lease: 1000, pollInterval: 20 })
    const jobs = Array.from({ length: 60 }, (_, i) => newJob({ payload: String(i), maxAttempts: 100 }))
    const own = new DatabaseEngine(other)
    await own.enqueue(jobs)
    const mark = database.database === 'postgres' ? '$1' : '?'
    const insert = { text: `INSERT INTO effect (n) VALUES (${mark})`, writes: true, wide: false }
    let begun = 0
    let errors = 0
    const worker = await engine.work({
      queues: [{ name: 'default' }],
      concurrency: 4,
      onError: () => errors++,
      handle: async ({ job, finish }) => {
        begun++
        try {
          await database.atomic(async () => {
            await database.run(insert, [Number(job.payload)])
            await new Promise((resolve) => setTimeout(resolve, 5))
            await finish!(null)
          })
          return { state: 'finished' }
        } catch {
          return { state: 'retry', delay: 0, error: { code: 'X', message: 'cut off' } }
        }
      },
    })
    let cut = 0
    for (let round = 1; round <= 4; round++) {
      while (begun < round * 8) await new Promise((resolve) => setTimeout(resolve, 5))
      cut += await cutOff(other)
    }
    while (((await own.counts())['default']?.done ?? 0) < jobs.length)
      await new Promise((resolve) => setTimeout(resolve, 20))
    await worker.stop(0)
    const effects = await other.all(reading('SELECT n FROM effect ORDER BY n'), [])
    assert.deepEqual(
      effects.map(([n]) => Number(n)),
      jobs.map((_, i) => i),
    )
    assert.ok(cut > 0)
    t.diagnostic(`${cut} connections ended, ${errors} errors told, ${begun} attempts`)
  })
}
