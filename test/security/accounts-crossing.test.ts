import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import { AuthEvent, accountUrls, EmailAddress } from '../../src/apps/accounts/index.ts'
import { admin, adminApp, adminSite, adminUrls, LogEntry } from '../../src/apps/admin/index.ts'
import {
  createSuperuser,
  createUser,
  Group,
  impersonationUrls,
  Permission,
  signIn,
  User,
} from '../../src/apps/auth/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../src/apps/passkeys/index.ts'
import { secondFactorApp, secondFactorUrls } from '../../src/apps/second-factor/index.ts'
import {
  AccessToken,
  authenticated,
  authenticators,
  bearerToken,
  createToken,
  session,
  tokensApp,
  tokensUrls,
} from '../../src/apps/tokens/index.ts'
import { meta } from '../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../src/tools/project/index.ts'
import { type Client, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { include, json, path, redirect } from '../../src/web/http/index.ts'
import { Authenticator, type CreationJson } from '../support/authenticator.ts'
import { codeOf, optionsOf, origin, postJson, whoIs } from '../unit/passkeys/support.ts'
import { addApp, clockAt } from '../unit/second-factor/support.ts'

/*
 * Ways in and up that lead across batteries, each of which is right by itself.
 */

const password = 'correct horse battery'
const another = 'another long password'
const pages = [
  path('account/', include(accountUrls, { namespace: 'accounts' })),
  path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
  path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
  path('account/tokens/', include(tokensUrls, { namespace: 'tokens' })),
  path('impersonate/', include(impersonationUrls, { namespace: 'impersonation' })),
  path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
  path('who/', async (request) => json({ name: (await request.user).username })),
  path(
    'api/',
    authenticated(async (request) => json({ name: (await request.user).username }), {
      by: [bearerToken()],
      required: false,
    }),
  ),
  path('enter/', async (request): Promise<Response> => {
    const user = await User.get({ username: String((await request.form()).get('username')) })
    const outcome = await signIn(request, user, { method: 'password' })
    return redirect(outcome.done ? '/' : outcome.url, { status: 303 })
  }),
]

/** Groups under another name. */
class Team extends Group {
  static override meta = meta<Team>()({ proxy: true })
}
const teams = defineApp({
  label: 'teams',
  models: { Team },
  admin: [admin(Team, { fields: ['name', 'permissions'] })],
})

let site: TestProject
/** The same, where tokens are taken everywhere. */
let open: TestProject

const project = (more: object = {}) =>
  testProject(
    defineProject({
      apps: [adminApp, secondFactorApp, passkeysApp, tokensApp, teams],
      urls: pages,
      auth: { impersonation: { may: (actor) => actor.isStaff } },
      accounts: { verifyEmail: 'optional' },
      ...more,
    }),
  )

before(async () => {
  site = await project()
  open = await project({ middleware: [authenticators([bearerToken(), session()], { required: false })] })
})
after(async () => {
  await site.close()
  await open.close()
})

let count = 0
const anybody = async (columns: object = {}, where = site): Promise<User> =>
  where.run(() => createUser({ username: `user${++count}`, email: `user${count}@example.org`, password, ...columns }))
const root = (where = site): Promise<User> =>
  where.run(() => createSuperuser({ username: `root${++count}`, email: `root${count}@example.org`, password }))

async function enter(user: User, where = site): Promise<Client> {
  const client = where.newClient()
  await client.post('/enter/', { username: user.username }, { https: true })
  return client
}

/** Where the page of the own address sends somebody who has not shown a moment ago who they are; null: it opens. */
const recentPage = async (client: Client) =>
  (await client.get('/account/email/', { https: true })).headers.get('location')

/** Sets the clock, until the test is over. */
function later(minutes: number): Disposable {
  clockAt(Date.now() + minutes * 60_000)
  return { [Symbol.dispose]: () => mock.timers.reset() }
}

test('whoever acts as a user of their own making shows nothing about the administrator whose session it is', async () => {
  const [boss, mallory] = [await root(), await anybody()]
  const client = await enter(boss)
  using _time = later(60)
  assert.match((await recentPage(client)) ?? '', /reauthenticate/)
  await client.post('/impersonate/', { user: String(mallory.pk) }, { https: true })
  assert.equal(await whoIs(client), mallory.username)
  const shown = await client.post('/account/reauthenticate/', { password }, { https: true, raiseErrors: false })
  assert.equal(shown.status, 403)
  const app = await site.run(() => addApp(mallory))
  const code = await client.post('/account/two-step/code/', { code: app.code() }, { https: true, raiseErrors: false })
  assert.equal(code.status, 403)
  await client.post('/impersonate/stop/', {}, { https: true })
  assert.equal(await whoIs(client), boss.username)
  assert.match((await recentPage(client)) ?? '', /reauthenticate/)
})

test('nor does a token beside a session that was taken over', async () => {
  const [victim, mallory] = [await anybody({}, open), await anybody({}, open)]
  const client = await enter(victim, open)
  const { token } = await open.run(() => createToken(mallory, { name: 'x', abilities: null, expires: null }))
  using _time = later(60)
  const headers = { authorization: `Bearer ${token}` }
  const options = { https: true, raiseErrors: false, headers }
  assert.equal((await client.post('/account/reauthenticate/', { password }, options)).status, 403)
  const app = await open.run(() => addApp(mallory))
  assert.equal((await client.post('/account/two-step/code/', { code: app.code() }, options)).status, 403)
  assert.match((await recentPage(client)) ?? '', /reauthenticate/)
})

test('a token with few abilities changes nothing of the account, ends no session and lists none', async () => {
  const user = await anybody({ firstName: 'Ann' }, open)
  const { token } = await open.run(() => createToken(user, { name: 'x', abilities: ['news:read'], expires: null }))
  const client = open.newClient()
  const options = { https: true, raiseErrors: false, headers: { authorization: `Bearer ${token}` } }
  const statuses = [
    await client.post('/account/profile/', { firstName: 'Bob' }, options),
    await client.post('/account/sessions/end/', {}, options),
    await client.get('/account/sessions/', options),
    await client.get('/account/', options),
    await client.get('/passkeys/', options),
    await client.get('/account/two-step/', options),
    await client.post('/account/password/', { currentPassword: password, newPassword: another }, options),
    await client.post('/impersonate/', { user: '1' }, options),
  ].map(({ status }) => status)
  assert.deepEqual(statuses, Array(8).fill(403))
  assert.equal((await open.run(() => User.get({ pk: user.pk }))).firstName, 'Ann')
})

test('a password and a browser that is remembered add no passkey, token or way in to an account with an app', async () => {
  const user = await anybody()
  const app = await site.run(() => addApp(user))
  const client = await enter(user)
  await client.post('/account/two-step/code/', { code: app.code(), remember: 'on' }, { https: true })
  await client.post('/account/logout/', {}, { https: true })
  await client.post('/enter/', { username: user.username }, { https: true })
  // In by the password alone, as the browser is known.
  assert.equal(await whoIs(client), user.username)
  assert.equal(await recentPage(client), null)
  const refused = await postJson(client, '/passkeys/add/options/')
  assert.equal(refused.status, 403)
  assert.equal(await codeOf(refused), 'second_factor')
  assert.equal((await postJson(client, '/passkeys/add/', { credential: {} })).status, 403)
  assert.match(await (await client.get('/passkeys/', { https: true })).text(), /two-step\/code/)
  const made = await client.post('/account/tokens/new/', { name: 'mine', expires: '7' }, { https: true })
  assert.match(made.headers.get('location') ?? '', /two-step\/code/)
  assert.equal(await site.run(() => AccessToken.filter({ user: user.pk as never }).exists()), false)
  // With the code it goes on.
  using _time = later(2)
  await client.post('/account/two-step/code/', { code: app.code() }, { https: true })
  const device = new Authenticator({ origin })
  const options = await optionsOf<CreationJson>(client, '/passkeys/add/options/')
  assert.equal((await postJson(client, '/passkeys/add/', { credential: device.create(options) })).status, 201)
})

test('nor does the password, in a session of before, take away the passkey that is the second factor', async () => {
  const user = await anybody()
  const [client, stolen] = [await enter(user), await enter(user)]
  const device = new Authenticator({ origin })
  const options = await optionsOf<CreationJson>(client, '/passkeys/add/options/')
  await postJson(client, '/passkeys/add/', { credential: device.create(options) })
  const [passkey] = await site.run(() => Passkey.filter({ user: user as never }))
  await stolen.post('/account/reauthenticate/', { password }, { https: true })
  const refused = await postJson(stolen, `/passkeys/${passkey!.pk}/remove/`)
  assert.equal(refused.status, 403)
  assert.equal(await codeOf(refused), 'second_factor')
  assert.equal(await site.run(() => Passkey.filter({ user: user as never }).count()), 1)
})

test('a browser that an administrator has left open sets no new password without the old one', async () => {
  const boss = await root()
  const client = await enter(boss)
  const sent = { password: another, again: another }
  const answer = await client.post(`/admin/auth/user/${boss.pk}/password/`, sent, { https: true })
  assert.equal(answer.headers.get('location'), '/admin/password/')
  assert.equal((await client.post('/admin/password/', { ...sent, current: '' }, { https: true })).status, 422)
  const kept = await site.run(() => User.get({ pk: boss.pk }))
  assert.equal(await site.run(() => kept.checkPassword(password)), true)
})

test('the form of one’s own password in the admin is no place to guess it at', async () => {
  const boss = await root()
  const client = await enter(boss)
  const statuses: number[] = []
  for (let i = 0; i < 7; i++) {
    const sent = { current: `wrong ${i}`, password: another, again: another }
    statuses.push((await client.post('/admin/password/', sent, { https: true })).status)
  }
  assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429, 429])
  const right = await client.post(
    '/admin/password/',
    { current: password, password: another, again: another },
    {
      https: true,
    },
  )
  assert.equal(right.status, 429)
  assert.ok(Number(right.headers.get('retry-after')) > 0)
})

