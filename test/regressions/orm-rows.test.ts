import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { provide, runInScope } from '../../src/base/context/index.ts'
import { openDatabase } from '../../src/data/drivers/index.ts'
import { defineModel } from '../../src/data/orm/define-model.ts'
import { field } from '../../src/data/orm/field.ts'
import { Model } from '../../src/data/orm/model.ts'
import { createOrm, ormService } from '../../src/data/orm/orm.ts'
import { buildRegistry } from '../../src/data/orm/registry.ts'
import { querySetOf } from '../../src/data/orm/runtime.ts'
import { tables, type World, world } from '../unit/orm/support/database.ts'
import { library, rows } from '../unit/orm/support/library.ts'

class Artist extends Model {
  name = field.char({ maxLength: 20 })
}
class Album extends Model {
  artist = field.foreignKey(() => Artist, { onDelete: 'cascade' })
}
class Song extends Model {
  artist = field.foreignKey(() => Artist, { onDelete: 'cascade' })
  album = field.foreignKey(() => Album, { onDelete: 'restrict' })
}

let project: World
before(async () => {
  project = await library()
})
after(() => project.close())

test('what restricts a deletion may go along with it, also unread', async () => {
  const music = await world({ Artist, Album, Song })
  await music.run(async () => {
    const [artists, albums, songs] = [querySetOf(Artist), querySetOf(Album), querySetOf(Song)]
    const artist = (await artists.create({ name: 'Django' })) as Artist
    const album = (await albums.create({ artist })) as Album
    await songs.create({ artist, album })
    await assert.rejects(album.delete(), { code: 'NUAGES_ORM_RESTRICTED' })
    assert.equal((await artist.delete())[0], 3)
    const [one, other] = (await artists.bulkCreate([{ name: 'a' }, { name: 'b' }])) as [Artist, Artist]
    await songs.create({ artist: other, album: await albums.create({ artist: one }) })
    await assert.rejects(one.delete(), { code: 'NUAGES_ORM_RESTRICTED' })
  })
  await music.close()
})

test('a many-to-many is prefetched right from distinct rows in another order', async () => {
  await project.run(async () => {
    const tags = rows.tags.orderBy('-books__title').distinct()
    const books = (await rows.books.orderBy('id').prefetchRelated({ tags })) as {
      tags: { known: { name: string }[] }
    }[]
    const names = books.map((book) => book.tags.known.map((tag) => tag.name).sort())
    assert.deepEqual(names, [['old', 'sea'], ['sea'], ['new'], []])
  })
})

test('keys as text name the rows that are there: a link keeps what it carries', async () => {
  await project.run(async () => {
    const book = (await rows.books.get({ pk: 1 })) as {
      contributors: { add(...rows: unknown[]): Promise<void>; set(rows: unknown[]): Promise<void> }
    }
    await book.contributors.add(1, { through: { role: 'art' } })
    await book.contributors.set(['1', '2'])
    const links = rows.contributions.filter({ book: 1 }).orderBy('author').valuesList('author', 'role')
    assert.deepEqual(await links, [
      [1, 'art'],
      [2, 'ed'],
    ])
    await book.contributors.add('1')
    assert.equal(await rows.contributions.filter({ book: 1 }).count(), 2)
  })
})

test('bulkCreate of a wide model keeps to what one statement takes', async () => {
  const columns = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`c${i}`, field.integer({ default: i })]))
  const Wide = defineModel({ name: 'Wide', fields: columns as never })
  const wide = await world({ Wide })
  await wide.run(async () => {
    const made = (await querySetOf(Wide).bulkCreate(Array.from({ length: 300 }, () => ({})))) as { id: number }[]
    assert.equal(made.at(-1)!.id, 300)
    assert.equal(await querySetOf(Wide).count(), 300)
  })
  await wide.close()
})

test('a row is refreshed and validated from the database that it came from', async () => {
  const registry = buildRegistry([{ label: 'lib', models: { Artist, Album } }])
  const [first, second] = [
    await openDatabase('sqlite::memory:'),
    await openDatabase('sqlite::memory:', { name: 'second' }),
  ]
  for (const database of [first, second]) await database.script(tables(registry))
  const orm = createOrm({ registry, databases: { default: first, second } })
  await runInScope({ services: new Map<symbol, unknown>([provide(ormService, orm)]) }, async () => {
    await querySetOf(Artist).using('second').create({ name: 'first there' })
    const row = (await querySetOf(Artist).using('second').create({ name: 'there' })) as Artist
    assert.equal((await row.refresh()).name, 'there')
    const stored = (await querySetOf(Album).using('second').create({ artist: row })) as Album
    await stored.validate()
  })
  await first.close()
  await second.close()
})
