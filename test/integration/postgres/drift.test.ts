import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introspect } from '../../../src/data/drivers/index.ts'
import { wordsOf } from '../../../src/data/migrations/drift/twins.ts'
import { plainColumn, plainIndex } from '../../../src/data/sql/index.ts'
import { onServer, scratchPostgres } from '../../support/postgres.ts'
import { skipWithout } from '../../support/services.ts'
import { driftSuite, type Tampering } from '../../support/suites/drift.ts'
import { openedWith, scratchFor } from './helpers.ts'

const offer = (change: string) => `ALTER TABLE shop_offer ${change}`

const tampering: readonly Tampering[] = [
  {
    does: offer('ADD COLUMN "Extra col" text NOT NULL DEFAULT now()'),
    told: ['column "Extra col" is not expected: found text NOT NULL DEFAULT now()'],
  },
  {
    does: offer('DROP COLUMN note CASCADE'),
    told: [
      'column "note" is missing: expected text',
      '"one_note" index is missing: expected UNIQUE index "one_note" ("note", "price") WHERE (live = true)',
    ],
  },
  {
    does: offer('ALTER title TYPE varchar(40)'),
    told: ['"title" type: expected character varying(30), found character varying(40)'],
  },
  {
    does: offer('ALTER made TYPE timestamp'),
    told: ['"made" type: expected timestamp with time zone, found timestamp without time zone'],
  },
  {
    does: `DROP INDEX offer_live, one_note; ${offer('ALTER live DROP DEFAULT, ALTER live TYPE varchar(9)')}`,
    told: [
      '"live" type: expected boolean, found character varying(9)',
      '"live" default is missing: expected true',
      '"offer_live" index is missing: expected index "offer_live" ("made") WHERE (live = true)',
      '"one_note" index is missing: expected UNIQUE index "one_note" ("note", "price") WHERE (live = true)',
    ],
  },
  {
    does: offer('ALTER title DROP NOT NULL, ALTER note SET NOT NULL'),
    told: ['"title" null: expected NOT NULL, found NULL', '"note" null: expected NULL, found NOT NULL'],
  },
  {
    does: offer("ALTER title SET DEFAULT 'old', ALTER note SET DEFAULT lower('X'), ALTER stock DROP DEFAULT"),
    told: [
      "\"title\" default: expected 'it''s \"new\"'::character varying, found 'old'::character varying",
      '"note" default is not expected: found lower(\'X\'::text)',
      '"stock" default is missing: expected 0',
    ],
  },
  { does: offer('ALTER id DROP IDENTITY'), told: ['"id" numbering is missing: expected numbered by the database'] },
  {
    does: offer('DROP COLUMN double, ADD COLUMN double numeric(12, 2) NOT NULL GENERATED ALWAYS AS (price * 3) STORED'),
    told: ['"double" computed value: expected AS ((price * 2.00)) STORED, found AS ((price * (3)::numeric)) STORED'],
  },
  {
    does: offer('ALTER double DROP EXPRESSION'),
    told: ['"double" computed value is missing: expected AS ((price * 2.00)) STORED'],
  },
  {
    does: "COMMENT ON COLUMN shop_offer.note IS 'Everybody reads it.'; COMMENT ON COLUMN shop_offer.title IS 'new'; COMMENT ON TABLE shop_offer IS NULL",
    told: [
      '"title" comment is not expected: found new',
      '"note" comment: expected Nobody else reads it., found Everybody reads it.',
      'comment is missing: expected What is for sale.',
    ],
  },
  {
    does: 'ALTER TABLE shop_maker DROP CONSTRAINT shop_maker_name_key',
    told: ['shop_maker: "name" unique rule is missing: expected UNIQUE ("name")'],
  },
  {
    does: 'ALTER TABLE shop_maker DROP CONSTRAINT shop_maker_name_key; CREATE UNIQUE INDEX by_hand ON shop_maker (name) WHERE id > 3',
    told: [
      'shop_maker: "name" unique rule is missing: expected UNIQUE ("name")',
      'shop_maker: "by_hand" index is not expected: found UNIQUE index "by_hand" ("name") WHERE (id > 3)',
    ],
  },
  {
    does: 'DROP INDEX offer_price',
    told: ['"offer_price" index is missing: expected index "offer_price" ("price" DESC, "title")'],
  },
  {
    does: 'DROP INDEX offer_price; CREATE INDEX offer_price ON shop_offer (price DESC NULLS LAST, title text_pattern_ops)',
    told: [
      '"offer_price" index: expected index "offer_price" ("price" DESC, "title"), found index "offer_price" ("price" DESC NULLS LAST, "title" text_pattern_ops)',
    ],
  },
  {
    does: 'DROP INDEX offer_live; CREATE INDEX offer_live ON shop_offer (made) WHERE NOT live',
    told: [
      '"offer_live" index: expected index "offer_live" ("made") WHERE (live = true), found index "offer_live" ("made") WHERE (NOT live)',
    ],
  },
  {
    does: 'DROP INDEX offer_live; CREATE INDEX offer_live ON shop_offer USING btree (made) WHERE "live" = TRUE',
    told: [],
  },
  {
    does: 'ALTER INDEX offer_twice RENAME TO other',
    told: [
      '"offer_twice" index: expected index "offer_twice" (((stock * (2)::bigint)) DESC), found index "other" (((stock * (2)::bigint)) DESC)',
    ],
  },
  {
    does: 'DROP INDEX offer_twice; CREATE INDEX offer_twice ON shop_offer ((stock * 3) DESC)',
    told: [
      '"offer_twice" index: expected index "offer_twice" (((stock * (2)::bigint)) DESC), found index "offer_twice" (((stock * 3)) DESC)',
    ],
  },
  {
    does: 'CREATE INDEX by_hand ON shop_offer USING gin (data)',
    told: ['"by_hand" index is not expected: found index "by_hand" USING gin ("data")'],
  },
  { does: 'CREATE INDEX shop_offer_slug_1_like ON shop_offer (slug varchar_pattern_ops)', told: [] },
  {
    does: "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'offer_price'::regclass",
    told: [
      '"offer_price" index: expected index "offer_price" ("price" DESC, "title"), found index "offer_price" ("price" DESC, "title"), which was not finished',
    ],
  },
  {
    does: offer('DROP CONSTRAINT gain, ADD CONSTRAINT gain CHECK (price >= 2)'),
    told: [
      "\"gain\" check: expected ((price >= 1.00) OR (price = ANY ('{0.00,0.50}'::numeric[])) OR ((title)::text ~~ 'it''s%'::text)), found (price >= (2)::numeric)",
    ],
  },
  {
    does: offer('DROP CONSTRAINT gain, ADD CONSTRAINT surely CHECK (price >= 2)'),
    told: [
      "\"gain\" check is missing: expected ((price >= 1.00) OR (price = ANY ('{0.00,0.50}'::numeric[])) OR ((title)::text ~~ 'it''s%'::text))",
      '"surely" check is not expected: found (price >= (2)::numeric)',
    ],
  },
  { does: offer('DROP CONSTRAINT shop_offer_stock_check'), told: ['check is missing: expected (stock >= 0)'] },
  { does: offer('RENAME CONSTRAINT shop_offer_stock_check TO "another name"'), told: [] },
  {
    does: offer('DROP CONSTRAINT shop_offer_maker_id_25c8009f_fk_shop_maker_id'),
    told: ['"maker_id" foreign key is missing: expected REFERENCES "shop_maker" ("id") DEFERRABLE INITIALLY DEFERRED'],
  },
  {
    does: offer(
      'DROP CONSTRAINT shop_offer_maker_id_25c8009f_fk_shop_maker_id, ADD CONSTRAINT other FOREIGN KEY (maker_id) REFERENCES shop_maker (id) ON DELETE CASCADE',
    ),
    told: [
      '"maker_id" foreign key: expected REFERENCES "shop_maker" ("id") DEFERRABLE INITIALLY DEFERRED, found REFERENCES "shop_maker" ("id") ON DELETE CASCADE',
    ],
  },
  {
    does: offer('ADD FOREIGN KEY (stock) REFERENCES shop_offer (id)'),
    told: ['"stock" "shop_offer_stock_fkey" foreign key is not expected: found REFERENCES "shop_offer" ("id")'],
  },
  {
    does: offer('DROP CONSTRAINT shop_offer_title_maker_id_08340f9c_uniq'),
    told: [
      '"shop_offer_title_maker_id_08340f9c_uniq" index is missing: expected UNIQUE rule "shop_offer_title_maker_id_08340f9c_uniq" ("title", "maker_id")',
    ],
  },
  { does: offer('ALTER COLUMN id TYPE integer'), told: ['"id" type: expected bigint, found integer'] },
  {
    does: 'ALTER TABLE shop_offer_similar DROP CONSTRAINT shop_offer_similar_pkey',
    told: ['shop_offer_similar: primary key is missing: expected ("id")'],
  },
  { does: 'DROP TABLE shop_offer_similar', told: ['shop_offer_similar: the table is missing'] },
  {
    does: offer('ADD UNIQUE (id), ADD EXCLUDE (id WITH =)'),
    told: [
      '"shop_offer_id_excl" index is not expected: found index "shop_offer_id_excl" ("id")',
      '"shop_offer_id_key" index is not expected: found UNIQUE rule "shop_offer_id_key" ("id")',
    ],
  },
  {
    does: offer('ALTER data TYPE varchar(20) COLLATE "C"'),
    told: ['"data" type: expected jsonb, found character varying(20)', '"data" collation is not expected: found C'],
  },
  {
    does: offer('DROP COLUMN id CASCADE'),
    told: [
      'primary key is missing: expected ("id")',
      'column "id" is missing: expected bigint NOT NULL',
      '"best_id" foreign key is missing: expected REFERENCES "shop_offer" ("id") DEFERRABLE INITIALLY DEFERRED',
      'shop_offer_similar: "from_offer_id" foreign key is missing: expected REFERENCES "shop_offer" ("id") DEFERRABLE INITIALLY DEFERRED',
      'shop_offer_similar: "to_offer_id" foreign key is missing: expected REFERENCES "shop_offer" ("id") DEFERRABLE INITIALLY DEFERRED',
    ],
  },
  {
    does: 'DROP TABLE shop_offer_similar; CREATE VIEW shop_offer_similar AS SELECT 1 AS id',
    told: ['shop_offer_similar: the table is missing'],
    forGood: true,
  },
  {
    does: offer('ALTER title TYPE varchar(30) COLLATE "C"'),
    told: ['"title" collation is not expected: found C'],
    forGood: true,
  },
  {
    does: offer('DROP CONSTRAINT shop_offer_pkey CASCADE, ADD PRIMARY KEY (slug, id)'),
    told: [
      'primary key: expected ("id"), found ("slug", "id")',
      '"best_id" foreign key is missing: expected REFERENCES "shop_offer" ("id") DEFERRABLE INITIALLY DEFERRED',
    ],
    forGood: true,
  },
]

