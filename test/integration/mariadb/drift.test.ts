import { scratchMariadb } from '../../support/mariadb.ts'
import { skipWithout } from '../../support/services.ts'
import { driftSuite, type Tampering } from '../../support/suites/drift.ts'

const offer = (change: string) => `ALTER TABLE shop_offer ${change}`

const tampering: readonly Tampering[] = [
  {
    does: offer('ADD COLUMN "Extra col" text NOT NULL DEFAULT (uuid())'),
    told: ['column "Extra col" is not expected: found text NOT NULL DEFAULT uuid()'],
  },
  { does: offer('DROP COLUMN note'), told: ['column "note" is missing: expected longtext'] },
  {
    does: offer("MODIFY title varchar(40) NOT NULL DEFAULT 'it''s \"new\"'"),
    told: ['"title" type: expected varchar(30), found varchar(40)'],
  },
  { does: offer('MODIFY made datetime'), told: ['"made" type: expected datetime(6), found datetime'] },
  { does: offer('MODIFY live integer NOT NULL DEFAULT 1'), told: ['"live" type: expected tinyint(1), found int(11)'] },
  {
    does: offer('MODIFY data longtext'),
    told: ['"data" type: expected json, found longtext', '"data" collation is not expected: found utf8mb4_nopad_bin'],
  },
  {
    does: offer('MODIFY data longtext CHECK (json_valid(data) AND 1 = 1)'),
    told: [
      '"data" type: expected json, found longtext',
      '"data" collation is not expected: found utf8mb4_nopad_bin',
      '"data" check is not expected: found json_valid("data") and 1 = 1',
    ],
  },
  {
    does: offer("MODIFY title varchar(30) COLLATE utf8mb4_general_ci NULL DEFAULT 'old'"),
    told: [
      '"title" null: expected NOT NULL, found NULL',
      "\"title\" default: expected 'it''s \"new\"', found 'old'",
      '"title" collation: expected utf8mb4_nopad_bin, found utf8mb4_general_ci',
    ],
  },
  {
    does: offer('MODIFY note text NOT NULL'),
    told: [
      '"note" type: expected longtext, found text',
      '"note" null: expected NULL, found NOT NULL',
      '"note" comment is missing: expected Nobody else reads it.',
    ],
  },
  { does: offer('ALTER stock DROP DEFAULT'), told: ['"stock" default is missing: expected 0'] },
  {
    does: offer('MODIFY stock integer NOT NULL DEFAULT 0'),
    told: ['"stock" type: expected int(10) unsigned, found int(11)', 'check is missing: expected "stock" >= 0'],
  },
  {
    does: offer('CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci'),
    told: [
      '"title" collation: expected utf8mb4_nopad_bin, found utf8mb4_general_ci',
      '"note" collation: expected utf8mb4_nopad_bin, found utf8mb4_general_ci',
      '"slug" collation: expected utf8mb4_nopad_bin, found utf8mb4_general_ci',
    ],
  },
  {
    does: 'ALTER TABLE shop_offer_similar MODIFY id bigint NOT NULL',
    told: ['shop_offer_similar: "id" numbering is missing: expected numbered by the database'],
  },
  {
    does: offer('DROP COLUMN "double", ADD COLUMN "double" decimal(12, 2) GENERATED ALWAYS AS (price * 3) STORED'),
    told: [
      '"double" computed value: expected AS ("price" * cast(\'2.00\' as decimal(65,2))) STORED, found AS ("price" * 3) STORED',
    ],
  },
  {
    does: offer('DROP COLUMN "double", ADD COLUMN "double" decimal(12, 2)'),
    told: ['"double" computed value is missing: expected AS ("price" * cast(\'2.00\' as decimal(65,2))) STORED'],
  },
  { does: offer("COMMENT ''"), told: ['comment is missing: expected What is for sale.'] },
  {
    does: offer("MODIFY note text COMMENT 'x'"),
    told: ['"note" type: expected longtext, found text', '"note" comment: expected Nobody else reads it., found x'],
  },
  {
    does: 'ALTER TABLE shop_maker DROP INDEX name',
    told: ['shop_maker: "name" unique rule is missing: expected UNIQUE ("name")'],
  },
  {
    does: 'DROP INDEX offer_price ON shop_offer',
    told: ['"offer_price" index is missing: expected index "offer_price" ("price" DESC, "title")'],
  },
  {
    does: offer('DROP INDEX offer_price, ADD INDEX offer_price (price DESC, title(5))'),
    told: [
      '"offer_price" index: expected index "offer_price" ("price" DESC, "title"), found index "offer_price" ("price" DESC, "title"(5))',
    ],
  },
  {
    does: offer('RENAME INDEX offer_price TO other'),
    told: [
      '"offer_price" index: expected index "offer_price" ("price" DESC, "title"), found index "other" ("price" DESC, "title")',
    ],
  },
  {
    does: 'CREATE INDEX by_hand ON shop_offer (maker_id, price)',
    told: ['"by_hand" index is not expected: found index "by_hand" ("maker_id", "price")'],
  },
  {
    does: 'CREATE FULLTEXT INDEX by_hand ON shop_offer (note)',
    told: ['"by_hand" index is not expected: found index "by_hand" USING fulltext ("note")'],
  },
  {
    does: offer('DROP CONSTRAINT gain, ADD CONSTRAINT gain CHECK (price >= 2)'),
    told: [
      "\"gain\" check: expected \"price\" >= '1.00' or \"price\" in ('0.00','0.50') or \"title\" like 'it\\'s%' collate utf8mb4_nopad_bin escape '\\\\', found \"price\" >= 2",
    ],
  },
  {
    does: offer('DROP CONSTRAINT gain, ADD CONSTRAINT surely CHECK (price >= 2)'),
    told: [
      "\"gain\" check is missing: expected \"price\" >= '1.00' or \"price\" in ('0.00','0.50') or \"title\" like 'it\\'s%' collate utf8mb4_nopad_bin escape '\\\\'",
      '"surely" check is not expected: found "price" >= 2',
    ],
  },
  {
    does: offer('MODIFY stock integer UNSIGNED NOT NULL DEFAULT 0'),
    told: ['check is missing: expected "stock" >= 0'],
  },
  {
    does: offer('DROP FOREIGN KEY shop_offer_maker_id_25c8009f_fk_shop_maker_id'),
    told: ['"maker_id" foreign key is missing: expected REFERENCES "shop_maker" ("id")'],
  },
  {
    does: offer('ADD FOREIGN KEY other (id) REFERENCES shop_maker (id) ON DELETE CASCADE'),
    told: ['"id" "other" foreign key is not expected: found REFERENCES "shop_maker" ("id") ON DELETE CASCADE'],
  },
  {
    does: 'ALTER TABLE shop_offer_similar MODIFY id bigint NOT NULL, DROP PRIMARY KEY',
    told: [
      'shop_offer_similar: primary key is missing: expected ("id")',
      'shop_offer_similar: "id" numbering is missing: expected numbered by the database',
    ],
  },
  { does: 'DROP TABLE shop_offer_similar', told: ['shop_offer_similar: the table is missing'] },
  {
    does: 'ALTER TABLE shop_offer_similar MODIFY id bigint NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (id, to_offer_id)',
    told: [
      'shop_offer_similar: primary key: expected ("id"), found ("id", "to_offer_id")',
      'shop_offer_similar: "id" numbering is missing: expected numbered by the database',
    ],
    forGood: true,
  },
]

driftSuite('MariaDB', await skipWithout('mariadb'), scratchMariadb, tampering)
