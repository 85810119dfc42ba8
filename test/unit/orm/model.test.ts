import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { runInScope } from '../../../src/base/context/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import {
  Decimal,
  field,
  infoOf,
  KeyedModel,
  lookups,
  Model,
  meta,
  Q,
  scope,
  untyped,
} from '../../../src/data/orm/index.ts'
import { type World, world } from './support/database.ts'

class Author extends Model {
  name = field.char({ maxLength: 20 })
  books = field.reverse(() => Book, 'author')
}
class Book extends Model {
  title = field.char({ maxLength: 20 })
  slug = field.slug({ unique: true })
  status = field.char({ maxLength: 5, choices: ['draft', 'live'], default: 'draft' })
  blurb = field.text({ blank: true })
  price = field.decimal({ maxDigits: 6, decimalPlaces: 2, default: '1.5' })
  pages = field.positiveInteger({ null: true })
  password = field.text({ blank: true, secret: true })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  tags = field.manyToMany(() => Tag)

  static meta = meta<Book>()({ uniqueTogether: [['author', 'title']], ordering: ['title'] })
  static live = scope<Book>()((books) => books.filter({ status: 'live' }))
  static longer = scope<Book>()((books, pages: number) => books.filter({ pages__gt: pages }))

  get shout(): string {
    return this.title.toUpperCase()
  }
}
class Tag extends Model {
  name = field.char({ maxLength: 20 })

  override toString(): string {
    return this.name
  }
}
class Session extends KeyedModel {
  sessionKey = field.char({ maxLength: 40, primaryKey: true })
  data = field.text({ blank: true })
}

let shop: World
/** Each test in the project of this file, undone afterwards. */
const dbTest = (name: string, work: () => Promise<void>): void => {
  test(name, () =>
    shop.run(async () => {
      const undo = new Error('undo')
      await shop.database
        .atomic(async () => {
          await work()
          throw undo
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error
        })
    }),
  )
}
before(async () => {
  shop = await world({ Author, Book, Tag, Session })
})
after(() => shop.close())

const issuesOf = async (row: Model, exclude: readonly string[] = []): Promise<[string | null, string][]> => {
  const found = await row.validate({ exclude }).then(
    () => [],
    (error: unknown) => {
      assert.ok(error instanceof ValidationError)
      return error.issues
    },
  )
  return found.map((issue) => [issue.field, issue.code])
}

describe('rows are made by the model', () => {
  test('`new` is closed', () => {
    const Open = Book as unknown as new () => Book
    assert.throws(() => new Open(), { code: 'NUAGES_ORM_MODEL_CONSTRUCTED', message: /^Book cannot/ })
  })

  dbTest('build fills defaults and is an instance of the class, with no field objects on it', async () => {
    const book = Book.build({ title: 'x', author: 1 })
    assert.ok(book instanceof Book)
    assert.equal(book.status, 'draft')
    assert.equal(book.blurb, '')
    assert.equal(String(book.price), '1.50')
    assert.ok(book.price instanceof Decimal)
    assert.equal(book.pk, null)
    assert.equal(book.author_id, 1)
    assert.equal(book.shout, 'X')
    assert.equal(book.toString(), 'Book object (null)')
    assert.equal(Object.hasOwn(book, 'author'), false)
  })

  dbTest('create takes rows, refs and keys', async () => {
    const author = await Author.create({ name: 'Ursula' })
    const byRow = await Book.create({ title: 'a', slug: 'a', author })
    const byKey = await Book.create({ title: 'b', slug: 'b', author: author.pk })
    const byRef = await Book.create({ title: 'c', slug: 'c', author: Author.ref(author.pk) })
    for (const book of [byRow, byKey, byRef]) assert.equal(book.author_id, author.id)
    assert.equal((await byKey.author.load()).name, 'Ursula')
    assert.equal(byRow.author, author)
    assert.equal(await author.books.count(), 3)
  })

  dbTest('a key that is no `id`', async () => {
    const session = await Session.create({ sessionKey: 'abc' })
    assert.equal(session.pk, 'abc')
    assert.equal((await Session.get({ pk: 'abc' })).data, '')
    assert.equal(Session.ref('abc').pk, 'abc')
    assert.equal('id' in session, false)
  })

  dbTest('JSON has keys for relations and leaves secrets out', async () => {
    const author = await Author.create({ name: 'Ursula' })
    const book = await Book.create({ title: 'a', slug: 'a', author, password: 'hush' })
    const json = JSON.parse(JSON.stringify(book))
    assert.equal(json.author, author.pk)
    assert.equal(json.price, '1.50')
    assert.equal('password' in json, false)
  })

  dbTest('writing a relation by its key', async () => {
    const [first, second] = [await Author.create({ name: 'a' }), await Author.create({ name: 'b' })]
    const book = await Book.create({ title: 'a', slug: 'a', author: first })
    book.author_id = second.pk
    await book.save()
    assert.equal((await Book.get({ author: second })).pk, book.pk)
    assert.equal((await book.author.load()).name, 'b')
  })
})

