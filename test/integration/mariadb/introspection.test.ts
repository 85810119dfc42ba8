import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { skipWithout } from '../../support/services.ts'
import { openedWith, scratchFor } from './helpers.ts'

const skip = await skipWithout('mariadb')
const column = {
  null: false,
  default: null,
  primaryKey: false,
  identity: false,
  generated: null,
  expression: null,
  comment: null,
  collation: null,
  values: null,
}
const text = { ...column, collation: 'utf8mb4_nopad_bin' }
const keyRules = { onDelete: 'RESTRICT', onUpdate: 'RESTRICT', deferrable: null }
const names = (described: readonly { readonly name: string }[]) => described.map(({ name }) => name)

test('introspection tells what a MariaDB database holds', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script(`
    CREATE TABLE author (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL UNIQUE,
      made datetime(6) DEFAULT current_timestamp(6), extra json, word varchar(9) NOT NULL DEFAULT 'NULL');
    CREATE TABLE "Book" (id integer AUTO_INCREMENT PRIMARY KEY, title varchar(20) NOT NULL DEFAULT 'x', year integer,
      author_id bigint, twice integer AS (year * 2) STORED, thrice integer AS (year * 3) VIRTUAL,
      CONSTRAINT fk FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE, CONSTRAINT since CHECK (year > 0));
    CREATE UNIQUE INDEX by_year ON "Book" (year DESC, title);
    CREATE TABLE pair (a integer, b integer, PRIMARY KEY (b, a));
    CREATE TABLE part (a integer, b integer, CONSTRAINT two FOREIGN KEY (b, a) REFERENCES pair (b, a));
    CREATE TEMPORARY TABLE passing (a integer);
    CREATE VIEW seen AS SELECT 1 AS one`)
  const { tables } = await introspect(database)
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['Book', 'author', 'pair', 'part'],
  )
  const [book, author, pair, part] = tables
  assert.deepEqual(author!.columns, [
    { ...column, name: 'id', type: 'bigint(20)', primaryKey: true, identity: true },
    { ...text, name: 'name', type: 'varchar(50)' },
    { ...column, name: 'made', type: 'datetime(6)', null: true, default: 'current_timestamp(6)' },
    { ...column, name: 'extra', type: 'json', null: true },
    { ...text, name: 'word', type: 'varchar(9)', default: "'NULL'" },
  ])
  assert.deepEqual(author!.checks, [])
  assert.deepEqual(
    author!.indexes.map(({ name, unique, implied, columns }) => ({ name, unique, implied, columns })),
    [
      { name: 'PRIMARY', unique: true, implied: true, columns: ['id'] },
      { name: 'name', unique: true, implied: false, columns: ['name'] },
    ],
  )
  assert.deepEqual(book!.columns.slice(1), [
    { ...text, name: 'title', type: 'varchar(20)', default: "'x'" },
    { ...column, name: 'year', type: 'int(11)', null: true },
    { ...column, name: 'author_id', type: 'bigint(20)', null: true },
    { ...column, name: 'twice', type: 'int(11)', null: true, generated: 'stored', expression: '"year" * 2' },
    { ...column, name: 'thrice', type: 'int(11)', null: true, generated: 'virtual', expression: '"year" * 3' },
  ])
  assert.deepEqual(book!.foreignKeys, [
    { ...keyRules, name: 'fk', columns: ['author_id'], table: 'author', to: ['id'], onDelete: 'CASCADE' },
  ])
  assert.deepEqual(book!.checks, [{ name: 'since', condition: '"year" > 0' }])
  const index = {
    unique: false,
    nullsDistinct: null,
    implied: false,
    include: [],
    condition: null,
    method: 'btree',
    valid: true,
  }
  const nothing = [null, null]
  assert.deepEqual(book!.indexes.slice(1), [
    {
      ...index,
      name: 'by_year',
      unique: true,
      columns: ['year', 'title'],
      descending: [true, false],
      expressions: nothing,
      nulls: nothing,
      opclasses: nothing,
    },
    {
      ...index,
      name: 'fk',
      columns: ['author_id'],
      descending: [false],
      expressions: [null],
      nulls: [null],
      opclasses: [null],
    },
  ])
  assert.deepEqual(
    pair!.columns.map(({ primaryKey }) => primaryKey),
    [true, true],
  )
  assert.deepEqual(part!.foreignKeys, [
    { ...keyRules, name: 'two', columns: ['b', 'a'], table: 'pair', to: ['b', 'a'] },
  ])
})

