import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-templates renders its report', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-templates/report.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  assert.match(stdout, /<title>Report: Samois-sur-Seine &lt;1&gt;<\/title>/)
  assert.match(stdout, /<tr class="even"><td>2<\/td><td>12:00<\/td><td>18\.0 °C<\/td><\/tr>/)
  assert.match(stdout, /<p>At most 18\.0 °C<\/p>/)
  assert.match(stdout, /\n<tr class="odd"><td>3<\/td><td>01:00<\/td><td>-2\.0 °C<\/td><\/tr>\n/)
  assert.match(stdout, /\n\d+ bytes\n\d+ bytes\n$/)
  assert.match(stdout, /<p class="careful">2 readings, all of them provisional\.<\/p>/)
})
