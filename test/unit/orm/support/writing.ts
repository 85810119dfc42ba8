import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { IntegrityError } from '../../../../src/data/drivers/index.ts'
import { F, untyped } from '../../../../src/data/orm/functions.ts'
import { on, subscribe } from '../../../../src/data/orm/hooks.ts'
import { Model } from '../../../../src/data/orm/model.ts'
import { atomic, onCommit } from '../../../../src/data/orm/orm.ts'
import { choiceLabel, isSameRow, nextBy, previousBy } from '../../../../src/data/orm/row-functions.ts'
import { isSaved } from '../../../../src/data/orm/rows.ts'
import type { Row } from '../../../../src/data/orm/types/values.ts'
import { type World, world } from './database.ts'
import { Book, Citation, Code, Friend, Receipt, receipts, Shelf, Topic, told, writingModels } from './writing-models.ts'

/** What writing rows means, on any database. */
export function writingSuite(
  name: string,
  open: () => Promise<{ readonly url: string; drop(): Promise<void> }>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  describe(`writing rows on ${name}`, { skip }, () => {
    let project: World
    let drop: () => Promise<void>
    before(async () => {
      const scratch = await open()
      drop = scratch.drop
      project = await world(writingModels, undefined, scratch.url)
      await project.database.script(receipts(project.database.database))
    })
    after(async () => {
      await project.close()
      await drop()
    })
    beforeEach(() => void told.splice(0))
    afterEach(() =>
      project.run(async () => {
        for (const model of [Citation, Book, Topic, Shelf, Code, Friend, Receipt]) await untyped(model).all().delete()
      }),
    )
    const it = (what: string, work: () => Promise<void>) => test(what, () => project.run(work))
    const rolledBack = async (work: () => Promise<unknown>) => {
      const stop = new Error('rolled back')
      await assert.rejects(
        atomic(async () => {
          await work()
          throw stop
        }),
        stop,
      )
    }

    it('what the database fills is read back', async () => {
      const one = await Receipt.create({ net: 4 })
      assert.deepEqual([one.note, one.double], ['none', 8])
      assert.equal(typeof one.id, 'number')
      one.net = 5
      await one.save()
      assert.equal(one.double, 10)
      assert.deepEqual(await project.sent(() => one.save()), [])
      const made = await Receipt.bulkCreate([{ net: 1 }, { net: 2, note: 'said' }, { net: 3 }])
      assert.deepEqual(
        made.map(({ note, double }) => [note, double]),
        [
          ['none', 2],
          ['said', 4],
          ['none', 6],
        ],
      )
      for (const row of made) assert.equal((await Receipt.get({ id: row.id })).net, row.net)
      await assert.rejects(Receipt.create({ net: 1, double: 3 }), { code: 'NUAGES_ORM_BAD_UPDATE' })
      await assert.rejects(one.save({ fields: ['double'] }), { code: 'NUAGES_ORM_BAD_UPDATE' })
      one.double = 11
      await assert.rejects(one.save(), {
        code: 'NUAGES_ORM_BAD_UPDATE',
        message: "'double' of Receipt cannot be set: the database computes it.",
      })
      one.double = 10
      assert.deepEqual(await project.sent(() => one.save()), [])
    })

    it('bulkCreate takes more rows than one statement has parameters, with keys and without', async () => {
      const many = Array.from({ length: 2_500 }, (_, i) => ({ title: `b${i}` }))
      const made = await Book.bulkCreate(many)
      assert.equal(new Set(made.map(({ pk }) => pk)).size, 2_500)
      assert.equal(await Book.count(), 2_500)
      for (const at of [0, 300, 2_499]) assert.equal((await Book.get({ pk: made[at]!.pk })).title, `b${at}`)
      const highest = Math.max(...made.map(({ id }) => id))
      const mixed = await Book.bulkCreate([{ title: 'x' }, { id: highest + 1_000, title: 'own' }, { title: 'y' }])
      assert.equal(mixed[1]!.id, highest + 1_000)
      assert.deepEqual(await Book.filter({ pk__in: mixed.map(({ id }) => id) }).count(), 3)
    })

    it('bulkCreate passes over conflicts, or writes into the rows that are there', async () => {
      await Topic.create({ name: 'sea' })
      await Topic.bulkCreate([{ name: 'sea' }, { name: 'sun' }], { ignoreConflicts: true })
      assert.equal(await Topic.count(), 2)
      await Code.create({ code: 'a', label: 'old', rank: 2n ** 60n })
      const rows = await Code.bulkCreate(
        [
          { code: 'a', label: 'new', rank: 1n },
          { code: 'b', label: 'fresh' },
        ],
        { updateConflicts: { fields: ['label'], unique: ['code'] } },
      )
      assert.deepEqual(
        rows.map(({ code, label, rank }) => [code, label, rank]),
        [
          ['a', 'new', 2n ** 60n],
          ['b', 'fresh', 0n],
        ],
      )
      assert.deepEqual(await project.sent(() => rows[0]!.save()), [])
    })

    it('bulkUpdate writes many rows in one statement, each with its own values', async () => {
      const books = await Book.bulkCreate(Array.from({ length: 600 }, (_, i) => ({ title: `b${i}` })))
      for (const [i, book] of books.entries()) {
        book.pages = i
        book.written = i % 2 === 0 ? null : '2020-02-29'
      }
      const sent = await project.sent(async () =>
        assert.equal(await Book.all().bulkUpdate(books, ['pages', 'written']), 600),
      )
      assert.equal(sent.length, 3)
      for (const at of [0, 1, 599]) {
        const { pages, written, title } = await Book.get({ pk: books[at]!.pk })
        assert.deepEqual([pages, written, title], [at, books[at]!.written, `b${at}`])
      }
      assert.deepEqual(await project.sent(() => books[7]!.save()), [])
      const [first, second] = [books[0]!, books[1]!]
      Object.assign(first, { pages: F('pages').plus(5) })
      second.pages = 9
      assert.equal(await Book.all().bulkUpdate([first, second, second], ['pages']), 2)
      assert.deepEqual([first.pages, second.pages], [5, 9])
      const gone = Book.build({ id: 999_999_999, title: 'gone' })
      assert.equal(await Book.all().bulkUpdate([gone], ['title']), 0)
      const keyed = await Code.bulkCreate([{ code: 'x' }, { code: 'y' }])
      for (const each of keyed) each.rank = 2n ** 62n
      await Code.all().bulkUpdate(keyed, ['rank', 'label'])
      assert.equal((await Code.get({ code: 'y' })).rank, 2n ** 62n)
      keyed[0]!.label = 'longer than the twenty that fit'
      if (project.database.database === 'postgres') await assert.rejects(Code.all().bulkUpdate(keyed, ['label']))
    })

    it('hooks run in order, those of the base first, and may change the row', async () => {
      const shelf = await Shelf.create({ name: '  top  ' })
      assert.equal((await Shelf.get({ pk: shelf.pk })).name, 'top')
      assert.deepEqual(told.splice(0), [
        'base Shelf adding',
        'own beforeSave',
        'saved true true null',
        'committed created',
      ])
      shelf.size = 3
      await shelf.save({ fields: ['size'] })
      assert.deepEqual(told.splice(0), [
        'base Shelf changing',
        'own beforeSave',
        'saved true false size',
        'committed updated',
      ])
      await shelf.save({ fields: [] })
      await shelf.delete()
      assert.deepEqual(told.splice(0), ['beforeDelete true', 'afterDelete top', 'committed deleted'])
    })

    it('after a commit is told only what was committed', async () => {
      await rolledBack(() => Shelf.create({ name: 'gone' }))
      assert.equal(told.filter((each) => each.startsWith('committed')).length, 0)
      told.splice(0)
      await atomic(async () => {
        await Shelf.create({ name: 'kept' })
        await atomic(() => rolledBack(() => Shelf.create({ name: 'gone' })))
        assert.equal(told.filter((each) => each.startsWith('committed')).length, 0)
      })
      assert.equal(told.filter((each) => each === 'committed created').length, 1)
    })

    it('bulk operations tell nobody; queryset.delete() and cascades tell of each row', async () => {
      const [one] = await Shelf.bulkCreate([{ name: 'a' }, { name: 'b' }])
      await Shelf.all().update({ size: 1 })
      one!.size = 2
      await Shelf.all().bulkUpdate([one!], ['size'])
      assert.equal(told.length, 0)
      await Shelf.all().delete()
      assert.equal(told.filter((each) => each.startsWith('afterDelete')).length, 2)
      const gone: string[] = []
      const stop = subscribe(on(Book, 'beforeDelete', (book) => void gone.push(book.title)))
      const shelf = await Shelf.create({ name: 'c' })
      await Book.bulkCreate([
        { title: 'one', shelf },
        { title: 'two', shelf },
      ])
      assert.deepEqual((await shelf.delete())[1], { 'lib.Book': 2, 'lib.Shelf': 1 })
      stop()
      assert.deepEqual(gone.sort(), ['one', 'two'])
      await (await Book.create({ title: 'three' })).delete()
      assert.equal(gone.length, 2)
    })

    it('a handler of a base class hears of every model, and one that throws stops the work', async () => {
      const heard: string[] = []
      const stops = [
        subscribe(on(Model, 'afterSave', (row, { created }) => void heard.push(`${row.constructor.name} ${created}`))),
        subscribe(
          on(Book, 'beforeSave', (book) => {
            if (book.title === '') throw new RangeError('no title')
          }),
        ),
      ]
      await assert.rejects(Book.create({ title: '' }), RangeError)
      assert.equal(await Book.count(), 0)
      await Book.create({ title: 'x' })
      await Topic.create({ name: 'y' })
      assert.deepEqual(heard, ['Book true', 'Topic true'])
      for (const stop of stops) stop()
    })

    it('changes of a many-to-many are told before and after, from either side', async () => {
      const heard: unknown[] = []
      const stop = subscribe(
        on(Book, 'manyChanged', (row, { property, action, moment, reverse, keys }) => {
          heard.push([row.constructor.name, property, action, moment, reverse, keys])
        }),
      )
      const book = await Book.create({ title: 'x' })
      const [a, b] = (await Topic.bulkCreate([{ name: 'a' }, { name: 'b' }])) as [Topic, Topic]
      await book.topics.add(a)
      await book.topics.add(a, b)
      await b.books.remove(book)
      await book.topics.clear()
      stop()
      const told = (row: string, property: string, action: string, reverse: boolean, keys: unknown) =>
        ['before', 'after'].map((moment) => [row, property, action, moment, reverse, keys])
      assert.deepEqual(heard, [
        ...told('Book', 'topics', 'add', false, [a.pk]),
        ...told('Book', 'topics', 'add', false, [b.pk]),
        ...told('Topic', 'books', 'remove', true, [book.pk]),
        ...told('Book', 'topics', 'clear', false, null),
      ])
    })

    it('what a transaction undid is written again', async () => {
      const made = Book.build({ title: 'first' })
      await rolledBack(() => made.save())
      assert.equal(isSaved(made), false)
      const other = await Book.create({ title: 'other' })
      await made.save()
      assert.notEqual(made.pk, other.pk)
      assert.deepEqual(await Book.orderBy('title').valuesList('title', { flat: true }), ['first', 'other'])
      other.title = 'changed'
      await rolledBack(() => other.save())
      await other.save()
      assert.equal((await Book.get({ pk: other.pk })).title, 'changed')
      const [bulk] = await atomic(async () => {
        let rows: Book[] = []
        await rolledBack(async () => {
          rows = await Book.bulkCreate([{ title: 'bulk' }])
        }).catch(() => {})
        return rows
      })
      await bulk!.save()
      assert.equal(await Book.filter({ title: 'bulk' }).count(), 1)
    })

    it('a key that points nowhere is named', async () => {
      await assert.rejects(Book.create({ title: 'x', shelf: 999_999 }), (error) => {
        assert.ok(error instanceof IntegrityError)
        assert.equal(error.kind, 'foreignKey')
        assert.match(error.message, /shelf_id/)
        return true
      })
    })

    it('a relation takes the key that its row gets later, and none where it gets none', async () => {
      const shelf = Shelf.build({ name: 'new' })
      await assert.rejects(Book.create({ title: 'x', shelf }), { code: 'NUAGES_ORM_UNSAVED_VALUE' })
      await assert.rejects(Book.bulkCreate([{ title: 'x', shelf }]), { code: 'NUAGES_ORM_UNSAVED_VALUE' })
      const book = Book.build({ title: 'x', shelf })
      await shelf.save()
      await book.save()
      assert.equal((await Book.get({ pk: book.pk })).shelf_id, shelf.pk)
      book.shelf_id = null
      assert.equal(book.shelf, null)
    })

    it('getOrCreate and updateOrCreate go on after a conflict, with defaults of two kinds', async () => {
      await Topic.create({ name: 'taken' })
      await atomic(async () => {
        await assert.rejects(Topic.getOrCreate({ id: 999_999 }, { name: 'taken' }), IntegrityError)
        const [topic, made] = await Topic.getOrCreate({ name: 'fresh' })
        assert.deepEqual([topic.name, made], ['fresh', true])
      })
      const [book, made] = await Book.updateOrCreate(
        { title: 'x' },
        { pages: 1 },
        { createDefaults: { pages: () => 2, state: 'live' } },
      )
      assert.deepEqual([made, book.pages, book.state], [true, 2, 'live'])
      const [again, remade] = await Book.updateOrCreate(
        { title: 'x' },
        { pages: () => 7 },
        { createDefaults: { pages: 2 } },
      )
      assert.deepEqual([remade, again.pages, (await Book.get({ pk: book.pk })).pages], [false, 7, 7])
      const unknown = { pagse: 1 } as object
      await assert.rejects(Book.getOrCreate({ title: 'x' }, unknown), { code: 'NUAGES_ORM_UNKNOWN_FIELD' })
    })

    it('to-many relations make, find and replace rows', async () => {
      const book = await Book.create({ title: 'x' })
      const [topic, made] = await book.topics.getOrCreate({ name: 'a' })
      assert.deepEqual([made, await book.topics.contains(topic)], [true, true])
      assert.deepEqual((await book.topics.getOrCreate({ name: 'a' }))[1], false)
      await book.cited.add(topic, { through: { page: () => 12 } })
      assert.equal((await Citation.get({ book: book.pk })).page, 12)
      await book.cited.create({ name: 'b' }, { through: { page: 3 } })
      await book.cited.set([topic], { clear: true, through: { page: 9 } })
      assert.deepEqual(await Citation.all().valuesList('page', { flat: true }), [9])
      const shelf = await Shelf.create({ name: 's' })
      told.splice(0)
      const fresh = Book.build({ title: 'new' })
      await assert.rejects(shelf.books.add(fresh), { code: 'NUAGES_ORM_UNSAVED_VALUE' })
      await shelf.books.add(fresh, { bulk: false })
      assert.equal(await shelf.books.count(), 1)
      assert.equal((await shelf.books.updateOrCreate({ title: 'new' }, { pages: 5 }))[0].pages, 5)
      assert.equal((await shelf.books.getOrCreate({ title: 'third' }))[0].shelf_id, shelf.pk)
      assert.equal((await shelf.books.last())?.title, 'third')
    })

    it('friends are friends of each other', async () => {
      const [a, b] = (await Friend.bulkCreate([{ name: 'a' }, { name: 'b' }])) as [Friend, Friend]
      const sent = await project.sent(() => a.friends.add(b, a))
      assert.equal(sent.length, 1)
      assert.deepEqual([await b.friends.count(), await a.friends.count()], [1, 2])
      assert.equal((await project.sent(() => b.friends.remove(a))).length, 1)
      assert.deepEqual([await b.friends.count(), await a.friends.count()], [0, 1])
    })

    it('rows know their neighbours, their labels and each other', async () => {
      const [one, two, three] = (await Book.bulkCreate([
        { title: '1', written: '2020-01-01' },
        { title: '2', written: '2020-01-01', state: 'live' },
        { title: '3', written: '2021-01-01' },
      ])) as Row<Book>[] as [Row<Book>, Row<Book>, Row<Book>]
      assert.equal((await nextBy(one, 'written')).pk, two.pk)
      assert.equal((await nextBy(one, 'written', { state: 'draft' })).pk, three.pk)
      assert.equal((await previousBy(two, 'written')).pk, one.pk)
      await assert.rejects(nextBy(three, 'written'), { code: 'NUAGES_ORM_DOES_NOT_EXIST' })
      await assert.rejects(nextBy(Book.build({ title: 'x' }), 'written'), { code: 'NUAGES_ORM_NOT_SAVED' })
      await assert.rejects(nextBy(await Book.create({ title: 'x' }), 'written'), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
      assert.deepEqual(
        [choiceLabel(one, 'state'), choiceLabel(two, 'state'), choiceLabel(one, 'title')],
        ['In the making', 'Published', '1'],
      )
      assert.ok(isSameRow(one, await Book.get({ pk: one.pk })))
      assert.equal(isSameRow(one, two), false)
      assert.equal(isSameRow(Book.build({ title: 'x' }), Book.build({ title: 'x' })), false)
    })

    test('work after a commit that fails outside of a transaction is for who awaits it', () =>
      project.run(async () => {
        const warned: string[] = []
        const hear = (warning: Error) => void warned.push(warning.message)
        process.on('warning', hear)
        await assert.rejects(Promise.resolve(onCommit(() => Promise.reject(new Error('late')))), { message: 'late' })
        void onCommit(() => Promise.reject(new Error('unheard')))
        await new Promise((resolve) => setImmediate(resolve))
        process.off('warning', hear)
        assert.ok(warned.some((each) => each.includes('unheard')))
      }))
  })
}
