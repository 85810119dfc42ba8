import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { drift, migrate } from '../../../src/data/migrations/index.ts'
import { driftSuite, type Tampering } from '../../support/suites/drift.ts'
import { code, file, memory, workshop } from './helpers.ts'

/** The table of makers in another form: SQLite takes changes of a column no other way. */
const makers = (columns: string) =>
  `PRAGMA foreign_keys = OFF; DROP TABLE shop_maker; CREATE TABLE shop_maker (${columns})`

const tampering: readonly Tampering[] = [
  {
    does: 'ALTER TABLE shop_offer ADD COLUMN extra text',
    told: ['column "extra" is not expected: found TEXT'],
  },
  {
    does: 'DROP INDEX offer_price',
    told: ['"offer_price" index is missing: expected index "offer_price" ("price" DESC, "title")'],
  },
  {
    does: 'DROP INDEX offer_price; CREATE INDEX offer_price ON shop_offer (price, title)',
    told: [
      '"offer_price" index: expected index "offer_price" ("price" DESC, "title"), found index "offer_price" ("price", "title")',
    ],
  },
  {
    does: 'DROP INDEX offer_live; CREATE INDEX offer_live ON shop_offer (made) WHERE live = 0',
    told: [
      '"offer_live" index: expected index "offer_live" ("made") WHERE "live" = 1, found index "offer_live" ("made") WHERE live = 0',
    ],
  },
  {
    does: 'DROP INDEX offer_live; CREATE INDEX offer_live ON shop_offer ("made") WHERE (LIVE = 1)',
    told: [],
  },
  {
    does: 'DROP INDEX offer_twice; CREATE INDEX other ON shop_offer (("stock" * CAST(2 AS INTEGER)) DESC)',
    told: [
      '"offer_twice" index: expected index "offer_twice" (("stock" * CAST(2 AS INTEGER)) DESC), found index "other" (("stock" * CAST(2 AS INTEGER)) DESC)',
    ],
  },
  {
    does: 'CREATE INDEX by_hand ON shop_offer (note)',
    told: ['"by_hand" index is not expected: found index "by_hand" ("note")'],
  },
  {
    does: 'CREATE INDEX by_hand ON shop_offer (made); ALTER TABLE shop_offer RENAME COLUMN made TO done',
    told: [
      'column "made" is missing: expected datetime',
      'column "done" is not expected: found datetime',
      '"offer_live" index: expected index "offer_live" ("made") WHERE "live" = 1, found index "offer_live" ("done") WHERE (LIVE = 1)',
      '"by_hand" index is not expected: found index "by_hand" ("done")',
    ],
  },
  {
    does: 'ALTER TABLE shop_offer RENAME COLUMN note TO remark',
    told: [
      'column "note" is missing: expected text',
      'column "remark" is not expected: found TEXT',
      '"one_note" index: expected UNIQUE "one_note" ("note", "price") WHERE "live" = 1, found UNIQUE "one_note" ("remark", "price") WHERE "live" = 1',
    ],
    forGood: true,
  },
  {
    does: makers('id integer NOT NULL PRIMARY KEY, name varchar(50) NULL DEFAULT 7, CHECK (name > 3)'),
    told: [
      'shop_maker: "id" numbering is missing: expected numbered by the database',
      'shop_maker: "name" type: expected varchar(40), found varchar(50)',
      'shop_maker: "name" null: expected NOT NULL, found NULL',
      'shop_maker: "name" default is not expected: found 7',
      'shop_maker: "name" unique rule is missing: expected UNIQUE ("name")',
      'shop_maker: check is not expected: found name > 3',
    ],
    forGood: true,
  },
  { does: 'DROP TABLE shop_offer_similar', told: ['shop_offer_similar: the table is missing'], forGood: true },
]

driftSuite('SQLite', false, async () => ({ url: 'sqlite::memory:', drop: async () => {} }), tampering)

