import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

// A view whose parameters are inferred and a link for each route, in 15 lists with namespaces: about 85 a route, whatever their number.
test('300 routes and 300 links to them take fewer than 100,000 type instantiations', async () => {
  await run(process.execPath, [join(root, 'test/types/scale-routes.mjs'), '300'])
  const tsc = join(root, 'node_modules/typescript/lib/tsc.js')
  const project = join(root, 'test/types/scale/routes-300')
  const { stdout } = await run(process.execPath, [tsc, '-p', project, '--extendedDiagnostics'], { cwd: root })
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1])
  assert.ok(count > 0 && count < 100_000, `${count} instantiations`)
})
