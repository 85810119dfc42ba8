import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import * as m from '../../../src/data/migrations/index.ts'
import { optimize } from '../../../src/data/migrations/optimizer/index.ts'
import { emptyState, type ProjectState, sameState } from '../../../src/data/migrations/state.ts'
import { apply, key, shapeOf } from './helpers.ts'
import { draws, sequence } from './sequences.ts'

const { field } = m
const described = (operations: readonly m.Operation[]) => operations.map((each) => each.description)
const create = (name: string, fields = {}, options?: m.ModelOptions) =>
  m.createModel({ name, fields: { id: key, ...fields }, ...(options && { options }) })
const to = (model: string) => field.foreignKey(`app.${model}`, { onDelete: 'cascade', null: true })
const number = field.integer({ default: 0 })

test('what is done to a model later is in its creation', () => {
  const [made, ...rest] = optimize(
    [
      create('Item'),
      m.addField({ model: 'item', name: 'n', field: number, fill: 3 }),
      m.addField({ model: 'item', name: 'x', field: field.char({ maxLength: 5 }) }),
      m.addIndex({ model: 'item', index: { name: 'by_n', fields: ['n'] } }),
      m.addConstraint({ model: 'item', constraint: { kind: 'check', name: 'low', check: { n__lt: 9 } } }),
      m.renameField({ model: 'item', from: 'n', to: 'rank' }),
      m.removeField({ model: 'item', name: 'x' }),
      m.alterUniqueTogether({ name: 'item', uniqueTogether: [['id', 'rank']] }),
      m.alterModelOptions({ name: 'item', options: { ordering: ['rank'] } }),
      m.alterModelTable({ name: 'item', table: 'things' }),
      m.alterModelComment({ name: 'item', comment: 'what there is' }),
      m.renameModel({ from: 'Item', to: 'Thing' }),
    ],
    'app',
  )
  assert.deepEqual(rest, [])
  assert.deepEqual(made!.arguments, {
    name: 'Thing',
    fields: { id: key, rank: number },
    options: {
      indexes: [{ name: 'by_n', fields: ['rank'] }],
      constraints: [{ kind: 'check', name: 'low', check: { rank__lt: 9 } }],
      uniqueTogether: [['id', 'rank']],
      ordering: ['rank'],
      table: 'things',
      comment: 'what there is',
    },
  })
})

test('what is made and taken away again is not made', () => {
  const nothing: m.Operation[][] = [
    [create('Item'), m.deleteModel({ name: 'Item' })],
    [m.addField({ model: 'item', name: 'n', field: number }), m.removeField({ model: 'Item', name: 'n' })],
    [m.addIndex({ model: 'item', index: { name: 'i', fields: ['n'] } }), m.removeIndex({ model: 'item', name: 'i' })],
    [m.renameField({ model: 'item', from: 'a', to: 'b' }), m.renameField({ model: 'item', from: 'b', to: 'a' })],
    [m.renameModel({ from: 'A', to: 'B' }), m.renameModel({ from: 'B', to: 'A' })],
  ]
  for (const operations of nothing) assert.deepEqual(described(optimize(operations, 'app')), [])
})

test('operations that need each other, and what nobody can look into, keep their places', () => {
  const lists: m.Operation[][] = [
    [create('A'), create('B', { a: to('A') }), m.deleteModel({ name: 'A' })],
    [
      m.addField({ model: 'item', name: 'n', field: number }),
      m.sql('SELECT 1', ''),
      m.removeField({ model: 'item', name: 'n' }),
    ],
    [create('A'), m.run(() => {}), m.deleteModel({ name: 'A' })],
    // The model that is made does not have the field yet.
    [
      create('Item'),
      m.separateStateAndDatabase({ state: [m.addField({ model: 'item', name: 'n', field: number })], database: [] }),
      m.alterField({ model: 'item', name: 'n', field: number }),
    ],
    // What rows were given as a text is no number; what the database makes of it nobody else knows.
    [
      m.addField({ model: 'item', name: 'n', field: field.text(), fill: 'x' }),
      m.alterField({ model: 'item', name: 'n', field: number }),
    ],
    // The relation has to go before the model.
    [m.removeField({ model: 'b', name: 'a' }), m.deleteModel({ name: 'A' }), m.removeField({ model: 'b', name: 'c' })],
    // A proxy's permissions may have been given away.
    [
      m.createModel({ name: 'P', fields: {}, options: { proxy: true, bases: ['app.A'] } }),
      m.deleteModel({ name: 'P' }),
    ],
    // Another table had this name.
    [
      m.alterModelTable({ name: 'a', table: 'old' }),
      create('B', {}, { table: 'app_a' }),
      m.alterModelTable({ name: 'a', table: 'older' }),
    ],
    [create('Aa'), create('Bb', { a: to('Aa') }), m.addField({ model: 'aa', name: 'b', field: to('Bb') })],
  ]
  for (const operations of lists) assert.deepEqual(described(optimize(operations, 'app')), described(operations))
})

