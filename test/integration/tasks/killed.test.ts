import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { runInScope } from '../../../src/base/context/index.ts'
import type { Database } from '../../../src/data/drivers/index.ts'
import { mariadb, postgres } from '../../support/scratch.ts'
import { skipWithout } from '../../support/services.ts'
import { taskTables } from '../../support/tasks.ts'
import { dropKeys } from './bull-keys.ts'
import { engineOf, killedProject, redisUrl } from './killed-project.ts'

/** How often a worker is killed on each database. */
const rounds = Number(process.env['NUAGES_TASK_KILLS'] ?? 3)
/** Jobs of each kind that every round adds. */
const added = 20

const program = join(import.meta.dirname, 'killed-project.ts')

/** How many effects each job had, by kind. */
async function effects(database: Database): Promise<Record<string, readonly number[]>> {
  const text = 'SELECT kind, n, COUNT(*) FROM effect GROUP BY kind, n ORDER BY kind, n'
  const found: Record<string, number[]> = { parent: [], child: [], plain: [] }
  for (const [kind, n, count] of await database.all({ text, writes: false, wide: false }, []))
    found[String(kind)]![Number(n)] = Number(count)
  return found
}

const places = [
  { tables: await taskTables(null), kind: 'database', skip: false },
  { tables: await taskTables(postgres), kind: 'database', skip: false },
  { tables: await taskTables(mariadb), kind: 'database', skip: false },
  { tables: await taskTables(postgres), kind: 'pg-boss', skip: false },
  { tables: await taskTables(null), kind: 'redis', skip: await skipWithout('redis') },
] as const

for (const { tables, kind, skip } of places) {
  const label = kind === 'database' ? tables.label : `${kind} beside ${tables.label}`
  test(`${label}: kill -9 at any moment loses no job, and doubles none that runs in a transaction`, {
    skip: tables.skip || skip,
    timeout: 3_600_000,
  }, async (t) => {
    const database = await tables.open(t)
    await database.script('CREATE TABLE effect (kind varchar(10) NOT NULL, n integer NOT NULL)')
    const prefix = `nuages-test-${randomUUID()}`
    const engine = await engineOf(kind, database, tables.url, prefix)
    const project = killedProject(database, engine)
    const start = () => {
      const args = ['--conditions=nuages-source', program, tables.url, kind, prefix]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      return { child, ready: once(child.stdout, 'data') }
    }
    let next = start()
    let held = 0
    for (let round = 0; round < rounds; round++) {
      const { child, ready } = next
      const numbers = Array.from({ length: added }, (_, i) => ({ n: round * added + i }))
      await runInScope(project.scope, async () => {
        await project.parent.enqueueMany(numbers)
        await project.plain.enqueueMany(numbers)
      })
      await ready
      next = round + 1 < rounds ? start() : next
      await sleep(20 + Math.random() * 130)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      assert.deepEqual(await ended, [null, 'SIGKILL'])
      held += (await project.engine.list({ state: 'running', limit: 1000 })).length
    }
    const total = rounds * added
    const worker = await runInScope(project.scope, project.work)
    for (;;) {
      const counts = Object.values(await project.engine.counts())
      if (counts.reduce((sum, { done, failed }) => sum + done + failed, 0) >= 3 * total) break
      await sleep(50)
    }
    await worker.stop(0)
    const once1 = Array.from({ length: total }, () => 1)
    const found = await effects(database)
    assert.deepEqual(found['parent'], once1)
    assert.deepEqual(found['child'], once1)
    assert.equal(found['plain']?.length, total)
    assert.ok(found['plain']?.every((count) => count >= 1))
    const jobs = { done: 0, others: 0 }
    for (const { done, ...others } of Object.values(await project.engine.counts())) {
      jobs.done += done
      jobs.others += Object.values(others).reduce((sum, count) => sum + count, 0)
    }
    await engine.close()
    if (kind === 'redis') await dropKeys(redisUrl, prefix)
    assert.deepEqual(jobs, { done: 3 * total, others: 0 })
    if (rounds >= 5) assert.ok(held > 0, 'no round ever killed a worker that held a job')
    const again = found['plain']!.filter((count) => count > 1).length
    t.diagnostic(
      `${label}: ${rounds} kills, ${3 * total} jobs, ${held} held when killed, ${again} plain ones ran more than once`,
    )
  })
}
