import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { ContentType } from '../../../../src/apps/auth/content-types/models.ts'
import { stateFromRegistry } from '../../../../src/data/migrations/making/from-registry.ts'
import { Count, FilteredRelation, field, KeyedModel, Model, meta, Q, untyped } from '../../../../src/data/orm/index.ts'
import { querySetOf } from '../../../../src/data/orm/runtime.ts'
import { type World, world } from './database.ts'

class Writer extends Model {
  name = field.char({ maxLength: 50 })
}

class Book extends Model {
  title = field.char({ maxLength: 50 })
  writer = field.foreignKey(() => Writer, { onDelete: 'cascade', null: true })
  labels = field.genericReverse(() => Label, 'content')
  remarks = field.genericReverse(() => Remark, 'about')

  static meta = meta<Book>()({ ordering: ['title'] })
}

class OldBook extends Book {
  static override meta = meta<OldBook>()({ proxy: true })
}

class Film extends KeyedModel {
  code = field.char({ maxLength: 10, primaryKey: true })
  writer = field.foreignKey(() => Writer, { onDelete: { set: nobody }, null: true })
  producer = field.foreignKey(() => Writer, { onDelete: { set: 77 }, null: true, constraint: false })
  remarks = field.genericReverse(() => Remark, 'about')
}

/** The row that stands for those who are gone. */
async function nobody(): Promise<Writer> {
  const [row] = await Writer.getOrCreate({ name: 'nobody' })
  return row
}

/** Of rows whose keys are numbers. */
class Label extends Model {
  name = field.char({ maxLength: 50 })
  contentType = field.foreignKey(() => ContentType, { onDelete: 'cascade' })
  objectId = field.positiveInteger()
  content = field.genericForeignKey<Book | Writer>('contentType', 'objectId')
}

/** Of rows with keys of any kind, or of none. */
class Remark extends Model {
  text = field.text()
  kind = field.foreignKey(() => ContentType, { onDelete: 'cascade', null: true })
  key = field.char({ maxLength: 40, null: true })
  about = field.genericForeignKey('kind', 'key')
}

export const taggingModels = { Writer, Book, OldBook, Film, Label, Remark, ContentType }
const code = (name: string) => ({ code: `NUAGES_ORM_${name}` })
const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name)

