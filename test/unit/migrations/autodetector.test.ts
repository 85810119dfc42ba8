import assert from 'node:assert/strict'
import { test } from 'node:test'
import { autodetect } from '../../../src/data/migrations/autodetector/index.ts'
import { answered, field, type ModelState, type ProjectState } from '../../../src/data/migrations/index.ts'
import { emptyState } from '../../../src/data/migrations/state.ts'
import { applyAll, built, code, detect, memory, model, shapeOf, stateOf } from './helpers.ts'

const to = (label: string, options = {}) => field.foreignKey(label, { onDelete: 'cascade', ...options })
const number = field.integer()
const proxy = (app: string, name: string, base: string): ModelState => ({
  app,
  name,
  fields: {},
  options: { proxy: true, bases: [base] },
})

/** Drafts as lines: 'a.2 after b.1, c: Add field y to x'. */
async function drafts(before: ProjectState, after: ProjectState, answers = {}): Promise<string[]> {
  const made = await detect(before, after, answers)
  return made.map((each) => {
    const needs = [
      ...each.drafts.map((draft) => draft.join('.')),
      ...each.apps,
      ...each.roles.map((role) => `<${role}>`),
    ]
    const after = needs.length === 0 ? '' : ` after ${needs.join(', ')}`
    return `${each.app}.${each.number}${after}: ${each.operations.map(({ description }) => description).join('; ')}`
  })
}

test('apps that wait for each other take turns, the first in the alphabet first', async () => {
  const x = model('a', 'X', { y: to('b.Y') })
  const y = model('b', 'Y', { x: to('a.X') })
  assert.deepEqual(await drafts(emptyState, stateOf(x, y)), [
    'a.1: Create model X',
    'b.1 after a.1: Create model Y',
    'a.2 after b.1: Add field y to x',
  ])
  assert.deepEqual(await drafts(stateOf(x, y), emptyState), [
    'a.1: Remove field y from x',
    'b.1 after a.1: Delete model Y',
    'a.2 after b.1: Delete model X',
  ])
  const circle = stateOf(x, model('b', 'Y', { z: to('c.Z') }), model('c', 'Z', { x: to('a.X') }))
  assert.deepEqual(await drafts(emptyState, circle), [
    'a.1: Create model X',
    'c.1 after a.1: Create model Z',
    'b.1 after c.1: Create model Y',
    'a.2 after b.1: Add field y to x',
  ])
})

test('apps that need each other, and models that do not', async () => {
  const state = stateOf(
    model('a', 'W', {}),
    model('a', 'X', { y: to('b.Y') }),
    model('b', 'Y', {}),
    model('b', 'Z', { w: to('a.W') }),
  )
  assert.deepEqual(await drafts(emptyState, state), [
    'a.1: Create model W; Create model X',
    'b.1 after a.1: Create model Y; Create model Z',
    'a.2 after b.1: Add field y to x',
  ])
})

test('a relation to an app that does not change goes by its latest migration', async () => {
  const before = stateOf(model('a', 'X', {}), model('b', 'Y', {}))
  const after = stateOf(model('a', 'X', { y: to('b.Y', { null: true }) }), model('b', 'Y', {}))
  assert.deepEqual(await drafts(before, after), ['a.1 after b: Add field y to x'])
  const both = stateOf(
    model('a', 'X', { y: to('b.Y', { null: true }) }),
    model('b', 'Y', { n: field.integer({ null: true }) }),
  )
  assert.deepEqual(await drafts(before, both), ['b.1: Add field n to y', 'a.1 after b.1: Add field y to x'])
})

test('a model that moves to another app is made there before it goes here', async () => {
  const before = stateOf(model('a', 'X', { n: number }), model('b', 'Y', { x: to('a.X') }))
  const after = stateOf(model('b', 'X', { n: number }), model('b', 'Y', { x: to('b.X') }))
  assert.deepEqual(await drafts(before, after), [
    'b.1: Create model X; Alter field x on y',
    'a.1 after b.1: Delete model X',
  ])
})

test('models with relations go with all that they hold, whatever rules name them', async (t) => {
  const rules = { uniqueTogether: [['x', 'n']], indexes: [{ name: 'by_x', fields: ['x'] }] }
  const before = stateOf(
    model('a', 'X', { self: to('a.X', { null: true }), tags: field.manyToMany('a.Tag', { through: 'a.Link' }) }),
    model('a', 'Tag', {}),
    model('a', 'Link', { x: to('a.X'), tag: to('a.Tag'), n: number }, rules),
  )
  assert.deepEqual(await drafts(before, emptyState), [
    'a.1: Remove field self from x; Remove field tags from x; Delete model Link; Delete model Tag; Delete model X',
  ])
  const database = await memory(t)
  const state = await built(database, before)
  const gone = await applyAll(database, state, await detect(before, emptyState))
  assert.deepEqual(await shapeOf(database), [])
  for (const undo of gone.undo) await undo()
  assert.equal((await shapeOf(database)).length, 3)
})

