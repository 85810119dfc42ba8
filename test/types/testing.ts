// What the compiler must refuse in factories and forms of tests.
import { field, Model, type Row } from 'nuages/orm'
import { factory } from 'nuages/testing'

class Author extends Model {
  name = field.char({ maxLength: 50 })
  books = field.reverse(() => Book, 'author')
}

class Tag extends Model {
  word = field.char({ maxLength: 50 })
}

class Book extends Model {
  title = field.char({ maxLength: 50 })
  pages = field.integer()
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  editor = field.foreignKey(() => Author, { onDelete: 'setNull', null: true })
  tags = field.manyToMany(() => Tag)
}

const author: Row<Author> = await factory(Author).create()
const book: Row<Book> = await factory(Book).create({ title: 'x', author: { name: 'Y' }, tags: 3 })
await factory(Book).create({ author, editor: null, tags: [{ word: 'a' }], pages: (number) => number * 2 })
await factory(Book).create({ author_id: 3 })
await factory(Book).createMany(3, (index) => ({ title: `Book ${index}` }))
await factory(Author).create({ books: [{ title: 'x' }, book] })
const long = factory(Book, { defaults: { pages: 10 }, traits: { long: { pages: 900 }, nameless: { title: '' } } })
await long.with('long', 'nameless').build({ pages: 3 })

// @ts-expect-error no such field
await factory(Book).create({ titel: 'x' })
// @ts-expect-error a number is no title
await factory(Book).create({ title: 3 })
// @ts-expect-error the author has no such field
await factory(Book).create({ author: { nmae: 'Y' } })
// @ts-expect-error a name is a text
await factory(Book).create({ author: { name: 3 } })
// @ts-expect-error an author is needed
await factory(Book).create({ author: null })
// @ts-expect-error what the function gives is no number
await factory(Book).create({ pages: () => 'many' })
// @ts-expect-error a tag has a word
await factory(Book).create({ tags: [{ wrod: 'a' }] })
// @ts-expect-error no such trait
long.with('short')
// @ts-expect-error a trait has values of the model
factory(Book, { traits: { long: { pagse: 1 } } })
