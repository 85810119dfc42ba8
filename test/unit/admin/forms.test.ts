import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LogEntry } from '../../../src/apps/admin/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { Book, logIn, openShop, Publisher, Tag } from './bookshop.ts'
import { filled, text } from './browser.ts'

let shop: TestProject
let ada: TestProject['client']
let nora: TestProject['client']
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
  nora = await logIn(shop, 'nora')
})
after(() => shop.close())

async function formOf(path: string, client = ada): Promise<string> {
  const response = await client.get(path)
  assert.equal(response.status, 200, path)
  return response.text()
}

/** Sends the form of a page back, changed. */
async function send(
  path: string,
  changes: Record<string, string | string[] | undefined>,
  client = ada,
): Promise<Response> {
  return client.post(path, filled(await formOf(path, client), changes))
}

const newBook = { title: 'Tide Light', publisher: '1', price: '12.5', stock: '3', status: 'draft' }

// ---- adding --------------------------------------------------------------------------------------------------------

test('an added row has the sent values, its tags, and a slug made of its title', async () => {
  const response = await send('/admin/shop/book/add/', {
    ...newBook,
    tags: ['1', '3'],
    featured: 'on',
    published: '2026-03-03',
    embargo: '2026-03-03T07:30',
    details: '{"pages": 90}',
    approved: 'true',
    _save: 'done',
  })
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), '/admin/shop/book/')
  const id = await shop.run(async () => {
    const book = await Book.get({ title: 'Tide Light' })
    assert.equal(book.slug, 'tide-light')
    assert.equal(String(book.price), '12.50')
    assert.equal(book.featured, true)
    assert.equal(book.approved, true)
    assert.equal(book.published, '2026-03-03')
    assert.equal(book.embargo?.toISOString(), '2026-03-03T07:30:00.000Z')
    assert.deepEqual(book.details, { pages: 90 })
    assert.deepEqual((await book.tags.all()).map(String), ['Fiction', 'Poetry'])
    const entry = await LogEntry.get({ objectId: String(book.pk) })
    assert.equal(entry.actionFlag, 1)
    assert.equal(entry.changeMessage, '[{"added":{}}]')
    return book.pk
  })
  const list = await formlessText('/admin/shop/book/?q=tide')
  assert.match(list, /Book added: Tide Light/)
  assert.match(await formlessText('/admin/'), /You added Tide Light Book · Just now/)
  assert.ok(id)
})

async function formlessText(path: string): Promise<string> {
  return text(await (await ada.get(path)).text())
}

test('each save button leads where it says', async () => {
  const stay = await send('/admin/shop/tag/add/', { name: 'Sea', _save: 'stay' })
  assert.match(stay.headers.get('location')!, /^\/admin\/shop\/tag\/\d+\/change\/$/)
  const another = await send('/admin/shop/tag/add/', { name: 'Ice', _save: 'another' })
  assert.equal(another.headers.get('location'), '/admin/shop/tag/add/')
  const done = await send('/admin/shop/tag/add/', { name: 'Fog' })
  assert.equal(done.headers.get('location'), '/admin/shop/tag/')
})

test('a form that is wrong comes back with everything typed and says what to fix', async () => {
  const response = await send('/admin/shop/book/add/', {
    title: '',
    slug: 'not a slug',
    publisher: '99',
    price: '24,5O',
    stock: '-1',
    status: 'live',
    contact: 'nobody',
    blurb: '</textarea><b>kept</b>',
    details: '{"a": ',
    tags: ['2'],
    published: '2026-02-30',
  })
  assert.equal(response.status, 422)
  const html = await response.text()
  assert.match(text(html), /8 things to fix before this can be saved/)
  assert.match(html, /<title>8 to fix · Add book · Bookshop<\/title>/)
  for (const [id, message] of [
    ['title', 'This field is required.'],
    ['price', 'Enter a number.'],
    ['contact', 'Enter a valid email address.'],
    ['details', 'This is not valid JSON: look at line 1.'],
    ['published', 'Enter a valid date.'],
  ]) {
    assert.match(html, new RegExp(`<a href="#id_${id}">[^<]*<bdi>[^<]*</bdi>: <bdi>${message}`), `a link to ${id}`)
    const control = new RegExp(`<(?:input|textarea|select)[^>]* id="id_${id}"[^>]*>`).exec(html)![0]
    assert.match(control, /aria-invalid="true"/)
    assert.match(control, new RegExp(`aria-describedby="id_${id}_error`))
    assert.match(html, new RegExp(`id="id_${id}_error">`))
  }
  assert.match(html, /value="24,5O"/)
  assert.match(html, /&lt;\/textarea&gt;&lt;b&gt;kept&lt;\/b&gt;<\/textarea>/)
  assert.match(html, /name="tags" value="2" checked/)
  assert.match(html, /<details class="n-sect" id="s-3" open>/, 'a closed section that holds an error is open')
  assert.equal(await shop.run(() => Book.filter({ contact: 'nobody' }).exists()), false)
})

