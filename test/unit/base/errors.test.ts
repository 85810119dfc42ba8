import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  defineErrors,
  didYouMean,
  type ErrorDetails,
  fileReason,
  NuagesError,
  nearest,
} from '../../../src/base/errors/index.ts'

class Missing extends NuagesError {}

const table = defineErrors('TEST', {
  UNKNOWN: {
    status: 404,
    message: ({ name }: { name: string }) => `There is no '${name}'.`,
    hint: 'Name one that exists.',
    as: Missing,
  },
  PLAIN: { status: null, message: () => 'It failed.', hint: 'Try again.' },
})

test('a table makes errors with code, status, data, hint and cause', () => {
  const cause = { reason: 1 }
  const error = table.UNKNOWN({ name: 'x' }, { cause })
  assert.ok(error instanceof Missing && error instanceof NuagesError && error instanceof Error)
  assert.equal(error.name, 'Missing')
  assert.equal(error.code, 'NUAGES_TEST_UNKNOWN')
  assert.equal(error.message, "There is no 'x'.")
  assert.deepEqual({ ...(error satisfies ErrorDetails).data }, { name: 'x' })
  assert.equal(error.status, 404)
  assert.equal(error.cause, cause)
})

test('the stack begins where the error was made, not inside the table', () => {
  const error = table.PLAIN({})
  assert.match(error.stack?.split('\n')[1] ?? '', /errors\.test\.ts/)
})

test('the data of a message is typed', () => {
  // @ts-expect-error the message needs a name
  assert.equal(table.UNKNOWN({ nmae: 'x' }).code, 'NUAGES_TEST_UNKNOWN')
})

test('a slip of the pen finds its name, anything else finds none', () => {
  const names = ['title', 'author', 'published', 'id']
  assert.equal(nearest('titel', names), 'title')
  assert.equal(nearest('Author', names), 'author')
  assert.equal(nearest('zzzzzz', names), null)
  assert.equal(didYouMean('publisehd', names), " (did you mean 'published'?)")
  assert.equal(didYouMean('quux', names), '')
})

test('a known name is always nearest to itself', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 20 }),
      (names) => {
        for (const name of names) assert.equal(nearest(name, [name])?.toLowerCase(), name.toLowerCase())
      },
    ),
  )
})

test('what went wrong with a file is said in words, else by its own message', () => {
  const failed = (code?: string) => Object.assign(new RangeError('its message'), { code })
  assert.equal(fileReason(failed('EISDIR')), 'it is a folder')
  for (const code of ['EBUSY', 'constructor', undefined]) assert.equal(fileReason(failed(code)), 'its message')
})