test('where no app can begin with its first step, one begins with what may go before it', async (t) => {
  const owner = to('a.Ant', { null: true })
  const before = stateOf(
    model('a', 'Ant', { bees: field.manyToMany('b.Bee', { through: 'a.Link' }) }),
    model('a', 'Link', { ant: to('a.Ant'), bee: to('b.Bee') }),
    model('b', 'Bee', {}),
    model('b', 'Dog', { n: number, owner }),
  )
  const after = stateOf(model('b', 'Dog', { n: number }))
  const database = await memory(t)
  const gone = await applyAll(database, await built(database, before), await detect(before, after))
  assert.deepEqual((await shapeOf(database)).length, 1)
  for (const undo of gone.undo) await undo()
  assert.equal((await shapeOf(database)).length, 4)
})

test('a rule over two relations of a model that goes is removed once', async (t) => {
  const rule = { kind: 'unique', name: 'once', fields: ['owner', 'friend'] } as const
  const before = stateOf(
    model('a', 'Ant', { owner: to('b.Dog'), friend: to('b.Dog') }, { constraints: [rule] }),
    model('b', 'Dog', { owner: to('a.Ant', { null: true }) }),
  )
  const database = await memory(t)
  await applyAll(database, await built(database, before), await detect(before, emptyState))
  assert.deepEqual(await shapeOf(database), [])
})

test('a proxy becomes a model, and a model a proxy, through nothing', async () => {
  const base = model('a', 'X', {})
  const one = stateOf(base, proxy('a', 'P', 'a.X'))
  const other = stateOf(base, model('a', 'P', { n: field.integer({ null: true }) }))
  for (const [before, after] of [
    [one, other],
    [other, one],
  ] as const)
    assert.deepEqual(await drafts(before, after), ['a.1: Delete model P; Create model P'])
})

test('what fields are asked about', async () => {
  const asked = async (past: object | null, next: ReturnType<typeof field.char>) => {
    const before = stateOf(model('a', 'X', past === null ? {} : { f: past as never }))
    const reasons: string[] = []
    const questions = {
      ...answered({}),
      fill: ({ reason }: { reason: string }) => ({ value: String(reasons.push(reason)) }),
    }
    await autodetect(before, stateOf(model('a', 'X', { f: next })), questions)
    return reasons
  }
  const text = (options = {}) => field.char({ maxLength: 5, ...options })
  assert.deepEqual(await asked(null, text()), ['added'])
  for (const quiet of [text({ blank: true }), text({ null: true }), text({ default: 'x' }), text({ dbDefault: 'x' })])
    assert.deepEqual(await asked(null, quiet), [])
  assert.deepEqual(await asked(null, field.integer({ blank: true })), ['added'])
  assert.deepEqual(await asked(null, field.datetime({ autoNowAdd: true })), ['autoNowAdd'])
  assert.deepEqual(await asked(null, field.datetime({ autoNow: true })), [])
  assert.deepEqual(await asked(null, field.manyToMany('a.X')), [])
  assert.deepEqual(await asked(text({ null: true }), text()), ['notNull'])
  // An empty text is a value that nobody chose.
  assert.deepEqual(await asked(text({ null: true }), text({ blank: true })), ['notNull'])
  assert.deepEqual(await asked(text({ null: true }), text({ default: 'x' })), [])
  assert.deepEqual(await asked(text(), text({ null: true })), [])
})

