import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { version } from '../../../src/base/settings/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import {
  answered,
  answersFromFlags,
  field,
  type MakeMigrationsOptions,
  type ModelState,
  makeMigrations,
  migrate,
  prompted,
  showMigrations,
  sqlMigrate,
} from '../../../src/data/migrations/index.ts'
import { buildRegistry } from '../../../src/data/orm/index.ts'
import { classesOf, code, memory, model, shapeOf, workshop } from './helpers.ts'

/** A project of apps whose models may change between two calls. */
async function project(t: TestContext) {
  const directory = workshop(t)
  const database = await memory(t)
  const of = (models: readonly ModelState[]) => {
    const labels = [...new Set(models.map((each) => each.app))].sort()
    const apps = labels.map((label) => ({
      label,
      dir: join(directory, label),
      models: classesOf(...models.filter((each) => each.app === label)),
    }))
    return { apps, orm: { registry: buildRegistry(apps), database: () => database } }
  }
  return {
    directory,
    database,
    make: async (models: readonly ModelState[], options: Partial<MakeMigrationsOptions> = {}) =>
      (await makeMigrations({ ...of(models), ...options })).migrations,
    migrate: (models: readonly ModelState[], options = {}) => migrate({ ...of(models), ...options }),
    show: (models: readonly ModelState[]) => showMigrations(of(models)),
    sql: (models: readonly ModelState[], app: string, name: string) =>
      sqlMigrate({ ...of(models), app, name }).then(({ operations }) =>
        operations.flatMap(({ statements }) => statements ?? []),
      ),
    rows: (text: string) => database.all({ text, writes: false, wide: false }, []),
    run: (text: string) => database.script(text),
  }
}

const author = model('books', 'Author', { name: field.char({ maxLength: 100 }) })
const book = model('books', 'Book', {
  title: field.char({ maxLength: 200 }),
  author: field.foreignKey('books.Author', { onDelete: 'cascade' }),
  readers: field.manyToMany('people.Reader'),
})
const reader = model('people', 'Reader', { isStaff: field.boolean({ default: false }) })

test('from models to files to tables, and then there is nothing to do', async (t) => {
  const at = await project(t)
  const models = [author, book, reader]
  const made = await at.make(models)
  assert.deepEqual(
    made.map(({ app, name }) => `${app}.${name}`),
    ['people.0001_initial', 'books.0001_initial'],
  )
  assert.equal(
    readFileSync(join(at.directory, 'books/migrations/0001_initial.ts'), 'utf8'),
    `import { createModel, field, migration } from 'nuages/migrations'

export default migration({
  version: '${version()}',
  dependencies: [['people', '0001_initial']],
  operations: [
    createModel({
      name: 'Author',
      fields: { id: field.bigAuto({ primaryKey: true }), name: field.char({ maxLength: 100 }) },
    }),
    createModel({
      name: 'Book',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        title: field.char({ maxLength: 200 }),
        author: field.foreignKey('books.Author', { onDelete: 'cascade' }),
        readers: field.manyToMany('people.Reader'),
      },
    }),
  ],
})
`,
  )
  const told: string[] = []
  const result = await at.migrate(models, {
    onProgress: (event: { app: string; direction: string; step: number; steps: number }) =>
      told.push(`${event.app} ${event.direction} ${event.step}/${event.steps}`),
  })
  assert.deepEqual(result, {
    applied: ['people.0001_initial', 'books.0001_initial'],
    undone: [],
    accepted: [],
    unknown: [],
  })
  assert.deepEqual(told, ['people forwards 1/2', 'books forwards 2/2'])
  assert.deepEqual(await at.make(models), [])
  assert.deepEqual((await at.migrate(models)).applied, [])
  assert.deepEqual(
    (await at.rows('SELECT app, name FROM django_migrations ORDER BY id')).map(([app, name]) => [app, name]),
    [
      ['people', '0001_initial'],
      ['books', '0001_initial'],
    ],
  )
  const [, link] = (await shapeOf(at.database)).filter(({ name }) => name.startsWith('books_book'))
  assert.deepEqual(
    link!.columns.map(({ name }) => name),
    ['book_id', 'id', 'reader_id'],
  )
})

