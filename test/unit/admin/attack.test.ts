import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { User } from '../../../src/apps/auth/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { Book, logIn, openShop, Publisher, password } from './bookshop.ts'
import { filled, text } from './browser.ts'

/** What somebody sends who does not use the pages as they are meant, or uses them at a bad moment. */
describe('the admin under bad input', () => {
  let shop: TestProject
  let ada: TestProject['client']

  before(async () => {
    shop = await openShop()
    ada = await logIn(shop)
  })
  after(() => shop.close())

  const page = async (path: string) => await (await ada.get(path)).text()
  const bookPath = async (title: string) =>
    `/admin/shop/book/${await shop.run(async () => (await Book.get({ title })).pk)}/change/`

  test('a search of hundreds of words across a to-many relation is answered, and narrows', async () => {
    const many = await ada.get(`/admin/shop/book/?q=${'a+'.repeat(300)}`)
    assert.equal(many.status, 200)
    const words = Array(40).fill('book').join('+')
    assert.match(await page(`/admin/shop/book/?q=${words}`), /Nothing matches|Not one of|0 of 25/)
    assert.match(await page('/admin/shop/book/?q=fiction+nature+book'), /of 25 books/)
  })

  test('two saves from the same page at the same moment meet as a conflict', async () => {
    const path = await bookPath('Book 03')
    const sent = await page(path)
    const eve = await logIn(shop, 'nora')
    const answers = await Promise.all([
      ada.post(path, filled(sent, { title: 'One' })),
      eve.post(path, filled(sent, { title: 'Two' })),
    ])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
  })

  test('a blank unique value that is taken is an error of its field', async () => {
    const add = await page('/admin/shop/book/add/')
    const sent = { ...filled(add), title: '!!!', slug: '', publisher: '1', price: '1' }
    assert.equal((await ada.post('/admin/shop/book/add/', sent)).status, 303)
    const refused = await ada.post('/admin/shop/book/add/', sent)
    assert.equal(refused.status, 422)
    assert.match(
      await refused.text(),
      /id="id_slug_error">(?:<svg.*?<\/svg>)?<bdi>Book with this Slug already exists\./,
    )
  })

  test('a form that comes after its session ended is kept, asked about, and then saved', async () => {
    const path = await bookPath('Book 04')
    const visitor = await logIn(shop)
    const sent = filled(await (await visitor.get(path)).text(), {
      blurb: 'Two lines\nwith "quotes" & <b>',
      tags: ['1', '2'],
    })
    visitor.cookies.delete('sessionid')
    const asked = await visitor.post(path, sent)
    assert.equal(asked.status, 403)
    const html = await asked.text()
    assert.match(text(html), /Your session has ended/)
    assert.match(html, /name="blurb" value="Two lines\nwith &quot;quotes&quot; &amp; &lt;b&gt;"/)
    assert.equal([...html.matchAll(/type="hidden" name="tags"/g)].length, 2)
    assert.ok(html.includes(`action="${path}"`))

    const wrong = await visitor.post(path, { ...sent, _login_username: 'ada', _login_password: 'not it at all' })
    assert.equal(wrong.status, 403)
    const again = await wrong.text()
    assert.match(again, /name="blurb"/)
    assert.ok(!again.includes('not it at all'))
    const reader = await visitor.post(path, { ...sent, _login_username: 'reader', _login_password: password })
    assert.equal(reader.status, 403)

    const saved = await visitor.post(path, { ...sent, _login_username: 'ada', _login_password: password })
    assert.equal(saved.status, 303)
    const blurb = await shop.run(async () => (await Book.get({ title: 'Book 04' })).blurb)
    assert.equal(blurb, 'Two lines\nwith "quotes" & <b>')
  })

  test('a password that comes after its session ended is not written into a page', async () => {
    const visitor = await logIn(shop)
    visitor.cookies.delete('sessionid')
    const answer = await visitor.post('/admin/password/', { current: password, password: 'x', again: 'x' })
    assert.equal(answer.status, 302)
  })

  test('logging in takes a name in any of its Unicode forms, and goes to pages whose names begin with log', async () => {
    const visitor = shop.newClient()
    await visitor.get('/admin/login/')
    const answer = await visitor.post('/admin/login/', { username: 'ａｄａ', password, next: '/admin/logbook/' })
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.get('location'), '/admin/logbook/')
  })

  test('logging in does not send a name of a megabyte back', async () => {
    const visitor = shop.newClient()
    await visitor.get('/admin/login/')
    const answer = await visitor.post('/admin/login/', {
      username: 'x'.repeat(1_000_000),
      password: 'y'.repeat(1_000_000),
    })
    assert.equal(answer.status, 422)
    assert.ok((await answer.text()).length < 20_000)
  })

  test('fields that a form does not have are not written, whatever is sent', async () => {
    const before = await shop.run(async () => await User.get({ username: 'ada' }))
    const path = `/admin/auth/user/${before.pk}/change/`
    const sent = { ...filled(await page(path)), password: 'x', lastLogin: '2000-01-01', id: '99', pk: '99' }
    assert.equal((await ada.post(path, sent)).status, 303)
    const row = await shop.run(async () => await User.get({ username: 'ada' }))
    assert.deepEqual([row.pk, row.password, row.lastLogin], [before.pk, before.password, before.lastLogin])
  })

  test('secret fields are neither searched, filtered nor ordered by', async () => {
    await shop.run(async () => await Publisher.filter({ name: 'Kestrel & Finch' }).update({ token: 'sesame' }))
    const plain = text(await page('/admin/shop/publisher/')).match(/\d+ publishers/)?.[0]
    for (const query of ['q=sesame', 'token=sesame', 'token__startswith=s', 'o=token', 'o=-token']) {
      const html = await page(`/admin/shop/publisher/?${query}`)
      if (query.startsWith('q=')) assert.ok(!html.includes('Kestrel'))
      else assert.match(text(html), new RegExp(plain!), query)
    }
  })
})
