import { field } from '../../src/data/orm/field.ts'
import { Model } from '../../src/data/orm/model.ts'

export class City extends Model {
  name = field.char({ maxLength: 50 })
}

export class Person extends Model {
  name = field.char({ maxLength: 50 })
  age = field.integer()
  sex = field.char({ maxLength: 10 })
  phone = field.char({ maxLength: 20 })
  active = field.boolean({ default: true })
  city = field.foreignKey(() => City, { onDelete: 'cascade' })
}

export const count = 10_000

export const cities = Array.from({ length: 20 }, (_, i) => ({ name: `City ${i}` }))

export const people = Array.from({ length: count }, (_, i) => ({
  name: `Name ${i}`,
  age: i % 90,
  sex: i % 2 ? 'f' : 'm',
  phone: `0${i}`,
  active: i % 3 > 0,
  city: (i % 20) + 1,
}))

export const columns = 'id, name, age, sex, phone, active, city_id'

/** What a page of a list asks for: conditions over a relation, an order, a slice. */
export const page = (age: number) =>
  Person.filter({ age__gte: age, active: true, city__name__startswith: 'City 1' })
    .exclude({ sex: 'x' })
    .selectRelated('city')
    .orderBy('-age', 'name')
    .slice(0, 20)
