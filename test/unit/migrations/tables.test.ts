import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  alterModelOptions,
  alterModelTable,
  deleteModel,
  field,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  sql,
} from '../../../src/data/migrations/index.ts'
import { apply, built, code, memory, model, shapeOf, stateOf } from './helpers.ts'

const read = (text: string) => ({ text, writes: false, wide: false })

const parent = model('app', 'Parent', { name: field.char({ maxLength: 10 }) })
const child = model('app', 'Child', {
  n: field.integer({ null: true }),
  parent: field.foreignKey('app.Parent', { onDelete: 'cascade' }),
})

test('a rebuild keeps rows, keys, triggers, hand-made indexes and the key’s counter', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(parent, child))
  await database.script(`
    INSERT INTO app_parent (name) VALUES ('a'), ('b'), ('c');
    INSERT INTO app_child (n, parent_id) VALUES (NULL, 1), (7, 2);
    DELETE FROM app_parent WHERE id = 3;
    CREATE TABLE log (what text);
    CREATE TRIGGER told AFTER UPDATE ON app_child BEGIN INSERT INTO log VALUES (old.id); END;
    CREATE INDEX by_hand ON app_child (n, parent_id);
    CREATE VIEW seen AS SELECT n FROM app_child`)
  const done = await apply(database, state, 'app', [
    alterField({ model: 'child', name: 'n', field: field.integer(), fill: 1 }),
    alterField({ model: 'parent', name: 'name', field: field.text() }),
  ])
  assert.deepEqual(await database.all(read('SELECT id, n, parent_id FROM app_child'), []), [
    [1, 1, 1],
    [2, 7, 2],
  ])
  await database.script(`UPDATE app_child SET n = 8 WHERE id = 2; INSERT INTO app_parent (name) VALUES ('d')`)
  assert.deepEqual(await database.all(read('SELECT what FROM log'), []), [['2']])
  assert.deepEqual(await database.all(read('SELECT max(id) FROM app_parent'), []), [[4]])
  assert.deepEqual(await database.all(read('SELECT * FROM seen ORDER BY 1'), []), [[1], [8]])
  const indexes = (await shapeOf(database)).find(({ name }) => name === 'app_child')!.indexes
  assert.ok(indexes.some(({ name }) => name === 'by_hand'))
  assert.deepEqual(await database.all(read('PRAGMA foreign_keys'), []), [[1]])
  await done.undo()
  assert.deepEqual(await database.all(read('SELECT count(*) FROM app_child'), []), [[2]])
})

test('columns that no migration knows are never dropped in passing', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(parent))
  await database.script(
    `ALTER TABLE app_parent ADD COLUMN secret text; INSERT INTO app_parent (name, secret) VALUES ('a', 's')`,
  )
  await assert.rejects(
    apply(database, state, 'app', [alterField({ model: 'parent', name: 'name', field: field.text() })]),
    { ...code('MIGRATIONS_FAILED'), message: /columns that no migration knows \(secret\)/ },
  )
  assert.deepEqual(await database.all(read('SELECT secret FROM app_parent'), []), [['s']])
  const done = await apply(database, state, 'app', [
    addField({ model: 'parent', name: 'age', field: field.integer({ null: true }) }),
  ])
  assert.deepEqual(await database.all(read('SELECT secret, age FROM app_parent'), []), [['s', null]])
  await assert.rejects(done.undo(), code('MIGRATIONS_FAILED'))
})

test('an index made by hand on a column that goes is named, and the column stays', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(model('app', 'Item', { a: field.integer(), b: field.integer() })))
  await database.script('CREATE INDEX mine ON app_item (a)')
  await assert.rejects(apply(database, state, 'app', [removeField({ model: 'item', name: 'a' })]), {
    ...code('MIGRATIONS_FAILED'),
    message: /'mine', made by hand/,
  })
  await apply(database, state, 'app', [sql('DROP INDEX mine', ''), removeField({ model: 'item', name: 'a' })])
})

test('a table that should not be there, and one that should', async (t) => {
  const database = await memory(t)
  await database.script('CREATE TABLE app_parent (id)')
  await assert.rejects(built(database, stateOf(parent)), { ...code('MIGRATIONS_FAILED'), message: /--fake/ })
  await assert.rejects(apply(database, stateOf(child, parent), 'app', [deleteModel({ name: 'Child' })]), {
    ...code('MIGRATIONS_FAILED'),
    message: /no such table/,
  })
})

test('rows that a new rule does not allow stop the migration, and it leaves nothing behind', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(model('app', 'Item', { n: field.integer() })))
  await database.script('INSERT INTO app_item (n) VALUES (-1), (-1)')
  const before = await shapeOf(database)
  const rule = (constraint: Parameters<typeof addConstraint>[0]['constraint']) =>
    apply(database, state, 'app', [
      addField({ model: 'item', name: 'm', field: field.integer({ default: 4 }) }),
      addConstraint({ model: 'item', constraint }),
    ])
  await assert.rejects(rule({ kind: 'check', name: 'positive', check: { n__gt: 0 } }), {
    ...code('MIGRATIONS_FAILED'),
    message: /check 'positive'/,
  })
  await assert.rejects(rule({ kind: 'unique', name: 'one', fields: ['n'] }), code('MIGRATIONS_FAILED'))
  assert.deepEqual(await shapeOf(database), before)
  await rule({ kind: 'unique', name: 'one_positive', fields: ['n'], condition: { n__gt: 0, m__in: [4, 5] } })
  const [item] = await shapeOf(database)
  assert.equal(item!.indexes[0]!.condition, '("n" > 0) AND ("m" IN (4, 5))')
  await database.script('INSERT INTO app_item (n, m) VALUES (3, 4)')
  await assert.rejects(database.script('INSERT INTO app_item (n, m) VALUES (3, 4)'), code('DRIVERS_UNIQUE'))
})

