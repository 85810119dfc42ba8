import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  fromBase32,
  hotp,
  matchingCounter,
  otpauthUri,
  qrSvg,
  type TotpAlgorithm,
  toBase32,
  totp,
  totpCounter,
} from '../../../src/apps/second-factor/index.ts'
import { readQr } from '../../support/qr-reader.ts'

const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')
const secret20 = Buffer.from('12345678901234567890')

test('HOTP: the values of RFC 4226, appendix D', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
  assert.deepEqual(
    codes.map((_, counter) => hotp(secret20, counter)),
    codes,
  )
})

test('TOTP: the values of RFC 6238, appendix B', () => {
  const repeated = (length: number) => Buffer.from('1234567890'.repeat(7).slice(0, length))
  const secrets: Record<TotpAlgorithm, Buffer> = { sha1: repeated(20), sha256: repeated(32), sha512: repeated(64) }
  const vectors: readonly [number, string, string, string][] = [
    [59, '94287082', '46119246', '90693936'],
    [1_111_111_109, '07081804', '68084774', '25091201'],
    [1_111_111_111, '14050471', '67062674', '99943326'],
    [1_234_567_890, '89005924', '91819424', '93441116'],
    [2_000_000_000, '69279037', '90698825', '38618901'],
    [20_000_000_000, '65353130', '77737706', '47863826'],
  ]
  for (const [seconds, ...codes] of vectors) {
    const made = (['sha1', 'sha256', 'sha512'] as const).map((algorithm) =>
      totp(secrets[algorithm], seconds * 1000, { digits: 8, algorithm }),
    )
    assert.deepEqual(made, codes)
  }
})

test('base32: the vectors of RFC 4648, §10, and what people type', () => {
  const vectors = {
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
    '': '',
  }
  for (const [text, encoded] of Object.entries(vectors)) {
    assert.equal(toBase32(Buffer.from(text)), encoded)
    assert.equal(fromBase32(encoded).toString(), text)
  }
  assert.equal(fromBase32('mzxw 6ytb-oi======').toString(), 'foobar')
  for (const text of ['A', 'ABC', 'ABCDEF', 'MZXW0', 'MZ1W', 'é2', 'MZ', 'AB=CD'])
    assert.throws(() => fromBase32(text), { code: 'NUAGES_SECONDFACTOR_BAD_BASE32' }, text)
})

test('base32 there and back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      assert.deepEqual([...fromBase32(toBase32(bytes))], [...bytes])
      assert.deepEqual([...fromBase32(toBase32(bytes).toLowerCase())], [...bytes])
    }),
    { seed },
  )
})

test('the window: a code passes while its period is at most so far away, and no longer after it was taken', () => {
  const moment = fc.integer({ min: 0, max: 4_000_000_000 })
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: -200, max: 200 }),
      fc.integer({ min: 0, max: 3 }),
      (seconds, drift, window) => {
        const secret = randomBytes(20)
        const at = seconds * 1000
        const typed = Math.max(0, at + drift * 1000)
        // Eight digits, so that no other period has the same code by chance.
        const options = { digits: 8, window, at }
        const counter = totpCounter(typed)
        const near = Math.abs(counter - totpCounter(at)) <= window
        const code = totp(secret, typed, { digits: 8 })
        assert.equal(matchingCounter(secret, code, options), near ? counter : null)
        assert.equal(matchingCounter(secret, code, { ...options, after: counter }), null)
        assert.equal(matchingCounter(secret, code, { ...options, after: counter - 1 }), near ? counter : null)
      },
    ),
    { seed, numRuns: 60 },
  )
})

test('what is no code matches nothing', () => {
  for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', ' 755224'])
    assert.equal(matchingCounter(secret20, code, { at: 0 }), null)
  assert.equal(matchingCounter(secret20, '755224', { at: 0 }), 0)
})

test('settings that make no codes are refused', () => {
  const refused = (work: () => unknown) => assert.throws(work, { code: 'NUAGES_SECONDFACTOR_BAD_SETTINGS' })
  refused(() => hotp(secret20, -1))
  refused(() => hotp(secret20, 1.5))
  refused(() => hotp(secret20, 0, { digits: 5 }))
  refused(() => hotp(secret20, 0, { algorithm: 'md5' as TotpAlgorithm }))
  refused(() => hotp(Buffer.from('short'), 0))
  refused(() => totp(secret20, 0, { period: 0 }))
})

test('the address for apps names site and account, escaped', () => {
  assert.equal(
    otpauthUri(secret20, { issuer: 'Big Corp: & Söhne', account: 'ann+1@example.org' }),
    'otpauth://totp/Big%20Corp%20%20%26%20S%C3%B6hne:ann%2B1%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Big%20Corp%20%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30',
  )
  const url = new URL(
    otpauthUri(secret20, { issuer: '', account: 'a:b/c?d#e\ud800', period: 60, digits: 8, algorithm: 'sha256' }),
  )
  assert.equal(decodeURIComponent(url.pathname), '/a b/c?d#e\ufffd')
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    algorithm: 'SHA256',
    digits: '8',
    period: '60',
  })
})

test('the QR code is an SVG with a name, a quiet zone, and nothing that a policy forbids', async () => {
  const svg = String(await qrSvg('otpauth://totp/x', { label: 'A "code" <for> you' }))
  assert.match(svg, /^<svg [^>]*role="img" aria-label="A &quot;code&quot; &lt;for&gt; you"/)
  assert.doesNotMatch(svg, /style|script|href|on\w+=/)
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)![1])
  assert.match(svg, new RegExp(`<rect width="${size}" height="${size}" fill="#fff"/>`))
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    assert.ok(Number(x) >= 4 && Number(y) >= 4 && Number(y) < size - 4 && Number(x) + Number(length) <= size - 4)
  }
})

test('a scanner reads the address out of the QR code, whatever its length', async () => {
  const read = async (text: string) => assert.equal(readQr(String(await qrSvg(text, { label: 'code' }))), text)
  await read('otpauth://totp/x')
  for (const issuer of ['A', 'Newsroom of the Middle West', 'Nouvelles d’été – журнал 日本', 'x'.repeat(120)]) {
    await read(otpauthUri(secret20, { account: 'ann+phone@example.org', issuer }))
  }
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 250, unit: 'grapheme-ascii' }), (text) =>
      read(`otpauth://totp/${encodeURIComponent(text).slice(0, 300)}`),
    ),
    { seed, numRuns: 30 },
  )
})
