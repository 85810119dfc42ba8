import assert from 'node:assert/strict'
import { test } from 'node:test'
import { input } from '../../../src/apps/forms/index.ts'

const untyped = (value: unknown) => value as never

test('widgets, schemas and sizes that cannot work are refused where they are declared', () => {
  assert.throws(() => input.choice({ choices: { a: 'A' }, widget: untyped('radio') }), {
    code: 'NUAGES_FORMS_UNKNOWN_WIDGET',
    message: /'radio' \(did you mean 'radios'\?\)/,
  })
  assert.throws(() => input.char({ widget: untyped('constructor') }), { code: 'NUAGES_FORMS_UNKNOWN_WIDGET' })
  assert.throws(() => input.schema(untyped({ parse() {} })), { code: 'NUAGES_FORMS_NO_SCHEMA' })
  assert.throws(() => input.schema(untyped(undefined)), { code: 'NUAGES_FORMS_NO_SCHEMA' })
  assert.throws(() => input.file({ maxSize: untyped('2MB') }), {
    code: 'NUAGES_FORMS_BAD_SIZE',
    message: /'maxSize' of a file input is "2MB"/,
  })
  assert.throws(() => input.files({ maxFiles: Number.NaN }), { code: 'NUAGES_FORMS_BAD_SIZE' })
})
