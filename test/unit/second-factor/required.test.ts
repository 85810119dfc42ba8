import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, mock, test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { type AnyUser, createSuperuser } from '../../../src/apps/auth/index.ts'
import { fromBase32, resetSecondFactor, TotpDevice } from '../../../src/apps/second-factor/index.ts'
import type { Client, TestProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import {
  appOf,
  base,
  clockAt,
  enterPassword,
  newUser,
  noon,
  password,
  secondFactorProject,
  userWithApp,
  whoami,
} from './support.ts'

let site: TestProject
before(async () => {
  clockAt(noon)
  site = await secondFactorProject({ required: (user: AnyUser) => user.isStaff }, {}, undefined, {
    apps: [adminApp],
    urls: [path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))],
  })
})
after(() => site.close())
beforeEach(() => clockAt(noon))
afterEach(() => mock.timers.reset())

const asJson = { headers: { accept: 'application/json' } }

/** Sets up an app on the page that asks for it. */
async function setUp(client: Client): Promise<Response> {
  const { secret } = (await (await client.get(`${base}/add/`, asJson)).json()) as { secret: string }
  return client.post(`${base}/add/`, { code: appOf(fromBase32(secret)).code() })
}

test('whoever must have a second factor and has none sets one up before they are in', async () => {
  await site.run(() => newUser('editor', { isStaff: true }))
  const client = site.newClient()
  assert.equal(await enterPassword(client, 'editor', { next: '/vault/' }), `${base}/code/`)
  assert.equal((await client.get(`${base}/code/`)).headers.get('location'), `${base}/add/`)
  assert.equal(await whoami(client), 'AnonymousUser')
  assert.match(await (await client.get(`${base}/add/`)).text(), /needs two-step verification/)
  const shown = await setUp(client)
  assert.equal(shown.status, 200)
  assert.match(await shown.text(), /href="\/vault\/"/)
  assert.equal(await whoami(client), 'editor')
  assert.equal(await (await client.get('/vault/')).text(), 'vault')
})

test('who need not have one is not led to set one up, and cannot before they are in', async () => {
  await site.run(() => newUser('reader'))
  const client = site.newClient()
  assert.equal(await enterPassword(client, 'reader'), '/')
  assert.equal(await whoami(client), 'reader')
})

test('however they got in, the admin and every page lead to the set-up; logging out works', async () => {
  const root = await site.run(() => createSuperuser({ username: 'root', password, email: '' }))
  const client = site.newClient()
  await client.forceLogin(root)
  for (const page of ['/admin/', '/whoami/', '/account/', '/account/password/'])
    assert.match((await client.get(page)).headers.get('location') ?? '', /^\/account\/two-step\/add\/\?next=/, page)
  const program = await client.json('POST', '/whoami/', {})
  assert.equal(program.status, 403)
  assert.equal(((await program.json()) as { next: string }).next, `${base}/add/?next=%2F`)
  assert.equal((await client.get(`${base}/add/`)).status, 200)
  await setUp(client)
  assert.equal((await client.get('/admin/')).status, 200)
  assert.equal(await whoami(client), 'root')

  // One who has an app, and a session in which it was not shown.
  const { user, app } = await site.run(() => userWithApp('chief', { isStaff: true, isSuperuser: true }))
  const other = site.newClient()
  await other.forceLogin(user)
  assert.match((await other.get('/admin/')).headers.get('location')!, /\/code\/\?next=%2Fadmin%2F$/)
  const entered = await other.post(`${base}/code/`, { code: app.code(), next: '/admin/' })
  assert.equal(entered.headers.get('location'), '/admin/')
  assert.equal((await other.get('/admin/')).status, 200)
  assert.equal((await other.post('/account/logout/')).status, 303)
  assert.equal(await whoami(other), 'AnonymousUser')
})

test('a browser that is remembered lets them in, and does not do for what asks for the factor itself', async () => {
  const { app } = await site.run(() => userWithApp('regular', { isStaff: true }))
  const client = site.newClient()
  await enterPassword(client, 'regular')
  await client.post(`${base}/code/`, { code: app.code(), remember: 'on' })
  const kept = client.cookies.get('nuages_remembered_device')!
  const later = site.newClient()
  later.cookies.set('nuages_remembered_device', kept)
  assert.equal(await enterPassword(later, 'regular'), '/')
  assert.equal(await whoami(later), 'regular')
  assert.match((await later.get('/vault/')).headers.get('location')!, /\/code\//)
})

test('who must have one does not remove the last one; a reset leads to the set-up', async () => {
  const { user, app } = await site.run(() => userWithApp('bound', { isStaff: true }))
  const client = site.newClient()
  await enterPassword(client, 'bound')
  await client.post(`${base}/code/`, { code: app.code() })
  const { pk } = await site.run(() => TotpDevice.get({ user: user.pk }))
  const refused = await client.json('POST', `${base}/remove/${pk}/`, { code: app.code(1) })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /"required"/)
  await site.run(() => resetSecondFactor(user))
  const fresh = site.newClient()
  assert.equal(await enterPassword(fresh, 'bound'), `${base}/code/`)
  assert.equal((await fresh.get(`${base}/code/`)).headers.get('location'), `${base}/add/`)
})

test('a reset in the middle of logging in lets in whoever need not have one', async () => {
  const { user } = await site.run(() => userWithApp('helped'))
  const client = site.newClient()
  await enterPassword(client, 'helped', { next: '/whoami/' })
  await site.run(() => resetSecondFactor(user))
  assert.equal((await client.get(`${base}/code/`)).headers.get('location'), '/whoami/')
  assert.equal(await whoami(client), 'helped')
})
