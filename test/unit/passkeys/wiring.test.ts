import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LinkedAccount, oauth2, oauthApp, oauthService } from '../../../src/apps/oauth/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { defineProject, migrationApps } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { codeOf, postJson, site, someone, withPasskey } from './support.ts'

test('the migration says what the models say', async () => {
  await using project = await site()
  const made = await project.run(() =>
    makeMigrations({
      orm: project.project.orm,
      apps: migrationApps(project.project),
      only: ['passkeys'],
      dryRun: true,
    }),
  )
  assert.deepEqual(
    made.migrations.flatMap(({ operations }) => operations),
    [],
  )
})

test('a linked account is a way in beside a passkey, and a passkey beside it', async () => {
  const provider = oauth2({
    clientId: 'id',
    clientSecret: 'secret',
    authorizationEndpoint: 'https://id.test/authorize',
    tokenEndpoint: 'https://id.test/token',
    identify: async () => null,
  } as never)
  await using project = await testProject(
    defineProject({
      apps: [passkeysApp, oauthApp],
      oauth: { providers: { id: provider } },
      urls: [path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' }))],
    }),
  )
  const ada = await someone(project, 'ada')
  const owner = project.newClient()
  const otherMeans = () => project.run(() => use(oauthService).otherMeans(ada))
  assert.equal(await otherMeans(), false)
  await withPasskey(owner, ada)
  assert.equal(await otherMeans(), true)
  const [{ id } = { id: 0 }] = await project.run(() => Passkey.all())
  const link = (name: string) =>
    project.run(() => LinkedAccount.create({ user: ada, provider: name, issuer: 'https://id.test', subject: '1' }))
  await link('gone')
  assert.equal(await codeOf(await postJson(owner, `/passkeys/${id}/remove/`)), 'last')
  await link('id')
  assert.equal((await postJson(owner, `/passkeys/${id}/remove/`)).status, 200)
})
