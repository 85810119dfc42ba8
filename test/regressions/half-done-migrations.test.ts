import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../src/data/drivers/index.ts'
import { drift, migrate, pruneMigrations, showMigrations } from '../../src/data/migrations/index.ts'
import { mariadb, skipOn } from '../support/scratch.ts'
import { code, file, memory, workshop } from '../unit/migrations/helpers.ts'

const create = (name: string) =>
  `m.createModel({ name: '${name}', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer({ null: true }) } })`
const ok = 'async () => {}'
const stop = `async () => { throw new TypeError('stopped') }`

function files(t: TestContext, written: Readonly<Record<string, string>>) {
  const directory = workshop(t)
  for (const [name, body] of Object.entries(written)) file(directory, 'app', name, body)
  return [{ label: 'app', dir: `${directory}/app` }]
}

const after = (name: string, operations: string) =>
  `atomic: false, dependencies: [['app', '${name}']], operations: [${operations}]`
const squash = `replaces: [['app', '0001_a'], ['app', '0002_b']], operations: [${create('One')}, ${create('Two')}, ${create('Three')}]`

/** A squash comes while a part of what it stands for stands: the old files are gone to their end first. */
async function squashMeets(t: TestContext, database: Database): Promise<void> {
  const orm = { database: () => database }
  const first = (work: string) =>
    `atomic: false, operations: [${create('One')}, m.run(${work}, ${ok}), ${create('Two')}]`
  const second = (back: string) => after('0001_a', `m.run(${ok}, ${back}), ${create('Three')}`)
  await assert.rejects(migrate({ orm, apps: files(t, { '0001_a': first(stop), '0002_b': second(ok) }) }))
  await assert.rejects(migrate({ orm, apps: files(t, { '0001_squashed_0002': squash }) }), {
    ...code('MIGRATIONS_HALF_WITHOUT_FILE'),
    message: /app\.0001_a was interrupted.*its file is gone/,
  })
  const all = files(t, { '0001_a': first(ok), '0002_b': second(stop), '0001_squashed_0002': squash })
  assert.equal((await showMigrations({ orm, apps: all }))[0]!.migrations[0]!.standing?.count, 1)
  assert.deepEqual((await migrate({ orm, apps: all })).applied, ['app.0001_a', 'app.0002_b'])
  const old = { '0001_a': first(ok), '0002_b': second(stop) }
  await assert.rejects(
    migrate({ orm, apps: files(t, old), target: { app: 'app', name: '0001' } }),
    /Error.*on its way back/,
  )
  await assert.rejects(
    migrate({ orm, apps: files(t, { '0001_squashed_0002': squash }) }),
    code('MIGRATIONS_HALF_WITHOUT_FILE'),
  )
  assert.deepEqual((await migrate({ orm, apps: all })).applied, ['app.0002_b'])
  const squashed = files(t, { '0001_squashed_0002': squash })
  assert.deepEqual((await drift({ orm, apps: squashed })).differences, [])
  const zero = { app: 'app', name: 'zero' }
  assert.deepEqual((await migrate({ orm, apps: squashed, target: zero })).undone, ['app.0001_squashed_0002'])
  // Nothing is left of the names that it stood for.
  const left = await database.all({ text: 'SELECT name FROM nuages_migrations', writes: false, wide: false }, [])
  assert.deepEqual(left, [])
}

test('a squash of a migration of which a part stands', async (t) => squashMeets(t, await memory(t)))

test('and on MariaDB', await skipOn(mariadb), async (t) => {
  const scratch = await mariadb.scratch()
  t.after(scratch.drop)
  const database = await openDatabase(scratch.url)
  t.after(() => database.close())
  await squashMeets(t, database)
})

test('a part of a migration whose file is gone is told, and forgotten when somebody says so', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const apps = files(t, { '0001_a': `atomic: false, operations: [${create('One')}, m.run(${stop})]` })
  await assert.rejects(migrate({ orm, apps }))
  const others = files(t, { '0001_b': `operations: []` })
  await assert.rejects(migrate({ orm, apps: others }), code('MIGRATIONS_HALF_WITHOUT_FILE'))
  assert.deepEqual(await pruneMigrations({ orm, apps: others, app: 'app' }), ['app.0001_a'])
  assert.deepEqual((await migrate({ orm, apps: others })).applied, ['app.0001_b'])
})

test('rows are asked about of what is left of a migration, by the names that they have by then', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const rename = `m.renameModel({ from: 'One', to: 'Other' })`
  const body = (work: string) => ({
    '0001_a': `operations: [${create('One')}]`,
    '0002_b': after('0001_a', `${rename}, m.run(${work}, ${ok}), m.removeField({ model: 'other', name: 'n' })`),
  })
  await assert.rejects(migrate({ orm, apps: files(t, body(stop)) }), code('MIGRATIONS_PARTLY_APPLIED'))
  await database.script('INSERT INTO app_other (n) VALUES (1)')
  await assert.rejects(migrate({ orm, apps: files(t, body(ok)) }), {
    ...code('MIGRATIONS_DATA_LOSS'),
    message: /app\.other\.n/,
  })
  // Back: the new name never was, and the table that goes is called as it was.
  const late = (work: string) => ({
    '0001_a': `atomic: false, operations: [${create('Two')}, m.run(${work}, ${ok}), m.renameModel({ from: 'Two', to: 'Three' })]`,
  })
  const second = await memory(t)
  const there = { database: () => second }
  await assert.rejects(migrate({ orm: there, apps: files(t, late(stop)) }), code('MIGRATIONS_PARTLY_APPLIED'))
  await second.script('INSERT INTO app_two (n) VALUES (1)')
  const target = { app: 'app', name: 'zero' }
  await assert.rejects(migrate({ orm: there, apps: files(t, late(stop)), target }), {
    ...code('MIGRATIONS_DATA_LOSS'),
    message: /app\.two/,
  })
})
