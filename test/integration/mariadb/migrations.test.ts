import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import {
  addConstraint,
  addField,
  alterField,
  alterModelTable,
  createMissingTables,
  createModel,
  field,
  type ModelState,
  migrate,
  type Operation,
  renameField,
  showMigrations,
} from '../../../src/data/migrations/index.ts'
import { buildRegistry } from '../../../src/data/orm/index.ts'
import type { FieldState } from '../../../src/data/query/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { onServer, openedWith } from '../../support/servers.ts'
import { mariadbServer, skipWithout } from '../../support/services.ts'
import { journeys } from '../../support/suites/journeys.ts'
import { computedColumns } from '../../unit/migrations/computed.ts'
import {
  apply,
  built,
  classesOf,
  code,
  file,
  model,
  shapeOf,
  stateOf,
  workshop,
} from '../../unit/migrations/helpers.ts'
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
      if (opened.length === count) await opened.shift()!.close()
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
  timeout: 3_600_000,
}, async (t) => {
  const { open } = await emptiedFor(t)
  await journeys(open, 6)
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

/** A folder of migrations after a first one, in which an app goes on after each correction of its files. */
function versions(t: TestContext, database: Database) {
  const orm = { database: () => database }
  return (operations: string) => {
    const directory = workshop(t)
    file(directory, 'app', '0001_initial', `operations: [${create('Item')}]`)
    file(directory, 'app', '0002_more', `dependencies: [['app', '0001_initial']], operations: [${operations}]`)
    const apps = [{ label: 'app', dir: `${directory}/app` }]
    return {
      migrate: (options = {}) => migrate({ orm, apps, ...options }),
      show: async () => (await showMigrations({ orm, apps }))[0]!.migrations[1]!,
    }
  }
}

test('a migration that fails says which of its operations stand, and the next migrate goes on behind them', {
  skip,
}, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const version = versions(t, database)
  const insert = `await apps.model('app.Item').create({ n: 1 })`
  const wrong = version(
    `${create('More')}, m.run(async (apps) => { ${insert}; throw new Error('stopped') }), ${create('Last')}`,
  )
  await assert.rejects(wrong.migrate(), {
    ...code('MIGRATIONS_PARTLY_APPLIED'),
    message: /operation 2 of 3, 'Run data migration'.*Those before it stand: Create model More\. Error: stopped/s,
    hint: /run `nuages migrate` again: it goes on behind/,
  })
  assert.deepEqual(await rows(database, 'SELECT * FROM app_item'), [], 'the data migration itself is undone')
  const { applied, standing } = await wrong.show()
  assert.deepEqual([applied, standing], [null, { direction: 'forwards', count: 1, of: 3 }])
  const corrected = version(`${create('More')}, m.run(async (apps) => { ${insert} }, () => {}), ${create('Last')}`)
  assert.deepEqual((await corrected.migrate()).applied, ['app.0002_more'])
  assert.deepEqual(await rows(database, 'SELECT n FROM app_item'), [[1]])
  assert.deepEqual(await rows(database, 'SELECT * FROM app_last'), [])
})

test('SQL that failed as one statement is sent again; of several, a person says whether they are done', {
  skip,
}, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const version = versions(t, database)
  const one = version(`m.sql('CREATE TABLE app_x (id int PRIMARY KEY, no such type)'), ${create('Last')}`)
  await assert.rejects(one.migrate(), code('MIGRATIONS_PARTLY_APPLIED'))
  const two = version(
    `m.sql('CREATE TABLE app_x (id int PRIMARY KEY); INSERT INTO app_x VALUES (1), (1)'), ${create('Last')}`,
  )
  await assert.rejects(two.migrate(), { ...code('MIGRATIONS_PARTLY_APPLIED'), message: /'Raw SQL operation'/ })
  await assert.rejects(two.migrate(), {
    ...code('MIGRATIONS_INTERRUPTED'),
    message:
      /interrupted at operation 1 of 2, 'Raw SQL operation'.*No operation before it stands\. Whether it was done cannot be told/,
    hint: /--resume again.*--resume done/,
  })
  await database.script('DROP TABLE app_x')
  await assert.rejects(two.migrate({ resume: 'again' }), code('MIGRATIONS_PARTLY_APPLIED'))
  await database.script('INSERT INTO app_x VALUES (1)')
  assert.deepEqual((await two.migrate({ resume: 'done' })).applied, ['app.0002_more'])
  assert.deepEqual(await rows(database, 'SELECT * FROM app_x'), [[1]])
  assert.deepEqual(await rows(database, 'SELECT * FROM app_last'), [])
})