test('a password that somebody else sets is written down, with who did it', async () => {
  const [boss, user] = [await root(), await anybody()]
  const client = await enter(boss)
  await client.post(`/admin/auth/user/${user.pk}/password/`, { password: another, again: another }, { https: true })
  const [event] = await site.run(() => AuthEvent.filter({ kind: 'passwordChanged', userKey: String(user.pk) }))
  assert.equal(event?.actorKey, String(boss.pk))
  assert.doesNotMatch(JSON.stringify(event), /another long/)
})

test('whatever a project allows, nobody becomes a superuser by acting as one', async () => {
  const [boss, staff] = [await root(), await anybody({ isStaff: true })]
  const client = await enter(staff)
  const sent = { user: String(boss.pk) }
  assert.equal((await client.post('/impersonate/', sent, { https: true, raiseErrors: false })).status, 403)
  assert.equal(await whoIs(client), staff.username)
})

test('whoever logs in is themselves, whomever the session acted as', async () => {
  const [boss, user] = [await root(), await anybody()]
  const client = await enter(boss)
  await client.post('/impersonate/', { user: String(user.pk) }, { https: true })
  assert.equal(await whoIs(client), user.username)
  await client.post('/enter/', { username: boss.username }, { https: true })
  assert.equal(await whoIs(client), boss.username)
})

