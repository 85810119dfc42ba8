import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authApp, createUser, forgetUsers, User } from '../../../src/apps/auth/index.ts'
import { sessionStoreService, sessionsApp } from '../../../src/apps/sessions/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { caches } from '../../../src/data/cache/index.ts'
import { atomic, packRow, unpackRow } from '../../../src/data/orm/index.ts'
import { defineProject } from '../../../src/tools/project/index.ts'
import { type Client, testProject } from '../../../src/tools/testing/index.ts'
import { path, text } from '../../../src/web/http/index.ts'

const definition = defineProject({
  apps: [authApp, sessionsApp],
  urls: [path('', async (request): Promise<Response> => text(String(await request.user)))],
  auth: { cacheUsers: 60 },
})

async function site() {
  const project = await testProject(definition)
  const user = await project.run(() => createUser({ username: 'ida', password: 'correct horse battery' }))
  const client = project.newClient()
  await client.forceLogin(user)
  return { project, user, client, [Symbol.asyncDispose]: () => project.close() }
}

const who = async (client: Client) => (await client.get('/')).text()

test('who a request is of costs no query once it is known', async () => {
  await using here = await site()
  assert.equal(await who(here.client), 'ida')
  const again = await here.client.get('/')
  assert.equal(await again.text(), 'ida')
  assert.equal(again.queries.length, 1, 'the session alone')
})

test('what is saved, deleted or forgotten counts at once; a change of many rows when it is told of', async () => {
  await using here = await site()
  const { project, client } = here
  const change = (values: Partial<User>) =>
    project.run(async () => Object.assign(await User.get({ pk: here.user.pk }), values).save())
  await who(client)
  await change({ username: 'ada' })
  assert.equal(await who(client), 'ada')
  await change({ isActive: false })
  assert.equal(await who(client), 'AnonymousUser')
  await change({ isActive: true })
  assert.equal(await who(client), 'ada')

  await project.run(() => User.filter({ pk: here.user.pk }).update({ username: 'ora' }))
  assert.equal(await who(client), 'ada')
  await project.run(() => forgetUsers([here.user.pk]))
  assert.equal(await who(client), 'ora')
  await project.run(() => User.filter({ pk: here.user.pk }).update({ username: 'ola' }))
  await project.run(() => forgetUsers())
  assert.equal(await who(client), 'ola')

  await project.run(async () => (await User.get({ pk: here.user.pk })).delete())
  assert.equal(await who(client), 'AnonymousUser')
})

test('a session that fits the row, and not what is cached of it, goes on', async () => {
  await using here = await site()
  const { project, user, client } = here
  assert.equal(await who(client), 'ida')
  // Another program changes the password, and tells its own session so.
  await project.run(async () => {
    await User.filter({ pk: user.pk }).update({ password: '!another' })
    const hash = (await User.get({ pk: user.pk })).sessionAuthHash()
    const expires = new Date(Date.now() + 60_000)
    await use(sessionStoreService).update(client.cookies.get('sessionid')!, (data) => ({
      data: { ...data, _auth_user_hash: hash },
      expires,
    }))
  })
  assert.equal(await who(client), 'ida')
  await project.run(() => User.filter({ pk: user.pk }).update({ password: '!a third' }))
  await project.run(() => forgetUsers())
  assert.equal(await who(client), 'AnonymousUser')
})

test('what is rolled back changes nothing, and what is not committed is not seen', async () => {
  await using here = await site()
  await who(here.client)
  await here.project.run(async () => {
    await atomic(async () => {
      const user = await User.get({ pk: here.user.pk })
      user.username = 'ada'
      await user.save()
      throw new Stop()
    }).catch((error: unknown) => assert.ok(error instanceof Stop))
  })
  assert.equal(await who(here.client), 'ida')
})

class Stop extends Error {}

test('no hash of a password lies in the cache, and another secret key reads nothing of it', async () => {
  await using here = await site()
  const { project, user } = here
  await who(here.client)
  await project.run(async () => {
    const users = caches('default').namespace('users')
    const kept = await users.get<ReturnType<typeof packRow>>(String(user.pk))
    assert.ok(kept !== undefined)
    assert.doesNotMatch(JSON.stringify(kept), /argon2/)
    const at = kept.columns.indexOf('password')
    const values = kept.values.with(at, `${kept.values[at]}x`)
    await users.set(String(user.pk), { ...kept, values })
  })
  assert.equal(await who(here.client), 'ida')
})

test('a packed row is the row again, whole, and saves what changes', async () => {
  await using here = await site()
  await here.project.run(async () => {
    const before = await User.get({ pk: here.user.pk })
    const after = unpackRow(User, structuredClone(packRow(before))) as User
    assert.ok(after instanceof User)
    assert.deepEqual(after.toJSON(), before.toJSON())
    assert.equal(await after.checkPassword('correct horse battery'), true)
    after.firstName = 'Ida'
    await after.save()
    assert.equal((await User.get({ pk: here.user.pk })).firstName, 'Ida')
    assert.equal(unpackRow(User, { ...packRow(before), columns: ['id'] }), null)
    const part = await User.filter({ pk: here.user.pk }).only('username').get()
    assert.throws(() => packRow(part), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
    assert.throws(() => packRow(User.build({ username: 'x' })), { code: 'NUAGES_ORM_BAD_ARGUMENT' })
  })
})
