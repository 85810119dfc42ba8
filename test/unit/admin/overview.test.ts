import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LogEntry, SavedView } from '../../../src/apps/admin/index.ts'
import { ContentType, Permission, User } from '../../../src/apps/auth/index.ts'
import { untyped } from '../../../src/data/orm/index.ts'
import { collectQueries, type TestProject } from '../../../src/tools/testing/index.ts'
import { logIn, openShop, Tag } from './bookshop.ts'
import { filled, text } from './browser.ts'

let shop: TestProject
let ada: TestProject['client']
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
})
after(() => shop.close())

async function page(path: string, client = ada): Promise<string> {
  const response = await client.get(path)
  assert.equal(response.status, 200, path)
  return response.text()
}

test('an app has a page with its models alone, as in Django; what is no app, or not theirs, is not there', async () => {
  const app = await page('/admin/shop/')
  assert.match(app, /<h1><bdi>Shop<\/bdi><\/h1>/)
  const main = app.slice(app.indexOf('<main'))
  assert.match(main, /href="\/admin\/shop\/book\/"/)
  assert.doesNotMatch(main, /\/admin\/auth\/user\//)
  assert.match(await page('/admin/'), /<a href="\/admin\/shop\/"><bdi>Shop<\/bdi><\/a>/)
  assert.equal((await ada.get('/admin/nothing/')).status, 404)
  const nora = await logIn(shop, 'nora')
  assert.equal((await nora.get('/admin/auth/')).status, 404)
})

test('changes are counted by day, in words and as a table, for those who may see the rows', async () => {
  const form = await page('/admin/shop/tag/1/change/')
  assert.equal((await ada.post('/admin/shop/tag/1/change/', filled(form, { name: 'Novels' }))).status, 303)
  const overview = await page('/admin/')
  assert.match(text(overview), /\d+ changes? in the last 14 days/)
  assert.equal([...overview.matchAll(/<rect [^>]*><title>/g)].length, 14)
  const reader = await shop.run(async () => {
    const user = await User.create({ username: 'publishers-only', password: '!', isStaff: true })
    await user.userPermissions.add(await Permission.get({ codename: 'view_publisher' }))
    return user
  })
  const client = shop.newClient()
  await client.forceLogin(reader)
  const theirs = await page('/admin/', client)
  assert.doesNotMatch(theirs, /Novels/)
})

test('the overview asks as much of a log of three entries as of one of six thousand, and counts long tables to a bound', async () => {
  const statements = async () => (await collectQueries(() => page('/admin/'))).queries.map(({ sql }) => sql)
  const few = await statements()
  await shop.run(async () => {
    const user = await User.get({ username: 'ada' })
    const contentType = await ContentType.get({ appLabel: 'shop', model: 'tag' })
    const entry = { user, contentType, objectId: '1', objectRepr: 'Fiction', actionFlag: 2, changeMessage: '' }
    await untyped(LogEntry).bulkCreate(Array.from({ length: 6000 }, () => entry))
    await Tag.bulkCreate(Array.from({ length: 10_050 }, (_, i) => ({ name: `t${i}` })))
  })
  const many = await statements()
  assert.equal(many.length, few.length)
  assert.match(text(await page('/admin/')), /Tags 10,000\+/)
})

test('groups of the navigation that were closed stay so, and open for the page that lies in them', async () => {
  const client = await logIn(shop)
  client.cookies.set('nuages_closed', 'shop.nothing')
  const fold = (html: string) => /<details class="n-nav__fold" data-fold="shop"([^>]*)>/.exec(html)?.[1]
  assert.equal(fold(await page('/admin/', client)), '')
  assert.equal(fold(await page('/admin/shop/book/', client)), ' open')
})

test('pinned views are counted there for those who may see them, and only those', async () => {
  await shop.run(async () => {
    const contentType = await ContentType.get({ appLabel: 'shop', model: 'book' })
    const owner = await User.get({ username: 'ada' })
    await SavedView.create({ contentType, owner, name: 'Ready <b>', query: 'status=live', pinned: true })
  })
  const overview = await page('/admin/')
  assert.match(text(overview), /To do Ready &lt;b&gt; Books 8 /)
  assert.match(overview, /href="\/admin\/shop\/book\/\?[^"]*status=live/)
  assert.doesNotMatch(await page('/admin/', await logIn(shop, 'nora')), /Ready/)
})
