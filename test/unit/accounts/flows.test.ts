import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { AuthEvent, UserSession } from '../../../src/apps/accounts/index.ts'
import { createUser, User } from '../../../src/apps/auth/index.ts'
import type { Client, TestProject } from '../../../src/tools/testing/index.ts'
import { accountsProject, linkIn, mails, password } from './support.ts'

const another = 'another long password'
let site: TestProject
before(async () => {
  site = await accountsProject()
})
after(() => site.close())
beforeEach(async () => {
  await mails(site)
  await site.run(() => User.all().delete())
  await site.run(() => createUser({ username: 'ann', email: 'ann@example.org', password }))
})

const who = async (client: Client) => (await client.get('/whoami/')).text()
async function enter(username = 'ann', secret = password): Promise<Client> {
  const client = site.newClient()
  const entered = await client.post('/account/login/', { username, password: secret })
  assert.equal(entered.status, 303, await entered.text())
  return client
}

test('registers, verifies, and then is let in', async () => {
  const client = site.newClient()
  assert.equal((await client.get('/account/register/')).status, 200)
  const sent = await client.post('/account/register/', { username: 'bea', email: 'bea@Example.org', password })
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/account/sent/'])
  const [mail, ...more] = await mails(site)
  assert.deepEqual([mail?.to, more.length], ['bea@example.org', 0])
  const link = linkIn(mail)
  // Right credentials are not enough yet.
  const entered = await client.post('/account/login/?next=/whoami/', { username: 'bea', password })
  assert.equal(entered.headers.get('location'), '/account/sent/')
  assert.equal(await who(client), 'AnonymousUser')
  // A program that opens links changes nothing.
  const opened = await site.newClient().get(link)
  assert.match(await opened.text(), /bea@example\.org/)
  const verified = await client.post(link)
  assert.deepEqual([verified.status, verified.headers.get('location')], [303, '/whoami/'])
  assert.equal(await who(client), 'bea')
  // Once.
  assert.equal((await client.post(link)).status, 410)
  const spent = await client.get(link)
  assert.equal(spent.status, 410)
  assert.match(await spent.text(), /It was used already: the address is verified/)
  assert.doesNotMatch(await (await client.get('/account/verify/x/')).text(), /the address is verified/)
})

test('a form that is sent twice at once makes one account, and nothing fails', async () => {
  const client = site.newClient()
  const sent = { username: 'cleo', email: 'cleo@example.org', password }
  const answers = await Promise.all([
    client.post('/account/register/', sent),
    site.newClient().post('/account/register/', sent),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303],
  )
  const verifications = (await mails(site)).filter(({ subject }) => subject.startsWith('Verify'))
  assert.equal(verifications.length, 1)
  assert.equal(await site.run(() => User.filter({ username: 'cleo' }).count()), 1)
})

test('the same where nothing has to be verified: one of the two is logged in, the other is told as about any known address', async () => {
  await using open = await accountsProject({ verifyEmail: 'none' })
  const sent = { username: 'cleo', email: 'cleo@example.org', password }
  const answers = await Promise.all([1, 2].map(() => open.newClient().post('/account/register/', sent)))
  assert.deepEqual(answers.map((each) => each.headers.get('location')).toSorted(), ['/', '/account/sent/'])
})

test('says the same to an address that is known, and tells its owner', async () => {
  const client = site.newClient()
  const known = await client.post('/account/register/', { username: 'eve', email: 'Ann@example.org', password })
  const [mail] = await mails(site)
  assert.equal(mail?.subject, 'Your account on testserver')
  const unknown = await client.post('/account/register/', { username: 'eva', email: 'eva@example.org', password })
  assert.deepEqual([known.status, known.headers.get('location')], [unknown.status, unknown.headers.get('location')])
  await mails(site)
  assert.equal(await site.run(() => User.filter({ username: 'eve' }).count()), 0)
})

test('changes the password: this session stays, others end, a mail says so', async () => {
  const here = await enter()
  const there = await enter()
  const wrong = await here.post('/account/password/', { currentPassword: 'wrong', newPassword: another })
  assert.equal(wrong.status, 422)
  const changed = await here.post('/account/password/', { currentPassword: password, newPassword: another })
  assert.equal(changed.status, 303)
  assert.deepEqual([await who(here), await who(there)], ['ann', 'AnonymousUser'])
  const [mail] = await mails(site)
  assert.match(mail!.subject, /password .* was changed/)
  assert.equal(await site.run(() => UserSession.all().count()), 1)
  await enter('ann', another)
})

