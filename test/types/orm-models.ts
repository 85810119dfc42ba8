/** The models of the type tests: every kind of property that a model can have. */
import { field, KeyedModel, Model, meta, scope } from 'nuages/orm'

export interface Settings {
  theme?: string
  size?: { width: number }
}

/** A document whose type names itself. */
export interface Tree {
  name: string
  weight?: number
  children: Tree[]
}

export class Author extends Model {
  name = field.char({ maxLength: 100 })
  age = field.integer({ null: true })
  country = field.foreignKey(() => Country, { onDelete: 'protect', null: true })
  books = field.reverse(() => Book, 'author')
  profile = field.reverseOne(() => Profile, 'author')
}

export class Profile extends Model {
  author = field.oneToOne(() => Author, { onDelete: 'cascade' })
  website = field.url({ blank: true })
  settings = field.json<Settings>({ default: () => ({}) })
  tree = field.json<Tree>({ null: true })
}

export class Book extends Model {
  title = field.char({ maxLength: 200 })
  subtitle = field.char({ maxLength: 200, null: true })
  status = field.char({ maxLength: 10, choices: ['draft', 'live'], default: 'draft' })
  binding = field.char({ maxLength: 4, choices: { hard: 'Hardcover', soft: 'Paperback' } })
  stars = field.smallInteger({ choices: { 1: 'Poor', 5: 'Great' }, null: true })
  blurb = field.text({ blank: true })
  price = field.decimal({ maxDigits: 8, decimalPlaces: 2 })
  published = field.datetime({ null: true })
  created = field.datetime({ autoNowAdd: true })
  embargo = field.date({ null: true })
  opens = field.time({ null: true })
  code = field.uuid({ default: () => crypto.randomUUID() })
  sold = field.bigInteger({ default: 0n })
  pages = field.integer()
  inPrint = field.boolean({ default: true })
  data = field.json()
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  editor = field.foreignKey(() => Author, { onDelete: 'setNull', null: true })
  sequel = field.foreignKey(() => Book, { onDelete: 'setNull', null: true })
  tags = field.manyToMany(() => Tag)

  static meta = meta<Book>()({
    ordering: ['-published', 'author__name'],
    uniqueTogether: [['author', 'title']],
    indexes: [{ fields: ['status', '-published'] }],
    constraints: [{ kind: 'check', name: 'pages_positive', check: { pages__gt: 0 } }],
  })

  static live = scope<Book>()((books) => books.filter({ status: 'live' }))
  static longerThan = scope<Book>()((books, pages: number) => books.filter({ pages__gt: pages }))

  get label(): string {
    return `${this.title} (${this.pages})`
  }
}

export class Tag extends Model {
  name = field.char({ maxLength: 30 })
  books = field.reverse(() => Book, 'tags')
}

export class Country extends Model {
  code = field.char({ maxLength: 2 })
  authors = field.reverse(() => Author, 'country')
}

/** A key that is not `id`. */
export class Session extends KeyedModel {
  sessionKey = field.char({ maxLength: 40, primaryKey: true })
  data = field.text()
}

/** A key of another type under the name `id`. */
export class Thing extends KeyedModel {
  id = field.uuid({ primaryKey: true, default: () => crypto.randomUUID() })
  session = field.foreignKey(() => Session, { onDelete: 'cascade' })
}

/** Fields that two models share. */
abstract class Dated extends Model {
  created = field.datetime({ autoNowAdd: true })
}

export class Note extends Dated {
  text = field.text()
}

/** Put on rows of two models. */
export class Sticker extends Model {
  name = field.char({ maxLength: 30 })
  kind = field.foreignKey(() => Country, { onDelete: { set: () => 1 } })
  key = field.integer()
  on = field.genericForeignKey<Author | Book, 'kind' | 'key'>('kind', 'key')
}

/** Put on rows of any model, whose far ends are typed. */
export class Mark extends Model {
  kind = field.foreignKey(() => Country, { onDelete: { set: null }, null: true })
  key = field.integer()
  on = field.genericForeignKey('kind', 'key')
}

export class Wall extends Model {
  marks = field.genericReverse(() => Mark, 'on')
}
