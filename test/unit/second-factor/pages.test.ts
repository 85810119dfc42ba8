import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, mock, test } from 'node:test'
import { AuthEvent } from '../../../src/apps/accounts/index.ts'
import {
  fromBase32,
  makeRecoveryCodes,
  RecoveryCode,
  recoveryCodesLeft,
  TotpDevice,
} from '../../../src/apps/second-factor/index.ts'
import type { Client, TestProject } from '../../../src/tools/testing/index.ts'
import { readQr } from '../../support/qr-reader.ts'
import {
  appOf,
  base,
  clockAt,
  enterPassword,
  newUser,
  noon,
  secondFactorProject,
  userWithApp,
  whoami,
} from './support.ts'

let site: TestProject
before(async () => {
  clockAt(noon)
  site = await secondFactorProject({ issuer: 'Big Corp' })
})
after(() => site.close())
beforeEach(() => clockAt(noon))
afterEach(() => mock.timers.reset())

/** Somebody who has just logged in, with a code where they have an app. */
async function inside(username: string, app?: { code(periods?: number): string }): Promise<Client> {
  const client = site.newClient()
  await enterPassword(client, username)
  if (app !== undefined) assert.equal((await client.post(`${base}/code/`, { code: app.code() })).status, 303)
  return client
}

const asJson = { headers: { accept: 'application/json' } }
const kinds = (user: { pk: unknown }) =>
  site.run(async () => {
    const events = await AuthEvent.filter({ userKey: String(user.pk) }).orderBy('id')
    return events.map(({ kind }) => kind).filter((kind) => kind !== 'login' && kind !== 'reauthenticated')
  })

