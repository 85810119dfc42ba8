import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate, showMigrations, squashMigrations } from '../../../src/data/migrations/index.ts'
import { code, file, shapeOf, workshop } from './helpers.ts'

const create = (name: string) =>
  `m.createModel({ name: '${name}', fields: { id: m.field.bigAuto({ primaryKey: true }), n: m.field.integer() } })`

/** An app with four migrations, one of them of data. */
async function project(t: TestContext, more: readonly string[] = []) {
  const directory = workshop(t)
  const labels = ['app', ...more]
  const apps = labels.map((label) => ({ label, dir: join(directory, label) }))
  const path = (name: string) => join(directory, 'app/migrations', `${name}.ts`)
  file(directory, 'app', '0001_initial', `operations: [${create('Item')}]`)
  file(
    directory,
    'app',
    '0002_code',
    `accepts: ['migrations.L002'], dependencies: [['app', '0001_initial']], operations: [
      m.addField({ model: 'item', name: 'code', field: m.field.char({ maxLength: 5 }), fill: 'x' }),
      m.sql('UPDATE app_item SET code = code', '', { elidable: true }),
    ]`,
  )
  writeFileSync(
    path('0003_data'),
    `import { createHash as hash } from 'node:crypto'
import { type HistoricalApps, migration, run } from 'nuages/migrations'
import type { MigrationKey } from 'nuages/migrations'

const before: MigrationKey = ['app', '0002_code']

// How long a code is.
const long: number = 5

const { algorithm: [algorithm] } = { algorithm: ['md5'] as const }

function codeOf(n: number): string {
  return hash(algorithm).update(String(n)).digest('hex').slice(0, long)
}

async function forwards(apps: HistoricalApps): Promise<void> {
  const items = apps.model('app.Item')
  for await (const item of items.all()) {
    item.code = codeOf(item.n as number)
    await item.save()
  }
}

export default migration({
  dependencies: [before],
  operations: [run(forwards, () => {})],
})
`,
  )
  file(
    directory,
    'app',
    '0004_wide',
    `dependencies: [['app', '0003_data']], operations: [
      m.alterField({ model: 'item', name: 'code', field: m.field.char({ maxLength: 9 }) }),
      m.renameField({ model: 'item', from: 'n', to: 'number' }),
    ]`,
  )
  const fresh = async () => {
    const database = await openDatabase('sqlite::memory:')
    t.after(() => database.close())
    const orm = { database: () => database }
    return {
      database,
      migrate: (options = {}) => migrate({ orm, apps, ...options }),
      show: async () =>
        (await showMigrations({ orm, apps }))[0]!.migrations.map(({ name, applied }) => [name, applied !== null]),
      rows: (text: string) => database.all({ text, writes: false, wide: false }, []),
    }
  }
  // A file that was imported is not read again: a project somewhere else reads it as it is now.
  return {
    directory,
    apps,
    path,
    fresh,
    squash: (options: object) => squashMigrations({ apps, app: 'app', to: '0004', ...options }),
  }
}

