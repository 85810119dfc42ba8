import assert from 'node:assert/strict'
import { test } from 'node:test'
import { F, field, Model, meta, Q, ValidationError } from '../../../src/data/orm/index.ts'
import { world } from './support/database.ts'

class Offer extends Model {
  title = field.char({ maxLength: 20 })
  price = field.integer()
  cost = field.integer({ null: true })
  live = field.boolean({ default: true })
  static meta = meta<Offer>()({
    constraints: [
      { kind: 'check', name: 'gain', check: { price__gte: F('cost') }, message: 'Sold below cost.', code: 'loss' },
      { kind: 'check', name: 'sane', check: Q({ price__lt: 1000 }).or({ live: false }) },
      { kind: 'unique', name: 'one_live', fields: ['title'], condition: { live: true } },
      { kind: 'unique', name: 'sums', expressions: [F('price').plus(F('cost'))] },
    ],
  })
}

test('validate() asks the database about checks, and what is unique by condition or expression', async () => {
  const { run, close } = await world({ Offer })
  await run(async () => {
    const issues = async (values: object, exclude: string[] = []) => {
      try {
        await Offer.build({ title: 'x', price: 10, cost: null, live: true, ...values }).validate({ exclude })
        return []
      } catch (error) {
        assert.ok(error instanceof ValidationError)
        return error.issues.map(({ message, code }) => `${code}: ${message}`)
      }
    }
    assert.deepEqual(await issues({}), [])
    assert.deepEqual(await issues({ cost: 11 }), ['loss: Sold below cost.'])
    assert.deepEqual(await issues({ cost: 11 }, ['cost']), [])
    assert.deepEqual(await issues({ price: 1000 }), ['constraint: Constraint “sane” is violated.'])
    assert.deepEqual(await issues({ price: 1000, live: false }), [])
    const row = await Offer.create({ title: 'a', price: 10, cost: 5 })
    assert.deepEqual(await issues({ title: 'a' }), ['constraint: Constraint “one_live” is violated.'])
    assert.deepEqual(await issues({ title: 'a', live: false }), [])
    assert.deepEqual(await issues({ price: 9, cost: 6 }), ['constraint: Constraint “sums” is violated.'])
    assert.deepEqual(await issues({ price: 9, cost: 7 }), [])
    await row.validate()
    await Offer.create({ title: 'b', price: 20, cost: 5 })
    row.title = 'b'
    await assert.rejects(row.validate(), /one_live/)
  })
  await close()
})
