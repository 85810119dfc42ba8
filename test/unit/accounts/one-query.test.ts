import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser, forgetUsers, User } from '../../../src/apps/auth/index.ts'
import { type Client, frozenTime } from '../../../src/tools/testing/index.ts'
import { path, text } from '../../../src/web/http/index.ts'
import { accountsProject, password } from './support.ts'

async function visits(client: Client): Promise<{ readonly who: string; readonly queries: readonly string[] }> {
  const answer = await client.get('/whoami/')
  return { who: await answer.text(), queries: answer.queries.map(({ sql }) => sql) }
}

async function loggedIn(more: Parameters<typeof accountsProject>[1] = {}) {
  const site = await accountsProject({}, more)
  const user = await site.run(() => createUser({ username: 'ida', password }))
  const client = site.newClient()
  await client.get('/account/login/')
  assert.equal((await client.post('/account/login/', { username: 'ida', password })).status, 303)
  await visits(client)
  return { site, user, client, [Symbol.asyncDispose]: () => site.close() }
}

test('with sessions in the database a request of somebody costs one query: session and user together', async () => {
  await using here = await loggedIn()
  const { who, queries } = await visits(here.client)
  assert.equal(who, 'ida')
  assert.equal(queries.length, 1, queries.join('\n'))
  assert.match(queries[0]!, /django_session/)
  assert.match(queries[0]!, /auth_user/)
})

test('what came with the session is true: a change of many rows, a password, a deletion', async () => {
  await using here = await loggedIn()
  const { site, user, client } = here
  await site.run(() => User.filter({ pk: user.pk }).update({ username: 'ada' }))
  assert.equal((await visits(client)).who, 'ada')
  await site.run(() => User.filter({ pk: user.pk }).update({ isActive: false }))
  assert.equal((await visits(client)).who, 'AnonymousUser')
  await site.run(() => User.filter({ pk: user.pk }).update({ isActive: true }))
  assert.equal((await visits(client)).who, 'ada')
  await site.run(async () => {
    const changed = await User.get({ pk: user.pk })
    await changed.setPassword('another long password')
    await changed.save()
  })
  assert.equal((await visits(client)).who, 'AnonymousUser')
  await site.run(async () => (await User.get({ pk: user.pk })).delete())
  assert.deepEqual(await visits(client), { who: 'AnonymousUser', queries: [] })
})

test('a session that is over is not read with its user either', async () => {
  await using here = await loggedIn()
  using clock = frozenTime(Date.now())
  clock.advance({ days: 15 })
  assert.equal((await visits(here.client)).who, 'AnonymousUser')
})

test('a session of nobody is read all the same', async () => {
  const kept = path('keep/', async (request): Promise<Response> => {
    await request.session.set('a', 1)
    return text(String(await request.session.get('a')))
  })
  await using site = await accountsProject({}, {}, [kept])
  const client = site.newClient()
  await client.get('/keep/')
  assert.equal((await visits(client)).who, 'AnonymousUser')
  assert.equal(await (await client.get('/keep/')).text(), '1')
})

for (const store of ['cache:', 'cached-database:', 'cookie:'] as const)
  test(`with sessions in '${store}' it costs none`, async () => {
    await using here = await loggedIn({ sessions: { store } })
    const { site, user, client } = here
    assert.deepEqual(await visits(client), { who: 'ida', queries: [] })
    await site.run(async () => {
      const changed = await User.get({ pk: user.pk })
      changed.isActive = false
      await changed.save()
    })
    assert.equal((await visits(client)).who, 'AnonymousUser', 'what is saved counts at once')
    await site.run(() => User.filter({ pk: user.pk }).update({ isActive: true }))
    await site.run(() => forgetUsers([user.pk]))
    assert.equal((await visits(client)).who, 'ida')
    await site.run(async () => (await User.get({ pk: user.pk })).delete())
    assert.equal((await visits(client)).who, 'AnonymousUser')
  })
