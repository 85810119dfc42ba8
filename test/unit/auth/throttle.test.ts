import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LoginThrottle, type LoginThrottleOptions } from '../../../src/apps/auth/index.ts'
import type { LoginAttempt, LoginRefusal } from '../../../src/apps/auth/throttle/login-throttle.ts'
import { createLogger } from '../../../src/base/log/index.ts'
import { createCache, dummyStore, memoryStore } from '../../../src/data/cache/index.ts'
import type { HttpRequest } from '../../../src/web/http/index.ts'

const minute = 60_000

function throttled(options: LoginThrottleOptions = {}) {
  let time = Date.UTC(2026, 0, 1)
  const cache = createCache({ store: memoryStore({ now: () => time }) })
  const throttle = new LoginThrottle({ ...options, cache, now: () => time })
  const from = (ip: string) => ({ ip }) as HttpRequest
  return {
    throttle,
    pass(milliseconds: number) {
      time += milliseconds
    },
    begin: (ip: string, name: string) => throttle.begin(from(ip), name),
    async fail(ip: string, name: string): Promise<number> {
      const attempt = await throttle.begin(from(ip), name)
      return 'wait' in attempt ? attempt.wait : 0
    },
  }
}

const refused = (attempt: LoginAttempt | LoginRefusal): attempt is LoginRefusal => 'wait' in attempt

test('five attempts on an account from one address are free, then the delay doubles up to its limit', async () => {
  const { fail, pass } = throttled()
  for (let i = 0; i < 5; i++) assert.equal(await fail('192.0.2.1', 'ann'), 0)
  for (const wait of [5, 10, 20, 40, 80]) {
    assert.equal(await fail('192.0.2.1', 'ann'), wait)
    pass((wait - 1) * 1000)
    assert.equal(await fail('192.0.2.1', 'ann'), 1)
    pass(1000)
    assert.equal(await fail('192.0.2.1', 'ann'), 0)
  }
  assert.equal(await fail('192.0.2.1', 'bob'), 0)
  assert.equal(await fail('192.0.2.2', 'ann'), 0)
})

test('of fifty parallel guesses five are looked at', async () => {
  const { begin } = throttled()
  const all = await Promise.all(Array.from({ length: 50 }, () => begin('192.0.2.1', 'ann')))
  assert.equal(all.filter((attempt) => !refused(attempt)).length, 5)
})

test('a right password forgives the pair, and takes its own attempt back from the address, but no other', async () => {
  const { begin, fail } = throttled({ address: { free: 6 } })
  for (let i = 0; i < 4; i++) await fail('192.0.2.1', 'ann')
  const attempt = await begin('192.0.2.1', 'ann')
  assert.ok(!refused(attempt))
  await attempt.succeeded()
  // Whoever has an account of their own does not get free guesses at others by it.
  assert.equal(await fail('192.0.2.1', 'bob'), 0)
  for (let i = 0; i < 3; i++) {
    const own = await begin('192.0.2.1', 'mallory')
    assert.ok(!refused(own), `log-in ${i}`)
    await own.succeeded()
  }
  assert.equal(await fail('192.0.2.1', 'bob'), 0)
  assert.ok((await fail('192.0.2.1', 'bob')) > 0)
})

test('an account is slowed down however many addresses take part, and one IPv6 network is one address', async () => {
  const { fail } = throttled({ account: { free: 8 } })
  for (let i = 0; i < 8; i++) assert.equal(await fail(`192.0.2.${i}`, 'ann'), 0)
  assert.equal(await fail('192.0.2.99', 'ann'), 10)
  for (let i = 0; i < 5; i++) assert.equal(await fail(`2001:db8:1:2::${i}`, 'bob'), 0)
  assert.equal(await fail('2001:db8:1:2:ffff::1', 'bob'), 5)
  assert.equal(await fail('2001:db8:1:3::1', 'bob'), 0)
})

