import assert from 'node:assert/strict'
import { findJob, listJobs, task, tasksApp } from '../../../src/apps/tasks/index.ts'
import { atomic } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { databaseTests, runTasks, tasksQueued } from '../../../src/tools/testing/index.ts'

const done: string[] = []
const greet = task('greetings.greet', async ({ name }: { name: string }) => {
  done.push(name)
  if (name === 'Ada') await greet.enqueue({ name: 'Ida' })
})

const failing = { retries: 1, backoff: () => 0 }
const exact = task(
  'greetings.exact',
  async ({ name }: { name: string }, { attempt }) => {
    await greet.enqueue({ name })
    if (attempt === 1) throw new RangeError('undone')
    return name
  },
  { ...failing, transaction: true },
)

const { dbTest, transactionTest } = databaseTests(
  defineProject({ apps: [tasksApp, defineApp({ label: 'greetings', tasks: { greet, exact } })] }),
)

dbTest('jobs of a test wait in its transaction', async () => {
  await greet.enqueue({ name: 'Ada' })
  await greet.enqueue({ name: 'Bo' })
  const queued = await tasksQueued()
  assert.deepEqual(
    queued.map(({ payload }) => payload),
    [{ name: 'Ada' }, { name: 'Bo' }],
  )
  assert.equal((await tasksQueued('greetings.other')).length, 0)
})

for (const immediate of [false, true])
  dbTest(`jobs run in a test's transaction, and are undone with it${immediate ? ', at once' : ''}`, async (_, site) => {
    done.length = 0
    assert.equal((await listJobs()).length, 0, 'nothing is left of another test')
    const work = async () => {
      const ids = await atomic(async () => {
        const { id } = await greet.enqueue({ name: 'Ada' })
        assert.deepEqual(done, [])
        return [id, (await exact.enqueue({ name: 'Bo' }, { delay: 1 })).id, (await greet.enqueue({ name: 'Cy' })).id]
      })
      while ((await tasksQueued('greetings.exact')).length === 0 && (await findJob(ids[1]!))?.state === 'delayed')
        await runTasks()
      const run = await runTasks()
      assert.deepEqual(done.toSorted(), ['Ada', 'Bo', 'Cy', 'Ida'])
      const found = await Promise.all(ids.map((id) => findJob(id)))
      assert.deepEqual(
        found.map((job) => [job?.state, job?.attempt]),
        [
          ['done', 1],
          ['done', 2],
          ['done', 1],
        ],
      )
      assert.equal(found[1]?.result, 'Bo')
      return run
    }
    if (immediate) await site.withSettings({ tasks: { immediate: true } }, work)
    else await work()
  })

transactionTest('with commits they are run, with those that they enqueue', async () => {
  done.length = 0
  assert.equal((await tasksQueued()).length, 0)
  await greet.enqueue({ name: 'Ada' })
  const run = await runTasks()
  assert.equal(run.done, 2)
  assert.deepEqual(done, ['Ada', 'Ida'])
  assert.equal((await tasksQueued()).length, 0)
})
