import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminApp, adminSite, adminUrls, LogEntry, RecordChange } from '../../../src/apps/admin/index.ts'
import { authApp, impersonationUrls, User } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { task } from '../../../src/apps/tasks/index.ts'
import { atomic, on, subscribe } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, runProjectTasks } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { html, include, path } from '../../../src/web/http/index.ts'
import { Book, fillShop, logIn, openShop, Publisher, shop as shopApp, Tag } from './bookshop.ts'
import { filled, text } from './browser.ts'

/** What was written down since, oldest first. */
async function told(shop: TestProject, work: () => Promise<unknown>) {
  return shop.run(async () => {
    const last = (await RecordChange.all().orderBy('-id').first())?.id ?? 0n
    await work()
    return await RecordChange.filter({ id__gt: last as never }).orderBy('id')
  })
}

test('a row that code adds, changes and deletes is written down, field by field', async () => {
  await using shop = await openShop()
  const [added] = await told(shop, () => Publisher.create({ name: 'Hoshi', token: 'never told' }))
  assert.deepEqual(
    [added?.action, added?.via, added?.userName, added?.objectRepr, added?.changes],
    ['added', 'code', '', 'Hoshi', { name: [null, 'Hoshi'] }],
  )
  assert.equal(added?.user, null)
  const changed = await told(shop, async () => {
    const publisher = await Publisher.get({ name: 'Hoshi' })
    Object.assign(publisher, { name: 'Hoshi Shobo', country: 'JP', token: 'another secret' })
    await publisher.save()
    await publisher.save()
  })
  assert.deepEqual(
    changed.map(({ action, changes }) => [action, changes]),
    [['changed', { name: ['Hoshi', 'Hoshi Shobo'], country: ['', 'JP'], token: { untold: 'secret' } }]],
  )
  const [deleted, none] = await told(shop, async () => (await Publisher.get({ name: 'Hoshi Shobo' })).delete())
  assert.deepEqual(
    [deleted?.action, deleted?.objectId, deleted?.changes, none],
    ['deleted', added?.objectId, { name: ['Hoshi Shobo', null], country: ['JP', null] }, undefined],
  )
})

test('values are kept as JSON by the kind of their field, and clocks that set themselves are not told', async () => {
  await using shop = await openShop()
  const [change] = await told(shop, async () => {
    const book = await Book.get({ slug: 'book-2' })
    const editor = await Publisher.get({ name: 'Kestrel & Finch' })
    Object.assign(book, {
      price: '26.00',
      featured: true,
      published: null,
      embargo: new Date('2026-03-01T10:00:00Z'),
      details: { pages: [1, 2] },
      editor,
      blurb: 'x'.repeat(60_000),
    })
    await book.save()
  })
  const { editor, ...rest } = change!.changes as Record<string, unknown>
  assert.deepEqual(rest, {
    price: ['12.50', '26.00'],
    featured: [false, true],
    published: ['2026-03-15', null],
    embargo: [null, '2026-03-01T10:00:00Z'],
    details: [{}, { pages: [1, 2] }],
    blurb: { untold: 'large' },
  })
  assert.deepEqual((editor as unknown[])[0], null)
})

test('one INSERT beside the save, no SELECT for a row that was read, one for a row that was not', async () => {
  await using shop = await openShop()
  await shop.run(async () => {
    const book = await Book.get({ slug: 'book-2' })
    book.stock = 99
    const { queries } = await collectQueries(() => atomic(() => book.save()))
    const words = queries.map(({ sql }) => sql.split(' ')[0])
    assert.deepEqual(
      words.filter((word) => word === 'UPDATE' || word === 'INSERT' || word === 'SELECT'),
      ['UPDATE', 'INSERT'],
    )
    const built = await Publisher.get({ name: 'Kestrel & Finch' })
    const stranger = Publisher.build({ id: built.id, name: 'Kestrel & Co', country: 'GB', token: 'hush' } as never)
    const { queries: more } = await collectQueries(() => stranger.save())
    assert.equal(more.filter(({ sql }) => sql.startsWith('SELECT')).length, 1)
    const last = await RecordChange.all().orderBy('-id').first()
    assert.deepEqual(last?.changes, { name: ['Kestrel & Finch', 'Kestrel & Co'], country: ['FR', 'GB'] })
  })
})

test('what is rolled back was never written down, and a failure to write it down undoes the save', async () => {
  await using shop = await openShop()
  const none = await told(shop, async () => {
    const tag = await Tag.get({ name: 'Fiction' })
    await assert.rejects(
      atomic(async () => {
        tag.name = 'Novels'
        await tag.save()
        throw new RangeError('no')
      }),
      RangeError,
    )
  })
  assert.deepEqual(none, [])
  await shop.run(async () => {
    const tag = await Tag.get({ name: 'Nature' })
    tag.name = 'Wild'
    const refuse = subscribe(
      on(RecordChange, 'beforeSave', () => {
        throw new RangeError('no place')
      }),
    )
    await assert.rejects(tag.save(), RangeError)
    refuse()
    assert.equal((await Tag.get({ id: tag.id })).name, 'Nature')
    await tag.save()
    const last = await RecordChange.all().orderBy('-id').first()
    assert.deepEqual(last?.changes, { name: ['Nature', 'Wild'] })
  })
})

