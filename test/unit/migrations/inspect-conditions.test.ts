import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Database, introspect, openDatabase } from '../../../src/data/drivers/index.ts'
import { layOut } from '../../../src/data/migrations/files/layout.ts'
import { inspectDatabase } from '../../../src/data/migrations/index.ts'
import { conditionOf } from '../../../src/data/migrations/inspect/conditions.ts'
import type { FieldDraft } from '../../../src/data/migrations/inspect/draft.ts'
import { draftModels } from '../../../src/data/migrations/inspect/models.ts'
import { registryOf } from '../../../src/data/migrations/inspect/runtime.ts'
import { parseSql } from '../../../src/data/migrations/inspect/sql-expression.ts'
import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { tableOf } from '../../../src/data/migrations/tables/table-of.ts'
import type { DatabaseName } from '../../../src/data/query/index.ts'

const draft = (property: string, type: string, sql: string, isNull = true): FieldDraft => ({
  column: {
    name: property,
    type: sql,
    null: isNull,
    default: null,
    primaryKey: false,
    identity: false,
    generated: null,
    expression: null,
    comment: null,
    collation: null,
    values: null,
  },
  property,
  type,
  to: null,
  options: {},
  notes: [],
})

const fields = [
  draft('name', 'char', 'character varying(10)'),
  draft('title', 'text', 'text', false),
  draft('code', 'char', 'character(3)'),
  draft('age', 'integer', 'integer'),
  draft('day', 'date', 'date'),
]

/** What is written of a condition; null where it is left to a comment. */
function read(sql: string, database: DatabaseName = 'postgres', unknownPasses = true): string | null {
  const find = (name: string) => fields.find(({ property }) => property === name)
  const made = conditionOf(sql, { find, database, unknownPasses })
  return made === null ? null : layOut(made.source, 0, 0)
}

describe('conditions', () => {
  test('a cast that changes what it is given is no part of it', () => {
    for (const sql of [
      "((name)::text = ('abc'::character varying(2))::text)",
      "(((name)::character varying(2))::text = 'ab'::text)",
      "((name)::bpchar = 'ab'::bpchar)",
      "((code)::text = 'a '::text)",
      '((name)::text > (code)::text)',
      '(age > (1.7)::integer)',
      `(name = 'abc'::"char")`,
    ])
      assert.equal(read(sql), null, sql)
    assert.equal(read("((name)::text = ('ab'::character varying(2))::text)"), "{ name: 'ab' }")
    assert.equal(read("((name)::text = 'ab'::text)"), "{ name: 'ab' }")
    assert.equal(read("(code = 'ab'::bpchar)"), "{ code: 'ab' }")
    assert.equal(read("(age > '-5'::integer)"), '{ age__gt: -5 }')
  })

  test('what a lookup would refuse is left to a comment', () => {
    assert.equal(read('age > 2.5'), null)
    assert.equal(read('age IN (1, 2.5)'), null)
    assert.equal(read("day <> ''", 'mysql'), null)
    assert.equal(read('age > 2'), '{ age__gt: 2 }')
  })

  test('of an index, columns that may be null are named on both sides', () => {
    assert.equal(
      read('title <> name', 'sqlite', false),
      "Q({ name__isnull: false }).and(Q({ title: F('name') }).not())",
    )
    assert.equal(read('title <> name', 'sqlite', true), "Q({ title: F('name') }).not()")
  })

  test('escapes of MariaDB', () => {
    const parsed = parseSql(String.raw`'a\0\Z\\\'\n'`, 'mysql')
    assert.deepEqual(parsed, { kind: 'text', value: "a\0\x1a\\'\n" })
  })

  test('it comes to an end, whatever stands there', () => {
    for (const sql of [
      '('.repeat(100_000),
      'NOT '.repeat(100_000),
      '-'.repeat(100_001),
      `1${'+1'.repeat(100_000)}`,
      "'".repeat(99_999),
    ])
      for (const database of ['sqlite', 'postgres', 'mysql'] as const) assert.equal(parseSql(sql, database), null)
    const words = fc.constantFrom(
      ...`( ) , . :: = <> < - + * || ' " [ ] \` -- /* */ E' 1 2.5 a b AND OR NOT IN BETWEEN IS NULL TRUE ANY ALL ARRAY CAST AS text CASE`.split(
        ' ',
      ),
    )
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 40 }),
        fc.constantFrom('sqlite', 'postgres', 'mysql'),
        (parts, database) => {
          const parsed = parseSql(parts.join(' '), database as DatabaseName)
          assert.ok(parsed === null || typeof parsed.kind === 'string')
        },
      ),
      { numRuns: 2000 },
    )
  })
})

const columns =
  'id integer primary key, a integer, b smallint NOT NULL, s varchar(5), t text NOT NULL, f boolean, g boolean NOT NULL'