test('radio buttons and lists of boxes name what is wrong with them', async () => {
  const response = await send('/admin/shop/book/add/', { title: 'A', status: 'gone', tags: ['99'] })
  const html = await response.text()
  for (const id of ['status', 'tags']) {
    assert.match(html, new RegExp(`<fieldset[^>]* id="id_${id}"[^>]* aria-describedby="id_${id}_error"`))
    assert.match(html, new RegExp(`id="id_${id}_error">`))
  }
})

test('what is unique is told at its field', async () => {
  const response = await send('/admin/shop/tag/add/', { name: 'Fiction' })
  assert.equal(response.status, 422)
  assert.match(text(await response.text()), /1 thing to fix .*Name : Tag with this Name already exists\./)
})

test('the address can fill an empty form, with its fields only', async () => {
  const html = await formOf(
    '/admin/shop/book/add/?publisher=2&title=From+a+link&tags=1&tags=2&updated=2000-01-01&token=x',
  )
  assert.match(html, /value="From a link"/)
  assert.match(html, /<option value="2" selected>/)
  assert.equal(html.match(/name="tags" value="\d" checked/g)?.length, 2)
})

// ---- changing ------------------------------------------------------------------------------------------------------

test('a change writes what changed, and the log names the fields', async () => {
  const response = await send('/admin/shop/book/5/change/', { title: 'Book five', price: '99.90', tags: ['4'] })
  assert.equal(response.status, 303)
  await shop.run(async () => {
    const book = await Book.get({ id: 5 })
    assert.equal(book.title, 'Book five')
    assert.equal(book.slug, 'book-5')
    assert.equal(String(book.price), '99.90')
    assert.deepEqual((await book.tags.all()).map(String), ['Travel'])
    const entry = await LogEntry.filter({ objectId: '5', contentType__model: 'book' }).get()
    assert.equal(entry.changeMessage, '[{"changed":{"fields":["Title","Tags","Price"]}}]')
  })
})

test('saving without a change writes nothing and says so', async () => {
  const before = await shop.run(() => Book.get({ id: 6 }))
  const response = await send('/admin/shop/book/6/change/', { _save: 'stay' })
  assert.equal(response.status, 303)
  const html = await formlessText('/admin/shop/book/6/change/')
  assert.match(html, /nothing to change/)
  const afterwards = await shop.run(() => Book.get({ id: 6 }))
  assert.deepEqual({ ...afterwards.toJSON(), updated: null }, { ...before.toJSON(), updated: null })
})

test('fields that are read-only, secret or not in the form cannot be written', async () => {
  await send('/admin/shop/book/7/change/', { id: '1', pk: '1', updated: '2000-01-01T00:00', token: 'x', stock: '77' })
  await send('/admin/shop/publisher/2/change/', { token: 'stolen', country: 'GB' })
  await shop.run(async () => {
    const book = await Book.get({ id: 7 })
    assert.equal(book.stock, 77)
    assert.ok(book.updated.getFullYear() > 2000)
    const publisher = await Publisher.get({ id: 2 })
    assert.equal(publisher.country, 'GB')
    assert.equal(publisher.token, 'hush')
  })
  const html = await formOf('/admin/shop/publisher/2/change/')
  assert.doesNotMatch(html, /hush|name="token"/)
})

test('a related row that does not exist is refused', async () => {
  const response = await send('/admin/shop/book/7/change/', { editor: '12345' })
  assert.equal(response.status, 422)
  assert.match(text(await response.text()), /Editor : Select a valid choice/)
})

