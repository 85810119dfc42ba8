import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { stateFromRegistry } from '../../../src/data/migrations/from-registry.ts'
import { registryOf } from '../../../src/data/migrations/historical.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { detect } from './helpers.ts'
import { journeys, someState } from './journeys.ts'

test('migrations lead from any models to any others, and then nothing is left to do', { timeout: 300_000 }, () =>
  journeys(() => openDatabase('sqlite::memory:'), Number(process.env.NUAGES_PROPERTY_RUNS ?? 60)),
)

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
