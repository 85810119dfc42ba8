import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-orm asks for a tree, subqueries, groups, windows and pages', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-orm/workshop.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.match(stdout, /^bicycle\n {2}brake\n {2}wheel\n {4}spoke\n {4}tyre$/m)
  assert.match(stdout, /^spoke: enough, never repaired\ntyre: enough, last on 2026-03-05$/m)
  assert.match(stdout, /^\{ name: 'tyre', n: 2, earned: 65 \}$/m)
  assert.match(stdout, /^wheel 90\ntyre 35\nbrake 18$/m)
  assert.match(stdout, /^2026-03-02 35, 2026-03-02 53, 2026-03-05 83\n2026-03-09 173$/m)
})
