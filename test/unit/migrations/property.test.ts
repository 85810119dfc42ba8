import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { registryOf } from '../../../src/data/migrations/execution/historical.ts'
import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { journeys } from '../../support/suites/journeys.ts'
import { someState } from '../../support/suites/journeys-states.ts'
import { detect } from './helpers.ts'

test('migrations lead from any models to any others, and then nothing is left to do', {
  timeout: 3_600_000,
}, async () => {
  let database: Database | null = null
  const fresh = async () => {
    await database?.close()
    database = await openDatabase('sqlite::memory:')
    return database
  }
  await journeys(fresh, 40)
  await (database as Database | null)?.close()
})

test('the state of model classes and the state that they came from agree', async () => {
  await fc.assert(
    fc.asyncProperty(someState, async (state) => {
      assert.deepEqual(await detect(state, stateFromRegistry(registryOf(state))), [])
      assert.deepEqual(await detect(stateFromRegistry(registryOf(state)), state), [])
      const made = await detect(emptyState, state)
      const models = made.flatMap((draft) => draft.operations.filter((each) => each.kind === 'createModel'))
      assert.equal(models.length, state.models.size)
    }),
    { numRuns: 60 },
  )
})
