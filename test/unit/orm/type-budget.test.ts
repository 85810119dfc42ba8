import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { packageTypes } from '../../support/package-types.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const types = join(root, 'test/types')

/** Type-checks a generated project and counts instantiations, which do not depend on the machine. */
async function instantiations(models: number, queries: number): Promise<number> {
  const folder = `budget-${models}`
  await run(process.execPath, [join(types, 'scale.mjs'), String(models), String(queries), folder])
  const tsc = join(root, 'node_modules/typescript/lib/tsc.js')
  const { stdout } = await run(process.execPath, [tsc, '-p', join(types, 'scale', folder), '--extendedDiagnostics'], {
    cwd: root,
  }).catch((error: { stdout: string }) => error)
  const wrong = stdout.split('\n').filter((line) => line.includes('scale/') && line.includes('error TS'))
  assert.deepEqual(wrong.slice(0, 3), [], 'the generated project type-checks')
  const found = /^Instantiations:\s+(\d+)/m.exec(stdout)
  assert.ok(found, 'tsc reports its instantiations')
  return Number(found[1])
}

// By call: docs/reference/orm-types.md. 29 columns and relations a model, five calls a chain with lookups across three relations. The sources of the
// package, where they are read instead of its declarations, are counted with it.
const budget = packageTypes.customConditions.length === 0 ? 1_250_000 : 1_450_000

test('200 models and 600 query chains take few type instantiations', async () => {
  const count = await instantiations(200, 600)
  assert.ok(count < budget, `${count} instantiations`)
})
