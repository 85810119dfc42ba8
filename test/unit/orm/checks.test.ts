import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '../../../src/data/drivers/index.ts'
import { checkTables, createOrm, F, field, KeyedModel, Model, meta } from '../../../src/data/orm/index.ts'
import { buildRegistry } from '../../../src/data/orm/registry.ts'
import type { DatabaseName } from '../../../src/data/query/index.ts'

const long = 'x'.repeat(65)

class Word extends KeyedModel {
  text = field.text({ primaryKey: true })
}
class Deal extends Model {
  title = field.char({ maxLength: 40 })
  price = field.integer({ column: long })
  note = field.text({ unique: true })
  static meta = meta<Deal>()({
    indexes: [
      { name: 'some', fields: ['price'], condition: { price__gt: 0 } },
      { name: `less_${long}`, expressions: [F('price').minus(1)] },
      { name: 'plain', fields: ['price'] },
      { name: `by_${long}`, fields: ['price'] },
    ],
    constraints: [
      { kind: 'unique', name: 'one', fields: ['title'], condition: { price__gt: 0 } },
      { kind: 'unique', name: 'later', fields: ['title'], deferrable: 'deferred' },
      { kind: 'unique', name: 'nulls', fields: ['price'], nullsDistinct: false },
      { kind: 'check', name: 'gain', check: { price__gt: 0 } },
      { kind: 'check', name: `gain_${long}`, check: { price__gt: 0 } },
      { kind: 'unique', name: 'clef_𝄞', fields: ['title', 'price'] },
    ],
  })
}
class Elsewhere extends Model {
  title = field.char({ maxLength: 40, column: long })
  static meta = meta<Elsewhere>()({ managed: false })
}

function idsOn(database: DatabaseName): string[] {
  const registry = buildRegistry([{ label: 'app', models: { Word, Deal, Elsewhere } }])
  const orm = createOrm({ registry, databases: { default: { database, name: 'default' } as Database } })
  return checkTables(orm).map(({ level, id, where }) => `${level} ${id} ${where}`)
}

test('what a model declares and a database does not do is told by check', () => {
  assert.deepEqual(idsOn('mysql'), [
    'error orm.E002 app.Word.text',
    'warning orm.W001 app.Deal.some',
    `warning orm.W001 app.Deal.less_${long}`,
    'warning orm.W002 app.Deal.one',
    'warning orm.W003 app.Deal.later',
    'warning orm.W004 app.Deal.nulls',
    `error orm.E001 app.Deal.by_${long}`,
    `error orm.E001 app.Deal.gain_${long}`,
    'error orm.E004 app.Deal.clef_𝄞',
    'error orm.E001 app.Deal.price',
  ])
  // PostgreSQL would cut them.
  assert.deepEqual(idsOn('postgres'), [
    `error orm.E001 app.Deal.less_${long}`,
    `error orm.E001 app.Deal.by_${long}`,
    `error orm.E001 app.Deal.gain_${long}`,
    'error orm.E001 app.Deal.price',
  ])
  assert.deepEqual(idsOn('sqlite'), ['warning orm.W003 app.Deal.later', 'warning orm.W004 app.Deal.nulls'])
})

test('a router that names what the project does not have is told by check, once for each model', () => {
  const registry = buildRegistry([{ label: 'app', models: { Elsewhere, Word } }])
  const database = { database: 'sqlite', name: 'default' } as Database
  const router = { read: ({ name }: { name: string }) => (name === 'Word' ? 'replcia' : undefined) }
  const orm = createOrm({ registry, databases: { default: database }, router })
  const found = checkTables(orm)
  assert.deepEqual(
    found.map(({ level, id, where }) => `${level} ${id} ${where}`),
    ['error orm.E003 app.Word'],
  )
  assert.match(found[0]!.message, /'replcia'/)
})
