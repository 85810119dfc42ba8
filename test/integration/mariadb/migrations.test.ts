import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate, renameField, showMigrations } from '../../../src/data/migrations/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { onServer } from '../../support/servers.ts'
import { mariadbServer, skipWithout } from '../../support/services.ts'
import { computedColumns } from '../../unit/migrations/computed.ts'
import { apply, built, code, file, shapeOf, workshop } from '../../unit/migrations/helpers.ts'
import { journeys } from '../../unit/migrations/journeys.ts'
import { ruled } from '../../unit/migrations/ruled.ts'

const skip = await skipWithout('mariadb')

/** Databases that are emptied and used again. */
async function emptied(count = 2) {
  const scratch = await Promise.all(Array.from({ length: count }, scratchMariadb))
  const opened: Database[] = []
  let next = 0
  return {
    url: scratch[0]!.url,
    async open(): Promise<Database> {
      const { name, url } = scratch[next++ % count]!
      // As somebody else may have made it: tables say by themselves how their texts compare.
      await onServer(mariadbServer, `DROP DATABASE "${name}"`)
      await onServer(mariadbServer, `CREATE DATABASE "${name}" CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`)
      const database = await openDatabase(url)
      opened.push(database)
      return database
    },
    async close() {
      for (const database of opened) await database.close()
      for (const { drop } of scratch) await drop()
    },
  }
}

async function emptiedFor(t: TestContext, count = 2) {
  const made = await emptied(count)
  t.after(made.close)
  return made
}

test('migrations lead from any models to any others, and then nothing is left to do', {
  skip,
  timeout: 300_000,
}, async (t) => {
  const { open } = await emptiedFor(t)
  await journeys(open, Number(process.env.NUAGES_PROPERTY_RUNS ?? 15))
})

test('rules that MariaDB has hold, and those that it has not are not made', { skip }, async (t) => {
  const { open } = await emptiedFor(t)
  const database = await open()
  await built(database, ruled)
  const shape = await shapeOf(database)
  const deal = shape.find(({ name }) => name === 'app_deal')!
  const made = deal.indexes.map(({ name }) => name).filter((name) => name.startsWith('deal_'))
  assert.deepEqual(made, ['deal_day', 'deal_later', 'deal_nulls'])
  assert.equal(deal.checks.filter((each) => /deal_(gain|year)/.test(each)).length, 2)
  await database.script("INSERT INTO app_deal (title, price, cost) VALUES ('a', 5, 1)")
  const refused = (values: string, name: string) =>
    assert.rejects(database.script(`INSERT INTO app_deal (title, price, cost) VALUES (${values})`), {
      code: `NUAGES_DRIVERS_${name}`,
    })
  await refused("'a', 4, 2", 'UNIQUE')
  await refused("'b', 1, 2", 'CHECK')
  const rename = renameField({ model: 'deal', from: 'cost', to: 'spent' })
  const done = await apply(database, ruled, 'app', [rename])
  await done.undo()
  assert.deepEqual(await shapeOf(database), shape)
  const other = await open()
  await built(other, done.state)
  await apply(database, ruled, 'app', [rename])
  assert.deepEqual(await shapeOf(database), await shapeOf(other))
})

test('columns that the database fills: defaults and computed ones', { skip }, async (t) => {
  await computedColumns((await emptiedFor(t)).open)
})

const create = (name: string) =>
  `m.createModel({ name: '${name}', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer() } })`

test('a migration that fails says which of its operations stand, and how to go on', { skip }, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const directory = workshop(t)
  const apps = [{ label: 'app', dir: `${directory}/app` }]
  const orm = { database: () => database }
  file(directory, 'app', '0001_initial', `operations: [${create('Item')}]`)
  file(
    directory,
    'app',
    '0002_more',
    `dependencies: [['app', '0001_initial']], operations: [
      ${create('More')},
      m.run(async (apps) => {
        await apps.model('app.Item').create({ n: 1 })
        throw new Error('stopped')
      }),
      ${create('Last')}]`,
  )
  await assert.rejects(migrate({ orm, apps }), {
    ...code('MIGRATIONS_PARTLY_APPLIED'),
    message:
      /operation 2 of 3, 'Run data migration'.*Those before it stand: Create model More;.*not recorded.*stopped/s,
  })
  const count = (table: string) =>
    database.all({ text: `SELECT COUNT(*) FROM ${table}`, writes: false, wide: false }, [])
  assert.deepEqual(await count('app_more'), [[0]])
  assert.deepEqual(await count('app_item'), [[0]], 'the data migration itself is undone')
  const [shown] = await showMigrations({ orm, apps })
  assert.deepEqual(
    shown!.migrations.map(({ applied }) => applied !== null),
    [true, false],
  )
  await assert.rejects(migrate({ orm, apps }), { message: /No operation before it stands.*app_more/s })
})

test('two who migrate at the same time take turns', { skip }, async (t) => {
  const { open, url } = await emptiedFor(t, 1)
  await (await open()).close()
  const directory = workshop(t)
  const apps = [{ label: 'app', dir: `${directory}/app` }]
  for (const [i, name] of ['One', 'Two', 'Three'].entries())
    file(
      directory,
      'app',
      `000${i + 1}_m`,
      `dependencies: [${i === 0 ? '' : `['app', '000${i}_m']`}], operations: [${create(name)}]`,
    )
  const databases = await Promise.all([openDatabase(url), openDatabase(url)])
  t.after(() => Promise.all(databases.map((each) => each.close())))
  const results = await Promise.all(databases.map((each) => migrate({ orm: { database: () => each }, apps })))
  assert.deepEqual(results.flatMap(({ applied }) => applied).sort(), ['app.0001_m', 'app.0002_m', 'app.0003_m'])
})
