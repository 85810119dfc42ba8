import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import { digestsOf } from '../../../src/data/migrations/history/digest.ts'
import {
  addField,
  addIndex,
  field,
  migrate,
  planMigrations,
  run,
  showMigrations,
  sql,
} from '../../../src/data/migrations/index.ts'
import { code, file, memory, workshop } from './helpers.ts'

const create = (name: string, more = '') =>
  `m.createModel({ name: '${name}', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer()${more} } })`

/** A state of the files: a folder of its own, since a file is imported once. */
function files(t: TestContext, written: Readonly<Record<string, string>>) {
  const directory = workshop(t)
  for (const [name, body] of Object.entries(written)) file(directory, 'app', name, body)
  return [{ label: 'app', dir: join(directory, 'app') }]
}

const rows = async (database: Database, text: string) => database.all({ text, writes: false, wide: false }, [])
const shown = async (database: Database, apps: { label: string; dir: string }[]) =>
  (await showMigrations({ orm: { database: () => database }, apps }))[0]!.migrations

test('digests say what operations mean, not how they are written', () => {
  const one = addField({ model: 'item', name: 'x', field: field.char({ maxLength: 5, null: true }) })
  const same = addField({ name: 'x', field: field.char({ null: true, maxLength: 5 }), model: 'item' })
  const other = addField({ model: 'item', name: 'x', field: field.char({ maxLength: 6, null: true }) })
  const [a, b, c] = digestsOf([one, same, other])
  assert.equal(a, b)
  assert.notEqual(a, c)
  const [d, e] = digestsOf([
    run(() => {}),
    run(
      async () => {},
      () => {},
    ),
  ])
  assert.equal(d, e)
  const [f, g] = digestsOf([sql('SELECT 1', ''), sql('SELECT 2', '')])
  assert.notEqual(f, g)
  const [h, i] = digestsOf([
    addIndex({ model: 'item', index: { name: 'a', fields: ['x', 'y'] } }),
    addIndex({ model: 'item', index: { name: 'a', fields: ['y', 'x'] } }),
  ])
  assert.notEqual(h, i)
})

test('a migration that was edited after it was applied is refused, marked, and accepted by name', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const first = create('Item')
  const original = files(t, {
    '0001_a': `operations: [${first}]`,
    '0002_b': `dependencies: [['app', '0001_a']], operations: []`,
  })
  await migrate({ orm, apps: original })
  const commented = files(t, {
    '0001_a': `operations: [\n // what it is about\n ${first.replace('{ id', '{  id')}]`,
    '0002_b': `dependencies: [['app', '0001_a']], operations: []`,
  })
  assert.deepEqual((await migrate({ orm, apps: commented })).applied, [])
  const edited = files(t, {
    '0001_a': `operations: [${create('Item', ', note: m.field.text({ null: true })')}]`,
    '0002_b': `dependencies: [['app', '0001_a']], operations: [${create('More')}]`,
    '0003_c': `dependencies: [['app', '0002_b']], operations: [${create('Last')}]`,
  })
  await assert.rejects(migrate({ orm, apps: edited }), {
    ...code('MIGRATIONS_EDITED'),
    message:
      "Migration app.0001_a was edited after it was applied to database 'default': operation 1, 'Create model Item', is not the one that was applied. Nothing was changed.",
    hint: /--accept-edited/,
  })
  await assert.rejects(planMigrations({ orm, apps: edited }), code('MIGRATIONS_EDITED'))
  assert.deepEqual(
    (await shown(database, edited)).map(({ edited: mark }) => mark),
    [true, true, false],
  )
  await assert.rejects(migrate({ orm, apps: edited, acceptEdited: ['app.0001_a'] }), {
    ...code('MIGRATIONS_EDITED'),
    message: /app\.0002_b.*operation 1, 'Create model More', was added/,
  })
  await assert.rejects(
    migrate({ orm, apps: edited, acceptEdited: ['app.0001_x'] }),
    code('MIGRATIONS_UNKNOWN_MIGRATION'),
  )
  const acceptEdited = ['app.0001_a', 'app.0002_b']
  const plan = await planMigrations({ orm, apps: edited, acceptEdited })
  assert.deepEqual(
    plan.map(({ name }) => name),
    ['0003_c'],
  )
  assert.equal((await shown(database, edited))[0]!.edited, true, 'a plan accepts nothing')
  const done = await migrate({ orm, apps: edited, acceptEdited })
  assert.deepEqual([done.applied, done.accepted], [['app.0003_c'], acceptEdited])
  assert.deepEqual((await migrate({ orm, apps: edited })).applied, [])
  assert.ok((await shown(database, edited)).every(({ edited: mark }) => !mark))
})

