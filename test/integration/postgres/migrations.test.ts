import { test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { journeys } from '../../unit/migrations/journeys.ts'

const skip = await skipWithout('postgres')

/** Databases that are emptied and used again: making one takes long. */
async function emptied() {
  const scratch = [await scratchPostgres(), await scratchPostgres()]
  const databases = await Promise.all(scratch.map(({ url }) => openDatabase(url)))
  let next = 0
  return {
    async open(): Promise<Database> {
      const database = databases[next++ % 2]!
      await database.script('SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public')
      return new Proxy(database, {
        get: (target, name) => {
          if (name === 'close') return async () => {}
          const found = Reflect.get(target, name, target)
          return typeof found === 'function' ? found.bind(target) : found
        },
      })
    },
    async close() {
      for (const database of databases) await database.close()
      for (const { drop } of scratch) await drop()
    },
  }
}

test('migrations lead from any models to any others, and then nothing is left to do', {
  skip,
  timeout: 300_000,
}, async () => {
  const { open, close } = await emptied()
  try {
    await journeys(open, Number(process.env.NUAGES_PROPERTY_RUNS ?? 15))
  } finally {
    await close()
  }
})
