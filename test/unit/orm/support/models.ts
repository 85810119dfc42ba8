import { field } from '../../../../src/data/orm/field.ts'
import { meta } from '../../../../src/data/orm/meta.ts'
import { Model } from '../../../../src/data/orm/model.ts'

export class Country extends Model {
  code = field.char({ maxLength: 2, unique: true })
  name = field.char({ maxLength: 60 })
  authors = field.reverse(() => Author, 'country')
}

export class Author extends Model {
  name = field.char({ maxLength: 100 })
  age = field.integer({ null: true })
  active = field.boolean({ default: true })
  country = field.foreignKey(() => Country, { onDelete: 'setNull', null: true })
  books = field.reverse(() => Book, 'author')
  profile = field.reverseOne(() => Profile, 'author')
}

export class Profile extends Model {
  author = field.oneToOne(() => Author, { onDelete: 'cascade' })
  bio = field.text({ blank: true })
}

export class Tag extends Model {
  name = field.char({ maxLength: 30, unique: true })
  books = field.reverse(() => Book, 'tags')
  static meta = meta<Tag>()({ ordering: ['name'] })
}

export class Publisher extends Model {
  name = field.char({ maxLength: 50 })
  books = field.reverse(() => Book, 'publisher')
}

export class Book extends Model {
  title = field.char({ maxLength: 200 })
  subtitle = field.char({ maxLength: 200, null: true })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  pages = field.integer({ null: true })
  published = field.date({ null: true })
  created = field.datetime({ autoNowAdd: true })
  updated = field.datetime({ autoNow: true })
  inPrint = field.boolean({ default: true })
  data = field.json({ null: true })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  publisher = field.foreignKey(() => Publisher, { onDelete: 'protect', null: true })
  tags = field.manyToMany(() => Tag)
  contributors = field.manyToMany(() => Author, { through: () => Contribution })
  reviews = field.reverse(() => Review, 'book')
}

export class Contribution extends Model {
  book = field.foreignKey(() => Book, { onDelete: 'cascade' })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  role = field.char({ maxLength: 20, default: 'ed' })
}

export class Review extends Model {
  book = field.foreignKey(() => Book, { onDelete: 'cascade' })
  stars = field.integer()
  text = field.text({ blank: true })
  static meta = meta<Review>()({ ordering: ['-stars', 'id'] })
}

export const models = { Country, Author, Profile, Tag, Publisher, Book, Contribution, Review }
