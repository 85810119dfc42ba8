import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, mock, test } from 'node:test'
import { User } from '../../../src/apps/auth/index.ts'
import { FactorAttempts, makeRecoveryCodes, TotpDevice } from '../../../src/apps/second-factor/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import {
  addApp,
  base,
  clockAt,
  enterPassword,
  newUser,
  noon,
  password,
  secondFactorProject,
  userWithApp,
  whoami,
} from './support.ts'

let site: TestProject
before(async () => {
  clockAt(noon)
  site = await secondFactorProject()
})
after(() => site.close())
beforeEach(() => clockAt(noon))
afterEach(() => mock.timers.reset())

test('whoever has set nothing up is asked nothing', async () => {
  await site.run(() => newUser('plain'))
  const client = site.newClient()
  assert.equal(await enterPassword(client, 'plain', { next: '/whoami/' }), '/whoami/')
  assert.equal(await whoami(client), 'plain')
})

test('a password alone does not let in; the code does, once, and leads to where they wanted to go', async () => {
  const { app } = await site.run(() => userWithApp('ann'))
  const client = site.newClient()
  assert.equal(await enterPassword(client, 'ann', { next: '/vault/' }), `${base}/code/`)
  assert.equal(await whoami(client), 'AnonymousUser')
  const page = await client.get(`${base}/code/`)
  assert.deepEqual([page.status, page.headers.get('cache-control')], [200, 'no-store'])
  assert.match(await page.text(), /<input[^>]*name="code"[^>]*autocomplete="one-time-code"/)
  assert.match(await page.text(), /inputmode="numeric"/)
  const wrong = await client.post(`${base}/code/`, { code: '000000' })
  assert.equal(wrong.status, 422)
  assert.equal(await whoami(client), 'AnonymousUser')
  const code = app.code()
  const before = client.cookies.get('sessionid')
  const entered = await client.post(`${base}/code/`, { code: `${code.slice(0, 3)} ${code.slice(3)}` })
  assert.deepEqual([entered.status, entered.headers.get('location')], [303, '/vault/'])
  assert.notEqual(client.cookies.get('sessionid'), before)
  assert.equal(await whoami(client), 'ann')
  assert.equal(await (await client.get('/vault/')).text(), 'vault')

  const again = site.newClient()
  await enterPassword(again, 'ann')
  const replayed = await again.post(`${base}/code/`, { code })
  assert.equal(replayed.status, 422)
  assert.match(await replayed.text(), /used already/)
  assert.equal((await again.post(`${base}/code/`, { code: app.code(1) })).status, 303)
  const third = site.newClient()
  await enterPassword(third, 'ann')
  // An earlier code of the window does not pass after a later one.
  assert.equal((await third.post(`${base}/code/`, { code: app.code(-1) })).status, 422)
})

test('a code in Arabic digits is a code', async () => {
  const { app } = await site.run(() => userWithApp('arabic'))
  const client = site.newClient()
  await enterPassword(client, 'arabic')
  const code = app.code().replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]!)
  assert.equal((await client.post(`${base}/code/`, { code })).status, 303)
})

test('the pages lead nowhere without a password', async () => {
  for (const page of ['code', 'recovery-code'])
    for (const answer of [
      await site.newClient().get(`${base}/${page}/`),
      await site.newClient().post(`${base}/${page}/`, { code: '123456' }),
    ]) {
      assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/account/login/'])
    }
  for (const page of ['', 'add/', 'recovery-codes/', 'remove/1/']) {
    const answer = await site.newClient().get(`${base}/${page}`)
    assert.match(answer.headers.get('location') ?? '', /^\/account\/login\/\?next=/, page)
  }
})

