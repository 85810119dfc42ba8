import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { type AuthEvent, authEventSinkService, type User } from '../../../src/apps/auth/index.ts'
import { Passkey } from '../../../src/apps/passkeys/index.ts'
import { provide } from '../../../src/base/context/index.ts'
import { freezeTime } from '../../../src/tools/testing/index.ts'
import { Authenticator, type RequestJson, type Twist } from '../../support/authenticator.ts'
import { codeOf, optionsOf, origin, postJson, site, someone, tryLogin, whoIs, withPasskey } from './support.ts'

for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const)
  test(`a passkey with ${algorithm} is added, and logs in`, async () => {
    await using project = await site()
    const ada = await someone(project, 'ada')
    const device = await withPasskey(project.newClient(), ada, { twist: { algorithm } })
    const visitor = project.newClient()
    const answer = await tryLogin(visitor, device)
    assert.equal(answer.status, 200)
    assert.deepEqual(await answer.json(), { done: true, next: '/' })
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.equal(await whoIs(visitor), 'ada')
    const [passkey] = await project.run(() => Passkey.all())
    assert.equal(passkey?.signCount, 1n)
    assert.ok(passkey?.lastUsedAt)
    assert.deepEqual(passkey?.transports, ['hybrid', 'internal'])
  })

test('what a browser is asked names nobody, and is of one form for everybody', async () => {
  await using project = await site()
  await withPasskey(project.newClient(), await someone(project, 'ada'))
  const options = await optionsOf<Record<string, unknown>>(project.newClient(), '/passkeys/login/options/')
  const { challenge, ...rest } = options
  assert.match(String(challenge), /^[\w-]{43}$/)
  assert.deepEqual(rest, { rpId: 'testserver', allowCredentials: [], timeout: 300_000, userVerification: 'required' })
})

const wrong: Readonly<Record<string, Twist>> = {
  'of another origin': { origin: 'https://evil.example' },
  'of this host by http': { origin: 'http://testserver' },
  'of another port': { origin: 'https://testserver:8443' },
  'for another domain': { rpId: 'evil.example' },
  'of another ceremony': { type: 'webauthn.create' },
  'to a challenge that was never asked': { challenge: 'A'.repeat(43) },
  'in a frame of another site': { crossOrigin: true },
  'with a site around it': { topOrigin: 'https://evil.example' },
  'by another key': { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
  'without the handle of its user': { userHandle: null },
  'with the handle of nobody': { userHandle: Buffer.alloc(64, 1).toString('base64url') },
  'of somebody who was not made sure to hold it': { userVerified: false },
  'of nobody who was there': { userPresent: false },
}

test('an answer that is wrong in one thing logs nobody in, and is told like any other', async () => {
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  for (const [what, twist] of Object.entries(wrong)) {
    const visitor = project.newClient()
    const answer = await tryLogin(visitor, device, twist)
    assert.equal(answer.status, 422, what)
    const expected = 'challenge' in twist ? 'expired' : 'refused'
    assert.equal(await codeOf(answer), expected, what)
    assert.equal(await whoIs(visitor), '', what)
  }
  assert.equal((await tryLogin(project.newClient(), device)).status, 200)
})

test('an answer is taken once, right or wrong', async () => {
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  for (const twist of [{}, { origin: 'https://evil.example' }]) {
    const visitor = project.newClient()
    const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
    await postJson(visitor, '/passkeys/login/', { credential: device.get(options, twist) })
    const again = await postJson(visitor, '/passkeys/login/', { credential: device.get(options) })
    assert.equal(again.status, 422)
    assert.equal(await codeOf(again), 'expired')
  }
})

test('an answer that cannot be read ends what was asked', async () => {
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  const visitor = project.newClient()
  const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
  assert.equal((await postJson(visitor, '/passkeys/login/', { credential: { id: '!' } })).status, 422)
  assert.equal(
    await codeOf(await postJson(visitor, '/passkeys/login/', { credential: device.get(options) })),
    'expired',
  )
})

test('an answer belongs to the session, the ceremony and the five minutes in which it was asked', async () => {
  await using project = await site()
  const owner = project.newClient()
  const device = await withPasskey(owner, await someone(project, 'ada'))
  const visitor = project.newClient()
  const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
  const other = project.newClient()
  assert.equal(await codeOf(await postJson(other, '/passkeys/login/', { credential: device.get(options) })), 'expired')

  const confirm = await optionsOf<RequestJson>(owner, '/passkeys/confirm/options/')
  assert.equal(await codeOf(await postJson(owner, '/passkeys/login/', { credential: device.get(confirm) })), 'expired')

  await freezeTime('2030-01-01T12:00:00Z', async (clock) => {
    const late = project.newClient()
    const asked = await optionsOf<RequestJson>(late, '/passkeys/login/options/')
    clock.advance({ seconds: 301 })
    assert.equal(await codeOf(await postJson(late, '/passkeys/login/', { credential: device.get(asked) })), 'expired')
  })
})

test('of the same answer sent twice at once one logs in', async () => {
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'), {
    device: new Authenticator({ origin, counts: false }),
  })
  const visitor = project.newClient()
  const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
  const credential = device.get(options)
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => postJson(visitor, '/passkeys/login/', { credential })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422, 422, 422])
})

