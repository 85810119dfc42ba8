import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { RefRuntime } from '../../../src/data/orm/runtime.ts'
import type { World } from './support/database.ts'
import { library, list, rows } from './support/library.ts'
import { Author, type Book, type Contribution, type Tag } from './support/models.ts'

let project: World
beforeEach(async () => {
  project = await library()
})
afterEach(() => project.close())
const run = <R>(work: () => Promise<R>) => project.run(work)
const names = (given: readonly object[]) => given.map((each) => (each as { name: string }).name)

test('a relation that is not loaded is its key', () =>
  run(async () => {
    const book = (await rows.books.get({ id: 1 })) as Book
    assert.ok((book.author as unknown) instanceof RefRuntime)
    assert.equal(book.author.pk, 1)
    assert.equal(book.author, book.author)
    const light = (await rows.books.get({ id: 2 })) as Book
    assert.equal(light.publisher, null)
    const mark = Reflect.get(book.author, Symbol.for('nuages.unloaded')) as () => string
    assert.match(mark.call(book.author), /selectRelated\('author'\)/)
  }))

test('loading it for one row loads it for all that were read with it', () =>
  run(async () => {
    const books = (await rows.books.orderBy('id')) as Book[]
    const sent = await project.sent(async () => {
      assert.equal((await books[0]!.author.load()).name, 'Alice')
      assert.equal((await books[2]!.author.load()).name, 'Chiyo')
      await Promise.all(books.map((book) => book.author.load()))
    })
    assert.equal(sent.length, 1)
    assert.equal(books[0]!.author, books[1]!.author)
  }))

test('selectRelated reads rows along, to any depth', () =>
  run(async () => {
    let books: Book[] = []
    const sent = await project.sent(async () => {
      books = (await rows.books
        .selectRelated('author__country', 'publisher', 'author__profile')
        .orderBy('id')) as Book[]
    })
    assert.equal(sent.length, 1)
    const [tides, iron, , etoiles] = books as unknown as {
      author: Author & { country: { name: string } }
      publisher: { name: string } | null
    }[]
    assert.equal(tides!.author.country.name, 'France')
    assert.equal(tides!.publisher?.name, 'North')
    assert.equal(iron!.publisher, null)
    assert.equal((etoiles!.author as unknown as { profile: unknown }).profile, null)
    assert.equal((tides!.author as unknown as { profile: { bio: string } }).profile.bio, 'Writes at night.')
    tides!.author.name = 'Alicia'
    assert.deepEqual(await project.sent(() => tides!.author.save()), [
      'UPDATE "lib_author" SET "name" = ? WHERE "id" = ?',
    ])
    await assert.rejects(async () => rows.books.selectRelated('tags'), { code: 'NUAGES_ORM_NOT_TO_ONE' })
    await assert.rejects(async () => rows.books.selectRelated('autor'), { code: 'NUAGES_ORM_NOT_A_RELATION' })
  }))

test('prefetchRelated reads to-many relations, one query each', () =>
  run(async () => {
    let authors: Author[] = []
    const sent = await project.sent(async () => {
      authors = (await rows.authors
        .prefetchRelated('books__tags', 'books__reviews', 'profile', 'country')
        .orderBy('id')) as Author[]
    })
    assert.equal(sent.length, 6)
    const none = await project.sent(async () => {
      const [alice, , , dora] = authors
      const books = (await alice!.books.all()) as unknown as Book[]
      assert.deepEqual(
        books.map((book) => book.title),
        ['Tides', 'Iron'],
      )
      assert.equal(books[0]!.author, alice)
      assert.deepEqual(names(await books[0]!.tags.all()), ['old', 'sea'])
      assert.equal(await books[0]!.reviews.count(), 2)
      assert.deepEqual(await dora!.books.all(), [])
      assert.equal((alice!.profile as unknown as { bio: string }).bio, 'Writes at night.')
      assert.equal(dora!.profile, null)
      assert.equal((alice!.country as unknown as { code: string }).code, 'FR')
    })
    assert.deepEqual(none, [])
    await assert.rejects(async () => rows.authors.prefetchRelated('boks'), { code: 'NUAGES_ORM_NOT_A_RELATION' })
  }))

