import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import {
  type AuthBackend,
  argon2Hasher,
  authBackendsService,
  authenticate,
  backendOf,
  checkBackends,
  createUser,
  emailBackend,
  finishStep,
  type LoginStep,
  login,
  loginStepsService,
  modelBackend,
  type PasswordHasher,
  Passwords,
  passwordsService,
  pbkdf2Hasher,
  signIn,
  User,
} from '../../../src/apps/auth/index.ts'
import { provide } from '../../../src/base/context/index.ts'
import { httpErrors, path, text } from '../../../src/web/http/index.ts'
import { browser, type TestSite, testSite } from './support.ts'

const cheap = argon2Hasher({ memoryCost: 64, timeCost: 1, parallelism: 1 })
let hashes = 0
const counting: PasswordHasher = {
  ...cheap,
  async encode(password, salt) {
    const encoded = await cheap.encode(password, salt)
    hashes++
    return encoded
  },
  async verify(password, encoded) {
    const right = await cheap.verify(password, encoded)
    hashes++
    return right
  },
}
const old = pbkdf2Hasher('sha256', { iterations: 10 })
const passwords = new Passwords([counting, old])
const directory: AuthBackend = {
  name: 'example.directory',
  async authenticate({ username, password }) {
    if (username === 'banned') throw httpErrors.FORBIDDEN({ what: 'the directory' })
    return username === 'dora' && password === 'from the directory' ? User.get({ username }) : null
  },
}
const terms: LoginStep = { name: 'terms', needed: () => true, url: () => '/step/' }
const backends = [directory, modelBackend(), emailBackend()]
const password = 'correct horse battery'
let site: TestSite

before(async () => {
  site = await testSite(
    [
      path('login/', async (request): Promise<Response> => {
        const sent = await request.form()
        const user = await authenticate(request, {
          username: sent.get('username') ?? '',
          password: sent.get('password') ?? '',
        })
        if (user === null) return text('no', { status: 403 })
        await login(request, user)
        return text(String(await request.session.get('_auth_user_backend')))
      }),
      path('signin/', async (request): Promise<Response> => {
        const sent = await request.form()
        const user = await authenticate(request, {
          username: sent.get('username') ?? '',
          password: sent.get('password') ?? '',
        })
        const outcome = await signIn(request, user!, { method: 'password' })
        return text(outcome.done ? 'done' : outcome.url)
      }),
      path('step/', async (request): Promise<Response> => {
        await finishStep(request, 'terms')
        return text(String(await request.session.get('_auth_user_backend')))
      }),
      path('whoami/', async (request): Promise<Response> => text(String(await request.user))),
    ],
    [],
    [],
    [provide(passwordsService, passwords), provide(authBackendsService, backends), provide(loginStepsService, [terms])],
  )
  await site.run(async () => {
    await createUser({ username: 'ann', password, email: 'Ann@Example.org' })
    await createUser({ username: 'gone', password, isActive: false })
    await createUser({ username: 'bot' })
    await createUser({ username: 'dora', email: 'dora@example.org' })
    for (const username of ['twin1', 'twin2']) await createUser({ username, password, email: 'twin@example.org' })
    await User.create({ username: 'bad', password: 'argon2$nonsense', email: '' })
    await User.create({ username: 'costly', password: 'pbkdf2_sha256$4000000000$salt$x', email: '' })
    await User.create({ username: 'strange', password: 'rot13$x', email: '' })
    await User.create({ username: 'banned', password: await passwords.hash(password), email: '' })
  })
})
after(() => site.close())
beforeEach(() => {
  hashes = 0
})

const enter = (username: string, given: string = password) =>
  site.run(() => authenticate(null, { username, password: given }))

test('whoever is refused costs one hash, whatever the reason', async () => {
  const cases = {
    'unknown user': ['nobody', 'wrong'],
    'wrong password': ['ann', 'wrong'],
    'inactive user': ['gone', password],
    'unusable password': ['bot', 'wrong'],
    'damaged hash': ['bad', 'wrong'],
    'hash that costs too much': ['costly', 'wrong'],
    'hash of no known form': ['strange', 'wrong'],
    'password that is too long': ['ann', 'x'.repeat(2 ** 20)],
    'half a character': ['ann', '\ud800'],
    'address of two users': ['twin@example.org', password],
    'name of an address that nobody has': ['nobody@example.org', 'wrong'],
    'stopped by a backend': ['banned', password],
    'a name with a null character': ['ann\0', password],
    'a name that is too long': ['x'.repeat(2 ** 20), password],
    'a name that is no text': ['\udfff', password],
  } as const
  for (const [what, [username, given]] of Object.entries(cases)) {
    hashes = 0
    assert.equal(await enter(username, given), null, what)
    assert.equal(hashes, 1, what)
  }
  hashes = 0
  assert.notEqual(await enter('ann'), null)
  assert.equal(hashes, 1)
})

test('a hash in an old form is written anew, unless the password has become another meanwhile', async () => {
  await site.run(async () => {
    const user = await User.create({ username: 'old', password: await old.encode(password, 'salt'), email: '' })
    assert.ok(await authenticate(null, { username: 'old', password }))
    // The check was that of the old hasher: this is the new hash.
    assert.equal(hashes, 1)
    await user.refresh()
    assert.match(user.password, /^argon2\$/)
    await User.filter({ pk: user.pk }).update({ password: await old.encode(password, 'salt') })
    const changing: PasswordHasher = {
      ...cheap,
      async encode(given, salt) {
        await User.filter({ pk: user.pk }).update({ password: 'changed meanwhile' })
        return cheap.encode(given, salt)
      },
    }
    await authenticate(null, { username: 'old', password }, { passwords: new Passwords([changing, old]) })
    await user.refresh()
    assert.equal(user.password, 'changed meanwhile')
  })
})

test('people also log in by their address: its domain in any case, the rest as it is', async () => {
  assert.equal(String(await enter('Ann@EXAMPLE.org')), 'ann')
  assert.equal(await enter('ann@example.org'), null)
  assert.equal(await enter('Ann'), null)
  assert.equal(await enter('%@example.org'), null)
})

test('the session remembers who let the user in, and forgets users of a backend that is gone', async () => {
  const ann = browser(site)
  assert.equal(
    await (await ann.post('/login/', { username: 'ann', password })).text(),
    'django.contrib.auth.backends.ModelBackend',
  )
  const dora = browser(site)
  const answer = await dora.post('/login/', { username: 'dora', password: 'from the directory' })
  assert.equal(await answer.text(), 'example.directory')
  assert.equal(await (await dora.get('/whoami/')).text(), 'dora')
  const user = await enter('Ann@example.org')
  assert.equal(backendOf(user!), 'nuages.auth.EmailBackend')
  assert.equal(backendOf(await site.run(() => User.get({ username: 'ann' }))), null)
})

test('a backend is remembered over the steps of a login', async () => {
  const dora = browser(site)
  const first = await dora.post('/signin/', { username: 'dora', password: 'from the directory' })
  assert.equal(await first.text(), '/step/')
  assert.equal(await (await dora.post('/step/', {})).text(), 'example.directory')
})

test('a list of backends is not empty, and no two have one name', () => {
  assert.throws(() => checkBackends([]), { code: 'NUAGES_AUTH_BACKENDS' })
  assert.throws(() => checkBackends([modelBackend(), modelBackend()]), {
    code: 'NUAGES_AUTH_BACKENDS',
    message: /Model/,
  })
})
