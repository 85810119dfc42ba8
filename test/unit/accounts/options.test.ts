import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthEvent,
  accountsApp,
  accountsSettingsOf,
  clearAuthEvents,
  invitation,
  isVerified,
  ProfileForm,
  RegisterForm,
  UserSession,
} from '../../../src/apps/accounts/index.ts'
import { describeAgent } from '../../../src/apps/accounts/sessions/describe.ts'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { createUser, type NewUser, requireLogin, User } from '../../../src/apps/auth/index.ts'
import { input } from '../../../src/apps/forms/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { on, subscribe } from '../../../src/data/orm/index.ts'
import { migrationApps } from '../../../src/tools/project/index.ts'
import { frozenTime, type TestProject } from '../../../src/tools/testing/index.ts'
import { include, path, text } from '../../../src/web/http/index.ts'
import { accountsProject, asProgram, linkIn, mails, password } from './support.ts'

const ann = { username: 'ann', email: 'ann@example.org', password }
const who = async (client: { get: TestProject['get'] }) => (await client.get('/whoami/')).text()

test('options that are none', () => {
  for (const [option, value] of Object.entries({
    registration: 'maybe',
    verifyEmail: true,
    deletion: true,
    recentLogin: -1,
    verifyAge: 1.5,
    resetAge: '1 day',
    keepEvents: 0,
  }))
    assert.throws(
      () => accountsSettingsOf({ [option]: value } as never),
      { code: 'NUAGES_ACCOUNTS_BAD_OPTION' },
      option,
    )
  // @ts-expect-error: no such way of registering
  assert.throws(() => accountsSettingsOf({ registration: 'ask' }))
})

test('the migration says what the models do', async () => {
  await using site = await accountsProject()
  const made = await site.run(() =>
    makeMigrations({ orm: site.project.orm, apps: migrationApps(site.project), only: ['accounts'], dryRun: true }),
  )
  assert.deepEqual(
    made.migrations.flatMap(({ operations }) => operations),
    [],
  )
})

test('nobody registers where it is closed; who is invited does where it is by invitation', async () => {
  await using closed = await accountsProject({ registration: 'closed' })
  assert.equal((await closed.client.post('/account/register/', ann)).status, 403)
  const invited = await closed.run(() => invitation('ann@example.org'))
  assert.equal((await closed.client.get(invited)).status, 403)
  assert.doesNotMatch(await (await closed.client.get('/account/login/')).text(), /register/)

  await using site = await accountsProject({ registration: 'invite' })
  assert.equal((await asProgram(site.client, '/account/register/', ann)).status, 403)
  const link = await site.run(() => invitation('ann@example.org'))
  assert.match(await (await site.client.get(link)).text(), /value="ann@example\.org"/)
  const made = await site.client.post(link, { ...ann, email: 'other@example.org' })
  assert.deepEqual([made.status, made.headers.get('location')], [303, '/'])
  assert.equal(await who(site.client), 'ann')
  const user = await site.run(() => User.get({ username: 'ann' }))
  assert.deepEqual([user.email, await site.run(() => isVerified(user))], ['ann@example.org', true])
  // Once.
  await site.newClient().post(link, { ...ann, username: 'eve' })
  assert.equal(await site.run(() => User.all().count()), 1)
  for (const wrong of ['x', `${link.split('=')[1]}x`])
    assert.equal((await site.client.get(`/account/register/?invite=${wrong}`)).status, 403)
})

test('where verifying is optional, or nothing, who registers is logged in', async () => {
  await using optional = await accountsProject({ verifyEmail: 'optional', redirects: { register: '/whoami/' } })
  assert.equal((await optional.client.post('/account/register/', ann)).headers.get('location'), '/whoami/')
  assert.equal(await who(optional.client), 'ann')
  const [mail] = await mails(optional)
  assert.equal((await optional.client.post(linkIn(mail))).headers.get('location'), '/account/')
  await using none = await accountsProject({ verifyEmail: 'none' })
  await none.client.post('/account/register/', ann)
  assert.equal(await who(none.client), 'ann')
  assert.deepEqual(await mails(none), [])
})

test('forms of the project’s own write the columns that they name', async () => {
  class Joining extends RegisterForm {
    firstName = input.char({ maxLength: 150 })
    override newUser(): NewUser {
      return { ...super.newUser(), firstName: this.cleaned.firstName }
    }
    override saved(user: { firstName: string }) {
      if (user.firstName === 'Nobody') throw new RangeError('not saved')
    }
  }
  class Name extends ProfileForm {
    constructor(options: object) {
      super(options)
      this.removeField('lastName')
    }
    override columns() {
      return { firstName: this.cleaned.firstName }
    }
  }
  await using site = await accountsProject({ verifyEmail: 'none', forms: { register: Joining, profile: Name } })
  await site.client.post('/account/register/', { ...ann, firstName: 'Ann', isStaff: 'on' })
  await site.client.post('/account/profile/', { firstName: 'Anna', lastName: 'Lee' })
  const user = await site.run(() => User.get({ username: 'ann' }))
  assert.deepEqual([user.fullName, user.isStaff], ['Anna', false])
  const other = { username: 'bob', email: 'bob@example.org', password, firstName: 'Nobody' }
  await assert.rejects(async () => site.newClient().post('/account/register/', other))
  assert.equal(await site.run(() => User.filter({ username: 'bob' }).count()), 0)
})

