import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { skipWithout } from '../../support/services.ts'
import { openedWith, scratchFor } from './helpers.ts'

test('introspection tells what a MariaDB database holds', { skip: await skipWithout('mariadb') }, async (t) => {
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
  const column = { null: false, default: null, primaryKey: false, identity: false, generated: null }
  assert.deepEqual(author!.columns, [
    { ...column, name: 'id', type: 'bigint(20)', primaryKey: true, identity: true },
    { ...column, name: 'name', type: 'varchar(50)' },
    { ...column, name: 'made', type: 'datetime(6)', null: true, default: 'current_timestamp(6)' },
    { ...column, name: 'extra', type: 'json', null: true },
    { ...column, name: 'word', type: 'varchar(9)', default: "'NULL'" },
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
    { ...column, name: 'title', type: 'varchar(20)', default: "'x'" },
    { ...column, name: 'year', type: 'int(11)', null: true },
    { ...column, name: 'author_id', type: 'bigint(20)', null: true },
    { ...column, name: 'twice', type: 'int(11)', null: true, generated: 'stored' },
    { ...column, name: 'thrice', type: 'int(11)', null: true, generated: 'virtual' },
  ])
  assert.deepEqual(book!.foreignKeys, [
    { name: 'fk', columns: ['author_id'], table: 'author', to: ['id'], onDelete: 'CASCADE' },
  ])
  assert.deepEqual(book!.checks, [{ name: 'since', condition: '"year" > 0' }])
  const index = { unique: false, implied: false, include: [], condition: null }
  assert.deepEqual(book!.indexes.slice(1), [
    { ...index, name: 'by_year', unique: true, columns: ['year', 'title'], descending: [true, false] },
    { ...index, name: 'fk', columns: ['author_id'], descending: [false] },
  ])
  assert.deepEqual(
    pair!.columns.map(({ primaryKey }) => primaryKey),
    [true, true],
  )
  assert.deepEqual(part!.foreignKeys, [
    { name: 'two', columns: ['b', 'a'], table: 'pair', to: ['b', 'a'], onDelete: 'RESTRICT' },
  ])
})
