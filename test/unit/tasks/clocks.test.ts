import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attempts } from '../../../src/apps/tasks/database/attempts.ts'
import type { Claims } from '../../../src/apps/tasks/database/claims.ts'
import { DatabaseWorker } from '../../../src/apps/tasks/database/worker.ts'
import { DatabaseEngine, task } from '../../../src/apps/tasks/index.ts'
import { newJob, worker } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'
import { site } from './helpers.ts'

const tables = await taskTables(null)
const statement = (text: string) => ({ text, writes: true, wide: false })

test('where the clock jumps ahead, or the machine slept, a worker does not take its own jobs for lost', async (t) => {
  const database = await tables.open(t)
  const engine = new DatabaseEngine(database, { lease: 60_000, pollInterval: 10 })
  const job = newJob({ maxAttempts: 1 })
  await engine.enqueue([job])
  const begun = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const lost: unknown[] = []
  const started = await worker(
    t,
    engine,
    async ({ signal }) => {
      begun.resolve()
      await release.promise
      assert.equal(signal.aborted, false)
      return { state: 'done', result: null }
    },
    { onLost: (...told) => lost.push(told) },
  )
  await begun.promise
  await database.run(statement('UPDATE nuages_tasks_job SET due_at = due_at - 3600000'), [])
  // Something else to do makes it look.
  const other = newJob({ name: 'other', queue: 'default' })
  await engine.enqueue([other])
  const dueAt = { text: 'SELECT due_at > started_at FROM nuages_tasks_job WHERE id = ?', writes: false, wide: false }
  while (Number((await database.all(dueAt, [job.id]))[0]![0]) !== 1) await new Promise((end) => setTimeout(end, 5))
  release.resolve()
  await started.idle()
  assert.deepEqual(lost, [])
  assert.equal((await engine.find(job.id))?.state, 'done')
})

test('thousands of jobs whose time comes at once all run, and idle waits for them', async (t) => {
  const ran = new Set<string>()
  const later = task('a.later', async (_: unknown, { id }) => void ran.add(id))
  const own = await site(t, tables, { later })
  await own.in(() => later.enqueueMany(Array.from({ length: 2500 }), { at: new Date(Date.now() - 1000) }))
  assert.equal((await own.run()).done, 2500)
  assert.equal(ran.size, 2500)
})

test('jobs that failed are kept for a time of their own', async (t) => {
  const ok = task('a.ok', async () => {})
  const bad = task('a.bad', () => assert.fail(), { retries: 0 })
  const own = await site(t, tables, { ok, bad })
  await own.in(() => Promise.all([ok.enqueueMany(Array.from({ length: 1200 })), bad.enqueue()]))
  await own.run()
  await own.database.run(statement('UPDATE nuages_tasks_job SET due_at = due_at - 1000'), [])
  assert.equal(await own.engine.prune(500, ['done', 'cancelled']), 1200)
  assert.deepEqual(await own.states(), ['failed'])
  assert.equal(await own.engine.prune(500, ['failed']), 1)
})

test('a worker goes on where who is told of errors fails', async () => {
  const raised = Promise.withResolvers<unknown>()
  const uncaught = (error: unknown) => raised.resolve(error)
  const before = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', uncaught)
  let looks = 0
  const again = Promise.withResolvers<void>()
  const claims: Pick<Claims, 'look'> = {
    look: async () => {
      if (++looks === 1) throw new RangeError('away')
      again.resolve()
      return { now: 0, nextDelayed: null, nextLease: null, waiting: new Set() }
    },
  }
  const worker = new DatabaseWorker(
    { lease: 1000, pollInterval: 10, onEnd: () => {}, claims: claims as Claims, attempts: {} as Attempts },
    {
      queues: [{ name: 'default' }],
      concurrency: 1,
      onError: () => {
        throw new TypeError('so is the log')
      },
      handle: async () => assert.fail(),
    },
  )
  assert.ok((await raised.promise) instanceof TypeError)
  for (const listener of before) process.on('uncaughtException', listener)
  await again.promise
  await worker.stop(0)
})

test('a worker that stops because the process is broken leaves its jobs to their leases', async (t) => {
  const begun = Promise.withResolvers<void>()
  const hangs = task('a.hangs', () => {
    begun.resolve()
    return new Promise(() => {})
  })
  const own = await site(t, tables, { hangs })
  const { id } = await own.in(() => hangs.enqueue())
  const { startWorker } = await import('../../../src/apps/tasks/index.ts')
  const started = await startWorker(own.tasks, own.scope)
  await begun.promise
  await started.stop(0, true)
  const job = await own.engine.find(id)
  assert.deepEqual([job?.state, job?.attempt], ['running', 1])
})
