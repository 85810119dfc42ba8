/** Cookies that Django signed, at the times at which it was asked to read them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { CookieSessionStore } from '../../../src/apps/sessions/index.ts'

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
