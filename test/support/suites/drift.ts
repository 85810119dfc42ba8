import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Database, introspect, openDatabase } from '../../../src/data/drivers/index.ts'
import { differencesOf } from '../../../src/data/migrations/drift/compare.ts'
import { mendOf } from '../../../src/data/migrations/drift/mend.ts'
import { driftText } from '../../../src/data/migrations/drift/told.ts'
import { wordsOf } from '../../../src/data/migrations/drift/twins.ts'
import { registryOf } from '../../../src/data/migrations/execution/historical.ts'
import {
  addField,
  alterField,
  createMissingTables,
  field,
  type ProjectState,
  removeField,
  renameField,
} from '../../../src/data/migrations/index.ts'
import { tablesOf } from '../../../src/data/migrations/tables/table-of.ts'
import type { DatabaseName } from '../../../src/data/query/index.ts'
import { apply, built, model, stateOf } from '../../unit/migrations/helpers.ts'

/** Models with something of everything. */
const state = stateOf(
  model('shop', 'Maker', { name: field.char({ maxLength: 40, unique: true }) }),
  model(
    'shop',
    'Offer',
    {
      title: field.char({ maxLength: 30, dbDefault: 'it\'s "new"' }),
      note: field.text({ null: true, comment: 'Nobody else reads it.' }),
      price: field.decimal({ maxDigits: 9, decimalPlaces: 2, dbDefault: '1.50' }),
      stock: field.positiveInteger({ dbDefault: 0 }),
      live: field.boolean({ dbDefault: true }),
      made: field.datetime({ null: true }),
      data: field.json({ null: true }),
      code: field.uuid({ null: true }),
      slug: field.slug(),
      maker: field.foreignKey('shop.Maker', { onDelete: 'cascade' }),
      best: field.oneToOne('shop.Offer', { onDelete: 'setNull', null: true }),
      similar: field.manyToMany('shop.Offer'),
      double: field.generated({
        expression: { operator: '*', left: { path: 'price' }, right: { value: 2 } },
        output: field.decimal({ maxDigits: 12, decimalPlaces: 2 }),
        stored: true,
      }),
    },
    {
      comment: 'What is for sale.',
      uniqueTogether: [['title', 'maker']],
      indexes: [
        { name: 'offer_price', fields: ['-price', 'title'] },
        { name: 'offer_live', fields: ['made'], condition: { live: true } },
        {
          name: 'offer_twice',
          fields: [],
          expressions: [{ order: { operator: '*', left: { path: 'stock' }, right: { value: 2 } }, descending: true }],
        },
      ],
      constraints: [
        {
          kind: 'check',
          name: 'gain',
          check: ['or', { price__gte: 1 }, { price__in: [0, 0.5] }, { title__startswith: "it's" }],
        },
        { kind: 'unique', name: 'one_note', fields: ['note', 'price'], condition: { live: true } },
      ],
    },
  ),
)

const tables = (database: DatabaseName) =>
  [...state.models.values()].flatMap((each) => [...tablesOf(state, each, database).values()])

/** What is told of the tables, one line a difference; `mended` makes the tables what they should be again. */
async function differences(database: Database) {
  const kind = database.database
  const words = await wordsOf(database, tables(kind))
  const { tables: all } = await introspect(database)
  const found = tables(kind).flatMap((table) => {
    const actual = all.find(({ name }) => name === table.name)
    return differencesOf(kind, table, actual, words.get(table.name)).map((difference) => ({
      difference,
      table,
      actual,
    }))
  })
  return {
    lines: found.map(({ difference }) => `${difference.table}: ${driftText(difference)}`),
    async mended() {
      for (const { difference, table, actual } of found)
        for (const text of await mendOf(kind, table, actual, difference)) await database.script(text)
    },
  }
}

/** What somebody does behind the tool's back, and what is told of it. */
export interface Tampering {
  readonly does: string
  /** Lines of the report, by what each begins with; without the table's name where it is that of the offers. */
  readonly told: readonly string[]
  /** No statement brings it back. */
  readonly forGood?: true
}

