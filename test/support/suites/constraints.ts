import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { buildRegistry, createOrm, F, field, Model, meta, ormService } from '../../../src/data/orm/index.ts'
import { tables } from '../../unit/orm/support/database.ts'
import type { Server } from '../scratch.ts'

class Shop extends Model {
  name = field.char({ maxLength: 20, unique: true })
}
class Offer extends Model {
  shop = field.foreignKey(() => Shop, { onDelete: 'cascade' })
  day = field.date()
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  cost = field.decimal({ maxDigits: 8, decimalPlaces: 2, null: true })
  static meta = meta<Offer>()({
    comment: 'What it costs',
    constraints: [
      { kind: 'check', name: 'gain', check: { price__gte: F('cost') } },
      { kind: 'check', name: 'recent', check: { day__year__gte: 2000 } },
      { kind: 'unique', name: 'one', fields: ['shop', 'day'], condition: { price__gt: 5, shop__isnull: false } },
      { kind: 'unique', name: 'sums', expressions: [F('price').plus(F('cost'))] },
    ],
  })
}

/** What `validate()` asks a database about. */
export function constraintsSuite({ label, scratch }: Server, options: { skip: false | string }): void {
  test(`validate() asks ${label} what its rules say`, options, async () => {
    const made = await scratch()
    const registry = buildRegistry([{ label: 'app', models: { Shop, Offer } }])
    const database = await openDatabase(made.url)
    try {
      await database.script(tables(registry, database.database))
      const orm = createOrm({ registry, databases: { default: database } })
      await runInScope({ services: new Map<symbol, unknown>([provide(ormService, orm)]) }, async () => {
        const shop = await Shop.create({ name: 's' })
        await Offer.create({ shop, day: '2024-01-02', price: '10.50', cost: '1.50' })
        const given = { shop, day: '2024-01-03', price: '11.00', cost: '2.00' }
        const broken = (values: object, rule: RegExp) =>
          assert.rejects(Offer.build({ ...given, ...values }).validate(), { name: 'ValidationError', message: rule })
        await Offer.build(given).validate()
        await broken({ cost: '12.00' }, /gain/)
        await broken({ day: '1999-12-31' }, /recent/)
        await broken({ day: '2024-01-02' }, /one/)
        await broken({ price: '9.00', cost: '3.00' }, /sums/)
        await assert.rejects(Offer.create({ ...given, cost: '12.00' }), { code: 'NUAGES_DRIVERS_CHECK' })
      })
    } finally {
      await database.close()
      await made.drop()
    }
  })
}
