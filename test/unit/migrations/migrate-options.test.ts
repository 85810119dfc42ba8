import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import {
  type MigrateOptions,
  type MigrateProgress,
  migrate,
  planMigrations,
  pruneMigrations,
  showMigrations,
  sqlMigrate,
} from '../../../src/data/migrations/index.ts'
import type { DatabaseName } from '../../../src/data/query/index.ts'
import { code, file, memory, workshop } from './helpers.ts'

const key = 'id: m.field.bigAuto({ primaryKey: true })'
const create = (name: string, more = '') => `m.createModel({ name: '${name}', fields: { ${key}${more} } })`
const number = 'm.field.integer({ null: true })'

async function project(t: TestContext, labels: readonly string[] = ['app'], there?: Database) {
  const database = there ?? (await memory(t))
  const directory = workshop(t)
  const apps = labels.map((label) => ({ label, dir: join(directory, label) }))
  const given = { orm: { database: () => database }, apps }
  return {
    database,
    write: (name: string, body: string, app = 'app') => file(directory, app, name, body),
    remove: (name: string, app = 'app') => rmSync(join(directory, app, 'migrations', `${name}.ts`)),
    migrate: (options: Partial<MigrateOptions> = {}) => migrate({ ...given, ...options }),
    plan: (target?: MigrateOptions['target']) => planMigrations({ ...given, ...(target && { target }) }),
    prune: (app: string) => pruneMigrations({ ...given, app }),
    show: (only = labels) => showMigrations({ ...given, only }),
    sql: (name: string, dialect: DatabaseName, backwards = false) =>
      sqlMigrate({ apps, app: 'app', name, dialect, backwards }),
  }
}

const names = async (database: Database) =>
  (
    await database.all(
      { text: `SELECT app || '.' || name FROM django_migrations ORDER BY 1`, writes: false, wide: false },
      [],
    )
  ).flat()

test('a plan says what would be done, in either direction, and changes nothing', async (t) => {
  const at = await project(t)
  at.write('0001_a', `operations: [${create('Item')}, m.run(() => {})]`)
  at.write(
    '0002_b',
    `dependencies: [['app', '0001_a']], operations: [m.addField({ model: 'item', name: 'n', field: ${number} })]`,
  )
  const forwards = await at.plan()
  assert.deepEqual(forwards, [
    {
      app: 'app',
      name: '0001_a',
      direction: 'forwards',
      operations: [
        { description: 'Create model Item', reversible: true },
        { description: 'Run data migration', reversible: false },
      ],
    },
    {
      app: 'app',
      name: '0002_b',
      direction: 'forwards',
      operations: [{ description: 'Add field n to item', reversible: true }],
    },
  ])
  assert.deepEqual(
    (await at.plan({ app: 'app', name: '0001' })).map(({ name }) => name),
    ['0001_a'],
  )
  assert.deepEqual(
    (await at.show())[0]!.migrations.map(({ applied }) => applied),
    [null, null],
  )
  await at.migrate()
  assert.deepEqual(await at.plan(), [])
  const backwards = await at.plan({ app: 'app', name: 'zero' })
  assert.deepEqual(
    backwards.flatMap(({ name, direction, operations }) => [
      name,
      direction,
      ...operations.map((each) => each.description),
    ]),
    [
      '0002_b',
      'backwards',
      'Undo: Add field n to item',
      '0001_a',
      'backwards',
      'Undo: Run data migration',
      'Undo: Create model Item',
    ],
  )
  assert.deepEqual(await at.plan(), [])
  await assert.rejects(at.show(['ap']), code('MIGRATIONS_UNKNOWN_APP'))
  assert.equal((await at.show(['app'])).length, 1)
  await assert.rejects(at.plan({ app: 'ap' }), { ...code('MIGRATIONS_UNKNOWN_APP'), message: /'app'/ })
  await assert.rejects(at.plan({ app: 'app', name: '0003' }), code('MIGRATIONS_UNKNOWN_MIGRATION'))
})