test('odd names, composite keys, enumerations, comments and collations of MariaDB', { skip }, async (t) => {
  const database = await openedWith(t, await scratchFor(t))
  await database.script(`
    CREATE TABLE "odd ""(. Table" ("select" integer, "a.b" varchar(9) COLLATE utf8mb4_general_ci, "Mood" enum('it''s fine', 'sad', 'a,b') DEFAULT 'sad',
      "ex""tra" json COMMENT 'it''s', checked json CHECK (json_length(checked) > 1), long_name text,
      PRIMARY KEY ("a.b", "select"), UNIQUE "part." (long_name(10)), FULLTEXT words (long_name)) COMMENT 'a table''s';
    CREATE TABLE twin (a integer NOT NULL, b varchar(9) COLLATE utf8mb4_general_ci, c integer NOT NULL, UNIQUE both_names (b, a), UNIQUE other (c),
      CONSTRAINT both_names FOREIGN KEY (b, a) REFERENCES "odd ""(. Table" ("a.b", "select") ON UPDATE CASCADE);
    CREATE TABLE kept (a integer) WITH SYSTEM VERSIONING;
    CREATE SEQUENCE counter; CREATE VIEW "Seen" AS SELECT a AS "one.two", b FROM twin;
    CREATE TABLE gone (a integer); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone`)
  const { tables, views } = await introspect(database)
  assert.deepEqual(names(tables), ['kept', 'odd "(. Table', 'twin'])
  const [, odd, twin] = tables
  assert.deepEqual(odd!.columns, [
    { ...column, name: 'select', type: 'int(11)', primaryKey: true },
    { ...column, name: 'a.b', type: 'varchar(9)', primaryKey: true, collation: 'utf8mb4_general_ci' },
    {
      ...text,
      name: 'Mood',
      type: "enum('it''s fine','sad','a,b')",
      null: true,
      default: "'sad'",
      values: ["it's fine", 'sad', 'a,b'],
    },
    { ...column, name: 'ex"tra', type: 'json', null: true, comment: "it's" },
    { ...column, name: 'checked', type: 'longtext', null: true, collation: 'utf8mb4_bin' },
    { ...text, name: 'long_name', type: 'text', null: true },
  ])
  assert.deepEqual(odd!.primaryKey, ['a.b', 'select'])
  assert.equal(odd!.comment, "a table's")
  assert.deepEqual(odd!.uniques, [])
  assert.deepEqual(odd!.checks, [{ name: 'checked', condition: 'json_length("checked") > 1' }])
  assert.deepEqual(
    odd!.indexes.map(({ name, columns, expressions, unique, method }) => [name, columns, expressions, unique, method]),
    [
      ['PRIMARY', ['a.b', 'select'], [null, null], true, 'btree'],
      ['part.', [null], ['"long_name"(10)'], true, 'btree'],
      ['words', ['long_name'], [null], false, 'fulltext'],
    ],
  )
  // The column of a unique index is called a key where there is no other.
  assert.deepEqual([twin!.primaryKey, twin!.columns[2]!.primaryKey], [[], false])
  assert.deepEqual(twin!.uniques, [
    { name: 'both_names', columns: ['b', 'a'], deferrable: null },
    { name: 'other', columns: ['c'], deferrable: null },
  ])
  assert.deepEqual(twin!.foreignKeys, [
    {
      ...keyRules,
      name: 'both_names',
      columns: ['b', 'a'],
      table: 'odd "(. Table',
      to: ['a.b', 'select'],
      onUpdate: 'CASCADE',
    },
  ])
  assert.deepEqual(
    views.map(({ name, columns }) => [name, names(columns)]),
    [
      ['Seen', ['one.two', 'b']],
      ['broken', []],
    ],
  )
})
