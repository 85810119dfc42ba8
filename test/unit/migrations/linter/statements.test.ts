import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MariadbAppraiser } from '../../../../src/data/migrations/linter/costs/mariadb.ts'
import { PostgresAppraiser } from '../../../../src/data/migrations/linter/costs/postgres.ts'
import { classify } from '../../../../src/data/migrations/linter/statements/clauses.ts'
import { fateOf } from '../../../../src/data/migrations/linter/statements/column-types.ts'
import { tablesIn, World } from '../../../../src/data/migrations/linter/tables-before.ts'
import { library } from './library.ts'

const kinds = (sql: string) =>
  classify(sql).map((statement) =>
    statement.kind === 'alterTable' ? statement.clauses.map(({ kind }) => kind).join('+') : statement.kind,
  )

test('statements are told apart whatever stands in texts, names and comments', () => {
  assert.deepEqual(kinds(`-- DROP TABLE a;\nUPDATE a SET x = ';DROP TABLE a'; /* ; */ DROP TABLE "we;ird", b`), [
    'update',
    'dropTable',
  ])
  assert.deepEqual(
    kinds(`CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; DROP TABLE a; END $body$ LANGUAGE plpgsql`),
    ['harmless'],
  )
  assert.deepEqual(
    kinds(
      `CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE b SET x = CASE WHEN 1 THEN 2 END; DELETE FROM c; END; DROP INDEX i`,
    ),
    ['createTrigger', 'dropIndex'],
  )
  assert.deepEqual(kinds('VACUUM FULL a; DO $$ BEGIN END $$;;'), ['unknown', 'unknown'])
  assert.deepEqual(kinds('ALTER TABLE a SET (fillfactor = 70), ADD x numeric(8, 2) DEFAULT round(1, 2) NOT NULL'), [
    'unknown+addColumn',
  ])
  assert.deepEqual(
    kinds('alter table only public.a add column if not exists x int, drop y cascade, rename column p to q'),
    ['addColumn+dropColumn+renameColumn'],
  )
  assert.deepEqual(kinds(''), [])
})

test('a column is read with all that belongs to it', () => {
  const [statement] = classify(
    `ALTER TABLE "a" ADD COLUMN "x y" timestamp with time zone DEFAULT coalesce(now(), 'a, b') NOT NULL UNIQUE CHECK ("x y" > 1) REFERENCES "b" ("id")`,
  )
  assert.ok(statement?.kind === 'alterTable')
  assert.deepEqual(statement.clauses, [
    {
      kind: 'addColumn',
      from: 'x y',
      column: {
        name: 'x y',
        type: 'timestamp with time zone',
        null: false,
        unique: true,
        primaryKey: false,
        counts: false,
        default: `coalesce(now(), 'a, b')`,
        generated: null,
        check: true,
        references: 'b',
      },
    },
  ])
})

test('what a statement costs depends on the version of the server', () => {
  const postgres = (version: number, sql: string) => {
    const world = new World(tablesIn(library, 'postgres'))
    const [cost] = new PostgresAppraiser({ version, volatile: new Set(['random']) }, world).costs(classify(sql))
    return cost!.tables.map(({ rewrites, scans }) => (rewrites ? 'rewrites' : scans ? 'scans' : 'nothing')).join()
  }
  const withDefault = 'ALTER TABLE lib_book ADD COLUMN x integer DEFAULT 3 NOT NULL'
  assert.equal(postgres(10, withDefault), 'rewrites')
  assert.equal(postgres(11, withDefault), 'nothing')
  assert.equal(postgres(16, 'ALTER TABLE lib_book ADD COLUMN x float DEFAULT random()'), 'rewrites')

  const mariadb = (version: readonly [number, number], sql: string, isMariadb = true) => {
    const world = new World(tablesIn(library, 'mysql'))
    return new MariadbAppraiser({ version, isMariadb }, world).costs(classify(sql))[0]!.tables.map(({ lock }) => lock)
  }
  const instant = ['ALGORITHM=INSTANT, LOCK=NONE']
  const inPlace = ['ALGORITHM=INPLACE, LOCK=NONE']
  assert.deepEqual(mariadb([10, 2], withDefault), inPlace)
  assert.deepEqual(mariadb([10, 3], withDefault), instant)
  assert.deepEqual(mariadb([10, 3], 'ALTER TABLE lib_book DROP COLUMN note'), inPlace)
  assert.deepEqual(mariadb([11, 4], 'ALTER TABLE lib_book DROP COLUMN note'), instant)
  assert.deepEqual(mariadb([8, 0], 'CREATE INDEX x ON lib_book (words)', false), inPlace)
})

test('what becomes of values when their type changes', () => {
  for (const [from, to, fate] of [
    ['varchar(20)', 'varchar(30)', 'kept'],
    ['varchar(20)', 'varchar(10)', 'refused'],
    ['varchar(20)', 'text', 'kept'],
    ['text', 'integer', 'refused'],
    ['integer', 'bigint', 'kept'],
    ['bigint', 'integer', 'refused'],
    ['integer', 'integer unsigned', 'refused'],
    ['integer unsigned', 'bigint', 'kept'],
    ['integer', 'varchar(20)', 'kept'],
    ['integer', 'double precision', 'kept'],
    ['bigint', 'double precision', 'cut'],
    ['numeric(8, 2)', 'numeric(10, 2)', 'kept'],
    ['numeric(8, 2)', 'numeric(8, 1)', 'cut'],
    ['numeric(8, 2)', 'numeric(8, 3)', 'refused'],
    ['numeric(8, 2)', 'integer', 'cut'],
    ['double precision', 'integer', 'cut'],
    ['timestamp with time zone', 'date', 'cut'],
    ['date', 'timestamp with time zone', 'kept'],
    ['datetime(6)', 'datetime(3)', 'cut'],
    ['uuid', 'text', 'kept'],
    ['uuid', 'integer', 'refused'],
  ] as const)
    assert.equal(fateOf(from, to), fate, `${from} → ${to}`)
})
