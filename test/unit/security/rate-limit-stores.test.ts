import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { createCache, memoryStore, openCache, redisStore } from '../../../src/data/cache/index.ts'
import { openRedis, type Redis } from '../../../src/data/redis/index.ts'
import {
  cacheRateLimitStore,
  memoryRateLimitStore,
  type RateLimit,
  type RateLimitStore,
  redisRateLimitStore,
} from '../../../src/web/security/index.ts'
import { countedLimit } from '../../../src/web/security/rate-limit/limit.ts'
import { skipWithout } from '../../support/services.ts'

/** A store with a clock in milliseconds that the test moves. */
type MakeStore = (now: () => number) => RateLimitStore

const start = 1_800_000_000_000

function storeSuite(name: string, skip: false | string, make: MakeStore): void {
  suite(`rate limits counted ${name}`, { skip }, () => {
    const setUp = (...limits: RateLimit[]) => {
      const clock = { time: start }
      const store = make(() => clock.time)
      const counted = limits.map(countedLimit)
      const take = (cost = 1, subject = 'ip:192.0.2.1') => store.take(subject, counted, cost)
      return { clock, take }
    }

    test('a bucket takes its count at once and empties evenly', async () => {
      const { clock, take } = setUp('3/hour')
      const remaining = []
      for (let i = 0; i < 3; i++) remaining.push((await take())[0]!.remaining)
      assert.deepEqual(remaining, [2, 1, 0])
      assert.deepEqual(await take(), [{ remaining: 0, reset: 3600e6, wait: 1200e6 }])
      clock.time += 1_199_999
      assert.equal((await take())[0]!.wait, 1000)
      clock.time += 1
      assert.deepEqual(await take(), [{ remaining: 0, reset: 3600e6, wait: 0 }])
      clock.time += 2 * 3_600_000
      assert.deepEqual(await take(), [{ remaining: 2, reset: 1200e6, wait: 0 }])
    })

    test('counts that do not divide a second fit to the last one', async () => {
      for (const limit of ['6/second', '7/second', '999/minute', '1000000/second'] as const) {
        const { count } = countedLimit(limit)
        const { take } = setUp(limit)
        assert.equal((await take(count - 1))[0]!.remaining, 1, limit)
        assert.equal((await take())[0]!.wait, 0, limit)
        assert.notEqual((await take())[0]!.wait, 0, limit)
      }
    })

    test('of several limits all count a request or none', async () => {
      const { clock, take } = setUp('2/second', '3/hour')
      await take()
      await take()
      const refused = await take()
      assert.deepEqual(
        refused.map(({ remaining, wait }) => [remaining, wait]),
        [
          [0, 500_000],
          [1, 0],
        ],
      )
      clock.time += 1000
      assert.equal((await take())[1]!.remaining, 0)
      const later = await take()
      assert.equal(later[0]!.wait, 0)
      assert.equal(later[0]!.remaining, 1)
      assert.equal(later[1]!.wait, 1199e6)
    })

    test('costs, bursts, and subjects that count apart', async () => {
      const { take } = setUp({ count: 100, per: 'minute', burst: 10 })
      assert.equal((await take(7))[0]!.remaining, 3)
      assert.equal((await take(4))[0]!.wait, 600_000)
      assert.equal((await take(3))[0]!.remaining, 0)
      assert.equal((await take(1, 'ip:192.0.2.2'))[0]!.remaining, 9)
      assert.equal((await take(11, 'ip:192.0.2.3'))[0]!.wait, 600_000)
      assert.equal((await take(10, 'ip:192.0.2.3'))[0]!.remaining, 0)
    })

    test('requests at the same moment are each counted once', async () => {
      const { take } = setUp('20/minute')
      const states = await Promise.all(Array.from({ length: 50 }, () => take()))
      assert.equal(states.filter(([state]) => state!.wait === 0).length, 20)
    })

    test('names of any kind are kept apart', async () => {
      const { take } = setUp('1/hour')
      for (const subject of ['', 'é', '{a}b', 'a}b', '__proto__', 'x\n', '|1/hour', '*'])
        assert.equal((await take(1, subject))[0]!.wait, 0, JSON.stringify(subject))
      assert.notEqual((await take(1, '__proto__'))[0]!.wait, 0)
    })

    test('no more than burst and rate together are let through, whatever comes when', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 20 }),
          fc.integer({ min: 1, max: 30 }),
          fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 40 }),
          async (count, per, pauses) => {
            const { clock, take } = setUp({ count, per })
            const subject = randomUUID()
            let passed = 0
            for (const pause of pauses) {
              clock.time += pause
              const [state] = await take(1, subject)
              if (state!.wait === 0) passed++
              else {
                // The wait that it tells is true, to the millisecond.
                clock.time += Math.floor(state!.wait / 1000) - 1
                if (state!.wait > 1000) assert.notEqual((await take(1, subject))[0]!.wait, 0)
                clock.time += 2
                assert.equal((await take(1, subject))[0]!.wait, 0)
                passed++
              }
            }
            const elapsed = (clock.time - start) / 1000
            assert.ok(passed <= count + (elapsed * count) / per + 1e-3 * passed + 1)
          },
        ),
        { numRuns: 25 },
      )
    })
  })
}

