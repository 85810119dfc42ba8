import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'

const script = join(import.meta.dirname, '../../../examples/alone-databases/ledger.ts')
const run = promisify(execFile)

function holds(stdout: string): void {
  assert.match(stdout, /^refused: Cleo has only \d+$/m)
  assert.match(stdout, /^Ada → Bob: 30$/m)
  assert.match(stdout, /^in all: 150$/m)
  const balances = [...stdout.matchAll(/^\w+: (\d+)$/gm)].map(([, balance]) => Number(balance))
  assert.equal(balances.length, 3)
  assert.equal(
    balances.reduce((sum, each) => sum + each, 0),
    150,
  )
}

test('examples/alone-databases moves money between accounts, and loses none', async () => {
  const { stdout } = await run(process.execPath, ['--conditions=nuages-source', script])
  holds(stdout)
})

test('the same on PostgreSQL, where transfers collide', { skip: await skipWithout('postgres') }, async (t) => {
  const scratch = await scratchPostgres()
  t.after(scratch.drop)
  const { stdout } = await run(process.execPath, ['--conditions=nuages-source', script, scratch.url])
  holds(stdout)
})
