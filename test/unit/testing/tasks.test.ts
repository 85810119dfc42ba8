import assert from 'node:assert/strict'
import { task, tasksApp } from '../../../src/apps/tasks/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { databaseTests, runTasks, tasksQueued } from '../../../src/tools/testing/index.ts'

const done: string[] = []
const greet = task('greetings.greet', async ({ name }: { name: string }) => {
  done.push(name)
  if (name === 'Ada') await greet.enqueue({ name: 'Ida' })
})

const { dbTest, transactionTest } = databaseTests(
  defineProject({ apps: [tasksApp, defineApp({ label: 'greetings', tasks: { greet } })] }),
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
  await assert.rejects(runTasks(), { code: 'NUAGES_TESTING_TASKS_INSIDE' })
})

transactionTest('with commits they are run, with those that they enqueue', async () => {
  assert.equal((await tasksQueued()).length, 0)
  await greet.enqueue({ name: 'Ada' })
  const run = await runTasks()
  assert.equal(run.done, 2)
  assert.deepEqual(done, ['Ada', 'Ida'])
  assert.equal((await tasksQueued()).length, 0)
})
