import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type Cache,
  type CacheStore,
  createCache,
  memoryStore,
  openCache,
  redisStore,
} from '../../../src/data/cache/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { openRedis } from '../../../src/data/redis/index.ts'
import { movedClock } from '../../support/cache-stores.ts'
import { OwnRedis, skipWithoutRedisServer } from '../../support/redis-server.ts'
import { keptLog } from '../../support/suites/cache.ts'

const skip = skipWithoutRedisServer()
const away = { code: 'NUAGES_CACHE_AWAY', status: 503 }

/** What each operation gives while the store does not answer. */
async function doneWithout(cache: Cache): Promise<void> {
  assert.equal(await cache.get('k'), undefined)
  assert.equal(await cache.has('k'), false)
  assert.deepEqual(await cache.getMany(['k', 'l']), new Map())
  assert.equal(await cache.set('k', 1), false)
  assert.equal(await cache.set('k', 1, { tags: ['t'] }), false)
  assert.equal(await cache.setMany({ k: 1 }), false)
  assert.equal(await cache.add('k', 1), false)
  assert.equal(await cache.touch('k'), false)
  assert.equal(await cache.delete('k'), false)
  assert.equal(await cache.deleteMany(['k']), 0)
  assert.equal(await cache.invalidateTags('t'), false)
  assert.equal(await cache.clear(), false)
  assert.equal(await cache.remember<string>('k', { timeout: 60, tags: ['t'], stale: 5 }, () => 'made'), 'made')
  await assert.rejects(cache.incr('n', 1, { initial: 0 }), away)
  await assert.rejects(
    cache.update<number>('n', () => 1),
    away,
  )
  await assert.rejects(cache.incrVersion('n'), away)
  await assert.rejects(
    cache.remember('k', {}, () => {
      throw new RangeError('mine')
    }),
    RangeError,
  )
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(5)
}

test('Redis that is gone is done without, told once, and used again when it is back', { skip }, async () => {
  await using server = await OwnRedis.start()
  const redis = await openRedis(server.url)
  const log = keptLog()
  const cache = createCache({ store: redisStore(redis, { owned: true }), logger: log })
  await cache.set('k', 1)
  await server.kill()
  await until(() => !redis.ready)
  for (let i = 0; i < 3; i++) await doneWithout(cache)
  assert.deepEqual(log.lines, [
    'error The cache cannot be read: it is done without',
    'error The cache cannot be written: it is done without',
  ])
  await server.start()
  await until(() => redis.ready)
  assert.equal(await cache.get('k'), undefined)
  assert.equal(await cache.set('k', 2), true)
  assert.equal(await cache.get('k'), 2)
  assert.equal(await cache.incr('k'), 3)
  assert.deepEqual(log.lines.slice(2), ['info The cache is read again', 'info The cache is written again'])
  await cache.close()
})

test('Redis that stalls holds up one request and not each', { skip }, async () => {
  await using server = await OwnRedis.start()
  const redis = await openRedis(server.url, { timeout: 40 })
  const log = keptLog()
  const cache = createCache({ store: redisStore(redis, { owned: true }), logger: log })
  await cache.set('k', 1)
  server.stall()
  let asked = 0
  const store = redisStore(redis)
  const counting: CacheStore = {
    ...store,
    get(keys) {
      asked++
      return store.get(keys)
    },
  }
  const counted = createCache({ store: counting, logger: log })
  for (let i = 0; i < 50; i++) assert.equal(await counted.get('k'), undefined)
  assert.equal(asked, 1)
  await doneWithout(cache)
  server.wake()
  await until(async () => (await cache.get('k')) === 1)
  await cache.close()
})

test('Redis that takes nothing any more still gives', { skip }, async () => {
  await using server = await OwnRedis.start()
  const redis = await openRedis(server.url)
  const log = keptLog()
  const cache = createCache({ store: redisStore(redis, { owned: true }), logger: log })
  await cache.set('k', 1)
  await redis.command('CONFIG', 'SET', 'maxmemory', '1')
  for (let i = 0; i < 3; i++) assert.equal(await cache.set('k', 2), false)
  assert.equal(await cache.get('k'), 1)
  assert.equal(await cache.remember<number>('l', {}, () => 3), 3)
  assert.deepEqual(log.lines, ['error The cache cannot be written: it is done without'])
  await cache.close()
})

test('a key that somebody else uses for something else is a miss', { skip }, async () => {
  await using server = await OwnRedis.start()
  const redis = await openRedis(server.url)
  const cache = createCache({ store: redisStore(redis, { owned: true }), logger: keptLog() })
  await redis.command('LPUSH', '1:k', 'x')
  assert.equal(await cache.get('k'), undefined)
  assert.equal(await cache.has('k'), false)
  assert.equal(await cache.set('k', 1), true)
  assert.equal(await cache.get('k'), 1)
  await cache.close()
})

test('a lock that its process left behind is waited for no longer than asked', { skip }, async () => {
  await using server = await OwnRedis.start()
  const redis = await openRedis(server.url)
  const cache = createCache({ store: redisStore(redis, { owned: true }) })
  await redis.command('SET', '#lock:1:k', 'of a process that was killed')
  assert.equal(await cache.remember<number>('k', { patience: 0.02 }, () => 5), 5)
  assert.equal(await cache.get('k'), 5)
  // The lock is not taken from who may still have it.
  assert.equal(await redis.command('EXISTS', '#lock:1:k'), 1)
  // Who waits takes what the other one leaves.
  await redis.command('SET', '#lock:1:other', 'another process')
  const waiting = cache.remember<number>('other', { patience: 60 }, () => assert.fail('another one makes it'))
  await cache.set('other', 6)
  assert.equal(await waiting, 6)
  await cache.close()
})

