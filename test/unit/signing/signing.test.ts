import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  BadSignature,
  constantTimeEqual,
  dumps,
  fromBase36,
  fromBase62,
  fromBase64Url,
  loads,
  randomString,
  SignatureExpired,
  Signer,
  TimestampSigner,
  toBase36,
  toBase62,
  toBase64Url,
} from '../../../src/base/signing/index.ts'

const key = 'a key'

test('what was signed reads back, and nothing else does', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (value, salt) => {
      const signer = new Signer(key, { salt })
      const signed = signer.sign(value)
      assert.equal(signer.unsign(signed), value)
      assert.throws(() => signer.unsign(`${signed}x`), BadSignature)
      assert.throws(() => signer.unsign(`x${signed}`), BadSignature)
      assert.throws(() => new Signer(key, { salt: `${salt}.` }).unsign(signed), BadSignature)
      assert.throws(() => new Signer('another key', { salt }).unsign(signed), BadSignature)
    }),
  )
})

test('plain data survives, compressed or not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, compress) => {
      assert.equal(JSON.stringify(loads(dumps(value, { key, compress }), { key })), JSON.stringify(value))
    }),
  )
  const long = { text: 'lorem ipsum '.repeat(50) }
  assert.ok(dumps(long, { key, compress: true }).length < dumps(long, { key }).length / 3)
})

test('a signature grows old by the clock that it was given', () => {
  let time = 1_700_000_000_000
  const signer = new TimestampSigner(key, { now: () => time })
  const signed = signer.sign('hello')
  time += 60_000
  assert.equal(signer.unsign(signed, { maxAge: 60 }), 'hello')
  time += 1000
  assert.throws(
    () => signer.unsign(signed, { maxAge: 60 }),
    (error: SignatureExpired) => {
      assert.ok(error instanceof SignatureExpired && error instanceof BadSignature)
      assert.equal(error.code, 'NUAGES_SIGNING_EXPIRED')
      assert.deepEqual(error.data, { age: 61, maxAge: 60 })
      return true
    },
  )
  assert.equal(signer.unsign(signed), 'hello')
})

test('older keys still verify, and no longer sign', () => {
  const old = new Signer('old').sign('x')
  const signer = new Signer('new', { fallbackKeys: ['older', 'old'] })
  assert.equal(signer.unsign(old), 'x')
  assert.equal(signer.sign('x'), new Signer('new').sign('x'))
})

test('what cannot be signed is refused by name', () => {
  assert.throws(() => new Signer(''), { code: 'NUAGES_SIGNING_NO_KEY' })
  assert.throws(() => new Signer(key, { separator: '-' }), { code: 'NUAGES_SIGNING_BAD_SEPARATOR' })
  assert.throws(() => dumps(undefined, { key }), { code: 'NUAGES_SIGNING_NOT_JSON' })
  assert.throws(() => dumps({ a: 1n }, { key }), { code: 'NUAGES_SIGNING_NOT_JSON' })
  assert.throws(() => fromBase36('a-b'), { code: 'NUAGES_SIGNING_BAD_NUMBER' })
  assert.throws(() => fromBase62(''), { code: 'NUAGES_SIGNING_BAD_NUMBER' })
  assert.throws(() => fromBase64Url('abcde'), { code: 'NUAGES_SIGNING_BAD_BASE64' })
})

test('numbers and bytes survive their texts', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (n) => fromBase36(toBase36(n)) === n && fromBase62(toBase62(n)) === n))
  fc.assert(fc.property(fc.uint8Array(), (bytes) => Buffer.compare(fromBase64Url(toBase64Url(bytes)), bytes) === 0))
})

test('random texts have the length and the alphabet that were asked for, and every character', () => {
  assert.match(randomString(500), /^[a-zA-Z0-9]{500}$/)
  assert.deepEqual(new Set(randomString(2000, 'abc')), new Set('abc'))
  assert.notEqual(randomString(32), randomString(32))
  assert.equal(randomString(0), '')
})

test('texts are compared whole', () => {
  assert.equal(constantTimeEqual('é', 'é'), true)
  assert.equal(constantTimeEqual('a', 'ab'), false)
  assert.equal(constantTimeEqual('', ''), true)
})
