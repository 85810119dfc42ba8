import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { code, file, workshop } from '../../unit/migrations/helpers.ts'

const skip = await skipWithout('postgres')

const index = `m.addIndex({ model: 'item', concurrently: true, index: { name: 'item_n', fields: ['n'] } })`

/** A table with rows, a migration that builds an index beside others' work, and connections to it. */
async function project(t: TestContext) {
  const scratch = await scratchPostgres()
  t.after(scratch.drop)
  const directory = workshop(t)
  file(
    directory,
    'app',
    '0001_a',
    `operations: [m.createModel({ name: 'Item', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer() } }),
      m.run(async (apps) => { await apps.model('app.Item').bulkCreate(Array.from({ length: 50 }, (_, n) => ({ n }))) })]`,
  )
  file(
    directory,
    'app',
    '0002_b',
    `atomic: false, dependencies: [['app', '0001_a']], operations: [${index},
      m.addField({ model: 'item', name: 'note', field: m.field.text({ null: true }) })]`,
  )
  const open = async () => {
    const database = await openDatabase(scratch.url)
    t.after(() => database.close())
    return database
  }
  const apps = [{ label: 'app', dir: `${directory}/app` }]
  const go = (database: Database, name?: string) =>
    migrate({ orm: { database: () => database }, apps, ...(name !== undefined && { target: { app: 'app', name } }) })
  return { open, go }
}

const read = async (database: Database, text: string) => database.all({ text, writes: false, wide: false }, [])

/** Waits until an index is being built, and gives the process of the server that does. */
async function building(database: Database): Promise<number> {
  for (;;) {
    const found = await read(
      database,
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%'
       AND state = 'active' AND wait_event_type = 'Lock'`,
    )
    if (found.length > 0) return Number(found[0]![0])
    await sleep(20)
  }
}

/** Holds a snapshot, for which a concurrent build waits, while `work` goes on. */
async function holding(database: Database, work: () => Promise<void>): Promise<void> {
  await database.atomic(
    async () => {
      await read(database, 'SELECT count(*) FROM app_item')
      await work()
    },
    { isolation: 'repeatable read' },
  )
}

const valid = (database: Database) =>
  read(database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'item_n'::regclass")

test('an index is built concurrently while another process waits to migrate, and neither waits for the other', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const { open, go } = await project(t)
  const [one, two, beside] = [await open(), await open(), await open()]
  await go(one, '0001')
  let waits = 0
  const both: Promise<{ applied: readonly string[] }>[] = []
  await holding(beside, async () => {
    both.push(go(one))
    await building(two)
    both.push(go(two))
    await sleep(1500)
    waits = (await read(beside, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length
  })
  const results = await Promise.all(both)
  assert.equal(waits, 0, 'whoever waits for the lock has no statement open meanwhile')
  assert.deepEqual(
    results.map(({ applied }) => applied),
    [['app.0002_b'], []],
  )
  assert.deepEqual(await valid(one), [[true]])
})

test('a concurrent build that was ended leaves a broken index, which the next migrate builds again', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const { open, go } = await project(t)
  const [one, two, beside] = [await open(), await open(), await open()]
  await go(one, '0001')
  await holding(beside, async () => {
    const failing = assert.rejects(go(one), {
      ...code('MIGRATIONS_PARTLY_APPLIED'),
      message: /operation 1 of 2, 'Concurrently create index item_n/,
    })
    await read(two, `SELECT pg_terminate_backend(${await building(two)})`)
    await failing
  })
  assert.deepEqual(await valid(two), [[false]])
  assert.deepEqual((await go(two)).applied, ['app.0002_b'])
  assert.deepEqual(await valid(two), [[true]])
  assert.deepEqual((await go(two, '0001')).undone, ['app.0002_b'])
  assert.deepEqual(await read(two, "SELECT to_regclass('item_n')"), [[null]])
})
