import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Gathered } from '../../../src/apps/tasks/database/gathered.ts'

test('what comes in one turn goes together, and what comes meanwhile goes after it', async () => {
  const sent: (readonly number[])[] = []
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const gathered = new Gathered(async (all: readonly number[]) => {
    sent.push(all)
    begun.resolve()
    if (sent.length === 1) await gate.promise
    return all.length
  })
  const first = [gathered.add(1), gathered.add(2)]
  await begun.promise
  const second = [gathered.add(3)]
  await new Promise((resolve) => setImmediate(resolve))
  second.push(gathered.add(4))
  assert.deepEqual(sent, [[1, 2]])
  gate.resolve()
  assert.deepEqual(await Promise.all([...first, ...second]), [2, 2, 2, 2])
  assert.deepEqual(sent, [
    [1, 2],
    [3, 4],
  ])
})

test('what fails, fails for those who asked together, and for nobody after them', async () => {
  const gathered = new Gathered(async (all: readonly number[]) => {
    if (all.includes(0)) throw new RangeError('no')
    return all.length
  })
  const failing = [gathered.add(0), gathered.add(1)]
  assert.deepEqual(
    (await Promise.allSettled(failing)).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(await gathered.add(2), 1)
})
