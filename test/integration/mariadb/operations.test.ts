import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import {
  addConstraint,
  addField,
  addIndex,
  createModel,
  field,
  renameIndex,
  validateConstraint,
} from '../../../src/data/migrations/index.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { skipWithout } from '../../support/services.ts'
import { badInputSuite } from '../../unit/migrations/bad-input.ts'
import { apply, code, key, shapeOf } from '../../unit/migrations/helpers.ts'
import { lossSuite } from '../../unit/migrations/losses.ts'
import { openedWith, scratchFor } from './helpers.ts'

const skip = await skipWithout('mariadb')
const open = async (t: TestContext): Promise<Database> => openedWith(t, await scratchFor(t))

badInputSuite(open, { skip })
lossSuite(open, { skip })

test('what PostgreSQL does concurrently or later is done at once, and an index gets another name', {
  skip,
}, async (t) => {
  const database = await open(t)
  const { state, undo } = await apply(database, emptyState, 'app', [
    createModel({ name: 'Item', fields: { id: key, n: field.integer({ null: true }) } }),
    addIndex({ model: 'item', index: { name: 'item_n', fields: ['n'] }, concurrently: true }),
    addConstraint({
      model: 'item',
      constraint: { kind: 'check', name: 'positive', check: { n__gt: 0 } },
      validate: false,
    }),
    validateConstraint({ model: 'item', name: 'positive' }),
    addField({
      model: 'item',
      name: 'parent',
      field: field.foreignKey('app.Item', { onDelete: 'cascade', null: true }),
      validate: false,
    }),
    validateConstraint({ model: 'item', field: 'parent' }),
  ])
  await assert.rejects(database.script('INSERT INTO app_item (n) VALUES (0)'), code('DRIVERS_CHECK'))
  await assert.rejects(database.script('INSERT INTO app_item (parent_id) VALUES (9)'), code('DRIVERS_FOREIGN_KEY'))
  const names = async () => (await shapeOf(database))[0]!.indexes.map(({ name }) => name)
  const renamed = await apply(database, state, 'app', [renameIndex({ model: 'item', from: 'item_n', to: 'item_m' })])
  assert.ok((await names()).includes('item_m'))
  await renamed.undo()
  assert.ok((await names()).includes('item_n'))
  await undo()
  assert.deepEqual(await shapeOf(database), [])
})