test('prefetchRelated takes a queryset for a path', () =>
  run(async () => {
    const [alice] = (await rows.authors
      .prefetchRelated({ books: rows.books.filter({ pages__gt: 300 }) })
      .orderBy('id')) as Author[]
    assert.deepEqual(
      ((await alice!.books.all()) as unknown as Book[]).map((book) => book.title),
      ['Tides'],
    )
  }))

test('the rows of a to-many relation', () =>
  run(async () => {
    const alice = (await rows.authors.get({ id: 1 })) as Author
    const books = (await alice.books.all().orderBy('id')) as unknown as Book[]
    assert.deepEqual(
      books.map((book) => book.title),
      ['Tides', 'Iron'],
    )
    assert.equal(books[0]!.author, alice)
    assert.equal(await alice.books.filter({ pages__lt: 300 }).count(), 1)
    const made = (await alice.books.create({ title: 'Third', price: '1' } as never)) as unknown as Book
    assert.equal(made.author.pk, 1)
    const titles: string[] = []
    for await (const book of alice.books.all()) titles.push((book as unknown as Book).title)
    assert.equal(titles.length, 3)
    await assert.rejects(alice.books.clear(), { code: 'NUAGES_ORM_CANNOT_CLEAR' })
    assert.throws(() => (rows.authors.build({ name: 'x' }) as Author).books.all(), { code: 'NUAGES_ORM_NOT_SAVED' })
  }))

test('load() of a to-many relation loads it for all peers', () =>
  run(async () => {
    const authors = (await rows.authors.orderBy('id')) as Author[]
    const sent = await project.sent(async () => {
      for (const author of authors) await author.books.load()
    })
    assert.equal(sent.length, 1)
  }))

test('many-to-many: add, remove, set, clear, create', () =>
  run(async () => {
    const book = (await rows.books.get({ id: 1 })) as Book
    const now = () => list(rows.tags.filter({ books: 1 }), 'name')
    await book.tags.add(3, (await rows.tags.get({ name: 'sea' })) as Tag)
    assert.deepEqual(await now(), ['new', 'old', 'sea'])
    await book.tags.remove(1)
    assert.deepEqual(await now(), ['new', 'old'])
    await book.tags.set([1, 3])
    assert.deepEqual(await now(), ['new', 'sea'])
    await book.tags.create({ name: 'made' })
    assert.deepEqual(await now(), ['made', 'new', 'sea'])
    const tag = (await rows.tags.get({ name: 'sea' })) as Tag
    await tag.books.add(4)
    assert.deepEqual(await list(rows.books.filter({ tags__name: 'sea' }).orderBy('id')), ['Tides', 'Iron', 'Étoiles'])
    await book.tags.clear()
    assert.deepEqual(await now(), [])
    await assert.rejects(book.tags.add((await rows.authors.first()) as never), { code: 'NUAGES_ORM_WRONG_MODEL' })
    await assert.rejects(book.tags.add(undefined as never), { code: 'NUAGES_ORM_UNDEFINED' })
  }))

test('many-to-many through a model of its own', () =>
  run(async () => {
    const book = (await rows.books.get({ id: 1 })) as Book
    await book.contributors.add(2, 3, { through: { role: 'tr' } } as never)
    await book.contributors.add(3)
    const links = (await rows.contributions.orderBy('id')) as Contribution[]
    assert.deepEqual(
      links.map(({ author, role }) => [author.pk, role]),
      [
        [2, 'tr'],
        [3, 'tr'],
      ],
    )
    assert.deepEqual(await list(rows.books.filter({ contributors__name: 'Bruno' })), ['Tides'])
    assert.deepEqual(await list(rows.books.filter({ contributors: 2, contribution__role: 'ed' })), [])
  }))

test('a relation is written with a row, a reference, a key or null', () =>
  run(async () => {
    const book = (await rows.books.get({ id: 1 })) as Book
    book.author = Author.ref(3)
    assert.equal((book as unknown as { author_id: number }).author_id, 3)
    assert.equal((await book.author.load()).name, 'Chiyo')
    const alice = (await rows.authors.get({ id: 1 })) as Author
    Object.assign(book, { author: alice })
    assert.equal(book.author, alice)
    ;(book as { author: unknown }).author = 2
    book.publisher = null
    await book.save()
    assert.deepEqual(await rows.books.filter({ id: 1 }).values('author', 'publisher'), [{ author: 2, publisher: null }])
    assert.throws(() => Object.assign(book, { author: undefined }), { code: 'NUAGES_ORM_UNDEFINED' })
  }))
