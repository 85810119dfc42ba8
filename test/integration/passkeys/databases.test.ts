import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Passkey, PasskeyUser, SpentChallenge } from '../../../src/apps/passkeys/index.ts'
import { frozenTime } from '../../../src/tools/testing/index.ts'
import { Authenticator, type CreationJson, type RequestJson } from '../../support/authenticator.ts'
import { everyPlace } from '../../support/scratch.ts'
import { optionsOf, origin, postJson, site, someone, tryLogin, withPasskey } from '../../unit/passkeys/support.ts'

for (const place of await everyPlace())
  describe(`passkeys on ${place.label}`, { skip: place.skip }, () => {
    test('are added once, log in once for each answer, and leave nothing behind', async () => {
      const { url, drop } = await place.open()
      try {
        await using project = await site({}, url)
        const ada = await someone(project, 'ada')
        const owner = project.newClient()
        const device = await withPasskey(owner, ada, { device: new Authenticator({ origin, counts: false }) })

        const asked = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
        const made = device.create(asked)
        const added = await Promise.all([1, 2, 3].map(() => postJson(owner, '/passkeys/add/', { credential: made })))
        assert.deepEqual(added.map(({ status }) => status).sort(), [201, 422, 422])
        assert.equal(await project.run(() => PasskeyUser.all().count()), 1)

        const visitor = project.newClient()
        const options = await optionsOf<RequestJson>(visitor, '/passkeys/login/options/')
        const credential = device.get(options)
        const answers = await Promise.all([1, 2, 3, 4].map(() => postJson(visitor, '/passkeys/login/', { credential })))
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422, 422])

        // Two answers of one passkey that counts, to two questions: one of the same count is a copy's.
        const counting = await withPasskey(owner, ada)
        const both = await Promise.all(
          [1, 2].map(async () => (await tryLogin(project.newClient(), counting, { counter: 9 })).status),
        )
        assert.deepEqual(both.sort(), [200, 422])

        // What was spent goes with the next one, once it has expired.
        using clock = frozenTime(new Date())
        clock.advance({ minutes: 6 })
        assert.equal((await tryLogin(project.newClient(), device)).status, 200)
        assert.equal(await project.run(() => SpentChallenge.all().count()), 1)

        await project.run(() => ada.delete())
        assert.equal(await project.run(() => Passkey.all().count()), 0)
      } finally {
        await drop()
      }
    })

    test('ids of up to 1023 bytes are kept and told apart', async () => {
      const { url, drop } = await place.open()
      try {
        await using project = await site({}, url)
        const ada = await someone(project, 'ada')
        const id = 'A'.repeat(1363)
        const add = (last: string) =>
          project.run(() =>
            Passkey.create({
              user: ada,
              name: 'long',
              credentialId: `${id}${last}`,
              credentialDigest: `${last}`.padEnd(43, 'x'),
              publicKey: 'B'.repeat(800),
              signCount: 4_294_967_295n,
              transports: ['usb'],
            }),
          )
        await add('A')
        await add('B')
        await assert.rejects(add('A'))
        const rows = await project.run(() => Passkey.filter({ credentialId__endswith: 'B' }))
        assert.equal(rows[0]?.credentialId.length, 1364)
        assert.equal(rows[0]?.signCount, 4_294_967_295n)
      } finally {
        await drop()
      }
    })
  })
