import { customField, field, ValidationError } from '../../src/data/orm/index.ts'

/** An amount in cents with its currency, as a program holds it. */
export class Money {
  readonly cents: bigint
  readonly currency: string

  constructor(cents: bigint, currency: string) {
    this.cents = cents
    this.currency = currency
  }

  static parse(text: string, currency: string): Money | null {
    const parts = /^(-?\d+)(?:\.(\d\d))?$/.exec(text)
    return parts === null ? null : new Money(BigInt(parts[1]! + (parts[2] ?? '00')), currency)
  }

  toString(): string {
    return `${this.cents / 100n}.${String(this.cents % 100n).padStart(2, '0')} ${this.currency}`
  }
}

/** A custom field: cents in a column of big integers, with a lookup and a transform of its own. */
export const money = customField({
  type: 'money',
  options: ['currency'],
  stored: (_options: { currency: string }) => field.bigInteger(),
  clean(value, { currency }): Money {
    const given = typeof value === 'string' ? Money.parse(value, currency) : value
    if (given instanceof Money && given.currency === currency) return given
    throw new ValidationError(`Enter an amount in ${currency}.`)
  },
  toStored: (value) => value.cents,
  fromStored: (cents, { currency }) => new Money(cents, currency),
  lookups: { near: { sql: 'ABS({value} - {given}) <= 100' } },
  transforms: { whole: { sql: 'FLOOR({value} / 100)', output: field.integer() } },
})
