import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LogEntry } from '../../../src/apps/admin/index.ts'
import { User } from '../../../src/apps/auth/index.ts'
import { collectQueries, type TestProject } from '../../../src/tools/testing/index.ts'
import { Book, logIn, openShop, Publisher, password, Review } from './bookshop.ts'

let shop: TestProject
let ada: TestProject['client']
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
})
after(() => shop.close())

const text = (html: string) =>
  html
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
const rowsOf = (html: string) =>
  [...html.matchAll(/<th scope="row"><a class="n-rows__open"[^>]*>([\s\S]*?)<\/a>/g)].map((match) =>
    text(match[1]!).trim(),
  )
async function page(path: string, status = 200): Promise<string> {
  const response = await ada.get(path)
  assert.equal(response.status, status, path)
  return response.text()
}

// ---- who gets in ---------------------------------------------------------------------------------------------------

test('a visitor is sent to log in, and comes back to the page', async () => {
  const visitor = shop.newClient()
  const sent = await visitor.get('/admin/shop/book/?status=live')
  assert.equal(sent.status, 302)
  assert.equal(sent.headers.get('location'), '/admin/login/?next=%2Fadmin%2Fshop%2Fbook%2F%3Fstatus%3Dlive')
  await visitor.get(sent.headers.get('location')!)
  const response = await visitor.post('/admin/login/', {
    username: 'ada',
    password,
    next: '/admin/shop/book/?status=live',
  })
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), '/admin/shop/book/?status=live')
})

test('log-in never leads to another site', async () => {
  for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const visitor = shop.newClient()
    await visitor.get('/admin/login/')
    const response = await visitor.post('/admin/login/', { username: 'ada', password, next })
    assert.equal(response.headers.get('location'), '/admin/', next)
  }
})

test('a wrong password, an unknown name and a reader are told the same', async () => {
  for (const [username, given] of [
    ['ada', 'wrong'],
    ['nobody', password],
    ['reader', password],
    ['', ''],
  ] as const) {
    const visitor = shop.newClient()
    await visitor.get('/admin/login/')
    const response = await visitor.post('/admin/login/', { username, password: given })
    assert.equal(response.status, 422)
    const html = await response.text()
    assert.match(html, /do not open this administration/)
    assert.doesNotMatch(html, new RegExp(`value="${password}"`), 'a password is never sent back')
    assert.equal((await visitor.get('/admin/')).status, 302)
  }
})

test('every page about a model needs staff', async () => {
  for (const path of ['shop/book/', 'shop/book/add/', 'shop/book/1/change/', 'shop/book/1/delete/', 'no/such/']) {
    assert.equal((await shop.newClient().get(`/admin/${path}`)).status, 302, path)
  }
})

test('logging out takes a POST, and ends the session', async () => {
  const nora = await logIn(shop, 'nora')
  assert.equal((await nora.get('/admin/logout/')).status, 405)
  const response = await nora.post('/admin/logout/')
  assert.equal(response.headers.get('location'), '/admin/login/?out')
  assert.equal((await nora.get('/admin/')).status, 302)
})

test('a POST without the token of a page is refused', async () => {
  const nora = await logIn(shop, 'nora')
  nora.cookies.delete('csrftoken')
  const response = await nora.post('/admin/shop/tag/add/', { name: 'Forged' }, { enforceCsrf: true })
  assert.equal(response.status, 403)
})

test('staff who are no superusers do not get at users', async () => {
  const nora = await logIn(shop, 'nora')
  const response = await nora.get('/admin/auth/user/')
  assert.equal(response.status, 403)
  assert.match(text(await response.text()), /You cannot open users .*You have not been given the permission/)
  assert.equal((await nora.post('/admin/auth/user/1/delete/')).status, 403)
  assert.doesNotMatch(await (await nora.get('/admin/')).text(), /auth\/user/)
})

