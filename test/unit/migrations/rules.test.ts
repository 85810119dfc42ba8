import assert from 'node:assert/strict'
import { test } from 'node:test'
import { autodetect } from '../../../src/data/migrations/autodetector/index.ts'
import { registryOf } from '../../../src/data/migrations/execution/historical.ts'
import { placed } from '../../../src/data/migrations/files/loader.ts'
import { writeMigration } from '../../../src/data/migrations/files/writer.ts'
import { renameField } from '../../../src/data/migrations/index.ts'
import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { tableOf } from '../../../src/data/migrations/tables/table-of.ts'
import { buildRegistry, F, field, Model, Q } from '../../../src/data/orm/index.ts'
import { tablesSql } from '../../../src/data/sql/index.ts'
import { computedColumns } from './computed.ts'
import { apply, built, code, detect, memory } from './helpers.ts'
import { Owner, ruled as state } from './ruled.ts'

const sqlOf = (database: 'sqlite' | 'postgres') =>
  tablesSql(database, [tableOf(state, state.models.get('app.deal')!, database)]).slice(1)

test('conditions and expressions are compiled as those of queries are, values in place', () => {
  const create = (database: 'sqlite' | 'postgres') =>
    tablesSql(database, [tableOf(state, state.models.get('app.deal')!, database)])[0]!
  assert.match(create('sqlite'), /CONSTRAINT "deal_gain" CHECK \("price" >= "cost"\)/)
  assert.deepEqual(sqlOf('sqlite'), [
    'CREATE INDEX "deal_margin" ON "app_deal" ((("price" - "cost")) DESC)',
    `CREATE INDEX "deal_cost" ON "app_deal" ((COALESCE("cost", "price"))) WHERE "title" LIKE 'A%' ESCAPE '\\'`,
    'CREATE INDEX "deal_wide" ON "app_deal" ("price" DESC) WHERE "owner_id" > 3 OR "cost" IS NULL',
    'CREATE INDEX "deal_day" ON "app_deal" ("day")',
    'CREATE UNIQUE INDEX "deal_one" ON "app_deal" ("title", "owner_id") WHERE NOT ("price" > 0)',
    'CREATE UNIQUE INDEX "deal_sum" ON "app_deal" (((("price" + "cost") + CAST(1 AS INTEGER))))',
    'CREATE UNIQUE INDEX "deal_later" ON "app_deal" ("title")',
    'CREATE UNIQUE INDEX "deal_nulls" ON "app_deal" ("cost")',
  ])
  const postgres = sqlOf('postgres').join('\n')
  assert.match(postgres, /INCLUDE \("title", "owner_id"\)/)
  assert.match(postgres, /"deal_day" ON "app_deal" USING brin \("day"\)/)
  assert.match(postgres, /ADD CONSTRAINT "deal_later" UNIQUE \("title"\) DEFERRABLE INITIALLY DEFERRED/)
  assert.match(postgres, /UNIQUE INDEX "deal_nulls" ON "app_deal" \("cost"\) NULLS NOT DISTINCT/)
})

test('the state is plain data: it is written down, and nothing is left to do', async () => {
  const drafts = await detect(emptyState, state)
  const source = writeMigration(placed('app', '0001_initial', { operations: drafts[0]!.operations }))
  assert.match(source, /condition: \['or', \{ owner_id__gt: 3 \}, \{ cost: null \}\]/)
  assert.match(
    source,
    /\{ order: \{ operator: '-', left: \{ path: 'price' \}, right: \{ path: 'cost' \} \}, descending: true \}/,
  )
  assert.match(source, /check: \{ price__gte: \{ \$expression: \{ path: 'cost' \} \} \}/)
  const again = stateFromRegistry(registryOf(state))
  assert.deepEqual(again.models.get('app.deal')!.options, state.models.get('app.deal')!.options)
  assert.deepEqual(await detect(state, again), [])
})

test('the rules hold in the database, and follow a renamed field', async (t) => {
  const database = await memory(t)
  await built(database, state)
  const insert = (title: string, price: number, cost: number | null) =>
    database.run({ text: 'INSERT INTO app_deal (title, price, cost) VALUES (?, ?, ?)', writes: true, wide: false }, [
      title,
      price,
      cost,
    ])
  await insert('a', 5, 1)
  await assert.rejects(async () => insert('b', 4, 2), code('DRIVERS_UNIQUE'))
  await assert.rejects(async () => insert('b', 1, 2), code('DRIVERS_CHECK'))
  const done = await apply(database, state, 'app', [renameField({ model: 'deal', from: 'cost', to: 'spent' })])
  const { indexes, constraints } = done.state.models.get('app.deal')!.options
  assert.deepEqual(indexes![2]!.condition, ['or', { owner_id__gt: 3 }, { spent: null }])
  assert.deepEqual(
    constraints!.find(({ name }) => name === 'deal_gain'),
    {
      kind: 'check',
      name: 'deal_gain',
      check: { price__gte: { $expression: { path: 'spent' } } },
    },
  )
  await assert.rejects(async () => insert('b', 1, 2), { name: 'NuagesError' })
  await database.script("INSERT INTO app_deal (title, price, spent) VALUES ('c', 9, 2)")
})

test('a changed condition makes the index anew, and what a rule cannot say is refused at start-up', async () => {
  const other = (given: object) => {
    class Item extends Model {
      n = field.integer()
      owner = field.foreignKey(() => Owner, { onDelete: 'cascade' })
      static meta = given as never
    }
    return stateFromRegistry(buildRegistry([{ label: 'app', models: { Owner, Item } }]))
  }
  const one = other({ indexes: [{ name: 'x', fields: ['n'], condition: Q({ n: 1 }).or({ n: 2 }) }] })
  const two = other({ indexes: [{ name: 'x', fields: ['n'], condition: Q({ n: 1 }).or({ n: 3 }) }] })
  const drafts = await autodetect(one, two, {} as never)
  assert.deepEqual(
    drafts.flatMap((draft) => draft.operations.map(({ kind }) => kind)),
    ['removeIndex', 'addIndex'],
  )
  const refused = (given: object, message: RegExp) => assert.throws(() => other(given), { message })
  refused({ indexes: [{ name: 'x', fields: ['n'], conditoin: {} }] }, /no option 'conditoin'.*condition/)
  refused({ indexes: [{ expressions: [F('n').plus(1)] }] }, /needs a name/)
  refused({ indexes: [{ name: 'x', fields: ['n'], expressions: [F('n')] }] }, /either `fields` or `expressions`/)
  refused({ indexes: [{ name: 'x', fields: ['n'], using: 'gni' }] }, /did you mean 'gin'/)
  refused({ indexes: [{ name: 'x', expressions: [F('m')] }] }, /'m'/)
  refused({ indexes: [{ name: 'x', fields: ['n'], condition: { n__gtt: 1 } }] }, /gtt/)
  refused({ constraints: [{ kind: 'check', name: 'x', check: { owner__name: 'a' } }] }, /own columns/)
  refused({ constraints: [{ kind: 'checks', name: 'x' }] }, /no kind 'checks'/)
  refused(
    { constraints: [{ kind: 'unique', name: 'x', fields: ['n'], deferrable: 'deferred', condition: { n: 1 } }] },
    /deferred/,
  )
})

test('columns that the database fills: defaults and computed ones', (t) => computedColumns(() => memory(t)))
