import { stateFromRegistry } from '../../../src/data/migrations/making/from-registry.ts'
import { buildRegistry, F, field, Model, meta, Q } from '../../../src/data/orm/index.ts'
import { Coalesce } from '../../../src/data/orm/runtime.ts'

export class Owner extends Model {
  name = field.char({ maxLength: 20 })
}
class Deal extends Model {
  title = field.char({ maxLength: 40 })
  price = field.integer()
  cost = field.integer({ null: true })
  day = field.date({ null: true })
  owner = field.foreignKey(() => Owner, { onDelete: 'cascade', null: true, index: false })
  static meta = meta<Deal>()({
    indexes: [
      { name: 'deal_margin', expressions: [F('price').minus(F('cost')).desc()] },
      { name: 'deal_cost', expressions: [Coalesce('cost', 'price') as never], condition: { title__startswith: 'A' } },
      {
        name: 'deal_wide',
        fields: ['-price'],
        include: ['title', 'owner'],
        condition: Q({ owner_id__gt: 3 }).or({ cost: null }),
      },
      { name: 'deal_day', fields: ['day'], using: 'brin' },
    ],
    constraints: [
      { kind: 'unique', name: 'deal_one', fields: ['title', 'owner'], condition: Q({ price__gt: 0 }).not() },
      { kind: 'unique', name: 'deal_sum', expressions: [F('price').plus(F('cost')).plus(1)] },
      { kind: 'unique', name: 'deal_later', fields: ['title'], deferrable: 'deferred' },
      { kind: 'unique', name: 'deal_nulls', fields: ['cost'], nullsDistinct: false },
      { kind: 'check', name: 'deal_gain', check: { price__gte: F('cost') } },
      { kind: 'check', name: 'deal_year', check: Q({ day__year__gte: 2000 }).or({ day: null }) },
    ],
  })
}
/** A model with every sort of rule. */
export const ruled = stateFromRegistry(buildRegistry([{ label: 'app', models: { Owner, Deal } }]))
