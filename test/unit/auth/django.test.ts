import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { authenticate, login, User } from '../../../src/apps/auth/index.ts'
import { decodeSession, Session } from '../../../src/apps/sessions/index.ts'
import { path, text } from '../../../src/web/http/index.ts'
import { browser, secretKey, type TestSite, testSite } from './support.ts'

interface Fixture {
  secretKey: string
  session: { key: string; data: string; user: string }
  users: {
    id: number
    username: string
    password: string
    isStaff: boolean
    isSuperuser: boolean
    isActive: boolean
    plain: string | null
  }[]
}

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/django-users.json'), 'utf8')) as Fixture
let site: TestSite

before(async () => {
  assert.equal(fixture.secretKey, secretKey)
  const whoami = path('whoami/', async (request): Promise<Response> => text(String(await request.user)))
  const enter = path('enter/', async (request): Promise<Response> => {
    await login(request, await User.get({ username: 'editor' }))
    return text('in')
  })
  site = await testSite([whoami, enter])
  await site.run(async () => {
    for (const { plain: _plain, ...columns } of fixture.users) await User.create({ ...columns, email: '' })
    await Session.create({
      sessionKey: fixture.session.key,
      sessionData: fixture.session.data,
      expireDate: new Date('2099-01-01T00:00:00Z'),
    })
  })
})
after(() => site.close())

test("a session that Django wrote is its user's", async () => {
  const editor = browser(site, { sessionid: fixture.session.key })
  assert.equal(await (await editor.get('/whoami/')).text(), fixture.session.user)
  // Reading it wrote nothing: the row is as Django left it.
  const row = await site.run(() => Session.get({ sessionKey: fixture.session.key }))
  assert.equal(row.sessionData, fixture.session.data)
})

test("a session that we write holds what Django's would", async () => {
  const visitor = browser(site)
  await visitor.get('/enter/')
  const row = await site.run(() => Session.get({ sessionKey: visitor.jar.get('sessionid')! }))
  const ours = decodeSession(row.sessionData, { key: secretKey })
  const theirs = decodeSession(fixture.session.data, { key: secretKey })
  assert.deepEqual(Object.keys(theirs), ['_auth_user_id', '_auth_user_backend', '_auth_user_hash'])
  const { _nuages_identity_shown: shown, ...shared } = ours
  assert.deepEqual(shared, theirs)
  assert.deepEqual(Object.keys(shown as object), ['at', 'methods'])
})

test('a session signed with another key is nobody', async () => {
  assert.deepEqual(decodeSession(fixture.session.data, { key: 'another key' }), {})
})

test("Django's users log in with their passwords", async () => {
  await site.run(async () => {
    for (const { username, plain, isActive } of fixture.users) {
      const found = await authenticate(null, { username, password: plain ?? '' })
      assert.equal(found?.username ?? null, plain !== null && isActive ? username : null, username)
      assert.equal(await authenticate(null, { username, password: `${plain}x` }), null, username)
    }
    // Having been used, the hashes are of today's kind.
    assert.match((await User.get({ username: 'desk' })).password, /^argon2\$/)
  })
})
