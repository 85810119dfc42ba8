import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { memoryStore, redisStore } from '../../../src/data/cache/index.ts'
import { openRedis } from '../../../src/data/redis/index.ts'
import { databaseBench, movedClock } from '../../support/cache-stores.ts'
import { skipWithout } from '../../support/services.ts'
import { cacheSuite } from '../../support/suites/cache.ts'

cacheSuite('in memory', async () => {
  const clock = movedClock()
  return { ...clock, store: memoryStore({ now: clock.now }), prefix: 'test:' }
})

const folder = mkdtempSync(join(tmpdir(), 'nuages-cache-'))
const sqlite = await databaseBench(`sqlite:${join(folder, 'cache.sqlite3')}`)
cacheSuite('in SQLite', sqlite.open)

const skip = await skipWithout('redis')
const redis = skip === false ? await openRedis('redis://127.0.0.1:6379/15') : null
const run = `nuages-test:${randomUUID()}:`
cacheSuite(
  'in Redis',
  async () => {
    const clock = movedClock()
    const prefix = `${run}${randomUUID()}[*]?:`
    /** Its clock cannot be moved: all that ends does so as much sooner. */
    const pass = async (milliseconds: number) => {
      clock.pass(milliseconds)
      for (const key of (await redis!.command('KEYS', `${prefix.replace(/[[\]*?]/g, '\\$&')}*`)) as string[]) {
        const left = Number(await redis!.command('PTTL', key))
        if (left >= 0) await redis!.command('PEXPIRE', key, String(left - milliseconds))
      }
    }
    return { store: redisStore(redis!), prefix, now: clock.now, pass }
  },
  { skip },
)

after(async () => {
  await sqlite.close()
  rmSync(folder, { recursive: true })
  if (redis === null) return
  await redisStore(redis).clear(run)
  await redis.close()
})