test('answers are for one person, and run nothing but the admin’s own scripts', async () => {
  const response = await ada.get('/admin/')
  assert.match(response.headers.get('cache-control')!, /no-store/)
  assert.match(response.headers.get('content-security-policy')!, /script-src 'self'/)
  for (const path of ['/admin/', '/admin/shop/book/', '/admin/shop/book/add/', '/admin/shop/book/1/delete/']) {
    const html = await page(path)
    assert.doesNotMatch(html, /<[^>]+\sstyle=/, `${path} has a style attribute`)
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/, `${path} has a script of its own`)
    assert.doesNotMatch(html, /<[^>]+\son[a-z]+=/, `${path} has a handler`)
  }
})

// ---- overview ------------------------------------------------------------------------------------------------------

test('the overview counts the models of each app', async () => {
  const html = text(await page('/admin/'))
  assert.match(html, /Models .*Shop Books 25 .*Publishers 3 .*Tags 4 .*Reviews 30 .*Access Users 3/)
})

// ---- list ----------------------------------------------------------------------------------------------------------

test('a list shows its columns, page by page', async () => {
  const html = await page('/admin/shop/book/')
  assert.deepEqual(
    rowsOf(html),
    Array.from({ length: 10 }, (_, i) => `Book ${String(i + 1).padStart(2, '0')}`),
  )
  const heads = [...html.matchAll(/<th scope="col"[^>]*>([\s\S]*?)<\/th>/g)].map((match) => text(match[1]!).trim())
  assert.deepEqual(heads, [
    'Title',
    'Publisher name',
    'Status',
    'Price',
    'Stock',
    'Featured',
    'Published',
    'Worth',
    'Tags',
  ])
  assert.match(text(html), /Book 02 Northlight &lt;Press&gt; Published 12\.50 15 Mar 2026 50 Poetry , Travel/)
  assert.match(text(html), /1–10 of 25 .*1 2 3 Next/)
  assert.equal(rowsOf(await page('/admin/shop/book/?p=3')).length, 5)
  assert.deepEqual(rowsOf(await page('/admin/shop/book/?p=99')), rowsOf(await page('/admin/shop/book/?p=3')))
})

test('a list of 10 or of 25 rows takes the same queries', async () => {
  const statements = async (path: string) => (await collectQueries(() => page(path))).queries.map((query) => query.sql)
  const full = await statements('/admin/shop/book/')
  const short = await statements('/admin/shop/book/?q=%22Book+03%22')
  assert.ok(full.length <= 16, full.join('\n'))
  assert.ok(short.length <= full.length + 1)
  assert.equal(full.filter((sql) => /from "shop_book_tags"|join "shop_book_tags"/i.test(sql)).length <= 3, true)
})

test('the search finds every word, in any of the fields', async () => {
  const found = async (q: string) => rowsOf(await page(`/admin/shop/book/?q=${encodeURIComponent(q)}`))
  assert.deepEqual(await found('Book 07'), ['Book 07'])
  assert.deepEqual(await found('"ook 07"'), ['Book 07'])
  assert.equal((await found('kestrel book')).length, 9)
  assert.deepEqual(await found('book-3'), ['Book 03'], 'a slug as a whole')
  assert.deepEqual(await found('book kestrel 04'), ['Book 04'])
  assert.deepEqual(await found('kestrel 03'), [], 'every word has to be found')
  assert.equal((await found('poetry')).length, 10, 'a row is listed once, however many tags match')
  assert.deepEqual(await found("%' or 1=1 --"), [])
})

test('the search of a field with ^ is for its start', async () => {
  const found = async (q: string) => rowsOf(await page(`/admin/shop/publisher/?q=${encodeURIComponent(q)}`))
  assert.deepEqual(
    await found('kestrel'),
    ['Kestrel & Finch'].map((name) => name.replace('&', '&amp;')),
  )
  assert.deepEqual(await found('finch'), [])
})

test('a column’s head orders by it, then the other way round', async () => {
  const html = await page('/admin/shop/book/?o=-price')
  assert.equal(rowsOf(html)[0], 'Book 25')
  assert.match(html, /aria-sort="descending"><a href="\?o=price"/)
  assert.equal(rowsOf(await page('/admin/shop/book/?o=status,-stock'))[0], 'Book 24', 'by two columns')
  assert.equal(rowsOf(await page('/admin/shop/book/?o=-worth'))[0], 'Book 25', 'a computed column by its path')
})

