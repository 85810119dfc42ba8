import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  argon2Hasher,
  bcryptHasher,
  bcryptSha256Hasher,
  type PasswordHasher,
  Passwords,
  pbkdf2Hasher,
  scryptHasher,
} from '../../../src/apps/auth/index.ts'
import { HashQueue } from '../../../src/apps/auth/passwords/hash-queue.ts'
import { checkCost, mostCosts } from '../../../src/apps/auth/passwords/limits.ts'

const cheap = argon2Hasher({ memoryCost: 64, timeCost: 1, parallelism: 1 })
const hashers = [
  cheap,
  pbkdf2Hasher('sha256', { iterations: 10 }),
  scryptHasher({ n: 16 }),
  bcryptSha256Hasher({ rounds: 4 }),
  bcryptHasher({ rounds: 4 }),
]

test('bcrypt writes what it reads, and wants its own cost', async () => {
  for (const hasher of [bcryptSha256Hasher({ rounds: 4 }), bcryptHasher({ rounds: 5 })]) {
    const passwords = new Passwords([hasher])
    const hash = await passwords.hash('pässwörd 🔑')
    assert.match(hash, /^bcrypt(_sha256)?\$\$2b\$0[45]\$[./A-Za-z0-9]{53}$/)
    assert.deepEqual(await passwords.check('pässwörd 🔑', hash), { correct: true, mustUpdate: false })
    assert.equal(await passwords.verify('passwörd 🔑', hash), false)
  }
  // 2a and 2y are the same since their mistakes were mended.
  const other = (await bcryptHasher({ rounds: 4 }).encode('x', '$2a$04$abcdefghijklmnopqrstuu')).slice(0, -1)
  assert.match(other, /^bcrypt\$\$2a\$04\$/)
})

test('bcrypt does not hold the event loop', async () => {
  let turns = 0
  let done = false
  const turn = (): void => {
    turns++
    if (!done) setImmediate(turn)
  }
  setImmediate(turn)
  await bcryptHasher({ rounds: 8 }).encode('secret', '$2b$08$abcdefghijklmnopqrstuu')
  done = true
  assert.ok(turns > 10, `${turns} turns`)
})

test('bcrypt ends at a null character, and so it takes none; bcrypt_sha256 takes all', async () => {
  const [plain, sha] = [
    new Passwords([bcryptHasher({ rounds: 4 })]),
    new Passwords([bcryptSha256Hasher({ rounds: 4 })]),
  ]
  await assert.rejects(plain.hash('a\0b'), { code: 'NUAGES_AUTH_BAD_PASSWORD' })
  assert.equal(await plain.verify('a\0b', await plain.hash('a')), false)
  const hash = await sha.hash('a\0b')
  assert.equal(await sha.verify('a\0b', hash), true)
  assert.equal(await sha.verify('a', hash), false)
})

test('a stored hash that costs too much is refused before it is computed', async () => {
  const passwords = new Passwords(hashers)
  const salt = 'YWJjZGVmZ2hpamtsbW5vcA'
  for (const costly of [
    `argon2$argon2id$v=19$m=99999999,t=1,p=1$${salt}$${salt}`,
    `argon2$argon2id$v=19$m=1048576,t=99999,p=1$${salt}$${salt}`,
    `argon2$argon2id$v=19$m=102400,t=2,p=99999$${salt}$${salt}`,
    'pbkdf2_sha256$2147483648$salt$hash',
    'scrypt$16777216$salt$8$1$hash',
    'scrypt$16384$salt$8$9999$hash',
    `bcrypt$$2b$31$${'a'.repeat(53)}`,
    `bcrypt_sha256$$2b$16$${'a'.repeat(53)}`,
  ])
    await assert.rejects(passwords.verify('x', costly), { code: 'NUAGES_AUTH_HASH_TOO_COSTLY' }, costly)
})

test('what is damaged is said to be, and never computed or accepted', async () => {
  const passwords = new Passwords(hashers)
  for (const bad of [
    'argon2$argon2id$v=19$m=4,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$YWJjZGVmZ2hpamtsbW5vcA',
    'argon2$argon2id$v=19$m=64,t=0,p=1$YWJjZGVmZ2hpamtsbW5vcA$YWJjZGVmZ2hpamtsbW5vcA',
    'argon2$argon2id$v=19$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$YQ',
    'scrypt$15$salt$8$1$hash',
    'scrypt$16$salt$0$1$hash',
    'bcrypt$$2b$04$short',
    'bcrypt$$2b$03$abcdefghijklmnopqrstuu',
    'bcrypt_sha256$nothing',
  ])
    await assert.rejects(passwords.verify('x', bad), { code: 'NUAGES_AUTH_BAD_HASH' }, bad)
})

