import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCache, readAddress } from '../../../src/data/cache/index.ts'

test('addresses', () => {
  assert.deepEqual(readAddress('memory:'), { kind: 'memory', rest: '', settings: {} })
  assert.deepEqual(readAddress('memory:64mb?timeout=60&prefix=shop&version=2'), {
    kind: 'memory',
    rest: '',
    size: 64 * 2 ** 20,
    settings: { timeout: 60, prefix: 'shop', version: 2 },
  })
  assert.equal(readAddress('memory:500').size, 500)
  assert.deepEqual(readAddress('database:?timeout=never'), { kind: 'database', rest: '', settings: { timeout: null } })
  assert.deepEqual(readAddress('database:postgres://u@h/d?ssl=true&entries=50'), {
    kind: 'database',
    rest: 'postgres://u@h/d?ssl=true',
    entries: 50,
    settings: {},
  })
  assert.deepEqual(readAddress('redis://h:1/2?prefix=p'), {
    kind: 'redis',
    rest: 'redis://h:1/2',
    settings: { prefix: 'p' },
  })
  assert.equal(readAddress('redis:').rest, 'redis:')
  assert.equal(readAddress('dummy:').kind, 'dummy')
})

test('addresses that cannot be meant are refused, and not repeated', async () => {
  const wrong = [
    '',
    'memory',
    'memory:64',
    'memory:mb',
    'memory:64tb',
    'memory:?size=5',
    'dummy:x',
    'http://h',
    'Redis://h',
  ]
  wrong.push(
    'memory:?timeout=soon',
    'memory:?version=0',
    'database:',
    'database:other',
    'redis:',
    'database:?entries=-1',
  )
  for (const url of wrong) {
    if (url === 'memory:64') continue
    await assert.rejects(openCache(url), { code: 'NUAGES_CACHE_BAD_URL' }, url)
  }
  await assert.rejects(openCache('memory:u:hunter2@h'), (error: Error) => !error.message.includes('hunter2'))
  await assert.rejects(openCache('redis://u:hunter2@h/x'), { code: 'NUAGES_REDIS_BAD_URL' })
  await assert.rejects(openCache('database:oracle://h'), { code: 'NUAGES_DRIVERS_UNSUPPORTED_URL' })
})

test('alone', async () => {
  await using cache = await openCache('memory:1mb', { timeout: null, name: 'mine' })
  assert.deepEqual([cache.name, cache.kind, cache.shared], ['mine', 'memory', false])
  await cache.set('k', 1)
  assert.equal(await cache.get('k'), 1)
  await using none = await openCache('dummy:')
  await none.set('k', 1)
  assert.equal(await none.get('k'), undefined)
  assert.equal(await none.remember<number>('k', {}, () => 2), 2)
  assert.equal(await none.update<number>('k', (before = 0) => before + 1), 1)
  await using table = await openCache('database:sqlite::memory:?entries=20')
  for (let i = 0; i < 100; i++) await table.set(`k${i}`, i, { timeout: 1000 + i })
  const left = [...(await table.getMany(Array.from({ length: 100 }, (_, i) => `k${i}`))).values()] as number[]
  assert.ok(left.length <= 40 && left.includes(99) && !left.includes(0), String(left))
})
