import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Database, openDatabase } from '../../src/data/drivers/index.ts'
import { alterField, field } from '../../src/data/migrations/index.ts'
import { mariadb, postgres, type Server, skipOn } from '../support/scratch.ts'
import { apply, applyAll, built, code, detect, lines, memory, model, stateOf } from '../unit/migrations/helpers.ts'

async function onServer(t: TestContext, server: Server): Promise<Database> {
  const scratch = await server.scratch()
  t.after(scratch.drop)
  const database = await openDatabase(scratch.url)
  t.after(() => database.close())
  return database
}

const fields = { n: field.integer({ null: true }) }
const indexed = { indexes: [{ name: 'by_n', fields: ['n'] }] }
const unique = { constraints: [{ kind: 'unique' as const, name: 'by_n', fields: ['n'] }] }

/** From a model that goes, or stays without it, the name of a rule passes to a new one. */
async function passesOn(database: Database): Promise<void> {
  for (const [old, next] of [
    [stateOf(model('app', 'Old', fields, indexed)), stateOf(model('app', 'New', fields, unique))],
    [
      stateOf(model('app', 'Old', fields, unique)),
      stateOf(model('app', 'Old', fields), model('app', 'New', fields, indexed)),
    ],
    [stateOf(model('app', 'Old', fields, indexed)), stateOf(model('other', 'New', fields, indexed))],
  ] as const) {
    const state = await built(database, old)
    const answers = { renames: { 'app.old': null } }
    const there = await applyAll(database, state, await detect(state, next, answers))
    for (const undo of there.undo) await undo()
    const again = await applyAll(database, state, await detect(state, next, answers))
    const { undo } = await applyAll(database, again.state, await detect(again.state, stateOf()))
    assert.ok(undo.length > 0)
  }
}

test('an index or a constraint may have the name that another model had', async (t) => passesOn(await memory(t)))
test('and on PostgreSQL', await skipOn(postgres), async (t) => passesOn(await onServer(t, postgres)))

const group = (type: 'char' | 'text', groups: string[][]) =>
  stateOf(
    model(
      'app',
      'Item',
      { a: type === 'char' ? field.char({ maxLength: 20 }) : field.text(), b: field.integer(), c: field.integer() },
      { uniqueTogether: groups },
    ),
  )

test('a group of unique fields that goes, goes before its fields change; a new one comes behind them', async () => {
  const drafts = await detect(
    group('char', [
      ['a', 'b'],
      ['b', 'c'],
    ]),
    group('text', [
      ['b', 'c'],
      ['c', 'b'],
    ]),
  )
  assert.deepEqual(lines(drafts), [
    'app: Alter unique_together for item (1 constraint(s))',
    'app: Alter field a on item',
    'app: Alter unique_together for item (2 constraint(s))',
  ])
})

test('so that on MariaDB a field of it may become one that no index takes', await skipOn(mariadb), async (t) => {
  const database = await onServer(t, mariadb)
  const state = await built(database, group('char', [['a', 'b']]))
  const { undo } = await applyAll(database, state, await detect(state, group('text', [])))
  for (const each of undo) await each()
})

test('on SQLite a column of numbers gets numbers only', async (t) => {
  const database = await memory(t)
  const item = model('app', 'Item', { a: field.text({ null: true }), b: field.float({ null: true }) })
  const state = await built(database, stateOf(item))
  await database.script(`INSERT INTO app_item (a, b) VALUES ('12', 1.5), (NULL, 2), ('x', -1.5)`)
  const rows = () =>
    database.all({ text: 'SELECT a, b, typeof(a), typeof(b) FROM app_item', writes: false, wide: false }, [])
  for (const [type, message] of [
    [field.bigInteger({ null: true }), /a is to hold whole numbers, and holds something else in some/],
    [field.float({ null: true }), /a is to hold numbers, and holds something else in some/],
  ] as const)
    await assert.rejects(apply(database, state, 'app', [alterField({ model: 'item', name: 'a', field: type })]), {
      ...code('MIGRATIONS_FAILED'),
      message,
    })
  await database.script(`UPDATE app_item SET a = '13' WHERE a = 'x'`)
  await apply(database, state, 'app', [
    alterField({ model: 'item', name: 'a', field: field.bigInteger({ null: true }) }),
    alterField({ model: 'item', name: 'b', field: field.integer({ null: true }) }),
  ])
  assert.deepEqual(
    (await rows()).map((row) => [...row]),
    [
      [12, 2, 'integer', 'integer'],
      [null, 2, 'null', 'integer'],
      [13, -2, 'integer', 'integer'],
    ],
  )
})
