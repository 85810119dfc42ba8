import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isLastMeans, type LoginMeans, takeMeans } from '../../../src/apps/accounts/index.ts'
import { type AnyUser, createUser } from '../../../src/apps/auth/index.ts'
import { LinkedAccount, linkedAccountsMeans, oauthApp, oidc } from '../../../src/apps/oauth/index.ts'
import { Passkey, passkeysApp, passkeysMeans } from '../../../src/apps/passkeys/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { everyPlace, type Place } from '../../support/scratch.ts'

const passkey = (user: AnyUser, values: { readonly discoverable?: boolean } = {}) =>
  Passkey.create({
    user: user as never,
    name: 'key',
    credentialId: 'id',
    credentialDigest: `${user.username}${Math.random()}`,
    publicKey: 'key',
    transports: [],
    ...values,
  })
const account = (user: AnyUser, provider = 'one') =>
  LinkedAccount.create({ user: user as never, provider, issuer: 'https://a.example', subject: user.username })

for (const { label, skip, open } of await everyPlace())
  describe(`means of logging in on ${label}`, { skip }, () => {
    let site: TestProject
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      const definition = defineProject({
        apps: [passkeysApp, oauthApp],
        oauth: { providers: { one: oidc({ issuer: 'https://a.example', clientId: 'x' }) } },
        urls: [],
      })
      site = await testProject(definition, { databases: { default: place.url } })
    })
    after(async () => {
      await site.close()
      await place.drop()
    })

    const isLast = (user: AnyUser, { name }: LoginMeans, row: { readonly pk: unknown }) =>
      isLastMeans(user, { name, row })

    test('batteries count what the others know, and a password counts for all', () =>
      site.run(async () => {
        const ann = await createUser({ username: 'ann', password: null })
        const key = await passkey(ann)
        assert.equal(await isLast(ann, passkeysMeans, key), true)
        const gone = await account(ann, 'a-provider-of-the-past')
        assert.equal(await isLast(ann, passkeysMeans, key), true)
        assert.equal(await isLast(ann, linkedAccountsMeans, gone), false)
        await key.delete()
        await passkey(ann, { discoverable: false })
        const linked = await account(ann)
        assert.equal(await isLast(ann, linkedAccountsMeans, linked), true)
        await ann.setPassword('correct horse battery')
        assert.equal(await isLast(ann, linkedAccountsMeans, linked), false)
      }))

    test('a passkey and a linked account that are taken away at once do not both go', () =>
      site.run(async () => {
        const ida = await createUser({ username: 'ida', password: null })
        const rows = [
          { name: passkeysMeans.name, row: await passkey(ida) },
          { name: linkedAccountsMeans.name, row: await account(ida) },
        ]
        const taken = await Promise.all(
          rows.map((each) => site.run(() => takeMeans(ida, each, () => each.row.delete()))),
        )
        assert.deepEqual(taken.toSorted(), [false, true])
      }))

    test('a password that went since the request began does not count', () =>
      site.run(async () => {
        const eve = await createUser({ username: 'eve', password: null })
        const row = await passkey(eve)
        await eve.setPassword('correct horse battery')
        assert.equal(await takeMeans(eve, { name: passkeysMeans.name, row }, () => row.delete()), false)
      }))
  })