test('resets a forgotten password once', async () => {
  const inside = await enter()
  const client = site.newClient()
  const asked = await client.post('/account/reset/', { email: 'ANN@example.org' })
  const nobody = await client.post('/account/reset/', { email: 'nobody@example.org' })
  assert.deepEqual([asked.status, asked.headers.get('location')], [nobody.status, nobody.headers.get('location')])
  const [mail, ...more] = await mails(site)
  assert.equal(more.length, 0)
  const link = linkIn(mail)
  const first = await client.get(link)
  assert.equal(first.status, 303)
  const page = first.headers.get('location')!
  assert.doesNotMatch(page, new RegExp(link.split('/').at(-2)!))
  assert.match(await (await client.get(page)).text(), /new-password/)
  assert.equal((await client.post(page, { newPassword: '123' })).status, 422)
  assert.equal((await client.post(page, { newPassword: another })).headers.get('location'), '/account/login/')
  assert.equal((await client.post(page, { newPassword: another })).status, 410)
  assert.equal((await client.get(link)).status, 410)
  assert.equal(await who(inside), 'AnonymousUser')
  await enter('ann', another)
})

test('changes the address once the new one is verified, and tells the old one', async () => {
  const client = await enter()
  assert.equal((await client.post('/account/email/', { email: 'ann@new.example' })).status, 303)
  const [mail] = await mails(site)
  assert.equal(mail?.to, 'ann@new.example')
  assert.equal((await site.run(() => User.get({ username: 'ann' }))).email, 'ann@example.org')
  assert.equal((await client.post(linkIn(mail))).status, 303)
  assert.equal((await site.run(() => User.get({ username: 'ann' }))).email, 'ann@new.example')
  assert.deepEqual(
    (await mails(site)).map(({ to }) => to),
    ['ann@example.org'],
  )
})

test('lists and ends sessions', async () => {
  const here = await enter()
  const there = await enter()
  const third = await enter()
  const ids = await site.run(async () => (await UserSession.all().orderBy('id')).map(({ id }) => id))
  assert.equal(ids.length, 3)
  assert.match(await (await here.get('/account/sessions/')).text(), /Unknown browser/)
  assert.equal((await here.post(`/account/sessions/${ids[1]}/end/`)).status, 303)
  assert.deepEqual([await who(here), await who(there), await who(third)], ['ann', 'AnonymousUser', 'ann'])
  await here.post('/account/sessions/end/')
  assert.equal(await who(third), 'AnonymousUser')
  assert.equal(await who(here), 'ann')
  await site.run(() => createUser({ username: 'bob', password }))
  const bob = await enter('bob')
  // Another's is as one that has ended on a page that was open for a while.
  const other = `/account/sessions/${ids[0]}/end/`
  assert.equal((await bob.post(other)).headers.get('location'), '/account/sessions/')
  assert.equal((await bob.json('POST', other, {})).status, 404)
  assert.equal(await who(here), 'ann')
  assert.equal((await here.post(`/account/sessions/${ids[1]}/end/`)).status, 303)
  await here.post(`/account/sessions/${ids[0]}/end/`)
  assert.equal(await who(here), 'AnonymousUser')
})

test('asks once more before what matters, and deletes the account', async () => {
  const client = await enter()
  await site.run(() => AuthEvent.all().delete())
  const page = await client.get('/account/delete/')
  assert.equal(page.status, 200)
  assert.equal((await client.post('/account/delete/', {})).status, 422)
  assert.equal((await client.post('/account/delete/', { sure: 'on' })).status, 303)
  assert.equal(await site.run(() => User.filter({ username: 'ann' }).count()), 0)
  assert.equal(await who(client), 'AnonymousUser')
  const [event] = await site.run(() => AuthEvent.filter({ kind: 'accountDeleted' }))
  assert.deepEqual([event?.user, event?.username, event?.userKey !== ''], [null, 'ann', true])
})

test('saves the profile, and no other column', async () => {
  const client = await enter()
  const values = { firstName: 'Ann', lastName: 'Lee', isSuperuser: 'on', is_staff: '1', username: 'root' }
  assert.equal((await client.post('/account/profile/?isSuperuser=1', values)).status, 303)
  const ann = await site.run(() => User.get({ username: 'ann' }))
  assert.deepEqual([ann.fullName, ann.isSuperuser, ann.isStaff], ['Ann Lee', false, false])
})