test('a database without the table, and one that is locked, are done without', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-cache-'))
  const url = `sqlite:${join(folder, 'cache.sqlite3')}`
  const log = keptLog()
  try {
    const bare = await openDatabase('sqlite::memory:')
    const without = await openCache('database:', { databases: { default: bare }, logger: log })
    await doneWithout(without)
    assert.deepEqual(log.lines, [
      'error The cache cannot be read: it is done without',
      'error The cache cannot be written: it is done without',
    ])

    await bare.close()
    const cache = await openCache(`database:${url}?patience=20`, { logger: keptLog() })
    await cache.set('k', 1)
    // Another process writes, as far as SQLite can tell.
    const other = new DatabaseSync(join(folder, 'cache.sqlite3'))
    other.exec('BEGIN IMMEDIATE; DELETE FROM nuages_cache_entry')
    assert.equal(await cache.set('k', 2), false)
    assert.equal(await cache.get('k'), 1)
    assert.equal(await cache.remember<number>('l', {}, () => 3), 3)
    other.exec('COMMIT')
    other.close()
    assert.equal(await cache.get('k'), undefined)
    assert.equal(await cache.set('k', 2), true)
    await cache.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a database whose disk is full still gives, and takes again when there is room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-cache-'))
  const url = `sqlite:${join(folder, 'cache.sqlite3')}`
  await (await openCache(`database:${url}`)).close()
  const database = await openDatabase(url)
  const log = keptLog()
  const cache = await openCache('database:', { databases: { default: database }, logger: log })
  // SQLite says of these the same as of a disk without room.
  const pages = (most: number) =>
    database.run({ text: `PRAGMA max_page_count = ${most}`, writes: true, wide: false }, [])
  await cache.set('k', 1)
  await pages(1)
  const large = 'x'.repeat(100_000)
  for (let i = 0; i < 3; i++) assert.equal(await cache.set('large', large), false)
  assert.equal(await cache.remember<string>('large', { timeout: 60 }, () => large), large)
  assert.equal(await cache.get('k'), 1)
  assert.equal(log.lines[0], 'error The cache cannot be written: it is done without')
  await pages(1_000_000)
  assert.equal(await cache.set('large', large), true)
  assert.equal(await cache.get('large'), large)
  assert.equal(log.lines.at(-1), 'info The cache is written again')
  await database.close()
  rmSync(folder, { recursive: true })
})

test('what is set in a transaction goes with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-cache-'))
  const url = `sqlite:${join(folder, 'cache.sqlite3')}`
  await (await openCache(`database:${url}`)).close()
  const database = await openDatabase(url)
  const cache = await openCache('database:', { databases: { default: database } })
  await assert.rejects(
    database.atomic(async () => {
      await cache.set('k', 1)
      assert.equal(await cache.get('k'), 1)
      throw new RangeError('undo')
    }),
    RangeError,
  )
  assert.equal(await cache.get('k'), undefined)
  await database.close()
  rmSync(folder, { recursive: true })
})

test('a clock that is put back makes nothing fresh for longer', async () => {
  const wall = movedClock()
  const steady = movedClock()
  const cache = createCache({ store: memoryStore({ now: steady.now }), now: wall.now })
  const made = (value: number) => cache.remember<number>('k', { timeout: 60, stale: 600 }, () => value)
  assert.equal(await made(1), 1)
  wall.pass(-3_600_000)
  assert.equal(await cache.get('k'), undefined)
  // Stale is what it counts as: it is given once more, and made anew meanwhile.
  assert.equal(await made(2), 1)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(await made(3), 2)
  wall.pass(30_000)
  assert.equal(await made(4), 2)
})

test('a value that cannot be made anew stays as long as it may, and the log says it', async () => {
  const clock = movedClock()
  const log = keptLog()
  const cache = createCache({ store: memoryStore({ now: clock.now }), now: clock.now, logger: log })
  const options = { timeout: 1, stale: 10 }
  await cache.remember<number>('k', options, () => 1)
  clock.pass(5000)
  for (let i = 0; i < 2; i++) {
    assert.equal(
      await cache.remember<number>('k', options, () => {
        throw new RangeError('no')
      }),
      1,
    )
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.deepEqual(log.lines, Array(2).fill('error A value of the cache could not be made anew'))
  clock.pass(7000)
  await assert.rejects(
    cache.remember('k', options, () => {
      throw new RangeError('no')
    }),
    RangeError,
  )
})

test('a value may be made anew before its time, by chance', async (t) => {
  const clock = movedClock()
  const cache = createCache({ store: memoryStore({ now: clock.now }), now: clock.now })
  const chance = t.mock.method(Math, 'random', () => 0)
  const options = { timeout: 10, early: 1 }
  // Ten minutes to make, by the clock of the process.
  const time = t.mock.method(performance, 'now', () => 0)
  await cache.remember<number>('k', options, () => {
    time.mock.mockImplementation(() => 600_000)
    return 1
  })
  assert.equal(await cache.remember<number>('k', options, () => assert.fail('chance is against it')), 1)
  chance.mock.mockImplementation(() => 0.5)
  assert.equal(await cache.remember<number>('k', options, () => 2), 1)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(await cache.get('k'), 2)
})
