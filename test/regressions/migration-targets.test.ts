import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { migrate, planMigrations, sqlMigrate } from '../../src/data/migrations/index.ts'
import { code, file, memory, workshop } from '../unit/migrations/helpers.ts'

function files(t: TestContext, written: Readonly<Record<string, string>>) {
  const directory = workshop(t)
  for (const [name, body] of Object.entries(written)) file(directory, 'app', name, body)
  return [{ label: 'app', dir: `${directory}/app` }]
}

const create = (name: string, options = '{}') =>
  `m.createModel({ name: '${name}', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.text({ null: true, column: 'n?' }) }, options: ${options} })`

test('a migration that another one stands for is no target, although its name begins as that of the other does', async (t) => {
  const database = await memory(t)
  const orm = { database: () => database }
  const apps = files(t, {
    '0001_a': `operations: [${create('One')}]`,
    '0002_b': `dependencies: [['app', '0001_a']], operations: []`,
    '0001_a_squashed_0002_b': `replaces: [['app', '0001_a'], ['app', '0002_b']], operations: [${create('One')}]`,
    '0003_c': `dependencies: [['app', '0002_b']], operations: []`,
  })
  const refused = {
    ...code('MIGRATIONS_REPLACED_TARGET'),
    message: /app\.0001_a is no place to go to here: app\.0001_a_squashed_0002_b stands for it/,
  }
  await assert.rejects(migrate({ orm, apps, target: { app: 'app', name: '0001_a' } }), refused)
  await migrate({ orm, apps })
  await assert.rejects(planMigrations({ orm, apps, target: { app: 'app', name: '0001_a' } }), refused)
  await assert.rejects(sqlMigrate({ apps, app: 'app', name: '0001_a' }), refused)
  const plan = await planMigrations({ orm, apps, target: { app: 'app', name: '0001_a_squashed_0002_b' } })
  assert.deepEqual(
    plan.map(({ name }) => name),
    ['0003_c'],
  )
})

test('sqlMigrate says what is sent to a database: nothing of models that its router keeps elsewhere', async (t) => {
  const database = await memory(t)
  const apps = files(t, { '0001_a': `operations: [${create('Here')}, ${create('There')}]` })
  const orm = { database: () => database, keeps: (_: unknown, { name }: { name: string }) => name === 'Here' }
  const { operations } = await sqlMigrate({ orm, database: 'default', apps, app: 'app', name: '0001' })
  assert.deepEqual(
    operations.map(({ statements }) => statements?.length),
    [1, 0],
  )
})

test('values are written down beside names with question marks', async (t) => {
  const apps = files(t, {
    '0001_a': `operations: [${create('One', `{ table: 'what?' }`)}]`,
    '0002_b': `dependencies: [['app', '0001_a']], operations: [m.alterField({ model: 'one', name: 'n', field: m.field.text({ column: 'n?' }), fill: "it's" })]`,
  })
  const { operations } = await sqlMigrate({ apps, app: 'app', name: '0002' })
  assert.match(
    operations[0]!.statements!.join('\n'),
    /INSERT INTO "new__what\?" \("id", "n\?"\) SELECT "id", coalesce\("n\?", 'it''s'\) FROM "what\?"/,
  )
})
