import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCode } from '../../../src/tools/shell/run-code.ts'

test('an expression gives its value, awaited', async () => {
  assert.equal(await runCode('one + (await two)', { one: 1, two: Promise.resolve(2) }), 3)
})

test('statements run and give nothing', async () => {
  const seen: number[] = []
  assert.equal(await runCode('for (const n of [1, 2]) seen.push(n)', { seen }), undefined)
  assert.deepEqual(seen, [1, 2])
})

test('an error comes through', async () => {
  await assert.rejects(runCode('missing.name', {}), ReferenceError)
})
