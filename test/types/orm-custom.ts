/** Paths through fields of one's own. Nothing here is run. */
import { customField, field, Model, ValidationError } from 'nuages/orm'

class Money {
  readonly cents: bigint
  constructor(cents: bigint) {
    this.cents = cents
  }
}
const money = customField({
  type: 'money',
  options: ['currency'],
  stored: (_options: { currency: string }) => field.bigInteger(),
  clean(value): Money {
    if (value instanceof Money) return value
    throw new ValidationError('Enter an amount.')
  },
  toStored: (value) => value.cents,
  fromStored: (cents) => new Money(cents),
  lookups: { near: { sql: 'ABS({value} - {given}) <= 100' }, about: { sql: '{value} = {given}', with: 'number' } },
  transforms: { whole: { sql: '({value} / 100)', output: field.integer() } },
})
const colour = customField({
  type: 'colour',
  stored: () => field.char({ maxLength: 7 }),
  clean: (value): string => String(value),
})

class Invoice extends Model {
  total = money({ currency: 'EUR' })
  paid = money({ currency: 'EUR', null: true })
  mark = colour({ default: '#000000' })
}
const ten = new Money(1000n)
const invoice = await Invoice.create({ total: ten })
invoice.total satisfies Money
invoice.paid satisfies Money | null
invoice.paid = ten
await Invoice.filter({
  total: ten,
  total__gt: ten,
  total__in: [ten],
  paid__isnull: true,
  paid__range: [ten, ten],
  paid: null,
})
await Invoice.filter({
  total__near: ten,
  paid__about: 3,
  total__whole: 10,
  paid__whole__gte: 10,
  mark__istartswith: '#f',
})
// @ts-expect-error no such lookup
await Invoice.filter({ total__nearly: ten })
// @ts-expect-error amounts are not texts
await Invoice.filter({ total__icontains: '1' })
// @ts-expect-error it is compared with an amount
await Invoice.filter({ total__near: 3 })
// @ts-expect-error it is compared with a number
await Invoice.filter({ paid__whole__gte: 'x' })
