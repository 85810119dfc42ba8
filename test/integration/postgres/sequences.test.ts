import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { buildRegistry, createOrm, field, Model, ormService, resetSequences } from '../../../src/data/orm/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { tables } from '../../unit/orm/support/database.ts'

class Note extends Model {
  text = field.char({ maxLength: 10 })
}

test('keys are counted on behind those that were written', { skip: await skipWithout('postgres') }, async () => {
  const scratch = await scratchPostgres()
  const registry = buildRegistry([{ label: 'app', models: { Note } }])
  const database = await openDatabase(scratch.url)
  try {
    await database.script(tables(registry, 'postgres'))
    const orm = createOrm({ registry, databases: { default: database } })
    await runInScope({ services: new Map<symbol, unknown>([provide(ormService, orm)]) }, async () => {
      await resetSequences([Note])
      assert.equal((await Note.create({ text: 'first' })).id, 1)
      await Note.create({ id: 2, text: 'given' })
      await assert.rejects(Note.create({ text: 'taken' }), { code: 'NUAGES_DRIVERS_UNIQUE' })
      await Note.create({ id: 40, text: 'given' })
      await resetSequences([Note])
      assert.equal((await Note.create({ text: 'next' })).id, 41)
    })
  } finally {
    await database.close()
    await scratch.drop()
  }
})