test('answers to what was not asked write no events, and those that were asked for do', async () => {
  const kinds: string[] = []
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  const sink = provide(authEventSinkService, (event: AuthEvent) => void kinds.push(event.kind))
  ;(project.project.scope.services as Map<symbol, unknown>).set(...(sink as [symbol, unknown]))
  const visitor = project.newClient()
  const credential = device.get(await optionsOf<RequestJson>(visitor, '/passkeys/login/options/'))
  const stranger = project.newClient()
  for (const sent of [{ credential }, { credential: {} }, {}]) {
    assert.equal((await postJson(stranger, '/passkeys/login/', sent)).status, 422)
  }
  assert.deepEqual(kinds, [])
  assert.equal((await tryLogin(visitor, device, { counter: 7 })).status, 200)
  assert.equal((await tryLogin(stranger, device, { counter: 6 })).status, 422)
  assert.deepEqual(kinds, ['login', 'passkeyCounterWentBack', 'loginFailed'])
})

test('a counter that goes back is refused and written down; one that stays at 0 is none', async () => {
  const events: AuthEvent[] = []
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  const sink = provide(authEventSinkService, (event: AuthEvent) => void events.push(event))
  ;(project.project.scope.services as Map<symbol, unknown>).set(...(sink as [symbol, unknown]))
  assert.equal((await tryLogin(project.newClient(), device, { counter: 7 })).status, 200)
  for (const counter of [7, 6, 0]) {
    const visitor = project.newClient()
    assert.equal(await codeOf(await tryLogin(visitor, device, { counter })), 'refused')
    assert.equal(await whoIs(visitor), '')
  }
  assert.equal(events.filter(({ kind }) => kind === 'passkeyCounterWentBack').length, 3)
  assert.equal((await tryLogin(project.newClient(), device, { counter: 8 })).status, 200)

  const still = await withPasskey(project.newClient(), await someone(project, 'bea'), {
    device: new Authenticator({ origin, counts: false }),
  })
  for (let i = 0; i < 2; i++) assert.equal((await tryLogin(project.newClient(), still)).status, 200)
})

test('who is not active, or was deleted, does not log in; nor does a passkey that was removed', async () => {
  await using project = await site()
  const people: [string, (user: User) => Promise<unknown>][] = [
    ['ada', (user) => Object.assign(user, { isActive: false }).save()],
    ['bea', (user) => user.delete()],
    ['cyd', () => Passkey.all().delete()],
  ]
  for (const [name, end] of people) {
    const user = await someone(project, name)
    const device = await withPasskey(project.newClient(), user)
    await project.run(() => end(user))
    assert.equal(await codeOf(await tryLogin(project.newClient(), device)), 'refused', name)
  }
})

test("one user's passkey is not another's", async () => {
  await using project = await site()
  const ada = await withPasskey(project.newClient(), await someone(project, 'ada'))
  const bea = await withPasskey(project.newClient(), await someone(project, 'bea'))
  const userHandle = bea.passkeys[0]!.userHandle
  assert.equal(await codeOf(await tryLogin(project.newClient(), ada, { userHandle })), 'refused')
})

test('`next` stays on the site', async () => {
  await using project = await site()
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'))
  for (const [next, expected] of [
    ['/who/', '/who/'],
    ['https://evil.example/', '/'],
    ['//evil.example', '/'],
    [{ toString: 1 }, '/'],
  ] as const) {
    const visitor = project.newClient()
    const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
    const answer = await postJson(visitor, '/passkeys/login/', { credential: device.get(options), next })
    assert.deepEqual(await answer.json(), { done: true, next: expected })
  }
})

test('requests of other sites are refused', async () => {
  await using project = await site()
  for (const address of ['login/options/', 'login/', 'confirm/options/', 'confirm/', 'add/options/', 'add/']) {
    const answer = await project.client.post(`/passkeys/${address}`, '{}', {
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    })
    assert.equal(answer.status, 403, address)
    const bare = await project.client.post(`/passkeys/${address}`, '{}', {
      headers: { 'content-type': 'application/json' },
      enforceCsrf: true,
    })
    assert.equal(bare.status, 403, address)
  }
})