test('a history without a journal, as Django writes it, is not complained about; reading makes no table', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const apps = files(t, { '0001_a': `operations: [${create('Item')}]` })
  await shown(database, apps)
  assert.deepEqual(await rows(database, 'SELECT name FROM sqlite_schema'), [])
  await migrate({ orm, apps })
  await database.script('DROP TABLE nuages_migrations')
  const edited = files(t, { '0001_a': `operations: [${create('Other')}]` })
  assert.deepEqual((await migrate({ orm, apps: edited })).applied, [])
  assert.equal((await shown(database, edited))[0]!.edited, false)
  await migrate({ orm, apps, target: { app: 'app', name: 'zero' } })
  assert.deepEqual(await rows(database, "SELECT name FROM sqlite_schema WHERE name = 'app_item'"), [])
})

test('a file that is gone and that others need is named, with when it was applied', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  await migrate({ orm, apps: files(t, { '0001_a': `operations: [${create('Item')}]` }) })
  const without = files(t, { '0002_b': `dependencies: [['app', '0001_a']], operations: []` })
  await assert.rejects(migrate({ orm, apps: without }), {
    ...code('MIGRATIONS_MISSING_FILE'),
    message: /app\.0002_b depends on app\.0001_a, which database 'default' has applied \(20\d\d-.*whose file is gone/,
  })
})

test('with atomic: false what was done before a failure stands, and the next migrate goes on behind it, in either direction', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const migration = (work: string) => ({
    '0001_a': `atomic: false, operations: [${create('One')}, m.run(async (apps) => {
      await apps.model('app.One').create({ n: 1 })
      ${work}
    }, async () => {}), ${create('Two')}]`,
  })
  const failing = files(t, migration(`throw new TypeError('stopped')`))
  await assert.rejects(migrate({ orm, apps: failing }), {
    ...code('MIGRATIONS_PARTLY_APPLIED'),
    message: /operation 2 of 3, 'Run data migration'.*Those before it stand: Create model One\. TypeError: stopped/,
  })
  assert.deepEqual(await rows(database, 'SELECT * FROM app_one'), [])
  const half = (await shown(database, failing))[0]!
  assert.deepEqual([half.applied, half.standing], [null, { direction: 'forwards', count: 1, of: 3 }])
  const changed = files(t, { '0001_a': migration('')['0001_a'].replace("'One'", "'Uno'") })
  await assert.rejects(migrate({ orm, apps: changed }), {
    ...code('MIGRATIONS_EDITED'),
    message: /after a part of it was applied.*operation 1, 'Create model Uno', is not/,
  })
  assert.deepEqual((await migrate({ orm, apps: failing, target: { app: 'app', name: 'zero' } })).undone, ['app.0001_a'])
  assert.deepEqual(await rows(database, "SELECT name FROM sqlite_schema WHERE name LIKE 'app%'"), [])
  assert.deepEqual(await rows(database, 'SELECT * FROM nuages_migrations'), [])
  await assert.rejects(migrate({ orm, apps: failing }), code('MIGRATIONS_PARTLY_APPLIED'))
  const corrected = files(t, migration(''))
  assert.deepEqual((await migrate({ orm, apps: corrected })).applied, ['app.0001_a'])
  assert.deepEqual(await rows(database, 'SELECT n FROM app_one'), [[1]])
  assert.deepEqual(await rows(database, 'SELECT * FROM app_two'), [])
})

test('one that was stopped on its way back goes on, or forwards again', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const migration = (back: string) => ({
    '0001_a': `atomic: false, operations: [${create('One')}, m.run(async () => {}, async () => { ${back} }), ${create('Two')}]`,
  })
  const failing = files(t, migration(`throw new TypeError('stopped')`))
  const corrected = files(t, migration(''))
  const zero = { app: 'app', name: 'zero' }
  await migrate({ orm, apps: failing })
  await assert.rejects(migrate({ orm, apps: failing, target: zero }), {
    ...code('MIGRATIONS_PARTLY_APPLIED'),
    message: /on its way back at operation 2 of 3.*These are taken back: Create model Two\./,
  })
  assert.deepEqual((await migrate({ orm, apps: failing })).applied, ['app.0001_a'])
  assert.deepEqual(await rows(database, 'SELECT * FROM app_two'), [])
  assert.equal((await rows(database, 'SELECT * FROM django_migrations')).length, 1)
  await assert.rejects(migrate({ orm, apps: failing, target: zero }), code('MIGRATIONS_PARTLY_APPLIED'))
  assert.deepEqual((await migrate({ orm, apps: corrected, target: zero })).undone, ['app.0001_a'])
  assert.deepEqual(await rows(database, "SELECT name FROM sqlite_schema WHERE name LIKE 'app%'"), [])
  assert.equal((await rows(database, 'SELECT * FROM django_migrations')).length, 0)
})
