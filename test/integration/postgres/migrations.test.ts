import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { renameField } from '../../../src/data/migrations/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { journeys } from '../../support/suites/journeys.ts'
import { computedColumns } from '../../unit/migrations/computed.ts'
import { apply, built, shapeOf } from '../../unit/migrations/helpers.ts'
import { ruled } from '../../unit/migrations/ruled.ts'

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
  timeout: 3_600_000,
}, async () => {
  const { open, close } = await emptied()
  try {
    await journeys(open, 8)
  } finally {
    await close()
  }
})

test('rules with conditions and expressions hold, and are told from their state again', { skip }, async () => {
  const { open, close } = await emptied()
  try {
    const database = await open()
    await built(database, ruled)
    const shape = await shapeOf(database)
    const indexes = shape.find(({ name }) => name === 'app_deal')!.indexes
    assert.deepEqual(
      indexes.map(({ name }) => name),
      ['deal_cost', 'deal_day', 'deal_later', 'deal_margin', 'deal_nulls', 'deal_one', 'deal_sum', 'deal_wide'],
    )
    await database.script('INSERT INTO app_deal (title, price, cost) VALUES ($$a$$, 5, 1)')
    const refused = (title: string, price: number, cost: number, name: string) =>
      assert.rejects(
        database.script(`INSERT INTO app_deal (title, price, cost) VALUES ('${title}', ${price}, ${cost})`),
        { code: `NUAGES_DRIVERS_${name}` },
      )
    await refused('b', 4, 2, 'UNIQUE')
    await refused('b', 1, 2, 'CHECK')
    const done = await apply(database, ruled, 'app', [renameField({ model: 'deal', from: 'cost', to: 'spent' })])
    await done.undo()
    assert.deepEqual(await shapeOf(database), shape)
    const other = await open()
    await built(other, done.state)
    await apply(database, ruled, 'app', [renameField({ model: 'deal', from: 'cost', to: 'spent' })])
    assert.deepEqual(await shapeOf(database), await shapeOf(other))
  } finally {
    await close()
  }
})

test('columns that the database fills: defaults and computed ones', { skip }, async () => {
  const { open, close } = await emptied()
  try {
    await computedColumns(open)
  } finally {
    await close()
  }
})
