import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import * as m from '../../../src/data/migrations/index.ts'
import { optimize } from '../../../src/data/migrations/optimizer/index.ts'
import {
  emptyState,
  type ModelState,
  type ProjectState,
  pointsAt,
  sameState,
} from '../../../src/data/migrations/state.ts'
import { apply, key, shapeOf } from './helpers.ts'

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

/** Makes operations that fit, each from a few numbers that somebody else draws. */
function sequence(draws: readonly (readonly number[])[]): m.Operation[] {
  let state: ProjectState = emptyState
  const operations: m.Operation[] = []
  for (const [i, draw] of draws.entries()) {
    const operation = chosen(state, draw, i)
    if (operation === null) continue
    operation.check?.(state, 'app')
    state = operation.changeState(state, 'app')
    operations.push(operation)
  }
  return operations
}

const kinds = [
  field.integer({ default: 1 }),
  field.char({ maxLength: 20, default: 'x' }),
  field.text({ null: true }),
  field.integer({ null: true, index: true }),
] as const

function chosen(state: ProjectState, [a = 0, b = 0, c = 0, d = 0]: readonly number[], i: number): m.Operation | null {
  const models = [...state.models.values()]
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(list.length, 1)]
  const model = pick(models, b)
  if (a % 16 < 3 || model === undefined) {
    const target = pick(models, c)
    return create(`M${i}`, { a: pick(kinds, d)!, ...(target !== undefined && d % 3 === 0 && { to: to(target.name) }) })
  }
  const name = model.name.toLowerCase()
  const free = freeFields(model)
  const one = pick(free, c)
  switch (a % 16) {
    case 3:
      return models.some((each) => each !== model && pointsAt(each, `app.${name}`))
        ? null
        : m.deleteModel({ name: model.name })
    case 4:
      return m.renameModel({ from: model.name, to: `R${i}` })
    case 5:
    case 6:
    case 7:
      return m.addField({
        model: name,
        name: `f${i}`,
        field: d % 4 === 0 ? to(pick(models, c)!.name) : pick(kinds, d)!,
      })
    case 8:
    case 9:
      return one === undefined || model.fields[one]!.type === 'foreignKey'
        ? null
        : m.alterField({ model: name, name: one, field: pick(kinds.slice(1), d)! })
    case 10:
      return one === undefined ? null : m.removeField({ model: name, name: one })
    case 11: {
      const any = pick(Object.keys(model.fields).slice(1), c)
      return any === undefined ? null : m.renameField({ model: name, from: any, to: `g${i}` })
    }
    case 12:
      return one === undefined ? null : m.addIndex({ model: name, index: { name: `ix${i}`, fields: [one] } })
    case 13: {
      const index = pick(model.options.indexes ?? [], c)
      return index === undefined ? null : m.removeIndex({ model: name, name: index.name })
    }
    case 14:
      return one === undefined || d % 2 === 0
        ? m.alterModelTable({ name, table: d % 3 === 0 ? null : `t${i}` })
        : m.alterUniqueTogether({ name, uniqueTogether: d % 3 === 0 ? [] : [['id', one]] })
    default:
      return m.alterModelOptions({ name, options: d % 2 === 0 ? {} : { label: `label ${i}` } })
  }
}

/** Fields beside the key that no rule names. */
function freeFields({ fields, options }: ModelState): string[] {
  const named = new Set([
    ...(options.indexes ?? []).flatMap((each) => each.fields),
    ...(options.uniqueTogether ?? []).flat(),
  ])
  return Object.keys(fields).filter((name) => name !== 'id' && !named.has(name))
}

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

const draws = fc.array(fc.array(fc.nat(200), { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 22 })
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
