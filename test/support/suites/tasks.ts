import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type {
  ClaimedJob,
  Job,
  NewJob,
  Outcome,
  TaskEngine,
  WorkHandle,
  WorkOptions,
} from '../../../src/apps/tasks/index.ts'
import type { Database } from '../../../src/data/drivers/index.ts'

/** An engine as the suite needs it. */
export interface TasksPlace {
  readonly label: string
  readonly skip?: false | string
  /** Only the tests whose names match: where the rest was tried beside another database. */
  readonly only?: RegExp
  /** An engine over an empty store; `another` gives a second one over the same store, as another process would have it. Both are closed with the test. */
  open(t: TestContext): Promise<{
    readonly engine: TaskEngine
    another(): Promise<TaskEngine>
    /** The database whose transactions the engine takes part in. */
    readonly database: Database
  }>
}

let count = 0

/** A job with everything at its default; ids sort by time. */
export function newJob(more: Partial<NewJob> = {}): NewJob {
  const id = `${(++count).toString(16).padStart(8, '0')}-0000-7000-8000-${randomUUID().slice(24)}`
  return {
    id,
    name: 'suite.task',
    payload: '{}',
    queue: 'default',
    priority: 0,
    delay: 0,
    at: null,
    maxAttempts: 1,
    timeout: null,
    uniqueKey: null,
    requestId: null,
    ...more,
  }
}

type Handle = (claimed: ClaimedJob) => Outcome | Promise<Outcome>
const done: Outcome = { state: 'done', result: null }
const problem = { code: 'OOPS', message: 'It went wrong.' }

/** What ends the workers of a test of the suite, before its engines are closed. */
const ends = new WeakMap<TestContext, (() => Promise<void>)[]>()

/** Starts a worker that is stopped with the test, and fails it with every error of the engine. */
export async function worker(
  t: TestContext,
  engine: TaskEngine,
  handle: Handle,
  more: Partial<WorkOptions> = {},
): Promise<WorkHandle> {
  const errors: unknown[] = []
  const started = await engine.work({
    queues: [{ name: 'default' }],
    concurrency: 4,
    handle: async (claimed) => await handle(claimed),
    onError: (error) => errors.push(error),
    ...more,
  })
  const end = async () => {
    await started.stop(0)
    assert.deepEqual(errors, [])
  }
  const own = ends.get(t)
  if (own === undefined) t.after(end)
  else own.push(end)
  return started
}

/** Waits for what the engine does in the background. */
async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let look = 0; ; look++) {
    const value = await read()
    if (holds(value) || look === 1000) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    signal.addEventListener('abort', () => resolve(signal.reason))
  })

