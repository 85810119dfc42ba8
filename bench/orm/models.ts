import { field } from '../../src/data/orm/field.ts'
import { Model } from '../../src/data/orm/model.ts'

export class City extends Model {
  name = field.char({ maxLength: 50 })
  people = field.reverse(() => Person, 'city')
}

export class Person extends Model {
  name = field.char({ maxLength: 50 })
  age = field.integer()
  sex = field.char({ maxLength: 10 })
  phone = field.char({ maxLength: 20 })
  active = field.boolean({ default: true })
  city = field.foreignKey(() => City, { onDelete: 'cascade' })
}

export class Place extends Model {
  name = field.char({ maxLength: 50 })
  around = field.foreignKey(() => Place, { onDelete: 'cascade', null: true })
}
