import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textDiff } from '../../../src/apps/admin/history/words.ts'
import { admin, adminApp, adminSite, adminUrls, inline, RecordChange } from '../../../src/apps/admin/index.ts'
import { authApp, createUser, Permission, User } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { shop as app, Book, fillShop, logIn, openShop, Publisher, password, Review, Tag } from './bookshop.ts'
import { filled, text } from './browser.ts'

const idOf = (shop: TestProject, slug: string) => shop.run(async () => (await Book.get({ slug })).id)

async function saveForm(client: TestProject['client'], id: unknown, changes: Record<string, string | string[]>) {
  const page = await (await client.get(`/admin/shop/book/${id}/change/`)).text()
  const answer = await client.post(`/admin/shop/book/${id}/change/`, filled(page, changes))
  assert.equal(answer.status, 303)
}

const versionIn = (html: string) => /name="_version" value="([^"]*)"/.exec(html)?.[1] ?? ''

test('a history is read as people read it: who, when, what was and what is', async () => {
  await using shop = await openShop()
  const id = await idOf(shop, 'book-2')
  await shop.run(async () => {
    const book = await Book.get({ id })
    Object.assign(book, { blurb: 'The tide tables, the fights, the bread, and the patience of those who work.' })
    await book.save()
  })
  const client = await logIn(shop, 'nora')
  const other = await shop.run(() => Publisher.create({ name: 'North <Press>' }))
  await saveForm(client, id, {
    blurb: 'The tide tables, the quarrels, the bread, and the patience of people who work.',
    publisher: String(other.id),
    status: 'review',
    tags: ['4'],
  })
  const answer = await client.get(`/admin/shop/book/${id}/history/`)
  assert.equal(answer.status, 200)
  const html = await answer.text()
  assert.match(html, /<del><bdi>fights<\/bdi><\/del>/)
  assert.match(html, /<ins><bdi>quarrels<\/bdi><\/ins>/)
  assert.match(html, /<ins><bdi>North &lt;Press&gt;<\/bdi><\/ins>/)
  assert.match(html, /<ins><bdi>In review<\/bdi><\/ins>/)
  assert.match(html, /<ins><bdi>Travel<\/bdi><\/ins>/)
  assert.match(text(html), /You changed 4 fields/)
  assert.match(text(html), /A program created it/)
  // As one of others reads it.
  const ada = await logIn(shop)
  assert.match(text(await (await ada.get(`/admin/shop/book/${id}/history/`)).text()), /nora changed 4 fields/)
})

test('a page of the history makes a flat number of queries, and filters by person, field and time', async () => {
  await using shop = await openShop()
  const id = await idOf(shop, 'book-2')
  const client = await logIn(shop)
  const change = (from: number, to: number) =>
    shop.run(async () => {
      const tags = await Tag.all()
      for (let i = from; i < to; i++) {
        const book = await Book.get({ id })
        book.stock = 1000 + i
        await book.save()
        await book.tags.set([tags[i % 4]!])
      }
    })
  await change(0, 3)
  await client.get(`/admin/shop/book/${id}/history/`)
  const few = (await collectQueries(() => client.get(`/admin/shop/book/${id}/history/`))).queries.length
  await change(3, 40)
  const { queries, result } = await collectQueries(() => client.get(`/admin/shop/book/${id}/history/`))
  assert.ok(queries.length <= few, `${queries.length} queries, before ${few}`)
  const html = await result.text()
  const next = /href="\?(before=\d+)"/.exec(html)?.[1]
  assert.ok(next)
  const older = await (await client.get(`/admin/shop/book/${id}/history/?${next}`)).text()
  assert.match(older, /1,0\d\d|10\d\d/)
  const ids = (page: string) => [...page.matchAll(/id="c(\d+)"/g)].map(([, each]) => each)
  assert.deepEqual(
    ids(older).filter((each) => ids(html).includes(each)),
    [],
  )
  const byField = await (await client.get(`/admin/shop/book/${id}/history/?field=stock`)).text()
  assert.doesNotMatch(byField, /<dt><bdi>Tags/)
  const byPerson = await (await client.get(`/admin/shop/book/${id}/history/?person=1`)).text()
  assert.match(byPerson, /Nothing matches/)
  assert.equal((await client.get(`/admin/shop/book/${id}/history/?person=x&before=y&field=token&when=z`)).status, 200)
})