test('conditions say what a check or an index can know', async (t) => {
  const database = await memory(t)
  const state = await built(
    database,
    stateOf(
      model('app', 'Item', {
        n: field.integer({ null: true }),
        s: field.char({ maxLength: 9 }),
        d: field.decimal({ maxDigits: 5, decimalPlaces: 2 }),
      }),
    ),
  )
  const sqlOf = async (check: Record<string, unknown>) => {
    const done = await apply(database, state, 'app', [
      addConstraint({ model: 'item', constraint: { kind: 'check', name: 'c', check } }),
    ])
    const [item] = await shapeOf(database)
    await done.undo()
    return item!.checks.join()
  }
  assert.equal(await sqlOf({ n: null }), 'CHECK ("n" IS NULL)')
  assert.equal(await sqlOf({ n__isnull: false }), 'CHECK ("n" IS NOT NULL)')
  assert.equal(await sqlOf({ n__range: [1, 5] }), 'CHECK ("n" BETWEEN 1 AND 5)')
  assert.equal(await sqlOf({ s: "it's" }), `CHECK ("s" = 'it''s')`)
  assert.match(await sqlOf({ d__lte: '1.5' }), /CHECK \("d" <= '1\.50'\)/)
  assert.equal(await sqlOf({ s__startswith: '50%' }), "CHECK (\"s\" LIKE '50\\%%' ESCAPE '\\')")
  for (const check of [{ gone: 1 }, { s__lenght: 3 }])
    await assert.rejects(sqlOf(check), { ...code('MIGRATIONS_FAILED'), message: /gone|lenght/ })
})

test('renaming a field takes indexes, constraints and keys of others along', async (t) => {
  const database = await memory(t)
  const item = model(
    'app',
    'Item',
    { code: field.char({ maxLength: 5, primaryKey: true }), a: field.integer({ index: true }), b: field.integer() },
    {
      ordering: ['-a'],
      uniqueTogether: [['a', 'b']],
      indexes: [{ name: 'ix', fields: ['-a', 'b'], condition: { a__gt: 0 } }],
      constraints: [{ kind: 'check', name: 'ck', check: { a__lt: 100 } }],
    },
  )
  const user = model('app', 'Use', { item: field.foreignKey('app.Item', { onDelete: 'cascade' }) })
  const state = await built(database, stateOf(item, user))
  await database.script(`INSERT INTO app_item VALUES ('x', 1, 2); INSERT INTO app_use (item_id) VALUES ('x')`)
  const done = await apply(database, state, 'app', [
    renameField({ model: 'item', from: 'a', to: 'amount' }),
    renameField({ model: 'item', from: 'code', to: 'key' }),
  ])
  const options = done.state.models.get('app.item')!.options
  assert.deepEqual(options.ordering, ['-amount'])
  assert.deepEqual(options.indexes, [{ name: 'ix', fields: ['-amount', 'b'], condition: { amount__gt: 0 } }])
  const fresh = await memory(t)
  await built(fresh, done.state)
  assert.deepEqual(await shapeOf(database), await shapeOf(fresh))
  await done.undo()
  assert.deepEqual(await database.all(read('SELECT code, a FROM app_item'), []), [['x', 1]])
})

test('indexes come and go without a rebuild, options without a statement, tables by another name', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(parent, child))
  const before = await shapeOf(database)
  const index = { name: 'child_n', fields: ['-n'] }
  const one = await apply(database, state, 'app', [
    addIndex({ model: 'child', index }),
    alterModelOptions({ name: 'child', options: { ordering: ['n'], managed: true } }),
    alterModelTable({ name: 'parent', table: 'elders' }),
  ])
  const tables = await shapeOf(database)
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['app_child', 'elders'],
  )
  assert.equal(tables[0]!.foreignKeys[0]!.table, 'elders')
  const two = await apply(database, one.state, 'app', [removeIndex({ model: 'child', name: 'child_n' })])
  await two.undo()
  await one.undo()
  assert.deepEqual(await shapeOf(database), before)
})

test('a constraint goes with its name', async (t) => {
  const database = await memory(t)
  const state = await built(
    database,
    stateOf(
      model(
        'app',
        'Item',
        { n: field.integer() },
        { constraints: [{ kind: 'check', name: 'ck', check: { n__gt: 0 } }] },
      ),
    ),
  )
  await apply(database, state, 'app', [removeConstraint({ model: 'item', name: 'ck' })])
  await database.script('INSERT INTO app_item (n) VALUES (-1)')
})

test('a model that is not managed has no table of ours', async (t) => {
  const database = await memory(t)
  await built(database, stateOf(model('app', 'Far', { n: field.integer() }, { managed: false, table: 'elsewhere' })))
  assert.deepEqual(await shapeOf(database), [])
})

test('a fill that does not fit its field is refused', async (t) => {
  const database = await memory(t)
  const state = await built(database, stateOf(parent))
  await assert.rejects(
    apply(database, state, 'app', [addField({ model: 'parent', name: 'age', field: field.integer(), fill: 'old' })]),
    { ...code('MIGRATIONS_FAILED'), message: /app\.Parent\.age/ },
  )
})
