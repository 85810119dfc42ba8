import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createUser, Group, Permission } from '../../../src/apps/auth/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn, openShop, password, Tag } from './bookshop.ts'
import { text } from './browser.ts'

let shop: TestProject
let ada: TestProject['client']
let vera: TestProject['client']
before(async () => {
  shop = await openShop()
  await shop.run(async () => {
    const viewTag = await Permission.get({ codename: 'view_tag' })
    const [editors, chiefs] = [await Group.create({ name: 'Editors' }), await Group.create({ name: 'Chiefs' })]
    await editors.permissions.add(viewTag)
    await chiefs.permissions.add(await Permission.get({ codename: 'delete_tag' }))
    const user = await createUser({ username: 'vera', password, isStaff: true })
    await user.groups.add(editors)
  })
  ada = await logIn(shop)
  vera = await logIn(shop, 'vera')
})
after(() => shop.close())

const open = async (client: TestProject['client'], path: string) => {
  const response = await client.get(path)
  return { status: response.status, html: await response.text() }
}

test('a refusal names the permission, the groups that have it, and who can give it', async () => {
  const { status, html } = await open(vera, '/admin/shop/tag/1/delete/')
  assert.equal(status, 403)
  assert.match(html, /<h1><bdi>You cannot delete tags<\/bdi><\/h1>/)
  assert.match(html, /<code>shop\.delete_tag<\/code>/)
  const said = text(html)
  assert.match(said, /Your account is in Editors\./)
  assert.match(said, /The group Chiefs has it\./)
  assert.match(said, /Ada Moreau can give it to you\./)
  assert.match(text((await open(vera, '/admin/shop/book/')).html), /No group has it\./)
})

test('a row that is gone: who deleted it, and when, for those who may see its kind', async () => {
  const { pk } = await shop.run(() => Tag.create({ name: 'Winter' }))
  await ada.post(`/admin/shop/tag/${pk}/delete/`, {})
  const gone = await open(vera, `/admin/shop/tag/${pk}/change/`)
  assert.equal(gone.status, 404)
  assert.match(text(gone.html), new RegExp(`There is no tag ${pk} Ada Moreau deleted “Winter” \\(just now\\)\\.`))
  const never = await open(vera, '/admin/shop/tag/99999/change/')
  assert.match(text(never.html), /There is no tag 99999 It was deleted, or the address is wrong\./)
  assert.doesNotMatch((await open(vera, `/admin/shop/book/${pk}/change/`)).html, /Winter/)
})

test('an address that is nearly one offers the lists that may have been meant, of those that one may see', async () => {
  for (const path of ['/admin/shop/tags/', '/admin/shop/tga/5/change/', '/admin/tag/']) {
    const { status, html } = await open(vera, path)
    assert.equal(status, 404)
    assert.match(html, /class="n-btn n-btn--primary" href="\/admin\/shop\/tag\/">Tags</, path)
  }
  assert.doesNotMatch((await open(vera, '/admin/shop/books/')).html, /shop\/book\/"/)
  assert.match((await open(ada, '/admin/shop/books/')).html, /shop\/book\/">Books</)
})
