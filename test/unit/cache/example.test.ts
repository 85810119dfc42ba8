import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const script = join(import.meta.dirname, '../../../examples/alone-cache/weather.ts')

for (const address of ['memory:16mb', 'database:sqlite::memory:'])
  test(`examples/alone-cache asks once (${address})`, async () => {
    const args = ['--conditions=nuages-source', script, address]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    assert.match(stdout, /^Paris: 15 degrees, measured in \d{4}$/m)
    assert.match(stdout, /^30 reports, the service was asked 3 times$/m)
    assert.match(stdout, /^after the change in Paris: 4 times$/m)
    assert.match(stdout, /^visits: 1, 2$/m)
  })