/** What rows of any model mean as a relation, on any database. */
export function taggingSuite(
  name: string,
  open: () => Promise<{ readonly url: string; drop(): Promise<void> }>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  describe(`generic relations on ${name}`, { skip }, () => {
    let project: World
    let drop: () => Promise<void>
    before(async () => {
      const scratch = await open()
      drop = scratch.drop
      project = await world(taggingModels, undefined, scratch.url)
    })
    after(async () => {
      await project.close()
      await drop()
    })
    afterEach(() =>
      project.run(async () => {
        for (const model of [Label, Remark, Book, Film, Writer]) await untyped(model).all().delete()
      }),
    )
    const it = (what: string, work: () => Promise<void>) => test(what, () => project.run(work))

    it('a row is given, kept in two columns, and loaded again', async () => {
      const book = await Book.create({ title: 'Tides' })
      const label = await Label.create({ name: 'sea', content: book })
      assert.equal(label.content, book)
      assert.equal(label.objectId, book.id)
      const type = await ContentType.get({ appLabel: 'lib', model: 'book' })
      assert.equal(label.contentType_id, type.id)
      const again = await Label.get({ pk: label.pk })
      assert.equal(again.content?.pk, book.id)
      const loaded = await again.content?.load()
      assert.ok(loaded instanceof Book)
      assert.equal(loaded.title, 'Tides')
      assert.equal(again.content, loaded)
      assert.deepEqual(again.toJSON(), { id: label.id, name: 'sea', contentType: type.id, objectId: book.id })
    })

    it('null, other rows and other keys take the place of what was there', async () => {
      const [book, film] = [await Book.create({ title: 'Tides' }), await Film.create({ code: 'T1' })]
      const remark = await Remark.create({ text: 'good' })
      assert.equal(remark.about, null)
      remark.about = film
      await remark.save()
      const again = await Remark.get({ pk: remark.pk })
      assert.equal(again.key, 'T1')
      const found = await again.about?.load()
      assert.ok(found instanceof Film)
      again.about = book
      await again.save()
      assert.equal(again.key, String(book.id))
      const other = await Remark.get({ pk: remark.pk })
      assert.equal(((await other.about!.load()) as Book).title, 'Tides')
      const copy = Remark.build({ text: 'too', about: (await Remark.get({ pk: remark.pk })).about })
      await copy.save()
      assert.equal(((await copy.about!.load()) as Book).title, 'Tides')
      other.key = '999999'
      assert.notEqual(other.about, null)
      assert.equal(await other.about?.load(), null)
      assert.equal(other.about, null)
      other.about = null
      await other.save()
      const last = await Remark.get({ pk: remark.pk })
      assert.deepEqual([last.kind_id, last.key, last.about], [null, null, null])
    })

    it('a row without a key is refused when it is saved, and may get one before', async () => {
      const book = Book.build({ title: 'New' })
      const label = Label.build({ name: 'sea', content: book })
      assert.equal(label.content, book)
      await assert.rejects(() => label.save(), code('UNSAVED_VALUE'))
      await book.save()
      await label.validate()
      await label.save()
      assert.equal(label.objectId, book.id)
      assert.equal(await book.labels.count(), 1)
      const bad = { name: 'x', content: 3 } as never
      await assert.rejects(() => Label.create(bad), code('BAD_ARGUMENT'))
      assert.throws(() => ((label as { content: unknown }).content = undefined), code('UNDEFINED'))
    })

    it('many rows are written at once', async () => {
      const [book, writer] = [await Book.create({ title: 'Tides' }), await Writer.create({ name: 'Ann' })]
      const made = await Label.bulkCreate([
        { name: 'a', content: book },
        { name: 'b', content: writer },
      ])
      made[1]!.content = book
      await Label.all().bulkUpdate(made, ['contentType', 'objectId'])
      assert.deepEqual(names(await book.labels.orderBy('name')), ['a', 'b'])
    })

    it('peers are loaded together, one query a model', async () => {
      const ann = await Writer.create({ name: 'Ann' })
      const books = await Book.bulkCreate([
        { title: 'A', writer: ann },
        { title: 'B', writer: ann },
      ])
      for (const content of [...books, ann, ...books]) await Label.create({ name: 'x', content })
      const labels = await Label.all().orderBy('pk')
      const sent = await project.sent(() => Promise.all(labels.map((each) => each.content!.load())))
      assert.equal(sent.length, 2)
      assert.equal((labels[3]!.content as Book).title, 'A')

      let found: readonly Label[] = []
      const prefetched = await project.sent(async () => {
        found = await Label.all().orderBy('pk').prefetchRelated('content')
      })
      assert.equal(prefetched.length, 3)
      assert.deepEqual(
        found.map(({ content }) => (content instanceof Book ? content.title : (content as Writer).name)),
        ['A', 'B', 'Ann', 'A', 'B'],
      )
      const nested = await project.sent(async () => {
        const rows = (await untyped(Label)
          .all()
          .orderBy('pk')
          .prefetchRelated('content__writer')) as unknown[] as Label[]
        assert.equal(((rows[0]!.content as Book).writer as Writer).name, 'Ann')
      })
      assert.equal(nested.length, 4)
      const custom = { content: querySetOf(Book) } as never
      await assert.rejects(async () => untyped(Label).all().prefetchRelated(custom), code('BAD_ARGUMENT'))
    })

    it('content types that a transaction made are forgotten with it', async () => {
      const book = await Book.create({ title: 'Tides' })
      await untyped(ContentType).all().delete()
      const fresh = await world(taggingModels, () => project.database)
      await fresh.run(async () => {
        const writer = await Writer.create({ name: 'Ann' })
        await assert.rejects(() =>
          project.database.atomic(async () => {
            await Label.create({ name: 'x', content: writer })
            throw new Error('undone')
          }),
        )
        assert.equal(await ContentType.filter({ model: 'writer' }).exists(), false)
        const label = await Label.create({ name: 'y', content: writer })
        assert.equal((await label.contentType.load()).model, 'writer')
        await Label.create({ name: 'z', content: book })
      })
      await fresh.database.close()
    })

    it('queries go through the other side, and never through this one', async () => {
      const [tides, iron] = await Book.bulkCreate([{ title: 'Tides' }, { title: 'Iron' }])
      const ann = await Writer.create({ id: tides!.id, name: 'Ann' })
      await Label.create({ name: 'sea', content: tides! })
      await Label.create({ name: 'old', content: tides! })
      await Label.create({ name: 'steel', content: iron! })
      await Label.create({ name: 'steel', content: ann })
      const titles = async (condition: Parameters<typeof Book.filter>[0]) =>
        (await untyped(Book).filter(condition).distinct().valuesList('title', { flat: true })) as string[]
      assert.deepEqual(await titles({ labels__name: 'steel' }), ['Iron'])
      assert.deepEqual(await titles({ labels__name__startswith: 's' }), ['Iron', 'Tides'])
      assert.deepEqual(await titles({ labels__isnull: true }), [])
      assert.deepEqual(await titles(Q({ labels__name: 'steel' }).not()), ['Tides'])
      assert.deepEqual(await untyped(Book).exclude({ labels__name: 'sea' }).valuesList('title', { flat: true }), [
        'Iron',
      ])
      const counted = await Book.annotate({ count: Count('labels') }).values('title', 'count')
      assert.deepEqual(counted, [
        { title: 'Iron', count: 1 },
        { title: 'Tides', count: 2 },
      ])
      assert.deepEqual(await Book.orderBy('labels__name').valuesList('labels__name', { flat: true }), [
        'old',
        'sea',
        'steel',
      ])
      const [sent] = await project.sent(() => titles({ labels__name: 'steel' }))
      assert.match(String(sent), /JOIN .* AND \(t1."content_type_id" = \(SELECT "id" FROM "django_content_type" WHERE /)
      const seas = untyped(Book).annotate({ seas: FilteredRelation('labels', { condition: { labels__name: 'sea' } }) })
      assert.deepEqual(await seas.filter({ seas__isnull: false }).valuesList('title', { flat: true }), ['Tides'])
      assert.deepEqual(await seas.filter({ seas__isnull: true }).valuesList('title', { flat: true }), ['Iron'])
      for (const path of ['content', 'content__title', 'content__isnull'])
        await assert.rejects(async () => untyped(Label).filter({ [path]: 1 }), code('GENERIC_PATH'))
      await assert.rejects(async () => untyped(Label).all().update({ content: tides! }), code('BAD_UPDATE'))
      await assert.rejects(async () => untyped(Label).all().selectRelated('content'), code('NOT_A_RELATION'))
    })

    it('keys of another kind are compared as they are kept', async () => {
      const book = await Book.create({ title: 'Tides' })
      const film = await Film.create({ code: String(book.id) })
      await Remark.create({ text: 'of a book', about: book })
      await Remark.create({ text: 'of a film', about: film })
      assert.deepEqual(await Book.all().valuesList('remarks__text', { flat: true }), ['of a book'])
      assert.equal(await Film.filter({ remarks__text: 'of a film' }).count(), 1)
      assert.equal(await Film.exclude({ remarks__text: 'of a book' }).count(), 1)
      const [loaded] = await Book.all().prefetchRelated('remarks')
      const remarks = await loaded!.remarks.load()
      assert.deepEqual(
        remarks.map(({ text }) => text),
        ['of a book'],
      )
      // Rows that were found for a row know it.
      assert.equal(remarks[0]!.about, loaded)
      const all = await Remark.all().orderBy('pk').prefetchRelated('about')
      assert.ok(all[0]!.about instanceof Book && all[1]!.about instanceof Film)
    })

    it('rows of a proxy are those of its model', async () => {
      const old = await OldBook.create({ title: 'Old' })
      await Label.create({ name: 'x', content: old })
      assert.equal(await ContentType.filter({ model: 'oldbook' }).exists(), false)
      assert.equal(await old.labels.count(), 1)
      assert.equal(await (await Book.get({ pk: old.pk })).labels.count(), 1)
      assert.equal(await OldBook.filter({ labels__name: 'x' }).count(), 1)
    })

    it('the rows of the other side are made, added, taken out and replaced', async () => {
      const [tides, iron] = await Book.bulkCreate([{ title: 'Tides' }, { title: 'Iron' }])
      const sea = await tides!.labels.create({ name: 'sea' })
      assert.equal(sea.content, tides)
      const [same, made] = await tides!.labels.getOrCreate({ name: 'sea' })
      assert.deepEqual([same.id, made], [sea.id, false])
      const [, fresh] = await iron!.labels.getOrCreate({ name: 'sea' })
      assert.equal(fresh, true)
      await iron!.labels.add(sea)
      assert.equal((await sea.content!.load())?.pk, iron!.id)
      assert.deepEqual([await tides!.labels.count(), await iron!.labels.count()], [0, 2])
      const unsaved = Label.build({ name: 'new' })
      await iron!.labels.add(unsaved, { bulk: false })
      assert.equal(await iron!.labels.contains(unsaved), true)
      // As in Django, a row that is taken out goes: its columns cannot be empty.
      await iron!.labels.remove(unsaved)
      assert.equal(await Label.filter({ name: 'new' }).exists(), false)
      await tides!.labels.remove(sea)
      assert.equal(await Label.filter({ pk: sea.pk }).exists(), true)
      await iron!.labels.set([sea])
      assert.deepEqual(names(await iron!.labels.load()), ['sea'])
      await iron!.labels.clear()
      assert.equal(await Label.all().count(), 0)
    })

    it('what names a row is deleted with it, and nothing else', async () => {
      const book = await Book.create({ title: 'Tides' })
      const writer = await Writer.create({ id: book.id, name: 'Ann' })
      await book.labels.create({ name: 'of the book' })
      await book.remarks.create({ text: 'of the book' })
      await Label.create({ name: 'of the writer', content: writer })
      assert.deepEqual(await book.delete(), [3, { 'lib.Book': 1, 'lib.Label': 1, 'lib.Remark': 1 }])
      assert.deepEqual(names(await Label.all()), ['of the writer'])
      const iron = await Book.create({ title: 'Iron', writer })
      await iron.labels.create({ name: 'of iron' })
      assert.deepEqual(await Writer.all().delete(), [3, { 'lib.Writer': 1, 'lib.Book': 1, 'lib.Label': 1 }])
      // Nobody answers the writer's labels.
      assert.deepEqual(names(await Label.all()), ['of the writer'])
      assert.equal(await (await Label.get({})).content?.load(), null)
    })

    it('a foreign key names another row instead of one that is deleted', async () => {
      const [ann, ben] = await Writer.bulkCreate([{ name: 'Ann' }, { name: 'Ben' }])
      await Film.bulkCreate([
        { code: 'T1', writer: ann!, producer: ben! },
        { code: 'T2', writer: ben! },
      ])
      await Writer.filter({ name: 'Ann' }).delete()
      const film = await Film.get({ code: 'T1' })
      assert.equal((await film.writer!.load()).name, 'nobody')
      assert.equal((await Film.get({ code: 'T2' })).writer_id, ben!.id)
      await ben!.delete()
      assert.deepEqual(await Film.orderBy('code').valuesList('producer', { flat: true }), [77, null])
    })

    it('leaves nothing in tables and migrations', async () => {
      const { models } = stateFromRegistry(project.orm.registry)
      assert.deepEqual(Object.keys(models.get('lib.label')!.fields), ['id', 'name', 'contentType', 'objectId'])
      assert.deepEqual(Object.keys(models.get('lib.film')!.fields), ['code', 'writer', 'producer'])
      const { writer, producer } = models.get('lib.film')!.fields
      assert.deepEqual([writer!.options['onDelete'], producer!.options['onDelete']], ['doNothing', 'doNothing'])
    })
  })
}