test('the page of a row leads to what belongs to it', async () => {
  const html = await formOf('/admin/shop/book/8/change/')
  assert.match(html, /href="\/books\/book-8\/"[^>]*>.*View on site/)
  assert.match(html, /href="\/admin\/shop\/review\/\?book=8"/)
  assert.match(html, /href="\/admin\/shop\/book\/8\/delete\/"/)
  assert.match(html, /data-url="\/admin\/shop\/publisher\/add\/"><bdi>New publisher/)
})

// ---- two people ----------------------------------------------------------------------------------------------------

test('changes of two people that do not meet are both kept', async () => {
  const page = await formOf('/admin/shop/book/10/change/')
  assert.equal((await send('/admin/shop/book/10/change/', { stock: '1', tags: ['1'] }, nora)).status, 303)
  const response = await ada.post('/admin/shop/book/10/change/', filled(page, { title: 'Kept', _save: 'stay' }))
  assert.equal(response.status, 303)
  await shop.run(async () => {
    const book = await Book.get({ id: 10 })
    assert.equal(book.title, 'Kept')
    assert.equal(book.stock, 1)
    assert.deepEqual((await book.tags.all()).map(String), ['Fiction'])
  })
  assert.match(
    await formlessText('/admin/shop/book/10/change/'),
    /somebody else changed meanwhile \(tags, stock\) was kept/,
  )
})

test('changes that meet are asked about, and nothing is written before', async () => {
  const page = await formOf('/admin/shop/book/11/change/')
  await send('/admin/shop/book/11/change/', { price: '26.00', stock: '5' }, nora)
  const response = await ada.post('/admin/shop/book/11/change/', filled(page, { price: '24.50', title: 'Mine' }))
  assert.equal(response.status, 409)
  const conflict = await response.text()
  assert.match(
    text(conflict),
    /You and nora both changed this book .*Price .*Yours: 24\.50 nora: 26\.00 .*Yours: Title Nora: Stock/,
  )
  await shop.run(async () => {
    const book = await Book.get({ id: 11 })
    assert.equal(String(book.price), '26.00')
    assert.equal(book.title, 'Book 11')
  })
  const mine = await ada.post('/admin/shop/book/11/change/', filled(conflict, { _keep_price: 'mine' }))
  assert.equal(mine.status, 303)
  await shop.run(async () => {
    const book = await Book.get({ id: 11 })
    assert.equal(String(book.price), '24.50')
    assert.equal(book.title, 'Mine')
    assert.equal(book.stock, 5, 'what only the other one changed stays')
  })
})

test('in a conflict the other value can be kept', async () => {
  const page = await formOf('/admin/shop/book/12/change/')
  await send('/admin/shop/book/12/change/', { title: 'Theirs' }, nora)
  const conflict = await (
    await ada.post('/admin/shop/book/12/change/', filled(page, { title: 'Mine', stock: '9' }))
  ).text()
  const response = await ada.post('/admin/shop/book/12/change/', filled(conflict, { _keep_title: 'theirs' }))
  assert.equal(response.status, 303)
  await shop.run(async () => {
    const book = await Book.get({ id: 12 })
    assert.equal(book.title, 'Theirs')
    assert.equal(book.stock, 9)
  })
})

test('a row that was deleted meanwhile is said to be gone', async () => {
  const page = await formOf('/admin/shop/tag/4/change/')
  await shop.run(() => Tag.filter({ id: 4 }).delete())
  const response = await ada.post('/admin/shop/tag/4/change/', filled(page, { name: 'typed' }))
  assert.equal(response.status, 410)
  const html = await response.text()
  assert.match(text(html), /This tag was deleted while you edited it/)
  assert.match(html, /action="\/admin\/shop\/tag\/add\/"/)
  assert.equal(filled(html)['name']?.[0], 'typed')
  assert.equal((await ada.post('/admin/shop/tag/add/', filled(html))).status, 303)
  assert.equal(await shop.run(() => Tag.filter({ name: 'typed' }).exists()), true)
})

test('a save that fails keeps neither the row nor the line of the log', async () => {
  const before = await shop.run(() => LogEntry.count())
  const response = await send('/admin/shop/tag/1/change/', { name: 'Nature' })
  assert.equal(response.status, 422)
  assert.equal(await shop.run(() => LogEntry.count()), before)
  assert.equal((await shop.run(() => Tag.get({ id: 1 }))).name, 'Fiction')
})
