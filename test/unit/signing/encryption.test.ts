import assert from 'node:assert/strict'
import { createDecipheriv, hkdfSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadSignature, decryptText, encryptText, openText } from '../../../src/base/signing/index.ts'

const key = 'a secret key'
const options = { key, purpose: 'test' }
const seed = Number(process.env['NUAGES_PROPERTY_SEED'] ?? '1')

test('what is encrypted comes back, never twice the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
      const encrypted = encryptText(text, { ...options, context })
      assert.match(encrypted, /^v1\.[A-Za-z0-9_-]+$/)
      assert.equal(decryptText(encrypted, { ...options, context }), text)
      assert.notEqual(encryptText(text, { ...options, context }), encrypted)
    }),
    { seed, numRuns: 50 },
  )
})

test('another key, purpose or context does not open it, nor does a changed or cut text', () => {
  const encrypted = encryptText('secret', { ...options, context: 'row 1' })
  const refused = (text: string, with_: Partial<typeof options> & { context?: string }) =>
    assert.throws(() => decryptText(text, { ...options, context: 'row 1', ...with_ }), BadSignature)
  refused(encrypted, { key: 'another' })
  refused(encrypted, { purpose: 'another' })
  refused(encrypted, { context: 'row 2' })
  for (const text of [
    '',
    'v1.',
    'v1.AAAA',
    'v2.AAAA',
    `v1.${'A'.repeat(5)}`,
    `${encrypted}AAAA`,
    encrypted.slice(0, -4),
  ])
    refused(text, {})
  for (let at = 3; at < encrypted.length; at += 1) {
    const changed = encrypted[at] === 'A' ? 'B' : 'A'
    refused(encrypted.slice(0, at) + changed + encrypted.slice(at + 1), {})
  }
})

test('keys of the past open, and it is told', () => {
  const old = encryptText('secret', { ...options, key: 'old' })
  assert.deepEqual(openText(old, { ...options, fallbackKeys: ['older', 'old'] }), { text: 'secret', outdated: true })
  assert.deepEqual(openText(encryptText('secret', options), { ...options, fallbackKeys: ['old'] }), {
    text: 'secret',
    outdated: false,
  })
  assert.throws(() => encryptText('secret', { ...options, key: '' }), { code: 'NUAGES_SIGNING_NO_KEY' })
})

test('the form is AES-256-GCM under HKDF-SHA256, as documented', () => {
  const bytes = Buffer.from(encryptText('secret', { ...options, context: 'c' }).slice(3), 'base64url')
  const derived = Buffer.from(hkdfSync('sha256', key, 'nuages.encryption', 'v1:test', 32))
  const cipher = createDecipheriv('aes-256-gcm', derived, bytes.subarray(0, 12))
  cipher.setAAD(Buffer.from('c')).setAuthTag(bytes.subarray(-16))
  assert.equal(Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString(), 'secret')
})
