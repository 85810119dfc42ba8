import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { MemoryStorage, type Storage, storagesService } from '../../../src/data/files/index.ts'
import { atomic, field, Model, newFile, ormService, StoredFile } from '../../../src/data/orm/index.ts'
import { type World, world } from '../../unit/orm/support/database.ts'
import { picture } from '../pictures.ts'
import type { ScratchDatabase } from '../servers.ts'

export class Report extends Model {
  title = field.char({ maxLength: 50, unique: true })
  paper = field.file({ uploadTo: 'papers', blank: true, types: ['.txt', 'application/pdf'], maxSize: 1000 })
}
export class Portrait extends Model {
  name = field.char({ maxLength: 50, blank: true })
  image = field.image({
    uploadTo: (row: Portrait, name) => `people/${row.name}/${name}`,
    widthField: 'width',
    heightField: 'height',
    maxWidth: 2000,
    maxPixels: 1_000_000,
    null: true,
    blank: true,
  })
  width = field.integer({ null: true })
  height = field.integer({ null: true })
  report = field.foreignKey(() => Report, { onDelete: 'cascade', null: true })
}
export class Kept extends Model {
  file = field.file({ keepOld: true, storage: 'other' })
}

const text = (content: string, name = 'a.txt') => new File([content], name, { type: 'text/plain' })

