import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../support/packages.ts'

test('examples/alone-mail sends its tickets', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-mail/tickets.ts')
  const folder = temporaryFolder('alone-mail')
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script, folder])
    assert.match(stdout, /^Sent to stephane@example\.org and archive@example\.org through file\.$/m)
    assert.match(stdout, /^Subject: Your tickets for “Nuages” ☁$/m)
    assert.match(stdout, /^1 file in the folder\.$/m)
    assert.match(stdout, /^A name was taken\.\nA mail's to has a line break or another control character\.$/m)
    const [name] = readdirSync(folder)
    assert.match(name!, /^\d{8}T\d{6}-\d{3}Z-[\da-f]{12}\.eml$/)
    assert.match(readFileSync(join(folder, name!), 'latin1'), /^From: Hot Club <tickets@example\.org>\r$/m)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
