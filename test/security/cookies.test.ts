/** Cookies: nothing that a visitor gives becomes a second header, attribute or cookie. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCookies, serializeCookie } from '../../src/web/http/index.ts'

const refused = (work: () => unknown) => assert.throws(work, { code: 'NUAGES_HTTP_INVALID_COOKIE' })

test('any value comes back whole and adds no attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = serializeCookie('c', value)
      assert.match(text, /^c=[\x21-\x7e]*; Path=\/; HttpOnly; SameSite=Lax$/)
      const [pair] = parseCookies(text.split(';')[0]!)
      const read = pair?.[1].includes('%') ? decodeURIComponent(pair[1]) : (pair?.[1] ?? '')
      assert.equal(read, value.toWellFormed())
    }),
  )
})

test('names, paths and domains that would say more are refused', () => {
  for (const name of ['', 'a b', 'a=b', 'a;b', 'a\r\nb', 'é', 'a,b', '"a"']) refused(() => serializeCookie(name, ''))
  for (const bad of ['/;Domain=evil.example', '/\r\nSet-Cookie: x=1', '/\0', '/é']) {
    refused(() => serializeCookie('a', '', { path: bad }))
    refused(() => serializeCookie('a', '', { domain: bad }))
  }
  refused(() => serializeCookie('a', '', { expires: new Date(Number.NaN) }))
  refused(() => serializeCookie('a', '', { maxAge: 1.5 }))
  refused(() => serializeCookie('a', '', { sameSite: 'None' }))
})

test('a prefix that browsers would not believe is refused instead of lost', () => {
  refused(() => serializeCookie('__Host-a', ''))
  refused(() => serializeCookie('__Secure-a', ''))
  refused(() => serializeCookie('__Host-a', '', { secure: true, domain: 'example.org' }))
  refused(() => serializeCookie('__host-a', '', { secure: true, path: '/admin/' }))
  assert.equal(serializeCookie('__Host-a', 'x', { secure: true }), '__Host-a=x; Path=/; HttpOnly; Secure; SameSite=Lax')
  assert.match(serializeCookie('__Secure-a', 'x', { secure: true, domain: 'a.org' }), /Domain=a\.org/)
})
