import assert from 'node:assert/strict'
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { test } from 'node:test'
import {
  derivedKey,
  generateJwtKey,
  JsonWebTokens,
  type JwtKey,
  jwtAlgorithms,
  parseJwtKeys,
} from '../../../src/apps/tokens/index.ts'

const now = Date.UTC(2030, 0, 1)
const options = { issuer: 'https://news.example', audience: 'https://api.example' }
const invalid = { code: 'NUAGES_TOKENS_INVALID_TOKEN', status: 401 }
const jwts = (keys: readonly JwtKey[], more = {}, at = now) =>
  new JsonWebTokens({ ...options, ...more, keys }, () => at)
const toSign = { subject: '7', abilities: ['a'], tie: 'x' } as const

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = {
  iss: options.issuer,
  aud: options.audience,
  sub: '7',
  iat: now / 1000,
  exp: now / 1000 + 600,
  jti: 'x',
}
const keys = Object.fromEntries(
  await Promise.all(jwtAlgorithms.map(async (algorithm) => [algorithm, await generateJwtKey(algorithm)] as const)),
) as Record<string, JwtKey>
/** Signed by hand with the secret. */
const hs256 = (header: object, payload: object, secret: Buffer | string) => {
  const body = `${part(header)}.${part(payload)}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}
const secretOf = (key: JwtKey) => Buffer.from(String(key['k']), 'base64url')

for (const algorithm of jwtAlgorithms) {
  const key = keys[algorithm]!

  test(`${algorithm}: what is signed checks, and says what was said`, async () => {
    const tokens = jwts([key])
    const token = await tokens.sign(toSign)
    const { claims: read, abilities } = await tokens.verify(token)
    const { jti, ...rest } = read
    assert.match(jti, /^\w{22}$/)
    const { jti: _jti, ...expected } = claims
    assert.deepEqual(rest, { ...expected, abilities: ['a'], tie: 'x' })
    assert.deepEqual(abilities, ['a'])
    const [header] = token.split('.')
    assert.deepEqual(JSON.parse(Buffer.from(header!, 'base64url').toString()), {
      alg: algorithm,
      kid: key.kid,
      typ: 'at+jwt',
    })
  })

  test(`${algorithm}: every change of a part is found`, async () => {
    const tokens = jwts([key])
    const token = await tokens.sign(toSign)
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const other = part({ ...claims, sub: '1' })
    for (const changed of [
      `${header}.${other}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.`,
      `${header}.${payload}.${'A'.repeat(signature.length)}`,
      `${part({ alg: 'none', kid: key.kid, typ: 'at+jwt' })}.${payload}.`,
      `${part({ alg: 'none', kid: key.kid, typ: 'at+jwt' })}.${payload}.${signature}`,
      ` ${token}`,
      '',
      '..',
      'a.b.c',
    ])
      await assert.rejects(tokens.verify(changed), invalid, changed)
  })

  test(`${algorithm}: the public set holds no secret, and is enough to check`, async () => {
    const published = await jwts([key]).published()
    assert.doesNotMatch(JSON.stringify(published), /"[dk]":/)
    if (algorithm === 'HS256') return assert.deepEqual(published, { keys: [] })
    const token = await jwts([key]).sign(toSign)
    const other = jwts([keys['HS256']!, ...parseJwtKeys(JSON.stringify(published))])
    assert.equal((await other.verify(token)).claims.sub, '7')
  })
}

test('keys change over: the first signs, all of them check', async () => {
  const [old, next] = [await generateJwtKey(), await generateJwtKey('ES256')]
  const before = await jwts([old]).sign(toSign)
  const during = jwts([next, old])
  assert.ok(await during.verify(before))
  const after = await during.sign(toSign)
  await assert.rejects(jwts([old]).verify(after), invalid)
  await assert.rejects(jwts([next]).verify(before), invalid)
})

test('a public key is no secret: a token that is signed with it as one is refused', async () => {
  const key = keys['EdDSA']!
  const { kty, crv, x } = key
  const pem = createPublicKey({ key: { kty, crv, x } as never, format: 'jwk' }).export({ format: 'pem', type: 'spki' })
  for (const secret of [pem as string, String(x), Buffer.from(String(x), 'base64url')])
    await assert.rejects(
      jwts([key]).verify(hs256({ alg: 'HS256', kid: key.kid, typ: 'at+jwt' }, claims, secret)),
      invalid,
    )
})

test('a key is for one algorithm, whatever a header says', async () => {
  const key = keys['EdDSA']!
  const { kty, crv, x, d } = key
  const body = `${part({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' })}.${part(claims)}`
  const signed = sign(null, Buffer.from(body), createPrivateKey({ key: { kty, crv, x, d } as never, format: 'jwk' }))
  await assert.rejects(jwts([key]).verify(`${body}.${signed.toString('base64url')}`), invalid)
})

test('headers that name a key or bring one along are refused', async () => {
  const key = keys['HS256']!
  const own = await generateJwtKey('HS256')
  const header = { alg: 'HS256', typ: 'at+jwt' }
  const wrong: object[] = [
    header,
    { ...header, kid: '../../dev/null' },
    { ...header, kid: "' OR 1=1 --" },
    { ...header, kid: '__proto__' },
    { ...header, kid: 0 },
    { ...header, kid: ['x'] },
    { ...header, kid: null },
    { ...header, jwk: own, kid: own.kid },
    { ...header, jku: 'https://evil.example/jwks.json', kid: own.kid },
    { ...header, x5u: 'https://evil.example/', kid: own.kid },
    { ...header, kid: key.kid, jwk: own },
    { ...header, kid: key.kid, crit: ['exp'], exp: 1 },
    { ...header, kid: key.kid, b64: false, crit: ['b64'] },
  ]
  for (const each of wrong) await assert.rejects(jwts([key]).verify(hs256(each, claims, secretOf(own))), invalid)
  // With the right secret too, where the header asks for something that is not known.
  for (const each of wrong.slice(-2))
    await assert.rejects(jwts([key]).verify(hs256(each, claims, secretOf(key))), invalid)
})

test('claims that are wrong, missing or odd are refused', async () => {
  const key = keys['HS256']!
  const header = { alg: 'HS256', kid: key.kid, typ: 'at+jwt' }
  const check = (changed: object, head: object = header) =>
    jwts([key]).verify(hs256(head, { ...claims, ...changed }, secretOf(key)))
  assert.equal((await check({})).claims.sub, '7')
  assert.deepEqual((await check({ abilities: 'all' })).abilities, [])
  assert.deepEqual((await check({ abilities: [1] })).abilities, [])
  assert.deepEqual((await check({ abilities: {} })).abilities, [])
  for (const changed of [
    { iss: 'https://evil.example' },
    { iss: undefined },
    { aud: 'https://other.example' },
    { aud: undefined },
    { aud: [] },
    { exp: now / 1000 },
    { exp: undefined },
    { exp: 'never' },
    { iat: undefined },
    { nbf: now / 1000 + 1 },
    { sub: undefined },
    { sub: '' },
    { sub: 7 },
    { sub: 'x'.repeat(256) },
    { jti: undefined },
  ])
    await assert.rejects(check(changed), invalid, JSON.stringify(changed))
  for (const typ of ['JWT', undefined, 'id+jwt']) await assert.rejects(check({}, { ...header, typ }), invalid)
  await assert.rejects(jwts([key]).verify(hs256(header, null as never, secretOf(key))), invalid)
  await assert.rejects(jwts([key]).verify(hs256(header, [] as never, secretOf(key))), invalid)
})

test('a token ends', async () => {
  const key = keys['EdDSA']!
  const token = await jwts([key], { accessAge: 60 }).sign(toSign)
  assert.ok(await jwts([key], {}, now + 59_999).verify(token))
  await assert.rejects(jwts([key], {}, now + 60_000).verify(token), { ...invalid, data: { reason: 'it has expired' } })
})

test('a huge one is not looked at', async () => {
  await assert.rejects(jwts([keys['EdDSA']!]).verify(`${'a'.repeat(1_000_000)}.b.c`), {
    ...invalid,
    data: { reason: 'it is too long' },
  })
})

test('keys that cannot be are told without being quoted', async () => {
  const secret = 'dGhpcyBpcyBhIHNlY3JldCB0aGF0IGlzIG5vdCBzaG93bg'
  const good = await generateJwtKey()
  for (const wrong of [
    [],
    [{ kty: 'oct', k: secret.slice(0, 20) }],
    [{ kty: 'oct' }],
    [{ kty: 'RSA', n: secret, e: 'AQAB' }],
    [{ kty: 'OKP', crv: 'Ed25519', x: secret, d: 'x' }],
    [{ kty: 'EC', crv: 'P-384', x: secret, y: secret, d: secret }],
    [{ ...good, alg: 'HS256' }],
    [{ ...good, d: undefined }],
    [good, good],
    [{ ...good, kid: 'x\ny' }],
  ] as unknown as JwtKey[][]) {
    const error = await jwts(wrong)
      .load()
      .then(() => assert.fail(JSON.stringify(wrong)))
      .catch((caught: unknown) => caught as Error & { code: string; data: unknown })
    assert.equal(error.code, 'NUAGES_TOKENS_BAD_KEYS')
    assert.doesNotMatch(
      `${error.message}${JSON.stringify(error.data)}${error.cause ?? ''}`,
      new RegExp(secret.slice(0, 20)),
    )
  }
  for (const text of ['', 'x', '1', 'null', '[]', '{}', '[1]', '{"keys":[]}', '{"keys":1}'])
    assert.throws(() => parseJwtKeys(text), { code: 'NUAGES_TOKENS_BAD_KEYS' }, text)
  assert.deepEqual(parseJwtKeys(JSON.stringify(good)), [good])
  assert.deepEqual(parseJwtKeys(JSON.stringify({ keys: [good] })), [good])
})

test('ages and names are checked at once', () => {
  for (const wrong of [{ accessAge: 0 }, { accessAge: 1.5 }, { refreshAge: -1 }, { graceSeconds: -1 }, { issuer: '' }])
    assert.throws(() => jwts([keys['EdDSA']!], wrong), { code: 'NUAGES_TOKENS_BAD_SETTING' })
})

test('the key that a project has by itself is of its secret key, and of nothing else', async () => {
  const [one, two] = [derivedKey('a'.repeat(40)), derivedKey('b'.repeat(40))]
  assert.deepEqual(one, derivedKey('a'.repeat(40)))
  assert.notEqual(one['k'], two['k'])
  assert.equal(secretOf(one).length, 32)
  const token = await jwts([one]).sign(toSign)
  assert.ok(await jwts([two, one]).verify(token))
})
