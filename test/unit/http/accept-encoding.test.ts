import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isCompressible, negotiateEncoding } from '../../../src/web/http/index.ts'

const offers = ['br', 'zstd', 'gzip'] as const

test('the coding that the client likes best is taken, of equal ones the first offer', () => {
  const cases: [header: string | null, expected: string][] = [
    [null, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['GZIP;Q=0.8', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip ; q=0.001', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.000, *', 'br'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['br;q=0, *;q=0.1', 'zstd'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', 'gzip'],
    ['identity', 'identity'],
    ['identity;q=1, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    // Nothing that there is: it goes as it is, rather than 406.
    ['identity;q=0', 'identity'],
    ['compress, deflate', 'identity'],
    // Malformed parts count as not written.
    ['gzip;q=2', 'identity'],
    ['gzip;q=-1, zstd', 'zstd'],
    ['gzip;level=9, br;q=0.1', 'br'],
    [';;,,=,gzip', 'gzip'],
  ]
  for (const [header, expected] of cases) assert.equal(negotiateEncoding(header, offers), expected, String(header))
  assert.equal(negotiateEncoding('br, gzip', ['gzip']), 'gzip')
  assert.equal(negotiateEncoding('br, gzip', []), 'identity')
})

test('whatever the header says, the answer is an offer or identity, and never one that is refused', () => {
  const name = fc.constantFrom('br', 'zstd', 'gzip', 'identity', '*', 'x-gzip', 'deflate')
  const part = fc.tuple(name, fc.constantFrom('', ';q=0', ';q=0.5', ';q=1', '; q=0.333', ';q=9', ';'))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(part).map((parts) => parts.map((p) => p.join('')).join(',')),
        fc.string(),
      ),
      (header) => {
        const taken = negotiateEncoding(header, offers)
        assert.ok(taken === 'identity' || offers.includes(taken))
        const last = header
          .replaceAll('x-gzip', 'gzip')
          .split(',')
          .findLast((p) => p.split(';')[0] === taken)
        if (taken !== 'identity' && last !== undefined) assert.doesNotMatch(last, /;q=0$/)
      },
    ),
  )
})

test('text is worth compressing, what is packed is not', () => {
  for (const type of [
    'text/html; charset=utf-8',
    'Application/JSON',
    'image/svg+xml',
    'application/problem+json',
    'application/wasm',
  ])
    assert.equal(isCompressible(type), true, type)
  for (const type of ['image/png', 'font/woff2', 'application/zip', 'application/octet-stream', '', 'video/mp4'])
    assert.equal(isCompressible(type), false, type)
})
