import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { AuthEvent, accountsApp, accountUrls } from '../../../src/apps/accounts/index.ts'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { createSuperuser, createUser, type Lockout, User } from '../../../src/apps/auth/index.ts'
import type { LogRecord } from '../../../src/base/log/index.ts'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { frozenTime, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { outbox } from '../../../src/web/mail/index.ts'

const password = 'correct horse battery'
const login = '/account/login/'

async function site(auth: ProjectOptions['auth'] = {}, more: Partial<ProjectOptions> = {}): Promise<TestProject> {
  const made = await testProject(
    defineProject({
      apps: [accountsApp],
      auth,
      trustedProxies: ['unix'],
      urls: [path('account/', include(accountUrls, { namespace: 'accounts' }))],
      ...more,
    }),
  )
  await made.run(async () => {
    await createUser({ username: 'ann', password, email: 'ann@example.org' })
    await createUser({ username: 'bob', password, email: 'bob@example.org' })
    await createSuperuser({ username: 'root', password })
  })
  return made
}

type Visitor = ReturnType<TestProject['newClient']>
const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } })
const attempt = (visitor: Visitor, username: string, given: string, ip = '192.0.2.1') =>
  visitor.post(login, { username, password: given }, from(ip))

/** Notices go out while nobody waits for them. */
async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 2000 && !(await happened()); i++) await delay(1)
}

async function ready(made: TestProject): Promise<Visitor> {
  const visitor = made.newClient()
  await visitor.get(login)
  return visitor
}

test('the log-in page answers 429 and says when to come again; a right password is not looked at meanwhile', async () => {
  using clock = frozenTime('2026-01-01T00:00:00Z')
  await using made = await site()
  const visitor = await ready(made)
  for (let i = 0; i < 5; i++) assert.equal((await attempt(visitor, 'ann', 'wrong')).status, 422)
  const held = await attempt(visitor, 'ann', password)
  assert.equal(held.status, 429)
  assert.equal(held.headers.get('retry-after'), '5')
  assert.match(await held.text(), /Too many attempts to log in. Try again in 1 minute\./)
  clock.advance({ seconds: 5 })
  assert.equal((await attempt(visitor, 'ann', password)).status, 303)
})

test('unknown accounts are held back alike, in the same words', async () => {
  await using made = await site()
  const answers: string[] = []
  for (const name of ['bob', 'nobody']) {
    const visitor = await ready(made)
    for (let i = 0; i < 5; i++) await attempt(visitor, name, 'wrong', `192.0.2.${name.length}`)
    const held = await attempt(visitor, name, 'wrong', `192.0.2.${name.length}`)
    const page = (await held.text()).replaceAll(/[A-Za-z0-9_-]{32,}/g, '').replaceAll(name, '')
    answers.push(`${held.status} ${held.headers.get('retry-after')} ${page}`)
  }
  assert.equal(answers[0], answers[1])
})

test('the admin holds back as well', async () => {
  const urls = [path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))]
  await using made = await site({}, { apps: [adminApp], urls })
  const visitor = made.newClient()
  await visitor.get('/admin/login/')
  const enter = (given: string) =>
    visitor.post('/admin/login/', { username: 'root', password: given }, from('192.0.2.7'))
  for (let i = 0; i < 5; i++) assert.equal((await enter('wrong')).status, 422)
  const held = await enter(password)
  assert.equal(held.status, 429)
  assert.equal(held.headers.get('retry-after'), '5')
  assert.match(await held.text(), /Too many attempts to log in/)
})

test('who is in the admin guesses the password of the account no faster, and a new one is written down', async () => {
  const urls = [path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))]
  await using made = await site({}, { apps: [adminApp, accountsApp], urls })
  const visitor = made.newClient()
  await visitor.get('/admin/login/')
  await visitor.post('/admin/login/', { username: 'root', password })
  const next = 'nine otters on the bank'
  const change = (current: string) => visitor.post('/admin/password/', { current, password: next, again: next })
  for (let i = 0; i < 5; i++) assert.equal((await change('wrong')).status, 422)
  const held = await change(password)
  assert.equal(held.status, 429)
  assert.ok(Number(held.headers.get('retry-after')) > 0)
  assert.match(await held.text(), /Too many attempts to log in/)

  const { root, ann } = await made.run(async () => ({
    root: (await User.get({ username: 'root' })).pk,
    ann: (await User.get({ username: 'ann' })).pk,
  }))
  assert.equal((await visitor.post(`/admin/auth/user/${ann}/password/`, { password: next, again: next })).status, 303)
  const events = await made.run(() => AuthEvent.filter({ kind: 'passwordChanged' }))
  assert.deepEqual(
    events.map(({ userKey, actorKey, data }) => [userKey, actorKey, data]),
    [[String(ann), String(root), { by: 'admin' }]],
  )
})

