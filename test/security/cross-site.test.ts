/**
 * What another site can make a browser send, in every method, content type and state of cookies: nothing of it reaches a view. What the
 * site's own pages send does.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../src/base/log/index.ts'
import { createApp, path, text } from '../../src/web/http/index.ts'
import { csrf, maskCsrfSecret, newCsrfSecret } from '../../src/web/security/index.ts'

const app = createApp({
  urls: [path('', () => text('reached'))],
  middleware: [csrf({ trustedOrigins: ['https://*.partner.example'] })],
  logger: createLogger({ level: 'silent' }),
})
const secret = newCsrfSecret()
const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'post']
const form = `a=1&csrfmiddlewaretoken=${maskCsrfSecret(newCsrfSecret())}`
const bodies: readonly (readonly [string | null, string])[] = [
  [null, ''],
  ['application/x-www-form-urlencoded', 'a=1'],
  ['application/x-www-form-urlencoded', form],
  ['multipart/form-data; boundary=B', '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B--\r\n'],
  ['text/plain', '{"a":1}'],
  ['text/plain; application/json', '{"a":1}'],
  ['application/json', '{"a":1}'],
  ['application/csp-report', '{}'],
]
type Headers = Record<string, string>

async function reaches(method: string, type: string | null, body: string, headers: Headers): Promise<boolean> {
  const response = await app.fetch(
    new Request('https://site.example/', {
      method,
      ...(body === '' ? {} : { body }),
      headers: {
        host: 'site.example',
        cookie: `csrftoken=${secret}`,
        ...headers,
        ...(type !== null && { 'content-type': type }),
      },
    }),
  )
  assert.ok(response.status === 200 || response.status === 403, `${response.status}`)
  return response.status === 200
}

/** Headers that a browser sends along, by what they tell of. */
const foreign: Readonly<Record<string, Headers>> = {
  'another site': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  'another site, by an old browser': { origin: 'https://evil.example' },
  'a sibling of the site': { 'sec-fetch-site': 'same-site', origin: 'https://blog.site.example' },
  'a frame in a sandbox': { 'sec-fetch-site': 'cross-site', origin: 'null' },
  'a sandbox, by an old browser': { origin: 'null' },
  'the site without https': { origin: 'http://site.example' },
  'the site on another port': { origin: 'https://site.example:8443' },
  'a name that begins like the site': { origin: 'https://site.example.evil.example' },
  'a name that ends like a partner': { origin: 'https://evilpartner.example' },
  'a page that hides where it is': { referer: '' },
  'a page of another site, which only Referer tells': { referer: 'https://evil.example/site.example' },
  'an unknown word': { 'sec-fetch-site': 'galaxy', origin: 'https://evil.example' },
  'a method in disguise': { 'x-http-method-override': 'GET', 'x-requested-with': 'XMLHttpRequest' },
}

test('what another site sends is refused, whatever it sends', async () => {
  for (const [from, headers] of Object.entries(foreign)) {
    for (const method of methods) {
      for (const [type, body] of bodies) {
        assert.equal(await reaches(method, type, body, headers), false, `${method} ${type} from ${from}`)
      }
    }
  }
})

test('what the site and its partners send is not', async () => {
  const token = maskCsrfSecret(secret)
  const own: Headers[] = [
    { 'sec-fetch-site': 'same-origin', origin: 'https://site.example' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://site.example' },
    { origin: 'https://shop.partner.example', 'sec-fetch-site': 'cross-site' },
    { 'x-csrftoken': token },
  ]
  for (const headers of own) {
    for (const method of methods) {
      for (const [type, body] of bodies.filter(([, content]) => content !== form)) {
        assert.equal(await reaches(method, type, body, headers), true, `${method} ${type} ${JSON.stringify(headers)}`)
      }
    }
  }
})

test('a token that is wrong is refused whoever sends it', async () => {
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, {}]) {
    assert.equal(await reaches('POST', 'application/x-www-form-urlencoded', form, headers), false)
    assert.equal(await reaches('POST', 'application/json', '{}', { ...headers, 'x-csrftoken': 'x'.repeat(64) }), false)
  }
})
