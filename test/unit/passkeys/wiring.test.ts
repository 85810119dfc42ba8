import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { AbstractUser, createUser } from '../../../src/apps/auth/index.ts'
import { LinkedAccount, oauth2, oauthApp } from '../../../src/apps/oauth/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { makeMigrations } from '../../../src/data/migrations/index.ts'
import { field, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, migrationApps, openProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { include, json, path } from '../../../src/web/http/index.ts'
import { workshop } from '../migrations/helpers.ts'
import { codeOf, postJson, site, someone, tryLogin, whoIs, withPasskey } from './support.ts'

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
  await withPasskey(owner, ada)
  const [{ id } = { id: 0 }] = await project.run(() => Passkey.all())
  const link = (name: string) =>
    project.run(() => LinkedAccount.create({ user: ada, provider: name, issuer: 'https://id.test', subject: '1' }))
  await link('gone')
  assert.equal(await codeOf(await postJson(owner, `/passkeys/${id}/remove/`)), 'last')
  await link('id')
  assert.equal((await postJson(owner, `/passkeys/${id}/remove/`)).status, 200)
})

class Member extends AbstractUser<string> {
  override id = field.uuid({ primaryKey: true, default: () => crypto.randomUUID() })

  static override meta = meta<Member>()({ label: 'member' })
}

test('users of a class of the project’s own, with keys that are no numbers, have passkeys', async (t) => {
  const dir = workshop(t)
  const members = defineApp({ label: 'members', dir: join(dir, 'members'), models: { Member } })
  const definition = defineProject({
    apps: [passkeysApp, members],
    auth: { user: Member },
    databases: { default: 'sqlite:db.sqlite3' },
    urls: [
      path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
      path('who/', async (request) => json({ name: (await request.user).username })),
    ],
  })
  {
    await using project = await openProject(definition, { dir, mode: 'test' })
    await project.run(() => makeMigrations({ orm: project.orm, apps: migrationApps(project), only: ['members'] }))
  }
  await using project = await testProject(definition)
  const ida = await project.run(() => createUser({ username: 'ida' }, { model: Member }))
  const device = await withPasskey(project.newClient(), ida as never)
  const visitor = project.newClient()
  assert.equal((await tryLogin(visitor, device)).status, 200)
  assert.equal(await whoIs(visitor), 'ida')
})

test('in the admin passkeys are looked at and removed, and none is made', async () => {
  await using project = await testProject(
    defineProject({
      apps: [adminApp, passkeysApp],
      urls: [
        path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
        path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' })),
      ],
    }),
  )
  const ada = await someone(project, 'ada', { isStaff: true, isSuperuser: true })
  const owner = project.newClient({ https: true })
  await withPasskey(owner, ada)
  assert.match(await (await owner.get('/admin/passkeys/passkey/')).text(), /Phone/)
  const [{ id, publicKey } = { id: 0, publicKey: '' }] = await project.run(() => Passkey.all())
  const page = await (await owner.get(`/admin/passkeys/passkey/${id}/change/`)).text()
  assert.match(page, /Phone/)
  assert.ok(!page.includes(publicKey))
  assert.equal((await owner.get('/admin/passkeys/passkey/add/', { raiseErrors: false })).status, 403)
})
