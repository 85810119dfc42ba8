import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  authenticate,
  authentication,
  createSuperuser,
  createUser,
  login,
  logout,
  Passwords,
  pbkdf2Hasher,
  requireLogin,
  requireStaff,
  User,
} from '../../../src/apps/auth/index.ts'
import { Session, sessions } from '../../../src/apps/sessions/index.ts'
import { createLogger } from '../../../src/base/log/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { accessLog, createApp, path, text } from '../../../src/web/http/index.ts'
import { processorTime } from '../../support/processor-time.ts'
import { browser, secretKey, type TestSite, testSite } from './support.ts'

let site: TestSite

const urls = [
  path('', () => text('public')),
  path('whoami/', async (request): Promise<Response> => text(String(await request.user))),
  path('login/', async (request): Promise<Response> => {
    const sent = await request.form()
    const credentials = { username: String(sent.get('username')), password: String(sent.get('password')) }
    const user = await authenticate(request, credentials)
    if (user === null) return text('no', { status: 403 })
    await request.session.set('before', 1)
    await login(request, user)
    return text('in')
  }),
  path('logout/', async (request): Promise<Response> => {
    await logout(request)
    return text('out')
  }),
  path(
    'members/',
    requireLogin(() => text('members')),
  ),
  path(
    'staff/',
    requireStaff(() => text('staff')),
  ),
]

const password = 'correct horse battery'

before(async () => {
  site = await testSite(urls)
  await site.run(async () => {
    await createSuperuser({ username: 'root', password, email: 'Root@Example.ORG' })
    await createUser({ username: 'ann', password })
    await createUser({ username: 'gone', password, isActive: false })
    await createUser({ username: 'bot' })
  })
})
after(() => site.close())

test('logs in, is known, and logs out', async () => {
  const ann = browser(site)
  assert.equal(await (await ann.get('/whoami/')).text(), 'AnonymousUser')
  const answer = await ann.post('/login/', { username: 'ann', password })
  assert.equal(await answer.text(), 'in')
  const cookie = answer.headers.get('set-cookie')!
  assert.match(cookie, /^sessionid=[a-z0-9]{32};/)
  assert.match(cookie, /; HttpOnly/)
  assert.match(cookie, /; SameSite=Lax/)
  assert.match(cookie, /; Max-Age=1209600/)
  assert.doesNotMatch(cookie, /Secure/)
  assert.equal(await (await ann.get('/whoami/')).text(), 'ann')
  const user = await site.run(() => User.get({ username: 'ann' }))
  assert.ok(Math.abs(user.lastLogin!.getTime() - Date.now()) < 60_000)
  await ann.post('/logout/', {})
  assert.equal(ann.jar.has('sessionid'), false)
  assert.equal(await (await ann.get('/whoami/')).text(), 'AnonymousUser')
})

test('a login changes the key, and the old one is worth nothing', async () => {
  const ann = browser(site)
  await ann.post('/login/', { username: 'ann', password })
  const first = ann.jar.get('sessionid')!
  await ann.post('/login/', { username: 'ann', password })
  assert.notEqual(ann.jar.get('sessionid'), first)
  assert.equal(await (await browser(site, { sessionid: first }).get('/whoami/')).text(), 'AnonymousUser')
  assert.equal(await site.run(() => Session.filter({ sessionKey: first }).exists()), false)
})

test('a key that the visitor made up is not taken over', async () => {
  const mallory = browser(site, { sessionid: 'a'.repeat(32) })
  await mallory.post('/login/', { username: 'ann', password })
  assert.notEqual(mallory.jar.get('sessionid'), 'a'.repeat(32))
})

test('a new password ends the other sessions', async () => {
  await site.run(() => createUser({ username: 'eve', password }))
  const eve = browser(site)
  await eve.post('/login/', { username: 'eve', password })
  await site.run(async () => {
    const row = await User.get({ username: 'eve' })
    await row.setPassword('another long password')
    await row.save()
  })
  assert.equal(await (await eve.get('/whoami/')).text(), 'AnonymousUser')
})

test('wrong, inactive and unusable are refused alike', async () => {
  for (const username of ['ann', 'nobody', 'gone', 'bot']) {
    const given = username === 'gone' ? password : 'wrong'
    assert.equal((await browser(site).post('/login/', { username, password: given })).status, 403, username)
  }
})