test('filters take several values and say how many rows each would show', async () => {
  const html = await page('/admin/shop/book/?status=live&status=draft')
  assert.match(text(html), /16 of 25 books/)
  assert.match(text(html), /Status Draft or Published/)
  assert.match(text(html), /Filters .*Status .*Draft 8 In review 9 Published 8 .*Featured .*Yes 3 No 13/)
  assert.equal(rowsOf(await page('/admin/shop/book/?featured=1&status=live')).length, 2)
  assert.match(text(await page('/admin/shop/book/?tags=1&tags=2')), /\b19 of 25 books/)
  assert.match(text(await page('/admin/shop/review/?book=3')), /3 of 30 reviews/)
})

test('nothing that is not declared can be asked of a list', async () => {
  const all = rowsOf(await page('/admin/shop/book/'))
  for (const query of [
    'publisher__token__startswith=h',
    'price__gt=20',
    'status__in=live',
    'o=token',
    'o=publisher__token',
    'o=password',
    '__proto__=1',
    'constructor=1',
  ]) {
    const html = await page(`/admin/shop/book/?${query}`)
    assert.deepEqual(rowsOf(html), all, query)
    assert.match(text(html), /This list cannot filter or order by all that the address asks for/)
  }
  for (const query of ['status=nope', 'featured=maybe', 'publisher=abc', 'publisher=1e99', 'p=-1', 'q=%00'])
    assert.deepEqual(rowsOf(await page(`/admin/shop/book/?${query}`)), all, query)
})

test('a list where nothing matches offers the way out', async () => {
  const html = await page('/admin/shop/book/?q=zebra&status=live')
  assert.match(text(html), /No books match .*Drop “Search”: 8 books Show all books/)
  assert.match(text(await page('/admin/auth/group/')), /No groups yet .*Add group/)
})

test('what came from data is escaped', async () => {
  const html = await page('/admin/shop/publisher/')
  assert.match(html, /Northlight &lt;Press&gt;/)
  assert.doesNotMatch(html, /<Press>/)
  assert.doesNotMatch(await page('/admin/shop/book/?q=<img+src=x>'), /<img/)
})

// ---- pages that are not there --------------------------------------------------------------------------------------

test('what is not there is a 404 with a way on', async () => {
  assert.match(text(await page('/admin/shop/book/999/change/', 404)), /There is no book 999 .*All books/)
  assert.match(text(await page('/admin/shop/book/abc/change/', 404)), /There is no book abc/)
  assert.match(text(await page('/admin/shop/nothing/', 404)), /There is no such page/)
  assert.equal((await ada.post('/admin/shop/book/999/delete/')).status, 404)
})

// ---- deleting ------------------------------------------------------------------------------------------------------

test('deleting says what goes, what stays and what is in the way', async () => {
  const html = text(await page('/admin/shop/book/3/delete/'))
  assert.match(html, /Delete “ ?Book 03 ?”\? 3 related records go with it/)
  assert.match(html, /Goes with it 3 .*Reviews 3 .*Le Monde .*Stays, without it 2 .*Tags: this book is taken out 2/)
  const blocked = await ada.post('/admin/shop/publisher/1/delete/')
  assert.equal(blocked.status, 409)
  assert.match(text(await blocked.text()), /cannot be deleted yet .*8 records need this publisher/)
  assert.equal(await shop.run(() => Publisher.count()), 3)
})