test('a renamed field asks; without an answer nothing is written, and both names and the flag are said', async (t) => {
  const at = await project(t)
  await at.make([author])
  await at.migrate([author])
  await at.run(`INSERT INTO books_author (name) VALUES ('Ada')`)
  const renamed = model('books', 'Author', { fullName: field.char({ maxLength: 100 }) })
  await assert.rejects(at.make([renamed]), {
    ...code('MIGRATIONS_UNANSWERED_RENAME'),
    message: /'name' of books\.Author renamed to 'fullName'/,
    hint: /--rename/,
  })
  assert.deepEqual(readdirSync(join(at.directory, 'books/migrations')), ['0001_initial.ts'])
  const questions = answered(answersFromFlags({ rename: ['books.author.name=fullName'] }))
  const [made] = await at.make([renamed], { questions })
  assert.equal(made!.name, '0002_rename_name_author_fullname')
  await at.migrate([renamed])
  assert.deepEqual(await at.rows('SELECT full_name FROM books_author'), [['Ada']])
  assert.deepEqual(await at.make([renamed]), [])

  await at.migrate([renamed], { target: { app: 'books', name: '0001' } })
  assert.deepEqual(await at.rows('SELECT name FROM books_author'), [['Ada']])
})

test('a rename that was none removes and adds, and is asked for a value', async (t) => {
  const at = await project(t)
  await at.make([author])
  const other = model('books', 'Author', { motto: field.char({ maxLength: 100 }) })
  const no = answersFromFlags({ rename: ['books.author.name='] })
  await assert.rejects(at.make([other], { questions: answered(no) }), {
    ...code('MIGRATIONS_UNANSWERED_FILL'),
    message: /books\.Author.*'motto'/,
    hint: /--fill/,
  })
  const questions = answered({ ...no, fills: { 'books.Author.motto': 'none' } })
  const [made] = await at.make([other], { questions })
  assert.deepEqual(made!.operations, ['Remove field name from author', 'Add field motto to author'])
  assert.match(made!.source, /fill: 'none'/)
})

test('a renamed model keeps its rows and what points at it', async (t) => {
  const at = await project(t)
  await at.make([author, book, reader])
  await at.migrate([author, book, reader])
  await at.run(`INSERT INTO books_author (name) VALUES ('Ada');
    INSERT INTO people_reader (is_staff) VALUES (1);
    INSERT INTO books_book (title, author_id) VALUES ('Notes', 1);
    INSERT INTO books_book_readers (book_id, reader_id) VALUES (1, 1)`)
  const writer = model('books', 'Writer', author.fields)
  const work = model('books', 'Work', {
    ...book.fields,
    author: field.foreignKey('books.Writer', { onDelete: 'cascade' }),
  })
  await assert.rejects(at.make([writer, work, reader]), code('MIGRATIONS_UNANSWERED_MODEL_RENAME'))
  const questions = answered({ renames: { 'books.author': 'Writer', 'books.book': 'Work' } })
  const [made] = await at.make([writer, work, reader], { questions })
  assert.deepEqual(made!.operations, ['Rename model Book to Work', 'Rename model Author to Writer'])
  await at.migrate([writer, work, reader])
  assert.deepEqual(
    await at.rows(`SELECT w.title, a.name, r.is_staff FROM books_work w JOIN books_writer a ON a.id = w.author_id
      JOIN books_work_readers l ON l.work_id = w.id JOIN people_reader r ON r.id = l.reader_id`),
    [['Notes', 'Ada', 1]],
  )
  assert.deepEqual(await at.rows('PRAGMA foreign_key_check'), [])
  const fresh = await project(t)
  await fresh.make([writer, work, reader])
  await fresh.migrate([writer, work, reader])
  assert.deepEqual(await shapeOf(at.database), await shapeOf(fresh.database))
  assert.deepEqual(await at.make([writer, work, reader]), [])
})

test('a default that is a function is called once and written down', async (t) => {
  const at = await project(t)
  await at.make([author])
  const registry = await import('../../../src/data/orm/index.ts')
  const classes = {
    Author: registry.defineModel({
      name: 'Author',
      fields: {
        name: registry.fieldFromState(author.fields.name!),
        notes: registry.fieldFromState({ type: 'json', options: { default: () => ({ seen: [] }) } }),
      },
    }),
  }
  const apps = [{ label: 'books', dir: join(at.directory, 'books'), models: classes }]
  const { migrations } = await makeMigrations({ orm: { registry: buildRegistry(apps) }, apps })
  assert.match(migrations[0]!.source, /field: field\.json\(\), fill: \{ seen: \[\] \}/)
})