test('a name is counted as one however it is spelled: a database may find the user by each', async () => {
  const { fail } = throttled()
  for (let i = 0; i < 5; i++) await fail('192.0.2.1', 'ﬁne')
  assert.equal(await fail('192.0.2.1', ' fine'), 5)
  assert.equal(await fail('192.0.2.1', 'FÍNE'), 5)
  assert.equal(await fail('192.0.2.1', 'finé '), 5)
  assert.equal(await fail('192.0.2.1', 'fin'), 0)
})

test('attempts are forgotten one after the other', async () => {
  const { fail, pass } = throttled()
  for (let i = 0; i < 5; i++) await fail('192.0.2.1', 'ann')
  pass(15 * minute)
  assert.equal(await fail('192.0.2.1', 'ann'), 0)
  assert.equal(await fail('192.0.2.1', 'ann'), 5)
  pass(10 * 15 * minute)
  for (let i = 0; i < 5; i++) assert.equal(await fail('192.0.2.1', 'ann'), 0)
})

test('says once that a refusal came, and once that an account is locked out', async () => {
  const { begin, pass } = throttled()
  const locked: unknown[] = []
  for (let i = 0; i < 12; i++) {
    const attempt = await begin('192.0.2.1', 'ann')
    if (refused(attempt)) {
      assert.equal(attempt.told, false)
      const again = await begin('192.0.2.1', 'ann')
      assert.equal(refused(again) && again.told, true)
      pass(attempt.wait * 1000)
    } else if (attempt.locked !== null) locked.push(attempt.locked)
  }
  assert.equal(locked.length, 0)
  for (let i = 0; i < 6; i++) {
    const attempt = await begin('192.0.2.1', 'ann')
    if (refused(attempt)) pass(attempt.wait * 1000)
    else if (attempt.locked !== null) locked.push(attempt.locked)
  }
  assert.deepEqual(locked, [{ by: 'pair', wait: 80 }])
})

test('without an address only the account is counted; what broke is no attempt', async () => {
  const { throttle, begin } = throttled({ account: { free: 2 } })
  const bare = () => throttle.begin(null, 'ann')
  assert.ok(!refused(await bare()))
  const broken = await begin('', 'ann')
  assert.ok(!refused(broken))
  await broken.undo()
  assert.ok(!refused(await bare()))
  assert.ok(refused(await bare()))
})

test('while the store does not answer nobody is held up', async () => {
  const lines: string[] = []
  const broken = new Proxy(dummyStore(), {
    get(target, name) {
      if (name === 'kind' || name === 'shared') return Reflect.get(target, name)
      return () => Promise.reject(new TypeError('away'))
    },
  })
  const cache = createCache({ store: broken, logger: createLogger({ write: (line) => lines.push(line) }) })
  const throttle = new LoginThrottle({ cache })
  for (let i = 0; i < 40; i++) assert.ok(!refused(await throttle.begin(null, 'ann')))
})

test('rules that cannot be counted are refused at the start', () => {
  const cache = createCache({ store: memoryStore() })
  for (const pair of [{ free: 0 }, { first: 0 }, { first: 100, most: 10 }, { most: 100_000 }, { forgive: Number.NaN }])
    assert.throws(() => new LoginThrottle({ cache, pair }), { code: 'NUAGES_AUTH_THROTTLE_RULE' })
})

test('property: however attempts are spread over time, no more are looked at than the rule lets in', async () => {
  const rule = { free: 5, first: 5, most: 900, forgive: 900 }
  // Until the longest wait is reached.
  const growing = Math.ceil(Math.log2(rule.most / rule.first))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 150 }), async (waits) => {
      const { fail, pass } = throttled({ pair: rule, address: { free: 10_000 }, account: { free: 10_000 } })
      let taken = 0
      let time = 0
      for (const seconds of waits) {
        if ((await fail('192.0.2.1', 'ann')) === 0) taken++
        pass(seconds * 1000)
        time += seconds
      }
      const most = rule.free + growing + 1 + Math.floor(time / rule.forgive) + Math.floor(time / rule.most)
      assert.ok(taken <= most, `${taken} of at most ${most} in ${time} s`)
    }),
    { numRuns: 50, seed: Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1') },
  )
})
