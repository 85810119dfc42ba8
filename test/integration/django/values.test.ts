import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import {
  argon2Hasher,
  bcryptHasher,
  bcryptSha256Hasher,
  minimumLength,
  normalizeEmail,
  normalizeUsername,
  notNumeric,
  notSimilarToUser,
  type PasswordHasher,
  Passwords,
  pbkdf2Hasher,
  ResetTokens,
  User,
  unsaltedHasher,
  validatePassword,
  weakHasher,
} from 'nuages/auth'
import { isSafeRedirect } from '../../../src/base/text/index.ts'
import { pythonPath, skipWithout } from '../../support/services.ts'

const key = 'a-secret-that-is-only-for-tests-é-0123456789'
const now = 1_790_000_000
const secrets = [
  '',
  'a',
  'pässwörd ☃',
  '😀'.repeat(30),
  'e\u0301',
  'é',
  ' space ',
  'x'.repeat(300),
  'a\0b',
  '\u{10ffff}\u001f',
]
const salts = ['a', 'somesalt12345', 'Z'.repeat(22), 'sa lt+/=', 'é☃']

/** What writes a password as Django's hasher of that name does, with the salts that both take. */
const hashers: readonly (readonly [string, readonly string[], PasswordHasher])[] = [
  ['pbkdf2_sha256', salts, pbkdf2Hasher('sha256', { iterations: 7 })],
  ['pbkdf2_sha1', salts, pbkdf2Hasher('sha1', { iterations: 7 })],
  ['argon2', ['eightchars', 'Z'.repeat(22)], argon2Hasher({ timeCost: 1, memoryCost: 64, parallelism: 2 })],
  ['bcrypt_sha256', [''], bcryptSha256Hasher({ rounds: 4 })],
  ['bcrypt', [''], bcryptHasher({ rounds: 4 })],
  ['sha1', salts, weakHasher('sha1')],
  ['md5', salts, weakHasher('md5')],
  ['unsalted_sha1', [''], unsaltedHasher('sha1')],
  ['unsalted_md5', [''], unsaltedHasher('md5')],
]
const cases = hashers.flatMap(([algorithm, fitting, hasher]) =>
  fitting.flatMap((salt) =>
    secrets
      // One null character is an error to bcrypt, and the other end of the text to its password.
      .filter((secret) => algorithm !== 'bcrypt' || !secret.includes('\0'))
      .map((secret) => ({ algorithm, salt, hasher, secret })),
  ),
)
const people = [
  { pk: 1, password: 'argon2$x', lastLogin: null, email: 'ada@example.org' },
  { pk: 2_147_483_647, password: '!', lastLogin: '2026-02-28T23:59:59.999Z', email: '' },
  { pk: 7, password: 'é', lastLogin: '1969-07-20T20:17:40.000Z', email: 'é@x.org' },
]
const known = (user: (typeof people)[number]) => ({
  ...user,
  lastLogin: user.lastLogin === null ? null : new Date(user.lastLogin),
})
const tokensAt = (seconds: number) => new ResetTokens({ key, now: () => seconds * 1000 })
const emails = ['Ada@EXAMPLE.org', ' Ada@X.Org\n', '"a@b"@C.D', 'NOBODY', ' x ', '', 'ΑΣ@ΑΣ', '@']
const names = ['ﬁne', 'Å', '①', 'ｱ', 'e\u0301', 'ſ', 'ada', '']
const ada = { username: 'ada.lovelace', first_name: 'Ada', last_name: 'Lovelace', email: 'ada@analytical.example' }
const passwords = [
  'lovelace',
  'ecalevol1',
  'Ada.Lovelace!',
  'analytical',
  'a',
  '12345678',
  '⒈②⓿❸፩៤𐩀🄁٣₅',
  'correct horse',
  'ada'.repeat(12),
  'x'.repeat(400),
]
const urls = [
  '/a',
  '//evil.com',
  '///evil.com',
  '\\\\evil.com',
  'http://example.org/x',
  'https://example.org@evil.com/',
  'javascript:alert(1)',
  'http:evil.com',
  'http:///evil.com',
  '',
  ' /a',
  '\u0000/a',
  'a b',
  '?next=//x',
  'HTTP://example.org',
  'http://example.org:80/',
  'http://EXAMPLE.org/',
  'ftp://example.org',
  'a:b',
  '/\u00a0',
  '//example.org',
  '/\\evil.com',
  'http://[::1',
  '\u202e//x',
]
/** Every character up to the end of the Basic Multilingual Plane and the planes of symbols, but no surrogates. */
const characters = Array.from({ length: 0x20000 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff)

interface Answers {
  readonly encoded: readonly (string | null)[]
  readonly checked: readonly (boolean | null)[]
  readonly update: readonly boolean[]
  readonly tokens: readonly string[]
  readonly tokens_checked: readonly boolean[]
  readonly hashes: readonly string[]
  readonly emails: readonly string[]
  readonly names: readonly string[]
  readonly codes: readonly string[][]
  readonly safe: readonly boolean[]
  readonly word: readonly number[]
  readonly digits: readonly number[]
}

describe('Django gives the same values', { skip: await skipWithout('django') }, () => {
  let ours: string[]
  let answers: Answers
  const rounds = [
    'pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$aaaa',
    'pbkdf2_sha256$260000$short$aaaa',
    'pbkdf2_sha256$1$abcdefghijklmnopqrstuv$aaaa',
    'pbkdf2_sha256$999999$abcdefghijklmnopqrstuv$aaaa',
    'md5$short$aaaa',
    'sha1$abcdefghijklmnopqrstuv$aaaa',
  ]
  const tried = people.flatMap((user) =>
    [0, 259_200, 259_201, -60].flatMap((later) => {
      const token = tokensAt(now).make(known(user))
      const others = [
        { ...user, email: `${user.email}x` },
        { ...user, password: 'other' },
        { ...user, lastLogin: '2026-03-01T00:00:00.000Z' },
      ]
      return [user, ...others].flatMap((each) =>
        [token, token.toUpperCase(), `0${token}`, `${token} `, token.slice(0, -1)].map(
          (text) => [each, now + later, text] as const,
        ),
      )
    }),
  )

  before(async () => {
    ours = await Promise.all(
      cases.map(({ hasher, secret, salt }) => hasher.encode(secret, salt === '' ? (hasher.newSalt?.() ?? '') : salt)),
    )
    const input = JSON.stringify({
      key,
      encode: cases.map(({ secret, algorithm, salt }) => [secret, algorithm, salt, 7]),
      check: cases.flatMap(({ secret }, at) => [
        [secret, ours[at]],
        [`${secret}!`, ours[at]],
      ]),
      update: rounds,
      tokens: people.map((user) => [user, now]),
      tokensChecked: tried,
      emails,
      names,
      passwords: passwords.map((each) => [each, ada]),
      urls,
      characters,
    })
    const script = join(import.meta.dirname, 'values.py')
    answers = JSON.parse(
      execFileSync(pythonPath(), [script], {
        input,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    ) as Answers
  })

  test('each checks the passwords that the other hashed, and no others', async () => {
    const reader = new Passwords(hashers.map(([, , hasher]) => hasher))
    for (const [at, { secret, algorithm }] of cases.entries()) {
      const theirs = answers.encoded[at]
      // A hasher whose Python package is not there.
      if (theirs === null || theirs === undefined) continue
      assert.equal(await reader.verify(secret, theirs), true, theirs)
      // A long password is cut off by bcrypt alone, in both.
      const cut = algorithm === 'bcrypt' && Buffer.byteLength(secret) >= 72
      assert.equal(await reader.verify(`${secret}!`, theirs), cut, theirs)
      assert.deepEqual([answers.checked[2 * at], answers.checked[2 * at + 1]], [true, cut], ours[at])
      if (!/^(bcrypt|argon2)/.test(algorithm)) assert.equal(theirs, ours[at])
    }
  })

  test('they hash the same passwords anew', () => {
    const found = rounds.map((encoded) => {
      const own = [pbkdf2Hasher('sha256', { iterations: 260_000 }), weakHasher('md5'), weakHasher('sha1')]
      return new Passwords(own).identify(encoded).mustUpdate(encoded)
    })
    // Django's iterations depend on its version: 260,000 in 3.2, whose answers are held against ours.
    if (answers.update[0] === false) assert.deepEqual(found, answers.update)
  })

  test('tokens and what ties sessions to passwords', () => {
    assert.deepEqual(
      people.map((user) => tokensAt(now).make(known(user))),
      answers.tokens,
    )
    assert.deepEqual(
      tried.map(([user, at, token]) => tokensAt(at).check(known(user), token)),
      answers.tokens_checked,
    )
    assert.ok(answers.tokens_checked.some(Boolean) && !answers.tokens_checked.every(Boolean))
    assert.deepEqual(
      people.map((user) => User.prototype.sessionAuthHash.call(user as never, key)),
      answers.hashes,
    )
  })

  test('names, addresses and where to go next', () => {
    assert.deepEqual(emails.map(normalizeEmail), answers.emails)
    assert.deepEqual(names.map(normalizeUsername), answers.names)
    assert.deepEqual(
      urls.map((url) => [url, isSafeRedirect(url, { allowedHosts: ['example.org'] })]),
      urls.map((url, at) => [url, answers.safe[at]]),
    )
  })

  test('what a password must not be, by code', async () => {
    const rules = [notSimilarToUser(), minimumLength(), notNumeric()]
    const user = { username: ada.username, firstName: ada.first_name, lastName: ada.last_name, email: ada.email }
    for (const [at, password] of passwords.entries()) {
      const found = await validatePassword(password, user, rules).then(
        () => [],
        (error: { issues: readonly { code: string }[] }) => error.issues.map(({ code }) => code),
      )
      assert.deepEqual(found, answers.codes[at], password)
    }
  })

  test('what Python calls a digit or part of a word is that here, and what has come to Unicode since its version', () => {
    const digits = characters.filter((code) => notNumeric().check(String.fromCodePoint(code), null) !== null)
    assert.deepEqual(
      answers.digits.filter((code) => !digits.includes(code)),
      [],
    )
    const word = new Set(characters.filter((code) => /[\p{L}\p{N}_]/u.test(String.fromCodePoint(code))))
    assert.deepEqual(
      answers.word.filter((code) => !word.has(code)),
      [],
    )
  })
})