test('a first migration is only recorded where its tables and columns are all there', async (t) => {
  const at = await project(t, ['app', 'b'])
  at.write('0001_a', `operations: [${create('Item')}, ${create('Tag', `, items: m.field.manyToMany('app.Item')`)}]`)
  at.write('0002_b', `dependencies: [['app', '0001_a']], operations: [${create('More')}]`)
  at.write(
    '0001_n',
    `dependencies: [['app', '0001_a']], operations: [${create('Other')}, m.addField({ model: 'other', name: 'n', field: ${number} })]`,
    'b',
  )
  await at.database.script(
    'CREATE TABLE app_item (id integer PRIMARY KEY, x integer); CREATE TABLE app_tag (id integer)',
  )
  // The link table of tags and items is missing.
  await assert.rejects(at.migrate({ fakeInitial: true }), {
    ...code('MIGRATIONS_FAILED'),
    message: /'app_item'.*has it already/s,
  })
  await at.database.script('CREATE TABLE App_Tag_Items (id integer PRIMARY KEY, tag_id integer, item_id integer)')
  await at.database.script('CREATE TABLE b_other (id integer PRIMARY KEY, N integer)')
  const told: MigrateProgress[] = []
  await at.migrate({ fakeInitial: true, onProgress: (event) => told.push(event) })
  assert.deepEqual(
    told.map(({ app, name, faked }) => [app, name, faked]),
    [
      ['app', '0001_a', true],
      ['app', '0002_b', false],
      ['b', '0001_n', true],
    ],
  )
  // A later migration is never taken for done.
  const later = await project(t)
  later.write('0001_a', `operations: [${create('Item')}]`)
  later.write('0002_b', `dependencies: [['app', '0001_a']], operations: [${create('More')}]`)
  await later.migrate({ target: { app: 'app', name: '0001' } })
  await later.database.script('CREATE TABLE app_more (id integer)')
  await assert.rejects(later.migrate({ fakeInitial: true }), code('MIGRATIONS_FAILED'))
  // A column that its table lacks.
  const narrow = await project(t)
  narrow.write('0001_a', `operations: [${create('Item')}, m.addField({ model: 'item', name: 'n', field: ${number} })]`)
  await narrow.database.script('CREATE TABLE app_item (id integer)')
  await assert.rejects(narrow.migrate({ fakeInitial: true }), code('MIGRATIONS_FAILED'))
  // SQLite's number of a row is no column that is listed, and yet there.
  const numbered = await project(t)
  const key = 'rowid: m.field.bigAuto({ primaryKey: true }), a: m.field.integer()'
  numbered.write('0001_a', `operations: [m.createModel({ name: 'Pair', fields: { ${key} } })]`)
  await numbered.database.script('CREATE TABLE app_pair (a integer, b integer, PRIMARY KEY (a, b))')
  await numbered.migrate({ fakeInitial: true })
  // One that makes nothing is applied.
  const nothing = await project(t)
  nothing.write('0001_a', `operations: [m.sql('CREATE TABLE app_made (id integer)')]`)
  await nothing.migrate({ fakeInitial: true })
  await nothing.database.script('DROP TABLE app_made')
})

test('lines of the history whose files are gone are taken out, of one app, unless something stands for them', async (t) => {
  const at = await project(t, ['app', 'b'])
  at.write('0001_a', `operations: [${create('Item')}]`)
  at.write('0002_b', `dependencies: [['app', '0001_a']], operations: []`)
  at.write('0001_b', 'operations: []', 'b')
  at.write('0002_c', `dependencies: [['b', '0001_b']], operations: []`, 'b')
  await at.migrate()
  at.remove('0002_b')
  at.remove('0002_c', 'b')
  assert.deepEqual(await at.prune('app'), ['app.0002_b'])
  assert.deepEqual(await at.prune('app'), [])
  assert.deepEqual(await names(at.database), ['app.0001_a', 'b.0001_b', 'b.0002_c'])
  await assert.rejects(at.prune('bb'), code('MIGRATIONS_UNKNOWN_APP'))
  at.remove('0001_b', 'b')
  at.write('0001_s', `replaces: [['b', '0001_b'], ['b', '0002_c']], operations: []`, 'b')
  await assert.rejects(at.prune('b'), {
    ...code('MIGRATIONS_STILL_REPLACED'),
    message: /b\.0001_s stands for b\.0001_b, b\.0002_c/,
  })
  assert.deepEqual(await names(at.database), ['app.0001_a', 'b.0001_b', 'b.0002_c'])
})

