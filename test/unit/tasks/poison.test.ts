import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PayloadSchema, type TaskEngine, Tasks, task } from '../../../src/apps/tasks/index.ts'
import { told } from '../../../src/apps/tasks/told.ts'
import { Local } from '../../../src/base/context/index.ts'
import { newJob, worker } from '../../support/suites/tasks.ts'
import { taskTables } from '../../support/tasks.ts'
import { site } from './helpers.ts'

const tables = await taskTables(null)
const nested = (depth: number) => {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

test('payloads that JSON cannot keep are refused with their place, however odd they are', async (t) => {
  const any = task('a.any', async (payload: unknown) => payload)
  const own = await site(t, tables, { any })
  const circle: Record<string, unknown> = {}
  circle['self'] = { circle }
  const odd: [unknown, RegExp][] = [
    [circle, /it\.self\.circle is a circle/],
    [1n, /it is a bigint/],
    [{ a: [1, { b: 2n }] }, /it\.a\[1\]\.b is a bigint/],
    [new Array(1e9), /it\[0\] is a undefined/],
    [Object.assign([1], { length: 3 }), /it\[1\] is a undefined/],
    [nested(50_000), /is nested more than 100 levels deep/],
    [{ toJSON: () => 'other' }, /it\.toJSON is a function/],
    [new (class Row {})(), /an object of the class Row/],
  ]
  for (const [payload, message] of odd)
    await assert.rejects(
      own.in(() => any.enqueue(payload as never)),
      { code: 'NUAGES_TASKS_NOT_JSON', message },
    )
  await assert.rejects(
    own.in(() => any.enqueue({ text: 'ü'.repeat(60_000) })),
    { code: 'NUAGES_TASKS_TOO_LARGE' },
  )
  const proto = JSON.parse('{"__proto__":{"admin":true},"constructor":"x"}') as never
  const ids = await own.in(() => any.enqueueMany([proto, nested(100) as never]))
  assert.equal((await own.run()).done, 2)
  const result = (await own.engine.find(ids[0]!.id))?.result
  assert.equal(JSON.stringify(result), '{"__proto__":{"admin":true},"constructor":"x"}')
  assert.equal((result as { admin?: unknown }).admin, undefined)
})

test('a handler may throw whatever it likes', async (t) => {
  const thrown: unknown[] = [
    undefined,
    null,
    Object.create(null),
    Symbol('x'),
    Object.assign(new Error('x'), { message: { toString: null } }),
    Object.assign(new Error('postgres://me:hunter2@host/db\0\ud800'), { code: 42 }),
    { toString: () => assert.fail('it is read') },
  ]
  const odd = task(
    'a.odd',
    async ({ at }: { at: number }) => {
      throw thrown[at]
    },
    { retries: 0 },
  )
  const own = await site(t, tables, { odd })
  await own.in(() => odd.enqueueMany(thrown.map((_, at) => ({ at }))))
  assert.equal((await own.run()).failed, thrown.length)
  const errors = (await own.engine.list()).map(({ error }) => error!)
  assert.ok(errors.every(({ code, message }) => code !== '' && typeof message === 'string'))
  assert.ok(errors.every(({ message }) => !message.includes('hunter2')))
  assert.equal(told(new RangeError('x'.repeat(1e6))).message.length, 2000)
})

test('an error that an engine sees instead of an outcome is kept without secrets', async (t) => {
  const engine: TaskEngine = (await site(t, tables, {})).engine
  const jobs = [newJob(), newJob()]
  await engine.enqueue(jobs)
  const started = await worker(t, engine, ({ job }) => {
    throw job.id === jobs[0]!.id ? undefined : new RangeError('https://me:hunter2@host/ failed')
  })
  await started.idle()
  const [none, secret] = await Promise.all(jobs.map(({ id }) => engine.find(id)))
  assert.deepEqual([none?.state, secret?.state, secret?.error?.code], ['failed', 'failed', 'RangeError'])
  assert.doesNotMatch(secret!.error!.message, /hunter2/)
})

test('a `backoff` or `retryIf` that fails leaves the job failed with the handler’s error', async (t) => {
  const options = { retries: 5 }
  const fail = async () => {
    throw new RangeError('the handler')
  }
  const bad = () => {
    throw new TypeError('the option')
  }
  const one = task('a.one', fail, { ...options, backoff: bad })
  const two = task('a.two', fail, { ...options, retryIf: bad })
  const far = task('a.far', fail, { ...options, backoff: () => Number.POSITIVE_INFINITY })
  const own = await site(t, tables, { one, two, far })
  await own.in(() => Promise.all([one.enqueue(), two.enqueue()]))
  assert.deepEqual(await own.run(), { done: 0, retried: 0, failed: 2, cancelled: 0 })
  assert.ok((await own.engine.list()).every(({ error }) => error?.message === 'the handler'))
  await own.in(() => far.enqueue())
  assert.equal((await own.run()).retried, 1)
})

test('a schema that fails is worth another attempt, and one that never ends is ended by the time-out', async (t) => {
  let ways: (() => unknown)[] = []
  const schema = {
    '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ways.shift()?.() ?? { value } },
  } as PayloadSchema<unknown>
  const typed = task('a.typed', async () => 'ran', { payload: schema, backoff: () => 0, timeout: 20, retries: 2 })
  const own = await site(t, tables, { typed })
  await own.in(() => typed.enqueue(1))
  ways = [() => Promise.reject(new RangeError('the database is away')), () => new Promise(() => {})]
  assert.deepEqual(await own.run(), { done: 1, retried: 2, failed: 0, cancelled: 0 })
})

test('progress is what it was when it was told; a job in a request sees nothing of it', async (t) => {
  const request = new Local<string>()
  const seen: unknown[] = []
  const tells = task('a.tells', async (_: unknown, { progress }) => {
    const state: Record<string, unknown> = { done: 1 }
    progress(state as never)
    state['self'] = state
    seen.push(request.get())
    await nextTurn()
  })
  const own = await site(t, tables, { tells })
  const { id } = await own.in(() => tells.enqueue())
  await request.run('the request', () => own.database.atomic(() => own.run()))
  assert.deepEqual((await own.engine.find(id))?.progress, { done: 1 })
  assert.deepEqual(seen, [undefined])
  assert.deepEqual(
    own.lines.filter(({ level }) => level === 'error'),
    [],
  )
})

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

test('options that would mean something else to a database are refused', async (t) => {
  const { engine, database } = await site(t, tables, {})
  const { DatabaseEngine, startWorker } = await import('../../../src/apps/tasks/index.ts')
  const refused = { code: 'NUAGES_TASKS_BAD_OPTION' }
  assert.throws(() => new DatabaseEngine(database, { lease: Number.NaN }), refused)
  assert.throws(() => new DatabaseEngine(database, { pollInterval: 0 }), refused)
  for (const queues of [{ a: { concurrency: 0 } }, { a: { rate: { limit: 0.5, per: 1000 } } }, { 'a b': {} }])
    assert.throws(() => new Tasks({ engine, database, tasks: [], queues }), refused)
  const tasks = new Tasks({ engine, database, tasks: [] })
  for (const more of [{ keep: '14d' as never }, { keepFailed: -1 }])
    await assert.rejects(startWorker(tasks, { services: new Map() }, more), refused)
})
