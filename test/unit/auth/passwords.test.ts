import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  argon2Hasher,
  hashPassword,
  notCommon,
  notSimilarToUser,
  Passwords,
  pbkdf2Hasher,
  ResetTokens,
  scryptHasher,
  unsaltedHasher,
  validatePassword,
  verifyPassword,
  weakHashers,
} from '../../../src/apps/auth/index.ts'
import type { ValidationError } from '../../../src/base/schema/index.ts'

const quick = [
  argon2Hasher({ memoryCost: 64, timeCost: 1, parallelism: 1 }),
  pbkdf2Hasher('sha256', { iterations: 10 }),
  pbkdf2Hasher('sha1', { iterations: 10 }),
  scryptHasher({ n: 16, r: 1, p: 1 }),
]

test('a new hash is argon2id with a salt of its own, in the form and strength of Django', async () => {
  const [one, two] = await Promise.all([hashPassword('pässwörd 🔑'), hashPassword('pässwörd 🔑')])
  assert.match(one, /^argon2\$argon2id\$v=19\$m=102400,t=2,p=8\$[A-Za-z0-9+/]{30}\$[A-Za-z0-9+/]{43}$/)
  assert.notEqual(one, two)
  assert.equal(await verifyPassword('pässwörd 🔑', one), true)
  assert.equal(await verifyPassword('pässwörd', one), false)
})

test('hashing leaves the event loop free', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  await hashPassword('x')
  clearInterval(timer)
  assert.ok(turns >= 3, `${turns} turns`)
})

test('every hasher verifies what it wrote, and asks for an update of what is not the preferred form', async () => {
  const passwords = new Passwords(quick)
  for (const hasher of quick) {
    const encoded = await hasher.encode('secret', 'a-salt-of-22-characters')
    const preferred = hasher === quick[0]
    assert.deepEqual(
      await passwords.check('secret', encoded),
      { correct: true, mustUpdate: !preferred },
      hasher.algorithm,
    )
    assert.deepEqual(await passwords.check('Secret', encoded), { correct: false, mustUpdate: false })
  }
  const short = await quick[0]!.encode('secret', 'shortsalt')
  assert.equal((await passwords.check('secret', short)).mustUpdate, true)
})

test('scrypt in the form that Django writes, computed by Python', async () => {
  const hash = 'SNepqCBhE+0AswKca85HXbkcgxTjbLz8I1C06OHoVXfyMzAaEFijfomcl+9Tmo+CvW0otDrJtY9Jet109Vvs8w=='
  const encoded = `scrypt$16384$seasalt$8$5$${hash}`
  assert.equal(await scryptHasher().encode('naïve 🔑', 'seasalt'), encoded)
  assert.equal(await scryptHasher().verify('naïve 🔑', encoded), true)
  assert.equal(await scryptHasher().verify('naive 🔑', encoded), false)
})

test('weak forms are read only where somebody asks for it', async () => {
  const md5 = await unsaltedHasher('md5').encode('secret', '')
  assert.equal(md5, '5ebe2294ecd0e0f08eab7690d2a6ee69')
  assert.equal(await new Passwords(quick).verify('secret', md5), false)
  assert.deepEqual(await new Passwords([...quick, ...weakHashers]).check('secret', md5), {
    correct: true,
    mustUpdate: true,
  })
})

test('unusable, unknown and malformed hashes open nothing', async () => {
  const passwords = new Passwords([...quick, ...weakHashers])
  assert.match(passwords.unusable(), /^![A-Za-z0-9]{40}$/)
  for (const encoded of ['', '!', passwords.unusable(), 'plain', '$', 'bcrypt$$2b$12$x', 'toString$x']) {
    assert.equal(await passwords.verify('', encoded), false, encoded)
    assert.equal(await passwords.verify(encoded, encoded), false, encoded)
  }
  assert.equal(await passwords.verify(null, await quick[1]!.encode('', 'salt')), false)
  for (const bad of [
    'pbkdf2_sha256$0$salt$x',
    'pbkdf2_sha256$10$$x',
    'argon2$argon2id$v=16$m=8,t=1,p=1$YQ$YQ',
    'scrypt$a$b$c$d$e',
  ]) {
    await assert.rejects(passwords.verify('x', bad), { code: 'NUAGES_AUTH_BAD_HASH' }, bad)
  }
  await assert.rejects(quick[1]!.encode('x', 'a$b'), { code: 'NUAGES_AUTH_BAD_SALT' })
  assert.throws(() => new Passwords([]), { code: 'NUAGES_AUTH_NO_HASHERS' })
  assert.throws(() => passwords.identify('bcrypt$x'), { code: 'NUAGES_AUTH_UNKNOWN_HASH', message: /form bcrypt/ })
})

test('new passwords are held against every rule at once', async () => {
  const codes = async (password: string, user: Record<string, unknown> | null = null) => {
    try {
      await validatePassword(password, user)
      return []
    } catch (error) {
      return (error as ValidationError).issues.map((issue) => issue.code)
    }
  }
  assert.deepEqual(await codes('correct horse battery staple'), [])
  assert.deepEqual(await codes('123456'), ['password_too_short', 'password_too_common', 'password_entirely_numeric'])
  assert.deepEqual(await codes('⒈②⓿❸፩៤𐩀🄁٣₅'), ['password_entirely_numeric'])
  assert.deepEqual(await codes('Ada-Lovelace', { firstName: 'Ada', lastName: 'Lovelace', username: 'al' }), [
    'password_too_similar',
  ])
  await assert.rejects(
    validatePassword('lovelace1', { lastName: 'Lovelace' }, [notSimilarToUser()]),
    /too similar to the last name/,
  )
  await assert.rejects(validatePassword('Hunter2 ', null, [notCommon(['hunter2'])]), /too common/)
})

test('a reset token works once, for its user, for a while', () => {
  let time = Date.UTC(2024, 0, 1)
  const tokens = new ResetTokens({ key: 'secret', timeout: 60, now: () => time })
  const user = { pk: 1, password: 'hash', lastLogin: null, email: 'a@b.co' }
  const token = tokens.make(user)
  assert.equal(tokens.check(user, token), true)
  assert.equal(tokens.check({ ...user, pk: 2 }, token), false)
  assert.equal(tokens.check({ ...user, password: 'new' }, token), false)
  assert.equal(tokens.check({ ...user, lastLogin: new Date() }, token), false)
  assert.equal(new ResetTokens({ key: 'other', now: () => time }).check(user, token), false)
  time += 61_000
  assert.equal(tokens.check(user, token), false)
})
