import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..', 'src')

test('no source keeps `Date.now` itself, which a test that stops the clock could not stop', () => {
  const kept = globSync('**/*.ts', { cwd: root }).filter((file) =>
    /^(?!\s*(?:\/\/|\*|\/\*\*)).*\bDate\.now\b(?!\()/m.test(readFileSync(join(root, file), 'utf8')),
  )
  assert.deepEqual(kept, [])
})
