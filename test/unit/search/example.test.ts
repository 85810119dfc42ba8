import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('examples/alone-search finds words, phrases, alternatives and what is still in print', async () => {
  const script = join(import.meta.dirname, '../../../examples/alone-search/library.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=nuages-source', script])
  const [island, without, accents, phrases, after] = stdout.split(/^(?=\S.*: \d+$)/m)
  assert.match(island!, /^island: 2\n/)
  assert.match(without!, /^island -comet: 1\n {2}book: The Summer Book \| .*an \*island\*\.$/m)
  assert.match(accents!, /^perec: 2\n {2}author: Georges Pérec\n {2}book: Life/)
  assert.match(phrases!, /<\*room\*> \*by\* \*room\*/)
  assert.match(phrases!, /her \*grandmother\*/)
  assert.match(after!, /^island: 1\n/)
})
