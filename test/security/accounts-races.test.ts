import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser } from '../../src/apps/auth/index.ts'
import { LinkedAccount, oauth2, oauthApp, oauthUrls } from '../../src/apps/oauth/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../src/apps/passkeys/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { include, path } from '../../src/web/http/index.ts'
import { everyPlace, type Place } from '../support/scratch.ts'
import { postJson } from '../unit/passkeys/support.ts'

const provider = oauth2({
  clientId: 'id',
  clientSecret: 'secret',
  authorizationEndpoint: 'https://id.test/authorize',
  tokenEndpoint: 'https://id.test/token',
  userinfo: async () => ({ subject: '1' }),
})

for (const { label, skip, open } of await everyPlace())
  describe(`ways into an account, taken away at once, on ${label}`, { skip }, () => {
    let site: TestProject
    let place: Awaited<ReturnType<Place['open']>>
    before(async () => {
      place = await open()
      site = await testProject(
        defineProject({
          apps: [passkeysApp, oauthApp],
          oauth: { providers: { id: provider } },
          urls: [
            path('account/', include(accountUrls, { namespace: 'accounts' })),
            path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
            path('linked/', include(oauthUrls, { namespace: 'oauth' })),
          ],
        }),
        { databases: { default: place.url } },
      )
    })
    after(async () => {
      await site.close()
      await place.drop()
    })

    test('the last passkey and the last linked account do not both go', async () => {
      for (let round = 0; round < 8; round++) {
        const user = await site.run(() => createUser({ username: `ann${round}`, email: `ann${round}@example.org` }))
        const clients = [site.newClient(), site.newClient()]
        for (const client of clients) await client.forceLogin(user)
        const [passkey, account] = await site.run(async () => [
          await Passkey.create({
            user,
            name: 'key',
            publicKey: 'x',
            transports: [],
            credentialId: `${round}`,
            credentialDigest: `${round}`,
          }),
          await LinkedAccount.create({ user, provider: 'id', issuer: 'https://id.test', subject: `${round}` }),
        ])
        const answers = await Promise.all([
          postJson(clients[0]!, `/passkeys/${passkey!.pk}/remove/`),
          postJson(clients[1]!, `/linked/unlink/${account!.pk}/`),
        ])
        const left = await site.run(async () => [
          await Passkey.filter({ user }).count(),
          await LinkedAccount.filter({ user }).count(),
        ])
        assert.deepEqual(left.toSorted(), [0, 1], answers.map(({ status }) => status).join())
      }
    })
  })
