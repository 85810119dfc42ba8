import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../src/data/drivers/index.ts'
import { field } from '../../src/data/migrations/index.ts'
import { emptyState } from '../../src/data/migrations/state.ts'
import { scratchPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/services.ts'
import { applyAll, detect, model, stateOf } from '../unit/migrations/helpers.ts'

test('a shorter column does not cut off the texts that are there', {
  skip: await skipWithout('postgres'),
}, async (t) => {
  const scratch = await scratchPostgres()
  t.after(scratch.drop)
  const database = await openDatabase(scratch.url)
  t.after(() => database.close())
  const [text, long, short] = [field.text(), field.char({ maxLength: 9 }), field.char({ maxLength: 3 })].map((name) =>
    stateOf(model('app', 'Item', { name })),
  ) as [typeof emptyState, typeof emptyState, typeof emptyState]
  await applyAll(database, emptyState, await detect(emptyState, text))
  await database.script(`INSERT INTO app_item (name) VALUES ('abc'), ('defghi')`)
  const names = async () =>
    database.all({ text: 'SELECT name FROM app_item ORDER BY id', writes: false, wide: false }, [])
  const refused = { code: 'NUAGES_MIGRATIONS_FAILED' }
  await assert.rejects(async () => applyAll(database, text, await detect(text, short)), refused)
  await applyAll(database, text, await detect(text, long))
  await assert.rejects(async () => applyAll(database, long, await detect(long, short)), refused)
  assert.deepEqual(await names(), [['abc'], ['defghi']])
  await database.script(`DELETE FROM app_item WHERE name = 'defghi'`)
  await applyAll(database, long, await detect(long, short))
  assert.deepEqual(await names(), [['abc']])
})
