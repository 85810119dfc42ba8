import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { requireRecentLogin } from '../../../src/apps/accounts/index.ts'
import { createUser, User } from '../../../src/apps/auth/index.ts'
import { oauthApp } from '../../../src/apps/oauth/index.ts'
import { passkeysApp } from '../../../src/apps/passkeys/index.ts'
import { secondFactorApp } from '../../../src/apps/second-factor/index.ts'
import { tokensApp } from '../../../src/apps/tokens/index.ts'
import { frozenTime, type TestProject } from '../../../src/tools/testing/index.ts'
import { path, text } from '../../../src/web/http/index.ts'
import { accountsProject, asProgram, linkIn, mails, password } from './support.ts'

const another = 'another long password'
let site: TestProject
before(async () => {
  site = await accountsProject({}, {}, [
    path(
      'vault/',
      requireRecentLogin(() => text('gold')),
    ),
  ])
})
after(() => site.close())
beforeEach(async () => {
  await mails(site)
  await site.run(() => User.all().delete())
  await site.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
})

const entered = async () => {
  const client = site.newClient()
  await asProgram(client, '/account/login/', { username: 'ann', password })
  return client
}
const codes = (body: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(body['errors'] as Record<string, { code: string }[]>).map(([name, list]) => [name, list[0]!.code]),
  )

test('a page says what its form asks for', async () => {
  const { status, body } = await asProgram(site.client, '/account/login/')
  assert.deepEqual([status, Object.keys(body['fields'] as object)], [200, ['username', 'password', 'remember']])
  assert.equal(typeof body['csrfToken'], 'string')
})

test('logging in and out, right and wrong', async () => {
  const client = site.newClient()
  const wrong = await asProgram(client, '/account/login/', { username: 'ann', password: 'wrong' })
  assert.deepEqual([wrong.status, codes(wrong.body)], [422, { __all__: 'invalid_login' }])
  const right = await asProgram(client, '/account/login/', { username: 'ann', password, next: '/vault/' })
  assert.deepEqual([right.status, right.body], [200, { done: true, next: '/vault/' }])
  const home = await asProgram(client, '/account/')
  assert.equal((home.body['user'] as { username: string }).username, 'ann')
  assert.deepEqual(
    (home.body['sections'] as { name: string }[]).map(({ name }) => name),
    ['profile', 'email', 'password', 'sessions', 'delete'],
  )
  assert.equal((await asProgram(client, '/account/logout/', {})).body['done'], true)
  const out = await asProgram(client, '/account/')
  assert.deepEqual([out.status, codes(out.body)], [401, { __all__: 'login' }])
})

test('batteries whose pages are not mounted have no line on the account page', async () => {
  await using bare = await accountsProject(
    {},
    { apps: [secondFactorApp, passkeysApp, oauthApp, tokensApp], oauth: { providers: {} } },
  )
  await bare.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
  await asProgram(bare.client, '/account/login/', { username: 'ann', password })
  const { status, body } = await asProgram(bare.client, '/account/')
  assert.deepEqual(
    [status, (body['sections'] as { name: string }[]).map(({ name }) => name)],
    [200, ['profile', 'email', 'password', 'sessions', 'delete']],
  )
})

test('a body that is no object, and fields that are no texts', async () => {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  for (const sent of ['[]', 'null', '1', '"a"'])
    assert.equal((await site.client.post('/account/login/', sent, { headers })).status, 400, sent)
  const odd = await asProgram(site.client, '/account/login/', { username: { $ne: 1 }, password: ['a'] })
  assert.deepEqual([odd.status, codes(odd.body)], [422, { username: 'invalid', password: 'invalid' }])
})

test('registering: the address has to be verified before the login is done', async () => {
  const client = site.newClient()
  const bad = await asProgram(client, '/account/register/', { username: 'a b', email: 'x', password: '123' })
  assert.deepEqual(Object.keys(codes(bad.body)).sort(), ['email', 'password', 'username'])
  const made = await asProgram(client, '/account/register/', { username: 'bea', email: 'bea@example.org', password })
  assert.deepEqual([made.status, made.body], [200, { done: true, next: '/account/sent/' }])
  const [mail] = await mails(site)
  const early = await asProgram(client, '/account/login/', { username: 'bea', password })
  assert.deepEqual(early.body, { done: false, next: '/account/sent/' })
  assert.equal((await asProgram(client, '/account/sent/')).body['mayResend'], true)
  const link = linkIn(mail)
  assert.deepEqual((await asProgram(client, link)).body, { email: 'bea@example.org' })
  assert.deepEqual((await asProgram(client, link, {})).body, { done: true, next: '/' })
  const again = await asProgram(client, link, {})
  assert.deepEqual([again.status, codes(again.body)], [410, { __all__: 'spent' }])
})

test('resetting takes the link itself', async () => {
  await asProgram(site.client, '/account/reset/', { email: 'ann@example.org' })
  const link = linkIn((await mails(site))[0])
  assert.equal((await asProgram(site.client, link)).status, 200)
  const weak = await asProgram(site.client, link, { newPassword: '12345678' })
  assert.deepEqual([weak.status, Object.keys(codes(weak.body))], [422, ['newPassword']])
  assert.equal((await asProgram(site.client, link, { newPassword: another })).body['done'], true)
  assert.equal((await asProgram(site.client, link, { newPassword: password })).status, 410)
})

test('what matters asks once more who one is', async () => {
  const client = await entered()
  const clock = frozenTime(new Date(Date.now() + 3_600_000))
  try {
    const asked = await asProgram(client, '/vault/')
    assert.deepEqual([asked.status, codes(asked.body)], [403, { __all__: 'reauthenticate' }])
    assert.equal(asked.body['next'], '/account/reauthenticate/?next=%2Fvault%2F')
    const page = await client.get('/vault/')
    assert.deepEqual([page.status, page.headers.get('location')], [302, asked.body['next']])
    const wrong = await asProgram(client, '/account/reauthenticate/', { password: 'wrong' })
    assert.deepEqual(codes(wrong.body), { password: 'password_incorrect' })
    const key = client.cookies.get('sessionid')
    const shown = await client.post(String(asked.body['next']), { password, next: '/vault/' })
    assert.equal(shown.headers.get('location'), '/vault/')
    assert.notEqual(client.cookies.get('sessionid'), key)
    assert.equal(await (await client.get('/vault/')).text(), 'gold')
  } finally {
    clock.release()
  }
})

test('sessions are listed without their keys', async () => {
  const client = await entered()
  const { body } = await asProgram(client, '/account/sessions/')
  const [session] = body['sessions'] as Record<string, unknown>[]
  assert.deepEqual(Object.keys(session!).sort(), ['createdAt', 'current', 'device', 'id', 'ip', 'lastSeen'])
  assert.equal(session!['current'], true)
  assert.doesNotMatch(JSON.stringify(body), new RegExp(client.cookies.get('sessionid')!))
})

test('attempts that come too often', async () => {
  const client = site.newClient()
  let last = await client.json('POST', '/account/login/', { username: 'ann', password: 'wrong' })
  for (let round = 0; round < 30 && last.status === 422; round++)
    last = await client.json('POST', '/account/login/', { username: 'ann', password: 'wrong' })
  assert.equal(last.status, 429)
  assert.ok(Number(last.headers.get('retry-after')) > 0)
  assert.deepEqual(codes(JSON.parse(await last.text())), { __all__: 'throttled' })
  const page = await client.post('/account/login/', { username: 'ann', password: 'wrong' })
  assert.equal(page.status, 429)
  assert.match(await page.text(), /Too many attempts/)
})