const skip = await skipWithout('postgres')

driftSuite('PostgreSQL', skip, scratchPostgres, tampering)

test('a lasting table is left alone where temporary ones come last on the path', { skip }, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch)
  const columns = [{ ...plainColumn, name: 'n', type: 'integer' }]
  const index = { ...plainIndex, name: 'one_n', columns: ['"n"'], condition: '"n" > 0' }
  const table = { name: 'one', columns, indexes: [index], checks: [], comment: null }
  await database.script(
    `CREATE TABLE one (n integer); ALTER DATABASE "${scratch.name}" SET search_path = public, pg_temp`,
  )
  const late = await openedWith(t, scratch)
  const words = await wordsOf(late, [table])
  await database.script(`ALTER DATABASE "${scratch.name}" RESET search_path`)
  assert.deepEqual(
    words.get('one')!.indexes.map(({ name, condition }) => [name, condition]),
    [['one_n', '(n > 0)']],
  )
})

test('nothing of what is asked stays, and one who only reads is told what the words alone tell', {
  skip,
}, async (t) => {
  const scratch = await scratchFor(t)
  const database = await openedWith(t, scratch)
  const table = (name: string, type: string) => ({
    name,
    columns: [{ ...plainColumn, name: 'n', type, check: '"n" > 0' }],
    indexes: [],
    checks: [],
    comment: null,
  })
  const tables = [table('one', 'integer'), table('odd', 'no such type')]
  const words = await wordsOf(database, tables)
  assert.deepEqual([...words.keys()], ['one'])
  assert.equal(words.get('one')!.checks[0]!.condition, '(n > 0)')
  assert.deepEqual((await introspect(database)).tables, [])
  await onServer(`ALTER DATABASE "${scratch.name}" SET default_transaction_read_only = on`)
  t.after(() => onServer(`ALTER DATABASE "${scratch.name}" RESET default_transaction_read_only`))
  const reading = await openedWith(t, scratch)
  assert.equal((await wordsOf(reading, tables)).size, 0)
})
