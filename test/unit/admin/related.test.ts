import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { Book, logIn, openShop, Publisher } from './bookshop.ts'
import { filled, text } from './browser.ts'

let shop: TestProject
let ada: TestProject['client']
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
})
after(() => shop.close())

const page = async (path: string) => (await ada.get(path)).text()
const locationOf = (response: Response) => response.headers.get('location') ?? ''

test('without script a related row is added in between, and the form comes back as it was left', async () => {
  const path = '/admin/shop/book/3/change/'
  const typed = { title: 'Half <done>', stock: '77', price: 'not yet', _related: 'publisher shop/publisher' }
  const away = await ada.post(path, filled(await page(path), typed))
  assert.equal(away.status, 303)
  assert.match(locationOf(away), /^\/admin\/shop\/publisher\/add\/\?_for=/)
  const add = await page(locationOf(away))
  assert.match(text(add), /“Book 03” is kept as you left it/)
  // A mistake there loses nothing here.
  const refused = await ada.post(locationOf(away), filled(add, { name: '' }))
  assert.equal(refused.status, 422)
  const added = await ada.post(locationOf(away), filled(await refused.text(), { name: 'Harbour & Sons' }))
  assert.equal(added.status, 303)
  assert.match(locationOf(added), /^\/admin\/shop\/book\/3\/change\/\?_parked=/)
  const back = await page(locationOf(added))
  assert.match(back, /name="title"[^>]* value="Half &lt;done&gt;"/)
  assert.match(back, /name="price"[^>]* value="not yet"/)
  assert.match(back, /<option value="\d+" selected>Harbour &amp; Sons<\/option>/)
  assert.doesNotMatch(back, /n-errors|n-error"/)
  assert.equal((await shop.run(() => Book.get({ id: 3 }))).title, 'Book 03', 'nothing was saved')
  const saved = await ada.post(locationOf(added), filled(back, { price: '12.50' }))
  assert.equal(saved.status, 303)
  const book = await shop.run(() => Book.filter({ id: 3 }).selectRelated('publisher').get())
  assert.deepEqual([book.title, book.stock, String(book.publisher)], ['Half <done>', 77, 'Harbour & Sons'])
})

test('a row of a many-to-many is one more of those that were chosen', async () => {
  const path = '/admin/shop/book/4/change/'
  const away = await ada.post(path, filled(await page(path), { tags: ['1', '2'], _related: 'tags shop/tag' }))
  const added = await ada.post(locationOf(away), filled(await page(locationOf(away)), { name: 'Harbours' }))
  const back = filled(await page(locationOf(added)))
  const chosen = back['tags'] as string[]
  assert.deepEqual([chosen.length, chosen.includes('1') && chosen.includes('2')], [3, true])
})

test('a new form is kept too, and its page leads back without adding anything', async () => {
  const path = '/admin/shop/book/add/'
  const away = await ada.post(path, filled(await page(path), { title: 'New', _related: 'editor shop/publisher' }))
  const back = /href="(\/admin\/shop\/book\/add\/\?_parked=[^"]+)"/.exec(await page(locationOf(away)))![1]!
  assert.match(await page(back.replaceAll('&amp;', '&')), /name="title"[^>]* value="New"/)
  assert.equal(await shop.run(() => Book.filter({ title: 'New' }).exists()), false)
})

test('a kept form is its person’s own, of its own address, and a token that was made up is none', async () => {
  const path = '/admin/shop/book/5/change/'
  const away = await ada.post(path, filled(await page(path), { title: 'Secret plan', _related: 'tags shop/tag' }))
  const token = new URL(locationOf(away), 'http://x').searchParams.get('_for')!
  const nora = await logIn(shop, 'nora')
  const theirs = await nora.get(`${path}?${new URLSearchParams({ _parked: token })}`)
  assert.doesNotMatch(await theirs.text(), /Secret plan/)
  assert.doesNotMatch(
    await page(`/admin/shop/book/6/change/?${new URLSearchParams({ _parked: token })}`),
    /Secret plan/,
  )
  const madeUp = await page(`${path}?_parked=${'x'.repeat(300)}`)
  assert.match(text(madeUp), /no longer kept/)
  assert.match(madeUp, /value="Book 05"/)
})

test('who may not add to the other model is not led there, and nothing is saved', async () => {
  const path = '/admin/shop/book/7/change/'
  const response = await ada.post(path, filled(await page(path), { title: 'Left', _related: 'x auth/nothing' }))
  assert.equal(response.status, 200)
  assert.match(await response.text(), /value="Left"/)
  assert.equal((await shop.run(() => Book.get({ id: 7 }))).title, 'Book 07')
})

test('a dialog is told of the row that it added or changed', async () => {
  const path = '/admin/shop/publisher/add/?_popup=1'
  const html = await page(path)
  assert.match(html, /data-fragment/)
  assert.doesNotMatch(html, /Save and add another/)
  const answer = await ada.post(path, filled(html, { name: '"><script>x</script>' }))
  assert.equal(answer.status, 200)
  const told = await answer.text()
  assert.doesNotMatch(told, /<script/)
  const { pk } = await shop.run(() => Publisher.get({ name: '"><script>x</script>' }))
  assert.match(told, new RegExp(`<meta name="n-row" content="\\{&quot;id&quot;:&quot;${pk}&quot;`))
})