test('one file for four, with the functions of the others', async (t) => {
  const at = await project(t)
  const old = await at.fresh()
  await old.migrate()
  const made = await at.squash({})
  assert.equal(made.name, '0001_squashed_0004_wide')
  assert.deepEqual(made.replaces, ['app.0001_initial', 'app.0002_code', 'app.0003_data', 'app.0004_wide'])
  assert.deepEqual([made.before, made.after, made.functions], [6, 4, 1])
  const source = readFileSync(made.file, 'utf8')
  assert.match(source, /accepts: \['migrations.L002'\]/)
  assert.match(source, /import \{ createHash as hash \} from 'node:crypto'/)
  assert.match(source, /\/\/ How long a code is\.\nconst long: number = 5\n/)
  assert.match(source, /const \{ algorithm: \[algorithm\] \} = /)
  assert.match(source, /function codeOf\(n: number\): string \{/)
  assert.match(
    source,
    /\/\/ From 0003_data\.ts, with what it uses\. Check .*\n {4}run\(\n {6}async function forwards\(apps: HistoricalApps\): Promise<void> \{/,
  )
  assert.doesNotMatch(source, /const before|UPDATE app_item/)

  const none = await at.fresh()
  assert.deepEqual((await none.migrate()).applied, ['app.0001_squashed_0004_wide'])
  assert.deepEqual(await shapeOf(none.database), await shapeOf(old.database))
  assert.deepEqual((await old.migrate()).applied, [])
  assert.deepEqual(await old.show(), [['0001_squashed_0004_wide', true]])
})

test('a database that has a part goes on with the old files, and says so where they are gone', async (t) => {
  const at = await project(t)
  const part = await at.fresh()
  await part.migrate({ target: { app: 'app', name: '0002' } })
  await at.squash({ name: 'all' })
  assert.deepEqual(await part.show(), [
    ['0001_initial', true],
    ['0002_code', true],
    ['0003_data', false],
    ['0004_wide', false],
  ])
  const other = await at.fresh()
  await other.migrate({ target: { app: 'app', name: '0001_all' } })
  assert.deepEqual((await part.migrate()).applied, ['app.0003_data', 'app.0004_wide'])
  assert.deepEqual((await part.migrate()).applied, [])
  assert.deepEqual(await part.show(), [['0001_all', true]])

  const half = await at.fresh()
  await half.migrate({ target: { app: 'app', name: '0001_all' } })
  await half.database.script(`DELETE FROM django_migrations WHERE name IN ('0003_data', '0004_wide', '0001_all')`)
  for (const name of ['0001_initial', '0002_code', '0003_data', '0004_wide']) rmSync(at.path(name))
  await assert.rejects(half.migrate(), { ...code('MIGRATIONS_PARTLY_REPLACED'), message: /0003_data, app\.0004_wide/ })
  assert.deepEqual((await other.migrate()).applied, [])
})

test('a squash of a squash', async (t) => {
  const at = await project(t)
  const old = await at.fresh()
  await old.migrate({ target: { app: 'app', name: '0002' } })
  const first = await at.squash({ to: '0002', name: 'first' })
  assert.equal(first.name, '0001_first')
  const some = await at.fresh()
  await some.migrate({ target: { app: 'app', name: '0001_first' } })
  const second = await at.squash({ name: 'second' })
  assert.deepEqual(second.replaces, ['app.0001_initial', 'app.0002_code', 'app.0003_data', 'app.0004_wide'])
  const shapes = []
  for (const database of [old, some, await at.fresh()]) {
    const { applied } = await database.migrate()
    assert.deepEqual(
      applied,
      database === old || database === some ? ['app.0003_data', 'app.0004_wide'] : ['app.0001_second'],
    )
    assert.deepEqual((await database.migrate()).applied, [])
    assert.deepEqual(await database.show(), [['0001_second', true]])
    shapes.push(await shapeOf(database.database))
  }
  assert.deepEqual(shapes[1], shapes[0])
  assert.deepEqual(shapes[2], shapes[0])
})

test('a part in the middle keeps what it depends on, and others that depend on it', async (t) => {
  const at = await project(t, ['other'])
  file(at.directory, 'other', '0001_initial', `dependencies: [['app', '0003_data']], operations: [${create('Thing')}]`)
  const made = await at.squash({ from: '0002', to: '0003' })
  assert.equal(made.name, '0002_squashed_0003_data')
  assert.match(made.source, /dependencies: \[\['app', '0001_initial'\]\]/)
  const fresh = await at.fresh()
  assert.deepEqual((await fresh.migrate()).applied, [
    'app.0001_initial',
    'app.0002_squashed_0003_data',
    'app.0004_wide',
    'other.0001_initial',
  ])
  await fresh.migrate({ target: { app: 'app', name: 'zero' } })
  assert.deepEqual(await shapeOf(fresh.database), [])
})

test('what cannot be squashed is refused, and nothing is written', async (t) => {
  const at = await project(t, ['other'])
  const files = () => readdirSync(join(at.directory, 'app/migrations')).sort()
  const before = files()
  await assert.rejects(at.squash({ from: '0004', to: '0002' }), code('MIGRATIONS_SQUASH_RANGE'))
  await assert.rejects(at.squash({ to: '0001' }), code('MIGRATIONS_SQUASH_RANGE'))
  await assert.rejects(at.squash({ to: '0009' }), code('MIGRATIONS_UNKNOWN_MIGRATION'))
  await assert.rejects(at.squash({ app: 'ap' }), code('MIGRATIONS_UNKNOWN_APP'))
  await assert.rejects(at.squash({ name: 'a b' }), code('MIGRATIONS_BAD_NAME'))
  // The other app stands between two of them.
  file(at.directory, 'other', '0001_initial', `dependencies: [['app', '0001_initial']], operations: []`)
  file(
    at.directory,
    'app',
    '0005_other',
    `dependencies: [['app', '0004_wide'], ['other', '0001_initial']], operations: []`,
  )
  await assert.rejects(at.squash({ to: '0005' }), { ...code('MIGRATIONS_CIRCULAR'), message: /other\.0001_initial/ })
  writeFileSync(
    at.path('0006_clash'),
    `import * as m from 'nuages/migrations'\nconst long = 7\nexport default m.migration({ dependencies: [['app', '0005_other']], operations: [m.run(() => void long)] })\n`,
  )
  await assert.rejects(at.squash({ from: '0002', to: '0006' }), {
    ...code('MIGRATIONS_SQUASH_NAMES'),
    message: /'long' .*0003_data\.ts .*0006_clash\.ts/,
  })
  assert.deepEqual(files(), [...before, '0005_other.ts', '0006_clash.ts'])
  assert.equal(existsSync(at.path('0001_squashed_0005_other')), false)
})

test('without the optimizer every operation stays, elidable ones too', async (t) => {
  const at = await project(t)
  const made = await at.squash({ optimize: false, dryRun: true })
  assert.deepEqual([made.before, made.after], [6, 6])
  assert.match(made.source, /sql\('UPDATE app_item SET code = code', '', \{ elidable: true \}\)/)
  assert.equal(existsSync(made.file), false)
})