test('an address that nobody has verified is no account to leave a passkey or token in for its owner to find', async () => {
  const user = await anybody()
  await site.run(() => EmailAddress.create({ user, email: user.email }))
  const client = await enter(user)
  const refused = await postJson(client, '/passkeys/add/options/')
  assert.equal(refused.status, 403)
  assert.equal(await codeOf(refused), 'unverified')
  const made = await client.post('/account/tokens/new/', { name: 'mine', expires: '7' }, { https: true })
  assert.equal(made.headers.get('location'), '/account/email/')
  assert.match(await (await client.get('/passkeys/', { https: true })).text(), /href="\/account\/email\/"/)
})

test('a passkey in the admin is taken away by nobody who may do less than its user', async () => {
  const [boss, user, staff] = [await root(), await anybody(), await anybody({ isStaff: true })]
  const keys = await site.run(async () => {
    await staff.userPermissions.add(...(await Permission.filter({ codename__in: ['view_passkey', 'delete_passkey'] })))
    const parts = { name: 'key', publicKey: 'x', transports: [] }
    return Promise.all(
      [boss, user].map((owner) =>
        Passkey.create({ ...parts, user: owner, credentialId: `${owner.pk}`, credentialDigest: `${owner.pk}` }),
      ),
    )
  })
  const client = await enter(staff)
  const remove = async ({ pk }: Passkey) =>
    (await client.post(`/admin/passkeys/passkey/${pk}/delete/`, {}, { https: true, raiseErrors: false })).status
  assert.deepEqual([await remove(keys[0]!), await remove(keys[1]!)], [403, 303])
})

