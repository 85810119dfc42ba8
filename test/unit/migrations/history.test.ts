import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate, showMigrations } from '../../../src/data/migrations/index.ts'
import { code, file, memory, root, workshop } from './helpers.ts'

const create = (name: string) =>
  `m.createModel({ name: '${name}', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer() } })`

function project(t: TestContext, database: Database, labels: readonly string[] = ['app']) {
  const directory = workshop(t)
  const apps = labels.map((label) => ({ label, dir: join(directory, label) }))
  const orm = { database: () => database }
  return {
    directory,
    write: (app: string, name: string, body: string) => file(directory, app, name, body),
    migrate: (options = {}) => migrate({ orm, apps, ...options }),
    show: () => showMigrations({ orm, apps }),
  }
}

const rows = (database: Database, text: string) => database.all({ text, writes: false, wide: false }, [])
const tables = async (database: Database) =>
  (await rows(database, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'app%' ORDER BY 1`)).flat()

test('a data migration works on the models of its time, and a failing one leaves nothing behind', async (t) => {
  const database = await memory(t)
  const at = project(t, database)
  at.write('app', '0001_initial', `operations: [${create('Item')}]`)
  at.write(
    'app',
    '0002_data',
    `dependencies: [['app', '0001_initial']], operations: [m.run(async (apps) => {
      const items = apps.model('app.Item')
      await items.create({ n: 20 })
      await items.filter({ n__gt: 10 }).update({ n: 21 })
      for (const item of await items.all()) { item.n = item.n * 2; await item.save() }
    }, async (apps) => { await apps.model('app.item').all().delete() })]`,
  )
  at.write(
    'app',
    '0003_wrong',
    `dependencies: [['app', '0002_data']], operations: [
      m.addField({ model: 'item', name: 'note', field: m.field.char({ maxLength: 5, null: true }) }),
      m.run(async (apps) => {
        await apps.model('app.Item').create({ n: 1, note: 'x' })
        await apps.model('app.Itme').all()
      })]`,
  )
  await assert.rejects(at.migrate(), {
    ...code('MIGRATIONS_FAILED'),
    message: /app\.0003_wrong failed at 'Run data migration'.*'Itme'.*'app\.Item'/s,
  })
  assert.deepEqual(await rows(database, 'SELECT * FROM app_item'), [[1, 42]])
  assert.deepEqual(
    (await at.show())[0]!.migrations.map(({ applied }) => applied !== null),
    [true, true, false],
  )
  await at.migrate({ target: { app: 'app', name: '0001' } })
  assert.deepEqual(await rows(database, 'SELECT * FROM app_item'), [])
})

test('what cannot be undone says so before anything is', async (t) => {
  const database = await memory(t)
  const at = project(t, database)
  at.write('app', '0001_initial', `operations: [${create('Item')}]`)
  at.write(
    'app',
    '0002_sql',
    `dependencies: [['app', '0001_initial']], operations: [m.sql('CREATE VIEW app_v AS SELECT 1'), m.sql('SELECT 1', '')]`,
  )
  at.write('app', '0003_more', `dependencies: [['app', '0002_sql']], operations: [${create('More')}]`)
  await at.migrate()
  await assert.rejects(at.migrate({ target: { app: 'app', name: 'zero' } }), {
    ...code('MIGRATIONS_IRREVERSIBLE'),
    message: /app\.0002_sql/,
  })
  assert.deepEqual(await tables(database), ['app_item', 'app_more'])
})

test('missing and circular dependencies, two latest migrations, and files that are none', async (t) => {
  const database = await memory(t)
  const one = project(t, database)
  one.write('app', '0002_x', `dependencies: [['app', '0001_initial']], operations: []`)
  await assert.rejects(one.migrate(), {
    ...code('MIGRATIONS_MISSING_DEPENDENCY'),
    message: /app\.0002_x depends on app\.0001_initial/,
  })
  const two = project(t, database, ['app', 'b'])
  two.write('app', '0001_a', `dependencies: [['b', '0001_b']], operations: []`)
  two.write('b', '0001_b', `dependencies: [['app', '0001_a']], operations: []`)
  await assert.rejects(two.migrate(), {
    ...code('MIGRATIONS_CIRCULAR'),
    message: /app\.0001_a → b\.0001_b → app\.0001_a/,
  })
  const three = project(t, database)
  three.write('app', '0001_a', 'operations: []')
  three.write('app', '0002_b', `dependencies: [['app', '0001_a']], operations: []`)
  three.write('app', '0002_c', `dependencies: [['app', '0001_a']], operations: []`)
  await assert.rejects(three.migrate(), { ...code('MIGRATIONS_CONFLICT'), message: /0002_b, 0002_c/ })
  const four = project(t, database)
  four.write('app', '0001_a', 'operations: []')
  writeFileSync(join(four.directory, 'app/migrations/0002_b.ts'), 'export default { operations: [] }')
  await assert.rejects(four.migrate(), { ...code('MIGRATIONS_BAD_FILE'), message: /0002_b\.ts/ })
  const five = project(t, database)
  five.write('app', '0001_a', 'operations: []')
  appendFileSync(join(five.directory, 'app/migrations/0001_a.ts'), 'const = 1')
  await assert.rejects(five.migrate(), code('MIGRATIONS_BAD_FILE'))
  assert.deepEqual(await tables(database), [])
})

test('an operation that does not fit its state is a coded error that says what is near', async (t) => {
  const database = await memory(t)
  const cases: [string, string][] = [
    [`m.addField({ model: 'itme', name: 'x', field: m.field.integer({ null: true }) })`, 'UNKNOWN_MODEL'],
    [`m.removeField({ model: 'item', name: 'x' })`, 'UNKNOWN_FIELD'],
    [`m.addField({ model: 'item', name: 'n', field: m.field.integer({ null: true }) })`, 'DUPLICATE'],
    [create('Item'), 'DUPLICATE'],
    [`m.renameField({ model: 'item', from: 'n', to: 'id' })`, 'DUPLICATE'],
    [`m.removeIndex({ model: 'item', name: 'x' })`, 'UNKNOWN_FIELD'],
    [`m.alterField({ model: 'item', name: 'n', field: m.field.manyToMany('app.Item') })`, 'RELATION_CHANGE'],
  ]
  for (const [operation, name] of cases) {
    const at = project(t, database)
    at.write('app', '0001_initial', `operations: [${create('Item')}, ${operation}]`)
    await assert.rejects(at.migrate(), code(`MIGRATIONS_${name}`), operation)
    assert.deepEqual(await tables(database), [])
  }
  const at = project(t, database)
  at.write(
    'app',
    '0001_initial',
    `operations: [${create('Item')}, m.addField({ model: 'item', name: 'x', field: m.field.foreignKey('no.Where', { onDelete: 'cascade' }) })]`,
  )
  await assert.rejects(at.migrate(), { ...code('MIGRATIONS_FAILED'), message: /app\.Item\.x points at 'no\.Where'/ })
})

test('a history whose dependencies were edited is refused', async (t) => {
  const database = await memory(t)
  const at = project(t, database, ['app', 'b'])
  at.write('app', '0001_a', `operations: [${create('Item')}]`)
  await at.migrate()
  at.write('b', '0001_b', `operations: [${create('Other')}]`)
  const edited = project(t, database, ['app', 'b'])
  edited.write('b', '0001_b', `operations: [${create('Other')}]`)
  edited.write('app', '0001_a', `dependencies: [['b', '0001_b']], operations: [${create('Item')}]`)
  await assert.rejects(edited.migrate(), {
    ...code('MIGRATIONS_INCONSISTENT_HISTORY'),
    message: /app\.0001_a before b\.0001_b/,
  })
})

test('a migration that replaces others is applied where they are, and recorded with their names', async (t) => {
  const adopted = await memory(t)
  const old = project(t, adopted)
  old.write('app', '0001_a', `operations: [${create('Item')}]`)
  old.write('app', '0002_b', `dependencies: [['app', '0001_a']], operations: []`)
  await old.migrate()
  const squashed = (database: Database) => {
    const at = project(t, database)
    at.write(
      'app',
      '0001_squashed',
      `replaces: [['app', '0001_a'], ['app', '0002_b']], operations: [${create('Item')}]`,
    )
    at.write('app', '0003_c', `dependencies: [['app', '0002_b']], operations: []`)
    return at
  }
  const both = squashed(adopted)
  both.write('app', '0001_a', `operations: [${create('Item')}]`)
  both.write('app', '0002_b', `dependencies: [['app', '0001_a']], operations: []`)
  assert.deepEqual((await both.migrate()).applied, ['app.0003_c'])
  const fresh = await memory(t)
  const again = squashed(fresh)
  again.write('app', '0001_a', `operations: [${create('Item')}]`)
  again.write('app', '0002_b', `dependencies: [['app', '0001_a']], operations: []`)
  assert.deepEqual((await again.migrate()).applied, ['app.0001_squashed', 'app.0003_c'])
  assert.deepEqual((await rows(fresh, 'SELECT name FROM django_migrations ORDER BY name')).flat(), [
    '0001_a',
    '0001_squashed',
    '0002_b',
    '0003_c',
  ])
  assert.deepEqual((await squashed(await memory(t)).migrate()).applied, ['app.0001_squashed', 'app.0003_c'])
  const half = await memory(t)
  const first = project(t, half)
  first.write('app', '0001_a', `operations: [${create('Item')}]`)
  await first.migrate()
  const alone = project(t, half)
  alone.write('app', '0001_s', `replaces: [['app', '0001_a'], ['app', '0002_b']], operations: [${create('Item')}]`)
  await assert.rejects(alone.migrate(), { ...code('MIGRATIONS_PARTLY_REPLACED'), message: /0002_b/ })
})

/** A program that migrates; says 'in' from inside of its data migration. */
function child(directory: string, database: string) {
  const program = `
    import { openDatabase } from ${JSON.stringify(join(root, 'src/data/drivers/index.ts'))}
    import { migrate } from 'nuages/migrations'
    const database = await openDatabase(${JSON.stringify(database)}, { patience: 20_000 })
    const { applied } = await migrate({ orm: { database: () => database }, apps: [{ label: 'app', dir: ${JSON.stringify(join(directory, 'app'))} }] })
    process.stdout.write(JSON.stringify(applied))`
  writeFileSync(join(directory, 'program.ts'), program)
  return spawn(process.execPath, ['--conditions=nuages-source', join(directory, 'program.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('kill -9 in the middle of a migration leaves the database as it was before it', async (t) => {
  const url = `sqlite:${join(workshop(t), 'app.db')}`
  const database = await openDatabase(url)
  t.after(() => database.close())
  const at = project(t, database)
  at.write('app', '0001_initial', `operations: [${create('Item')}]`)
  at.write(
    'app',
    '0002_slow',
    `dependencies: [['app', '0001_initial']], operations: [${create('Other')},
      m.alterField({ model: 'item', name: 'n', field: m.field.text() }),
      m.run(async (apps) => { await apps.model('app.Other').create({ n: 1 }); process.stdout.write('in'); await new Promise((done) => setTimeout(done, 60_000)) })]`,
  )
  const running = child(at.directory, url)
  await once(running.stdout, 'data')
  running.kill('SIGKILL')
  await once(running, 'exit')
  assert.deepEqual(await tables(database), ['app_item'])
  assert.deepEqual(await rows(database, 'PRAGMA integrity_check'), [['ok']])
  assert.deepEqual(
    (await at.show())[0]!.migrations.map(({ applied }) => applied !== null),
    [true, false],
  )
})

test('two processes that migrate at once share the work and both succeed', async (t) => {
  const url = `sqlite:${join(workshop(t), 'app.db')}`
  const at = project(t, await memory(t))
  at.write('app', '0001_initial', `operations: [${create('Item')}]`)
  for (let i = 2; i < 8; i++)
    at.write(
      'app',
      `000${i}_x`,
      `dependencies: [['app', '000${i - 1}_${i === 2 ? 'initial' : 'x'}']], operations: [${create(`T${i}`)},
      m.run(async (apps) => { await apps.model('app.Item').create({ n: ${i} }); await new Promise((done) => setTimeout(done, 20)) })]`,
    )
  const answers = await Promise.all(
    [child(at.directory, url), child(at.directory, url)].map(async (running) => {
      let text = ''
      running.stdout.on('data', (chunk) => (text += chunk))
      const [exit] = await once(running, 'close')
      assert.equal(exit, 0)
      return JSON.parse(text) as string[]
    }),
  )
  assert.equal(answers.flat().length, 7)
  assert.equal(new Set(answers.flat()).size, 7)
  const database = await openDatabase(url)
  t.after(() => database.close())
  assert.deepEqual((await rows(database, 'SELECT n FROM app_item ORDER BY n')).flat(), [2, 3, 4, 5, 6, 7])
  await sleep(0)
})
