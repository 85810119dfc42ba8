import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { declaredErrors } from '../support/errors.ts'
import { errorsPage, writtenErrorsPage } from '../support/errors-page.ts'
import { filesUnder, root } from '../support/files.ts'

const sources = filesUnder('src', '.ts').map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const declared = await declaredErrors()

test('every coded error is thrown somewhere', () => {
  const unused = declared.filter(({ name, table, file }) => {
    const use = new RegExp(`\\b${table}(\\.${name}\\b|\\[['"]${name}['"]\\]|, '${name}')`)
    return !sources.some((source) => source.file !== file && use.test(source.text))
  })
  assert.deepEqual(
    unused.map(({ code, file }) => `${code} in ${file}`),
    [],
  )
})

test('codes are unique and say their area', () => {
  assert.ok(declared.length > 50, 'the tables are found')
  const codes = declared.map(({ code }) => code)
  assert.equal(new Set(codes).size, codes.length)
  for (const { code, spec } of declared) {
    assert.match(code, /^NUAGES_[A-Z][A-Z0-9]*_[A-Z0-9_]+$/)
    assert.ok(spec.hint.length > 10, `${code} has no hint`)
  }
})

test('nothing in src throws a bare Error', () => {
  const bare = sources.flatMap(({ file, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
      .filter(
        ({ line }) => /\bnew (Error|TypeError|RangeError|SyntaxError)\(/.test(line) && !/^\s*(\*|\/\/)/.test(line),
      )
      .map(({ at }) => at),
  )
  assert.deepEqual(bare, [])
})

test('docs/reference/errors.md says what the tables say', async () => {
  assert.equal(
    writtenErrorsPage(),
    await errorsPage(),
    'run: node --conditions=nuages-source test/support/errors-page.ts',
  )
})