/** What every engine promises (`src/apps/tasks/engine.ts`). */
export function tasksSuite({ label, skip = false, only = /./, open }: TasksPlace): void {
  const it = (name: string, work: (t: TestContext, place: Awaited<ReturnType<typeof open>>) => Promise<void>) =>
    only.test(name) &&
    test(`${label}: ${name}`, { skip, timeout: 60_000 }, async (t) => {
      const own: (() => Promise<void>)[] = []
      ends.set(t, own)
      try {
        await work(t, await open(t))
      } finally {
        await Promise.all(own.map((end) => end()))
      }
    })

  it('a job is kept, run once and told of', async (t, { engine }) => {
    const job = newJob({ payload: '{"a":[1,null,"ü\\u0000"]}', requestId: 'r1', maxAttempts: 3, timeout: 5000 })
    assert.deepEqual(await engine.enqueue([job]), [{ id: job.id, created: true }])
    const kept = await engine.find(job.id)
    assert.equal(kept?.state, 'waiting')
    assert.deepEqual(
      [kept.startedAt, kept.finishedAt, kept.result, kept.progress, kept.error],
      [null, null, null, null, null],
    )
    const seen: Job[] = []
    const { idle } = await bound(t, engine, (claimed) => {
      seen.push(claimed.job)
      return { state: 'done', result: { ok: true } }
    })
    await idle()
    assert.equal(seen.length, 1)
    const [ran] = seen
    assert.deepEqual(
      [
        ran!.id,
        ran!.name,
        ran!.payload,
        ran!.queue,
        ran!.state,
        ran!.attempt,
        ran!.maxAttempts,
        ran!.timeout,
        ran!.requestId,
      ],
      [job.id, 'suite.task', { a: [1, null, 'ü\u0000'] }, 'default', 'running', 1, 3, 5000, 'r1'],
    )
    const after = await engine.find(job.id)
    assert.equal(after?.state, 'done')
    assert.deepEqual(after.result, { ok: true })
    assert.ok(after.createdAt <= after.startedAt! && after.startedAt! <= after.finishedAt!)
    assert.equal(await engine.find(randomUUID()), null)
  })

  it('many are kept in order, and higher priorities come first', async (t, { engine }) => {
    const jobs = Array.from({ length: 123 }, (_, i) => newJob({ priority: i % 3, payload: String(i) }))
    const kept = await engine.enqueue(jobs)
    assert.deepEqual(
      kept,
      jobs.map(({ id }) => ({ id, created: true })),
    )
    const order: number[] = []
    const { idle } = await bound(
      t,
      engine,
      ({ job }) => {
        order.push(Number(job.payload))
        return done
      },
      { concurrency: 1 },
    )
    await idle()
    const of = (priority: number) => order.filter((i) => i % 3 === priority)
    assert.equal(order.length, 123)
    assert.deepEqual(order, [...of(2), ...of(1), ...of(0)])
    assert.deepEqual(
      of(2),
      of(2).toSorted((a, b) => a - b),
    )
    assert.equal((await engine.counts())['default']?.done, 123)
  })

  it('a worker hears at once of what is enqueued in its process', async (t, { engine }) => {
    const ran = Promise.withResolvers<string>()
    const { idle } = await bound(t, engine, ({ job }) => {
      ran.resolve(job.id)
      return done
    })
    await idle()
    const job = newJob()
    await engine.enqueue([job])
    assert.equal(await ran.promise, job.id)
  })

  it('another process runs it, and no two run the same', async (t, { engine, another }) => {
    const other = await another()
    const ids: string[] = []
    const slow = async ({ job }: ClaimedJob): Promise<Outcome> => {
      ids.push(job.id)
      await new Promise((resolve) => setImmediate(resolve))
      return done
    }
    const workers = [await worker(t, engine, slow), await worker(t, other, slow)]
    const jobs = Array.from({ length: 100 }, () => newJob())
    await engine.enqueue(jobs)
    await Promise.all(workers.map((each) => each.idle()))
    assert.deepEqual(
      ids.toSorted(),
      jobs.map(({ id }) => id),
    )
  })

  it('a delay and a time are waited for', async (t, { engine }) => {
    const jobs = [newJob({ delay: 80 }), newJob({ delay: 3_600_000 }), newJob({ at: new Date(Date.now() + 3_600_000) })]
    const past = newJob({ at: new Date(Date.now() - 3_600_000) })
    await engine.enqueue([...jobs, past])
    assert.equal((await engine.find(jobs[1]!.id))?.state, 'delayed')
    assert.equal((await engine.find(jobs[2]!.id))?.state, 'delayed')
    const ran = new Set<string>()
    const { idle } = await bound(t, engine, ({ job }) => {
      ran.add(job.id)
      return done
    })
    const first = await until(
      () => engine.find(jobs[0]!.id),
      (job) => job?.state === 'done',
    )
    assert.equal(first?.state, 'done')
    await idle()
    assert.deepEqual(ran, new Set([past.id, jobs[0]!.id]))
    const far = await engine.find(jobs[2]!.id)
    assert.deepEqual([far?.state, far?.runAt], ['delayed', jobs[2]!.at])
  })

  it('a unique key admits one until it has ended', async (t, { engine }) => {
    const first = newJob({ uniqueKey: 'k' })
    const second = newJob({ uniqueKey: 'k' })
    assert.deepEqual(
      await engine.enqueue([first, second, newJob({ uniqueKey: 'other' })]).then((all) => all.slice(0, 2)),
      [
        { id: first.id, created: true },
        { id: first.id, created: false },
      ],
    )
    const release = Promise.withResolvers<void>()
    const { idle } = await bound(t, engine, async () => {
      await release.promise
      return done
    })
    await until(
      () => engine.find(first.id),
      (job) => job?.state === 'running',
    )
    const third = newJob({ uniqueKey: 'k' })
    assert.deepEqual(await engine.enqueue([third]), [{ id: first.id, created: false }])
    release.resolve()
    await idle()
    assert.deepEqual(await engine.enqueue([third]), [{ id: third.id, created: true }])
    assert.equal(await engine.find(second.id), null)
    await idle()
  })

  it('one of many that are enqueued at once with a key is kept', async (_, { engine, another }) => {
    const other = await another()
    const jobs = Array.from({ length: 10 }, () => newJob({ uniqueKey: 'rush' }))
    const kept = await Promise.all(jobs.map(async (job, i) => (await (i % 2 ? engine : other).enqueue([job]))[0]!))
    assert.equal(kept.filter(({ created }) => created).length, 1)
    assert.equal(new Set(kept.map(({ id }) => id)).size, 1)
  })

  it('an attempt that failed is followed by another one', async (t, { engine }) => {
    const job = newJob({ maxAttempts: 3 })
    await engine.enqueue([job])
    const attempts: number[] = []
    await worker(t, engine, ({ job }) => {
      attempts.push(job.attempt)
      return job.attempt < 3 ? { state: 'retry', delay: job.attempt === 1 ? 30 : 0, error: problem } : done
    })
    const after = await until(
      () => engine.find(job.id),
      (found) => found?.state === 'done',
    )
    assert.deepEqual([after?.state, after?.attempt, attempts], ['done', 3, [1, 2, 3]])
  })

  it('what failed for good is listed, and can be retried', async (t, { engine }) => {
    const job = newJob({ uniqueKey: 'again' })
    await engine.enqueue([job, newJob({ queue: 'elsewhere' })])
    let failing = true
    const { idle } = await bound(t, engine, () => (failing ? { state: 'failed', error: problem } : done))
    await idle()
    const [failed, ...more] = await engine.list({ state: 'failed' })
    assert.deepEqual([failed?.id, failed?.error, more], [job.id, problem, []])
    const { default: own, elsewhere } = await engine.counts()
    assert.deepEqual([own?.failed, own?.waiting, elsewhere?.waiting], [1, 0, 1])
    const rival = newJob({ uniqueKey: 'again', delay: 3_600_000 })
    await engine.enqueue([rival])
    assert.equal(await engine.retry(job.id), false, 'its key is held')
    assert.equal(await engine.cancel(rival.id), true)
    failing = false
    assert.equal(await engine.retry(job.id), true)
    await idle()
    const after = await engine.find(job.id)
    assert.deepEqual([after?.state, after?.attempt], ['done', 1])
    assert.equal(await engine.retry(job.id), false)
    assert.equal(await engine.retry(randomUUID()), false)
  })

  it('a waiting job is cancelled at once, a running one through its signal', async (t, { engine, another }) => {
    const other = await another()
    const [waiting, running] = [newJob({ delay: 3_600_000 }), newJob()]
    await engine.enqueue([waiting, running])
    assert.equal(await engine.cancel(waiting.id), true)
    assert.equal((await engine.find(waiting.id))?.state, 'cancelled')
    assert.equal(await engine.cancel(waiting.id), false)
    let reason: unknown
    const { idle } = await bound(t, engine, async ({ signal }) => {
      reason = await aborted(signal)
      return { state: 'cancelled' }
    })
    await until(
      () => engine.find(running.id),
      (job) => job?.state === 'running',
    )
    assert.equal(await other.cancel(running.id), true)
    await idle()
    assert.equal((reason as { code: string }).code, 'NUAGES_TASKS_CANCELLED')
    assert.equal((await engine.find(running.id))?.state, 'cancelled')
    assert.equal(await engine.cancel(running.id), false)
    assert.equal(await engine.cancel(randomUUID()), false)
  })

  it('progress is kept while it runs', async (t, { engine }) => {
    const job = newJob()
    await engine.enqueue([job])
    const release = Promise.withResolvers<void>()
    const { idle } = await bound(t, engine, async ({ progress }) => {
      progress({ done: 1 })
      progress({ done: 2 })
      await release.promise
      return done
    })
    const found = await until(
      () => engine.find(job.id),
      (each) => each?.progress !== null,
    )
    assert.deepEqual(found?.progress, { done: 2 })
    release.resolve()
    await idle()
  })

  it('a stopping worker waits, then gives back what it has not finished', async (t, { engine, another }) => {
    const other = await another()
    const [quick, slow] = [newJob(), newJob({ maxAttempts: 1 })]
    await engine.enqueue([quick, slow])
    const release = Promise.withResolvers<void>()
    let reason: unknown
    const first = await worker(t, engine, async ({ job, signal }) => {
      if (job.id === quick.id) await release.promise
      else reason = await aborted(signal)
      return done
    })
    await until(
      async () => first.running,
      (running) => running === 2,
    )
    const stopped = first.stop(100)
    const late = newJob()
    await engine.enqueue([late])
    release.resolve()
    await stopped
    assert.equal(first.running, 0)
    assert.equal((reason as { code: string }).code, 'NUAGES_TASKS_STOPPED')
    const [ended, back, untouched] = await Promise.all([quick, slow, late].map(({ id }) => engine.find(id)))
    assert.deepEqual([ended?.state, back?.state, back?.attempt, untouched?.state], ['done', 'waiting', 0, 'waiting'])
    const attempts: number[] = []
    const next = await worker(t, other, ({ job }) => {
      attempts.push(job.attempt)
      return done
    })
    await next.idle()
    assert.deepEqual(attempts, [1, 1])
  })

  it('a queue has its own limit within the worker’s', async (t, { engine }) => {
    const jobs = Array.from({ length: 20 }, (_, i) => newJob({ queue: i % 2 ? 'mail' : 'default' }))
    await engine.enqueue(jobs)
    const running = { mail: 0, default: 0 }
    const most = { mail: 0, default: 0, all: 0 }
    const { idle } = await bound(
      t,
      engine,
      async ({ job }) => {
        const queue = job.queue as 'mail' | 'default'
        most[queue] = Math.max(most[queue], ++running[queue])
        most.all = Math.max(most.all, running.mail + running.default)
        await new Promise((resolve) => setTimeout(resolve, 5))
        running[queue]--
        return done
      },
      { concurrency: 3, queues: [{ name: 'default' }, { name: 'mail', concurrency: 1 }] },
    )
    await idle()
    assert.equal(most.mail, 1)
    assert.ok(most.all <= 3, String(most.all))
    assert.equal((await engine.counts())['mail']?.done, 10)
  })

  it('a rate is kept by all workers together', async (t, { engine, another }) => {
    const engines = [engine, await another()]
    await engine.enqueue(Array.from({ length: 10 }, () => newJob({ queue: 'slow' })))
    let ran = 0
    for (const each of engines)
      await worker(
        t,
        each,
        () => {
          ran++
          return done
        },
        {
          queues: [{ name: 'slow', rate: { limit: 3, per: 3_600_000 } }, { name: 'default' }],
        },
      )
    await until(
      async () => ran,
      (all) => all >= 3,
    )
    // Another queue goes on, and shows that both have looked again.
    const other = Array.from({ length: 20 }, () => newJob())
    await engine.enqueue(other)
    await until(
      async () => (await engine.counts())['default']?.done,
      (all) => all === 20,
    )
    assert.equal(ran, 23)
    assert.equal((await engine.counts())['slow']?.waiting, 7)
  })

  it('a job is part of the transaction that enqueues it', async (t, { engine, another, database }) => {
    const other = await another()
    const [undone, kept] = [newJob({ uniqueKey: 'mine' }), newJob({ uniqueKey: 'mine' })]
    const ran: string[] = []
    const { idle } = await bound(t, other, ({ job }) => {
      ran.push(job.id)
      return done
    })
    const refused = database.atomic(async () => {
      await engine.enqueue([undone, newJob()])
      throw new RangeError('no')
    })
    await assert.rejects(refused, RangeError)
    assert.deepEqual(await engine.list(), [])
    await database.atomic(async () => {
      assert.deepEqual(await engine.enqueue([kept]), [{ id: kept.id, created: true }])
      await idle()
      assert.deepEqual(ran, [], 'nobody sees it before the commit')
    })
    await until(
      () => engine.find(kept.id),
      (job) => job?.state === 'done',
    )
    assert.deepEqual(ran, [kept.id])
  })

  it('a job is marked done by the transaction of its handler, or not at all', async (t, { engine, database }) => {
    await database.script('DROP TABLE IF EXISTS suite_effect; CREATE TABLE suite_effect (attempt integer)')
    const job = newJob({ maxAttempts: 2 })
    await engine.enqueue([job])
    const write = { text: 'INSERT INTO suite_effect (attempt) VALUES (%)', writes: true, wide: false }
    const mark = database.database === 'postgres' ? '$1' : '?'
    const { idle } = await bound(t, engine, async ({ job, finish }) => {
      const work = database.atomic(async () => {
        await database.run({ ...write, text: write.text.replace('%', mark) }, [job.attempt])
        await finish!({ attempt: job.attempt })
        if (job.attempt === 1) throw new RangeError('no')
      })
      return work.then(
        (): Outcome => ({ state: 'finished' }),
        (): Outcome => ({ state: 'retry', delay: 0, error: problem }),
      )
    })
    await idle()
    const after = await until(
      () => engine.find(job.id),
      (found) => found?.state === 'done',
    )
    assert.deepEqual([after?.state, after?.result, after?.attempt], ['done', { attempt: 2 }, 2])
    const read = { text: 'SELECT attempt FROM suite_effect', writes: false, wide: false }
    assert.deepEqual(
      (await database.all(read, [])).map(([attempt]) => Number(attempt)),
      [2],
    )
  })

  it('ten thousand jobs are enqueued, counted and listed', async (_, { engine }) => {
    const jobs = Array.from({ length: 10_000 }, () => newJob({ queue: 'many' }))
    const kept = await engine.enqueue(jobs)
    assert.equal(kept.filter(({ created }) => created).length, 10_000)
    assert.equal((await engine.counts())['many']?.waiting, 10_000)
    assert.deepEqual(
      (await engine.list({ queue: 'many', limit: 3 })).map(({ id }) => id),
      jobs
        .slice(-3)
        .map(({ id }) => id)
        .reverse(),
    )
  })

  it('jobs that ended are pruned, others stay', async (t, { engine }) => {
    const [ended, waiting] = [newJob(), newJob({ delay: 3_600_000 })]
    await engine.enqueue([ended, waiting])
    const { idle } = await bound(t, engine, () => done)
    await idle()
    assert.equal(await engine.prune(3_600_000), 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(await engine.prune(1), 1)
    assert.deepEqual(
      (await engine.list()).map(({ id }) => id),
      [waiting.id],
    )
  })

  it('lists the newest first, by queue, name and state', async (_, { engine }) => {
    const jobs = [
      newJob({ name: 'a.one' }),
      newJob({ name: 'a.two', queue: 'q' }),
      newJob({ name: 'a.one', queue: 'q', delay: 1e6 }),
    ]
    await engine.enqueue(jobs)
    const ids = async (filter: Parameters<TaskEngine['list']>[0]) =>
      (await engine.list(filter)).map(({ id }) => jobs.findIndex((job) => job.id === id))
    assert.deepEqual(await ids({}), [2, 1, 0])
    assert.deepEqual(await ids({ limit: 2 }), [2, 1])
    assert.deepEqual(await ids({ name: 'a.one' }), [2, 0])
    assert.deepEqual(await ids({ queue: 'q' }), [2, 1])
    assert.deepEqual(await ids({ queue: 'q', state: 'delayed' }), [2])
    assert.deepEqual(await ids({ state: 'failed' }), [])
  })
}

/** A worker with `idle` to be called by itself. */
async function bound(t: TestContext, engine: TaskEngine, handle: Handle, more: Partial<WorkOptions> = {}) {
  const started = await worker(t, engine, handle, more)
  return { idle: () => started.idle() }
}