test('closing an account keeps its row; a reason of the project’s own stops it', async () => {
  let stop = true
  const beforeDeletion = () => {
    if (stop) throw new ValidationError('You still owe us a guitar.', { code: 'owes' })
  }
  await using site = await accountsProject({ deletion: 'deactivate', beforeDeletion, redirects: { delete: '/bye/' } })
  await site.run(() => createUser(ann))
  await site.client.post('/account/login/', ann)
  const refused = await site.client.post('/account/delete/', { sure: 'on' })
  assert.match(await refused.text(), /You still owe us a guitar/)
  stop = false
  assert.equal((await site.client.post('/account/delete/', { sure: 'on' })).headers.get('location'), '/bye/')
  assert.equal((await site.run(() => User.get({ username: 'ann' }))).isActive, false)
  assert.equal((await site.client.post('/account/login/', ann)).status, 422)
  await using kept = await accountsProject({ deletion: false })
  await kept.run(() => createUser(ann))
  await kept.client.post('/account/login/', ann)
  assert.equal((await kept.client.get('/account/delete/')).status, 404)
})

test('an event that cannot be kept stops nobody', async () => {
  await using site = await accountsProject()
  await site.run(async () => {
    await createUser(ann)
    subscribe(
      on(AuthEvent, 'beforeSave', () => {
        throw new RangeError('the table is full')
      }),
    )
  })
  assert.equal((await site.client.post('/account/login/', ann)).status, 303)
  assert.equal(await who(site.client), 'ann')
})

test('a new browser is told of, the first one is not; old events go', async () => {
  await using site = await accountsProject({ newDeviceNotice: true })
  await site.run(() => createUser(ann))
  const enter = (agent: string) => site.newClient().post('/account/login/', ann, { headers: { 'user-agent': agent } })
  await enter('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
  assert.deepEqual(await mails(site), [])
  await enter('curl/8')
  const [mail] = await mails(site)
  assert.match(mail!.text, /curl/)
  await enter('curl/8')
  assert.deepEqual(await mails(site), [])
  using _clock = frozenTime(new Date(Date.now() + 40 * 86_400_000))
  assert.equal(await site.run(() => clearAuthEvents()), 0)
  assert.equal(await site.run(() => clearAuthEvents(30)), 3)
})

test('a session is last seen every five minutes, and not by each request', async () => {
  await using site = await accountsProject()
  await site.run(() => createUser(ann))
  using clock = frozenTime(new Date('2026-01-01T10:00:00Z'))
  await site.client.post('/account/login/', ann)
  const seen = async () => {
    await mails(site)
    return (await site.run(() => UserSession.get({ user__username: 'ann' }))).lastSeen.toISOString().slice(11, 16)
  }
  clock.set(new Date('2026-01-01T10:04:00Z'))
  await who(site.client)
  assert.equal(await seen(), '10:00')
  clock.set(new Date('2026-01-01T10:06:00Z'))
  await who(site.client)
  assert.equal(await seen(), '10:06')
})

test('the pages are where visitors log in, and mails name the site', async () => {
  const admin = path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))
  const inside = path(
    'inside/',
    requireLogin(() => text('in')),
  )
  await using site = await accountsProject({}, { apps: [accountsApp, adminApp], siteUrl: 'https://example.org' }, [
    admin,
    inside,
  ])
  await site.run(() => createUser(ann))
  assert.equal((await site.client.get('/inside/')).headers.get('location'), '/account/login/?next=%2Finside%2F')
  assert.match(await (await site.client.get('/admin/login/')).text(), /href="\/account\/reset\/"/)
  await site.client.post('/account/reset/', { email: 'ann@example.org' })
  assert.match((await mails(site))[0]!.text, /https:\/\/example\.org\/account\/reset\//)
  for (const siteUrl of ['example.org', 'https://example.org/shop/', 'ftp://example.org'])
    await assert.rejects(accountsProject({}, { siteUrl }), { code: 'NUAGES_PROJECT_BAD_SITE_URL' })
})

test('sessions in a cookie cannot be listed; a new password ends them', async () => {
  await using site = await accountsProject({}, { sessions: { store: 'cookie:' } })
  await site.run(() => createUser(ann))
  const there = site.newClient()
  for (const client of [site.client, there]) await client.post('/account/login/', ann)
  assert.match(await (await site.client.get('/account/sessions/')).text(), /cannot be listed/)
  await site.client.post('/account/password/', { currentPassword: password, newPassword: 'another long password' })
  assert.deepEqual([await who(site.client), await who(there)], ['ann', 'AnonymousUser'])
})

test('a session that is ended is gone from the cache before the database too', async () => {
  await using site = await accountsProject({}, { sessions: { store: 'cached-database:' } })
  await site.run(() => createUser(ann))
  const there = site.newClient()
  for (const client of [site.client, there]) await client.post('/account/login/', ann)
  assert.equal(await who(there), 'ann')
  await site.client.post('/account/sessions/end/')
  assert.deepEqual([await who(site.client), await who(there)], ['ann', 'AnonymousUser'])
})

test('browsers in words', () => {
  const agents = {
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0':
      'Edge, Windows',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1':
      'Safari, iPhone',
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36':
      'Chrome, Android',
    'curl/8.5': 'curl',
    '<script>': 'Unknown browser',
  }
  for (const [agent, words] of Object.entries(agents)) assert.equal(describeAgent(agent), words)
})

test('a check finds that mails are missing', async () => {
  const ids = async (more: object) => {
    await using site = await accountsProject({}, more)
    const found = await site.project.check()
    return found.map(({ id }) => id).filter((id) => id.startsWith('accounts'))
  }
  assert.deepEqual(await ids({}), [])
  assert.deepEqual(await ids({ mail: false }), ['accounts.W001'])
})
