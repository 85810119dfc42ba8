import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../../src/data/drivers/index.ts'
import { findingsOf, lintMigrations, migrate } from '../../../../src/data/migrations/index.ts'
import { code, file, memory, workshop } from '../helpers.ts'
import { walkGuide } from './guide.ts'

const initial = `operations: [
  m.createModel({ name: 'Section', fields: { id: m.field.bigAuto({ primaryKey: true }), name: m.field.char({ maxLength: 20 }) } }),
  m.createModel({ name: 'Story', fields: {
    id: m.field.bigAuto({ primaryKey: true }),
    title: m.field.char({ maxLength: 20 }),
    note: m.field.text({ null: true }),
    words: m.field.integer({ null: true }),
  } }),
]`

/** A project with one applied migration and a story, or more of them. */
async function news(t: TestContext, stories = 1) {
  const directory = workshop(t)
  const database: Database = await memory(t)
  file(directory, 'news', '0001_initial', initial)
  const options = { orm: { database: () => database }, apps: [{ label: 'news', dir: `${directory}/news` }] }
  await migrate(options)
  const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${stories})`
  await database.script(`INSERT INTO news_story (title, words) ${rows} SELECT 'a', 1 FROM n`)
  let last = '0001_initial'
  return {
    options,
    database,
    /** Writes the next migration. */
    add(name: string, body: string, more = '') {
      file(directory, 'news', name, `dependencies: [['news', '${last}']], operations: [${body}] ${more}`)
      last = name
    },
    async found(target?: { app: string; name?: string }) {
      const report = await lintMigrations({ ...options, ...(target && { target }) })
      return findingsOf(report).map(({ id, level, operation }) => `${id.slice(-4)} ${level} ${operation}`)
    },
  }
}

const field = "m.addField({ model: 'story', name: 'extra', field: m.field"

test('each operation is judged by what the program that runs meanwhile knows', async (t) => {
  const { add, found } = await news(t)
  add('0002_required', `${field}.integer({ default: 1 }) })`)
  assert.deepEqual(await found(), ['L012 danger 1', 'L020 note 1'])
  add(
    '0003_more',
    `m.renameField({ model: 'story', from: 'title', to: 'headline' }),
     m.renameField({ model: 'story', from: 'extra', to: 'more' }),
     m.removeField({ model: 'story', name: 'note' }),
     m.removeField({ model: 'story', name: 'more' }),
     m.deleteModel({ name: 'Section' })`,
  )
  assert.deepEqual(await found(), [
    'L012 danger 1',
    'L020 note 1',
    // The program asks for the title; of 'extra' it knows nothing yet, nor has it a value.
    'L010 danger 1',
    'L002 danger 3',
    'L011 danger 3',
    'L020 note 3',
    'L020 note 4',
    // A table without rows loses none.
    'L011 caution 5',
  ])
})

test('what a plan makes by itself is nobody’s yet', async (t) => {
  const { add, found } = await news(t)
  add(
    '0002_new',
    `m.createModel({ name: 'Tag', fields: { id: m.field.bigAuto({ primaryKey: true }), word: m.field.char({ maxLength: 20 }) } }),
     m.addField({ model: 'tag', name: 'extra', field: m.field.integer() }),
     m.renameField({ model: 'tag', from: 'word', to: 'text' }),
     m.renameModel({ from: 'Tag', to: 'Label' }),
     m.removeField({ model: 'label', name: 'text' }),
     m.addIndex({ model: 'label', index: { name: 'ix', fields: ['extra'] } }),
     m.deleteModel({ name: 'Label' })`,
  )
  assert.deepEqual(await found(), [])
})

test('a rename is followed to the table that is there', async (t) => {
  const { add, options } = await news(t, 3)
  add(
    '0002_renamed',
    `m.renameModel({ from: 'Story', to: 'Tale' }), m.alterField({ model: 'tale', name: 'words', field: m.field.integer(), fill: 0 })`,
  )
  const { migrations } = await lintMigrations(options)
  const [, altered] = migrations[0]!.operations
  assert.deepEqual(
    altered!.tables.map(({ table, rows, rewrites }) => [table, rows, rewrites]),
    [['news_story', 3, true]],
  )
  assert.deepEqual(
    altered!.findings.map(({ id, table }) => [id.slice(-4), table]),
    [
      ['L005', 'news_tale'],
      ['L013', 'news_tale'],
      ['L020', 'news_tale'],
    ],
  )
  assert.deepEqual([altered!.losesData, altered!.undo, altered!.breaksRunningCode], [true, 'withoutData', false])
})

test('the more rows a table has, the worse it is to write it anew', async (t) => {
  for (const [rows, level] of [
    [0, undefined],
    [10, 'note'],
    [100_000, 'caution'],
    [1_000_000, 'danger'],
  ] as const) {
    const { add, options, database } = await news(t, Math.max(rows, 1))
    if (rows === 0) await database.script('DELETE FROM news_story')
    add('0002_unique', "m.alterField({ model: 'story', name: 'words', field: m.field.bigInteger({ null: true }) })")
    const report = await lintMigrations(options)
    assert.equal(findingsOf(report).find(({ id }) => id === 'migrations.L020')?.level, level, String(rows))
    assert.match(report.server, /^SQLite 3\.\d+\.\d+$/)
  }
})

test('functions and statements are judged as far as it goes', async (t) => {
  const { add, found } = await news(t)
  add('0002_run', 'm.run(async () => {}), m.run(() => {}, () => {})')
  add('0003_sql', "m.sql('DELETE FROM news_story; REINDEX', '')")
  add('0004_sql', "m.sql('ALTER TABLE news_story DROP COLUMN note')")
  add('0005_own', "m.custom({ description: 'Own', forwards: ({ connection }) => { connection.all() } })")
  add(
    '0006_apart',
    "m.separateStateAndDatabase({ state: [m.removeField({ model: 'story', name: 'words' })], database: [m.run(() => {}, () => {})] })",
  )
  assert.deepEqual(await found(), [
    'L032 note 1',
    'L031 note 1',
    'L032 note 2',
    'L006 danger 1',
    'L033 note 1',
    'L002 danger 1',
    'L011 danger 1',
    'L020 note 1',
    'L031 note 1',
    'L032 note 1',
    'L031 note 1',
    'L032 note 1',
  ])
})

test('a column goes in two releases without a word but that its values go', async (t) => {
  const { add, options, database, found } = await news(t)
  const gone = "m.removeField({ model: 'story', name: 'note' })"
  add('0002_unused', `m.separateStateAndDatabase({ state: [${gone}] })`)
  assert.deepEqual(await found(), [])
  await migrate(options)
  add(
    '0003_dropped',
    `m.separateStateAndDatabase({ database: [
      m.separateStateAndDatabase({ state: [m.addField({ model: 'story', name: 'note', field: m.field.text({ null: true }) })] }),
      ${gone},
    ] })`,
    ", accepts: ['migrations.L002']",
  )
  assert.deepEqual(await found(), ['L020 note 1'])
  const columns = { text: "SELECT name FROM pragma_table_info('news_story')", writes: false, wide: false }
  assert.deepEqual((await database.all(columns, [])).flat(), ['id', 'title', 'note', 'words'])
  await migrate({ ...options, allowDataLoss: true })
  assert.deepEqual((await database.all(columns, [])).flat(), ['id', 'title', 'words'])
})

test('findings are accepted in the file, and acceptances are judged as well', async (t) => {
  const { add, options } = await news(t)
  add(
    '0002_gone',
    "m.removeField({ model: 'story', name: 'note' })",
    ", accepts: ['migrations.L002', 'migrations.L011']",
  )
  add(
    '0003_typo',
    "m.removeField({ model: 'story', name: 'words' })",
    ", accepts: ['migrations.L0002', 'migrations.L001']",
  )
  const report = await lintMigrations(options)
  assert.deepEqual(
    report.migrations[0]!.operations[0]!.findings.map(({ id, accepted }) => [id, accepted]),
    [
      ['migrations.L002', true],
      ['migrations.L011', true],
      ['migrations.L020', false],
    ],
  )
  assert.deepEqual(
    findingsOf(report, 'danger').map(({ id, migration }) => [id, migration]),
    [
      ['migrations.L002', 'news.0003_typo'],
      ['migrations.L011', 'news.0003_typo'],
      ['migrations.L040', 'news.0003_typo'],
    ],
  )
  const [typo, unused] = report.migrations[1]!.findings
  assert.match(typo!.message, /'migrations\.L0002', which is no id of the linter \(did you mean 'migrations\.L002'\?\)/)
  assert.deepEqual([unused!.id, unused!.level], ['migrations.L041', 'note'])
})

test('a target is an app, a migration, or those from one to another', async (t) => {
  const { add, options } = await news(t)
  for (const name of ['0002_a', '0003_b', '0004_c']) add(name, '')
  const names = async (target?: { app: string; name?: string }) =>
    (await lintMigrations({ ...options, ...(target && { target }) })).migrations.map(({ migration }) =>
      migration.slice(5, 9),
    )
  assert.deepEqual(await names(), ['0002', '0003', '0004'])
  assert.deepEqual(await names({ app: 'news' }), ['0002', '0003', '0004'])
  assert.deepEqual(await names({ app: 'news', name: '0003' }), ['0003'])
  assert.deepEqual(await names({ app: 'news', name: '0001' }), ['0001'])
  assert.deepEqual(await names({ app: 'news', name: '0001..0003' }), ['0001', '0002', '0003'])
  assert.deepEqual(await names({ app: 'news', name: '0003..' }), ['0003', '0004'])
  assert.deepEqual(await names({ app: 'news', name: '..0002' }), ['0001', '0002'])
  await assert.rejects(names({ app: 'nwes' }), code('MIGRATIONS_UNKNOWN_APP'))
  await assert.rejects(names({ app: 'news', name: '0009' }), code('MIGRATIONS_UNKNOWN_MIGRATION'))
  await assert.rejects(names({ app: 'news', name: '0003..0001' }), code('MIGRATIONS_EMPTY_RANGE'))
})

test('nothing is applied, and nothing is written', async (t) => {
  const { add, options, database } = await news(t)
  add('0002_gone', "m.removeField({ model: 'story', name: 'note' }), m.run(() => { throw new Error('ran') })")
  const read = async () =>
    JSON.stringify([
      await database.all({ text: 'SELECT sql FROM sqlite_schema', writes: false, wide: false }, []),
      await database.all({ text: 'SELECT * FROM django_migrations', writes: false, wide: false }, []),
    ])
  const before = await read()
  await lintMigrations(options)
  assert.equal(await read(), before)
})

test('the guide’s ways around run on SQLite as well', async (t) => {
  const database = await memory(t)
  const rows = "INSERT INTO news_article (title, words, note) VALUES ('Title 1', 1, 'n')"
  const said = await walkGuide(t, database, rows)
  assert.equal(Object.keys(said).length, 15)
  assert.deepEqual(
    Object.entries(said).filter(([, ids]) => ids.some((each) => each.endsWith('danger'))),
    [],
  )
  const select = 'SELECT title, slug, status, word_count FROM news_article'
  assert.deepEqual(await database.all({ text: select, writes: false, wide: false }, []), [
    ['Title 1', 'title 1', 'draft', 1],
  ])
})