storeSuite('in memory', false, (now) => memoryRateLimitStore({ now }))

const skip = await skipWithout('redis')
storeSuite('in a cache in memory', false, (now) =>
  cacheRateLimitStore(createCache({ store: memoryStore({ now }) }), { now }),
)
const inSqlite = await openCache('database:sqlite::memory:')
storeSuite('in a cache in SQLite', false, (now) => cacheRateLimitStore(inSqlite.namespace(`t${randomUUID()}`), { now }))

const redis: Redis | null = skip === false ? await openRedis('redis://127.0.0.1:6379/15') : null
const run = `nuages-test:${randomUUID()}:`
storeSuite('in a cache in Redis', skip, (now) =>
  cacheRateLimitStore(createCache({ store: redisStore(redis!), prefix: `${run}${randomUUID()}:` }), { now }),
)
storeSuite('in Redis', skip, (now) => redisRateLimitStore(redis!, { now, prefix: `${run}${randomUUID()}:` }))

test('memory and Redis agree to the last request', { skip }, async () => {
  const limit = fc.record({ count: fc.integer({ min: 1, max: 30 }), per: fc.integer({ min: 1, max: 100 }) })
  const step = fc.record({ pause: fc.integer({ min: 0, max: 20_000 }), cost: fc.integer({ min: 1, max: 4 }) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(limit, { minLength: 1, maxLength: 3 }),
      fc.array(step, { maxLength: 30 }),
      async (wanted, steps) => {
        const clock = { time: start }
        const now = () => clock.time
        const limits = wanted.map(countedLimit)
        const memory = memoryRateLimitStore({ now })
        const shared = redisRateLimitStore(redis!, { now, prefix: `${run}${randomUUID()}:` })
        for (const { pause, cost } of steps) {
          clock.time += pause
          assert.deepEqual(await shared.take('s', limits, cost), await memory.take('s', limits, cost))
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('Redis keeps a subject no longer than it counts, by its own clock', { skip }, async () => {
  const prefix = `${run}${randomUUID()}:`
  const store = redisRateLimitStore(redis!, { prefix })
  const [state] = await store.take('ip:192.0.2.9', [countedLimit('60/minute')], 30)
  assert.equal(state!.remaining, 30)
  const life = Number(await redis!.command('PTTL', `${prefix}{ip:192.0.2.9}|60/minute`))
  assert.ok(life > 0 && life <= 30_000, String(life))
  // Another process, or another store over the same Redis, sees what was counted.
  const other = redisRateLimitStore(redis!, { prefix })
  assert.ok((await other.take('ip:192.0.2.9', [countedLimit('60/minute')], 31))[0]!.wait > 0)
})

after(async () => {
  await inSqlite.close()
  if (redis === null) return
  const keys = (await redis.command('KEYS', `${run}*`)) as string[]
  if (keys.length > 0) await redis.command('DEL', ...keys)
  await redis.close()
})

test('memory is bounded: the subject that was quiet longest is forgotten first', async () => {
  let time = start
  const store = memoryRateLimitStore({ size: 3, now: () => time })
  const limits = [countedLimit('2/hour')]
  const remaining = async (subject: string) => (await store.take(subject, limits, 1))[0]!.remaining
  for (const subject of ['a', 'b', 'c']) assert.equal(await remaining(subject), 1)
  assert.equal(await remaining('a'), 0)
  assert.equal(await remaining('d'), 1)
  assert.equal(await remaining('b'), 1)
  assert.equal((await store.take('a', limits, 1))[0]!.wait > 0, true)
  time += 3 * 3_600_000
  assert.equal(await remaining('a'), 1)
})

test('limits that cannot be counted are refused', () => {
  const wrong: unknown[] = ['100', '0/hour', '1.5/hour', '1/year', '-1/hour', '1e3/hour', '', '2000000/second']
  wrong.push({ count: 0, per: 1 }, { count: 1, per: 0 }, { count: 1, per: 'week' }, { count: 1, per: 1e9 })
  wrong.push({ count: 5, per: 'hour', burst: 6 }, { count: 5, per: 'hour', burst: 0 }, { count: Number.NaN, per: 1 })
  for (const limit of wrong)
    assert.throws(() => countedLimit(limit as RateLimit), { code: 'NUAGES_SECURITY_RATE_LIMIT' }, JSON.stringify(limit))
})
