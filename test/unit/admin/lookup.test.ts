import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { collectQueries, type TestProject } from '../../../src/tools/testing/index.ts'
import { Book, logIn, openShop, Publisher } from './bookshop.ts'
import { filled, text } from './browser.ts'

let shop: TestProject
let ada: TestProject['client']
before(async () => {
  shop = await openShop()
  await shop.run(() =>
    Publisher.bulkCreate(Array.from({ length: 210 }, (_, i) => ({ name: `House ${String(i + 1).padStart(3, '0')}` }))),
  )
  ada = await logIn(shop)
})
after(() => shop.close())

async function send(path: string, changes: Record<string, string>): Promise<Response> {
  return ada.post(path, filled(await (await ada.get(path)).text(), changes))
}
const publisherOf = (id: number) =>
  shop.run(async () => String((await Book.filter({ id }).selectRelated('publisher').get()).publisher))

test('a relation to many rows is a text field with the name of its row, and no list of rows', async () => {
  const { result: html, queries } = await collectQueries(async () =>
    (await ada.get('/admin/shop/book/3/change/')).text(),
  )
  assert.match(html, /name="_was_publisher" value="1"/)
  assert.match(html, /name="publisher" type="text" value="Éditions du Large"/)
  assert.doesNotMatch(html, /House 100/)
  assert.ok(queries.length < 20, `${queries.length} queries`)
})

test('what was not touched stays, and a name, a part of it or a number finds its row', async () => {
  assert.equal((await send('/admin/shop/book/3/change/', { stock: '4' })).status, 303)
  assert.equal(await publisherOf(3), 'Éditions du Large')
  for (const [typed, name] of [
    ['House 042', 'House 042'],
    ['kestrel', 'Kestrel & Finch'],
    ['1', 'Éditions du Large'],
    ['house 2', null],
  ] as const) {
    const response = await send('/admin/shop/book/3/change/', { publisher: typed })
    assert.equal(response.status, name === null ? 422 : 303, typed)
    if (name !== null) assert.equal(await publisherOf(3), name)
  }
})

test('where several rows match the server asks which', async () => {
  const response = await send('/admin/shop/book/3/change/', { publisher: 'House 20' })
  assert.equal(response.status, 422)
  const html = await response.text()
  assert.match(text(html), /Publisher : 12 publishers match “House 20”\. Choose one/)
  const key = /<option value="(\d+)">House 205<\/option>/.exec(html)?.[1]
  assert.ok(key)
  assert.equal((await ada.post('/admin/shop/book/3/change/', filled(html, { publisher: key }))).status, 303)
  assert.equal(await publisherOf(3), 'House 205')
})

test('what matches nothing is said at the field, and kept', async () => {
  const response = await send('/admin/shop/book/add/', { title: 'X', price: '1', publisher: '<Nobody>' })
  assert.equal(response.status, 422)
  const html = await response.text()
  assert.match(text(html), /1 thing to fix .*No publisher matches “&lt;Nobody&gt;”/)
  assert.match(html, /name="publisher" type="text" value="&lt;Nobody&gt;"/)
})

test('a relation that may be empty is emptied by an empty field', async () => {
  await shop.run(() => Book.filter({ id: 5 }).update({ editor: 2 }))
  assert.equal((await send('/admin/shop/book/5/change/', { editor: '' })).status, 303)
  assert.equal((await shop.run(() => Book.get({ id: 5 }))).editor, null)
})
