import assert from 'node:assert/strict'
import { after as afterAll, before as beforeAll, describe, type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../../src/data/drivers/index.ts'
import { findingsOf, lintMigrations, migrate } from '../../../src/data/migrations/index.ts'
import { postgresLocks } from '../../../src/data/migrations/linter/costs/postgres.ts'
import { type Server, serverOf } from '../../../src/data/migrations/linter/costs/server.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { built, file, workshop } from '../../unit/migrations/helpers.ts'
import { walkGuide } from '../../unit/migrations/linter/guide.ts'
import {
  after,
  type Claim,
  carriedOut,
  casesOf,
  graded,
  library,
  libraryRows,
  takenBack,
  watched,
} from '../../unit/migrations/linter/library.ts'

const skip = await skipWithout('postgres')

const tables = ['lib_book', 'lib_book_tags', 'lib_shelf', 'lib_sheet', 'lib_slip', 'lib_tag']

/** Thrown to have a transaction undone. */
class Enough extends RangeError {}

describe('the linter says what PostgreSQL does', { skip }, () => {
  let database: Database
  let drop: () => Promise<void>
  let server: Server
  const all = async (text: string) => await database.all({ text, writes: false, wide: false }, [])
  const read = async (text: string) =>
    new Map((await all(text)).map(([table, value]) => [String(table), value] as const))

  beforeAll(async () => {
    const scratch = await scratchPostgres()
    database = await openDatabase(scratch.url)
    drop = async () => {
      await database.close()
      await scratch.drop()
    }
    server = await serverOf(database)
    await database.script('SET client_min_messages = warning')
    await built(database, library)
    for (const text of libraryRows(50)) await database.script(text)
  })
  afterAll(() => drop?.())

  const scans = () => read(`SELECT relname::text, coalesce(seq_scan, 0)::int FROM pg_stat_xact_user_tables`)
  const files = () =>
    read(
      `SELECT relname::text, pg_relation_filenode(oid)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    )

  /** What the server did to each table: the strongest lock, whether it has another file, whether somebody read all rows. */
  async function measured(work: () => Promise<void>): Promise<Claim[]> {
    const oids = await read(
      `SELECT relname::text, oid::text FROM pg_class WHERE relname = ANY ('{${tables.join(',')}}')`,
    )
    const names = new Map([...oids].map(([name, oid]) => [String(oid), name]))
    const [read0, file0] = [await scans(), await files()]
    await work()
    const [read1, file1] = [await scans(), await files()]
    const renamed = new Map(
      (await all(`SELECT oid::text, relname::text FROM pg_class WHERE oid IN (${[...oids.values()].join(',')})`)).map(
        ([oid, name]) => [String(oid), String(name)],
      ),
    )
    const locks = await all(
      `SELECT relation::text, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation IN (${[...oids.values()].join(',')})`,
    )
    const full = new Set<string>()
    for (const name of renamed.values()) if ((await all(`SELECT 1 FROM "${name}" LIMIT 1`)).length > 0) full.add(name)
    const strongest = new Map<string, number>()
    for (const [oid, mode] of locks) {
      const lock = String(mode)
        .replace(/Lock$/, '')
        .replace(/(?<!^)([A-Z])/g, ' $1')
        .toUpperCase()
      const rank = postgresLocks.indexOf(lock as (typeof postgresLocks)[number])
      assert.ok(rank >= 0, lock)
      const table = names.get(String(oid))!
      strongest.set(table, Math.max(strongest.get(table) ?? -1, rank))
    }
    return [...strongest].map(([table, rank]) => {
      const now = renamed.get(String(oids.get(table)))
      const isThere = now !== undefined
      return {
        table,
        lock: postgresLocks[rank]!,
        rewrites: isThere && full.has(now) && file1.get(now) !== file0.get(table),
        scans: isThere && full.has(now) && Number(read1.get(now) ?? 0) > Number(read0.get(table) ?? 0),
      }
    })
  }

  /** Does something in a transaction that is undone. */
  async function tried(work: () => Promise<void>): Promise<void> {
    const undone = database.atomic(async () => {
      await work()
      throw new Enough()
    })
    await undone.catch((error: unknown) => {
      if (!(error instanceof Enough)) throw error
    })
  }

  for (const { title, operation, first = [] } of casesOf('postgres')) {
    test(title, async () => {
      const states = [library]
      for (const each of first) {
        await database.atomic(() => carriedOut(database, each, states.at(-1)!))
        states.push(after([each], states.at(-1)))
      }
      try {
        const state = states.at(-1)!
        const claimed = await graded(database, operation, state, first.length > 0 ? undefined : server)
        const claims = claimed.tables.map(({ table, lock, rewrites, scans }) => ({ table, lock, rewrites, scans }))
        const sent: string[] = []
        await tried(async () => {
          const done = await measured(() => carriedOut(watched(database, sent), operation, state))
          assert.deepEqual(sorted(claims), sorted(comparable(done, claims)))
        })
        assert.deepEqual(claimed.statements, sent.flatMap(split))
      } finally {
        for (const each of [...first].reverse())
          await database.atomic(() => takenBack(database, each, states[first.indexOf(each)]!))
      }
    })
  }
})

const split = (text: string) => text.split(/;\s*(?=[A-Z])/).map((each) => each.replace(/;$/, ''))

const sorted = (claims: readonly Claim[]) => [...claims].sort((a, b) => (a.table < b.table ? -1 : 1))

/** Locks that everybody has who reads are no claim; whether the target of a foreign key is read is the planner's affair. */
function comparable(locks: readonly Claim[], claims: readonly Claim[]): Claim[] {
  return locks
    .filter(
      ({ lock, table }) =>
        (lock !== 'ACCESS SHARE' && lock !== 'ROW SHARE') || claims.some((each) => each.table === table),
    )
    .map((each) =>
      each.lock === 'SHARE ROW EXCLUSIVE' && each.table === 'lib_shelf' ? { ...each, scans: false } : each,
    )
}

describe('findings on PostgreSQL', { skip }, () => {
  let database: Database
  let drop: () => Promise<void>
  const many = 10_000

  beforeAll(async () => {
    const scratch = await scratchPostgres()
    database = await openDatabase(scratch.url)
    drop = async () => {
      await database.close()
      await scratch.drop()
    }
  })
  afterAll(() => drop?.())

  /** What is found in one migration that comes after the first, which makes a table with so many rows. */
  async function found(t: TestContext, body: string, more = '') {
    const directory = workshop(t)
    const options = { orm: { database: () => database }, apps: [{ label: 'news', dir: `${directory}/news` }] }
    await database.script('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    file(
      directory,
      'news',
      '0001_initial',
      `operations: [
        m.createModel({ name: 'Place', fields: { id: m.field.bigAuto({ primaryKey: true }) } }),
        m.createModel({ name: 'Story', fields: {
          id: m.field.bigAuto({ primaryKey: true }), title: m.field.char({ maxLength: 20 }), words: m.field.integer({ null: true }),
        } }),
      ]`,
    )
    await migrate(options)
    await database.script(`INSERT INTO news_story (title, words) SELECT 'a', i FROM generate_series(1, ${many}) i`)
    file(directory, 'news', '0002_next', `dependencies: [['news', '0001_initial']], operations: [${body}] ${more}`)
    const report = await lintMigrations(options)
    return findingsOf(report, 'caution').map(({ id, level, operation }) => `${id.slice(-4)} ${level} ${operation}`)
  }

  const index = "m.addIndex({ model: 'story', index: { name: 'ix', fields: ['words'] }"
  const check = `m.addConstraint({ model: 'story', constraint: { kind: 'check', name: 'ck', check: { words__isnull: false } }`
  const notNull = "m.alterField({ model: 'story', name: 'words', field: m.field.integer() })"
  const key =
    "m.addField({ model: 'story', name: 'place', field: m.field.foreignKey('news.Place', { onDelete: 'cascade', null: true, index: false })"

  for (const [title, body, expected, more] of [
    ['an index', `${index} })`, ['L021 caution 1']],
    ['an index beside others', `${index}, concurrently: true })`, [], ', atomic: false'],
    ['a check', `${check} })`, ['L013 caution 1', 'L022 caution 1']],
    ['a check for rows to come', `${check}, validate: false })`, ['L013 caution 1']],
    ['nulls', notNull, ['L013 caution 1', 'L023 caution 1']],
    ['nulls after a check', `${check} }), ${notNull}`, ['L013 caution 1', 'L022 caution 1', 'L013 caution 2']],
    [
      'nulls after a check that nobody has validated',
      `${check}, validate: false }), ${notNull}`,
      ['L013 caution 1', 'L013 caution 2', 'L023 caution 2', 'L030 caution 2'],
    ],
    [
      'nulls after a check that is validated between',
      `${check}, validate: false }), m.validateConstraint({ model: 'story', name: 'ck' }), ${notNull}`,
      ['L013 caution 1', 'L030 caution 2', 'L013 caution 3'],
    ],
    [
      'a unique rule',
      "m.alterField({ model: 'story', name: 'words', field: m.field.integer({ null: true, unique: true }) })",
      ['L013 caution 1', 'L024 caution 1'],
    ],
    [
      'a fill',
      "m.alterField({ model: 'story', name: 'words', field: m.field.integer(), fill: 0 })",
      ['L005 caution 1', 'L013 caution 1', 'L025 caution 1', 'L023 caution 1'],
    ],
    [
      'another type',
      "m.alterField({ model: 'story', name: 'words', field: m.field.bigInteger({ null: true }) })",
      ['L020 caution 1'],
    ],
    [
      'more room for texts',
      "m.alterField({ model: 'story', name: 'title', field: m.field.char({ maxLength: 40 }) })",
      [],
    ],
    ['a foreign key', `${key} })`, ['L022 caution 1']],
    ['a foreign key for rows to come', `${key}, validate: false })`, []],
    [
      'a function after a lock',
      "m.addField({ model: 'story', name: 'extra', field: m.field.integer({ null: true }) }), m.run(() => {}, () => {})",
      ['L030 caution 2'],
    ],
    [
      'a function after a lock that has ended',
      "m.addField({ model: 'story', name: 'extra', field: m.field.integer({ null: true }) }), m.run(() => {}, () => {})",
      [],
      ', atomic: false',
    ],
    [
      'new tables',
      `m.createModel({ name: 'Tag', fields: { id: m.field.bigAuto({ primaryKey: true }), story: m.field.foreignKey('news.Story', { onDelete: 'cascade' }) } })`,
      [],
    ],
  ] as const satisfies readonly (readonly [string, string, readonly string[], string?])[])
    test(title, async (t) => assert.deepEqual(await found(t, body, more), expected))
})

test('the guide’s ways around keep nobody waiting, and lead to the same', { skip }, async (t) => {
  const scratch = await scratchPostgres()
  const database = await openDatabase(scratch.url)
  t.after(async () => {
    await database.close()
    await scratch.drop()
  })
  const rows = `INSERT INTO news_article (title, words, note) SELECT 'Title ' || i, i, 'n' FROM generate_series(1, 12000) i`
  assert.deepEqual(await walkGuide(t, database, rows), {
    slugAdded: [],
    slugFilled: [],
    slugDemanded: ['migrations.L013 caution'],
    slugValidated: [],
    slugRequired: ['migrations.L013 caution'],
    statusAdded: [],
    indexed: [],
    sectionAdded: [],
    sectionIndexed: [],
    sectionValidated: [],
    countAdded: [],
    countFilled: [],
    renamed: [],
    noteForgotten: [],
    noteDropped: [],
  })
  const read = async (text: string) => await database.all({ text, writes: false, wide: false }, [])
  assert.deepEqual(await read('SELECT title, slug, status, word_count::int FROM news_article WHERE id = 12000'), [
    ['Title 12000', 'title 12000', 'draft', 12_000],
  ])
  assert.deepEqual(await read('SELECT count(*)::int FROM pg_constraint WHERE NOT convalidated'), [[0]])
  const columns = await read(
    "SELECT attname::text, attnotnull FROM pg_attribute WHERE attrelid = 'news_article'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1",
  )
  assert.deepEqual(
    columns.map(([name, required]) => `${name}${required === true ? '' : '?'}`),
    ['id', 'section_id?', 'slug', 'status', 'title', 'word_count?', 'words?'],
  )
})
