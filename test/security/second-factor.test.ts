import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { User } from '../../src/apps/auth/index.ts'
import { matchingCounter, TotpDevice } from '../../src/apps/second-factor/index.ts'
import type { TestProject } from '../../src/tools/testing/index.ts'
import {
  base,
  enterPassword,
  newUser,
  secondFactorProject,
  userWithApp,
  whoami,
} from '../unit/second-factor/support.ts'

const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')
let site: TestProject
before(async () => {
  site = await secondFactorProject({ required: (user) => user.isStaff })
})
after(() => site.close())

test('no text but a code passes, whatever is sent, and nothing of it is an error of the server', async () => {
  const secret = Buffer.alloc(20, 7)
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (code) => {
      const counter = matchingCounter(secret, code, { at: 59_000 })
      assert.ok(counter === null || /^\d{6}$/.test(code))
    }),
    { seed },
  )
  await site.run(() => userWithApp('fuzzed'))
  const client = site.newClient()
  await enterPassword(client, 'fuzzed')
  const sent = fc.sample(fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })), { seed, numRuns: 30 })
  for (const code of sent)
    for (const page of ['code', 'recovery-code']) {
      const { status } = await client.json('POST', `${base}/${page}/`, { code, remember: code, next: code, user: 1 })
      assert.ok(status === 422 || status === 429, `${status} for ${JSON.stringify(code)}`)
    }
  for (const body of ['[]', '1', 'null', '"x"', '{"code":'])
    assert.equal(
      (
        await client.post(`${base}/code/`, body, {
          headers: { 'content-type': 'application/json' },
          raiseErrors: false,
        })
      ).status,
      400,
      body,
    )
  assert.equal(await whoami(client), 'AnonymousUser')
})

test('a form of another site does nothing', async () => {
  const { app } = await site.run(() => userWithApp('framed'))
  const client = site.newClient()
  await enterPassword(client, 'framed')
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  const options = { headers, enforceCsrf: true, raiseErrors: false }
  assert.equal((await client.post(`${base}/code/`, { code: app.code(), csrfmiddlewaretoken: '' }, options)).status, 403)
  assert.equal(await whoami(client), 'AnonymousUser')
})

test('columns that are no fields of a form are not set by it', async () => {
  const user = await site.run(() => newUser('assigner'))
  const client = site.newClient()
  await enterPassword(client, 'assigner')
  await client.get(`${base}/add/`)
  await client.json('POST', `${base}/add/`, {
    code: '1',
    isStaff: true,
    confirmedAt: '2020-01-01',
    secret: 'AAAA',
    user: 1,
  })
  assert.equal(await site.run(() => TotpDevice.filter({ user: user.pk }).count()), 0)
  assert.equal((await site.run(() => User.get({ pk: user.pk }))).isStaff, false)
})

test('a cookie of a remembered browser that was changed, or made by hand, does nothing', async () => {
  const { app } = await site.run(() => userWithApp('cookie'))
  const client = site.newClient()
  await enterPassword(client, 'cookie')
  await client.post(`${base}/code/`, { code: app.code(), remember: 'on' })
  const name = 'nuages_remembered_device'
  const real = client.cookies.get(name)!
  for (const value of [
    '',
    'x',
    real.slice(1),
    `${real}x`,
    real.replace(/^./, (first) => (first === 'a' ? 'b' : 'a')),
  ]) {
    const other = site.newClient()
    other.cookies.set(name, value)
    assert.equal(await enterPassword(other, 'cookie'), `${base}/code/`, value)
  }
})

test('what guards the admin is not gone round by other spellings of an address', async () => {
  const user = await site.run(() => newUser('staff', { isStaff: true }))
  const client = site.newClient()
  await client.forceLogin(user)
  for (const address of [
    '/whoami/',
    '//whoami/',
    '/account/two-step/../../whoami/',
    '/%77hoami/',
    '/whoami/?next=/account/login/',
    '/account/login/..%2f..%2fwhoami/',
  ])
    assert.doesNotMatch(await (await client.get(address, { raiseErrors: false })).text(), /^staff$/, address)
})
