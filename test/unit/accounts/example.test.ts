import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-auth lets in who knows the password', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-auth/members.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.match(stdout, /^a stranger is sent to \/account\/login\/\?next=%2Finside%2F$/m)
  assert.match(stdout, /^\{"errors":\{"__all__":\[\{"code":"invalid_login",/m)
  assert.match(stdout, /^\{"done":true,"next":"\/inside\/"\}$/m)
  assert.match(stdout, /^<h1>Hello ida<\/h1>$/m)
  assert.match(stdout, /^afterwards: 302$/m)
})