test('nobody reads of a secret field, nor anybody without rights of any; and HTML in values stays text', async () => {
  await using shop = await openShop()
  const publisher = await shop.run(async () => {
    const row = await Publisher.get({ name: 'Kestrel & Finch' })
    Object.assign(row, { token: 'hush-hush-2', name: '<script>alert(1)</script>' })
    await row.save()
    return row
  })
  const client = await logIn(shop)
  const html = await (await client.get(`/admin/shop/publisher/${publisher.id}/history/`)).text()
  assert.doesNotMatch(html, /hush/)
  assert.match(html, /It is secret/)
  assert.doesNotMatch(html, /<script>alert/)
  await shop.run(() => createUser({ username: 'guest', password, isStaff: true }))
  const guest = await logIn(shop, 'guest')
  assert.equal((await guest.get(`/admin/shop/publisher/${publisher.id}/history/`)).status, 403)
  assert.equal((await guest.post(`/admin/shop/publisher/${publisher.id}/history/0/`, {})).status, 403)
})

test('a version is restored as a new change, with what cannot be as it was', async () => {
  await using shop = await openShop()
  const id = await idOf(shop, 'book-4')
  const client = await logIn(shop, 'nora')
  await shop.run(async () => {
    const book = await Book.get({ id })
    const gone = await Publisher.create({ name: 'Gone soon' })
    book.editor = gone
    await book.save()
    await book.tags.add(await Tag.get({ name: 'Travel' }))
    const version = await RecordChange.all().orderBy('-id').first()
    Object.assign(book, { stock: 77, price: '1.00', title: 'Another title', embargo: new Date('2027-01-01T12:00:00Z') })
    await book.save()
    book.editor = await Publisher.get({ name: 'Kestrel & Finch' })
    await book.save()
    await book.tags.clear()
    await gone.delete()
    await Tag.filter({ name: 'Nature' }).delete()
    return version!.id
  })
  const page = await (await client.get(`/admin/shop/book/${id}/history/`)).text()
  const versions = [...page.matchAll(/history\/(\d+)\/"/g)].map(([, each]) => Number(each))
  const version = await shop.run(async () => {
    const row = await RecordChange.filter({ objectId: String(id), changes__has_key: 'tags' }).orderBy('-id')
    return Number(row[1]!.id)
  })
  assert.ok(versions.includes(version))
  const preview = await client.get(`/admin/shop/book/${id}/history/${version}/`)
  assert.equal(preview.status, 200)
  const html = await preview.text()
  assert.match(text(html), /Restore “Another title”/)
  assert.match(html, /<ins><bdi>Fiction<\/bdi><\/ins>|<ins><bdi>Travel<\/bdi><\/ins>/)
  assert.match(text(html), /What it named is not there any more/)
  const answer = await client.post(`/admin/shop/book/${id}/history/${version}/`, { _version: versionIn(html) })
  assert.equal(answer.status, 303)
  await shop.run(async () => {
    const book = await Book.get({ id })
    assert.deepEqual(
      [book.title, String(book.price), book.stock, book.embargo, book.editor?.pk],
      ['Book 04', '14.50', 8, null, (await Publisher.get({ name: 'Kestrel & Finch' })).id],
    )
    const tags = await book.tags.all()
    assert.deepEqual(
      tags.map(({ name }) => name),
      ['Fiction', 'Travel'],
    )
    const last = await RecordChange.all().orderBy('-id').first()
    assert.deepEqual([last?.via, last?.userName], ['restore', 'nora'])
  })
})

test('what is restored was not changed meanwhile, passes the form, and is this person’s to change', async () => {
  await using shop = await openShop()
  const id = await idOf(shop, 'book-2')
  const client = await logIn(shop, 'nora')
  await saveForm(client, id, { stock: '50', slug: 'new-slug' })
  await saveForm(client, id, { stock: '60' })
  const url = `/admin/shop/book/${id}/history/0/`
  await shop.run(() => RecordChange.filter({ objectId: String(id), action: 'added' }).delete())
  const html = await (await client.get(url)).text()
  // Somebody else is quicker.
  await shop.run(async () => {
    const book = await Book.get({ id })
    book.stock = 61
    await book.save()
  })
  const late = await client.post(url, { _version: versionIn(html) })
  assert.equal(late.status, 409)
  assert.match(text(await late.text()), /Somebody changed it meanwhile/)
  assert.equal(await shop.run(async () => (await Book.get({ id })).stock), 61)
  // A mark that somebody made up.
  assert.equal((await client.post(url, { _version: 'stock:AAAA' })).status, 409)
  // The slug that it had is another's by now.
  await shop.run(async () => {
    const other = await Book.get({ slug: 'book-3' })
    other.slug = 'book-2'
    await other.save()
  })
  const taken = await client.post(url, { _version: versionIn(await (await client.get(url)).text()) })
  assert.equal(taken.status, 422)
  assert.match(text(await taken.text()), /Slug: Book with this Slug already exists/)
  // Records of other rows are no versions of this one.
  const foreign = await shop.run(async () => (await RecordChange.filter({ objectId: '1' }).first())!.id)
  assert.equal((await client.get(`/admin/shop/book/${id}/history/${foreign}/`)).status, 404)
  assert.equal((await client.get(`/admin/shop/book/${id}/history/x-1/`)).status, 404)
  // Who may only view restores nothing.
  await shop.run(async () => {
    const viewer = await createUser({ username: 'viewer', password, isStaff: true })
    await viewer.userPermissions.add(await Permission.get({ codename: 'view_book' }))
  })
  const viewer = await logIn(shop, 'viewer')
  assert.doesNotMatch(await (await viewer.get(`/admin/shop/book/${id}/history/`)).text(), /history\/\d+\//)
  assert.equal((await viewer.post(url, { _version: '' })).status, 403)
})

test('the history of a deleted row is there for who may see every row', async () => {
  await using shop = await openShop()
  const client = await logIn(shop, 'nora')
  const id = await idOf(shop, 'book-20')
  await client.post(`/admin/shop/book/${id}/delete/`, {})
  const answer = await client.get(`/admin/shop/book/${id}/history/`)
  assert.equal(answer.status, 200)
  const html = text(await answer.text())
  assert.match(html, /Deleted/)
  assert.match(html, /You deleted it/)
  assert.equal((await client.get('/admin/shop/book/99999/history/')).status, 404)
  const gone = await client.get(`/admin/shop/book/${id}/change/`)
  assert.equal(gone.status, 404)
  assert.match(await gone.text(), new RegExp(`href="/admin/shop/book/${id}/history/"`))
})

test('words within a text: what stays is cut where it is long, and a change of everything is no puzzle', () => {
  const long = Array.from({ length: 60 }, (_, i) => `word${i}`)
  const { was, now } = textDiff(long.join(' '), [...long.slice(0, 30), 'new', ...long.slice(31)].join(' '))
  assert.deepEqual(
    was.filter(({ marked }) => marked).map((each) => each.text),
    ['word30'],
  )
  assert.deepEqual(
    now.filter(({ marked }) => marked).map((each) => each.text),
    ['new'],
  )
  assert.match(now[0]!.text, /^…/)
  assert.equal(textDiff('a b', 'a b').was[0]?.marked, false)
  const huge = textDiff('x '.repeat(5000), 'y '.repeat(5000))
  assert.ok(huge.was.some(({ marked }) => marked))
})

test('users of the site have a history, and their passwords are not in it', async () => {
  await using shop = await openShop()
  const id = await shop.run(async () => {
    const nora = await User.get({ username: 'nora' })
    await nora.setPassword('yet another long phrase')
    nora.email = 'nora@example.org'
    await nora.save()
    return nora.id
  })
  const client = await logIn(shop)
  const html = await (await client.get(`/admin/auth/user/${id}/history/`)).text()
  assert.match(html, /nora@example\.org/)
  assert.doesNotMatch(html, /scrypt|pbkdf2|argon/)
})

test('the history of a row tells of the rows in its form, whoever changes them', async () => {
  const registrations = [
    admin(Book, { inlines: [inline(Review, {})] }),
    admin(Publisher, { history: false }),
    admin(Tag),
  ]
  const project = defineProject({
    apps: [authApp, sessionsApp, adminApp, { ...app, admin: registrations }],
    urls: [path('admin/', include(adminUrls(adminSite({ title: 'Bookshop' }))))],
  })
  await using shop = await testProject(project)
  await shop.run(fillShop)
  const client = await logIn(shop)
  const id = await shop.run(async () => {
    const book = await Book.get({ slug: 'book-1' })
    const [first, second] = await Review.filter({ book }).orderBy('id')
    first!.source = 'The Times'
    await first!.save()
    await second!.delete()
    await Review.create({ book, source: 'Il Foglio' })
    const last = await RecordChange.all().orderBy('-id').first()
    assert.equal(last?.parentId, String(book.id))
    const publisher = await Publisher.get({ name: 'Kestrel & Finch' })
    publisher.country = 'GB'
    await publisher.save()
    assert.equal((await RecordChange.all().orderBy('-id').first())?.id, last?.id)
    return book.id
  })
  const page = await (await client.get(`/admin/shop/book/${id}/history/`)).text()
  assert.match(page, /<ins><bdi>The Times<\/bdi><\/ins>|<ins><bdi>Times/)
  assert.match(text(page), /The Times: Source/)
  assert.match(page, /<del><bdi>Removed “Kirkus”/)
  assert.match(page, /<ins><bdi>Added “Il Foglio”/)
})
