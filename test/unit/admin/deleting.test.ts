import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, LogEntry, RecordChange } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, Permission, rule } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { html, include, path } from '../../../src/web/http/index.ts'
import { Book, logIn, openShop, Publisher, password, Review } from './bookshop.ts'
import { text } from './browser.ts'

/** A tree of folders with pages, notes of pages that only some see, and readers that need a page. */
class Folder extends Model {
  name = field.char({ maxLength: 60 })
  parent = field.foreignKey(() => Folder, { onDelete: 'cascade', null: true, blank: true })

  override toString(): string {
    return this.name
  }
}

class Page extends Model {
  folder = field.foreignKey(() => Folder, { onDelete: 'cascade' })
  title = field.char({ maxLength: 60 })

  static meta = meta<Page>()({ ordering: ['title'] })

  override toString(): string {
    return this.title
  }
}

class Note extends Model {
  page = field.foreignKey(() => Page, { onDelete: 'cascade' })
  text = field.char({ maxLength: 60 })
  hidden = field.boolean({ default: false })

  override toString(): string {
    return this.text
  }
}

class Reader extends Model {
  page = field.foreignKey(() => Page, { onDelete: 'protect' })
  name = field.char({ maxLength: 60 })

  override toString(): string {
    return this.name
  }
}

const deleted: string[] = []

const files = defineApp({
  label: 'files',
  models: { Folder, Page, Note, Reader },
  rules: [
    rule(Note, 'view', (_user, notes) => notes.filter({ hidden: false })),
    rule(Note, 'change', (_user, notes) => notes.filter({ hidden: false })),
    rule(Note, 'delete', (_user, notes) => notes.all()),
  ],
  admin: [
    admin(Folder),
    admin(Page, {
      hooks: {
        delete: async (row) => {
          deleted.push(String(row))
          await (row as unknown as Page).delete()
        },
        next: (_row, did) => (did === 'deleted' ? '/admin/files/folder/' : null),
      },
    }),
    admin(Note),
    admin(Reader),
  ],
})

const project = defineProject({
  apps: [authApp, sessionsApp, adminApp, files],
  urls: [path('', () => html('')), path('admin/', include(adminUrls(adminSite({ title: 'Files' }))))],
})

