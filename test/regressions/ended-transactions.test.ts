import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../src/data/drivers/index.ts'
import { migrate } from '../../src/data/migrations/index.ts'
import { mariadb, postgres, type Server, skipOn } from '../support/scratch.ts'
import { code, file, memory, workshop } from '../unit/migrations/helpers.ts'

const statement = (text: string) => ({ text, writes: true, wide: false })
const count = async (database: Database, table: string) =>
  Number((await database.all({ ...statement(`SELECT COUNT(*) FROM ${table}`), writes: false }, []))[0]![0])

async function onServer(t: TestContext, server: Server): Promise<Database> {
  const scratch = await server.scratch()
  t.after(scratch.drop)
  const database = await openDatabase(scratch.url)
  t.after(() => database.close())
  return database
}

/** The error, or one that has it as its cause. */
const ended = (error: unknown): boolean => {
  for (let each = error as { code?: string; cause?: unknown } | undefined; each; each = each.cause as typeof each)
    if (each.code === 'NUAGES_DRIVERS_ENDED_BY_STATEMENT') return true
  return false
}

async function staysClosed(database: Database): Promise<void> {
  await database.script('CREATE TABLE t (a integer)')
  for (const text of ['COMMIT', 'rollback', 'SELECT 1; COMMIT']) {
    const script = database.atomic(async () => {
      // What follows must not be committed by itself, whatever becomes of the error.
      await database.script(text).catch(() => {})
      await database.run(statement('INSERT INTO t VALUES (1)'), [])
    })
    await assert.rejects(script, ended, text)
    const inside = database.atomic(() => database.atomic(() => database.script(text)))
    await assert.rejects(inside, ended, text)
  }
  const run = database.atomic(async () => {
    await database.run(statement('COMMIT'), [])
    await database.run(statement('INSERT INTO t VALUES (1)'), [])
  })
  await assert.rejects(run, ended)
  await assert.rejects(
    database.atomic(() => database.run(statement('ROLLBACK'), [])),
    ended,
  )
  assert.equal(await count(database, 't'), 0)
  await database.atomic(() => database.run(statement('INSERT INTO t VALUES (1)'), []))
  assert.equal(await count(database, 't'), 1)
}

const create = `m.createModel({ name: 'Item', fields: { id: m.field.bigAuto({ primaryKey: true }) } })`

async function isToldOfMigrations(t: TestContext, database: Database): Promise<void> {
  for (const text of ['COMMIT', 'ROLLBACK', 'COMMIT; SELECT * FROM nowhere']) {
    const directory = workshop(t)
    file(directory, 'app', '0001_a', `operations: [m.sql('${text}'), ${create}]`)
    const going = migrate({ orm: { database: () => database }, apps: [{ label: 'app', dir: `${directory}/app` }] })
    await assert.rejects(going, {
      ...code('MIGRATIONS_FAILED'),
      message: /'Raw SQL operation', operation 1 of 2, and a part of it may stand.*A statement ended the transaction/,
    })
    await assert.rejects(count(database, 'app_item'))
  }
}

test('a transaction that a statement ends is noticed', async (t) => staysClosed(await memory(t)))
test('a migration whose SQL ends its transaction is not recorded', async (t) => isToldOfMigrations(t, await memory(t)))

test('on PostgreSQL both', await skipOn(postgres), async (t) => {
  const database = await onServer(t, postgres)
  await staysClosed(database)
  await isToldOfMigrations(t, database)
})

test('on MariaDB', await skipOn(mariadb), async (t) => staysClosed(await onServer(t, mariadb)))

test('what fails at the end of a migration names it', async (t) => {
  const database = await memory(t)
  const directory = workshop(t)
  const link = `m.createModel({ name: 'Link', fields: { id: m.field.bigAuto({ primaryKey: true }), item: m.field.foreignKey('app.Item', { onDelete: 'cascade' }) } })`
  const dangling = `m.run(async (apps) => { await apps.model('app.Link').create({ item: 7 }) })`
  for (const atomic of ['', 'atomic: false, ']) {
    file(
      directory,
      `a${atomic.length}`,
      '0001_a',
      `${atomic}operations: [${create}, ${link}, ${dangling}]`.replaceAll('app.', `a${atomic.length}.`),
    )
    const apps = [{ label: `a${atomic.length}`, dir: `${directory}/a${atomic.length}` }]
    await assert.rejects(migrate({ orm: { database: () => database }, apps }), {
      ...code('MIGRATIONS_FAILED_AT_END'),
      message: /Migration a\d+\.0001_a failed when its transaction was to end.*points at no row/,
    })
  }
})