describe('validate', () => {
  dbTest('a good row passes', async () => {
    const author = await Author.create({ name: 'Ursula' })
    assert.deepEqual(await issuesOf(Book.build({ title: 'a', slug: 'a', author })), [])
  })

  dbTest('every field says what is wrong with it', async () => {
    const book = Book.build({ title: 'x'.repeat(21), slug: 'a b', author: 99, pages: -1 })
    ;(book as { status: string }).status = 'gone'
    assert.deepEqual(await issuesOf(book), [
      ['title', 'max_length'],
      ['slug', 'invalid'],
      ['status', 'invalid_choice'],
      ['pages', 'min_value'],
      ['author', 'invalid'],
    ])
    assert.deepEqual(await issuesOf(book, ['title', 'slug', 'status', 'pages', 'author']), [])
    assert.deepEqual(await issuesOf(Author.build({})), [['name', 'blank']])
  })

  dbTest('what must be unique', async () => {
    const author = await Author.create({ name: 'Ursula' })
    const first = await Book.create({ title: 'a', slug: 'a', author })
    assert.deepEqual(await issuesOf(first), [], 'a row is not its own rival')
    const second = Book.build({ title: 'a', slug: 'a', author })
    assert.deepEqual(await issuesOf(second), [
      ['slug', 'unique'],
      [null, 'unique_together'],
    ])
    await assert.rejects(second.validate(), /Book with this Author and Title already exists\./)
    assert.deepEqual(await issuesOf(second, ['title']), [['slug', 'unique']])
    await Session.create({ sessionKey: 'abc' })
    await assert.rejects(
      Session.build({ sessionKey: 'abc' }).validate(),
      /Session with this Session key already exists/,
    )
  })
})

describe('scopes and generic code', () => {
  dbTest('a scope starts a chain, or joins one', async () => {
    const author = await Author.create({ name: 'Ursula' })
    await Book.create({ title: 'a', slug: 'a', author, status: 'live', pages: 300 })
    await Book.create({ title: 'b', slug: 'b', author, status: 'live', pages: 100 })
    await Book.create({ title: 'c', slug: 'c', author, pages: 300 })
    assert.deepEqual(await Book.live().valuesList('title', { flat: true }), ['a', 'b'])
    assert.deepEqual(await Book.longer(200).valuesList('title', { flat: true }), ['a', 'c'])
    assert.deepEqual(await Book.longer(200).apply(Book.live).valuesList('title', { flat: true }), ['a'])
    assert.equal(await Book.all().apply((books) => books.count()), 3)
  })

  dbTest('untyped and lookups check at run time', async () => {
    const author = await Author.create({ name: 'Ursula' })
    await Book.create({ title: 'a', slug: 'a', author })
    const found = await untyped(Book)
      .filter({ author__name: 'Ursula' }, Q({ title: 'a' }))
      .selectRelated('author')
      .first()
    assert.equal(found?.title, 'a')
    assert.equal(await untyped(infoOf(Book)).count(), 1)
    assert.equal(await Book.filter(lookups({ title__startswith: 'a' })).count(), 1)
    await assert.rejects(async () => Book.filter(lookups({ titel: 'a' })).count(), {
      code: 'NUAGES_ORM_UNKNOWN_FIELD',
      message: /titel.*did you mean 'title'/,
    })
    await assert.rejects(async () => Book.filter(lookups({ title: undefined })).count(), {
      code: 'NUAGES_ORM_UNDEFINED',
    })
  })

  dbTest('undefined is no second condition', async () => {
    await assert.rejects(async () => Book.filter({ title: 'a' }, undefined).count(), /undefined/)
    await assert.rejects(async () => Book.all().exclude({ title: 'a' }, undefined).count(), /undefined/)
  })

  test('without a project a query says so', async () => {
    await assert.rejects(async () => Book.count(), { code: 'NUAGES_CONTEXT_NO_PROJECT' })
    assert.throws(() => infoOf(Book), { code: 'NUAGES_CONTEXT_NO_PROJECT' })
  })

  test('a model of another project is refused by name', async () => {
    const other = await world({ Author, Book, Tag })
    try {
      await other.run(async () => {
        assert.throws(() => infoOf(Session), { code: 'NUAGES_ORM_MODEL_NOT_IN_PROJECT', message: /Session/ })
      })
      await runInScope({ services: new Map() }, async () => {
        await assert.rejects(async () => Book.count(), { code: 'NUAGES_CONTEXT_NO_SERVICE' })
      })
    } finally {
      await other.close()
    }
  })
})
