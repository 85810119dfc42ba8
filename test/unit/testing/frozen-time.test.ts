import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadSignature, TimestampSigner } from '../../../src/base/signing/index.ts'
import { freezeTime, frozenTime } from '../../../src/tools/testing/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'

test('the clock stands, is moved on, and goes again', () => {
  {
    using clock = frozenTime('2026-01-01T00:00:00Z')
    assert.equal(Date.now(), Date.UTC(2026, 0, 1))
    clock.advance({ days: 1, hours: 2, seconds: 3 })
    assert.equal(new Date().toISOString(), '2026-01-02T02:00:03.000Z')
    clock.advance(-1000)
    assert.equal(clock.now.toISOString(), '2026-01-02T02:00:02.000Z')
    clock.set(0)
    assert.equal(Date.now(), 0)
    assert.equal(Date(), new Date(0).toString())
  }
  assert.ok(Date.now() > Date.UTC(2026, 0, 3))
})

test('dates of a stopped clock are dates in every other way', () => {
  using _clock = frozenTime(0)
  class Day extends Date {}
  assert.ok(new Date() instanceof Date)
  assert.ok(new Day() instanceof Day)
  assert.equal(new Day().getTime(), 0)
  assert.equal(new Date(2020, 1, 3).getMonth(), 1)
  assert.equal(Date.UTC(1970, 0, 2), 86_400_000)
  assert.equal(Date.parse('1970-01-01T00:00:01Z'), 1000)
  assert.deepEqual(structuredClone(new Date()), new Date(0))
})

test('clocks stand inside of each other, and are released from the inside', async () => {
  await freezeTime(1000, async (outer) => {
    await freezeTime(5000, () => assert.equal(Date.now(), 5000))
    assert.equal(Date.now(), 1000)
    const inner = frozenTime(9000)
    assert.throws(() => outer.release(), { code: 'NUAGES_TESTING_CLOCK_ORDER' })
    inner.release()
    inner.release()
  })
  assert.throws(() => frozenTime('tomorrow'), { code: 'NUAGES_TESTING_BAD_MOMENT' })
})

test('templates and signatures go by it', async () => {
  const signer = new TimestampSigner('k')
  using clock = frozenTime('2026-03-01T10:00:00Z')
  const engine = new Engine({ templates: { a: "{% now 'Y-m-d H:i' %}" } })
  assert.equal(await engine.render('a'), '2026-03-01 10:00')
  const signed = signer.sign('x')
  clock.advance({ minutes: 10 })
  assert.equal(signer.unsign(signed, { maxAge: 600 }), 'x')
  clock.advance({ seconds: 2 })
  assert.throws(() => signer.unsign(signed, { maxAge: 600 }), BadSignature)
})
