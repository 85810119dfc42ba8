import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LazyEngine, type TaskEngine } from '../../../src/apps/tasks/index.ts'
import { Local } from '../../../src/base/context/index.ts'

test('an engine is opened when it is first asked, outside of who asks, and again where that failed', async () => {
  const request = new Local<string>()
  let opened = 0
  let away = true
  const seen: (string | undefined)[] = []
  const lazy = new LazyEngine('test', async () => {
    opened++
    seen.push(request.get())
    if (away) throw new RangeError('away')
    return { counts: async () => ({}), close: async () => void seen.push('closed') } as unknown as TaskEngine
  })
  assert.equal(opened, 0)
  await assert.rejects(
    request.run('r', () => lazy.counts()),
    RangeError,
  )
  away = false
  await Promise.all([lazy.counts(), request.run('r', () => lazy.counts())])
  assert.deepEqual([opened, seen], [2, [undefined, undefined]])
  await lazy.close()
  assert.equal(seen.at(-1), 'closed')
})

test('one that was never asked is closed without being opened', async () => {
  const lazy = new LazyEngine('test', () => assert.fail('it was opened'))
  await lazy.close()
})
