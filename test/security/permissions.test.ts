import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls } from '../../src/apps/admin/index.ts'
import { authApp, createUser, Group, identifyRequest, Permission, User } from '../../src/apps/auth/index.ts'
import { sessionsApp } from '../../src/apps/sessions/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { defineMiddleware, include, path } from '../../src/web/http/index.ts'
import { Article, Author, desk, grant } from '../unit/auth/newsdesk.ts'

/*
 * Ways by which somebody who may do a little would like to do more, in the admin: rights that are sent with a form, accounts of
 * others, rows that rules keep, fields that are hidden.
 */

const password = 'a long pass phrase'
let site: TestProject
let eve: User
let chief: User
let peer: User

/** Stands for an authenticator of tokens in front of everything. */
const tokens = defineMiddleware({
  name: 'tokens',
  before(request) {
    const abilities = request.header('x-abilities')
    if (abilities !== null) identifyRequest(request, chief, { kind: 'token', abilities: abilities.split(' ') })
  },
})

before(async () => {
  const shown = adminSite({
    registrations: [
      admin(Article, { listDisplay: ['title', 'fee', 'editor__username'], listFilter: ['editor'], ordering: ['fee'] }),
      admin(Author, { listDisplay: ['name'] }),
      admin(Permission),
    ],
  })
  site = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, desk],
      middleware: [tokens],
      urls: [path('admin/', include(adminUrls(shown), { namespace: 'admin' }))],
    }),
  )
})
after(() => site.close())

beforeEach(() =>
  site.run(async () => {
    await Article.all().delete()
    await User.all().delete()
    await Group.all().delete()
    eve = await createUser({ username: 'eve', isStaff: true })
    peer = await createUser({ username: 'peer' })
    chief = await createUser({ username: 'chief', isStaff: true, isSuperuser: true })
  }),
)

const able = async (...names: readonly string[]) => {
  await site.run(() => grant(eve, ...names))
  const client = site.newClient()
  await client.forceLogin(eve)
  return client
}
const read = (user: User) => site.run(() => User.get({ pk: user.pk }))
const users = ['auth.view_user', 'auth.change_user', 'auth.add_user', 'auth.delete_user']
const person = { username: 'peer', firstName: 'Peer', lastName: '', email: '' }
const key = async (name: string) =>
  site.run(async () => {
    const [app, codename] = name.split('.') as [string, string]
    return String((await Permission.get({ contentType__appLabel: app, codename })).pk)
  })

test('without a permission staff see that they have none, and get at nothing', async () => {
  const client = await able()
  const html = await (await client.get('/admin/')).text()
  assert.match(html, /you have not been given a permission/i)
  for (const at of ['desk/article', 'auth/user', 'auth/group', 'auth/permission'])
    for (const page of ['', 'add/', '1/change/', '1/delete/'])
      assert.equal((await client.get(`/admin/${at}/${page}`)).status, 403, at + page)
  assert.equal((await client.post(`/admin/auth/user/${chief.pk}/password/`, { password, again: password })).status, 403)
})

test('who may change users cannot give rights, to themselves or to others, whatever the form is sent', async () => {
  const client = await able(...users, 'desk.add_article')
  const group = await site.run(async () => {
    const made = await Group.create({ name: 'powers' })
    await grant(made, 'auth.change_user')
    return made
  })
  const rights = {
    isActive: 'on',
    isStaff: 'on',
    isSuperuser: 'on',
    groups: [String(group.pk)],
    userPermissions: [await key('desk.delete_article')],
  }
  for (const user of [peer, eve]) {
    const sent = { ...person, username: user.username, ...rights }
    const page = await (await client.get(`/admin/auth/user/${user.pk}/change/`)).text()
    const version = /name="_version" value="([^"]*)"/.exec(page)?.[1] ?? ''
    assert.doesNotMatch(page, /name="(isSuperuser|isStaff|groups|userPermissions)"/)
    const response = await client.post(`/admin/auth/user/${user.pk}/change/`, { ...sent, _version: version } as never)
    assert.equal(response.status, 303, await response.text())
    const now = await read(user)
    assert.equal(now.firstName, 'Peer')
    assert.equal(now.isSuperuser, false)
    assert.equal(now.isStaff, user === eve)
    await site.run(async () => {
      assert.equal(await now.groups.count(), 0)
      assert.equal(await now.userPermissions.count(), user === eve ? 5 : 0)
    })
  }
  const added = await client.post('/admin/auth/user/add/', { ...person, username: 'new', ...rights } as never)
  assert.equal(added.status, 303)
  const made = await site.run(() => User.get({ username: 'new' }))
  assert.deepEqual([made.isSuperuser, made.isStaff], [false, false])
  await site.run(async () => assert.equal((await made.groups.count()) + (await made.userPermissions.count()), 0))
})