test('an added field that is altered gives rows what they would have had', () => {
  const text = (options = {}) => field.char({ maxLength: 9, ...options })
  const both = (first: object, second: object) =>
    optimize(
      [
        m.addField({ model: 'item', name: 'x', field: text(), ...first }),
        m.alterField({ model: 'item', name: 'x', field: text(), ...second }),
      ],
      'app',
    ).map((each) => (each.arguments as { fill?: unknown }).fill)
  assert.deepEqual(both({ fill: 'a' }, { field: text({ unique: true }) }), ['a'])
  assert.deepEqual(both({ field: text({ default: 'a' }) }, { field: text({ default: 'b' }) }), ['a'])
  assert.deepEqual(both({ field: text({ default: 'a' }) }, { field: text({ default: 'a', index: true }) }), [undefined])
  assert.deepEqual(both({ field: text({ null: true }) }, { fill: 'b' }), ['b'])
  assert.deepEqual(both({ field: text({ null: true }) }, { field: text({ null: true, default: 'b' }) }), [null])
})

test('altering twice stays where values would come out otherwise', () => {
  const altered = (...fields: readonly ReturnType<typeof field.char>[]) =>
    optimize(
      fields.map((each) => m.alterField({ model: 'item', name: 'x', field: each })),
      'app',
    ).length
  assert.equal(altered(field.char({ maxLength: 5 }), field.char({ maxLength: 9 })), 1)
  assert.equal(altered(field.integer(), field.text()), 2)
})

test('an elidable operation gives way', () => {
  const { length } = optimize([m.sql('UPDATE x SET y = 1', '', { elidable: true }), create('A')], 'app')
  assert.equal(length, 1)
})

function plain({ models }: ProjectState): unknown {
  return Object.fromEntries(
    [...models].map(([each, { name, fields, options }]) => [
      each,
      {
        name,
        fields,
        options: {
          ...options,
          indexes: new Set(),
          names: (options.indexes ?? []).map((index) => JSON.stringify(index)).sort(),
        },
      },
    ]),
  )
}

const ended = (operations: readonly m.Operation[]) =>
  operations.reduce((state: ProjectState, each) => {
    each.check?.(state, 'app')
    return each.changeState(state, 'app')
  }, emptyState)

test('the shorter list leads to the same models', () => {
  let saved = 0
  fc.assert(
    fc.property(draws, (drawn) => {
      const operations = sequence(drawn)
      const shorter = optimize(operations, 'app')
      saved += operations.length - shorter.length
      assert.ok(shorter.length <= operations.length)
      assert.ok(sameState(plain(ended(shorter)), plain(ended(operations))), described(operations).join('\n'))
      assert.deepEqual(described(optimize(shorter, 'app')), described(shorter))
    }),
    { numRuns: 1500 },
  )
  assert.ok(saved > 1500, `only ${saved} operations saved`)
})

test('the shorter list leads to the same tables', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(draws, async (drawn) => {
      const operations = sequence(drawn)
      const shapes = []
      for (const list of [operations, optimize(operations, 'app')]) {
        const database = await openDatabase('sqlite::memory:')
        await apply(database, emptyState, 'app', list)
        shapes.push(await shapeOf(database))
        await database.close()
      }
      assert.deepEqual(shapes[1], shapes[0], described(operations).join('\n'))
    }),
    { numRuns: Number(process.env.NUAGES_PROPERTY_RUNS ?? 60) },
  )
})
