/**
 * Twenty seconds of broken requests over raw sockets, the same ones in every run: no answer is a failure of the server, nothing reaches the process, the
 * server goes on answering and gives its memory back. `npm run fuzz` goes on for ten minutes.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Siege } from './fuzz/siege.ts'

const seconds = (count: number): (() => boolean) => {
  const end = Date.now() + count * 1000
  return () => Date.now() > end
}

test('a server under attack', async () => {
  await using siege = await Siege.start()
  // Templates, plans and compiled code come first.
  const next = await siege.attack(1, seconds(7))
  const before = await siege.report()
  await siege.attack(next, seconds(13))
  const after = await siege.report()
  assert.deepEqual(siege.findings, [])
  assert.deepEqual([...before.failures, ...after.failures], [])
  assert.equal(after.polluted, 0)
  assert.equal(after.sockets, 0)
  assert.ok(await siege.answers())
  for (const status of ['200', '302', '400', '403', '404', '405']) assert.ok(siege.statuses.has(status), status)
  const growth = (after.heapUsed - before.heapUsed) / 2 ** 20
  assert.ok(growth < 8, `the heap grew by ${growth.toFixed(1)} MiB`)
})