test('nobody takes over an account that may do more than they may: not active, not asleep', async () => {
  const client = await able(...users)
  const strong = await site.run(async () => {
    const made = await createUser({ username: 'strong' })
    const group = await Group.create({ name: 'editors' })
    await grant(group, 'desk.delete_article')
    await made.groups.add(group)
    return made
  })
  const asleep = await site.run(async () => {
    const made = await createUser({ username: 'asleep', isActive: false })
    await grant(made, 'desk.delete_article')
    return made
  })
  for (const target of [chief, strong, asleep]) {
    const before = await read(target)
    const at = `/admin/auth/user/${target.pk}`
    const next = 'another pass phrase 77'
    assert.equal((await client.get(`${at}/change/`)).status, 200)
    assert.equal((await client.post(`${at}/password/`, { password: next, again: next })).status, 403)
    const sent = { username: target.username, email: 'eve@example.org', isActive: 'on' }
    assert.equal((await client.post(`${at}/change/`, sent)).status, 403)
    assert.equal((await client.post(`${at}/delete/`, {})).status, 403)
    const now = await read(target)
    assert.deepEqual([now.password, now.email, now.isActive], [before.password, before.email, before.isActive])
  }
  // Somebody who may do no more is theirs to help.
  const next = 'another pass phrase 77'
  assert.equal(
    (await client.post(`/admin/auth/user/${peer.pk}/password/`, { password: next, again: next })).status,
    303,
  )
})

test('who may change groups cannot change what a group gives, and nobody but superusers writes permissions', async () => {
  const client = await able(
    'auth.view_group',
    'auth.change_group',
    'auth.add_group',
    'auth.change_permission',
    'auth.add_permission',
    'auth.delete_permission',
    'auth.view_permission',
  )
  const group = await site.run(async () => {
    const made = await Group.create({ name: 'mine' })
    await eve.groups.add(made)
    return made
  })
  const wanted = await key('auth.change_user')
  const at = `/admin/auth/group/${group.pk}/change/`
  const page = await (await client.get(at)).text()
  const version = /name="_version" value="([^"]*)"/.exec(page)?.[1] ?? ''
  assert.equal((await client.post(at, { name: 'ours', permissions: [wanted], _version: version } as never)).status, 303)
  await client.post('/admin/auth/group/add/', { name: 'more', permissions: [wanted] } as never)
  await site.run(async () => {
    for (const each of await Group.all()) assert.equal(await each.permissions.count(), 0, each.name)
    assert.deepEqual(
      (await Group.all().orderBy('name')).map(({ name }) => name),
      ['more', 'ours'],
    )
  })
  const permission = `/admin/auth/permission/${wanted}`
  assert.equal((await client.get(`${permission}/change/`)).status, 200)
  assert.equal((await client.post(`${permission}/change/`, { codename: 'x' })).status, 403)
  assert.equal((await client.post(`${permission}/delete/`, {})).status, 403)
  assert.equal((await client.post('/admin/auth/permission/add/', { codename: 'x' })).status, 403)
})

test('rows that rules keep are in no list and behind no address; the permission alone does not open them', async () => {
  const client = await able('desk.view_article', 'desk.change_article', 'desk.delete_article')
  const [own, live, other] = await site.run(async () => {
    const author = await Author.create({ name: 'Eve', user: eve })
    const mine = await Article.create({ title: 'Mine', editor: null })
    await mine.authors.add(author)
    return [
      mine,
      await Article.create({ title: 'Live one', status: 'live' }),
      await Article.create({ title: 'Secret plan' }),
    ]
  })
  const list = await (await client.get('/admin/desk/article/')).text()
  assert.match(list, /Mine/)
  assert.match(list, /Live one/)
  assert.doesNotMatch(list, /Secret plan/)
  assert.equal((await client.get(`/admin/desk/article/${other!.pk}/change/`)).status, 404)
  // What is sent for it is shown again, as for a row that never was: not a word tells the two apart.
  const hidden = await client.post(`/admin/desk/article/${other!.pk}/change/`, { title: 'x' })
  const never = await client.post('/admin/desk/article/987654/change/', { title: 'x' })
  assert.deepEqual([hidden.status, never.status], [410, 410])
  assert.doesNotMatch(await hidden.text(), /Secret plan/)
  assert.equal((await client.post(`/admin/desk/article/${other!.pk}/delete/`, {})).status, 404)
  // What may be seen only.
  assert.equal((await client.get(`/admin/desk/article/${live!.pk}/change/`)).status, 200)
  const refused = await client.post(`/admin/desk/article/${live!.pk}/change/`, { title: 'x' })
  assert.equal(refused.status, 403)
  const page = await (await client.get(`/admin/desk/article/${own!.pk}/change/`)).text()
  const version = /name="_version" value="([^"]*)"/.exec(page)![1]!
  const sent = {
    title: 'Still mine',
    status: 'draft',
    desk: '',
    editor: '',
    authors: [],
    fee: '999',
    _version: version,
  }
  assert.equal((await client.post(`/admin/desk/article/${own!.pk}/change/`, sent as never)).status, 303)
  await site.run(async () => {
    assert.deepEqual(
      (await Article.all().orderBy('pk')).map(({ title, fee }) => [title, fee]),
      [
        ['Still mine', 0],
        ['Live one', 0],
        ['Secret plan', 0],
      ],
    )
  })
})