test('what stands for applied migrations is recorded itself, and the old names may go', async (t) => {
  const at = await project(t)
  at.write('0001_a', `operations: [${create('Item')}]`)
  at.write('0002_b', `dependencies: [['app', '0001_a']], operations: [${create('More')}]`)
  await at.migrate()
  at.remove('0001_a')
  at.remove('0002_b')
  const squashed = `operations: [${create('Item')}, ${create('More')}]`
  at.write('0001_both', `replaces: [['app', '0001_a'], ['app', '0002_b']], ${squashed}`)
  assert.deepEqual((await at.migrate()).applied, [])
  assert.deepEqual(await names(at.database), ['app.0001_a', 'app.0001_both', 'app.0002_b'])
  await assert.rejects(at.prune('app'), code('MIGRATIONS_STILL_REPLACED'))
  const later = await project(t, ['app'], at.database)
  later.write('0001_both', squashed)
  assert.deepEqual(await later.prune('app'), ['app.0001_a', 'app.0002_b'])
  assert.deepEqual((await later.migrate()).applied, [])
  assert.deepEqual(await names(at.database), ['app.0001_both'])
})

test('an operation that no transaction takes needs a migration that is none', async (t) => {
  const at = await project(t)
  const index = `m.addIndex({ model: 'item', index: { name: 'by_n', fields: ['n'] }, concurrently: true })`
  at.write('0001_a', `operations: [${create('Item', `, n: ${number}`)}]`)
  at.write('0002_b', `dependencies: [['app', '0001_a']], operations: [${index}]`)
  await assert.rejects(at.migrate(), {
    ...code('MIGRATIONS_NOT_ATOMIC'),
    message: /app\.0002_b is one transaction.*'Concurrently create index by_n/,
  })
  assert.equal((await at.plan()).length, 2)
  const right = await project(t)
  right.write('0001_a', `operations: [${create('Item', `, n: ${number}`)}]`)
  right.write('0002_b', `atomic: false, dependencies: [['app', '0001_a']], operations: [${index}]`)
  await right.migrate()
  const { transaction, operations } = await right.sql('0002', 'postgres')
  assert.deepEqual(
    [transaction, operations[0]!.statements],
    [false, ['CREATE INDEX CONCURRENTLY "by_n" ON "app_item" ("n");']],
  )
})

test('the SQL of a migration is told by operation, both ways, for each database', async (t) => {
  const at = await project(t)
  at.write('0001_a', `operations: [${create('Item', `, n: ${number}`)}]`)
  at.write(
    '0002_b',
    `dependencies: [['app', '0001_a']], operations: [
      m.addConstraint({ model: 'item', constraint: { kind: 'check', name: 'positive', check: { n__gt: 0 } }, validate: false }),
      m.validateConstraint({ model: 'item', name: 'positive' }),
      m.alterModelOptions({ name: 'item', options: { ordering: ['n'] } }),
      m.run(() => {}, () => {}),
      m.sql({ postgres: 'SELECT 1' }, '')]`,
  )
  const there = await at.sql('0002', 'postgres')
  assert.deepEqual(there.transaction, true)
  assert.deepEqual(
    there.operations.map(({ description, statements }) => [
      description,
      statements?.filter((text) => !text.startsWith('SET')),
    ]),
    [
      [
        'Create constraint positive on model item',
        ['ALTER TABLE "app_item" ADD CONSTRAINT "positive" CHECK ("n" > 0) NOT VALID;'],
      ],
      ['Validate constraint positive on model item', ['ALTER TABLE "app_item" VALIDATE CONSTRAINT "positive";']],
      ['Change Meta options on item', []],
      ['Run data migration', undefined],
      ['Raw SQL operation', ['SELECT 1;']],
    ],
  )
  const back = await at.sql('0002', 'mysql', true)
  assert.equal(back.transaction, false)
  assert.deepEqual(
    back.operations.map(({ statements }) => statements),
    [[], null, [], [], ['ALTER TABLE "app_item" DROP CONSTRAINT IF EXISTS "positive";']],
  )
  assert.equal(back.operations.at(-1)!.description, 'Undo: Create constraint positive on model item')
  at.write('0003_c', `dependencies: [['app', '0002_b']], operations: [m.sql('SELECT 1')]`)
  await assert.rejects(at.sql('0003', 'sqlite', true), code('MIGRATIONS_IRREVERSIBLE'))
  await assert.rejects(at.sql('0004', 'sqlite'), code('MIGRATIONS_UNKNOWN_MIGRATION'))
})

test('a data migration knows its database, and may name it', async (t) => {
  const at = await project(t)
  at.write(
    '0001_a',
    `operations: [${create('Item', `, n: ${number}`)}, m.run(async (apps) => {
      const items = apps.model('app.Item')
      await items.using(apps.database.name).create({ n: apps.database.kind === 'sqlite' ? 1 : 2 })
    })]`,
  )
  await at.migrate()
  assert.deepEqual(await at.database.all({ text: 'SELECT n FROM app_item', writes: false, wide: false }, []), [[1]])
})
