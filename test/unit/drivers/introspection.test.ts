import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { opened, temporary } from './helpers.ts'

const column = {
  null: true,
  default: null,
  primaryKey: false,
  identity: false,
  generated: null,
  expression: null,
  comment: null,
  collation: null,
  values: null,
}
const index = { unique: false, nullsDistinct: null, include: [], condition: null, method: null, valid: true }
const keyRules = { onDelete: 'NO ACTION', onUpdate: 'NO ACTION', deferrable: null }

test('introspection tells what a database holds', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script(`
    CREATE TABLE "author" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(50) NOT NULL UNIQUE);
    CREATE TABLE "book" ("id" integer NOT NULL PRIMARY KEY, "title" text NOT NULL DEFAULT 'x', "year" integer NULL,
      "author_id" bigint NULL REFERENCES "author" ("id") ON DELETE CASCADE);
    CREATE INDEX "by_year" ON "book" ("year" DESC, "title") WHERE "year" IS NOT NULL;
    CREATE INDEX "by_lower" ON "book" (lower("title"))`)
  const { tables } = await introspect(database)
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['author', 'book'],
  )
  const [author, book] = tables
  assert.deepEqual(author!.columns[0], {
    ...column,
    name: 'id',
    type: 'INTEGER',
    null: false,
    primaryKey: true,
    identity: true,
  })
  assert.equal(author!.columns[1]!.type.toLowerCase(), 'varchar(50)')
  assert.deepEqual(author!.primaryKey, ['id'])
  assert.deepEqual(author!.uniques, [{ name: null, columns: ['name'], deferrable: null }])
  assert.deepEqual(
    author!.indexes.map(({ unique, implied, columns }) => ({ unique, implied, columns })),
    [{ unique: true, implied: true, columns: ['name'] }],
  )
  assert.equal(book!.columns[1]!.default, "'x'")
  assert.deepEqual(book!.foreignKeys, [
    { ...keyRules, name: null, columns: ['author_id'], table: 'author', to: ['id'], onDelete: 'CASCADE' },
  ])
  const plain = { ...index, implied: false }
  assert.deepEqual(book!.indexes, [
    {
      ...plain,
      name: 'by_lower',
      columns: [null],
      expressions: ['lower("title")'],
      descending: [false],
      nulls: [null],
      opclasses: [null],
    },
    {
      ...plain,
      name: 'by_year',
      columns: ['year', 'title'],
      expressions: [null, null],
      descending: [true, false],
      nulls: [null, null],
      opclasses: [null, null],
      condition: '"year" IS NOT NULL',
    },
  ])
  assert.match(author!.sql ?? '', /AUTOINCREMENT/)
})

test('checks and generated columns are told', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script(`CREATE TABLE t (
    a integer CHECK (a > 0), -- CHECK (no comment)
    b text DEFAULT 'CHECK (a)' CONSTRAINT "short ""b""" CHECK (length(b) < (2 + 3)),
    c integer GENERATED ALWAYS AS (a + 1) VIRTUAL, d integer AS (a + 2) STORED,
    CONSTRAINT both CHECK (a IN (1, 2) OR b = ')'))`)
  const [table] = (await introspect(database)).tables
  assert.deepEqual(
    table!.columns.map(({ name, type, generated, expression }) => [name, type.toLowerCase(), generated, expression]),
    [
      ['a', 'integer', null, null],
      ['b', 'text', null, null],
      ['c', 'integer', 'virtual', 'a + 1'],
      ['d', 'integer', 'stored', 'a + 2'],
    ],
  )
  assert.deepEqual(table!.checks, [
    { name: null, condition: 'a > 0' },
    { name: 'short "b"', condition: 'length(b) < (2 + 3)' },
    { name: 'both', condition: `a IN (1, 2) OR b = ')'` },
  ])
})

