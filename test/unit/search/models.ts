import { field, Model, scope } from '../../../src/data/orm/index.ts'

export class Author extends Model {
  name = field.char({ maxLength: 50 })
  articles = field.reverse(() => Article, 'author')
}

export class Article extends Model {
  title = field.char({ maxLength: 100 })
  body = field.text({ default: '' })
  live = field.boolean({ default: true })
  author = field.foreignKey(() => Author, { onDelete: 'cascade', null: true })

  static published = scope<Article>()((articles) => articles.filter({ live: true }))
}
