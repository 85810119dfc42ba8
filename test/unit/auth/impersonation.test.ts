import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import {
  type AuthEvent,
  authEventSinkService,
  createSuperuser,
  createUser,
  impersonationUrls,
  impersonatorOf,
  logout,
  requireLogin,
  shownIdentity,
  User,
} from '../../../src/apps/auth/index.ts'
import { provide } from '../../../src/base/context/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type Client, freezeTime, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { html, include, json, path, text } from '../../../src/web/http/index.ts'
import { cachePage } from '../../../src/web/page-cache/index.ts'

const events: AuthEvent[] = []
const urls = [
  path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
  path('impersonate/', include(impersonationUrls, { namespace: 'impersonation' })),
  path('', () =>
    html('<!doctype html><html lang="en"><head><title>Home</title></head><body class="x"><h1>Home</h1></body></html>'),
  ),
  path('part/', () => html('<p>part</p>')),
  path('stream/', () => {
    const parts = ['<!doctype html><html><head><title>t</title></he', 'ad><bo', 'dy><p>streamed</p></body></html>']
    const body = new ReadableStream({
      pull: (controller) => {
        const part = parts.shift()
        if (part === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(part))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } })
  }),
  path('broken/', () => {
    throw new RangeError('broken')
  }),
  path(
    'kept/',
    cachePage(() => html('<!doctype html><html><body><h1>Kept</h1></body></html>'), { perUser: true }),
  ),
  path('whoami/', async (request): Promise<Response> => {
    const actor = await impersonatorOf(request)
    return json({
      user: String(await request.user),
      actor: actor === null ? null : String(actor),
      shown: (await shownIdentity(request)) !== null,
    })
  }),
  path('out/', {
    post: async (request): Promise<Response> => {
      await logout(request)
      return text('out')
    },
  }),
  path(
    'mine/',
    requireLogin(() => text('mine')),
  ),
]

let site: TestProject
const keys: Record<string, number> = {}

before(async () => {
  site = await testProject(defineProject({ apps: [adminApp], urls, security: { csp: { 'default-src': ["'self'"] } } }))
  ;(site.project.scope.services as Map<symbol, unknown>).set(
    ...provide(authEventSinkService, (event) => void events.push(event)),
  )
  await site.run(async () => {
    const password = 'correct horse battery'
    for (const username of ['root', 'other-root']) keys[username] = (await createSuperuser({ username, password })).pk
    for (const username of ['ida', 'ann']) keys[username] = (await createUser({ username, password })).pk
    keys['desk'] = (await createUser({ username: 'desk', password, isStaff: true })).pk
    keys['gone'] = (await createUser({ username: 'gone', password, isActive: false })).pk
  })
})
after(() => site.close())

async function loggedIn(username: string): Promise<Client> {
  const client = site.newClient()
  await client.forceLogin(await site.run(() => User.get({ username })))
  events.length = 0
  return client
}

const whoami = async (client: Client) => (await client.get('/whoami/')).json<Record<string, unknown>>()
const begin = (client: Client, username: string) =>
  client.post('/impersonate/', { user: String(keys[username]), next: '/mine/' })

test('a superuser acts as somebody, sees it on every page, and stops', async () => {
  const client = await loggedIn('root')
  const before = client.cookies.get('sessionid')
  const begun = await begin(client, 'ida')
  assert.equal(begun.status, 303)
  assert.equal(begun.headers.get('location'), '/mine/')
  assert.notEqual(client.cookies.get('sessionid'), before)
  assert.deepEqual(await whoami(client), { user: 'ida', actor: 'root', shown: false })

  const home = await client.get('/')
  const page = await home.text()
  assert.match(
    page,
    /<body class="x"><link [^>]*impersonation\.css"><aside class="nuages-impersonation"><p>root acts as ida\.</,
  )
  assert.equal(home.headers.get('cache-control'), 'no-store')
  assert.equal(await (await client.get('/part/')).text(), '<p>part</p>')

  const stopped = await home.form('form').submit()
  assert.equal(stopped.status, 303)
  assert.deepEqual(await whoami(client), { user: 'root', actor: null, shown: true })
  assert.doesNotMatch(await (await client.get('/')).text(), /nuages-impersonation/)
  assert.deepEqual(
    events.map(({ kind, user, actor }) => ({ kind, user, actor })),
    [
      { kind: 'impersonationBegan', user: keys['ida'], actor: keys['root'] },
      { kind: 'impersonationEnded', user: keys['ida'], actor: keys['root'] },
    ],
  )
})

test('the banner is on streams, error pages and pages of a cache as well, and on nobody else’s', async () => {
  const client = await loggedIn('root')
  const other = site.newClient()
  await other.get('/kept/')
  await client.get('/kept/')
  await begin(client, 'ida')
  for (const [address, status] of [
    ['/stream/', 200],
    ['/kept/', 200],
    ['/nowhere/', 404],
    ['/broken/', 500],
  ] as const) {
    const answer = await client.get(address, { raiseErrors: false, headers: { accept: 'text/html' } })
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [status, 'no-store'], address)
    assert.match(await answer.text(), /<aside class="nuages-impersonation"><p>root acts as ida\./, address)
  }
  assert.doesNotMatch(await (await other.get('/kept/')).text(), /nuages-impersonation/)
})