test('a deletion takes a POST, is logged as Django logs it, and says so', async () => {
  await page('/admin/shop/book/4/delete/')
  assert.equal(await shop.run(() => Book.filter({ id: 4 }).exists()), true)
  const response = await ada.post('/admin/shop/book/4/delete/')
  assert.equal(response.status, 303)
  assert.equal(response.headers.get('location'), '/admin/shop/book/')
  assert.match(text(await page('/admin/shop/book/')), /Book “Book 04” deleted, with 3 related records\./)
  assert.doesNotMatch(text(await page('/admin/shop/book/')), /deleted, with/, 'a message is shown once')
  await shop.run(async () => {
    assert.equal(await Review.filter({ book: 4 }).count(), 0)
    const entry = await LogEntry.filter({ objectId: '4' }).selectRelated('user', 'contentType').get()
    assert.equal(entry.actionFlag, 3)
    assert.equal(entry.objectRepr, 'Book 04')
    assert.equal(entry.changeMessage, '')
    assert.equal(entry.user.username, 'ada')
    assert.equal(`${entry.contentType?.appLabel}.${entry.contentType?.model}`, 'shop.book')
  })
})

// ---- preferences and assets ----------------------------------------------------------------------------------------

test('theme and density are kept in cookies and drawn by the server', async () => {
  const nora = await logIn(shop, 'nora')
  const response = await nora.post('/admin/preferences/', {
    theme: 'dark',
    density: 'compact',
    next: '/admin/shop/book/',
  })
  assert.equal(response.headers.get('location'), '/admin/shop/book/')
  const html = await (await nora.get('/admin/')).text()
  assert.match(html, /<html lang="en" dir="ltr" data-theme="dark" data-density="compact">/)
  assert.match(html, /name="theme" value="dark" checked/)
  await nora.post('/admin/preferences/', { theme: 'auto', density: '"><script>', next: '//evil.example/' })
  assert.match(await (await nora.get('/admin/')).text(), /<html lang="en" dir="ltr" data-density="compact">/)
})

test('assets are served to everybody, kept for good, and nothing else is', async () => {
  const html = await page('/admin/')
  const visitor = shop.newClient()
  for (const [, url] of html.matchAll(/(?:href|src)="(\/admin\/assets\/[^"]+)"/g)) {
    const response = await visitor.get(url!)
    assert.equal(response.status, 200, url)
    assert.match(response.headers.get('cache-control')!, /immutable/)
  }
  for (const name of ['..%2Fpackage.json', '%2e%2e/package.json', 'README.md', 'nothing.css'])
    assert.equal((await visitor.get(`/admin/assets/x/${name}`)).status >= 400, true, name)
})

// ---- passwords -----------------------------------------------------------------------------------------------------

test('a new user is made with a password on one page, which is held against the rules', async () => {
  const path = '/admin/auth/user/add/'
  const empty = await page(path)
  assert.match(empty, /<input[^>]* name="newPassword" type="password"[^>]*autocomplete="new-password"/)
  assert.ok(empty.indexOf('name="username"') < empty.indexOf('name="newPassword"'))
  assert.ok(empty.indexOf('name="newPasswordAgain"') < empty.indexOf('name="firstName"'), 'below the name')
  const person = { username: 'idris', isActive: 'on', isStaff: 'on' }
  const good = 'seven herons by the weir'
  for (const [newPassword, newPasswordAgain, message] of [
    ['12345678', '12345678', /entirely numeric|only digits|numeric/i],
    ['short', 'short', /too short|at least/i],
    ['idris', 'idris', /too similar|like the/i],
    [good, 'another one altogether', /not the same/],
    ['', good, /not the same/],
  ] as const) {
    const response = await ada.post(path, { ...person, newPassword, newPasswordAgain })
    assert.equal(response.status, 422, newPassword)
    const html = await response.text()
    assert.match(text(html), message)
    assert.doesNotMatch(html, /herons|another one altogether/)
  }
  assert.ok(!(await shop.run(() => User.filter({ username: 'idris' }).exists())))
  const added = await ada.post(path, { ...person, newPassword: good, newPasswordAgain: good })
  assert.equal(added.headers.get('location'), '/admin/auth/user/')
  const idris = shop.newClient()
  await idris.get('/admin/login/')
  assert.equal((await idris.post('/admin/login/', { username: 'idris', password: good })).status, 303)
})

