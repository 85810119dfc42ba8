import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Passkey, PasskeyUser } from '../../../src/apps/passkeys/index.ts'
import { outbox } from '../../../src/web/mail/index.ts'
import { Authenticator, type CreationJson, type Twist } from '../../support/authenticator.ts'
import { codeOf, optionsOf, origin, postJson, site, someone, tryLogin, withPasskey } from './support.ts'

test('what a browser is asked for a new passkey', async () => {
  await using project = await site({ passkeys: { rpName: 'Example' } })
  const owner = project.newClient()
  const ada = await someone(project, 'ada', { firstName: 'Ada', lastName: 'Lovelace' })
  const device = await withPasskey(owner, ada)
  const { challenge, user, excludeCredentials, ...rest } = await optionsOf<Record<string, unknown>>(
    owner,
    '/passkeys/add/options/',
  )
  assert.match(String(challenge), /^[\w-]{43}$/)
  assert.deepEqual(user, { id: device.passkeys[0]!.userHandle, name: 'ada', displayName: 'Ada Lovelace' })
  assert.equal(Buffer.from(device.passkeys[0]!.userHandle, 'base64url').length, 64)
  assert.deepEqual(excludeCredentials, [
    { type: 'public-key', id: device.passkeys[0]!.id, transports: ['hybrid', 'internal'] },
  ])
  assert.deepEqual(rest, {
    rp: { id: 'testserver', name: 'Example' },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
    timeout: 300_000,
    authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: 'required' },
    attestation: 'none',
    extensions: { credProps: true },
  })
})

test('what is kept of a passkey', async () => {
  await using project = await site()
  const owner = project.newClient()
  const aaguid = Buffer.from('fbfc3007154e4ecc8c0b6e020557d7bd', 'hex')
  const device = new Authenticator({ origin, aaguid })
  await owner.forceLogin(await someone(project, 'ada'))
  const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
  const answer = await postJson(owner, '/passkeys/add/', { credential: device.create(options, { backedUp: true }) })
  assert.equal(answer.status, 201)
  const [passkey] = await project.run(() => Passkey.all())
  assert.equal(passkey?.name, 'Apple Passwords')
  assert.equal(passkey?.credentialId, device.passkeys[0]!.id)
  assert.equal(passkey?.aaguid, 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd')
  assert.equal(passkey?.backedUp, true)
  assert.equal(passkey?.discoverable, true)
  assert.equal(passkey?.lastUsedAt, null)
})

test('a user has one handle for good, and each another', async () => {
  await using project = await site()
  const owner = project.newClient()
  const ada = await someone(project, 'ada')
  const first = await withPasskey(owner, ada)
  const second = await withPasskey(owner, ada)
  const other = await withPasskey(project.newClient(), await someone(project, 'bea'))
  assert.equal(first.passkeys[0]!.userHandle, second.passkeys[0]!.userHandle)
  assert.notEqual(first.passkeys[0]!.userHandle, other.passkeys[0]!.userHandle)
  assert.equal(await project.run(() => PasskeyUser.all().count()), 2)
})

const wrong: Readonly<Record<string, Twist>> = {
  'of another origin': { origin: 'https://evil.example' },
  'for another domain': { rpId: 'evil.example' },
  'of another ceremony': { type: 'webauthn.get' },
  'to a challenge that was never asked': { challenge: 'A'.repeat(43) },
  'in a frame of another site': { crossOrigin: true },
  'of somebody who was not made sure to hold it': { userVerified: false },
  'of nobody who was there': { userPresent: false },
}

test('a registration that is wrong in one thing adds nothing', async () => {
  await using project = await site()
  const owner = project.newClient()
  await owner.forceLogin(await someone(project, 'ada'))
  const device = new Authenticator({ origin })
  for (const [what, twist] of Object.entries(wrong)) {
    const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
    const answer = await postJson(owner, '/passkeys/add/', { credential: device.create(options, twist) })
    assert.equal(answer.status, 422, what)
    assert.ok(['refused', 'expired'].includes((await codeOf(answer)) ?? ''), what)
  }
  assert.equal(await project.run(() => Passkey.all().count()), 0)
})

test('an attestation is not looked at: no certificate of a stranger is read, and nothing is fetched', async () => {
  await using project = await site()
  const owner = project.newClient()
  await owner.forceLogin(await someone(project, 'ada'))
  const device = new Authenticator({ origin })
  for (const format of ['packed', 'tpm', 'fido-u2f', 'apple', 'made-up']) {
    const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
    const statement = new Map([['x5c', Buffer.from('rubbish')]])
    const answer = await postJson(owner, '/passkeys/add/', {
      credential: device.create(options, { format, statement }),
    })
    assert.equal(answer.status, 201, format)
  }
})

test('a passkey is added once, to whom asked, and not twice by another', async () => {
  await using project = await site()
  const owner = project.newClient()
  const ada = await someone(project, 'ada')
  await owner.forceLogin(ada)
  const device = new Authenticator({ origin })
  const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
  const credential = device.create(options)
  const answers = await Promise.all([1, 2, 3].map(() => postJson(owner, '/passkeys/add/', { credential })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422])

  // Asked as Ada, answered as Bea in the same session.
  const asked = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
  const bea = await someone(project, 'bea')
  await owner.forceLogin(bea)
  assert.equal(await codeOf(await postJson(owner, '/passkeys/add/', { credential: device.create(asked) })), 'expired')
  assert.equal(await project.run(() => Passkey.filter({ user: bea }).count()), 0)
})

test('somebody who is not logged in adds nothing', async () => {
  await using project = await site()
  for (const address of ['/passkeys/add/options/', '/passkeys/add/'])
    assert.equal((await postJson(project.newClient(), address)).status, 401)
})

test('a user may have fifty', async () => {
  await using project = await site()
  const owner = project.newClient()
  const ada = await someone(project, 'ada')
  await owner.forceLogin(ada)
  await project.run(() =>
    Passkey.bulkCreate(
      Array.from({ length: 50 }, (_, i) =>
        Passkey.build({
          user: ada,
          name: 'x',
          credentialId: `c${i}`,
          credentialDigest: `d${i}`,
          publicKey: '',
          transports: [],
        }),
      ),
    ),
  )
  const answer = await postJson(owner, '/passkeys/add/options/')
  assert.equal(answer.status, 422)
  assert.equal(await codeOf(answer), 'many')
})

test('`preferred` takes a key that nobody was made sure to hold, as one factor', async () => {
  await using project = await site({ passkeys: { userVerification: 'preferred' } })
  const device = await withPasskey(project.newClient(), await someone(project, 'ada'), {
    twist: { userVerified: false },
  })
  assert.equal((await tryLogin(project.newClient(), device, { userVerified: false })).status, 200)
})

test('a mail tells of it, in words that cannot be made markup', async () => {
  await using project = await site()
  const owner = project.newClient()
  await owner.forceLogin(await someone(project, 'ada'))
  const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
  const name = '<b>\r\nBcc: eve@evil.example'
  await postJson(owner, '/passkeys/add/', { credential: new Authenticator({ origin }).create(options), name })
  const [mail, ...more] = await project.run(() => outbox().mails)
  assert.deepEqual(more, [])
  assert.deepEqual(
    mail?.message.to.map(({ address }) => address),
    ['ada@example.org'],
  )
  assert.equal(mail?.message.subject, 'A passkey was added to your account on testserver')
  assert.match(mail?.message.text ?? '', /“<b> Bcc: eve@evil\.example”[\s\S]*https:\/\/testserver\/passkeys\//)
  assert.match(mail?.message.html ?? '', /&lt;b&gt;/)
})