test('a hasher reads what it writes itself, whatever it costs', () => {
  assert.doesNotThrow(() => checkCost('pbkdf2_sha1', 30_000_000, mostCosts.iterations, 30_000_000))
  assert.throws(() => checkCost('pbkdf2_sha1', 30_000_001, mostCosts.iterations, 30_000_000), {
    code: 'NUAGES_AUTH_HASH_TOO_COSTLY',
  })
})

test('long passwords and halves of characters are no passwords, at the cost of a wrong one', async () => {
  let hashed = 0
  const counting: PasswordHasher = {
    ...cheap,
    async encode(password, salt) {
      const encoded = await cheap.encode(password, salt)
      hashed++
      return encoded
    },
    async verify(password, encoded) {
      const right = await cheap.verify(password, encoded)
      hashed++
      return right
    },
  }
  const passwords = new Passwords([counting])
  const hash = await passwords.hash('x'.repeat(4096))
  assert.equal(await passwords.verify('x'.repeat(4096), hash), true)
  for (const bad of ['x'.repeat(4097), 'x'.repeat(2 ** 20), 'half \ud83d', '\udd11']) {
    await assert.rejects(passwords.hash(bad), { code: 'NUAGES_AUTH_BAD_PASSWORD', status: 422 })
    hashed = 0
    assert.equal(await passwords.verify(bad, hash), false)
    assert.equal(hashed, 1)
  }
  // Nothing else is changed: what Django takes for two passwords are two here.
  const composed = await passwords.hash('é')
  assert.equal(await passwords.verify('e\u0301', composed), false)
})

test('hashes wait for each other in the order in which they came, and beyond the queue it is 503', async () => {
  const queue = new HashQueue({ concurrent: 2, waiting: 3 })
  const order: number[] = []
  let running = 0
  let most = 0
  const work = (i: number) => async () => {
    most = Math.max(most, ++running)
    await delay(1)
    order.push(i)
    running--
  }
  const all = [0, 1, 2, 3, 4].map((i) => queue.run(work(i)))
  assert.deepEqual(queue.load, { running: 2, waiting: 3 })
  await assert.rejects(queue.run(work(5)), {
    code: 'NUAGES_AUTH_BUSY',
    status: 503,
    data: { retryAfter: 5, answerHeaders: { 'retry-after': '5' } },
  })
  await Promise.all(all)
  assert.equal(most, 2)
  assert.deepEqual(order, [0, 1, 2, 3, 4])
  assert.deepEqual(queue.load, { running: 0, waiting: 0 })
  // One that fails leaves its place to the next.
  const failed = queue.run(() => Promise.reject(new TypeError('no')))
  await assert.rejects(failed, TypeError)
  assert.equal(await queue.run(async () => 1), 1)
})

test('a wrong password for a cheap old hash costs what one for a hash of today does', async () => {
  const hashed: string[] = []
  const pbkdf2 = pbkdf2Hasher('sha256', { iterations: 100 })
  const watched = (hasher: PasswordHasher): PasswordHasher => ({
    ...hasher,
    harden: async (password, encoded) => {
      hashed.push(encoded)
      await hasher.harden!(password, encoded)
    },
  })
  const old = await pbkdf2Hasher('sha256', { iterations: 10 }).encode('secret', 'a'.repeat(22))
  const passwords = new Passwords([watched(pbkdf2), cheap])
  assert.equal(await passwords.verify('wrong', old), false)
  assert.deepEqual(hashed, [old])
  assert.deepEqual(await passwords.check('secret', old), { correct: true, mustUpdate: true })
  assert.equal(await passwords.verify('wrong', await passwords.hash('secret')), false)
  // Another hasher's work is nothing to compare with.
  assert.equal(await new Passwords([cheap, watched(pbkdf2)]).verify('wrong', old), false)
  assert.deepEqual(hashed, [old])

  const bcrypt = bcryptHasher({ rounds: 6 })
  const early = await bcryptHasher({ rounds: 4 }).encode('secret', '$2b$04$abcdefghijklmnopqrstuu')
  const both = new Passwords([watched(bcrypt)])
  assert.equal(await both.verify('wrong', early), false)
  assert.deepEqual(hashed, [old, early])
  assert.equal(await both.verify('w\0', early), false)
  assert.deepEqual(hashed, [old, early])
})

test('a salt of argon2 is bytes', async () => {
  await assert.rejects(cheap.encode('secret', '☃'.repeat(10)), { code: 'NUAGES_AUTH_BAD_SALT' })
  assert.equal(await cheap.verify('secret', await cheap.encode('secret', 'é'.repeat(10))), true)
})
