import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { permitReload } from '../../../src/tools/project/reload.ts'

describe('a page under nuages dev may load the reload script', () => {
  test('where its policy allows nothing, as on the error page', () => {
    assert.equal(
      permitReload("default-src 'none'; style-src 'sha256-abc='; base-uri 'none'"),
      "default-src 'none'; style-src 'sha256-abc='; base-uri 'none'; script-src 'self'; connect-src 'self'",
    )
  })

  test('beside what a policy allows already, each of several policies by itself', () => {
    assert.equal(
      permitReload("script-src https://a.example; connect-src 'none', img-src *"),
      "script-src https://a.example 'self'; connect-src 'self', img-src *",
    )
    assert.equal(
      permitReload("default-src 'self'; script-src-elem 'nonce-1'"),
      "default-src 'self'; script-src-elem 'nonce-1' 'self'; script-src 'self'; connect-src 'self'",
    )
  })
})