async function openFiles(): Promise<TestProject> {
  const shop = await testProject(project)
  await shop.run(async () => {
    await createSuperuser({ username: 'ada', email: '', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(...(await Permission.filter({ contentType__appLabel: 'files' })))
  })
  return shop
}

test('a row with a hundred thousand children is asked about quickly, by counting', async () => {
  await using shop = await openShop()
  const client = await logIn(shop)
  const id = await shop.run(async () => {
    const book = await Book.get({ slug: 'book-1' })
    await Review.bulkCreate(Array.from({ length: 100_000 }, (_, i) => ({ book, source: `Source ${i}` })))
    return book.id
  })
  await client.get(`/admin/shop/book/${id}/delete/`)
  const begun = performance.now()
  const { queries, result } = await collectQueries(() => client.get(`/admin/shop/book/${id}/delete/`))
  const took = performance.now() - begun
  const page = text(await result.text())
  assert.match(page, /100,003 related records go with it/)
  assert.match(page, /99,983 more/)
  assert.ok(queries.length < 20, `${queries.length} queries`)
  assert.ok(took < 2000, `${took} ms`)
})

test('what cascades through several models is counted once, also where rows of a model hang on each other', async () => {
  await using shop = await openFiles()
  const client = await logIn(shop)
  const root = await shop.run(async () => {
    const top = await Folder.create({ name: 'Top' })
    const middle = await Folder.create({ name: 'Middle', parent: top })
    const deep = await Folder.create({ name: 'Deep', parent: middle })
    for (const folder of [top, middle, deep]) {
      const page = await Page.create({ folder, title: `Page of ${folder.name}` })
      await Note.create({ page, text: 'A note' })
    }
    await Folder.create({ name: 'Other' })
    return top
  })
  const page = text(await (await client.get(`/admin/files/folder/${root.id}/delete/`)).text())
  assert.match(page, /8 related records go with it/)
  assert.match(page, /Folders 2/)
  assert.match(page, /Pages 3/)
  assert.match(page, /Notes 3/)
  await client.post(`/admin/files/folder/${root.id}/delete/`, {})
  assert.deepEqual(
    await shop.run(async () => [await Folder.all().count(), await Page.all().count(), await Note.all().count()]),
    [1, 0, 0],
  )
  const told = await shop.run(() => RecordChange.filter({ action: 'deleted' }).count())
  assert.equal(told, 9)
})

test('rows that somebody does not see are counted and not named; the hook deletes, and says where to go', async () => {
  await using shop = await openFiles()
  const nora = await logIn(shop, 'nora')
  const page = await shop.run(async () => {
    const row = await Page.create({ folder: await Folder.create({ name: 'Top' }), title: 'Home' })
    await Note.create({ page: row, text: 'Open note' })
    await Note.create({ page: row, text: 'Whispered', hidden: true })
    return row
  })
  const html = await (await nora.get(`/admin/files/page/${page.id}/delete/`)).text()
  assert.match(text(html), /Notes 2/)
  assert.match(html, /Open note/)
  assert.doesNotMatch(html, /Whispered/)
  assert.match(text(html), /1 more/)
  const answer = await nora.post(`/admin/files/page/${page.id}/delete/`, {})
  assert.equal(answer.headers.get('location'), '/admin/files/folder/')
  assert.deepEqual(deleted, ['Home'])
})

test('what is in the way is moved to another row, and the row deleted, in one step that is written down', async () => {
  await using shop = await openShop()
  const client = await logIn(shop, 'nora')
  const [from, to] = await shop.run(async () => [
    await Publisher.get({ name: 'Kestrel & Finch' }),
    await Publisher.get({ name: 'Northlight <Press>' }),
  ])
  const url = `/admin/shop/publisher/${from!.id}/delete/`
  const html = await (await client.get(url)).text()
  assert.match(text(html), /“Kestrel &amp; Finch” cannot be deleted yet/)
  assert.match(text(html), /Move 9 books to/)
  assert.match(html, /Northlight &lt;Press&gt;/)
  assert.doesNotMatch(html, new RegExp(`<option value="${from!.id}"`))
  const sent = { _move: '1', to: String(to!.id), confirm: 'Kestrel & Finch' }
  // Without a target, to itself, to nothing that is there, and without the name.
  for (const wrong of [{ to: '' }, { to: String(from!.id) }, { to: '999' }, { to: 'x' }, { confirm: 'Kestrel' }])
    assert.equal((await client.post(url, { ...sent, ...wrong })).status, 422, JSON.stringify(wrong))
  assert.equal((await client.post(url, {})).status, 409)
  const answer = await client.post(url, sent)
  assert.equal(answer.status, 303)
  await shop.run(async () => {
    assert.equal(await Publisher.filter({ id: from!.id }).count(), 0)
    assert.equal(await Book.filter({ publisher: to! }).count(), 17)
    const moved = await RecordChange.filter({ via: 'move' }).orderBy('id')
    assert.equal(moved.length, 9)
    assert.deepEqual(moved[0]?.changes, { publisher: [from!.id, to!.id] })
    assert.equal(new Set(moved.map(({ batch }) => batch)).size, 1)
    const gone = await RecordChange.filter({ action: 'deleted', objectRepr: 'Kestrel & Finch' }).get()
    assert.equal(gone.batch, moved[0]?.batch)
    assert.equal(await LogEntry.filter({ actionFlag: 2 }).count(), 9)
  })
})

test('nobody moves rows that are not theirs to change', async () => {
  await using shop = await openShop()
  await shop.run(async () => {
    const user = await createUser({ username: 'cleaner', password, isStaff: true })
    await user.userPermissions.add(
      ...(await Permission.filter({ codename__in: ['view_publisher', 'delete_publisher', 'view_book'] })),
    )
  })
  const client = await logIn(shop, 'cleaner')
  const [from, to] = await shop.run(async () => [
    await Publisher.get({ name: 'Kestrel & Finch' }),
    await Publisher.get({ name: 'Northlight <Press>' }),
  ])
  const url = `/admin/shop/publisher/${from!.id}/delete/`
  assert.doesNotMatch(await (await client.get(url)).text(), /name="_move"/)
  const answer = await client.post(url, { _move: '1', to: String(to!.id), confirm: 'Kestrel & Finch' })
  assert.equal(answer.status, 409)
  assert.equal(await shop.run(() => Book.filter({ publisher: from! }).count()), 9)
})

test('a row that needs others which would go is in the way, and cannot be moved from there', async () => {
  await using shop = await openFiles()
  const client = await logIn(shop)
  const folder = await shop.run(async () => {
    const top = await Folder.create({ name: 'Top' })
    await Folder.create({ name: 'Spare' })
    const page = await Page.create({ folder: top, title: 'Home' })
    await Reader.create({ page, name: 'Ada' })
    return top
  })
  const url = `/admin/files/folder/${folder.id}/delete/`
  const html = await (await client.get(url)).text()
  assert.match(text(html), /cannot be deleted yet/)
  assert.match(text(html), /Readers, of pages that would go with it 1/)
  assert.doesNotMatch(html, /name="_move"/)
  assert.equal((await client.post(url, {})).status, 409)
  assert.equal(await shop.run(() => Folder.all().count()), 2)
})

test('selected rows are deleted after a page that says what goes; what something needs, and what is not theirs, stays', async () => {
  await using shop = await openFiles()
  const nora = await logIn(shop, 'nora')
  const pages = await shop.run(async () => {
    const folder = await Folder.create({ name: 'Top' })
    const made: Page[] = []
    for (const title of ['One', 'Two', 'Three']) {
      const page = await Page.create({ folder, title })
      await Note.create({ page, text: `Note of ${title}` })
      made.push(page)
    }
    await Reader.create({ page: made[1]!, name: 'Ada' })
    return made
  })
  const ids = pages.map(({ id }) => String(id))
  const asked = await nora.post('/admin/files/page/', { action: '_delete', id: ids })
  assert.equal(asked.status, 200)
  const html = await asked.text()
  assert.match(text(html), /Delete 2 pages\?/)
  assert.match(text(html), /2 related records go with it/)
  assert.match(text(html), /Two readers need it/)
  const keys = JSON.stringify([ids[0], ids[2]])
  // Another number than was asked about.
  const late = await nora.post('/admin/files/page/', { action: '_delete', _keys: JSON.stringify(ids), _confirmed: '3' })
  assert.equal(late.status, 409)
  assert.equal(await shop.run(() => Page.all().count()), 3)
  deleted.length = 0
  const answer = await nora.post('/admin/files/page/', { action: '_delete', _keys: keys, _confirmed: '2' })
  assert.equal(answer.status, 303)
  assert.deepEqual(deleted, ['One', 'Three'])
  const left = await shop.run(() => Page.all())
  assert.deepEqual(
    left.map(({ title }) => title),
    ['Two'],
  )
  await shop.run(async () => {
    const told = await RecordChange.filter({ via: 'action:_delete', objectRepr: 'One' }).get()
    assert.deepEqual([told.action, told.userName], ['deleted', 'nora'])
    assert.equal(await LogEntry.filter({ actionFlag: 3 }).count(), 2)
    await createUser({ username: 'reader', password, isStaff: true })
    const reader = await createUser({ username: 'viewer', password, isStaff: true })
    await reader.userPermissions.add(await Permission.get({ codename: 'view_page' }))
  })
  const viewer = await logIn(shop, 'viewer')
  const refused = await viewer.post('/admin/files/page/', {
    action: '_delete',
    _keys: JSON.stringify([ids[1]]),
    _confirmed: '1',
  })
  assert.equal(refused.status, 403)
})
