import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type LinterRuleId, linterRules } from '../../../../src/data/migrations/index.ts'
import { adviceFor } from '../../../../src/data/migrations/linter/advice.ts'
import { filesUnder, root } from '../../../support/files.ts'

const page = readFileSync(join(root, 'docs/reference/migration-linter.md'), 'utf8')
const rules = Object.entries(linterRules)

test('the page of the linter has every id as the code has it', () => {
  const documented = [...page.matchAll(/^\| `(migrations\.L\d+)` \| (\w+) \| ([^|]+) \| ([^|]+) \|$/gm)]
  assert.deepEqual(
    documented.map(([, id, level, title]) => [id, level, title]),
    rules.map(([id, { level, title }]) => [id, level, title]),
  )
})

test('every id is found by some code, and has its advice', () => {
  const sources = filesUnder('src/data/migrations/linter', '.ts')
    .filter((file) => !/(?:rules|advice)\.ts$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  for (const [id] of rules) {
    assert.ok(sources.includes(`'${id}'`), `${id} is never found`)
    for (const database of ['sqlite', 'postgres', 'mysql'] as const)
      assert.ok(adviceFor(id as LinterRuleId, database).length > 20, id)
  }
})

test('no document names an id that does not exist', () => {
  for (const file of filesUnder('docs', '.md'))
    for (const [id] of readFileSync(join(root, file), 'utf8').matchAll(/migrations\.L\d+/g))
      assert.ok(Object.hasOwn(linterRules, id), `${id} in ${file}`)
})