test('the step cannot be gone round: no app is added, no codes are shown, nothing is removed before it', async () => {
  const { user, app } = await site.run(() => userWithApp('eve'))
  const client = site.newClient()
  await enterPassword(client, 'eve')
  const device = await site.run(() => TotpDevice.get({ user: user.pk }))
  for (const page of ['', 'recovery-codes/', `remove/${device.pk}/`])
    assert.match((await client.get(`${base}/${page}`)).headers.get('location') ?? '', /^\/account\/login\//, page)
  const answers = [
    await client.get(`${base}/add/`),
    await client.post(`${base}/add/`, { code: '123456' }),
    await client.post(`${base}/recovery-codes/`),
    await client.post(`${base}/remove/${device.pk}/`, { code: app.code() }),
    await client.get('/vault/'),
    await client.get('/account/'),
  ]
  for (const answer of answers) assert.ok(answer.status === 302 || answer.status === 303, answer.url)
  assert.equal(await site.run(() => TotpDevice.filter({ user: user.pk }).count()), 1)
  assert.equal(await whoami(client), 'AnonymousUser')
})

test('ten minutes are enough; after that the password is asked for again', async () => {
  const { app } = await site.run(() => userWithApp('slow'))
  const client = site.newClient()
  await enterPassword(client, 'slow')
  clockAt(noon + 599_000)
  assert.equal((await client.get(`${base}/code/`)).status, 200)
  clockAt(noon + 601_000)
  const late = await client.post(`${base}/code/`, { code: app.code() })
  assert.equal(late.headers.get('location'), '/account/login/')
  assert.equal(await whoami(client), 'AnonymousUser')
  assert.equal(await enterPassword(client, 'slow'), `${base}/code/`)
  assert.equal((await client.post(`${base}/code/`, { code: app.code() })).status, 303)
  assert.equal(await whoami(client), 'slow')
})

test('a password that changes in between, and a user who may not log in any more, end it', async () => {
  const { user, app } = await site.run(() => userWithApp('changed'))
  const client = site.newClient()
  await enterPassword(client, 'changed')
  await site.run(() => User.filter({ pk: user.pk }).update({ password: '!another' }))
  assert.equal((await client.post(`${base}/code/`, { code: app.code() })).headers.get('location'), '/account/login/')

  const other = await site.run(() => userWithApp('barred'))
  const barred = site.newClient()
  await enterPassword(barred, 'barred')
  await site.run(() => User.filter({ pk: other.user.pk }).update({ isActive: false }))
  assert.equal(
    (await barred.post(`${base}/code/`, { code: other.app.code() })).headers.get('location'),
    '/account/login/',
  )
  assert.equal(await whoami(barred), 'AnonymousUser')
})

test('the code of somebody else does not do, whoever logs in before or between', async () => {
  const [mine, theirs] = await site.run(
    async () => [await userWithApp('mallory'), await userWithApp('victim')] as const,
  )
  const client = site.newClient()
  await enterPassword(client, 'mallory')
  await enterPassword(client, 'victim')
  assert.equal((await client.post(`${base}/code/`, { code: mine.app.code() })).status, 422)
  assert.equal(await whoami(client), 'AnonymousUser')
  await enterPassword(client, 'mallory')
  assert.equal((await client.post(`${base}/code/`, { code: theirs.app.code() })).status, 422)
  assert.equal((await client.post(`${base}/code/`, { code: mine.app.code() })).status, 303)
  assert.equal(await whoami(client), 'mallory')
  // Logged in as one, on the way to be the other: the session stays the first one's until the code was shown.
  await enterPassword(client, 'victim')
  assert.equal(await whoami(client), 'mallory')
  assert.equal((await client.post(`${base}/code/`, { code: theirs.app.code() })).status, 303)
  assert.equal(await whoami(client), 'victim')
  // What the first one had shown is not the second one's.
  assert.equal(await (await client.get('/vault/')).text(), 'vault')
})

test('a session key that somebody knew before is worth nothing after', async () => {
  const { app } = await site.run(() => userWithApp('fixed'))
  const client = site.newClient()
  await enterPassword(client, 'fixed')
  const known = client.cookies.get('sessionid')!
  await client.post(`${base}/code/`, { code: app.code() })
  const thief = site.newClient()
  thief.cookies.set('sessionid', known)
  assert.equal(await whoami(thief), 'AnonymousUser')
  assert.equal((await thief.get(`${base}/code/`)).headers.get('location'), '/account/login/')
})

test('wrong codes are counted: after five each costs a wait that doubles, up to an hour; the right one in between is not looked at', async () => {
  const { user, app } = await site.run(() => userWithApp('guessed'))
  const client = site.newClient()
  await enterPassword(client, 'guessed')
  const guess = () => client.post(`${base}/code/`, { code: '000000' })
  for (let tries = 0; tries < 5; tries++) assert.equal((await guess()).status, 422)
  const refused = await client.post(`${base}/code/`, { code: app.code() })
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1'])
  assert.equal(await whoami(client), 'AnonymousUser')
  // A day of it, from as many addresses as one likes.
  let now = noon
  let tried = 5
  while (now < noon + 86_400_000) {
    const row = await site.run(() => FactorAttempts.get({ user: user.pk, kind: 'totp' }))
    now = row.blockedUntil!.getTime()
    clockAt(now)
    const another = site.newClient()
    await enterPassword(another, 'guessed')
    const answer = await another.json('POST', `${base}/code/`, { code: '000000' })
    if (answer.status === 422) tried++
    else assert.equal(answer.status, 429)
    if (answer.status === 429) break
  }
  // Three codes of a million stand at a time.
  assert.ok(tried < 45, `${tried} codes were tried in a day`)
})

test('many at once are not looked at more often than one after the other', async () => {
  const { user } = await site.run(() => userWithApp('flooded'))
  const clients = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const client = site.newClient()
      await enterPassword(client, 'flooded')
      return client
    }),
  )
  const answers = await Promise.all(clients.map((client) => client.post(`${base}/code/`, { code: '000000' })))
  const looked = answers.filter(({ status }) => status === 422).length
  assert.ok(looked <= 5, `${looked} were looked at`)
  assert.deepEqual(
    answers.map(({ status }) => status).filter((status) => status !== 422 && status !== 429),
    [],
  )
  assert.equal((await site.run(() => FactorAttempts.get({ user: user.pk, kind: 'totp' }))).failures, looked)
})

