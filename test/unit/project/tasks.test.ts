import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findJob, listJobs, schedule, scheduleStates, task } from '../../../src/apps/tasks/index.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { atomic } from '../../../src/data/orm/index.ts'
import {
  defineApp,
  defineProject,
  migrationApps,
  openProject,
  type ProjectOptions,
  runProjectTasks,
  startProjectWorker,
} from '../../../src/tools/project/index.ts'

const ran: number[] = []
const note = task('shop.note', async ({ n }: { n: number }) => {
  ran.push(n)
  return n * 2
})
const shop = defineApp({ label: 'shop', tasks: { note, other: 'no task' } })

async function opened(options: Partial<ProjectOptions> = {}) {
  const definition = defineProject({ apps: [shop], ...options })
  const project = await openProject(definition, { mode: 'test', databases: { default: 'sqlite::memory:' } })
  await migrate({ orm: project.orm, apps: migrationApps(project) })
  return { project, definition }
}

test('a project whose apps have tasks has their tables, and runs them', async () => {
  const { project, definition } = await opened({ tasks: { pollInterval: 20 } })
  assert.deepEqual(
    project.apps.map(({ label }) => label),
    ['nuages_tasks', 'shop'],
  )
  ran.length = 0
  const { id } = await project.run(() => note.enqueue({ n: 1 }))
  assert.deepEqual(await runProjectTasks(project), { done: 1, retried: 0, failed: 0, cancelled: 0 })
  assert.equal((await project.run(() => findJob(id)))?.result, 2)
  const worker = await startProjectWorker(project, definition.options)
  await project.run(() => note.enqueue({ n: 2 }))
  await worker.idle()
  await worker.stop()
  assert.deepEqual(ran, [1, 2])
  await project.close()
})

test('immediate: a job runs when its transaction is committed, and not where that is undone', async () => {
  const { project } = await opened({ tasks: { immediate: true } })
  ran.length = 0
  await project.run(() => note.enqueue({ n: 1 }))
  assert.deepEqual(ran, [1])
  await project.run(async () => {
    await atomic(async () => {
      await note.enqueue({ n: 2 })
      assert.deepEqual(ran, [1])
    })
    await assert.rejects(
      atomic(async () => {
        await note.enqueue({ n: 3 })
        throw new RangeError('no')
      }),
    )
    assert.deepEqual(
      (await listJobs()).map(({ state }) => state),
      ['done', 'done'],
    )
  })
  assert.deepEqual(ran, [1, 2])
  await project.close()
})

test('mistakes are said when the project is opened, or a worker is started', async () => {
  const twice = defineApp({ label: 'twice', tasks: { note: task('shop.note', async () => {}) } })
  await assert.rejects(opened({ apps: [shop, twice] }), { code: 'NUAGES_TASKS_DUPLICATE_TASK' })
  await assert.rejects(opened({ tasks: { engine: 'amqp://host' } }), {
    code: 'NUAGES_TASKS_BAD_OPTION',
    message: /no such engine/,
  })
  await assert.rejects(opened({ tasks: { engine: 'database:other' } }), { code: 'NUAGES_ORM_NO_DATABASE' })
  await assert.rejects(opened({ tasks: { engine: 'pg-boss:' } }), {
    code: 'NUAGES_TASKS_BAD_OPTION',
    message: /pg-boss needs PostgreSQL/,
  })
  const { project, definition } = await opened()
  const start = (more: object) => startProjectWorker(project, definition.options, more)
  await assert.rejects(start({ queues: ['mial'] }), { code: 'NUAGES_TASKS_BAD_OPTION', message: /'mial'.*default/ })
  await assert.rejects(start({ queues: [] }), { code: 'NUAGES_TASKS_BAD_OPTION' })
  await assert.rejects(start({ concurrency: 0 }), { code: 'NUAGES_TASKS_BAD_OPTION' })
  await project.close()
  const none = await openProject(defineProject({ apps: [] }), {
    mode: 'test',
    databases: { default: 'sqlite::memory:' },
  })
  await assert.rejects(
    none.run(() => note.enqueue({ n: 1 })),
    { code: 'NUAGES_CONTEXT_NO_SERVICE' },
  )
  await none.close()
})

test('an engine elsewhere is opened by the first who asks something of it', async () => {
  const { project } = await opened({ tasks: { engine: 'redis://127.0.0.1:1' } })
  // Nobody listens there, and the job waits in the project's database.
  const { created } = await project.run(() => note.enqueue({ n: 1 }))
  assert.equal(created, true)
  await assert.rejects(
    project.run(() => listJobs()),
    { code: 'NUAGES_REDIS_AWAY' },
  )
  await project.close()
})

test('a worker runs the schedules of its project', async () => {
  const came = Promise.withResolvers<string>()
  const tick = task('shop.tick', async ({ at }: { at: string }) => came.resolve(at))
  const everySecond = schedule('tick', '* * * * * *', tick, { payload: (moment) => ({ at: moment.toISOString() }) })
  const clock = defineApp({ label: 'clock', tasks: { tick, everySecond } })
  const { project, definition } = await opened({ apps: [clock], timeZone: 'Europe/Paris', tasks: { pollInterval: 20 } })
  const worker = await startProjectWorker(project, definition.options)
  assert.match(await came.promise, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  await worker.stop()
  const [state] = await project.run(() => scheduleStates([everySecond], 'Europe/Paris', new Date()))
  assert.equal(state?.rule, '* * * * * * Europe/Paris')
  assert.notEqual(state.last, null)
  await project.close()
})

test('a job that failed for good is told to the project like every error, with what it was', async () => {
  const boom = task('shop.boom', () => assert.fail('as it has to'), { retries: 1, backoff: () => 0 })
  const told: unknown[] = []
  const { project } = await opened({
    apps: [defineApp({ label: 'shop', tasks: { boom } })],
    onError: (error, { phase, request, job }) => told.push([error.message, phase, request, job]),
  })
  const { id } = await project.run(() => boom.enqueue())
  assert.deepEqual(await runProjectTasks(project), { done: 0, retried: 1, failed: 1, cancelled: 0 })
  assert.deepEqual(told, [['as it has to', 'job', null, { id, name: 'shop.boom', attempt: 2 }]])
  await project.close()
})