test('what is compared is what is applied; unmanaged, routed and unknown tables are left out', async (t) => {
  const database = await memory(t)
  const directory = workshop(t)
  file(
    directory,
    'site',
    '0001_initial',
    `operations: [
      m.createModel({ name: 'Page', fields: { id: m.field.bigAuto({ primaryKey: true }), title: m.field.char({ maxLength: 9 }) } }),
      m.createModel({ name: 'Old', fields: { id: m.field.bigAuto({ primaryKey: true }) }, options: { managed: false } }),
      m.createModel({ name: 'Visit', fields: { id: m.field.bigAuto({ primaryKey: true }) } }),
    ]`,
  )
  file(
    directory,
    'site',
    '0002_note',
    `dependencies: [['site', '0001_initial']], operations: [
      m.addField({ model: 'page', name: 'note', field: m.field.text({ null: true }) }),
      m.createModel({ name: 'Later', fields: { id: m.field.bigAuto({ primaryKey: true }) } }),
    ]`,
  )
  file(directory, 'blog', '0001_initial', "operations: [m.createModel({ name: 'Post', fields: {} })]")
  const apps = ['site', 'blog'].map((label) => ({ label, dir: join(directory, label) }))
  const orm = { database: () => database, keeps: (_: unknown, { name }: { name: string }) => name !== 'Visit' }
  assert.equal((await drift({ orm, apps })).compared, 0)
  await migrate({ orm, apps, target: { app: 'site', name: '0001' } })
  await database.script('CREATE TABLE site_old (other text); CREATE TABLE site_later (x); CREATE TABLE stray (x)')
  const equal = await drift({ orm, apps })
  assert.deepEqual(equal, { database: 'default', compared: 1, differences: [], unknown: ['stray'], loose: [] })
  await migrate({ orm, apps: [apps[1]!] })
  await database.script('ALTER TABLE site_page DROP COLUMN title; DROP TABLE blog_post')
  const { differences } = await drift({ orm, apps })
  assert.deepEqual(differences, [
    {
      table: 'blog_post',
      kind: 'table',
      expected: 'blog_post',
      actual: null,
      app: 'blog',
      model: 'blog.Post',
      mend: ['CREATE TABLE "blog_post" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT)'],
    },
    {
      table: 'site_page',
      kind: 'column',
      column: 'title',
      expected: 'varchar(9) NOT NULL',
      actual: null,
      app: 'site',
      model: 'site.Page',
      mend: [],
    },
  ])
  assert.deepEqual(
    (await drift({ orm, apps, only: ['blog'] })).differences.map(({ table }) => table),
    ['blog_post'],
  )
  await assert.rejects(drift({ orm, apps, only: ['blgo'] }), code('MIGRATIONS_UNKNOWN_APP'))
})

test('a model with a kind of field that another database has is no trouble', async (t) => {
  const [directory, database] = [workshop(t), await memory(t)]
  const words = "words: { type: 'array', options: { of: { type: 'text', options: {} } } }"
  file(directory, 'site', '0001_initial', `operations: [m.createModel({ name: 'Post', fields: { ${words} } })]`)
  const orm = { database: () => database, keeps: (_: unknown, { name }: { name: string }) => name !== 'Post' }
  const apps = [{ label: 'site', dir: join(directory, 'site') }]
  assert.equal((await drift({ orm, apps })).compared, 0)
})

test('a check of a decimal that Django wrote with other zeros says the same; one of a text does not', async (t) => {
  const [directory, database] = [workshop(t), await memory(t)]
  const check = (name: string, of: string) =>
    `m.addConstraint({ model: 'item', constraint: { kind: 'check', name: '${name}', check: { ${of} } } })`
  file(
    directory,
    'shop',
    '0001_initial',
    `operations: [
      m.createModel({ name: 'Item', fields: {
        id: m.field.bigAuto({ primaryKey: true }),
        fee: m.field.decimal({ maxDigits: 8, decimalPlaces: 2 }),
        code: m.field.char({ maxLength: 9 }),
      } }),
      ${check('fee', "fee__gte: '1.50'")}, ${check('code', "code__gte: '0.00'")},
    ]`,
  )
  const apps = [{ label: 'shop', dir: join(directory, 'shop') }]
  const orm = { database: () => database }
  await migrate({ orm, apps })
  const conditions = async (fee: string, text: string) => {
    await database.script(`DROP TABLE shop_item; CREATE TABLE shop_item (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
      fee decimal NOT NULL, code varchar(9) NOT NULL,
      CONSTRAINT fee CHECK ("fee" >= ${fee}), CONSTRAINT code CHECK ("code" >= ${text}))`)
    return (await drift({ orm, apps })).differences.map(({ kind, name }) => `${kind} ${name}`)
  }
  assert.deepEqual(await conditions("'1.5'", "'0.00'"), [])
  assert.deepEqual(await conditions("'1.05'", "'0'"), ['check fee', 'check code'])
})
