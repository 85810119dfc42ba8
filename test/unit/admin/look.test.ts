import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, fieldRules, Permission, rule } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { logIn, password } from './bookshop.ts'
import { text } from './browser.ts'

class Boat extends Model {
  name = field.char({ maxLength: 40 })
  berth = field.integer()
  price = field.integer()
  code = field.char({ maxLength: 10, secret: true, default: 'hush-hush' })
  sold = field.boolean({ default: false })

  override toString(): string {
    return this.name
  }
}

class Buoy extends Model {
  name = field.char({ maxLength: 40 })
  depth = field.integer()

  override toString(): string {
    return this.name
  }
}

const harbour = defineApp({
  label: 'harbour',
  models: { Boat, Buoy },
  admin: [admin(Boat, { listDisplay: ['name'], quickLook: ['berth', 'price'] }), admin(Buoy)],
  rules: [
    rule(Boat, 'view', (_user, rows) => rows.filter({ sold: false }), { modelPermission: 'required' }),
    fieldRules(Boat, { hidden: ['price'] }),
  ],
})

let shop: TestProject
before(async () => {
  shop = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, harbour],
      urls: [path('admin/', include(adminUrls(adminSite())))],
    }),
  )
  await shop.run(async () => {
    await createSuperuser({ username: 'ada', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(await Permission.get({ codename: 'view_boat' }))
    await Boat.create({ name: '<Skerrow>', berth: 7, price: 41 })
    await Boat.create({ name: 'Gone', berth: 8, price: 42, sold: true })
    await Buoy.create({ name: 'North', depth: 12 })
  })
})
after(() => shop.close())

test('the quick look of a row is a page with the fields that were chosen, and a fragment for the list', async () => {
  const client = await logIn(shop)
  const list = await (await client.get('/admin/harbour/boat/')).text()
  assert.match(list, /href="\/admin\/harbour\/boat\/1\/look\/" data-look aria-label="Quick look at &lt;Skerrow&gt;"/)
  const page = await (await client.get('/admin/harbour/boat/1/look/')).text()
  assert.match(page, /<h1><bdi>&lt;Skerrow&gt;<\/bdi><\/h1>/)
  const fragment = text(/<div data-fragment>[\s\S]*?<\/main>/.exec(page)![0])
  assert.match(fragment, /Berth 7 Price 41 Edit History/)
  assert.doesNotMatch(page, /hush-hush/)
  const usual = text(await (await client.get('/admin/harbour/buoy/1/look/')).text())
  assert.match(usual, /Name North Depth 12/)
})

test('it shows no row and no field that its reader does not see', async () => {
  const nora = await logIn(shop, 'nora')
  const page = text(await (await nora.get('/admin/harbour/boat/1/look/')).text())
  assert.match(page, /Berth 7 Open History/)
  assert.doesNotMatch(page, /Price|41/)
  for (const key of ['2', '99', 'x']) assert.equal((await nora.get(`/admin/harbour/boat/${key}/look/`)).status, 404)
  assert.equal((await nora.get('/admin/harbour/buoy/1/look/')).status, 403)
})
