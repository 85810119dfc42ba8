import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const script = join(import.meta.dirname, '../../../examples/alone-sessions/basket.ts')

async function run(...args: string[]): Promise<string> {
  const all = ['--conditions=nuages-source', script, ...args]
  return (await promisify(execFile)(process.execPath, all)).stdout
}

test('examples/alone-sessions in files', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'nuages-sessions-'))
  t.after(() => rm(folder, { recursive: true }))
  const out = await run(`file:${folder}`)
  assert.match(out, /^1 × apple\n1 × pear, 1 × plum\nin the basket: (?=.*apple)(?=.*pear)(?=.*plum).*\nwelcome\n/)
  assert.match(out, /^after the login: (?=.*apple)(?=.*pear)(?=.*plum).*user/m)
  assert.match(out, /^by the key from before: nothing$/m)
  assert.equal((await readdir(folder)).length, 1)
})

test('examples/alone-sessions in cookies', async () => {
  const out = await run()
  assert.match(out, /^1 × apple\n/)
  assert.match(out, /^after the login: (?=.*apple).*user/m)
})
