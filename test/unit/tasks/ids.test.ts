import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idSource } from '../../../src/apps/tasks/ids.ts'

test('ids are UUIDs of version 7 that sort as they were made, more than fit into a millisecond, and when a clock goes back', () => {
  let clock = 1_700_000_000_000
  const newId = idSource(() => clock)
  const ids = Array.from({ length: 10_000 }, (_, i) => {
    if (i === 5000) clock -= 60_000
    if (i === 9000) clock += 120_000
    return newId()
  })
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.deepEqual(ids.toSorted(), ids)
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16), 1_700_000_000_000)
})
