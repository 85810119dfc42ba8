import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import {
  addConstraint,
  addField,
  addIndex,
  alterField,
  createModel,
  field,
  type Operation,
  removeConstraint,
  removeField,
  removeIndex,
  renameField,
  renameIndex,
  renameModel,
} from '../../../src/data/migrations/index.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { apply, key, shapeOf } from './helpers.ts'

const long = 'x'.repeat(70)
const item = createModel({
  name: 'Item',
  fields: { id: key, n: field.integer({ null: true }), t: field.char({ maxLength: 5, null: true }) },
})
const number = field.integer({ null: true })
const toItem = field.foreignKey('app.Item', { onDelete: 'cascade' })
const fill = (state: Parameters<typeof addField>[0]['field'], value: unknown) =>
  addField({ model: 'item', name: 'q', field: state, fill: value })

const tooLong: readonly Operation[] = [
  createModel({ name: 'Thing', fields: { id: key }, options: { table: long } }),
  createModel({ name: `Thing${long}`, fields: { id: key } }),
  createModel({ name: 'Tag', fields: { id: key, ['m'.repeat(60)]: field.manyToMany('app.Item') } }),
  addField({ model: 'item', name: long, field: number }),
  addIndex({ model: 'item', index: { name: long, fields: ['n'] } }),
  addConstraint({ model: 'item', constraint: { kind: 'check', name: long, check: { n__gt: 0 } } }),
  addConstraint({ model: 'item', constraint: { kind: 'unique', name: long, fields: ['n'] } }),
  renameField({ model: 'item', from: 'n', to: long }),
  renameModel({ from: 'Item', to: `Item${long}` }),
]

/** Values for rows that are there, and what the refusal says of each. */
const misfits: readonly [Operation, RegExp][] = [
  [fill(field.integer(), 'abc'), /fill app\.Item\.q with does not fit it: “abc” value must be an integer/],
  [fill(field.char({ maxLength: 3 }), 'abcdef'), /fill app\.Item\.q.*at most 3 characters \(it has 6\)/],
  [fill(field.smallInteger(), 99_999), /fill app\.Item\.q.*32767/],
  [fill(field.positiveInteger(), -1), /fill app\.Item\.q.*greater than or equal to 0/],
  [fill(field.decimal({ maxDigits: 4, decimalPlaces: 2 }), '12345.6'), /fill app\.Item\.q.*no more than 4 digits/],
  [fill(field.date(), '2024-13-77'), /fill app\.Item\.q.*invalid date/],
  [fill(toItem, 'x'), /fill app\.Item\.q.*“x” value must be an integer/],
  [fill(toItem, 77), /'app_item' has rows that do not fit its new form: q_id points at rows that are not there/],
  [fill(field.integer(), undefined), /'app_item' has rows that do not fit its new form: q may not be null/],
  [fill(field.integer({ unique: true }), 1), /q is to be unique, and a value stands there more than once/],
  [
    addField({ model: 'item', name: 'q', field: field.char({ maxLength: 3, default: 'abcdef' }) }),
    /fill app\.Item\.q.*at most 3/,
  ],
  [
    addField({ model: 'item', name: 'q', field: field.char({ maxLength: 3, dbDefault: 'abcdef' }) }),
    /default of app\.Item\.q in the database.*at most 3/,
  ],
  [alterField({ model: 'item', name: 't', field: field.char({ maxLength: 5 }), fill: 'abcdef' }), /fill app\.Item\.t/],
  [alterField({ model: 'item', name: 't', field: field.char({ maxLength: 5 }) }), /t may not be null, and is in some/],
]

/** What every database says to wrong input. `open` gives an empty database that goes with the test. */
export function badInputSuite(
  open: (t: TestContext) => Promise<Database>,
  options: { skip?: false | string } = {},
): void {
  test('a name that the database would refuse or cut is refused before', options, async (t) => {
    const database = await open(t)
    const { state } = await apply(database, emptyState, 'app', [item])
    const shape = await shapeOf(database)
    for (const operation of tooLong) {
      const applying = apply(database, state, 'app', [operation])
      if (database.database === 'sqlite') await (await applying).undo()
      else
        await assert.rejects(
          applying,
          ({ message, cause }: Error) =>
            (cause as { code?: string }).code === 'NUAGES_SCHEMA_NAME_TOO_LONG' &&
            /takes no name as long as '\w{60,}'/.test(message),
          operation.description,
        )
      assert.deepEqual(await shapeOf(database), shape)
    }
  })

  test(
    'a value for rows that does not fit names the field or the table, and nothing is changed',
    options,
    async (t) => {
      const database = await open(t)
      const { state } = await apply(database, emptyState, 'app', [item])
      await database.script('INSERT INTO app_item (n) VALUES (1), (2)')
      const shape = await shapeOf(database)
      for (const [operation, message] of misfits) {
        await assert.rejects(apply(database, state, 'app', [operation]), { message }, String(message))
        assert.deepEqual(await shapeOf(database), shape)
      }
    },
  )

  test('words that mean something in SQL are names as any other', options, async (t) => {
    const database = await open(t)
    const order = createModel({
      name: 'Order',
      fields: { id: key, select: number, from: field.char({ maxLength: 5, default: '' }) },
      options: { table: 'order', comment: 'select' },
    })
    const { undo } = await apply(database, emptyState, 'app', [
      order,
      addField({
        model: 'order',
        name: 'table',
        field: field.foreignKey('app.Order', { onDelete: 'cascade', null: true }),
      }),
      addField({ model: 'order', name: 'group', field: field.integer({ unique: true }), fill: 1 }),
      addField({ model: 'order', name: 'user', field: field.manyToMany('app.Order', { table: 'grant' }) }),
      addIndex({ model: 'order', index: { name: 'index', fields: ['-select', 'from'] } }),
      renameIndex({ model: 'order', from: 'index', to: 'values' }),
      addConstraint({ model: 'order', constraint: { kind: 'check', name: 'check', check: { select__gt: 0 } } }),
      addConstraint({
        model: 'order',
        constraint: { kind: 'unique', name: 'primary_key', fields: ['from', 'select'] },
      }),
      renameField({ model: 'order', from: 'select', to: 'where' }),
      alterField({ model: 'order', name: 'from', field: field.char({ maxLength: 20, default: '' }) }),
      alterField({ model: 'order', name: 'from', field: field.char({ maxLength: 9, default: '' }) }),
      renameModel({ from: 'Order', to: 'Select' }),
      removeConstraint({ model: 'select', name: 'primary_key' }),
      removeConstraint({ model: 'select', name: 'check' }),
      removeIndex({ model: 'select', name: 'values' }),
      removeField({ model: 'select', name: 'group' }),
    ])
    await undo()
    assert.deepEqual(await shapeOf(database), [])
  })
}
