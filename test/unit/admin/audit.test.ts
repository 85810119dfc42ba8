import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthEvent, accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { adminApp, adminSite, adminUrls, RecordChange } from '../../../src/apps/admin/index.ts'
import { authApp, createUser, Permission } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { collectQueries, testProject } from '../../../src/tools/testing/index.ts'
import { html, include, path } from '../../../src/web/http/index.ts'
import { Book, fillShop, logIn, openShop, Publisher, password, shop as shopApp, Tag } from './bookshop.ts'
import { text } from './browser.ts'

test('the audit log tells of every change, filtered, page by page, with a flat number of queries', async () => {
  await using shop = await openShop()
  const client = await logIn(shop)
  await client.get('/admin/audit/')
  const first = await client.get('/admin/audit/')
  assert.equal(first.status, 200)
  const page = await first.text()
  assert.match(page, /href="\/admin\/audit\/" aria-current="page"/)
  assert.equal([...page.matchAll(/<tr><td/g)].length, 50)
  // Every record is on one page, and once.
  const hrefs: string[] = []
  let url: string | null = '/admin/audit/?model=shop/book'
  for (let i = 0; url !== null && i < 10; i++) {
    const { queries, result } = await collectQueries(() => client.get(url!))
    assert.ok(queries.length < 20, `${queries.length} queries`)
    const body: string = await result.text()
    hrefs.push(...[...body.matchAll(/href="([^"]*history\/#c\d+)"/g)].map(([, href]) => href!))
    const next: string | undefined = /href="(\?[^"]*after=[^"]*)"/.exec(body)?.[1]
    url = next === undefined ? null : `/admin/audit/${next.replaceAll('&amp;', '&')}`
  }
  const books = await shop.run(async () => (await RecordChange.filter({ contentType__model: 'book' })).length)
  assert.equal(hrefs.length, books)
  assert.equal(new Set(hrefs).size, books)
  const deleted = await (await client.get('/admin/audit/?action=deleted')).text()
  assert.match(deleted, /Nothing matches/)
  await shop.run(async () => {
    const tag = await Tag.get({ name: 'Fiction' })
    tag.name = '<b>Novels</b>'
    await tag.save()
  })
  const tags = await (await client.get('/admin/audit/?model=shop/tag&action=changed&means=code&from=2020-01-01')).text()
  assert.match(text(tags), /A program Changed: Name/)
  assert.match(tags, /&lt;b&gt;Novels&lt;\/b&gt;/)
  for (const odd of ['?after=1.2', '?from=2020-13-45', '?model=a/b', '?kind=x&means=y', '?person=%25'])
    assert.equal((await client.get(`/admin/audit/${odd}`)).status, 200, odd)
})

test('it is for superusers and who may view changes, and tells them of no rows that they may not see', async () => {
  await using shop = await openShop()
  const nora = await logIn(shop, 'nora')
  assert.equal((await nora.get('/admin/audit/')).status, 404)
  assert.doesNotMatch(await (await nora.get('/admin/')).text(), /audit\//)
  await shop.run(async () => {
    const auditor = await createUser({ username: 'auditor', password, isStaff: true })
    await auditor.userPermissions.add(
      ...(await Permission.filter({ codename__in: ['view_recordchange', 'view_publisher'] })),
    )
    const row = await Publisher.get({ name: 'Kestrel & Finch' })
    row.token = 'never told'
    row.name = 'Kestrel'
    await row.save()
  })
  const auditor = await logIn(shop, 'auditor')
  const page = await (await auditor.get('/admin/audit/')).text()
  assert.match(text(page), /Publisher Kestrel/)
  assert.doesNotMatch(page, /Book 0|never told/)
  assert.doesNotMatch(await (await auditor.get('/admin/audit/?model=shop/book')).text(), /Book 0/)
})

test('log-ins stand in it where the project has accounts, for who may read them', async () => {
  const project = defineProject({
    apps: [authApp, sessionsApp, adminApp, accountsApp, shopApp],
    urls: [
      path('', () => html('')),
      path('account/', include(accountUrls, { namespace: 'accounts' })),
      path('admin/', include(adminUrls(adminSite({ title: 'Bookshop' })))),
    ],
  })
  await using shop = await testProject(project)
  await shop.run(fillShop)
  const client = await logIn(shop)
  await shop.run(async () => {
    const book = await Book.get({ slug: 'book-1' })
    book.stock = 1
    await book.save()
  })
  await logIn(shop, 'nora')
  const page = text(await (await client.get('/admin/audit/')).text())
  const [noras, changed, adas] = [
    page.indexOf('nora Logged in'),
    page.indexOf('Changed: Stock'),
    page.indexOf('ada Logged in'),
  ]
  assert.ok(0 < noras && noras < changed && changed < adas, `${noras} ${changed} ${adas}`)
  const access = text(await (await client.get('/admin/audit/?kind=access&person=nora')).text())
  assert.match(access, /nora Logged in/)
  assert.doesNotMatch(access, /ada Logged in|Changed: Stock/)
  // Many at one moment, over pages.
  await shop.run(async () => {
    const at = new Date('2026-01-01T00:00:00Z')
    await AuthEvent.bulkCreate(
      Array.from({ length: 120 }, (_, i) => ({ at, kind: 'login', username: `person-${i}-`, ip: '', userAgent: '' })),
    )
  })
  const names: string[] = []
  let url: string | null = '/admin/audit/?kind=access&to=2026-01-02'
  for (let i = 0; url !== null && i < 5; i++) {
    const body: string = await (await client.get(url)).text()
    names.push(...[...body.matchAll(/person-\d+-/g)].map(([name]) => name))
    const next: string | undefined = /href="(\?[^"]*after=[^"]*)"/.exec(body)?.[1]
    url = next === undefined ? null : `/admin/audit/${next.replaceAll('&amp;', '&')}`
  }
  assert.equal(new Set(names).size, 120)
  assert.equal(names.length, 120)
  await shop.run(async () => {
    const auditor = await createUser({ username: 'auditor', password, isStaff: true })
    await auditor.userPermissions.add(await Permission.get({ codename: 'view_recordchange' }))
  })
  const auditor = await logIn(shop, 'auditor')
  assert.doesNotMatch(text(await (await auditor.get('/admin/audit/')).text()), /Logged in/)
})

test('its days are those of the site’s zone', async () => {
  const project = defineProject({
    apps: [authApp, sessionsApp, adminApp, shopApp],
    urls: [path('admin/', include(adminUrls(adminSite({ timeZone: 'Asia/Tokyo' }))))],
  })
  await using shop = await testProject(project)
  await shop.run(fillShop)
  const client = await logIn(shop)
  await shop.run(async () => {
    await RecordChange.all().delete()
    const tags = await Tag.all()
    // Eight in the evening at Greenwich is the next day in Tokyo.
    for (const [i, time] of ['2026-03-03T14:59:00Z', '2026-03-03T20:00:00Z', '2026-03-04T15:00:00Z'].entries()) {
      tags[i]!.name = `At ${i}`
      await tags[i]!.save()
      await RecordChange.filter({ objectRepr: `At ${i}` }).update({ time: new Date(time) })
    }
  })
  const said = async (query: string) =>
    (text(await (await client.get(`/admin/audit/?${query}`)).text()).match(/At \d/g) ?? []).sort()
  assert.deepEqual(await said('from=2026-03-04&to=2026-03-04'), ['At 1'])
  assert.deepEqual(await said('to=2026-03-03'), ['At 0'])
  assert.deepEqual(await said('from=2026-03-05'), ['At 2'])
})