test('an operation that stands by half is brought to its end, or it is said what is there and what should be', {
  skip,
}, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const version = versions(t, database)
  const add = `m.addField({ model: 'item', name: 'note', field: m.field.char({ maxLength: 9, unique: true }), fill: 'x' })`
  const at = version(`${add}, ${create('Last')}`)
  await at.migrate({ target: { app: 'app', name: '0001' } })
  await database.script('INSERT INTO app_item (n) VALUES (1), (2)')
  await assert.rejects(at.migrate(), { ...code('MIGRATIONS_PARTLY_APPLIED'), message: /note is to be unique/ })
  await database.script('ALTER TABLE app_item ADD COLUMN note varchar(8) NULL')
  await assert.rejects(at.migrate(), {
    ...code('MIGRATIONS_INTERRUPTED'),
    message:
      /Table 'app_item' is neither as before nor as after it\. To be as after it, the type of 'note' should be varchar\(9\) and is varchar\(8\)/,
  })
  await database.script(`UPDATE app_item SET note = n; ALTER TABLE app_item MODIFY COLUMN note varchar(9)
    CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin DEFAULT 'x' NOT NULL, ADD UNIQUE note (note)`)
  assert.deepEqual((await at.migrate()).applied, ['app.0002_more'])
  assert.deepEqual(await rows(database, 'SELECT note FROM app_item'), [['1'], ['2']])
  const [[column] = []] = await rows(
    database,
    'SHOW COLUMNS FROM app_item WHERE Field = \'note\' AND "Default" IS NULL',
  )
  assert.equal(column, 'note', 'the default that filled the rows is gone')
})

const rows = (database: Database, text: string) => database.all({ text, writes: false, wide: false }, [])

test('an operation whose rows do not fit changes nothing', { skip }, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const author = (options = {}) => field.foreignKey('app.Author', { onDelete: 'cascade', ...options })
  const state = await built(
    database,
    stateOf(
      model('app', 'Author', { name: field.char({ maxLength: 9 }) }),
      model('app', 'Book', {
        author: author({ null: true }),
        mark: field.integer({ null: true }),
        word: field.char({ maxLength: 9 }),
        once: field.integer({ null: true, unique: true }),
      }),
    ),
  )
  await database.script(`INSERT INTO app_author (id, name) VALUES (1, 'A');
    INSERT INTO app_book (author_id, mark, word) VALUES (1, NULL, 'a'), (1, NULL, 'a')`)
  const content = async () => [
    await shapeOf(database),
    await rows(database, 'SELECT id, author_id, mark, word FROM app_book'),
  ]
  const before = await content()
  const added = (name: string, field: FieldState, fill?: unknown) =>
    addField({ model: 'book', name, field, ...(fill !== undefined && { fill }) })
  const altered = (name: string, field: FieldState, fill?: unknown) =>
    alterField({ model: 'book', name, field, ...(fill !== undefined && { fill }) })
  const unique = { kind: 'unique', name: 'one_word', fields: ['author', 'word'] } as const
  const refusals: [Operation, RegExp][] = [
    [added('data', field.json()), /data may not be null/],
    [added('count', field.integer()), /count may not be null/],
    [added('other', author(), 999), /other_id points at rows that are not there/],
    [added('slug', field.char({ maxLength: 9, unique: true }), 'x'), /slug is to be unique/],
    [altered('mark', field.integer()), /mark may not be null/],
    [altered('mark', field.integer({ unique: true }), 5), /mark is to be unique/],
    [altered('once', field.integer({ unique: true }), 5), /once is to be unique/],
    [altered('mark', field.foreignKey('app.Author', { onDelete: 'cascade', column: 'mark' }), 999), /mark points at/],
    [altered('author', field.oneToOne('app.Author', { onDelete: 'cascade', null: true })), /author_id is to be unique/],
    [altered('word', field.integer()), /a text is no date, time or number/],
    [addConstraint({ model: 'book', constraint: unique }), /author_id, word is to be unique/],
    [addConstraint({ model: 'book', constraint: { kind: 'check', name: 'b', check: { word: 'b' } } }), /the check 'b'/],
  ]
  for (const [operation, message] of refusals) {
    for (const _ of ['once', 'and again']) {
      await assert.rejects(apply(database, state, 'app', [operation]), (error: Error & { cause?: Error }) => {
        assert.match(error.message, message, operation.description)
        assert.equal((error.cause as { code?: string }).code, 'NUAGES_SCHEMA_ROWS_DO_NOT_FIT')
        return true
      })
      assert.deepEqual(await content(), before, operation.description)
    }
  }
})

