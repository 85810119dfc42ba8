import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pauseAfter, type Task, Tasks, task } from '../../../src/apps/tasks/index.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { logContextService } from '../../../src/base/log/index.ts'
import { taskTables } from '../../support/tasks.ts'
import { site } from './helpers.ts'

const tables = await taskTables(null)
const nothing = async () => {}

test('a declaration that cannot be meant is refused where it is made', () => {
  const wrong: readonly [unknown, RegExp][] = [
    [() => task('a b', nothing), /a name has/],
    [() => task('a', 'x' as never), /no function/],
    [() => task('a', nothing, { retrys: 1 } as never), /'retrys'/],
    [() => task('a', nothing, { retries: -1 }), /retries/],
    [() => task('a', nothing, { retries: 1.5 }), /retries/],
    [() => task('a', nothing, { timeout: 0 }), /timeout/],
    [() => task('a', nothing, { priority: 101 }), /priority/],
    [() => task('a', nothing, { queue: 'two words' }), /queue/],
    [() => task('a', nothing, { backoff: { jitter: 2 } }), /jitter/],
    [() => task('a', nothing, { backoff: { delay: -1 } }), /delay/],
    [() => task('a', nothing, { unique: 'x' as never }), /unique/],
    [() => task('a', nothing, { payload: {} as never }), /Standard Schema/],
  ]
  for (const [declare, message] of wrong)
    assert.throws(declare as () => void, { code: 'NUAGES_TASKS_BAD_TASK', message })
  task('a', nothing, { timeout: null, backoff: () => 5, unique: true, priority: -100 })
})

test('pauses grow, have a limit, and chance moves them', () => {
  const pauses = (random: number) => [1, 2, 3, 20].map((attempt) => pauseAfter(attempt, {}, () => random))
  assert.deepEqual(pauses(0.5), [5000, 10_000, 20_000, 3_600_000])
  assert.deepEqual(pauses(0), [4000, 8000, 16_000, 2_880_000])
  assert.equal(pauseAfter(3, { delay: 10, factor: 1, jitter: 0 }, Math.random), 10)
})

test('two tasks of one name are refused; one task listed twice is one', () => {
  const engine = {} as never
  const [one, two] = [task('a.same', nothing), task('a.same', nothing)]
  assert.throws(() => new Tasks({ engine, tasks: [{ one }, { two }] }), { code: 'NUAGES_TASKS_DUPLICATE_TASK' })
  const tasks = new Tasks({ engine, tasks: [{ one, text: 'no task' }, { again: one }], queues: { mail: {} } })
  assert.deepEqual(tasks.all, [one])
  assert.deepEqual(tasks.queueNames, ['mail', 'default'])
})

test('what JSON would lose is refused, with its place', async (t) => {
  const any = task('a.any', async (_: unknown) => {})
  const own = await site(t, tables, { any }, { maxBytes: 50 })
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const wrong: readonly [unknown, RegExp][] = [
    [{ when: new Date(0) }, /it\.when is an object of the class Date/],
    [{ list: [1, Number.NaN] }, /it\.list\[1\] is NaN/],
    [[undefined], /it\[0\] is a undefined/],
    [{ id: 3n }, /it\.id is a bigint/],
    [() => {}, /it is a function/],
    [circle, /it\.self is a circle/],
  ]
  for (const [payload, message] of wrong)
    await assert.rejects(
      own.in(() => any.enqueue(payload as never)),
      { code: 'NUAGES_TASKS_NOT_JSON', message },
    )
  await assert.rejects(
    own.in(() => any.enqueue('ü'.repeat(25))),
    { code: 'NUAGES_TASKS_TOO_LARGE', message: /52 bytes/ },
  )
  await own.in(() => any.enqueue({ left: undefined, kept: [null, 'x'] } as never))
  const [job, ...more] = await own.engine.list()
  assert.deepEqual([job?.payload, more], [{ kept: [null, 'x'] }, []])
})

test('options of enqueue are checked, and reach the job', async (t) => {
  const plain = task('a.plain', async (_: { n: number }) => {}, {
    queue: 'slow',
    retries: 1,
    timeout: 500,
    priority: 3,
  })
  const own = await site(t, tables, { plain })
  const wrong = [
    { delay: -1 },
    { at: new Date(Number.NaN) },
    { delay: 1, at: new Date() },
    { priority: 1000 },
    { key: '' },
    { queue: ' ' },
    { later: 1 },
  ]
  for (const options of wrong)
    await assert.rejects(
      own.in(() => plain.enqueue({ n: 1 }, options as never)),
      { code: 'NUAGES_TASKS_BAD_OPTION' },
    )
  const request = provide(logContextService, () => ({ requestId: 'r-7' }))
  const scope = { services: new Map([...own.scope.services, request]) }
  const { id } = await runInScope(scope, () =>
    plain.enqueue({ n: 1 }, { priority: 9, queue: 'fast', at: new Date(5e12) }),
  )
  const job = await own.engine.find(id)
  assert.deepEqual(
    [job?.priority, job?.queue, job?.runAt, job?.maxAttempts, job?.timeout, job?.requestId, job?.state],
    [9, 'fast', new Date(5e12), 2, 500, 'r-7', 'delayed'],
  )
  assert.deepEqual(
    own.events.map(({ kind, id: of, requestId }) => [kind, of, requestId]),
    [['enqueued', id, 'r-7']],
  )
  const other: Task<void> = task('a.other', nothing)
  await assert.rejects(
    own.in(() => other.enqueue()),
    { code: 'NUAGES_TASKS_NOT_LISTED' },
  )
  await assert.rejects(other.enqueue(), { code: 'NUAGES_CONTEXT_NO_PROJECT' })
})

test('unique tasks: equal payloads in any order of keys, a function, a key of the call', async (t) => {
  const equal = task('a.equal', async (_: { a: number; b?: number }) => {}, { unique: true })
  const by = task('a.by', async (_: { user: number; at: number }) => {}, { unique: ({ user }) => String(user) })
  const own = await site(t, tables, { equal, by })
  await own.in(async () => {
    const first = await equal.enqueue({ a: 1, b: 2 })
    assert.deepEqual(await equal.enqueue({ b: 2, a: 1 }), { id: first.id, created: false })
    assert.equal((await equal.enqueue({ a: 1 })).created, true)
    assert.equal((await by.enqueue({ user: 1, at: 1 })).created, true)
    assert.equal((await by.enqueue({ user: 1, at: 2 })).created, false)
    const long = 'x'.repeat(1000)
    assert.equal((await by.enqueue({ user: 1, at: 2 }, { key: long })).created, true)
    assert.equal((await by.enqueue({ user: 1, at: 2 }, { key: long })).created, false)
    assert.equal((await equal.enqueue({ a: 5 }, { key: long })).created, true, 'keys are of one task')
  })
  assert.equal(own.events.length, 5)
})

test('a job is part of the transaction that enqueues it', async (t) => {
  const plain = task('a.plain', async (_: { n: number }) => {})
  const own = await site(t, tables, { plain })
  await assert.rejects(
    own.in(() =>
      own.database.atomic(async () => {
        await plain.enqueueMany([{ n: 1 }, { n: 2 }])
        assert.equal((await own.engine.list()).length, 2)
        throw new RangeError('no')
      }),
    ),
    RangeError,
  )
  assert.deepEqual(await own.states(), [])
  await own.in(() => own.database.atomic(() => plain.enqueue({ n: 3 })))
  assert.deepEqual(await own.run(), { done: 1, retried: 0, failed: 0, cancelled: 0 })
})