/** Each is done to a database of its own, told, and mended where a statement does. */
export function driftSuite(
  label: string,
  skip: false | string,
  scratch: () => Promise<{ url: string; drop(): Promise<void> }>,
  tampering: readonly Tampering[],
) {
  describe(`drift on ${label}`, { skip }, () => {
    test('tables that migrations have made differ in nothing, with and without the words of the database', async () => {
      const { url, drop } = await scratch()
      const database = await openDatabase(url)
      try {
        await built(database, state)
        assert.deepEqual((await differences(database)).lines, [])
        const { tables: all } = await introspect(database)
        for (const table of tables(database.database))
          assert.deepEqual(
            differencesOf(
              database.database,
              table,
              all.find(({ name }) => name === table.name),
            ),
            [],
          )
      } finally {
        await database.close()
        await drop()
      }
    })

    test('tables that are made without migrations are not made twice', async () => {
      const { url, drop } = await scratch()
      const database = await openDatabase(url)
      try {
        const orm = { registry: registryOf(state), database: () => database }
        const made = await createMissingTables({ orm, apps: [{ label: 'shop' }] })
        assert.deepEqual([...made.created].sort(), ['shop_maker', 'shop_offer', 'shop_offer_similar'])
        assert.deepEqual((await differences(database)).lines, [])
        assert.deepEqual(await createMissingTables({ orm, apps: [{ label: 'shop' }] }), { created: [], added: [] })
      } finally {
        await database.close()
        await drop()
      }
    })

    test('a migration that trips over a changed table says what is otherwise, and changes nothing', async () => {
      const { url, drop } = await scratch()
      const database = await openDatabase(url)
      const page = model('site', 'Page', { title: field.char({ maxLength: 9 }), note: field.text({ null: true }) })
      try {
        const at = await built(database, stateOf(page))
        await database.script('ALTER TABLE site_page DROP COLUMN note; ALTER TABLE site_page ADD COLUMN extra integer')
        const steps = [
          ['NO_COLUMNS', alterField({ model: 'page', name: 'note', field: field.text({ default: '' }), fill: '' })],
          ['NO_COLUMNS', removeField({ model: 'page', name: 'note' })],
          ['NO_COLUMNS', renameField({ model: 'page', from: 'note', to: 'remark' })],
          ['COLUMNS_EXIST', addField({ model: 'page', name: 'extra', field: field.integer({ default: 1 }) })],
          ['COLUMNS_EXIST', renameField({ model: 'page', from: 'title', to: 'extra' })],
        ] as const
        const before = JSON.stringify((await introspect(database)).tables)
        for (const [name, step] of steps) {
          const only = name === 'NO_COLUMNS' ? at : withoutField(at, 'note')
          await assert.rejects(apply(database, only, 'site', [step]), ({ cause }: { cause: { code: string } }) => {
            assert.equal(cause.code, `NUAGES_SCHEMA_${name}`, step.description)
            return true
          })
        }
        assert.equal(JSON.stringify((await introspect(database)).tables), before)
      } finally {
        await database.close()
        await drop()
      }
    })

    test('whatever is changed behind the back of the tool is told, and mended where a statement does', async () => {
      const { url, drop } = await scratch()
      const database = await openDatabase(url)
      try {
        await built(database, state)
        for (const { does, told, forGood } of tampering) {
          if (forGood) continue
          await database.script(does)
          const { lines, mended } = await differences(database)
          assert.deepEqual(lines.map(shortened), told, does)
          // What is not mended would be told after the next.
          await mended()
        }
        assert.deepEqual((await differences(database)).lines, [])
        // The last ones stay, and are told one beside the other.
        const all: string[] = []
        for (const { does, told } of tampering.filter(({ forGood }) => forGood)) {
          await database.script(does)
          all.push(...told)
          assert.deepEqual((await differences(database)).lines.map(shortened).sort(), [...all].sort(), does)
        }
      } finally {
        await database.close()
        await drop()
      }
    })
  })
}

/** The state as if a field of the page had never been. */
function withoutField(state: ProjectState, name: string): ProjectState {
  const page = state.models.get('site.page')!
  const { [name]: _, ...fields } = page.fields
  return stateOf({ ...page, fields })
}

const shortened = (line: string) => line.replace(/^shop_offer: /, '')
