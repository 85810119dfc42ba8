import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../../../../src/data/drivers/index.ts'
import { makeMigrations, migrate } from '../../../../src/data/migrations/index.ts'
import {
  type BaseField,
  buildRegistry,
  customField,
  field,
  fieldFromState,
  Model,
} from '../../../../src/data/orm/index.ts'
import { type Money, money } from '../../../support/money.ts'
import { workshop } from '../../migrations/helpers.ts'

class Invoice extends Model {
  total = money({ currency: 'EUR' })
  paid = money({ currency: 'EUR', null: true })
}
const plain = { type: 'x', stored: () => field.integer(), clean: Number }

test('a custom field is typed by what it gives', () => {
  const total: Money = {} as Invoice['total']
  const paid: Money | null = null as Invoice['paid']
  // @ts-expect-error: the option is not optional.
  const without = () => money({ null: true })
  assert.ok(total !== paid && without !== undefined)
})

test('it describes itself, and is written down and found again', async (t) => {
  const given = money({ currency: 'EUR', null: true }) as unknown as BaseField
  assert.equal(given.describe().kind, 'bigint')
  assert.equal(given.describe().type, 'money')
  assert.deepEqual(given.deconstruct(), { type: 'money', options: { currency: 'EUR', null: true } })
  assert.throws(() => fieldFromState(given.deconstruct()), { code: 'NUAGES_ORM_UNKNOWN_FIELD_TYPE' })

  const dir = join(workshop(t), 'shop')
  const database = await openDatabase('sqlite::memory:')
  t.after(() => database.close())
  const apps = [{ label: 'shop', dir, models: { Invoice } }]
  const orm = { registry: buildRegistry(apps), database: () => database }
  assert.deepEqual([...orm.registry.customFields.keys()], ['money'])
  const { migrations } = await makeMigrations({ orm, apps })
  assert.match(migrations[0]!.source, /\{ type: 'money', options: \{ currency: 'EUR' \} \}/)
  const done = await migrate({ orm, apps })
  assert.equal(done.applied.length, 1)
  assert.deepEqual((await makeMigrations({ orm, apps })).migrations, [])
  const rows = await database.all({ text: 'PRAGMA table_info(shop_invoice)', writes: false, wide: false }, [])
  assert.deepEqual(
    rows.map((row) => row[2]),
    ['INTEGER', 'bigint', 'bigint'],
  )
})

test('a kind that no model uses any more is found beside the models', () => {
  const registry = buildRegistry([{ label: 'shop', models: { money } }])
  assert.deepEqual([...registry.customFields.keys()], ['money'])
})

test('what is wrong with a definition is said at once', () => {
  const refused = (definition: object, message: RegExp) =>
    assert.throws(() => customField(definition as typeof plain), { code: 'NUAGES_ORM_BAD_CUSTOM_FIELD', message })
  refused({ ...plain, type: 'char' }, /there is a field of this type already/)
  refused({ ...plain, type: 'No name' }, /camelCase/)
  refused({ ...plain, stored: undefined }, /`stored` is missing/)
  refused({ ...plain, clean: undefined }, /`clean` is missing/)
  refused({ ...plain, lookups: { a__b: { sql: '' } } }, /'a__b' cannot be part of a path/)
  const other = customField({ ...plain, type: 'money' })
  class Other extends Model {
    total = other()
  }
  assert.throws(() => buildRegistry([{ label: 'a', models: { Invoice, Other } }]), /another field of this type/)
  class Typo extends Model {
    total = money({ currency: 'EUR', curency: 'EUR' } as { currency: string })
  }
  assert.throws(() => buildRegistry([{ label: 'a', models: { Typo } }]), /did you mean 'currency'/)
})
