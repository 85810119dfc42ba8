import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import {
  addConstraint,
  addField,
  addIndex,
  createModel,
  field,
  type Operation,
  removeIndex,
  renameIndex,
  validateConstraint,
} from '../../../src/data/migrations/index.ts'
import { emptyState, type ProjectState } from '../../../src/data/migrations/state.ts'
import { schemaEditor } from '../../../src/data/sql/index.ts'
import { skipWithout } from '../../support/services.ts'
import { badInputSuite } from '../../unit/migrations/bad-input.ts'
import { apply, code, key } from '../../unit/migrations/helpers.ts'
import { lossSuite } from '../../unit/migrations/losses.ts'
import { openedWith, read, scratchFor } from './helpers.ts'

const skip = await skipWithout('postgres')
const open = async (t: TestContext): Promise<Database> => openedWith(t, await scratchFor(t))

badInputSuite(open, { skip })
lossSuite(open, { skip })

const item = createModel({ name: 'Item', fields: { id: key, n: field.integer({ null: true }) } })
const byNumber = { name: 'item_n', fields: ['n'] }

/** Does an operation outside of a transaction, as a migration that says `atomic: false` does. */
async function bare(database: Database, before: ProjectState, operation: Operation, backwards = false) {
  const after = operation.changeState(before, 'app')
  const change = { app: 'app', editor: schemaEditor(database), database, keeps: () => true }
  if (backwards) await operation.backwards({ ...change, before: after, after: before })
  else await operation.forwards({ ...change, before, after })
  return after
}

const validity = (database: Database) =>
  read(
    database,
    `SELECT c.relname::text, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname LIKE 'item%'`,
  )

test('an index is built and dropped while others write to its table', { skip }, async (t) => {
  const database = await open(t)
  const { state } = await apply(database, emptyState, 'app', [item])
  await database.script('INSERT INTO app_item (n) SELECT generate_series(1, 1000)')
  const add = addIndex({ model: 'item', index: byNumber, concurrently: true })
  assert.equal(add.transactional, false)
  // It waits for who has written to the table before, and nobody waits for it.
  const writing = Promise.withResolvers<void>()
  const wrote = Promise.withResolvers<void>()
  const writer = database.atomic(async () => {
    await database.script('INSERT INTO app_item (n) VALUES (0)')
    wrote.resolve()
    await writing.promise
  })
  await wrote.promise
  const building = bare(database, state, add)
  await database.script('INSERT INTO app_item (n) VALUES (-1)')
  writing.resolve()
  await writer
  const after = await building
  assert.deepEqual(await validity(database), [['item_n', true]])
  const remove = removeIndex({ model: 'item', name: 'item_n', concurrently: true })
  await bare(database, after, remove)
  assert.deepEqual(await validity(database), [])
  await bare(database, after, remove, true)
  assert.deepEqual(await validity(database), [['item_n', true]])
  await bare(database, state, add, true)
  assert.deepEqual(await validity(database), [])
})

test('an index that a failed build left behind is built again', { skip }, async (t) => {
  const database = await open(t)
  const { state } = await apply(database, emptyState, 'app', [item])
  await database.script('INSERT INTO app_item (n) VALUES (1), (1)')
  await assert.rejects(
    database.script('CREATE UNIQUE INDEX CONCURRENTLY item_n ON app_item (n)'),
    code('DRIVERS_UNIQUE'),
  )
  assert.deepEqual(await validity(database), [['item_n', false]])
  await bare(database, state, addIndex({ model: 'item', index: byNumber, concurrently: true }))
  assert.deepEqual(await validity(database), [['item_n', true]])
})

test('a check and a foreign key are added without a look at the rows, and validated later', { skip }, async (t) => {
  const database = await open(t)
  const { state } = await apply(database, emptyState, 'app', [item])
  await database.script('INSERT INTO app_item (n) VALUES (0)')
  const constraint = { kind: 'check', name: 'positive', check: { n__gt: 0 } } as const
  const parent = field.foreignKey('app.Item', { onDelete: 'cascade', null: true })
  const valid = () =>
    read(
      database,
      `SELECT contype::text, convalidated FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace ORDER BY 1`,
    )
  const added = await apply(database, state, 'app', [
    addConstraint({ model: 'item', constraint, validate: false }),
    addField({ model: 'item', name: 'parent', field: parent, validate: false }),
  ])
  assert.deepEqual(await valid(), [
    ['c', false],
    ['f', false],
  ])
  await assert.rejects(database.script('INSERT INTO app_item (n) VALUES (-1)'), code('DRIVERS_CHECK'))
  const validate = [
    validateConstraint({ model: 'item', name: 'positive' }),
    validateConstraint({ model: 'item', field: 'parent' }),
  ]
  await assert.rejects(apply(database, added.state, 'app', validate), {
    ...code('MIGRATIONS_FAILED'),
    message: /'app_item' has rows that do not fit.*'positive'/,
  })
  await database.script('UPDATE app_item SET n = 1')
  const done = await apply(database, added.state, 'app', validate)
  assert.deepEqual(await valid(), [
    ['c', true],
    ['f', true],
  ])
  await done.undo()
  await added.undo()
  assert.deepEqual(await valid(), [])
})

test('an index gets another name without being built again', { skip }, async (t) => {
  const database = await open(t)
  const { state } = await apply(database, emptyState, 'app', [item, addIndex({ model: 'item', index: byNumber })])
  const oid = () => read(database, `SELECT c.relname::text, c.oid::int FROM pg_class c WHERE c.relname LIKE 'item%'`)
  const [[, before] = []] = await oid()
  const { undo } = await apply(database, state, 'app', [renameIndex({ model: 'item', from: 'item_n', to: 'item_m' })])
  assert.deepEqual(await oid(), [['item_m', before!]])
  await undo()
  assert.deepEqual(await oid(), [['item_n', before!]])
})