/** What files of rows promise, on any database. */
export function rowFileSuite(
  kind: string,
  scratch: () => Promise<Pick<ScratchDatabase, 'url' | 'drop'>>,
  options: { skip?: false | string } = {},
): void {
  describe(`files of rows (${kind})`, options, () => {
    let made: Pick<ScratchDatabase, 'url' | 'drop'>
    let place: World
    let storage: MemoryStorage
    let other: MemoryStorage

    before(async () => {
      made = await scratch()
      place = await world({ Report, Portrait, Kept }, undefined, made.url)
    })
    after(async () => {
      await place.close()
      await made.drop()
    })
    beforeEach(async () => {
      storage = new MemoryStorage()
      other = new MemoryStorage()
      await inside(async () => {
        await Portrait.all().delete()
        await Report.all().delete()
        await Kept.all().delete()
      })
    })

    function inside<R>(work: () => Promise<R>): Promise<R> {
      const storages = new Map<string, Storage>([
        ['default', storage],
        ['other', other],
      ])
      const services = new Map<symbol, unknown>([provide(ormService, place.orm), provide(storagesService, storages)])
      return runInScope({ services }, work)
    }
    const promise = (name: string, work: () => Promise<void>) => test(name, () => inside(work))
    const names = async (from = storage) => (await Array.fromAsync(from.list())).map(({ name }) => name)

    promise('a new file is stored with its row, read back by name, and its row is changed', async () => {
      const made = await Report.create({ title: 'one', paper: text('first') })
      assert.ok(made.paper)
      assert.equal(made.paper.name, 'papers/a.txt')
      assert.equal(await made.paper.text(), 'first')
      const read = await Report.get({ paper: 'papers/a.txt' })
      assert.ok(read.paper instanceof StoredFile)
      assert.deepEqual([read.paper.name, await read.paper.size()], ['papers/a.txt', 5])
      assert.equal(JSON.stringify(read), JSON.stringify({ id: read.id, title: 'one', paper: 'papers/a.txt' }))
      assert.equal(`${read.paper}`, 'papers/a.txt')
      // Untouched, it is not written again.
      assert.deepEqual(await place.sent(() => inside(async () => void (await read.save()))), [])
      read.paper = newFile(text('second'))
      await read.save()
      assert.equal(await read.paper.text(), 'second')
      assert.notEqual(read.paper.name, 'papers/a.txt')
      assert.deepEqual(await names(), [read.paper.name])
      await read.refresh()
      assert.equal(await (read.paper as StoredFile).text(), 'second')
      const list = await Report.filter({ paper__startswith: 'papers/' }).valuesList('paper', { flat: true })
      assert.deepEqual(list.map(String), await names())
    })

    promise('nothing stays behind where the statement fails, or the transaction is undone', async () => {
      await Report.create({ title: 'one' })
      await assert.rejects(Report.create({ title: 'one', paper: text('x') }))
      assert.deepEqual(await names(), [])
      const row = Report.build({ title: 'two', paper: text('x') })
      await assert.rejects(
        atomic(async () => {
          await row.save()
          assert.deepEqual(await names(), ['papers/a.txt'])
          throw new RangeError('no')
        }),
        RangeError,
      )
      assert.deepEqual(await names(), [])
      // The row has its new file still, and can be saved another time.
      await row.save()
      assert.deepEqual(await names(), ['papers/a.txt'])
      await atomic(async () => {
        await atomic(async () => {
          await Report.create({ title: 'three', paper: text('x') })
          throw new RangeError('inner')
        }).catch(() => {})
        await Report.create({ title: 'four', paper: text('y', 'b.txt') })
      })
      assert.deepEqual(await names(), ['papers/a.txt', 'papers/b.txt'])
    })

    promise('nothing is deleted before the commit, and what another row names stays', async () => {
      const row = await Report.create({ title: 'one', paper: text('old', 'old.txt') })
      await assert.rejects(
        atomic(async () => {
          row.paper = newFile(text('new', 'new.txt'))
          await row.save()
          await Report.filter({ title: 'other' }).delete()
          assert.deepEqual(await names(), ['papers/new.txt', 'papers/old.txt'])
          throw new RangeError('no')
        }),
      )
      assert.deepEqual(await names(), ['papers/old.txt'])
      await row.refresh()
      await atomic(async () => {
        row.paper = newFile(text('new', 'new.txt'))
        await row.save()
        assert.deepEqual(await names(), ['papers/new.txt', 'papers/old.txt'])
      })
      assert.deepEqual(await names(), ['papers/new.txt'])
      const bare = await Report.create({ title: 'bare', paper: text('b', 'bare.txt') })
      await (await Report.filter({ pk: bare.pk }).only('title').get()).delete()
      assert.deepEqual(await names(), ['papers/new.txt'])
      await Report.create({ title: 'two', paper: 'papers/new.txt' })
      await row.delete()
      assert.deepEqual(await names(), ['papers/new.txt'])
      await Report.all().delete()
      assert.deepEqual(await names(), [])
    })

    promise('files go with rows that are deleted with others, but not where they are to be kept', async () => {
      const report = await Report.create({ title: 'one', paper: text('x') })
      await Portrait.bulkCreate([
        { name: 'ann', image: picture.png(3, 2), report },
        { name: 'bob', image: picture.png(4, 4), report },
      ])
      assert.deepEqual(await names(), ['papers/a.txt', 'people/ann/picture.png', 'people/bob/picture.png'])
      const kept = await Kept.create({ file: text('k') })
      await assert.rejects(
        atomic(async () => {
          await report.delete()
          throw new RangeError('no')
        }),
      )
      assert.equal((await names()).length, 3)
      await (await Report.get({ title: 'one' })).delete()
      await kept.delete()
      assert.deepEqual([await names(), await names(other)], [[], ['a.txt']])
    })

    promise('the size of a picture is kept beside it', async () => {
      const row = await Portrait.create({ name: 'ann', image: picture.png(30, 20) })
      assert.deepEqual([row.width, row.height], [30, 20])
      row.image = newFile(picture.png(5, 7))
      await row.save({ fields: ['image'] })
      assert.deepEqual(await Portrait.values('width', 'height'), [{ width: 5, height: 7 }])
      await (row.image as StoredFile).save(picture.png(8, 9))
      assert.deepEqual([row.width, row.height], [8, 9])
      await (row.image as StoredFile).delete()
      assert.deepEqual(await Portrait.values('image', 'width'), [{ image: null, width: null }])
      assert.deepEqual(await names(), [])
      // A file that is there already is adopted by its name.
      await storage.save('there.png', picture.png(2, 3))
      row.image = 'there.png' as never
      await row.save()
      assert.deepEqual([row.width, row.height], [2, 3])
    })

    promise('many rows are changed at once, and update() takes names alone', async () => {
      const rows = await Report.bulkCreate([
        { title: 'a', paper: text('a') },
        { title: 'b', paper: text('b') },
        { title: 'c' },
      ])
      assert.equal((await names()).length, 2)
      for (const row of rows) row.paper = newFile(text(`new ${row.title}`, `${row.title}.txt`))
      await Report.all().bulkUpdate(rows, ['paper'])
      assert.deepEqual(await names(), rows.map((row) => String(row.paper)).sort())
      assert.equal((await names()).length, 3)
      await assert.rejects(Report.all().update({ paper: newFile(text('x')) }), { code: 'NUAGES_ORM_FILE_NOT_STORED' })
      await assert.rejects(Report.filter({ paper: newFile(text('x')) }).exists(), {
        code: 'NUAGES_ORM_FILE_NOT_STORED',
      })
      assert.equal(await Report.filter({ title: 'c' }).update({ paper: 'papers/z.txt' }), 1)
      const [found, created] = await Report.getOrCreate({ title: 'd' }, { paper: text('d', 'd.txt') })
      assert.deepEqual([created, String(found.paper)], [true, 'papers/d.txt'])
    })

    promise('what is not accepted is refused with an issue, and nothing is stored', async () => {
      const refused = async (paper: File, code: string) => {
        await assert.rejects(
          Report.create({ title: 'x', paper }),
          (error: { issues: { code: string; field: string }[] }) => {
            assert.deepEqual(
              error.issues.map(({ code, field }) => [code, field]),
              [[code, 'paper']],
            )
            return true
          },
        )
      }
      await refused(text('x'.repeat(1001)), 'max_size')
      await refused(text('x', 'a.exe'), 'type')
      await refused(new File([await picture.png(1, 1).bytes()], 'a.pdf', { type: 'application/pdf' }), 'type')
      const bad = async (image: File, code: string) =>
        assert.rejects(Portrait.create({ image }), (error: { issues: { code: string }[] }) => {
          assert.equal(error.issues[0]!.code, code)
          return true
        })
      await bad(text('x', 'a.png'), 'invalid_image')
      await bad(
        new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg', { type: 'image/svg+xml' }),
        'invalid_image',
      )
      await bad(picture.png(2001, 1), 'pixels')
      // A bomb: a small file that says it is huge.
      await bad(picture.png(1001, 1000), 'pixels')
      await bad(new File([await picture.png(1, 1).bytes()], 'page.html'), 'content')
      // What a server may run is called like no picture, whatever it is.
      await bad(new File([await picture.png(1, 1).bytes()], 'a.php', { type: 'image/png' }), 'content')
      await refused(new File(['%PDF-1.7 <?php'], 'a.php', { type: 'application/pdf' }), 'type')
      await refused(new File(['%PDF-1.7 <?php'], 'a.pdf.php', { type: 'application/pdf' }), 'type')
      // What a storage takes away hides no ending: 'page.html.' is stored as 'page.html'.
      for (const name of [
        'page.html.',
        'page.html..',
        'page.html .',
        '.page.html. ',
        'page.html.\u200b',
        'page.ht\u200bml',
      ])
        await bad(new File([await picture.png(1, 1).bytes()], name, { type: 'image/png' }), 'content')
      await refused(new File(['%PDF-1.7 <script>'], 'page.html.', { type: 'application/pdf' }), 'type')
      await bad(new File([await picture.png(1, 1).bytes()], 'a.jpg'), 'content')
      await bad(new File([(await picture.png(1, 1).bytes()).subarray(0, 12)], 'a.png'), 'invalid_image')
      assert.deepEqual(await names(), [])
    })

    promise('a file that two rows name is of each row', async () => {
      const one = await Report.create({ title: 'one', paper: text('x') })
      const two = await Report.create({ title: 'two', paper: one.paper! })
      assert.equal(String(two.paper), 'papers/a.txt')
      await (two.paper as StoredFile).delete()
      assert.deepEqual([String(two.paper), String(one.paper)], ['', 'papers/a.txt'])
      assert.deepEqual(await Report.orderBy('title').valuesList('paper', { flat: true }), ['papers/a.txt', ''])
      assert.deepEqual(await names(), ['papers/a.txt'])
      // New content that two rows were given is stored for each.
      const three = Report.build({ title: 'three', paper: text('y', 'y.txt') })
      const four = Report.build({ title: 'four', paper: three.paper! })
      await four.save()
      await three.save()
      await three.delete()
      assert.equal(await (four.paper as StoredFile).text(), 'y')
    })

    promise('of two that replace a file from the same state, neither leaves one behind', async () => {
      await Report.create({ title: 'one', paper: text('x') })
      const [mine, yours] = [await Report.get({ title: 'one' }), await Report.get({ title: 'one' })]
      mine.paper = newFile(text('mine', 'mine.txt'))
      yours.paper = newFile(text('yours', 'yours.txt'))
      await mine.save()
      await yours.save()
      assert.deepEqual(await names(), ['papers/yours.txt'])
      mine.paper = ''
      await Report.all().bulkUpdate([mine], ['paper'])
      assert.deepEqual(await names(), [])
    })

    promise('a new file that gets the name of one that was deleted since is a change', async () => {
      await Report.create({ title: 'one', paper: text('first') })
      const [mine, yours] = [await Report.get({ title: 'one' }), await Report.get({ title: 'one' })]
      mine.paper = newFile(text('mine', 'mine.txt'))
      await mine.save()
      yours.paper = newFile(text('yours'))
      await yours.save()
      const read = await Report.get({ title: 'one' })
      assert.equal(await (read.paper as StoredFile).text(), 'yours')
      assert.deepEqual(await names(), ['papers/a.txt'])
    })

    promise('what was stored for a transaction that is given up does not stay', async () => {
      const given = new AbortController()
      const row = Report.build({ title: 'one', paper: text('x') })
      await assert.rejects(
        atomic(
          async () => {
            const content = text('x')
            row.paper = newFile(Object.assign(content, { stream: () => aborting(content) }))
            await row.save()
          },
          { signal: given.signal },
        ),
      )
      async function* aborting(content: File) {
        yield new Uint8Array(await content.arrayBuffer())
        given.abort()
      }
      assert.deepEqual(await names(), [])
    })

    promise('thumbnails of a file that is undone, and files beside a name that no storage takes, go too', async () => {
      const row = Report.build({ title: 'one', paper: text('x') })
      await assert.rejects(
        atomic(async () => {
          await row.save()
          await storage.save(`thumbnails/${row.paper}/9x9.webp`, 'small')
          throw new RangeError('no')
        }),
        RangeError,
      )
      assert.deepEqual(await names(), [])
      await Report.create({ title: 'two', paper: text('x') })
      await Report.create({ title: 'three' })
      await Report.filter({ title: 'three' }).update({ paper: '../by/hand' })
      await Report.all().delete()
      assert.deepEqual(await names(), [])
    })

    promise('hostile names end below the folder of the field', async () => {
      for (const name of [
        '../../etc/passwd.txt',
        '..\\..\\a.txt',
        '/abs.txt',
        'C:\\x\\b.txt',
        '\u202etxt.exe.txt',
        'con.txt',
        '.htaccess.txt',
        `${'x'.repeat(300)}.txt`,
        '<b>.txt',
        'a\u0000b.txt',
        ' .txt',
      ]) {
        const row = await Report.create({ title: name.slice(0, 20).replaceAll('\u0000', ''), paper: text('x', name) })
        const stored = String(row.paper)
        assert.match(stored, /^papers\/[^/\\.<\u202e\0][^/\\<\u202e\0]*$/)
        assert.ok(stored.length <= 100)
      }
    })
  })
}
