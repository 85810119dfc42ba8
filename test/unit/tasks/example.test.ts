import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-tasks: attempts, transactions and unique jobs', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-tasks/bakery.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.match(stdout, /^sweep: true, false, the same job: true$/m)
  assert.match(stdout, /^heat: 230 °C after 2 attempts$/m)
  assert.match(stdout, /^bake: 1 order, baked 1 time$/m)
  assert.match(stdout, /^done: 3$/m)
})