test('a new user may be without a password, and is given one later', async () => {
  const added = await ada.post('/admin/auth/user/add/', { username: 'wanda', isActive: 'on', _save: 'stay' })
  const path = added.headers.get('location')!
  assert.match(path, /^\/admin\/auth\/user\/\d+\/change\/$/)
  const wanda = await shop.run(() => User.get({ username: 'wanda' }))
  assert.equal(wanda.hasUsablePassword, false)
  const change = await page(path)
  assert.match(text(change), /Password *Not set|Not set/)
  assert.doesNotMatch(change, /newPassword/)
  const good = 'nine otters on the bank'
  const set = `/admin/auth/user/${wanda.pk}/password/`
  assert.equal((await ada.post(set, { password: '', again: '' })).status, 422)
  assert.equal((await ada.post(set, { password: good, again: good })).status, 303)
  assert.ok(await (await shop.run(() => User.get({ username: 'wanda' }))).checkPassword(good))
})

test('the password of a new user is in no page and no kept form: a form whose session ended comes back for it', async () => {
  const secret = 'eleven geese over the bridge'
  const sent = { username: 'gone', isActive: 'on', newPassword: secret, newPasswordAgain: secret }
  const visitor = await logIn(shop)
  visitor.cookies.delete('sessionid')
  const asked = await (await visitor.post('/admin/auth/user/add/', sent)).text()
  assert.match(asked, /name="username" value="gone"/)
  assert.doesNotMatch(asked, /eleven geese/)
  const kept = Object.fromEntries(
    [...asked.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  )
  const again = await visitor.post('/admin/auth/user/add/', {
    ...kept,
    _login_username: 'ada',
    _login_password: password,
  })
  assert.equal(again.status, 200)
  assert.match(await again.text(), /name="username" type="text" value="gone"/)
  assert.ok(!(await shop.run(() => User.filter({ username: 'gone' }).exists())))
})

test('the name of a user is in normal form and of one alphabet, as where people register; one that is there already may stay', async () => {
  const add = (username: string) =>
    ada.post('/admin/auth/user/add/', { username, email: 'Ida@EXAMPLE.org', isActive: 'on' })
  const mixed = await add('id\u0430')
  assert.equal(mixed.status, 422)
  assert.match(text(await mixed.text()), /letters of one alphabet/)
  assert.equal((await add('\uFF29da')).status, 303)
  const made = await shop.run(() => User.get({ username: 'Ida' }))
  assert.equal(made.email, 'Ida@example.org')
  assert.equal((await add('\uFF29da')).status, 422, 'the same name once it is in normal form')

  const old = await shop.run(() => User.create({ username: 'id\u0430', email: '', password: '!' }))
  const form = (await ada.get(`/admin/auth/user/${old.pk}/change/`)).form('.n-form__body')
  assert.equal((await form.fill({ firstName: 'Ida' }).submit()).status, 303)
  assert.equal((await shop.run(() => User.get({ pk: old.pk }))).firstName, 'Ida')
})

test('one’s own password takes the current one, and the session goes on', async () => {
  const nora = await logIn(shop, 'nora')
  const next = 'eleven geese over the bridge'
  await nora.get('/admin/password/')
  const wrong = await nora.post('/admin/password/', { current: 'guess', password: next, again: next })
  assert.equal(wrong.status, 422)
  assert.equal((await nora.post('/admin/password/', { current: password, password: next, again: next })).status, 303)
  assert.equal((await nora.get('/admin/')).status, 200)
  const entry = await shop.run(() => LogEntry.filter({ objectRepr: 'nora' }).first())
  assert.equal(entry?.changeMessage, '[{"changed":{"fields":["Password"]}}]')
})

test('staff cannot set the password of somebody else', async () => {
  const idris = shop.newClient()
  await idris.get('/admin/login/')
  await idris.post('/admin/login/', { username: 'idris', password: 'seven herons by the weir' })
  assert.equal((await idris.get('/admin/auth/user/1/password/')).status, 403)
  assert.equal((await idris.post('/admin/auth/user/1/password/', { password: 'x', again: 'x' })).status, 403)
  assert.equal((await ada.get('/admin/shop/book/1/password/')).status, 404)
})
