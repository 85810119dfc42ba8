import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Coalesce, F, field, KeyedModel, Model, meta, Sum, untyped, Value } from '../../../src/data/orm/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import type { ScratchDatabase } from '../../support/servers.ts'
import { skipWithout } from '../../support/services.ts'
import { type World, world } from '../../unit/orm/support/database.ts'

class Author extends Model {
  name = field.char({ maxLength: 20, unique: true })
  nick = field.char({ maxLength: 20, unique: true, null: true })
  age = field.integer({ default: 0 })
  fans = field.bigInteger({ default: 0n })
  books_count = field.positiveInteger({ default: 0 })
  best = field.foreignKey(() => Book, { onDelete: 'setNull', null: true })
}
class Book extends Model {
  title = field.char({ maxLength: 20 })
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  sequelTo = field.foreignKey(() => Book, { onDelete: 'cascade', null: true })
}
class Review extends Model {
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
  book = field.foreignKey(() => Book, { onDelete: 'cascade' })
  replies = field.reverse(() => Reply, 'review')
}
class Reply extends Model {
  review = field.foreignKey(() => Review, { onDelete: 'cascade', null: true })
  parent = field.foreignKey(() => Reply, { onDelete: 'cascade', null: true })
  static meta = meta<Reply>()({ ordering: ['pk'] })
}

class Tag extends KeyedModel {
  name = field.char({ maxLength: 20, primaryKey: true })
}
class Mark extends Model {
  tag = field.foreignKey(() => Tag, { onDelete: 'cascade', null: true })
  uid = field.uuid()
}

const authors = untyped(Author)
const books = untyped(Book)

describe('rows on MariaDB, which looks at every statement by itself', { skip: await skipWithout('mariadb') }, () => {
  let scratch: ScratchDatabase
  let project: World
  before(async () => {
    scratch = await scratchMariadb()
    project = await world({ Author, Book, Review, Reply, Tag, Mark }, undefined, scratch.url)
  })
  after(async () => {
    await project?.close()
    await scratch?.drop()
  })
  const run = (name: string, work: () => Promise<void>) => test(name, () => project.run(work))

  run('what points at each other, at itself and by two ways is deleted in an order that fits', async () => {
    const author = await Author.create({ name: 'a' })
    const first = await Book.create({ title: 'one', author })
    const second = await Book.create({ title: 'two', author, sequelTo: first })
    await Book.create({ title: 'three', author, sequelTo: second })
    author.best = second as never
    await author.save()
    const review = await Review.create({ author, book: first })
    const reply = await Reply.create({ review })
    await Reply.create({ review, parent: reply })
    const [total, counts] = await authors.filter({ name: 'a' }).delete()
    assert.deepEqual(counts, { 'lib.Author': 1, 'lib.Book': 3, 'lib.Review': 1, 'lib.Reply': 2 })
    assert.equal(total, 7)
  })

  run('an upsert writes into rows of the rule that it names, and refuses those of another', async () => {
    await Author.bulkCreate([
      { name: 'x', nick: 'xx', age: 1 },
      { name: 'y', nick: 'yy' },
    ])
    const upsert = { updateConflicts: { fields: ['age'], unique: ['name'] } } as const
    const rows = await Author.bulkCreate(
      [
        { name: 'x', age: 2 },
        { name: 'z', age: 3 },
      ],
      upsert,
    )
    assert.deepEqual(
      rows.map(({ nick, age }) => [nick, age]),
      [
        ['xx', 2],
        [null, 3],
      ],
    )
    await assert.rejects(Author.bulkCreate([{ name: 'w', nick: 'yy', age: 9 }], upsert), {
      name: 'IntegrityError',
      code: 'NUAGES_DRIVERS_UNIQUE',
    })
    assert.equal(await authors.filter({ age: 9 }).count(), 0)
  })

  run('rows that are passed over are those that break a unique rule, and no others', async () => {
    const before = await authors.count()
    await Author.bulkCreate([{ name: 'x' }, { name: 'v' }], { ignoreConflicts: true })
    assert.equal(await authors.count(), before + 1)
    const dangling = [{ title: 't', author: Author.ref(987_654) }]
    await assert.rejects(Book.bulkCreate(dangling as never, { ignoreConflicts: true }), {
      code: 'NUAGES_DRIVERS_FOREIGN_KEY',
    })
  })

  run('writes whose condition asks another table are quick, with and without an index', async () => {
    await authors.all().update({ age: 0 })
    const made = await Author.bulkCreate(Array.from({ length: 3000 }, (_, i) => ({ name: `n${i}`, age: i })))
    await Book.bulkCreate(made.map((author, i) => ({ title: `t${i % 7}`, author })))
    const start = performance.now()
    const ages = authors.filter({ name__startswith: 'n' }).values('age')
    assert.equal(await authors.filter({ age__in: ages, name__startswith: 'n' }).update({ nick: null }), 3000)
    const some = books.filter({ title: 't1' }).values('author').orderBy('author').slice(0, 100)
    assert.equal(await authors.filter({ id__in: some }).update({ age: -1 }), 100)
    await books.filter({ author__age: -1 }).delete()
    assert.equal(await books.filter({ title: 't1' }).count(), Math.ceil((3000 - 1) / 7) - 100)
    assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`)
  })

  run('keys that are texts stay texts, also in long lists', async () => {
    const marks = untyped(Mark)
    await Tag.bulkCreate([{ name: 'é' }, { name: '5' }])
    const uid = '6f9619ff-8b86-4011-b42d-00cf4fc964ff'
    await Mark.bulkCreate([{ tag: Tag.ref('é'), uid }, { tag: Tag.ref('5'), uid }, { uid }] as never)
    const many = Array.from({ length: 2000 }, (_, i) => `x${i}`)
    assert.equal(await marks.filter({ tag__in: [...many, 'é'] }).count(), 1)
    assert.equal(await marks.filter({ uid__in: [...many.map(() => crypto.randomUUID()), uid] }).count(), 3)
    const named = marks.annotate({ x: Coalesce('tag', Value('none')) }).orderBy('pk')
    assert.deepEqual(await named.valuesList('x', { flat: true }), ['é', '5', 'none'])
  })

  run('sums are exact beyond 64 bits, and below 0 of columns that are not', async () => {
    await Author.bulkCreate([
      { name: 'big', fans: 2n ** 62n },
      { name: 'bigger', fans: 2n ** 63n - 1n },
    ])
    assert.deepEqual(await authors.aggregate({ all: Sum('fans') }), { all: 2n ** 62n + 2n ** 63n - 1n })
    const less = authors
      .filter({ name: 'big' })
      .annotate({ x: F('books_count').minus(3), y: F('books_count').plus(-3) })
    assert.deepEqual(await less.values('x', 'y'), [{ x: -3, y: -3 }])
  })

  run('a recursion goes as deep as the rows do', async () => {
    const replies = untyped(Reply)
    let parent: { pk?: number } | null = null
    const made = await Reply.bulkCreate(Array.from({ length: 1500 }, () => ({})))
    for (const row of made) {
      row.parent = parent as never
      parent = row as never
    }
    await replies.bulkUpdate(made, ['parent'])
    assert.equal(
      await replies
        .filter({ pk: made.at(-1)!.pk })
        .recurse('parent')
        .count(),
      1500,
    )
  })
})
