import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseEngine } from '../../../src/apps/tasks/index.ts'
import { type QueryEvent, queries } from '../../../src/base/events/index.ts'
import type { DatabaseValue } from '../../../src/data/query/index.ts'
import { mariadb, postgres } from '../../support/scratch.ts'
import { newJob } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'

const explain = { sqlite: 'EXPLAIN QUERY PLAN ', postgres: 'EXPLAIN ', mysql: 'EXPLAIN ' } as const
/** What a plan says that reads or sorts the whole table. */
const slow = {
  sqlite: /SCAN (?:nuages_tasks_job|job)(?! USING)|TEMP B-TREE/,
  postgres: /Seq Scan on nuages_tasks_job|Sort /,
  mysql: /,ALL,|filesort/,
} as const

// All before the first test: what `after` takes away it takes when the tests that are known by then have ended.
const places = [await taskTables(null), await taskTables(postgres), await taskTables(mariadb)]

for (const tables of places) {
  test(`${tables.label}: with 10,000 jobs, workers find theirs in an index and sort nothing`, {
    skip: tables.skip,
    timeout: 60_000,
  }, async (t) => {
    const database = await tables.open(t)
    const engine = new DatabaseEngine(database, { pollInterval: 20 })
    const jobs = Array.from({ length: 10_000 }, (_, i) =>
      newJob({ queue: 'many', priority: i % 5, delay: i % 3 === 0 ? 3_600_000 : 0 }),
    )
    await engine.enqueue(jobs)
    // MariaDB counts what it has by itself.
    if (database.database !== 'mysql')
      await database.run({ text: 'ANALYZE nuages_tasks_job', writes: true, wide: false }, [])
    const seen = new Map<string, QueryEvent>()
    const stop = queries.subscribe((event) => seen.set(event.sql, event))
    await engine.enqueue([newJob({ delay: 20 }), newJob(), newJob(), newJob({ maxAttempts: 2 })])
    let failed = false
    const worker = await engine.work({
      queues: [{ name: 'default' }],
      concurrency: 5,
      onError: assert.ifError,
      handle: async () => {
        if (failed) return { state: 'done', result: null }
        failed = true
        return { state: 'retry', delay: 0, error: { code: 'X', message: 'x' } }
      },
    })
    while (((await engine.counts())['default']?.done ?? 0) < 4) await new Promise((resolve) => setTimeout(resolve, 10))
    await worker.stop(0)
    stop()
    const kind = database.database
    const looks = [...seen.values()].filter(
      ({ sql }) => /^(select|update)/i.test(sql) && sql.includes('nuages_tasks_job') && !/count\(\*\)/i.test(sql),
    )
    assert.ok(looks.length >= 4, String(looks.length))
    const together = looks.some(({ sql }) => sql.includes('AS ended'))
    assert.equal(together, kind !== 'mysql', 'some ended together')
    for (const { sql, parameters } of looks) {
      const text = explain[kind] + sql
      const rows = await database.all({ text, writes: true, wide: false }, parameters as DatabaseValue[])
      const plan = rows.map((row) => row.join(',')).join('\n')
      assert.doesNotMatch(plan, slow[kind], `${sql}\n${plan}`)
    }
  })
}
