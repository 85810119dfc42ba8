import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-views lists, shows and says', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-views/records.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.match(stdout, /^\/: 200 \n<a href="\/discs\/d0\/">Dinah \(1934\)<\/a>/m)
  assert.match(stdout, /^\/lucky\/: 303 \/\?page=2$/m)
  assert.match(
    stdout,
    /^\/\?page=2: 200 \n<div class="messages">\s*<p class="message info" role="status">You might like this one\./m,
  )
  assert.match(stdout, /<a aria-current="page" aria-label="Page 2">2<\/a>/)
  assert.match(stdout, /^\/\?page=9: 404/m)
  assert.match(stdout, /^\/discs\/d2\/: 200 \n<h1>Nuages<\/h1>$/m)
  assert.match(stdout, /^\/old\/d2\/\?from=list: 301 \/discs\/d2\/$/m)
})
