import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createCache, memoryStore } from '../../../src/data/cache/index.ts'
import { movedClock } from '../../support/cache-stores.ts'

test('memory never holds more than its bytes, and forgets what was not used for longest', () => {
  const store = memoryStore({ size: 1150 })
  const text = 's'.repeat(100)
  for (const key of ['a', 'b', 'c', 'd']) store.set([[key, text]], null)
  assert.ok(store.bytes <= 1150)
  const there = (keys: string[]) => (store.get(keys) as (string | null)[]).map((each) => each !== null)
  assert.deepEqual(there(['b', 'c', 'd', 'a']), [true, true, true, true])
  store.set([['e', text]], null)
  assert.deepEqual(there(['a', 'c', 'd', 'e', 'b']), [true, true, true, true, false])
  // What would not fit alone pushes nothing out, and takes the place of what was there.
  store.set([['a', 's'.repeat(1000)]], null)
  assert.deepEqual(there(['a', 'c', 'd', 'e']), [false, true, true, true])
  store.delete(['c', 'd', 'e'])
  assert.equal(store.bytes, 0)
})

test('what has ended is forgotten as others come, also where nobody asks for it', () => {
  const clock = movedClock()
  const store = memoryStore({ now: clock.now })
  for (let i = 0; i < 100; i++) store.set([[`short${i}`, 'j1']], 1000)
  const full = store.bytes
  clock.pass(2000)
  for (let i = 0; i < 100; i++) store.set([['one', 'j1']], 1000)
  assert.ok(store.bytes < full / 50, String(store.bytes))
})

test('memory agrees with a plain map, whatever comes when', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'dd', '__proto__')
  const text = fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' })
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), key, text, life: fc.option(fc.integer({ min: 1, max: 500 })) }),
    fc.record({ kind: fc.constantFrom('get' as const, 'delete' as const, 'add' as const), key }),
    fc.record({ kind: fc.constant('pass' as const), time: fc.integer({ min: 1, max: 300 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const clock = movedClock()
      const store = memoryStore({ now: clock.now })
      const model = new Map<string, { text: string; until: number }>()
      const find = (of: string) => {
        const found = model.get(of)
        return found === undefined || found.until <= clock.now() ? null : found.text
      }
      for (const each of steps) {
        if (each.kind === 'pass') clock.pass(each.time)
        else if (each.kind === 'set') {
          store.set([[each.key, each.text]], each.life)
          model.set(each.key, { text: each.text, until: each.life === null ? Infinity : clock.now() + each.life })
        } else if (each.kind === 'get') assert.deepEqual(store.get([each.key]), [find(each.key)])
        else if (each.kind === 'add') {
          assert.equal(store.add(each.key, 's', null), find(each.key) === null)
          if (find(each.key) === null) model.set(each.key, { text: 's', until: Infinity })
        } else {
          assert.equal(store.delete([each.key]), find(each.key) === null ? 0 : 1)
          model.delete(each.key)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('a store of its size, however it is filled', async () => {
  const store = memoryStore({ size: 10_000 })
  const cache = createCache({ store })
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 20 }),
      fc.string({ maxLength: 800, unit: 'grapheme' }),
      async (key, value) => {
        await cache.set(`k${key.replace(/[^\x20-\x7e]/g, '')}`, value)
        assert.ok(store.bytes <= 10_000 && store.bytes >= 0)
      },
    ),
    { numRuns: 50 },
  )
})
