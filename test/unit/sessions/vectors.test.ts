/** Cookies that Django signed, at the times at which it was asked to read them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CookieSessionStore } from '../../../src/apps/sessions/index.ts'
import { dumps } from '../../../src/base/signing/index.ts'

interface Vector {
  readonly id: string
  readonly kind: string
  readonly format?: string
  readonly encoded: string
  readonly time: number
  readonly expected: { readonly data: Record<string, unknown> }
}

test('sessions in cookies as Django reads them', async () => {
  const file = join(import.meta.dirname, '../../conformance/signing.json')
  const { secret_key: key, cases } = JSON.parse(readFileSync(file, 'utf8')) as { secret_key: string; cases: Vector[] }
  const ours = cases.filter(({ kind, format }) => kind === 'session_decode' && format === 'signed_cookies')
  assert.ok(ours.length > 20, String(ours.length))
  for (const { id, encoded, time, expected } of ours) {
    const found = await new CookieSessionStore({ key, now: () => time * 1000 }).load(encoded)
    assert.deepEqual(found?.data ?? {}, expected.data, id)
  }
})

test('a session of Django with less than no time to live has ended', async () => {
  const key = 'a-secret-that-is-only-for-tests-0123456789'
  const time = 1_790_000_000_000
  const store = new CookieSessionStore({ key, now: () => time + 500 })
  const salt = 'django.contrib.sessions.backends.signed_cookies'
  const written = (expiry: number) =>
    dumps({ a: 1, _session_expiry: expiry }, { key, salt, compress: true, now: () => time })
  for (const expiry of [-1, -60, -1e30]) assert.equal(await store.load(written(expiry)), null, String(expiry))
  for (const expiry of [0, 60]) assert.notEqual(await store.load(written(expiry)), null, String(expiry))
})