test('nobody acts as staff, a superuser, themselves or somebody who may not log in; nor does anybody but a superuser', async () => {
  const client = await loggedIn('root')
  const asked = { raiseErrors: false }
  for (const username of ['other-root', 'desk', 'root', 'gone']) {
    const answer = await client.post('/impersonate/', { user: String(keys[username]) }, asked)
    assert.equal(answer.status, 403, username)
  }
  for (const user of ['999', 'x', '', '1 or 1=1']) {
    assert.equal((await client.post('/impersonate/', { user }, asked)).status, 404, user)
  }
  for (const username of ['desk', 'ida']) {
    const other = await loggedIn(username)
    assert.equal((await other.post('/impersonate/', { user: String(keys['ann']) }, asked)).status, 403, username)
    assert.equal(events.at(-1)?.kind, 'impersonationRefused')
  }
  const stranger = site.newClient()
  assert.equal((await stranger.post('/impersonate/', { user: String(keys['ann']) }, asked)).status, 403)
  assert.equal((await client.get('/impersonate/', asked)).status, 405)
})

test('an impersonation is not taken further: not to a third, not by the cookie alone', async () => {
  const client = await loggedIn('root')
  await begin(client, 'ida')
  const second = await client.post('/impersonate/', { user: String(keys['ann']) }, { raiseErrors: false })
  assert.equal(second.status, 403)
  assert.deepEqual(await whoami(client), { user: 'ida', actor: 'root', shown: false })

  const forger = await loggedIn('ann')
  forger.cookies.set('nuages_impersonating', '1')
  assert.deepEqual(await whoami(forger), { user: 'ann', actor: null, shown: true })
  assert.doesNotMatch(await (await forger.get('/')).text(), /nuages-impersonation/)
})

test('it ends by itself: after an hour, with the right to it, with either account', async () => {
  for (const end of [
    () => User.filter({ username: 'root' }).update({ isSuperuser: false }),
    () => User.filter({ username: 'ida' }).update({ isStaff: true }),
    () => User.filter({ username: 'ida' }).update({ isActive: false }),
  ]) {
    const client = await loggedIn('root')
    await begin(client, 'ida')
    await site.run(end)
    assert.deepEqual(await whoami(client), { user: 'root', actor: null, shown: true })
    assert.deepEqual(events.at(-1)?.data, { byItself: true })
    await site.run(async () => {
      await User.filter({ username: 'root' }).update({ isSuperuser: true })
      await User.filter({ username: 'ida' }).update({ isStaff: false, isActive: true })
    })
    assert.deepEqual(await whoami(client), { user: 'root', actor: null, shown: true }, 'it does not come back')
  }
  const late = await loggedIn('root')
  await begin(late, 'ida')
  await freezeTime(new Date(Date.now() + 3_599_000), async () => assert.equal((await whoami(late))['user'], 'ida'))
  await freezeTime(new Date(Date.now() + 3_601_000), async () => assert.equal((await whoami(late))['user'], 'root'))

  const fired = await loggedIn('root')
  await begin(fired, 'ida')
  await site.run(() => User.filter({ username: 'root' }).update({ isActive: false }))
  assert.equal((await whoami(fired))['user'], 'AnonymousUser')
  await site.run(() => User.filter({ username: 'root' }).update({ isActive: true }))
})

test('logging out ends the session of whoever acts', async () => {
  const client = await loggedIn('root')
  await begin(client, 'ida')
  await client.post('/out/', {})
  assert.deepEqual(await whoami(client), { user: 'AnonymousUser', actor: null, shown: false })
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'logout').map(({ user, actor }) => [user, actor]),
    [[keys['ida'], keys['root']]],
  )
})

test('the admin offers it where it is mounted and allowed', async () => {
  const client = await loggedIn('root')
  const page = await client.get(`/admin/auth/user/${keys['ida']}/change/`)
  const begun = await page.form('form[action="/impersonate/"]').submit()
  assert.equal(begun.status, 303)
  assert.equal((await whoami(client))['user'], 'ida')
  const other = await loggedIn('root')
  const refused = await other.get(`/admin/auth/user/${keys['desk']}/change/`)
  assert.doesNotMatch(await refused.text(), /Act as this user/)
})

test('the banner works on pages that take no forms, as those of errors: their policy lets it in, and nothing else', async () => {
  const client = await loggedIn('root')
  const options = { raiseErrors: false, headers: { accept: 'text/html' } }
  const policy = (answer: Response) => answer.headers.get('content-security-policy') ?? ''
  assert.match(policy(await client.get('/nowhere/', options)), /form-action 'none'/)
  await begin(client, 'ida')
  const lost = await client.get('/nowhere/', options)
  assert.match(await lost.text(), /root acts as ida/)
  assert.match(policy(lost), /form-action 'self'/)
  assert.match(policy(lost), /style-src 'sha256-[^']+' 'self'/)
  assert.match(policy(lost), /default-src 'none'/)
})
