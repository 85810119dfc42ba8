import assert from 'node:assert/strict'
import { after, afterEach, before, mock, test } from 'node:test'
import {
  createUser,
  finishStep,
  type LoginStep,
  login,
  loginStepsService,
  pendingLogin,
  shownIdentity,
  signIn,
  User,
} from '../../../src/apps/auth/index.ts'
import { sessionOf } from '../../../src/apps/sessions/index.ts'
import { json, path, text } from '../../../src/web/http/index.ts'
import { browser, type TestSite, testSite } from './support.ts'

const start = Date.UTC(2030, 0, 1)
const at = (seconds: number) => {
  mock.timers.reset()
  mock.timers.enable({ apis: ['Date'], now: start + seconds * 1000 })
}

/** Two steps, for those whose names say so. */
const steps: readonly LoginStep[] = [
  {
    name: 'second-factor',
    needed: (_request, user, { methods }) => user.username !== 'plain' && !methods.includes('passkey'),
    url: () => '/code/',
  },
  { name: 'terms', needed: (_request, user) => user.username === 'strict', url: () => '/terms/' },
]

let site: TestSite
const urls = [
  path('enter/', async (request): Promise<Response> => {
    const { get } = request.query
    const user = await User.get({ username: request.query.get('name')! })
    const remember = get.call(request.query, 'remember')
    return json(
      await signIn(request, user, {
        method: request.query.get('method') ?? 'password',
        next: '/desk/',
        ...(remember !== null && { remember: remember === 'yes' }),
      }),
    )
  }),
  path('code/', async (request): Promise<Response> => {
    const pending = await pendingLogin(request)
    return json(pending === null ? null : { user: String(pending.user), methods: pending.methods, done: pending.done })
  }),
  path(
    'finish/<slug:step>/',
    async (request, { step }): Promise<Response> => json(await finishStep(request, step, { method: 'totp' })),
  ),
  path('bare/', async (request): Promise<Response> => {
    await login(request, await User.get({ username: request.query.get('name')! }))
    return text('in')
  }),
  path('whoami/', async (request): Promise<Response> => {
    const shown = await shownIdentity(request)
    return text(`${String(await request.user)} ${shown?.methods.join('+') ?? '-'}`)
  }),
  path('keep/', async (request): Promise<Response> => {
    await sessionOf(request).set('cart', 1)
    return text('kept')
  }),
  path('cart/', async (request): Promise<Response> => text(String(await sessionOf(request).get('cart')))),
]

before(async () => {
  at(0)
  site = await testSite(urls)
  ;(site.app.scope.services as Map<symbol, unknown>).set(loginStepsService.id, steps)
  await site.run(async () => {
    for (const username of ['plain', 'ann', 'bob', 'strict', 'gone']) await createUser({ username })
  })
})
after(() => site.close())
afterEach(() => mock.timers.reset())

const read = async (answer: Response): Promise<unknown> => JSON.parse(await answer.text())

test('without a step one is in at once', async () => {
  at(0)
  const client = browser(site)
  assert.deepEqual(await read(await client.get('/enter/?name=plain')), { done: true, next: '/desk/' })
  assert.equal(await (await client.get('/whoami/')).text(), 'plain password')
})

test('steps are taken one after the other, in their order, each under a new key', async () => {
  at(0)
  const client = browser(site)
  assert.deepEqual(await read(await client.get('/enter/?name=strict')), { done: false, url: '/code/' })
  const first = client.jar.get('sessionid')
  assert.equal(await (await client.get('/whoami/')).text(), 'AnonymousUser -')
  // What is not due yet does not stand for what is.
  assert.deepEqual(await read(await client.get('/finish/terms/')), { done: false, url: '/code/' })
  assert.deepEqual(await read(await client.get('/finish/second-factor/')), { done: true, next: '/desk/' })
  assert.notEqual(client.jar.get('sessionid'), first)
  assert.equal(await (await client.get('/whoami/')).text(), 'strict password+totp+totp')
  assert.equal(await read(await client.get('/code/')), null)
  assert.equal((await client.get('/finish/second-factor/')).status, 403)
})

test('what was shown may do without a step', async () => {
  at(0)
  const client = browser(site)
  assert.deepEqual(await read(await client.get('/enter/?name=ann&method=passkey')), { done: true, next: '/desk/' })
})

