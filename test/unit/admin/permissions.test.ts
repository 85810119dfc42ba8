import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Group, Permission, User } from '../../../src/apps/auth/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn, openShop } from './bookshop.ts'

let shop: TestProject
let ada: TestProject['client']
before(async () => {
  shop = await openShop()
  ada = await logIn(shop)
})
after(() => shop.close())

const version = (page: string) => /name="_version" value="([^"]*)"/.exec(page)?.[1] ?? ''

test('superusers pick the permissions of a group from a list that names each one’s app and model', async () => {
  const page = await (await ada.get('/admin/auth/group/add/')).text()
  assert.match(page, /n-pick__list/)
  assert.match(page, /<bdi>shop \| book \| Can add book<\/bdi>/)
  const key = await shop.run(async () => (await Permission.get({ codename: 'change_book' })).pk)
  const response = await ada.post('/admin/auth/group/add/', { name: 'editors', permissions: [String(key)] } as never)
  assert.equal(response.status, 303)
  const group = await shop.run(async () => {
    const made = await Group.get({ name: 'editors' })
    assert.deepEqual(
      (await made.permissions.all()).map(({ codename }) => codename),
      ['change_book'],
    )
    return made
  })
  const again = await (await ada.get(`/admin/auth/group/${group.pk}/change/`)).text()
  assert.match(again, new RegExp(`value="${key}" checked`))
})

test('a permission that a superuser gives opens a model with the next request', async () => {
  const eve = await shop.run(() => User.create({ username: 'eve', password: '!', isStaff: true }))
  const client = shop.newClient()
  await client.forceLogin(eve)
  assert.equal((await client.get('/admin/shop/book/')).status, 403)
  const at = `/admin/auth/user/${eve.pk}/change/`
  const group = await shop.run(() => Group.get({ name: 'editors' }))
  const page = await (await ada.get(at)).text()
  const sent = { username: 'eve', isActive: 'on', isStaff: 'on', groups: [String(group.pk)], _version: version(page) }
  assert.equal((await ada.post(at, sent as never)).status, 303)
  assert.equal((await client.get('/admin/shop/book/')).status, 200)
  const list = await (await client.get('/admin/')).text()
  assert.match(list, /shop\/book\//)
  assert.doesNotMatch(list, /shop\/tag\/|shop\/book\/add\//)
  assert.equal((await client.get('/admin/shop/book/add/')).status, 403)
  assert.equal((await client.get('/admin/shop/book/1/delete/')).status, 403)
  assert.match(await (await client.get('/admin/shop/book/1/change/')).text(), /value="save"|name="_save"/)
})

test('who may only add does that, and sees no rows, as in Django', async () => {
  const adder = await shop.run(async () => {
    const made = await User.create({ username: 'adder', password: '!', isStaff: true })
    await made.userPermissions.add(await Permission.get({ codename: 'add_tag' }))
    return made
  })
  const client = shop.newClient()
  await client.forceLogin(adder)
  const overview = await (await client.get('/admin/')).text()
  assert.match(overview, /href="\/admin\/shop\/tag\/add\/"/)
  assert.doesNotMatch(overview, /href="\/admin\/shop\/tag\/"/)
  assert.equal((await client.get('/admin/shop/tag/')).status, 403)
  const form = await client.get('/admin/shop/tag/add/')
  assert.equal(form.status, 200)
  assert.doesNotMatch(await form.text(), /href="\/admin\/shop\/tag\/"/)
  for (const [button, next] of [
    ['', '/admin/'],
    ['stay', '/admin/'],
    ['another', '/admin/shop/tag/add/'],
  ] as const) {
    const added = await client.post('/admin/shop/tag/add/', { name: `added ${button}`, _save: button })
    assert.deepEqual([added.status, added.headers.get('location')], [303, next])
  }
  const after = await (await client.get('/admin/')).text()
  assert.match(after, /added\./)
  assert.doesNotMatch(after, /href="\/admin\/shop\/tag\/\d+\/change\/"/)
  assert.equal((await client.get('/admin/shop/book/add/')).status, 403)
})

test('who may only view sees a row without a way to save it', async () => {
  const viewer = await shop.run(async () => {
    const made = await User.create({ username: 'viewer', password: '!', isStaff: true })
    await made.userPermissions.add(await Permission.get({ codename: 'view_book' }))
    return made
  })
  const client = shop.newClient()
  await client.forceLogin(viewer)
  const page = await (await client.get('/admin/shop/book/1/change/')).text()
  assert.match(page, /Book 01/)
  assert.doesNotMatch(page, /name="title"|name="_save"/)
  assert.equal((await client.post('/admin/shop/book/1/change/', { title: 'x' })).status, 403)
})

test('the last superuser who can log in stays one, and is not deleted', async () => {
  const { pk } = await shop.run(() => User.get({ username: 'ada' }))
  const at = `/admin/auth/user/${pk}/`
  const page = await (await ada.get(`${at}change/`)).text()
  for (const left of [
    { isActive: 'on', isStaff: 'on' },
    { isSuperuser: 'on', isStaff: 'on' },
  ]) {
    const refused = await ada.post(`${at}change/`, { username: 'ada', ...left, _version: version(page) })
    assert.equal(refused.status, 422)
    assert.match(await refused.text(), /This is the last superuser who can log in/)
  }
  const deletion = await ada.post(`${at}delete/`, {})
  assert.equal(deletion.status, 403)
  assert.match(await deletion.text(), /This is the last superuser who can log in/)
  const list = '/admin/auth/user/'
  const remove = async (keys: readonly unknown[], confirmed: number) =>
    (await ada.post(list, { action: '_delete', _keys: JSON.stringify(keys), _confirmed: String(confirmed) })).text()
  assert.match(await remove([pk], 1), /None of these users can be deleted[\s\S]*This is the last superuser/)
  assert.ok(await shop.run(() => User.filter({ username: 'ada', isSuperuser: true, isActive: true }).exists()))

  // Neither is the last one; both together are.
  const second = await shop.run(() => User.create({ username: 'second', password: '!', isSuperuser: true }))
  const other = await shop.run(() => User.create({ username: 'other', password: '!' }))
  const asked = await remove([pk, second.pk, other.pk], 3)
  assert.match(asked, /Delete 1 user\?/)
  assert.match(asked, /This is the last superuser[\s\S]*This is the last superuser/)
  await remove([pk, second.pk, other.pk], 1)
  const left = await shop.run(() => User.filter({ pk__in: [pk, second.pk, other.pk] }).valuesList('pk', { flat: true }))
  assert.deepEqual([...left].sort(), [pk, second.pk].sort())
  await remove([second.pk], 1)
  assert.ok(!(await shop.run(() => User.filter({ pk: second.pk }).exists())))

  await shop.run(() => User.create({ username: 'bo', password: '!', isSuperuser: true }))
  const sent = { username: 'ada', isSuperuser: 'on', isActive: 'on', isStaff: 'on', _version: version(page) }
  assert.equal((await ada.post(`${at}change/`, { ...sent, firstName: 'Ada' })).status, 303)
  assert.equal((await ada.get(`${at}delete/`)).status, 200)
})
