import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { Passkey, passkeysApp, passkeysUrls } from '../../../src/apps/passkeys/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { frozenTime, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { Authenticator, type CreationJson } from '../../support/authenticator.ts'
import { withPasskey as add, codeOf, optionsOf, origin, postJson, someone } from './support.ts'

function account(): Promise<TestProject> {
  return testProject(
    defineProject({
      apps: [accountsApp, passkeysApp],
      urls: [
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('passkeys/', include(passkeysUrls, { namespace: 'passkeys' })),
      ],
    }),
  )
}

const json = { headers: { accept: 'application/json' }, https: true }
const https = { https: true }
/** The hash of no password, but a usable one. */
const password = 'pbkdf2_sha256$1$salt$aGFzaA=='

test('the page lists what one has, and the account page says how many', async () => {
  await using project = await account()
  const owner = project.newClient()
  const ada = await someone(project, 'ada')
  await owner.forceLogin(ada)
  assert.match(await (await owner.get('/account/', https)).text(), /Passkeys[\s\S]*No passkeys/)
  assert.match(await (await owner.get('/passkeys/', https)).text(), /You have no passkeys yet/)
  await add(owner, ada)
  await project.run(() => Passkey.all().update({ name: '<b>Phone</b>', backedUp: true }))
  const page = await (await owner.get('/passkeys/', https)).text()
  assert.match(page, /&lt;b&gt;Phone&lt;\/b&gt;/)
  assert.match(page, /Synced/)
  assert.match(page, /not used yet/)
  assert.match(page, /data-passkeys="add"/)
  assert.match(await (await owner.get('/account/', https)).text(), /1 passkey/)
  const listed = (await (await owner.get('/passkeys/', json)).json()) as { passkeys: Record<string, unknown>[] }
  assert.deepEqual(Object.keys(listed.passkeys[0]!), [
    'id',
    'name',
    'createdAt',
    'lastUsedAt',
    'backedUp',
    'discoverable',
  ])
})

test('the log-in page has a button, where passkeys can be used', async () => {
  await using project = await account()
  assert.match(
    await (await project.client.get('/account/login/', https)).text(),
    /data-passkeys="login"[\s\S]*Log in with a passkey/,
  )
  const atAddress = await project.newClient().get('/account/login/', { https: true, host: '127.0.0.1' })
  assert.doesNotMatch(await atAddress.text(), /data-passkeys=/)
})

test('a passkey gets another name: one of its own user', async () => {
  await using project = await account()
  const ada = await someone(project, 'ada')
  const owner = project.newClient()
  await add(owner, ada)
  const [{ id } = { id: 0 }] = await project.run(() => Passkey.all())
  await owner.post(`/passkeys/${id}/rename/`, { name: '  Blue\u202e \n key ' }, https)
  assert.equal((await project.run(() => Passkey.get({ pk: id }))).name, 'Blue key')
  await owner.post(`/passkeys/${id}/rename/`, { name: ' ' }, https)
  assert.equal((await project.run(() => Passkey.get({ pk: id }))).name, 'Blue key')
  await owner.post(`/passkeys/${id}/rename/`, { name: 'é'.repeat(5000) }, https)
  assert.equal((await project.run(() => Passkey.get({ pk: id }))).name, 'é'.repeat(100))

  const other = project.newClient()
  await other.forceLogin(await someone(project, 'bea'))
  for (const what of ['rename', 'remove'])
    assert.equal(
      (await other.post(`/passkeys/${id}/${what}/`, { name: 'mine' }, { ...json, raiseErrors: false })).status,
      404,
    )
  assert.equal((await project.newClient().post(`/passkeys/${id}/rename/`, { name: 'x' }, json)).status, 401)
  assert.equal(await project.run(() => Passkey.all().count()), 1)
})

test('a passkey is removed, unless it is the only way in', async () => {
  await using project = await account()
  const ada = await someone(project, 'ada')
  const owner = project.newClient()
  await add(owner, ada)
  const [{ id } = { id: 0 }] = await project.run(() => Passkey.all())
  const remove = `/passkeys/${id}/remove/`
  assert.match(await (await owner.get(remove, https)).text(), /the only way into your account/)
  const refused = await owner.post(remove, {}, https)
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /the only way into your account/)
  assert.equal(await codeOf(await owner.post(remove, {}, json)), 'last')

  // Another passkey is a way in; one that cannot be found without a name is none.
  await add(owner, ada)
  await project.run(() => Passkey.exclude({ pk: id }).update({ discoverable: false }))
  assert.equal(await codeOf(await owner.post(remove, {}, json)), 'last')
  await project.run(() => Passkey.exclude({ pk: id }).update({ discoverable: true }))
  assert.doesNotMatch(await (await owner.get(remove, https)).text(), /the only way into/)
  assert.equal((await owner.post(remove, {}, https)).status, 303)
  assert.equal(await project.run(() => Passkey.all().count()), 1)

  // So is a password.
  const [{ id: last } = { id: 0 }] = await project.run(() => Passkey.all())
  await project.run(() => Object.assign(ada, { password }).save())
  await owner.forceLogin(ada)
  assert.equal((await owner.post(`/passkeys/${last}/remove/`, {}, json)).status, 200)
  assert.equal(await project.run(() => Passkey.all().count()), 0)
})

test('of two removals at once one passkey is left to somebody without a password', async () => {
  await using project = await account()
  const ada = await someone(project, 'ada')
  const owner = project.newClient()
  await add(owner, ada)
  await add(owner, ada)
  const ids = await project.run(async () => (await Passkey.all()).map(({ id }) => id))
  const answers = await Promise.all(ids.map((id) => owner.post(`/passkeys/${id}/remove/`, {}, json)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422])
})

test('adding and removing ask who has not shown a moment ago who they are', async () => {
  await using project = await account()
  const ada = await someone(project, 'ada')
  const owner = project.newClient()
  await add(owner, ada)
  const [{ id } = { id: 0 }] = await project.run(() => Passkey.all())
  using clock = frozenTime(new Date())
  clock.advance({ minutes: 16 })
  for (const address of ['/passkeys/add/options/', '/passkeys/add/', `/passkeys/${id}/remove/`]) {
    const answer = await postJson(owner, address)
    assert.equal(answer.status, 403, address)
    assert.equal(await codeOf(answer), 'reauthenticate')
  }
  const page = await (await owner.get('/passkeys/', https)).text()
  assert.match(page, /href="\/account\/reauthenticate\/\?next=%2Fpasskeys%2F"/)
  assert.doesNotMatch(page, /data-passkeys="add"/)
  // A passkey is offered there to whoever has one.
  assert.match(await (await owner.get('/account/reauthenticate/', https)).text(), /data-passkeys="confirm"/)
})

test('the page of a second step', async () => {
  await using project = await account()
  const owner = project.newClient()
  const ada = await someone(project, 'ada')
  await owner.forceLogin(ada)
  const options = await optionsOf<CreationJson>(owner, '/passkeys/add/options/')
  await postJson(owner, '/passkeys/add/', { credential: new Authenticator({ origin }).create(options) })
  const page = await owner.get('/passkeys/confirm/?next=/account/', https)
  assert.equal(page.headers.get('cache-control'), 'no-store')
  assert.match(
    await page.text(),
    /data-passkeys="confirm" data-options="\/passkeys\/confirm\/options\/" data-finish="\/passkeys\/confirm\/" data-next="\/account\/"/,
  )
})
