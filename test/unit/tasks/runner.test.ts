import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PayloadSchema, type TaskContext, Tasks, task, tasksService } from '../../../src/apps/tasks/index.ts'
import { tryUse } from '../../../src/base/context/index.ts'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { createLogger } from '../../../src/base/log/index.ts'
import { newJob } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'
import { site } from './helpers.ts'

const tables = await taskTables(null)

/** As a validation library makes them: a whole number, and a text that has a default. */
const schema: PayloadSchema<{ id: number; note?: string }, { id: number; note: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const { id, note = 'none' } = value as { id?: number; note?: string }
      return Number.isInteger(id)
        ? { value: { id: id!, note } }
        : { issues: [{ message: 'no whole number', path: ['id'] }] }
    },
  },
}

const never = () => new Promise<never>(() => {})

test('a handler gets its payload and context, in the project, and its result is kept', async (t) => {
  let seen: TaskContext | undefined
  const inside: string[] = []
  const add = task('a.add', async ({ a, b }: { a: number; b: number }, context) => {
    seen = context
    assert.ok(tryUse(tasksService) !== undefined)
    createLogger({ format: 'json', write: (line) => inside.push(line) }).info('inside')
    return { sum: a + b }
  })
  const own = await site(t, tables, { add })
  const { id } = await own.in(() => add.enqueue({ a: 1, b: 2 }))
  assert.deepEqual(await own.run(), { done: 1, retried: 0, failed: 0, cancelled: 0 })
  assert.deepEqual([seen?.id, seen?.attempt, seen?.maxAttempts, seen?.signal.aborted], [id, 1, 4, false])
  assert.deepEqual((await own.engine.find(id))?.result, { sum: 3 })
  const { taskId, task: name, attempt } = JSON.parse(inside[0]!) as Record<string, unknown>
  assert.deepEqual([taskId, name, attempt], [id, 'a.add', 1])
  const kinds = own.events.map(({ kind, duration, waited }) => [kind, duration !== null, waited !== null])
  assert.deepEqual(kinds, [
    ['enqueued', false, false],
    ['started', false, true],
    ['done', true, false],
  ])
})

test('an attempt that fails is followed by others with pauses, the last one is final; no secret is kept', async (t) => {
  const bad = task(
    'a.bad',
    async () => {
      throw new RangeError('GET https://user:hunter2@host/?token=abc failed')
    },
    { retries: 1, backoff: { delay: 60_000, jitter: 0 } },
  )
  const own = await site(t, tables, { bad })
  const { id } = await own.in(() => bad.enqueue())
  assert.deepEqual(await own.run(), { done: 0, retried: 1, failed: 0, cancelled: 0 })
  const delayed = await own.engine.find(id)
  assert.equal(delayed?.state, 'delayed')
  assert.equal(delayed.error?.code, 'RangeError')
  assert.doesNotMatch(delayed.error.message, /hunter2|abc/)
  assert.ok(delayed.runAt.getTime() - delayed.startedAt!.getTime() >= 60_000)
  await own.database.run({ text: 'UPDATE nuages_tasks_job SET due_at = 0', writes: true, wide: false }, [])
  assert.equal((await own.run()).failed, 1)
  assert.deepEqual(
    own.events.map(({ kind }) => kind),
    ['enqueued', 'started', 'retry', 'started', 'failed'],
  )
  assert.deepEqual(
    own.lines.map(({ level }) => level),
    ['warn', 'error'],
  )
})

test('retryIf ends what is not worth another attempt; a function says how long to wait', async (t) => {
  const given: unknown[] = []
  const picky = task(
    'a.picky',
    async ({ final }: { final: boolean }) => {
      throw final ? new TypeError('final') : new RangeError('again')
    },
    {
      retryIf: (error) => !(error instanceof TypeError),
      backoff: (attempt, error) => {
        given.push([attempt, (error as Error).message])
        return 0
      },
      retries: 2,
    },
  )
  const own = await site(t, tables, { picky })
  await own.in(() => picky.enqueueMany([{ final: true }, { final: false }]))
  assert.deepEqual(await own.run(), { done: 0, retried: 2, failed: 2, cancelled: 0 })
  assert.deepEqual(given, [
    [1, 'again'],
    [2, 'again'],
  ])
})

test('a time-out ends an attempt, whether its handler listens or not', async (t) => {
  const reasons: unknown[] = []
  const deaf = task('a.deaf', never, { timeout: 20, retries: 0 })
  const listening = task(
    'a.listening',
    (_: unknown, { signal }) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason)
          reject(signal.reason)
        })
      }),
    { timeout: 20, retries: 0 },
  )
  const own = await site(t, tables, { deaf, listening })
  await own.in(async () => {
    await deaf.enqueue()
    await listening.enqueue()
  })
  assert.equal((await own.run()).failed, 2)
  const codes = (await own.engine.list()).map(({ error }) => error?.code)
  assert.deepEqual(codes, ['NUAGES_TASKS_TIMED_OUT', 'NUAGES_TASKS_TIMED_OUT'])
  assert.ok(reasons[0] instanceof NuagesError)
})

