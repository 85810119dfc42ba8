import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthEvent, accountsApp, accountUrls } from '../../src/apps/accounts/index.ts'
import { createUser, notBreached, User } from '../../src/apps/auth/index.ts'
import type { LogRecord } from '../../src/base/log/index.ts'
import { defineProject, type ProjectOptions } from '../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { include, path } from '../../src/web/http/index.ts'

const login = '/account/login/'

async function site(more: Partial<ProjectOptions> = {}): Promise<TestProject> {
  const urls = [path('account/', include(accountUrls, { namespace: 'accounts' }))]
  return testProject(defineProject({ apps: [accountsApp], urls, trustedProxies: ['unix'], ...more }))
}

test('no password and no hash stands in the log or among the events, whatever happens at a log-in', async () => {
  const lines: LogRecord[] = []
  const away = notBreached({ fetch: () => Promise.reject(new TypeError('no network')) })
  await using made = await site({
    log: { level: 'trace', sink: { write: (line) => void lines.push(line) } },
    auth: {
      passwords: { rules: [away] },
      throttle: { lockedFrom: 5, notify: () => Promise.reject(new TypeError('mail')) },
    },
  })
  const secrets = ['r1ght-Secret', 'wr0ng-Secret', 'l0ng-Secret', 'n3w-Secret', 'J50N-Secret']
  await made.run(async () => {
    await createUser({ username: 'ann', password: 'r1ght-Secret', email: 'ann@example.org' })
    await User.create({ username: 'bad', password: 'argon2$H45H-damaged', email: '' })
    await User.create({ username: 'costly', password: 'pbkdf2_sha256$4000000000$S4LT$H45H', email: '' })
  })
  const visitor = made.newClient()
  await visitor.get(login)
  const send = (username: string, password: string) =>
    visitor.post(login, { username, password }, { headers: { 'x-forwarded-for': '192.0.2.1' } })
  for (const username of ['ann', 'bad', 'costly', 'nobody']) await send(username, 'wr0ng-Secret')
  await send('ann', `l0ng-Secret${'x'.repeat(10_000)}`)
  for (let i = 0; i < 7; i++) await send('ann', 'wr0ng-Secret')
  await visitor.json('POST', login, { username: 'ann', password: 'J50N-Secret', other: { password: 'J50N-Secret' } })
  await made.newClient().post(login, { username: 'ann', password: 'wr0ng-Secret' })
  const owner = made.newClient()
  await owner.get(login)
  await owner.post(
    login,
    { username: 'ann', password: 'r1ght-Secret' },
    { headers: { 'x-forwarded-for': '192.0.2.2' } },
  )
  await made.run(async () => {
    const user = await User.get({ username: 'ann' })
    await user.setPassword('n3w-Secret')
    await user.save()
    secrets.push(user.password.split('$').at(-1)!)
  })
  const events = await made.run(async () => JSON.stringify([...(await AuthEvent.all())]))
  const said = JSON.stringify(lines) + events
  for (const secret of [...secrets, 'H45H', 'S4LT']) assert.ok(!said.includes(secret), secret)
  const kinds = new Set(lines.map(({ message }) => message))
  for (const kind of ['loginFailed', 'loginRefused', 'lockedOut', 'login']) assert.ok(kinds.has(kind), kind)
  assert.ok(kinds.has('A stored password cannot be checked'))
})

test('a megabyte of password or name is refused as any wrong one', async () => {
  await using made = await site({ auth: { throttle: false } })
  await made.run(() => createUser({ username: 'ann', password: 'correct horse battery' }))
  const visitor = made.newClient()
  await visitor.get(login)
  const wrong = await visitor.post(login, { username: 'ann', password: 'wrong' })
  const long = await visitor.post(login, { username: 'ann', password: 'x'.repeat(2 ** 20) })
  assert.deepEqual([wrong.status, long.status], [422, 422])
  for (const username of ['x'.repeat(2 ** 20), 'ann\0', 'ann\ud800', '\u202eann'])
    assert.equal((await visitor.post(login, { username, password: 'correct horse battery' })).status, 422)
})

test('who is staff, superuser or active is nothing that a log-in sets', async () => {
  await using made = await site()
  await made.run(() => createUser({ username: 'ann', password: 'correct horse battery' }))
  const visitor = made.newClient()
  await visitor.get(login)
  const more = { isSuperuser: 'true', is_superuser: 'on', isStaff: 'true', isActive: 'true' }
  await visitor.post(login, { username: 'ann', password: 'correct horse battery', ...more })
  const ann = await made.run(() => User.get({ username: 'ann' }))
  assert.deepEqual([ann.isSuperuser, ann.isStaff, ann.isActive], [false, false, true])
})
