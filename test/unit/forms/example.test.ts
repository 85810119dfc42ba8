import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-forms reads, checks and draws', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-forms/signup.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.match(stdout, /^Django Reinhardt takes 4 seats \(born 1910-01-23\)\.$/m)
  assert.match(
    stdout,
    /^instrument: Select a valid choice\. drums is not one of the available choices\. \[invalid_choice\]$/m,
  )
  assert.match(stdout, /^seats: A double bass takes half of the car: four seats at most\. \[invalid\]$/m)
  assert.match(stdout, /<input type="email" name="email" value="django"[^>]* aria-invalid="true">/)
  assert.match(stdout, /<li><a href="#id_email">Email: Enter a valid email address\.<\/a><\/li>/)
  assert.match(stdout, /^nuages \{\s+value: \{/m)
})
