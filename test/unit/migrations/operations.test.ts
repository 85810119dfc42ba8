import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  addConstraint,
  addField,
  addIndex,
  createModel,
  custom,
  field,
  migrate,
  type Operation,
  removeIndex,
  renameIndex,
  separateStateAndDatabase,
  sql,
  sqlMigrate,
  validateConstraint,
} from '../../../src/data/migrations/index.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { apply, code, key, memory, model, shapeOf, stateOf, workshop } from './helpers.ts'
import { written } from './written.ts'

const item = createModel({ name: 'Item', fields: { id: key, n: field.integer({ null: true }) } })
const byNumber = { name: 'item_n', fields: ['n'] }
const check = { kind: 'check', name: 'positive', check: { n__gt: 0 } } as const

const indexNames = async (database: Parameters<typeof shapeOf>[0]) =>
  (await shapeOf(database)).flatMap(({ indexes }) => indexes.map(({ name }) => name)).filter((name) => name !== '')

test('an index gets another name, and back', async (t) => {
  const database = await memory(t)
  const { state } = await apply(database, emptyState, 'app', [item, addIndex({ model: 'item', index: byNumber })])
  const renamed = await apply(database, state, 'app', [
    renameIndex({ model: 'item', from: 'item_n', to: 'item_number' }),
  ])
  assert.deepEqual(await indexNames(database), ['item_number'])
  assert.deepEqual(renamed.state.models.get('app.item')!.options.indexes, [{ name: 'item_number', fields: ['n'] }])
  await renamed.undo()
  assert.deepEqual(await indexNames(database), ['item_n'])
  const wrong = (from: string, to: string) => apply(database, state, 'app', [renameIndex({ model: 'item', from, to })])
  await assert.rejects(wrong('item_m', 'x'), { ...code('MIGRATIONS_UNKNOWN_RULE'), message: /item_n/ })
  await assert.rejects(wrong('item_n', 'item_n'), code('MIGRATIONS_DUPLICATE'))
})