test('a schema checks payloads when they are enqueued and when they run', async (t) => {
  let seen: unknown
  const typed = task(
    'a.typed',
    async (payload) => {
      seen = payload
    },
    { payload: schema },
  )
  const own = await site(t, tables, { typed })
  await assert.rejects(
    own.in(() => typed.enqueue({ id: 1.5 })),
    { code: 'NUAGES_TASKS_BAD_PAYLOAD', message: /id: / },
  )
  await own.in(() => typed.enqueue({ id: 1 }))
  assert.equal((await own.run()).done, 1)
  assert.deepEqual(seen, { id: 1, note: 'none' })
  // What older code enqueued.
  const old = newJob({ name: 'a.typed', payload: '{"number":1}', maxAttempts: 5 })
  await own.engine.enqueue([old])
  assert.equal((await own.run()).failed, 1)
  const job = await own.engine.find(old.id)
  assert.deepEqual([job?.state, job?.attempt, job?.error?.code], ['failed', 1, 'NUAGES_TASKS_BAD_PAYLOAD'])
})

test('a task that this code does not know waits for code that does, and not for ever', async (t) => {
  const own = await site(t, tables, {})
  const job = newJob({ name: 'a.newer', maxAttempts: 1 })
  await own.engine.enqueue([job])
  for (let attempt = 1; attempt < 5; attempt++) {
    assert.equal((await own.run()).retried, 1)
    await own.database.run({ text: 'UPDATE nuages_tasks_job SET due_at = 0', writes: true, wide: false }, [])
  }
  assert.equal((await own.run()).failed, 1)
  const found = await own.engine.find(job.id)
  assert.deepEqual([found?.state, found?.error?.code], ['failed', 'NUAGES_TASKS_UNKNOWN_TASK'])
  const newer = task('a.newer', async () => 'ran')
  const next = new Tasks({ engine: own.engine, database: own.database, tasks: [{ newer }] })
  assert.equal(await own.engine.retry(job.id), true)
  assert.equal(next.find('a.newer'), newer)
})

test('a transactional handler and its job are done together or not at all', async (t) => {
  const statement = (text: string) => ({ text, writes: true, wide: false })
  let fail = true
  const exact = task(
    'a.exact',
    async () => {
      await own.database.run(statement('INSERT INTO effect (n) VALUES (1)'), [])
      if (fail) throw new RangeError('after the write')
    },
    { transaction: true, backoff: () => 0 },
  )
  const own = await site(t, tables, { exact })
  await own.database.script('CREATE TABLE effect (n integer)')
  const count = async () =>
    (await own.database.all({ ...statement('SELECT COUNT(*) FROM effect'), writes: false }, []))[0]![0]
  const { id } = await own.in(() => exact.enqueue())
  const { retried, failed } = await own.run()
  assert.deepEqual([retried, failed, await count()], [3, 1, 0])
  fail = false
  await own.engine.retry(id)
  assert.equal((await own.run()).done, 1)
  assert.equal(await count(), 1)
})

test('a worker that was taken for dead commits nothing', async (t) => {
  const statement = (text: string) => ({ text, writes: true, wide: false })
  const exact = task(
    'a.exact',
    async (_: unknown, { id }) => {
      await own.database.run(statement('INSERT INTO other_effect (n) VALUES (1)'), [])
      // As another worker would, in the same transaction only because SQLite has one writer.
      await own.database.run(statement("UPDATE nuages_tasks_job SET lease = 'another'"), [])
      assert.ok(id)
    },
    { transaction: true, retries: 0 },
  )
  const own = await site(t, tables, { exact })
  await own.database.script('CREATE TABLE other_effect (n integer)')
  await own.in(() => exact.enqueue())
  assert.equal((await own.run()).failed, 1)
  const [job] = await own.engine.list()
  assert.equal(job?.error?.code, 'NUAGES_TASKS_LEASE_LOST')
  assert.deepEqual(await own.database.all({ ...statement('SELECT n FROM other_effect'), writes: false }, []), [])
})

test('a result that JSON cannot keep is a failure with its place', async (t) => {
  const odd = task('a.odd', async () => ({ when: new Date(0) }), { retries: 0 })
  const own = await site(t, tables, { odd })
  await own.in(() => odd.enqueue())
  assert.equal((await own.run()).failed, 1)
  assert.match((await own.engine.list())[0]!.error!.message, /The result of 'a\.odd'.*it\.when/)
})

test('tasks that enqueue others: all of it runs', async (t) => {
  const count = task(
    'a.count',
    async ({ n }: { n: number }): Promise<void> => {
      if (n > 0) await count.enqueue({ n: n - 1 })
    },
    { transaction: true },
  )
  const own = await site(t, tables, { count })
  await own.in(() => count.enqueue({ n: 10 }))
  assert.equal((await own.run()).done, 11)
})
