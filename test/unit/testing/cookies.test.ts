import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CookieJar } from '../../../src/tools/testing/index.ts'

const at = (address: string) => new URL(address)

test('cookies go to the hosts, paths and schemes that they were set for', () => {
  const jar = new CookieJar('shop.example')
  jar.take(
    ['plain=1', 'deep=2; Path=/shop/', 'wide=3; Domain=.shop.example', 'other=4; Domain=elsewhere.example'],
    at('http://shop.example/'),
  )
  jar.take(['safe=5; Secure; Path=/', 'dir=6'], at('https://shop.example/a/b'))
  assert.equal(jar.header(at('http://shop.example/')), 'plain=1; wide=3')
  assert.equal(jar.header(at('http://shop.example/shop/cart')), 'deep=2; plain=1; wide=3')
  assert.equal(jar.header(at('http://shop.example/shopping')), 'plain=1; wide=3')
  assert.equal(jar.header(at('http://www.shop.example/')), 'wide=3')
  assert.equal(jar.header(at('https://shop.example/a')), 'dir=6; plain=1; wide=3; safe=5')
})

test('they end with their age, and the age wins over the date', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const jar = new CookieJar('testserver')
  const url = at('http://testserver/')
  jar.take(
    ['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=2; Expires=Thu, 01 Jan 1970 00:30:00 GMT'],
    url,
  )
  assert.equal(jar.header(url), 'a=1; b=2')
  t.mock.timers.setTime(1_000_000 + 61_000)
  assert.deepEqual([...jar], [['b', '2']])
  jar.take(['b=; Max-Age=0'], url)
  assert.equal(jar.size, 0)
  assert.equal(jar.header(url), null)
})

test('an insecure page sets no secure cookie; a test may', () => {
  const jar = new CookieJar('testserver')
  jar.take(['a=1; Secure'], at('http://testserver/'))
  assert.equal(jar.has('a'), false)
  jar.set('a', '2', { secure: true })
  assert.equal(jar.header(at('http://testserver/')), null)
  assert.equal(jar.header(at('https://testserver/')), 'a=2')
})