test('what was in the session stays there, and the key of before is worth nothing', async () => {
  at(0)
  const client = browser(site)
  await client.get('/keep/')
  const known = client.jar.get('sessionid')!
  await client.get('/enter/?name=ann')
  const between = client.jar.get('sessionid')!
  await client.get('/finish/second-factor/')
  assert.equal(await (await client.get('/cart/')).text(), '1')
  for (const sessionid of [known, between]) {
    const thief = browser(site, { sessionid })
    assert.equal(await (await thief.get('/whoami/')).text(), 'AnonymousUser -')
    assert.equal(await read(await thief.get('/code/')), null)
  }
})

test('ten minutes count from the password: a later step does not move them, showing it again does', async () => {
  at(0)
  const client = browser(site)
  await client.get('/enter/?name=strict')
  at(500)
  assert.deepEqual(await read(await client.get('/finish/second-factor/')), { done: false, url: '/terms/' })
  at(599)
  assert.notEqual(await read(await client.get('/code/')), null)
  at(601)
  assert.equal(await read(await client.get('/code/')), null)
  assert.equal((await client.get('/finish/terms/')).status, 403)
  await client.get('/enter/?name=strict')
  assert.deepEqual(await read(await client.get('/code/')), { user: 'strict', methods: ['password'], done: [] })
  at(1100)
  assert.notEqual(await read(await client.get('/code/')), null)
})

test('who shows who they are anew has all steps before them again', async () => {
  at(0)
  const client = browser(site)
  await client.get('/enter/?name=strict')
  await client.get('/finish/second-factor/')
  assert.deepEqual(await read(await client.get('/enter/?name=strict')), { done: false, url: '/code/' })
  assert.deepEqual(await read(await client.get('/code/')), { user: 'strict', methods: ['password'], done: [] })
  await client.get('/enter/?name=bob')
  assert.deepEqual(await read(await client.get('/code/')), { user: 'bob', methods: ['password'], done: [] })
})

test('whoever gets in by any way has no step left that somebody else began', async () => {
  at(0)
  const client = browser(site)
  await client.get('/enter/?name=ann')
  await client.get('/bare/?name=plain')
  assert.equal(await read(await client.get('/code/')), null)
  assert.equal((await client.get('/finish/second-factor/')).status, 403)
  assert.equal(await (await client.get('/whoami/')).text(), 'plain ')
})

test('who is in stays who they are until the steps of another are taken, and leaves nothing behind', async () => {
  at(0)
  const client = browser(site)
  await client.get('/enter/?name=plain')
  await client.get('/keep/')
  await client.get('/enter/?name=ann')
  assert.match(await (await client.get('/whoami/')).text(), /^plain /)
  await client.get('/finish/second-factor/')
  assert.match(await (await client.get('/whoami/')).text(), /^ann /)
  assert.equal(await (await client.get('/cart/')).text(), 'undefined')
})

test('a password that changes, and a user who may not log in any more, end it', async () => {
  at(0)
  const client = browser(site)
  await client.get('/enter/?name=bob')
  await site.run(() => User.filter({ username: 'bob' }).update({ password: '!changed' }))
  assert.equal(await read(await client.get('/code/')), null)
  await client.get('/enter/?name=gone')
  await site.run(() => User.filter({ username: 'gone' }).update({ isActive: false }))
  assert.equal((await client.get('/finish/second-factor/')).status, 403)
  assert.equal((await client.get('/enter/?name=gone')).status, 403)
  assert.equal((await client.get('/enter/?name=gone&method=passkey')).status, 403)
  assert.equal(await (await client.get('/whoami/')).text(), 'AnonymousUser -')
})

test('how long the session lasts is said anew by each login, also over steps', async () => {
  at(0)
  const client = browser(site)
  const lasts = async (address: string) => {
    const cookie = (await client.get(address)).headers.getSetCookie().find((each) => each.startsWith('sessionid='))!
    return /max-age=\d+/i.test(cookie)
  }
  assert.equal(await lasts('/enter/?name=plain&remember=no'), false)
  assert.equal(await lasts('/enter/?name=plain&remember=yes'), true)
  await client.get('/enter/?name=ann&remember=no')
  assert.equal(await lasts('/finish/second-factor/'), false)
})
