import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseEngine, task } from '../../../src/apps/tasks/index.ts'
import { newJob, worker } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'
import { site } from './helpers.ts'

const tables = await taskTables(null)
const lease = (id: string) => ({
  text: `UPDATE nuages_tasks_job SET due_at = 0 WHERE id = '${id}'`,
  writes: true,
  wide: false,
})

test('the jobs of a worker that is silent run again, as attempts that count', async (t) => {
  const database = await tables.open(t)
  const dead = new DatabaseEngine(database, { lease: 60_000 })
  const [poison, again] = [newJob({ maxAttempts: 1 }), newJob({ maxAttempts: 2 })]
  await dead.enqueue([poison, again])
  const held = Promise.withResolvers<void>()
  let begun = 0
  let reason: unknown
  const silent = await dead.work({
    queues: [{ name: 'default' }],
    concurrency: 2,
    onError: () => {},
    handle: ({ signal }) => {
      signal.addEventListener('abort', () => (reason = signal.reason))
      if (++begun === 2) held.resolve()
      return new Promise(() => {})
    },
  })
  await held.promise
  for (const { id } of [poison, again]) await database.run(lease(id), [])
  const lost: unknown[] = []
  const live = new DatabaseEngine(await tables.again(t), { lease: 60_000, pollInterval: 20 })
  const next = await worker(t, live, () => ({ state: 'done', result: null }), {
    onLost: (job, outcome) => lost.push([job.id, job.attempt, outcome]),
  })
  await next.idle()
  await next.stop(0)
  const [failed, done] = [await live.find(poison.id), await live.find(again.id)]
  assert.deepEqual([failed?.state, failed?.error?.code], ['failed', 'NUAGES_TASKS_LOST'])
  assert.deepEqual([done?.state, done?.attempt], ['done', 2])
  assert.deepEqual(
    lost.sort(),
    [
      [poison.id, 1, 'failed'],
      [again.id, 1, 'retry'],
    ].sort(),
  )
  await silent.stop(0)
  assert.deepEqual(
    [(await live.find(again.id))?.state, (await live.find(again.id))?.attempt],
    ['done', 2],
    'it changes nothing',
  )
  assert.equal((reason as { code: string }).code, 'NUAGES_TASKS_STOPPED')
})

test('a lease is renewed while its job runs', async (t) => {
  const release = Promise.withResolvers<void>()
  const long = task('a.long', () => release.promise)
  const own = await site(t, tables, { long }, {}, { lease: 400, pollInterval: 10 })
  const { id } = await own.in(() => long.enqueue())
  const text = 'SELECT due_at, state FROM nuages_tasks_job'
  const ends = async () => (await own.database.all({ text, writes: false, wide: false }, []))[0]!
  const ran = own.run()
  const seen = new Set<number>()
  while (seen.size < 3) {
    const [dueAt, state] = await ends()
    if (state === 'running') seen.add(Number(dueAt))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  release.resolve()
  await ran
  const job = await own.engine.find(id)
  assert.deepEqual([job?.state, job?.attempt], ['done', 1])
})
