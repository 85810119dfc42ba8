import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext } from 'node:test'
import {
  CachedSessionStore,
  CacheSessionStore,
  CookieSessionStore,
  DatabaseSessionStore,
  FileSessionStore,
  type SessionStore,
} from '../../../src/apps/sessions/index.ts'
import { createCache, memoryStore, redisStore } from '../../../src/data/cache/index.ts'
import { openRedis } from '../../../src/data/redis/index.ts'
import { databaseBench, movedClock } from '../../support/cache-stores.ts'
import { skipWithout } from '../../support/services.ts'
import { databaseSessions } from '../../support/session-stores.ts'
import { sessionSuite } from '../../support/suites/sessions.ts'

const key = 'a key for tests'
const folder = mkdtempSync(join(tmpdir(), 'nuages-sessions-'))

const alone = (make: (now: () => number, t: TestContext) => SessionStore) => async (t: TestContext) => {
  const clock = movedClock()
  return { ...clock, store: make(clock.now, t), run: <R>(work: () => Promise<R>) => work() }
}
const memory = (now: () => number) => createCache({ store: memoryStore({ now }), now })

const sqlite = await databaseSessions(
  `sqlite:${join(folder, 'sessions.sqlite3')}`,
  (now) => new DatabaseSessionStore({ key, now }),
)
const cached = await databaseSessions(
  `sqlite:${join(folder, 'cached.sqlite3')}`,
  (now) => new CachedSessionStore({ store: new DatabaseSessionStore({ key, now }), cache: memory(now), now }),
)
sessionSuite('in SQLite', sqlite.open)
sessionSuite('in SQLite, with a cache in front', cached.open)
sessionSuite(
  'in a cache in memory',
  alone((now) => new CacheSessionStore({ cache: memory(now), now })),
)
const inTable = await databaseBench(`sqlite:${join(folder, 'cache.sqlite3')}`)
sessionSuite('in a cache in SQLite', async (t) => {
  const { store, ...bench } = await inTable.open(t)
  const inCache = new CacheSessionStore({ cache: createCache({ store, now: bench.now }), now: bench.now })
  return { ...bench, pass: (milliseconds) => void bench.pass(milliseconds), store: inCache, run: (work) => work() }
})
sessionSuite(
  'in signed cookies',
  alone((now) => new CookieSessionStore({ key, now })),
)
sessionSuite(
  'in encrypted cookies',
  alone((now) => new CookieSessionStore({ key, now, encrypt: true })),
)
sessionSuite(
  'in files',
  alone((now) => new FileSessionStore({ dir: join(folder, randomUUID()), key, now })),
)

const skip = await skipWithout('redis')
const redis = skip === false ? await openRedis('redis://127.0.0.1:6379/15') : null
const prefix = `nuages-test:${randomUUID()}:`
sessionSuite(
  'in Redis',
  alone((now) => new CacheSessionStore({ cache: createCache({ store: redisStore(redis!), prefix, now }), now })),
  { skip },
)

after(async () => {
  await sqlite.close()
  await cached.close()
  await inTable.close()
  rmSync(folder, { recursive: true })
  if (redis === null) return
  await redisStore(redis).clear(prefix)
  await redis.close()
})