test('an unknown name costs as much as a wrong password', async () => {
  const time = async (username: string) => {
    const taken = processorTime()
    await site.run(() => authenticate(null, { username, password: 'wrong' }))
    return taken()
  }
  await time('ann')
  const known = Math.min(await time('ann'), await time('ann'))
  const unknown = Math.min(await time('nobody'), await time('nobody'))
  const unusable = Math.min(await time('bot'), await time('bot'))
  assert.ok(unknown > known / 3, `${unknown} ms against ${known} ms`)
  assert.ok(unusable > known / 3, `${unusable} ms against ${known} ms`)
})

test('a password in an old form is hashed anew when it is used', async () => {
  await site.run(async () => {
    const old = await pbkdf2Hasher('sha1', { iterations: 10 }).encode('an old password', 'salt')
    await User.create({ username: 'old', password: old, email: '' })
    assert.ok(await authenticate(null, { username: 'old', password: 'an old password' }))
    const row = await User.get({ username: 'old' })
    assert.match(row.password, /^argon2\$argon2id\$/)
    assert.equal((await new Passwords().check('an old password', row.password)).mustUpdate, false)
    assert.ok(await authenticate(null, { username: 'old', password: 'an old password' }))
  })
})

test('a view for members sends strangers to log in, one for staff refuses members', async () => {
  const stranger = await browser(site).get('/members/?page=2')
  assert.equal(stranger.status, 302)
  assert.equal(stranger.headers.get('location'), '/login/?next=%2Fmembers%2F%3Fpage%3D2')
  const ann = browser(site)
  await ann.post('/login/', { username: 'ann', password })
  assert.equal(await (await ann.get('/members/')).text(), 'members')
  assert.equal((await ann.get('/staff/')).status, 403)
  const root = browser(site)
  await root.post('/login/', { username: 'root', password })
  assert.equal(await (await root.get('/staff/')).text(), 'staff')
})

test('a page that does not touch the session sets and reads nothing', async () => {
  const response = await browser(site).get('/')
  assert.equal(response.headers.get('set-cookie'), null)
  assert.equal(response.headers.get('vary'), null)
  assert.equal((await browser(site).get('/whoami/')).headers.get('vary'), 'Cookie')
})

test('createSuperuser says everything that is wrong, and makes nothing', async () => {
  await site.run(async () => {
    const count = await User.count()
    await assert.rejects(
      createSuperuser({ username: 'ann', password: 'ann', email: 'no address' }),
      (error: ValidationError) => {
        const found = error.byField()
        assert.deepEqual(Object.keys(found).sort(), ['email', 'password', 'username'])
        assert.equal(found['username']![0]!.code, 'unique')
        assert.ok(found['password']!.some((issue) => issue.code === 'password_too_short'))
        return true
      },
    )
    await assert.rejects(createUser({ username: 'bad name', password }), ValidationError)
    assert.equal(await User.count(), count)
    const root = await User.get({ username: 'root' })
    assert.equal(root.email, 'Root@example.org')
    assert.deepEqual([root.isStaff, root.isSuperuser, root.isActive], [true, true, true])
    assert.equal((await User.get({ username: 'bot' })).hasUsablePassword, false)
    assert.equal('password' in root.toJSON(), false)
  })
})

test('the access log names who is logged in, by the key alone', async () => {
  const lines: string[] = []
  const logger = createLogger({ name: 'access', format: 'json', write: (line) => lines.push(line) })
  const middleware = [accessLog({ logger }), sessions({ key: secretKey }), authentication()]
  const ann = browser({ ...site, app: createApp({ urls, middleware, scope: site.scope }) })
  await ann.get('/whoami/')
  await ann.post('/login/', { username: 'ann', password })
  await ann.get('/whoami/')
  await ann.get('/')
  await ann.get('/members/')
  const { pk } = await site.run(() => User.get({ username: 'ann' }))
  const users = lines.map((line) => (JSON.parse(line) as { user?: unknown }).user)
  // A page that does not ask who it is costs no query, and its line names nobody.
  assert.deepEqual(users, [undefined, pk, pk, undefined, pk])
  assert.doesNotMatch(lines.join(), /ann|correct horse/)
})