test('programs are held back by the counts of the page', async () => {
  await using made = await site()
  const visitor = await ready(made)
  for (let i = 0; i < 5; i++) await attempt(visitor, 'ann', 'wrong', '192.0.2.7')
  const token = visitor.cookies.get('csrftoken') ?? ''
  const headers = { 'x-forwarded-for': '192.0.2.7', 'x-csrftoken': token }
  const program = await visitor.json('POST', login, { username: 'ann', password }, { headers })
  assert.equal(program.status, 429)
  assert.equal(program.headers.get('retry-after'), '5')
  const { errors } = (await program.json()) as { errors: Record<string, { code: string }[]> }
  assert.equal(errors['__all__']?.[0]?.code, 'throttled')
})

test('events tell of failures, one refusal for each delay, and the lockout', async () => {
  const lines: LogRecord[] = []
  const log = { level: 'info', sink: { write: (record: LogRecord) => void lines.push(record) } } as const
  await using made = await site({}, { log })
  const visitor = await ready(made)
  for (let i = 0; i < 8; i++) await attempt(visitor, 'ann', 'a secret that is wrong')
  const mine = lines.filter(({ name }) => name === 'auth')
  assert.deepEqual(
    mine.map(({ message }) => message),
    [...Array(5).fill('loginFailed'), 'loginRefused'],
  )
  assert.equal(mine[0]!.fields['username'], 'ann')
  assert.equal(mine[0]!.fields['ip'], '192.0.2.1')
  assert.deepEqual(mine[5]!.fields['data'], { by: 'pair', wait: 5 })
  assert.ok(!JSON.stringify(lines).includes('a secret that is wrong'))
})

test('a known device gets in where strangers from everywhere have locked the account', async () => {
  await using made = await site({ throttle: { account: { free: 3 } } })
  const owner = await ready(made)
  const entered = await attempt(owner, 'ann', password, '198.51.100.1')
  assert.equal(entered.status, 303)
  const cookie = entered.headers.getSetCookie().find((text) => text.startsWith('nuages_device='))!
  assert.match(cookie, /; HttpOnly/)
  assert.match(cookie, /; Max-Age=15552000/)
  assert.doesNotMatch(cookie, /ann/)
  for (let i = 0; i < 4; i++) await attempt(await ready(made), 'ann', 'wrong', `203.0.113.${i}`)
  const stranger = await ready(made)
  assert.equal((await attempt(stranger, 'ann', password, '203.0.113.99')).status, 429)
  const again = await ready(made)
  again.cookies.set('nuages_device', owner.cookies.get('nuages_device')!)
  // It is a device of that account only.
  for (let i = 0; i < 4; i++) await attempt(await ready(made), 'bob', 'wrong', `203.0.113.${i}`)
  assert.equal((await attempt(again, 'bob', password, '198.51.100.1')).status, 429)
  assert.equal((await attempt(again, 'ann', password, '198.51.100.1')).status, 303)
  // And one that the visitor has made up is none.
  const forger = await ready(made)
  forger.cookies.set('nuages_device', `${owner.cookies.get('nuages_device')}x`)
  assert.equal((await attempt(forger, 'ann', password, '203.0.113.98')).status, 429)
})

test('the owner of an account that is locked out gets one mail, and a stranger none', async () => {
  await using made = await site({ throttle: { lockedFrom: 5 } })
  for (const name of ['nobody', 'ann']) {
    for (let i = 0; i < 7; i++) await attempt(await ready(made), name, 'wrong', '192.0.2.55')
  }
  await until(() => made.run(() => outbox().length > 0))
  await made.run(() => {
    const { mails } = outbox()
    assert.equal(mails.length, 1)
    const [mail] = mails
    assert.deepEqual(
      mail!.message.to.map(({ address }) => address),
      ['ann@example.org'],
    )
    assert.match(mail!.message.subject, /Many wrong passwords for your account at testserver/)
    assert.match(mail!.message.text ?? '', /from the address 192\.0\.2\.55/)
  })
})

test('a project tells owners in its own way, or not; and can do without a throttle', async () => {
  const told: Lockout[] = []
  await using made = await site({ throttle: { lockedFrom: 5, notify: (lockout) => void told.push(lockout) } })
  for (let i = 0; i < 6; i++) await attempt(await ready(made), 'bob', 'wrong')
  await until(() => told.length > 0)
  assert.equal(told.length, 1)
  assert.equal((told[0]!.user as User).username, 'bob')
  assert.equal(told[0]!.wait, 5)
  await using open = await site({ throttle: false })
  const visitor = await ready(open)
  for (let i = 0; i < 12; i++) assert.equal((await attempt(visitor, 'ann', 'wrong')).status, 422)
  const entered = await attempt(visitor, 'ann', password)
  assert.equal(
    entered.headers.getSetCookie().some((text) => text.startsWith('nuages_device=')),
    false,
  )
})

test('under test hashes cost as little as there is, unless the project says what they cost', async () => {
  await using made = await site()
  assert.match(
    (await made.run(() => User.get({ username: 'ann' }))).password,
    /^argon2\$argon2id\$v=19\$m=64,t=1,p=1\$/,
  )
  await using costly = await site({ passwords: { argon2: { memoryCost: 128, timeCost: 2, parallelism: 1 } } })
  assert.match((await costly.run(() => User.get({ username: 'ann' }))).password, /\$m=128,t=2,p=1\$/)
})
