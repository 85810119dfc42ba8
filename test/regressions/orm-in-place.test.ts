import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { field } from '../../src/data/orm/field.ts'
import { untyped } from '../../src/data/orm/functions.ts'
import { Model } from '../../src/data/orm/model.ts'
import { scratchPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/services.ts'
import { type World, world } from '../unit/orm/support/database.ts'

class Author extends Model {
  name = field.char({ maxLength: 20 })
}
/** Goes with its author, so that a deletion is a transaction, which is refused at its end. */
class Card extends Model {
  author = field.foreignKey(() => Author, { onDelete: 'cascade' })
}
class Note extends Model {
  at = field.datetime({ null: true })
  bytes = field.binary({ null: true })
  data = field.json({ null: true })
  name = field.char({ maxLength: 20, default: '' })
  number = field.integer({ default: 0 })
  author = field.foreignKey(() => Author, { onDelete: 'doNothing', null: true })
}
class Listed extends Model {
  tags = field.array(field.char({ maxLength: 20 }))
  moments = field.array(field.datetime())
  grid = field.array(field.array(field.integer()))
}

interface Filled {
  readonly id: number
  at: Date
  bytes: Uint8Array
  data: { list: number[] }
}
const filled = () => ({
  at: new Date('2024-01-01T00:00:00Z'),
  bytes: new Uint8Array([1, 2]),
  data: { list: [1] },
})
const notes = () => untyped(Note).all()

const databases = [
  { name: 'SQLite', skip: false, open: async () => ({ url: 'sqlite::memory:', drop: async () => {} }) },
  { name: 'PostgreSQL', skip: await skipWithout('postgres'), open: scratchPostgres },
]

for (const { name, skip, open } of databases)
  describe(`rows on ${name}`, { skip }, () => {
    let project: World
    let drop: () => Promise<void>
    before(async () => {
      const scratch = await open()
      drop = scratch.drop
      project = await world(
        name === 'SQLite' ? { Author, Card, Note } : { Author, Card, Note, Listed },
        undefined,
        scratch.url,
      )
    })
    after(async () => {
      await project.close()
      await drop()
    })
    const it = (what: string, work: () => Promise<void>) => test(what, () => project.run(work))

    it('a moment, bytes and JSON that are changed in place are saved, after a read and after a write', async () => {
      const made = (await notes().create(filled())) as unknown as Filled & Note
      const read = (await notes().get({ pk: made.id })) as unknown as Filled & Note
      for (const [row, year] of [
        [made, 2001],
        [read, 2002],
        [read, 2003],
      ] as const) {
        row.at.setUTCFullYear(year)
        row.bytes[0] = year - 2000
        row.data.list.push(year)
        await row.save()
        const again = (await notes().get({ pk: made.id })) as unknown as Filled
        assert.equal(again.at.getUTCFullYear(), year)
        assert.deepEqual([...again.bytes], [year - 2000, 2])
        assert.equal(again.data.list.at(-1), year)
      }
      assert.deepEqual(await project.sent(() => read.save()), [])
    })

    it('after a change that was undone, writing one column leaves the others to be written', async () => {
      const row = (await notes().create({ name: 'old', number: 1 })) as unknown as Note & {
        name: string
        number: number
      }
      await assert.rejects(
        project.database.atomic(async () => {
          Object.assign(row, { name: 'new', number: 2 })
          await row.save()
          throw new RangeError()
        }),
        RangeError,
      )
      await row.save({ fields: ['number'] } as never)
      await row.save()
      const [[found, number]] = (await notes().filter({ pk: row.pk }).valuesList('name', 'number')) as [
        [string, number],
      ]
      assert.deepEqual([found, number], ['new', 2])
      assert.deepEqual(await project.sent(() => row.save()), [])
    })

    it('a row whose deletion the commit refused keeps its key', async () => {
      const author = (await untyped(Author).all().create({ name: 'a' })) as unknown as Author
      const { pk } = author
      const note = (await notes().create({ author })) as unknown as Note
      await assert.rejects(author.delete(), { code: 'NUAGES_DRIVERS_FOREIGN_KEY' })
      assert.equal(author.pk, pk)
      await note.delete()
      assert.deepEqual(await author.delete(), [1, { 'lib.Author': 1 }])
      assert.equal(author.pk, null)
    })

    if (name === 'PostgreSQL')
      it('lists that are changed in place are saved, and no others', async () => {
        const lists = untyped(Listed).all()
        const made = (await lists.create({
          tags: ['a', '"\\{}', 'NULL', ''],
          moments: [new Date(0)],
          grid: [[1, 2]],
        })) as unknown as Listed & { tags: string[]; moments: Date[]; grid: number[][] }
        const read = (await lists.get({ pk: made.pk })) as unknown as typeof made
        assert.deepEqual(await project.sent(() => made.save()), [])
        assert.deepEqual(await project.sent(() => read.save()), [])
        for (const row of [made, read]) {
          row.tags.push('b')
          assert.equal((await project.sent(() => row.save())).length, 1)
          row.moments[0]!.setUTCFullYear(2001)
          row.grid[0]![1] = 3
          assert.match((await project.sent(() => row.save()))[0]!, /SET "moments" = \$1, "grid" = \$2 WHERE/)
          const again = (await lists.get({ pk: made.pk })) as unknown as typeof made
          assert.deepEqual(again.tags, row.tags)
          assert.deepEqual(again.moments, row.moments)
          assert.deepEqual(again.grid, row.grid)
          await lists.filter({ pk: made.pk }).update({ moments: [new Date(0)], grid: [[1, 2]] })
        }
      })
  })
