import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { opened } from './helpers.ts'

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
    name: 'id',
    type: 'INTEGER',
    null: false,
    default: null,
    primaryKey: true,
    identity: true,
    generated: null,
  })
  assert.equal(author!.columns[1]!.type.toLowerCase(), 'varchar(50)')
  assert.deepEqual(
    author!.indexes.map(({ unique, implied, columns }) => ({ unique, implied, columns })),
    [{ unique: true, implied: true, columns: ['name'] }],
  )
  assert.equal(book!.columns[1]!.default, "'x'")
  assert.deepEqual(book!.foreignKeys, [
    { name: null, columns: ['author_id'], table: 'author', to: ['id'], onDelete: 'CASCADE' },
  ])
  assert.deepEqual(book!.indexes, [
    {
      name: 'by_lower',
      columns: [null],
      include: [],
      descending: [false],
      unique: false,
      condition: null,
      implied: false,
    },
    {
      name: 'by_year',
      columns: ['year', 'title'],
      include: [],
      descending: [true, false],
      unique: false,
      condition: '"year" IS NOT NULL',
      implied: false,
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
    table!.columns.map(({ name, type, generated, identity }) => [name, type.toLowerCase(), generated, identity]),
    [
      ['a', 'integer', null, false],
      ['b', 'text', null, false],
      ['c', 'integer', 'virtual', false],
      ['d', 'integer', 'stored', false],
    ],
  )
  assert.deepEqual(table!.checks, [
    { name: null, condition: 'a > 0' },
    { name: 'short "b"', condition: 'length(b) < (2 + 3)' },
    { name: 'both', condition: `a IN (1, 2) OR b = ')'` },
  ])
})
