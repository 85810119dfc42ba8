import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { buildRegistry, createOrm, field, Model, ormService, resetSequences } from '../../../src/data/orm/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { tables } from '../../unit/orm/support/database.ts'

class Note extends Model {
  text = field.char({ maxLength: 10 })
}

test('keys are counted on behind those that were written, without being told', {
  skip: await skipWithout('mariadb'),
}, async () => {
  const scratch = await scratchMariadb()
  const registry = buildRegistry([{ label: 'app', models: { Note } }])
  const database = await openDatabase(scratch.url)
  try {
    await database.script(tables(registry, 'mysql'))
    const orm = createOrm({ registry, databases: { default: database } })
    await runInScope({ services: new Map<symbol, unknown>([provide(ormService, orm)]) }, async () => {
      assert.equal((await Note.create({ text: 'first' })).id, 1)
      await Note.create({ id: 40, text: 'given' })
      assert.equal((await Note.create({ text: 'next' })).id, 41)
      await resetSequences([Note])
      assert.equal((await Note.create({ text: 'after' })).id, 42)
    })
  } finally {
    await database.close()
    await scratch.drop()
  }
})
