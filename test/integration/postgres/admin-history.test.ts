import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordChange } from '../../../src/apps/admin/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { scratchMariadb } from '../../support/mariadb.ts'
import { scratchPostgres } from '../../support/postgres.ts'
import { Book, fillShop, logIn, Publisher, shopProject, Tag } from '../../unit/admin/bookshop.ts'
import { text } from '../../unit/admin/browser.ts'

for (const [name, scratch] of [
  ['PostgreSQL', scratchPostgres],
  ['MariaDB', scratchMariadb],
] as const)
  test(`changes are written down, read, restored, and a deletion counted and moved, on ${name}`, async (t) => {
    const database = await scratch()
    t.after(database.drop)
    await using shop = await testProject(shopProject, { databases: { default: database.url } })
    await shop.run(fillShop)
    const client = await logIn(shop)
    const id = await shop.run(async () => {
      const book = await Book.get({ slug: 'book-2' })
      Object.assign(book, { price: '99.90', details: { pages: [3] }, embargo: new Date('2026-05-01T10:00:00Z') })
      await book.save()
      await book.save()
      await book.tags.set([await Tag.get({ name: 'Poetry' })])
      const [tags, change] = await RecordChange.filter({ objectId: String(book.id) }).orderBy('-id')
      assert.deepEqual(Object.keys(tags!.changes as object), ['tags'])
      assert.deepEqual(change!.changes, {
        price: ['12.50', '99.90'],
        details: [{}, { pages: [3] }],
        embargo: [null, '2026-05-01T10:00:00Z'],
      })
      return book.id
    })
    const history = await client.get(`/admin/shop/book/${id}/history/?field=price`)
    assert.match(text(await history.text()), /99.90/)
    const version = /history\/(\d+)\/"/.exec(await (await client.get(`/admin/shop/book/${id}/history/`)).text())
    assert.ok(version)
    const first = await shop.run(
      async () =>
        (await RecordChange.filter({ objectId: String(id), action: 'added', contentType__model: 'book' }).get()).id,
    )
    const url = `/admin/shop/book/${id}/history/${first}/`
    const mark = /name="_version" value="([^"]*)"/.exec(await (await client.get(url)).text())?.[1] ?? ''
    assert.equal((await client.post(url, { _version: mark })).status, 303)
    assert.equal(String(await shop.run(async () => (await Book.get({ id })).price)), '12.50')
    assert.equal((await client.get('/admin/audit/?model=shop/book&means=restore')).status, 200)
    const [from, to] = await shop.run(async () => [
      await Publisher.get({ name: 'Kestrel & Finch' }),
      await Publisher.get({ name: 'Northlight <Press>' }),
    ])
    const gone = `/admin/shop/publisher/${from!.id}/delete/`
    assert.match(text(await (await client.get(gone)).text()), /Move 9 books to/)
    const answer = await client.post(gone, { _move: '1', to: String(to!.id), confirm: 'Kestrel & Finch' })
    assert.equal(answer.status, 303)
    assert.equal(await shop.run(() => Book.filter({ publisher: to! }).count()), 17)
  })