test('hidden fields are in no list, order or form, and what is sent for them is not written', async () => {
  const client = await able('desk.view_article', 'desk.change_article', 'desk.add_article')
  await site.run(async () => {
    const article = await Article.create({ title: 'Costly', status: 'live', fee: 4711, editor: eve })
    await Article.create({ title: 'Cheap', status: 'live', fee: 1 })
    return article
  })
  const list = await (await client.get('/admin/desk/article/?o=fee')).text()
  assert.match(list, /Costly/)
  assert.doesNotMatch(list, /4711|Fee/)
  const article = await site.run(() => Article.get({ title: 'Costly' }))
  const page = await (await client.get(`/admin/desk/article/${article.pk}/change/`)).text()
  assert.doesNotMatch(page, /4711|name="fee"/)
  // Live articles keep their title.
  assert.doesNotMatch(page, /name="title"/)
  const version = /name="_version" value="([^"]*)"/.exec(page)![1]!
  const sent = { title: 'Other', status: 'live', desk: 'sport', editor: '', fee: '5', _version: version }
  assert.equal((await client.post(`/admin/desk/article/${article.pk}/change/`, sent)).status, 303)
  const now = await site.run(() => Article.get({ pk: article.pk }))
  assert.deepEqual([now.title, now.fee, now.desk], ['Costly', 4711, 'sport'])
  assert.equal(
    (await client.post('/admin/desk/article/add/', { title: 'New', status: 'draft', fee: '77' })).status,
    303,
  )
  assert.equal((await site.run(() => Article.get({ title: 'New' }))).fee, 0)
})

test('relations offer no rows that rules keep, and take none; one that is there already may stay', async () => {
  const client = await able('desk.view_article', 'desk.change_article')
  const [own, linked, other] = await site.run(async () => [
    await Author.create({ name: 'Eve herself', user: eve }),
    await Author.create({ name: 'Linked author', user: peer }),
    await Author.create({ name: 'Other author', user: peer }),
  ])
  const article = await site.run(async () => {
    const made = await Article.create({ title: 'Both' })
    await made.authors.add(own!, linked!)
    return made
  })
  const at = `/admin/desk/article/${article.pk}/change/`
  const page = await (await client.get(at)).text()
  assert.match(page, /Author object \(\d+\)/)
  const offered = [...page.matchAll(/name="authors" value="(\d+)"/g)].map(([, key]) => Number(key)).sort()
  assert.deepEqual(offered, [own!.pk, linked!.pk].sort())
  const version = /name="_version" value="([^"]*)"/.exec(page)![1]!
  const send = (...authors: Author[]) =>
    client.post(at, {
      title: 'Both',
      status: 'draft',
      desk: '',
      editor: '',
      authors: authors.map(({ pk }) => String(pk)),
      _version: version,
    } as never)
  assert.equal((await send(own!, other!)).status, 422)
  assert.equal((await send(own!, linked!)).status, 303)
  await site.run(async () => assert.equal(await article.authors.count(), 2))
  assert.equal((await client.get(`${at}?authors=${other!.pk}`)).status, 200)
})

test('a token of a superuser that may do little is no way into the admin', async () => {
  const headers = { 'x-abilities': 'desk.view_article' }
  for (const at of ['', 'desk/article/', 'auth/user/', `auth/user/${peer.pk}/change/`])
    assert.equal((await site.get(`/admin/${at}`, { headers })).status, 302, at)
  const forged = await site.post(`/admin/auth/user/${peer.pk}/delete/`, {}, { headers })
  assert.notEqual(forged.status, 303)
  assert.equal((await read(peer)).username, 'peer')
})

test('a permission that is taken away is gone with the next request', async () => {
  const client = await able('desk.view_article')
  assert.equal((await client.get('/admin/desk/article/')).status, 200)
  await site.run(() => eve.userPermissions.clear())
  assert.equal((await client.get('/admin/desk/article/')).status, 403)
  await site.run(async () => {
    eve.isActive = false
    await eve.save()
  })
  assert.equal((await client.get('/admin/')).status, 302)
})