test('sets an app up: the picture and the key stay the same until a code of it was shown', async () => {
  const user = await site.run(() => newUser('ann'))
  const client = await inside('ann')
  assert.match(await (await client.get(`${base}/`)).text(), /Off/)
  assert.match(await (await client.get('/account/')).text(), /Two-step verification/)
  const page = await (await client.get(`${base}/add/`)).text()
  assert.match(page, /<svg [^>]*role="img" aria-label="QR code/)
  const key = /<code[^>]*>([A-Z2-7 ]+)<\/code>/.exec(page)![1]!
  assert.match(page, /otpauth:\/\/totp\/Big%20Corp:ann\?secret=[A-Z2-7]{32}&amp;issuer=Big%20Corp/)
  const { secret, uri } = (await (await client.get(`${base}/add/`, asJson)).json()) as { secret: string; uri: string }
  assert.equal(secret, key.replaceAll(' ', ''))
  assert.ok(uri.includes(secret))
  assert.equal(readQr(/<svg [^>]*aria-label="QR code.*?<\/svg>/s.exec(page)![0]), uri)
  const app = appOf(fromBase32(key))
  const wrong = await client.post(`${base}/add/`, { name: 'My phone', code: '000000' })
  assert.equal(wrong.status, 422)
  assert.ok((await wrong.text()).includes(key))
  assert.equal(await site.run(() => TotpDevice.filter({ user: user.pk }).count()), 0)

  const known = client.cookies.get('sessionid')
  const shown = await client.post(`${base}/add/`, { name: 'My phone', code: app.code() })
  assert.deepEqual([shown.status, shown.headers.get('cache-control')], [200, 'no-store'])
  const text = await shown.text()
  const codes = [...text.matchAll(/<li>([a-z2-9-]{14})<\/li>/g)].map(([, code]) => code!)
  assert.equal(codes.length, 10)
  assert.match(text, /href="data:text\/plain;charset=utf-8,Big%20Corp/)
  assert.notEqual(client.cookies.get('sessionid'), known)
  assert.equal(await (await client.get('/vault/')).text(), 'vault')
  assert.deepEqual(await kinds(user), ['secondFactorEnabled'])

  const device = await site.run(() => TotpDevice.get({ user: user.pk }))
  assert.equal(device.name, 'My phone')
  assert.match(device.secret, /^v1\./)
  assert.ok(!JSON.stringify(device.toJSON()).includes(device.secret))
  const rows = await site.run(() => RecoveryCode.filter({ user: user.pk }))
  for (const { hash } of rows) assert.ok(!codes.some((code) => hash.includes(code.replaceAll('-', ''))))
  // The code that has set it up is used.
  const again = site.newClient()
  await enterPassword(again, 'ann')
  assert.equal((await again.post(`${base}/code/`, { code: app.code() })).status, 422)
  assert.equal((await again.post(`${base}/recovery-code/`, { code: codes[3]! })).status, 303)
})

test('a form of the set-up page that is sent twice is no failure: the second answer says that an app is there', async () => {
  await site.run(() => newUser('hasty'))
  const client = await inside('hasty')
  const { secret } = (await (await client.get(`${base}/add/`, asJson)).json()) as { secret: string }
  const sent = { name: 'My phone', code: appOf(fromBase32(secret)).code() }
  const answers = await Promise.all([client.post(`${base}/add/`, sent), client.post(`${base}/add/`, sent)])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 303])
  const later = await client.post(`${base}/add/`, sent)
  assert.deepEqual([later.status, later.headers.get('location')], [303, `${base}/`])
  assert.match(await (await client.get(`${base}/`)).text(), /An app was set up a moment ago/)
})

test('a secret of the set-up page is of one user and one hour', async () => {
  await site.run(async () => {
    await newUser('first')
    await newUser('second')
  })
  const client = await inside('first')
  const { secret } = (await (await client.get(`${base}/add/`, asJson)).json()) as { secret: string }
  clockAt(noon + 3601_000)
  await enterPassword(client, 'first')
  const late = await client.json('POST', `${base}/add/`, { code: appOf(fromBase32(secret)).code() })
  assert.equal(late.status, 422)
  await enterPassword(client, 'second')
  const other = (await (await client.get(`${base}/add/`, asJson)).json()) as { secret: string }
  assert.notEqual(other.secret, secret)
})

test('who logged in a while ago shows their password first; who has an app shows a code first', async () => {
  await site.run(() => newUser('idle'))
  const idle = await inside('idle')
  clockAt(noon + 3600_000)
  assert.match((await idle.get(`${base}/add/`)).headers.get('location')!, /^\/account\/reauthenticate\/\?next=/)
  const refused = await idle.json('POST', `${base}/add/`, { code: '1' })
  assert.equal(refused.status, 403)
  clockAt(noon)
  const { user, app } = await site.run(() => userWithApp('owner'))
  // However the session came about: by a password alone nothing is added, shown or removed.
  const bare = site.newClient()
  await bare.forceLogin(user)
  assert.match((await bare.get(`${base}/add/`)).headers.get('location')!, /\/code\/\?next=/)
  assert.match((await bare.get(`${base}/recovery-codes/`)).headers.get('location')!, /\/code\/\?next=/)
  assert.equal((await bare.json('POST', `${base}/recovery-codes/`, {})).status, 403)
  const vault = await bare.get('/vault/', asJson)
  assert.deepEqual(
    [vault.status, ((await vault.json()) as { next: string }).next],
    [403, `${base}/code/?next=%2Fvault%2F`],
  )
  const shown = await bare.post(`${base}/code/`, { code: app.code(), next: '/vault/' })
  assert.equal(shown.headers.get('location'), '/vault/')
  assert.equal(await (await bare.get('/vault/')).text(), 'vault')
  assert.equal((await bare.get(`${base}/add/`)).status, 200)
  assert.equal(await (await bare.get('/fresh/')).text(), 'fresh')
  clockAt(noon + 61_000)
  assert.match((await bare.get('/fresh/')).headers.get('location')!, /\/code\//)
  assert.equal(await (await bare.get('/vault/')).text(), 'vault')
  const elsewhere = await bare.post(`${base}/code/`, { code: app.code(), next: 'https://evil.example/' })
  assert.equal(elsewhere.headers.get('location'), '/')
})

test('new recovery codes end the old ones, and few left are told', async () => {
  const { user, app } = await site.run(() => userWithApp('keeper'))
  const old = await site.run(() => makeRecoveryCodes(user))
  const client = await inside('keeper', app)
  assert.doesNotMatch(await (await client.get(`${base}/`)).text(), /Make new ones/)
  await site.run(async () => {
    const rows = await RecoveryCode.filter({ user: user.pk }).slice(0, 7)
    await RecoveryCode.filter({ id__in: rows.map(({ pk }) => pk) }).update({ usedAt: new Date() })
  })
  assert.match(await (await client.get(`${base}/`)).text(), /3 recovery codes left\. Make new ones/)
  const made = await client.json('POST', `${base}/recovery-codes/`, {})
  const { recoveryCodes } = (await made.json()) as { recoveryCodes: string[] }
  assert.deepEqual([made.headers.get('cache-control'), recoveryCodes.length], ['no-store', 10])
  assert.deepEqual(await site.run(() => recoveryCodesLeft(user)), { left: 10, few: false })
  const other = site.newClient()
  await enterPassword(other, 'keeper')
  assert.equal((await other.post(`${base}/recovery-code/`, { code: old[9]! })).status, 422)
  assert.equal((await other.post(`${base}/recovery-code/`, { code: recoveryCodes[0]! })).status, 303)
})

test('an app is removed for a code; with the last one recovery codes end; one of somebody else is not found', async () => {
  const { user, app } = await site.run(() => userWithApp('leaver'))
  await site.run(() => makeRecoveryCodes(user))
  const { user: stranger } = await site.run(() => userWithApp('neighbour'))
  const client = await inside('leaver', app)
  const mine = await site.run(() => TotpDevice.get({ user: user.pk }))
  const theirs = await site.run(() => TotpDevice.get({ user: stranger.pk }))
  const missing = await client.post(`${base}/remove/${theirs.pk}/`, { code: app.code(1) }, { raiseErrors: false })
  assert.equal(missing.status, 404)
  assert.match(await (await client.get(`${base}/remove/${mine.pk}/`)).text(), /last one/)
  assert.equal((await client.post(`${base}/remove/${mine.pk}/`, { code: app.code() })).status, 422)
  assert.equal((await client.post(`${base}/remove/${mine.pk}/`, { code: app.code(1) })).status, 303)
  assert.equal(await site.run(() => TotpDevice.filter({ user: user.pk }).count()), 0)
  assert.deepEqual(await site.run(() => recoveryCodesLeft(user)), { left: 0, few: true })
  assert.deepEqual(await kinds(user), ['secondFactorFailed', 'secondFactorDisabled'])
  assert.equal(await site.run(() => TotpDevice.filter({ user: stranger.pk }).count()), 1)
  assert.equal(await enterPassword(site.newClient(), 'leaver'), '/')
})

test('the overview is of oneself, and says no secret', async () => {
  const { user, app } = await site.run(() => userWithApp('viewer'))
  const client = await inside('viewer', app)
  const { secret } = await site.run(() => TotpDevice.get({ user: user.pk }))
  const data = await (await client.get(`${base}/`, asJson)).text()
  assert.deepEqual(
    { ...(JSON.parse(data) as object), devices: undefined },
    { enabled: true, required: false, devices: undefined, methods: [], recoveryCodesLeft: 0 },
  )
  assert.ok(!data.includes(secret))
  assert.equal(await whoami(client), 'viewer')
})