test('renames: a model with its fields, a field that others name, a model that others point at', async () => {
  const before = stateOf(
    model(
      'a',
      'X',
      { n: number, m: number },
      { uniqueTogether: [['n', 'm']], ordering: ['-n'], indexes: [{ name: 'i', fields: ['n'] }] },
    ),
    model('b', 'Y', { x: to('a.X') }),
  )
  const after = stateOf(
    model(
      'a',
      'Z',
      { k: number, m: number },
      { uniqueTogether: [['k', 'm']], ordering: ['-k'], indexes: [{ name: 'i', fields: ['k'] }] },
    ),
    model('b', 'Y', { x: to('a.Z') }),
  )
  // Fields of the same kinds under other names: model and fields may both have been renamed.
  assert.deepEqual(await drafts(before, after, { renames: { 'a.x': 'Z', 'a.z.n': 'k' } }), [
    'a.1 after b: Rename model X to Z; Rename field n on z to k',
  ])
  assert.deepEqual(await drafts(before, after, { renames: { 'a.x': null } }), [
    'a.1: Create model Z; Remove index i from x',
    'b.1 after a.1: Alter field x on y',
    'a.2 after b.1: Delete model X; Alter unique_together for z (1 constraint(s)); Create index i on field(s) k of model z',
  ])
  const named = (name: string, n: string) =>
    stateOf(
      model(
        'a',
        name,
        { [n]: number, m: number },
        { uniqueTogether: [[n, 'm']], ordering: [`-${n}`], indexes: [{ name: 'i', fields: [n] }] },
      ),
      model('b', 'Y', { x: to(`a.${name}`) }),
    )
  assert.deepEqual(await drafts(named('X', 'n'), named('X', 'k'), { renames: { 'a.x.n': 'k' } }), [
    'a.1: Rename field n on x to k',
  ])
  assert.deepEqual(await drafts(named('X', 'n'), named('Z', 'n'), { renames: { 'a.x': 'Z' } }), [
    'a.1 after b: Rename model X to Z',
  ])
})

test('a key to another field follows its name', async (t) => {
  const state = (name: string) =>
    stateOf(
      model('a', 'X', { [name]: field.char({ maxLength: 5, unique: true }) }),
      model('a', 'Y', { x: to('a.X', { toField: name }) }),
    )
  assert.deepEqual(await drafts(state('code'), state('slug'), { renames: { 'a.x.code': 'slug' } }), [
    'a.1: Rename field code on x to slug',
  ])
  const database = await memory(t)
  const made = await built(database, state('code'))
  await applyAll(database, made, await detect(made, state('slug'), { renames: { 'a.x.code': 'slug' } }))
  assert.match(JSON.stringify((await shapeOf(database)).map((each) => each.foreignKeys)), /slug/)
})

test('options: managed, table, comment, what Django has more', async () => {
  const x = (options: ModelState['options']) => stateOf(model('a', 'X', {}, options))
  const cases: [ModelState['options'], ModelState['options'], string[]][] = [
    [{}, { managed: false }, ['a.1: Change Meta options on x']],
    [{ managed: false }, {}, ['a.1: Change Meta options on x']],
    [{}, { managed: true }, []],
    [{ ordering: [] }, {}, []],
    [{}, { table: 't' }, ['a.1: Rename table for x to t']],
    [{ table: 't' }, {}, ['a.1: Rename table for x to (default)']],
    [{}, { comment: 'c' }, ['a.1: Alter x table comment']],
    [{}, { defaultRelatedName: 'r', selectOnSave: true }, ['a.1: Change Meta options on x']],
    [{ permissions: { p: 'P' } }, { permissions: { p: 'Q' } }, ['a.1: Change Meta options on x']],
    [{}, { swappable: 'user' }, []],
  ]
  for (const [before, after, expected] of cases) assert.deepEqual(await drafts(x(before), x(after)), expected)
})

test('keys to a model with a role', async () => {
  const person = model('people', 'Person', { boss: to('people.Person', { null: true }) }, { swappable: 'user' })
  const shop = model('shop', 'Item', { owner: to('people.Person'), fans: field.manyToMany('people.Person') })
  const made = await detect(emptyState, stateOf(person, shop))
  assert.deepEqual(
    made.map(({ app, drafts: first, roles }) => [app, first, roles]),
    [
      ['people', [], []],
      ['shop', [], ['user']],
    ],
  )
  const { fields } = made[1]!.operations[0]!.arguments as { fields: Record<string, { options: object }> }
  assert.deepEqual(
    [fields.owner!.options, fields.fans!.options],
    [{ to: { swappable: 'user' }, onDelete: 'cascade' }, { to: { swappable: 'user' } }],
  )
})

test('an unanswered question says its flag', async () => {
  const before = stateOf(model('a', 'X', { n: number }))
  await assert.rejects(detect(before, stateOf(model('a', 'X', { m: number }))), {
    ...code('MIGRATIONS_UNANSWERED_RENAME'),
    hint: /--rename/,
  })
  await assert.rejects(
    detect(before, stateOf(model('a', 'Y', { n: number }))),
    code('MIGRATIONS_UNANSWERED_MODEL_RENAME'),
  )
  await assert.rejects(detect(before, stateOf(model('a', 'X', { n: number, t: field.text() }))), {
    ...code('MIGRATIONS_UNANSWERED_FILL'),
    hint: /--fill/,
  })
})
