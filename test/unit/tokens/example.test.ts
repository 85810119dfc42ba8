import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-tokens: a JSON API with tokens in one file', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-tokens/shelf.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .filter((line) => !line.includes(' INFO ')),
    [
      'GET /discs/: 401 Bearer realm="api"',
      'POST /auth/token/: 200',
      'POST /discs/: 201',
      'POST /auth/refresh/: 200',
      'GET /discs/: 200',
      "[ { title: 'Nuages' } ]",
      'POST /discs/: 403 Bearer realm="api", error="insufficient_scope", error_description="it does not reach for discs:write", scope="discs:write"',
      'POST /auth/refresh/: 401 Bearer error="invalid_token"',
      'POST /auth/refresh/: 401 Bearer error="invalid_token"',
    ],
  )
})
