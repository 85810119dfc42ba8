import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTasks } from '../../../../src/tools/project/checks/tasks.ts'

test('tasks that no app lists', async () => {
  const modules = {
    'shop/tasks.ts': `import { task as define, findJob } from 'nuages/tasks'
export const listed = define('shop.listed', async (): Promise<void> => {})
export const forgotten = define('shop.forgotten', async () => {})
const name: string = 'shop.' + 'computed'
export const unknown = define(name, async () => {})
findJob('shop.none')
`,
    'other.ts': "import { task } from 'another'\n// nuages/tasks\ntask('other')",
    'shop/tasks.test.ts': "import { task } from 'nuages/tasks'\ntask('test.only', async () => {})",
    'broken.ts': "import { task } from 'nuages/tasks'\ntask('broken'",
  }
  const sources = Object.entries(modules).map(([path, source]) => ({ path, source }))
  const found = await checkTasks(sources, new Set(['shop.listed']))
  assert.deepEqual(
    found.map(({ id, level, where, message }) => [id, level, where, message]),
    [
      [
        'tasks.W001',
        'warning',
        'shop/tasks.ts:3',
        "No app of the project lists the task 'shop.forgotten': it cannot be enqueued.",
      ],
    ],
  )
})