test('what PostgreSQL does concurrently or later is done at once elsewhere', async (t) => {
  const database = await memory(t)
  const { state, undo } = await apply(database, emptyState, 'app', [
    item,
    addIndex({ model: 'item', index: byNumber, concurrently: true }),
    addConstraint({ model: 'item', constraint: check, validate: false }),
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
  const gone = await apply(database, state, 'app', [removeIndex({ model: 'item', name: 'item_n', concurrently: true })])
  assert.ok(!(await indexNames(database)).includes('item_n'))
  await gone.undo()
  assert.ok((await indexNames(database)).includes('item_n'))
  await undo()
  assert.deepEqual(await shapeOf(database), [])
})

test('what is validated has to be there, and unique rules are never added without a look', async (t) => {
  const database = await memory(t)
  const { state } = await apply(database, emptyState, 'app', [
    item,
    addConstraint({ model: 'item', constraint: check }),
  ])
  const wrong: [Operation, string][] = [
    [validateConstraint({ model: 'item', name: 'positiv' }), 'UNKNOWN_RULE'],
    [validateConstraint({ model: 'item', field: 'n' }), 'UNKNOWN_RULE'],
    [validateConstraint({ model: 'item', field: 'm' }), 'UNKNOWN_FIELD'],
    [
      addConstraint({ model: 'item', constraint: { kind: 'unique', name: 'one', fields: ['n'] }, validate: false }),
      'NEVER_UNVALIDATED',
    ],
  ]
  for (const [operation, name] of wrong)
    await assert.rejects(apply(database, state, 'app', [operation]), code(`MIGRATIONS_${name}`), name)
})

test('models and database change separately, forwards and backwards', async (t) => {
  const database = await memory(t)
  await database.script('CREATE TABLE app_old (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, n integer)')
  const adopted = createModel({
    name: 'Old',
    fields: { id: key, n: field.integer({ null: true }) },
    options: { table: 'app_old' },
  })
  const more = addField({ model: 'old', name: 'm', field: field.integer({ null: true }) })
  const { state, undo } = await apply(database, emptyState, 'app', [
    separateStateAndDatabase({ state: [adopted] }),
    more,
    separateStateAndDatabase({
      state: [addIndex({ model: 'old', index: { name: 'old_nm', fields: ['n', 'm'] } })],
      database: [sql('CREATE INDEX old_nm ON app_old (n, m)', 'DROP INDEX old_nm'), sql('SELECT 1', '')],
    }),
    separateStateAndDatabase({
      database: [
        createModel({ name: 'Hidden', fields: { id: key } }),
        addField({ model: 'hidden', name: 'x', field: field.integer({ null: true }) }),
      ],
    }),
  ])
  assert.deepEqual([...state.models.keys()], ['app.old'])
  assert.deepEqual(
    (await shapeOf(database)).map(({ name, columns }) => [name, columns.map((column) => column.name)]),
    [
      ['app_hidden', ['id', 'x']],
      ['app_old', ['id', 'm', 'n']],
    ],
  )
  assert.deepEqual(await indexNames(database), ['old_nm'])
  await undo()
  assert.deepEqual(
    (await shapeOf(database)).map(({ name, columns }) => [name, columns.map((column) => column.name)]),
    [['app_old', ['id', 'n']]],
  )
  assert.equal(separateStateAndDatabase({ database: [sql('SELECT 1')] }).reversible, false)
  const inside = addIndex({ model: 'item', index: byNumber, concurrently: true })
  assert.equal(separateStateAndDatabase({ database: [inside] }).transactional, false)
})

test('SQL is sent to the databases that it names, and says what it means for the models', async (t) => {
  const database = await memory(t)
  const { state } = await apply(database, stateOf(model('app', 'Item', {})), 'app', [
    sql({ sqlite: 'CREATE TABLE app_item (id integer PRIMARY KEY, n integer)', postgres: 'CREATE NONSENSE' }, ''),
    sql({ mysql: 'CREATE NONSENSE' }, ''),
    sql('ALTER TABLE app_item ADD COLUMN m integer', 'ALTER TABLE app_item DROP COLUMN m', {
      state: [addField({ model: 'item', name: 'm', field: field.integer({ null: true }) })],
    }),
  ])
  assert.deepEqual(Object.keys(state.models.get('app.item')!.fields), ['id', 'm'])
  assert.deepEqual(
    (await shapeOf(database))[0]!.columns.map(({ name }) => name),
    ['id', 'm', 'n'],
  )
})

test('an operation of one’s own changes the database and the models, and is told how', async (t) => {
  const database = await memory(t)
  const told: unknown[] = []
  const createView = (name: string) =>
    custom({
      description: `Create view ${name}`,
      async forwards({ app, database: kind, before, after, execute, connection }) {
        told.push([app, kind, before.models.size, after.models.size])
        await execute(`CREATE VIEW ${name} AS SELECT 1 AS n`)
        told.push(await connection!.all({ text: `SELECT n FROM ${name}`, writes: false, wide: false }, []))
      },
      backwards: ({ execute }) => execute(`DROP VIEW ${name}`),
      changeState: (state, app) => ({
        models: new Map(state.models).set(`${app}.view`, model(app, 'View', {}, { table: name, managed: false })),
      }),
    })
  const { state, undo } = await apply(database, emptyState, 'app', [createView('app_view')])
  assert.deepEqual(told, [['app', 'sqlite', 0, 1], [[1]]])
  assert.deepEqual([...state.models.keys()], ['app.view'])
  await undo()
  await assert.rejects(database.script('DROP VIEW app_view'))
  assert.equal(custom({ description: 'x', forwards() {} }).reversible, false)
})

test('files hold all of them but what is a function', async (t) => {
  const directory = workshop(t)
  const operations = [
    renameIndex({ model: 'item', from: 'a', to: 'b' }),
    addIndex({ model: 'item', index: byNumber, concurrently: true }),
    removeIndex({ model: 'item', name: 'b', concurrently: true }),
    addConstraint({ model: 'item', constraint: check, validate: false }),
    validateConstraint({ model: 'item', name: 'positive' }),
    sql({ postgres: "SELECT 'x'", sqlite: '' }, null),
    sql('SELECT 1', null, { state: [addField({ model: 'item', name: 'm', field: field.integer() })] }),
    separateStateAndDatabase({
      state: [item],
      database: [separateStateAndDatabase({ database: [] }), sql('SELECT 1', '')],
    }),
    separateStateAndDatabase({}),
  ]
  const { text, back } = await written(directory, { atomic: false, operations })
  assert.match(text, /^export default migration\(\{\n {2}atomic: false,/m)
  assert.match(text, /state: \[\n {8}createModel\(/)
  const plain = (each: Operation): unknown => JSON.parse(JSON.stringify(each))
  assert.deepEqual(back.operations.map(plain), operations.map(plain))
  await assert.rejects(
    written(directory, {
      operations: [separateStateAndDatabase({ database: [custom({ description: 'Mine', forwards() {} })] })],
    }),
    { ...code('MIGRATIONS_UNWRITABLE'), message: /Mine/ },
  )
})

test('a migration file calls an operation of one’s own', async (t) => {
  const database = await memory(t)
  const directory = workshop(t)
  const app = { label: 'app', dir: join(directory, 'app') }
  mkdirSync(join(app.dir, 'migrations'), { recursive: true })
  writeFileSync(
    join(app.dir, 'operations.ts'),
    `import { custom } from 'nuages/migrations'
     export const createTable = (name: string) => custom({
       description: 'Create table ' + name,
       forwards: ({ execute }) => execute('CREATE TABLE ' + name + ' (n integer)'),
     })`,
  )
  writeFileSync(
    join(app.dir, 'migrations', '0001_initial.ts'),
    `import { migration } from 'nuages/migrations'
     import { createTable } from '../operations.ts'
     export default migration({ operations: [createTable('app_mine')] })`,
  )
  const told = await sqlMigrate({ apps: [app], app: 'app', name: '0001' })
  assert.deepEqual(told.operations, [
    { description: 'Create table app_mine', statements: ['CREATE TABLE app_mine (n integer);'] },
  ])
  await migrate({ orm: { database: () => database }, apps: [app] })
  assert.deepEqual(
    (await shapeOf(database)).map(({ name }) => name),
    ['app_mine'],
  )
})