test('what the server alone finds wrong leaves foreign keys as they were, or is told', { skip }, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const to = (name: string) => field.foreignKey(`app.${name}`, { onDelete: 'cascade', column: 'to' })
  const state = await built(
    database,
    stateOf(
      model('app', 'Far', { code: field.char({ maxLength: 9, primaryKey: true }) }),
      model('app', 'Near', { to: to('Far'), note: field.char({ maxLength: 9, null: true }) }),
    ),
  )
  await database.script(
    "INSERT INTO app_far VALUES ('x'); INSERT INTO app_near (\"to\", note) VALUES ('x', NULL), ('x', '007'), ('x', '7')",
  )
  const before = await shapeOf(database)
  const refused = [
    alterField({ model: 'near', name: 'to', field: field.integer() }),
    alterModelTable({ name: 'near', table: 'app_far' }),
  ]
  for (const operation of refused) {
    await assert.rejects(apply(database, state, 'app', [operation]), code('MIGRATIONS_PARTLY_APPLIED'))
    assert.deepEqual(await shapeOf(database), before)
  }
  // 007 and 7 are the same once they are numbers.
  const number = alterField({ model: 'near', name: 'note', field: field.integer({ unique: true }), fill: 1 })
  await assert.rejects(apply(database, state, 'app', [number]), {
    message: /: note is to be unique.*could not take back.*nulls of 'app_near.note' are filled/,
  })

  await database.script('CREATE TABLE app_alien (id varchar(3) PRIMARY KEY) ENGINE=InnoDB CHARACTER SET latin1')
  const alien = model('app', 'Alien', {})
  const friend = createModel({ name: 'Friend', fields: model('app', 'Friend', { to: to('Alien') }).fields })
  await assert.rejects(
    apply(database, stateOf(...state.models.values(), alien), 'app', [friend]),
    code('MIGRATIONS_PARTLY_APPLIED'),
  )
  assert.deepEqual(await rows(database, "SHOW TABLES LIKE 'app_friend'"), [], 'the table went with its foreign key')
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

test('who migrates waits for the lock longer than a statement may take, and does nothing without it', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const scratch = await scratchMariadb()
  t.after(scratch.drop)
  const hasty = await openedWith(t, scratch, { statementTimeout: 100 })
  const holder = await openedWith(t, scratch)
  const directory = workshop(t)
  file(directory, 'app', '0001_initial', `operations: [${create('Item')}]`)
  const start = () => migrate({ orm: { database: () => hasty }, apps: [{ label: 'app', dir: `${directory}/app` }] })
  const name = "CONCAT('nuages migrate ', MD5(DATABASE()))"
  // The state tells the wait from the attempt before it: a kill between the two would end neither.
  const waiting = async () => {
    const text = `SELECT id FROM information_schema.processlist WHERE info LIKE '%max_statement_time%GET_LOCK%' AND state = 'User lock' AND db = '${scratch.name}'`
    for (;;) {
      const [[id] = []] = await rows(holder, text)
      if (id !== undefined) return Number(id)
    }
  }
  await holder.atomic(async () => {
    await rows(holder, `SELECT GET_LOCK(${name}, 0)`)
    const stopped = assert.rejects(start(), code('MIGRATIONS_NO_LOCK'))
    await holder.run({ text: `KILL QUERY ${await waiting()}`, writes: true, wide: false }, [])
    await stopped
    assert.deepEqual(await rows(holder, "SHOW TABLES LIKE 'app_item'"), [])

    const done = start()
    await waiting()
    await new Promise((resolve) => setTimeout(resolve, 400))
    assert.deepEqual(await rows(holder, "SHOW TABLES LIKE 'app_item'"), [])
    await rows(holder, `SELECT RELEASE_LOCK(${name})`)
    assert.deepEqual((await done).applied, ['app.0001_initial'])
  })
})

test('tables of apps without migrations are made, those that point at each other as well', { skip }, async (t) => {
  const { open } = await emptiedFor(t, 1)
  const database = await open()
  const run = (...models: ModelState[]) => {
    const apps = [{ label: 'main', models: classesOf(...models) }]
    return createMissingTables({ apps, orm: { registry: buildRegistry(apps), database: () => database } })
  }
  const to = (name: string) => field.foreignKey(`main.${name}`, { onDelete: 'cascade' })
  const one = model('main', 'One', { other: to('Two') })
  const two = model('main', 'Two', { other: to('One'), many: field.manyToMany('main.One') })
  const created = ['main_one', 'main_two', 'main_two_many']
  assert.deepEqual(await run(one, two), { created, added: [] })
  assert.deepEqual(
    (await shapeOf(database)).map(({ foreignKeys }) => foreignKeys.map(({ table }) => table).sort()),
    [['main_two'], ['main_one'], ['main_one', 'main_two']],
  )
})
