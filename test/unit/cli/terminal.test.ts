import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilGivenUp } from '../../../src/tools/cli/terminal.ts'

/** A prompt that answers with its cancellation, as a person who never types does. */
const cancelled = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('given up')))

test('Ctrl+D and the end of the input give a question up, and other keys do not', async () => {
  const listeners = () => process.stdin.listenerCount('keypress') + process.stdin.listenerCount('end')
  const before = listeners()
  const byKey = untilGivenUp(cancelled)
  let isOpen = true
  void byKey.then(() => {
    isOpen = false
  })
  process.stdin.emit('keypress', 'd', { name: 'd', ctrl: false })
  process.stdin.emit('keypress', undefined, { name: 'a', ctrl: true })
  await new Promise(setImmediate)
  assert.equal(isOpen, true)
  process.stdin.emit('keypress', undefined, { name: 'd', ctrl: true })
  assert.equal(await byKey, 'given up')

  const byEnd = untilGivenUp(cancelled)
  process.stdin.emit('end')
  assert.equal(await byEnd, 'given up')
  assert.equal(await untilGivenUp(async () => 'yes'), 'yes')
  assert.equal(listeners(), before)
})