test('what somebody does in the admin as another of the staff stands there as done by themselves', async () => {
  const [boss, staff] = [await root(), await anybody({ isStaff: true })]
  await site.run(async () =>
    staff.userPermissions.add(...(await Permission.filter({ codename__in: ['view_user', 'add_user'] }))),
  )
  const client = await enter(boss)
  await client.post('/impersonate/', { user: String(staff.pk) }, { https: true })
  const username = `made${++count}`
  await client.post('/admin/auth/user/add/', { username, isActive: 'on' }, { https: true })
  const made = await site.run(() => User.get({ username }))
  const entry = await site.run(() => LogEntry.get({ objectId: String(made.pk) }))
  assert.equal(entry.user.pk, boss.pk)
})

test('a cookie is no credential of a view that asks for tokens alone, though it lets strangers in', async () => {
  const user = await anybody()
  const client = await enter(user)
  assert.deepEqual(await (await client.get('/api/', { https: true })).json(), { name: '' })
  const { token } = await site.run(() => createToken(user, { name: 'x', abilities: null, expires: null }))
  const answer = await client.get('/api/', { https: true, headers: { authorization: `Bearer ${token}` } })
  assert.deepEqual(await answer.json(), { name: user.username })
})

test('whoever registers with somebody else’s address sets no app up in an account that is not theirs yet', async () => {
  await using strict = await project({ accounts: {}, secondFactor: { required: () => true } })
  const user = await anybody({}, strict)
  await strict.run(() => EmailAddress.create({ user, email: user.email }))
  const client = await enter(user, strict)
  const page = await client.get('/account/two-step/add/', { https: true })
  assert.equal(page.headers.get('location'), '/account/sent/')
  // Once it is verified, it is the next step.
  await strict.run(() => EmailAddress.filter({ user }).update({ verifiedAt: new Date(), verifiedAs: user.email }))
  assert.equal((await client.get('/account/two-step/add/', { https: true })).status, 200)
})

test('groups under another name are groups: what they give is for superusers to say', async () => {
  const staff = await anybody({ isStaff: true })
  const { team, all } = await site.run(async () => {
    await staff.userPermissions.add(...(await Permission.filter({ codename__in: ['view_team', 'change_team'] })))
    const group = await Group.create({ name: `team${++count}` })
    await staff.groups.add(group)
    return { team: group.pk, all: await Permission.all().count() }
  })
  const client = await enter(staff)
  const permissions = (await site.run(() => Permission.all())).map(({ pk }) => String(pk))
  const page = await client.get(`/admin/teams/team/${team}/change/`, { https: true })
  assert.equal(page.status, 200)
  const version = /name="_version" value="([^"]*)"/.exec(await page.text())?.[1] ?? ''
  const sent = new URLSearchParams([
    ['name', 'ours'],
    ['_version', version],
    ...permissions.map((each) => ['permissions', each]),
  ])
  await client.post(`/admin/teams/team/${team}/change/`, String(sent), {
    https: true,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const group = await site.run(() => Group.get({ pk: team }))
  assert.equal(group.name, 'ours')
  assert.ok(all > 0)
  assert.equal(await site.run(() => group.permissions.all().count()), 0)
})