test('a person is asked in words, and may answer in JSON or text', async (t) => {
  const at = await project(t)
  await at.make([author])
  const asked: string[] = []
  const more = model('books', 'Author', { ...author.fields, age: field.integer(), code: field.char({ maxLength: 3 }) })
  const lines = ['42', 'abc']
  const questions = prompted({
    confirm: async () => true,
    text: async (message) => {
      asked.push(message)
      return lines.shift()!
    },
  })
  const [made] = await at.make([more], { questions })
  assert.match(asked[0]!, /books\.Author\.age/)
  assert.match(made!.source, /fill: 42/)
  assert.match(made!.source, /fill: 'abc'/)
  const gone = prompted({ confirm: async () => true, text: async () => null })
  const third = model('books', 'Author', { ...more.fields, x: field.integer() })
  await assert.rejects(at.make([third], { questions: gone }), code('MIGRATIONS_UNANSWERED_FILL'))
})

test('a dry run writes nothing; an app may be chosen; names are checked', async (t) => {
  const at = await project(t)
  const models = [author, book, reader]
  assert.equal((await at.make(models, { dryRun: true })).length, 2)
  assert.equal(existsSync(join(at.directory, 'books')), false)
  assert.deepEqual(
    (await at.make(models, { only: ['people'] })).map(({ app }) => app),
    ['people'],
  )
  await assert.rejects(at.make(models, { only: ['boks'] }), { ...code('MIGRATIONS_UNKNOWN_APP'), message: /'books'/ })
  await assert.rejects(at.make(models, { name: '../x' }), code('MIGRATIONS_BAD_NAME'))
  const [made] = await at.make(models, { only: ['books'], name: 'start' })
  assert.equal(made!.name, '0001_start')
  const [empty] = await at.make(models, { only: ['books'], empty: true })
  assert.equal(empty!.name, '0002_custom')
  assert.match(empty!.source, /dependencies: \[\['books', '0001_start'\]\],\n {2}operations: \[\],/)
})

test('an app without a folder can have no migrations', async (t) => {
  const at = await project(t)
  const apps = [{ label: 'books', models: classesOf(author) }]
  const orm = { registry: buildRegistry(apps), database: () => at.database }
  assert.deepEqual((await makeMigrations({ orm, apps })).migrations, [])
  await assert.rejects(makeMigrations({ orm, apps, only: ['books'] }), code('MIGRATIONS_NO_FOLDER'))
})

test('showmigrations and targets: forwards, backwards, zero', async (t) => {
  const at = await project(t)
  const tagged = model('books', 'Author', { ...author.fields, tag: field.char({ maxLength: 5, null: true }) })
  await at.make([author])
  await at.make([tagged])
  await at.migrate([tagged], { target: { app: 'books', name: '0001' } })
  const shown = await at.show([tagged])
  assert.deepEqual(
    shown.map(({ app, migrations }) => [app, migrations.map(({ name, applied }) => [name, applied !== null])]),
    [
      [
        'books',
        [
          ['0001_initial', true],
          ['0002_author_tag', false],
        ],
      ],
    ],
  )
  assert.match(shown[0]!.migrations[0]!.applied!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/)
  await at.migrate([tagged])
  const back = await at.migrate([tagged], { target: { app: 'books', name: 'zero' } })
  assert.deepEqual(back.undone, ['books.0002_author_tag', 'books.0001_initial'])
  assert.deepEqual(await shapeOf(at.database), [])
  await at.migrate([tagged], { fake: true })
  assert.deepEqual(await shapeOf(at.database), [])
  assert.equal((await at.rows('SELECT * FROM django_migrations')).length, 2)
  const to = (app: string, name: string) => at.migrate([tagged], { target: { app, name } })
  await assert.rejects(to('nobody', '1'), code('MIGRATIONS_UNKNOWN_APP'))
  await assert.rejects(to('books', '0003'), code('MIGRATIONS_UNKNOWN_MIGRATION'))
  await assert.rejects(to('books', '000'), code('MIGRATIONS_AMBIGUOUS_MIGRATION'))
})