const rows = `INSERT INTO all_rows (a, b, s, t, f, g)
  SELECT a.x, b.x, s.x, t.x, f.x, g.x FROM
  (SELECT NULL x UNION SELECT 1 UNION SELECT 2) a, (SELECT 1 x UNION SELECT 2) b,
  (SELECT NULL x UNION SELECT 'x' UNION SELECT 'ab') s, (SELECT 'x' x UNION SELECT 'A') t,
  (SELECT NULL x UNION SELECT 0 UNION SELECT 1) f, (SELECT 0 x UNION SELECT 1) g`

const number = fc.constantFrom('a', 'a', 'b', '1', '-1', "'2'", '2.5', '(2)', "CAST('1.7' AS INTEGER)", 'a + 1')
const text = fc.constantFrom('s', 's', 't', "'x'", "'ab'", '"A"', "''", 'lower(s)', "CAST('x' AS TEXT)")
const sign = fc.constantFrom('=', '<>', '!=', '<', '<=', '>', '>=', '==')
const maybeNot = fc.constantFrom('', 'NOT ')
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    fc.tuple(number, sign, number).map((parts) => parts.join(' ')),
    fc.tuple(text, sign, text).map((parts) => parts.join(' ')),
    fc.tuple(number, maybeNot, number, number).map(([of, not, low, high]) => `${of} ${not}BETWEEN ${low} AND ${high}`),
    fc.tuple(text, maybeNot, text, text).map(([of, not, one, two]) => `${of} ${not}IN (${one}, ${two})`),
    fc.tuple(fc.constantFrom('a', 'b', 's', 'f'), maybeNot).map(([of, not]) => `${of} IS ${not}NULL`),
    fc.constantFrom('f', 'g', 'NOT f', 'NOT a = 1', 'g IS TRUE', 'f IS NOT FALSE', 'g = 1', 'f <> 0', 'a < b < 2'),
    tie('condition').map((of) => `NOT (${of})`),
    fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map((parts) => parts.join(' ')),
  ),
}))

/** A condition of a table as migrations would write it; null where a comment says it. */
async function writtenAgain(database: Database, table: string): Promise<string | null> {
  const { tables } = await introspect(database)
  const options = { database: database.database, app: null, known: [], notes: new Map() }
  const { models } = draftModels({ tables: tables.filter(({ name }) => name === table), views: [] }, options)
  const state = stateFromRegistry(registryOf(models, 'app', []))
  const { checks, indexes } = tableOf(state, state.models.get(`app.${table}`)!, database.database)
  return checks.find(({ name }) => name === 'own')?.sql ?? indexes.find(({ name }) => name === 'own')?.condition ?? null
}

test('SQLite answers the conditions that are written as it answers those that were read', async (t) => {
  const database = await openDatabase('sqlite::memory:')
  t.after(() => database.close())
  await database.script(`CREATE TABLE all_rows (${columns}); ${rows}`)
  let read = 0
  await fc.assert(
    fc.asyncProperty(condition, fc.boolean(), async (sql, isCheck) => {
      const rule = isCheck ? `, CONSTRAINT own CHECK (${sql})` : ''
      const index = isCheck ? '' : `CREATE UNIQUE INDEX own ON ruled (t) WHERE ${sql}`
      await database.script(`DROP TABLE IF EXISTS ruled; CREATE TABLE ruled (${columns}${rule}); ${index}`)
      const made = await writtenAgain(database, 'ruled')
      if (made === null) return
      read++
      const passes = (each: string) => (isCheck ? `coalesce((${each}), 1) <> 0` : `coalesce((${each}), 0) <> 0`)
      const differing = `SELECT * FROM all_rows WHERE (${passes(sql)}) <> (${passes(made)})`
      assert.deepEqual(await database.all({ text: differing, writes: false, wide: false }, []), [], made)
    }),
    { numRuns: 400 },
  )
  assert.ok(read > 80, `${read} were read`)
})

test('a document that a column begins with is data, whatever is in it', async (t) => {
  const database = await openDatabase('sqlite::memory:')
  t.after(() => database.close())
  await database.script(`CREATE TABLE "cast" (id integer PRIMARY KEY AUTOINCREMENT,
    a json DEFAULT '{"isView": 1, "name": "x; evil()"}',
    b json DEFAULT '{"column": 1, "type": "text(), evil(", "options": {}}',
    c json DEFAULT '{"__proto__": 5}')`)
  const { source } = await inspectDatabase(database)
  assert.match(source, /class CastModel /)
  assert.match(source, /a = field\.json\(.*dbDefault: \{ isView: 1, name: 'x; evil\(\)' \}/)
  assert.match(source, /b = field\.json\(.*dbDefault: \{ column: 1, type: 'text\(\), evil\(', options: \{\} \}/)
  assert.match(source, /dbDefault: \{ \['__proto__'\]: 5 \}/)
})
