/** What is written: `create`, `update` and their like. Nothing here is run. */
import { Decimal, F, field, type Given, Model, Value } from 'nuages/orm'
import { Author, Book, Profile, Tag, Thing } from './orm-models.ts'

const needed = { title: 'x', price: new Decimal('9.90'), pages: 3, data: {}, binding: 'hard' } as const

// A relation is given as a row, a reference, a key, or under its stored key.
await Book.create({ ...needed, author_id: 3, editor_id: null })
await Book.create({ ...needed, author: 3 })
await Book.all().create({ ...needed, author_id: 3 })
await Profile.create({ author_id: 3 })
await Thing.create({ session_id: 'x' })
// @ts-expect-error neither author nor author_id
await Book.create({ ...needed })
// @ts-expect-error keys of authors are numbers
await Book.create({ ...needed, author_id: 'x' })
// @ts-expect-error no stored key may be null where the relation may not
await Book.create({ ...needed, author_id: null })
// @ts-expect-error undefined is no value
await Book.create({ ...needed, author_id: undefined })
// @ts-expect-error titles are not relations
await Book.create({ ...needed, author_id: 3, title_id: 3 })
// @ts-expect-error the far end of a many-to-many is not written in a create
await Book.create({ ...needed, author_id: 3, tags: [1] })
// @ts-expect-error nor is that of a reversed relation
await Author.create({ name: 'x', books: [1] })
const optional: Partial<typeof needed> = {}
// @ts-expect-error what may be missing is missing
await Book.create({ ...optional, author_id: 3 })

await Book.bulkCreate([
  { ...needed, author_id: 3 },
  { ...needed, author: 3, status: 'live' },
  Book.build({ title: 'y' }),
])
await Tag.bulkCreate(['a', 'b'].map((name) => ({ name })))
// @ts-expect-error the second has no title
await Tag.bulkCreate([{ name: 'a' }, {}])
// @ts-expect-error a name is a text
await Tag.bulkCreate([{ name: 3 }])

await Book.getOrCreate({ title: 'x' }, { ...needed, author_id: 3 })
await Book.updateOrCreate({ title: 'x', author_id: 3 }, { pages: 4 })
// @ts-expect-error no such field
await Book.getOrCreate({ title: 'x' }, { titel: 'x' })
// @ts-expect-error undefined is no value
await Book.updateOrCreate({ title: 'x' }, { subtitle: undefined })
Book.build({ author_id: 3 }).author.pk satisfies number
// @ts-expect-error no such field
Book.build({ titel: 'x' })
;({ title: 'x', author_id: 3 }) satisfies Given<Book>

// An update takes values, and expressions of the column's kind.
await Book.all().update({ pages: F('pages').plus(1), title: F('author__name'), price: F('pages'), author: F('editor') })
await Book.all().update({ title: Value('x'), data: F('data'), editor_id: F('author_id'), subtitle: null })
// @ts-expect-error text is set to text
await Book.all().update({ title: F('pages') })
// @ts-expect-error no field 'titel'
await Book.all().update({ title: F('titel') })
// @ts-expect-error no such field
await Book.all().update({ titel: 'x' })
// @ts-expect-error undefined is no value
await Book.all().update({ subtitle: undefined })

// A parameter is declared as the model: what is loaded and what is not are both of it.
export async function edit(author: Author, authors: readonly Author[]): Promise<void> {
  await Book.create({ ...needed, author })
  const [book] = await Book.bulkCreate([{ ...needed, author }, ...authors.map((each) => ({ ...needed, author: each }))])
  if (book !== undefined) book.author = author
  await Book.all().update({ author, editor: null })
}

class Shelf extends Model {
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  labels = field.json<string[]>()
  grid = field.json<number[][]>()
  plan = field.json<{ steps: { names: string[] }[]; at: number }>({ null: true })
  name = field.char({ maxLength: 5 })
}

export async function lists(author: Author) {
  await Shelf.create({ author, labels: ['a', 'b'], grid: [[1], [2, 3]], name: 'x' })
  await Shelf.create({ author_id: 1, labels: [], grid: [], name: 'x' })
  await Shelf.create({ author, labels: [], grid: [], name: 'x', plan: { steps: [{ names: ['a'] }], at: 3 } })
  // @ts-expect-error a list of another kind, deep inside
  await Shelf.create({ author, labels: [], grid: [], name: 'x', plan: { steps: [{ names: [1] }], at: 3 } })
  await Shelf.bulkCreate([{ author, labels: ['a'], grid: [], name: 'x' }])
  const labels: readonly string[] = ['a']
  await Shelf.create({ author, labels, grid: [], name: 'x' })
  // @ts-expect-error a list of another kind
  await Shelf.create({ author, labels: [1], grid: [], name: 'x' })
  // @ts-expect-error the author is missing
  await Shelf.create({ labels: ['a'], grid: [], name: 'x' })
}