test('sqlmigrate says what would be sent', async (t) => {
  const at = await project(t)
  await at.make([author])
  assert.deepEqual(await at.sql([author], 'books', '0001'), [
    'CREATE TABLE "books_author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(100) NOT NULL);',
  ])
  const longer = model('books', 'Author', { name: field.char({ maxLength: 120 }) })
  await at.make([longer])
  const script = await at.sql([longer], 'books', '0002')
  assert.match(script.join('\n'), /new__books_author[\s\S]*INSERT INTO[\s\S]*DROP TABLE "books_author"/)
})

test('a database of another process that was migrated by files of the same names is taken as it is', async (t) => {
  const at = await project(t)
  await at.make([author])
  const file = join(at.directory, 'app.db')
  const database = await openDatabase(`sqlite:${file}`)
  t.after(() => database.close())
  await database.script(`CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
    INSERT INTO django_migrations (app, name, applied) VALUES ('books', '0001_initial', '2021-01-01 00:00:00'),
      ('gone', '0001_initial', '2021-01-01 00:00:00'), ('books', '0007_gone', '2021-01-01 00:00:00')`)
  const apps = [{ label: 'books', dir: join(at.directory, 'books'), models: classesOf(author) }]
  const orm = { registry: buildRegistry(apps), database: () => database }
  assert.deepEqual(await migrate({ orm, apps }), {
    applied: [],
    undone: [],
    accepted: [],
    unknown: ['books.0007_gone'],
  })
})

test('flags that cannot be read are refused', () => {
  for (const flags of [{ rename: ['news.title'] }, { rename: ['title=x'] }, { fill: ['news.article=1'] }])
    assert.throws(() => answersFromFlags(flags), code('MIGRATIONS_BAD_ANSWER'))
  assert.deepEqual(answersFromFlags({ rename: ['a.b.c='], fill: ['a.b.c={"x":1}', 'a.b.d=x=y'] }), {
    renames: { 'a.b.c': '' },
    fills: { 'a.b.c': { x: 1 }, 'a.b.d': 'x=y' },
  })
})

test('names of files: what models are called, what is too long, what no file can be called', async (t) => {
  const at = await project(t)
  await at.make([author])
  const index = { name: 'by-name (fast)', fields: ['name'] }
  const named = model('books', 'Author', author.fields, { indexes: [index] })
  const [made] = await at.make([named])
  assert.equal(made!.name, '0002_author_by_name_fast_')
  assert.deepEqual(await at.make([named]), [])
  for (const name of ['a-b', '', 'x'.repeat(201)])
    await assert.rejects(at.make([author], { name }), code('MIGRATIONS_BAD_NAME'))
  const [long] = await at.make([
    model('books', 'Author', { ...named.fields, ['f'.repeat(240)]: field.text({ null: true }) }, named.options),
  ])
  assert.equal(long!.name.length, 205)
  writeFileSync(join(at.directory, 'books/migrations/0009-odd.ts'), 'export default 1')
  await assert.rejects(at.make([named]), { ...code('MIGRATIONS_BAD_FILE'), message: /0009-odd\.ts.*letters/ })
})

test('where one file cannot be written, none is', async (t) => {
  const at = await project(t)
  mkdirSync(join(at.directory, 'people'), { recursive: true })
  // What should be a folder is a file.
  writeFileSync(join(at.directory, 'books'), '')
  await assert.rejects(at.make([author, book, reader]))
  assert.deepEqual(readdirSync(join(at.directory, 'people/migrations')), [])
})

test('a file of a newer nuages says so', async (t) => {
  const at = await project(t)
  await at.make([author])
  const path = join(at.directory, 'books/migrations/0001_initial.ts')
  writeFileSync(
    join(at.directory, 'books/migrations/0002_new.ts'),
    readFileSync(path, 'utf8').replace(/version: '[^']+'/, "version: '99.1.0'"),
  )
  const refused = {
    ...code('MIGRATIONS_NEWER_FILE'),
    message: /0002_new\.ts was written for nuages 99\.1\.0; this is nuages \d/,
  }
  await assert.rejects(at.make([author]), refused)
  await assert.rejects(at.migrate([author]), refused)
})
