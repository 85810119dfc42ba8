import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { contentOf, eventful, places } from './project.ts'

const all = await places()
after(() => Promise.all(all.map((each) => each.drop())))

/** A database whose connection is lost when so many statements have been sent: what is sent later never arrives. */
function dying(database: Database, lifetime: number): { database: Database; sent: () => number } {
  let sent = 0
  const counted = new Set<PropertyKey>(['all', 'run', 'script', 'batches'])
  const mortal: Database = new Proxy(database, {
    get(target, name) {
      const found = Reflect.get(target, name, target)
      if (typeof found !== 'function') return found
      if (!counted.has(name)) return found.bind(target)
      return (...given: unknown[]) => {
        if (sent >= lifetime) throw new RangeError('the connection is lost')
        sent++
        return found.apply(target, given)
      }
    },
  })
  return { database: mortal, sent: () => sent }
}

/** How many ends are tried, spread over all statements. */
const rounds = Number(process.env.NUAGES_INTERRUPTIONS ?? 3)

for (const place of all) {
  test(`${place.label}: wherever a process ends between two statements, the next one goes on behind it`, {
    skip: place.skip,
    timeout: 600_000,
  }, async (t) => {
    const apps = eventful(t)
    const went = async (database: Database) => migrate({ orm: { database: () => database }, apps, allowDataLoss: true })
    const whole = await openDatabase(await place.empty())
    const counting = dying(whole, Number.POSITIVE_INFINITY)
    await went(counting.database)
    const there = counting.sent()
    const expected = await contentOf(whole)
    await whole.close()
    const figures = { rounds: 0, completed: 0, explained: 0 }
    const stride = Math.max(1, there / rounds)
    for (let end = Math.random() * stride; end < there; end += stride) {
      const lifetime = Math.floor(end)
      const url = await place.empty()
      const first = await openDatabase(url)
      await assert.rejects(went(dying(first, lifetime).database))
      await first.close()
      const second = await openDatabase(url)
      figures.rounds++
      try {
        await went(second)
        figures.completed++
        assert.deepEqual(await contentOf(second), expected, `after ${lifetime} statements`)
      } catch (error) {
        if ((error as { code?: string }).code !== 'NUAGES_MIGRATIONS_INTERRUPTED') throw error
        figures.explained++
        t.diagnostic(`after ${lifetime} statements: ${(error as Error).message}`)
      } finally {
        await second.close()
      }
    }
    t.diagnostic(JSON.stringify({ statements: there, ...figures }))
  })
}