test('many-to-many: who came and who went, told of the row that declares the field, from either side', async () => {
  await using shop = await openShop()
  const rows = await told(shop, async () => {
    const [fiction, nature, poetry] = await Tag.all().orderBy('id')
    const book = await Book.get({ slug: 'book-4' })
    await book.tags.set([fiction!, poetry!])
    await book.tags.set([fiction!, poetry!])
    await book.tags.remove(nature!)
    await book.tags.clear()
    await nature!.delete()
  })
  // Book 4 has the first two tags.
  const [fiction, nature, poetry] = [1, 2, 3]
  assert.deepEqual(
    rows.filter(({ action }) => action === 'changed').map(({ changes }) => changes),
    [
      { tags: { added: [], removed: [nature] } },
      { tags: { added: [poetry], removed: [] } },
      { tags: { added: [], removed: [fiction, poetry] } },
    ],
  )
})

test('a form says who, by what means, and that it is one piece of work', async () => {
  await using shop = await openShop()
  const client = await logIn(shop, 'nora')
  const rows = await told(shop, async () => {
    const { id } = await Book.get({ slug: 'book-2' })
    const page = await (await client.get(`/admin/shop/book/${id}/change/`)).text()
    const answer = await client.post(`/admin/shop/book/${id}/change/`, filled(page, { stock: '7', tags: ['1'] }))
    assert.equal(answer.status, 303)
  })
  const nora = await shop.run(() => User.get({ username: 'nora' }))
  assert.ok(rows.length >= 2)
  for (const row of rows) assert.deepEqual([row.userName, row.user?.pk, row.batch], ['nora', nora.pk, rows[0]?.batch])
  assert.ok(rows[0]?.batch)
})

test('logging in is no change of the user, a new password is, and nobody reads it', async () => {
  await using shop = await openShop()
  const rows = await told(shop, async () => {
    await logIn(shop, 'nora')
    const nora = await User.get({ username: 'nora' })
    await nora.setPassword('another long phrase')
    await nora.save()
  })
  assert.deepEqual(
    rows.map(({ changes }) => changes),
    [{ password: { untold: 'secret' } }],
  )
})

test('somebody who deletes their own account is named, and points at nobody', async () => {
  await using shop = await openShop()
  const rows = await told(shop, async () => {
    await User.filter({ username: 'reader' }).delete()
  })
  assert.deepEqual(
    rows.map(({ action, objectRepr }) => [action, objectRepr]),
    [['deleted', 'reader']],
  )
})

test('a task is named by its name, and who acts as somebody else beside whom they act as', async () => {
  const rename = task('renaming.rename', async ({ to }: { to: string }) => {
    const tag = await Tag.get({ name: 'Fiction' })
    tag.name = to
    await tag.save()
  })
  const renaming = defineApp({ label: 'renaming', tasks: { rename } })
  await using shop = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, shopApp, renaming],
      auth: { impersonation: { may: () => true } },
      urls: [
        path('', () => html('<h1>Shop</h1>')),
        path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
        path('impersonate/', include(impersonationUrls, { namespace: 'impersonation' })),
      ],
    }),
  )
  await shop.run(fillShop)
  await shop.run(() => rename.enqueue({ to: 'Novels' }))
  const [byTask] = await told(shop, async () => {
    assert.equal((await runProjectTasks(shop.project)).done, 1)
  })
  assert.deepEqual(
    [byTask?.via, byTask?.userName, byTask?.changes],
    ['task:renaming.rename', '', { name: ['Fiction', 'Novels'] }],
  )
  assert.ok(byTask?.batch)

  const ada = await logIn(shop)
  const { pk: nora } = await shop.run(() => User.get({ username: 'nora' }))
  const { id } = await shop.run(() => Tag.get({ name: 'Novels' }))
  const history = `/admin/shop/tag/${id}/history/`
  assert.match(text(await (await ada.get(history)).text()), /The task renaming\.rename changed name/)
  assert.equal((await ada.post('/impersonate/', { user: String(nora) })).status, 303)
  const url = `/admin/shop/tag/${id}/change/`
  const [asNora] = await told(shop, async () => {
    const answer = await ada.post(url, filled(await (await ada.get(url)).text(), { name: 'Prose' }))
    assert.equal(answer.status, 303)
  })
  assert.deepEqual([asNora?.userName, asNora?.impersonator], ['nora', 'Ada Moreau'])
  const entry = await shop.run(() => LogEntry.all().selectRelated('user').orderBy('-id').first())
  assert.equal(entry?.user.username, 'ada')
  const nora2 = await logIn(shop, 'nora')
  assert.match(text(await (await nora2.get(history)).text()), /You changed name[^.]*done by Ada Moreau as this person/)
})