test('a recovery code lets in once, also while codes are refused; a used one and a made-up one do not', async () => {
  const { user } = await site.run(() => userWithApp('lost'))
  const codes = await site.run(() => makeRecoveryCodes(user))
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) assert.match(code, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  const client = site.newClient()
  await enterPassword(client, 'lost')
  for (let tries = 0; tries < 5; tries++) await client.post(`${base}/code/`, { code: '000000' })
  assert.match(await (await client.get(`${base}/code/`)).text(), /recovery-code\//)
  assert.equal((await client.post(`${base}/recovery-code/`, { code: 'aaaa-aaaa-aaaa' })).status, 422)
  const typed = codes[0]!.toUpperCase().replaceAll('-', ' ')
  const entered = await client.post(`${base}/recovery-code/`, { code: typed }, { follow: true })
  assert.match(entered.messages.map(({ text }) => String(text)).join(), /9 recovery codes left/)
  assert.equal(await whoami(client), 'lost')
  const again = site.newClient()
  await enterPassword(again, 'lost')
  assert.equal((await again.post(`${base}/recovery-code/`, { code: codes[0]! })).status, 422)
  const fresh = await site.run(() => makeRecoveryCodes(user))
  assert.equal((await again.post(`${base}/recovery-code/`, { code: codes[1]! })).status, 422)
  assert.equal((await again.post(`${base}/recovery-code/`, { code: fresh[1]! })).status, 303)
})

test('a browser is remembered where its user wishes, until the password changes, the app goes, or the days are over', async () => {
  const { user, app } = await site.run(() => userWithApp('known'))
  const client = site.newClient()
  await enterPassword(client, 'known')
  const entered = await client.post(`${base}/code/`, { code: app.code(), remember: 'on' })
  const cookie = entered.headers.getSetCookie().find((each) => each.startsWith('nuages_remembered_device='))!
  assert.match(cookie, /HttpOnly/)
  assert.match(cookie, /Max-Age=2592000/)
  assert.match(cookie, /SameSite=Lax/)
  const kept = client.cookies.get('nuages_remembered_device')!
  const asked = async (username: string, time = noon) => {
    clockAt(time)
    const other = site.newClient()
    other.cookies.set('nuages_remembered_device', kept)
    return (await enterPassword(other, username)) === `${base}/code/`
  }
  assert.equal(await asked('known'), false)
  assert.equal(await asked('known', noon + 29.9 * 86_400_000), false)
  assert.equal(await asked('known', noon + 30.1 * 86_400_000), true)
  await site.run(() => userWithApp('stranger'))
  assert.equal(await asked('stranger'), true)
  // What is remembered lets in, but is nothing that was shown: guarded views ask.
  const back = site.newClient()
  back.cookies.set('nuages_remembered_device', kept)
  await enterPassword(back, 'known')
  assert.equal(await whoami(back), 'known')
  assert.match((await back.get('/vault/')).headers.get('location')!, /\/code\/\?next=%2Fvault%2F$/)
  clockAt(noon)
  const second = await site.run(() => addApp(user, 'Tablet'))
  assert.equal(await asked('known'), false)
  await site.run(() => TotpDevice.filter({ user: user.pk, name: 'Phone' }).delete())
  assert.equal(await asked('known'), true)
  const later = site.newClient()
  await enterPassword(later, 'known')
  await later.post(`${base}/code/`, { code: second.code(), remember: 'on' })
  const newer = later.cookies.get('nuages_remembered_device')!
  await site.run(() => User.filter({ pk: user.pk }).update({ password: '!another' }))
  const changed = site.newClient()
  changed.cookies.set('nuages_remembered_device', newer)
  assert.equal(await enterPassword(changed, 'known'), `${base}/code/`)
})

test('as JSON: what is asked for, what is wrong, and where to go', async () => {
  const { app } = await site.run(() => userWithApp('program', { password }))
  const client = site.newClient()
  const entered = await client.json('POST', '/account/login/', { username: 'program', password })
  assert.deepEqual(await entered.json(), { done: false, next: `${base}/code/` })
  const asked = (await (await client.get(`${base}/code/`, { headers: { accept: 'application/json' } })).json()) as {
    fields: Record<string, unknown>
    csrfToken: string
    methods: unknown
  }
  assert.deepEqual(Object.keys(asked.fields), ['code', 'remember'])
  assert.deepEqual(asked.methods, [])
  const wrong = await client.json('POST', `${base}/code/`, { code: '000000' })
  assert.equal(wrong.status, 422)
  const { errors } = (await wrong.json()) as { errors: Record<string, { code: string }[]> }
  assert.equal(errors['code']![0]!.code, 'wrong')
  for (const body of [
    {},
    { code: null },
    { code: ['1'] },
    { code: { a: 1 } },
    { code: '1'.repeat(1000) },
    { code: '\0' },
  ])
    assert.equal((await client.json('POST', `${base}/code/`, body)).status, 422, JSON.stringify(body))
  const right = await client.json('POST', `${base}/code/`, { code: app.code() })
  assert.deepEqual(await right.json(), { done: true, next: '/' })
  const outside = await site.newClient().json('POST', `${base}/code/`, { code: '123456' })
  assert.equal(outside.status, 401)
})