test('odd names, and what only the statement of a table tells', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script(`
    CREATE TABLE "odd ""(, table" ("check" text COLLATE NOCASE, [un ique] text, \`order\` text NOT NULL,
      größe integer, "a.b" text CONSTRAINT "one ""rule" UNIQUE, "where" text DEFAULT (lower('UNIQUE, (')),
      "AS" integer GENERATED ALWAYS AS (größe * (2 + 1)), bare,
      PRIMARY KEY ("order", "check"), UNIQUE ("un ique", größe), CONSTRAINT named UNIQUE ("where", "a.b" COLLATE NOCASE)
      CONSTRAINT "positive)" CHECK (größe > 0));
    CREATE INDEX "where (x)" ON "odd ""(, table" ("where" DESC, ("a.b" || 'WHERE (') ASC) WHERE "where" <> ') WHERE';
    CREATE TABLE target (a integer, b integer, PRIMARY KEY (b, a));
    CREATE TABLE keys (a integer CONSTRAINT one REFERENCES "odd ""(, table" DEFERRABLE INITIALLY DEFERRED, b integer REFERENCES target (a) NOT DEFERRABLE,
      CONSTRAINT two FOREIGN KEY (b, a) REFERENCES target (b, a) ON UPDATE SET NULL DEFERRABLE)`)
  const { tables } = await introspect(database)
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['keys', 'odd "(, table', 'target'],
  )
  const [keys, odd, target] = tables
  assert.deepEqual(
    odd!.columns.map(({ name, collation, expression }) => [name, collation, expression]),
    [
      ['check', 'NOCASE', null],
      ['un ique', null, null],
      ['order', null, null],
      ['größe', null, null],
      ['a.b', null, null],
      ['where', null, null],
      ['AS', null, 'größe * (2 + 1)'],
      ['bare', null, null],
    ],
  )
  assert.deepEqual(odd!.primaryKey, ['order', 'check'])
  assert.deepEqual(target!.primaryKey, ['b', 'a'])
  assert.deepEqual(odd!.checks, [{ name: 'positive)', condition: 'größe > 0' }])
  assert.deepEqual(
    [...odd!.uniques].sort((a, b) => a.columns.length - b.columns.length || (a.columns[0]! < b.columns[0]! ? -1 : 1)),
    [
      { name: 'one "rule', columns: ['a.b'], deferrable: null },
      { name: null, columns: ['un ique', 'größe'], deferrable: null },
      { name: 'named', columns: ['where', 'a.b'], deferrable: null },
    ],
  )
  const made = odd!.indexes.find(({ implied }) => !implied)!
  assert.deepEqual(
    [made.name, made.columns, made.expressions, made.descending, made.condition],
    ['where (x)', ['where', null], [null, `("a.b" || 'WHERE (')`], [true, false], `"where" <> ') WHERE'`],
  )
  assert.deepEqual(keys!.foreignKeys, [
    { ...keyRules, name: 'one', columns: ['a'], table: 'odd "(, table', to: [], deferrable: 'deferred' },
    { ...keyRules, name: null, columns: ['b'], table: 'target', to: ['a'] },
    {
      ...keyRules,
      name: 'two',
      columns: ['b', 'a'],
      table: 'target',
      to: ['b', 'a'],
      onUpdate: 'SET NULL',
      deferrable: 'immediate',
    },
  ])
})

test('keys that are the number of a row, and those that only look so', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script(`
    CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY);
    CREATE TABLE c (id integer PRIMARY KEY) WITHOUT ROWID; CREATE TABLE d (id integer PRIMARY KEY DESC);
    CREATE TABLE e (id INTEGER PRIMARY KEY, word ANY) STRICT; CREATE TABLE f (a integer, b integer, PRIMARY KEY (a, b))`)
  const { tables } = await introspect(database)
  assert.deepEqual(
    tables.map(({ name, columns }) => [name, columns[0]!.identity, columns[0]!.null]),
    [
      ['a', true, false],
      ['b', false, true],
      ['c', false, false],
      ['d', false, true],
      ['e', true, false],
      ['f', false, true],
    ],
  )
})

test('views, virtual tables, temporary tables, and what cannot be read any more', async (t) => {
  const database = await opened(t, 'sqlite::memory:')
  await database.script(`
    CREATE TABLE real (a integer NOT NULL, b text); CREATE VIEW seen AS SELECT a, lower(b) AS low FROM real;
    CREATE VIEW broken AS SELECT * FROM gone; CREATE VIRTUAL TABLE words USING fts5(title, body);
    CREATE TEMP TABLE real (other integer); CREATE TEMP TABLE passing (a integer)`)
  const { tables, views } = await introspect(database)
  assert.deepEqual(
    tables.map(({ name, columns }) => [name, columns.map((each) => each.name)]),
    [
      ['real', ['a', 'b']],
      ['words', ['title', 'body']],
    ],
  )
  assert.deepEqual(
    views.map(({ name, columns }) => [name, columns.map((each) => each.name)]),
    [
      ['broken', []],
      ['seen', ['a', 'low']],
    ],
  )
})

test('a virtual table whose module is not there has no columns', async (t) => {
  const file = join(temporary(t), 'adopted.db')
  const plain = new DatabaseSync(file, { defensive: false })
  plain.exec(`CREATE TABLE real (a integer); PRAGMA writable_schema = ON;
    INSERT INTO sqlite_schema VALUES ('table', 'far', 'far', 0, 'CREATE VIRTUAL TABLE far USING nobody(x)')`)
  plain.close()
  const { tables } = await introspect(await opened(t, `sqlite:${file}`))
  assert.deepEqual(
    tables.map(({ name, columns }) => [name, columns.length]),
    [
      ['far', 0],
      ['real', 1],
    ],
  )
})
