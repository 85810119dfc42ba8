import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HttpRequest, html, json, path } from '../../../src/web/http/index.ts'
import { clientAddress, proxies } from '../../../src/web/http/proxies.ts'
import { defaultRequestSettings } from '../../../src/web/http/request.ts'
import { StandardSource } from '../../../src/web/http/sources.ts'
import { ask, testApp } from './helpers.ts'

function request(url: string, init: RequestInit = {}, peer = '', trusted: string[] = []): HttpRequest {
  const settings = { ...defaultRequestSettings, proxies: proxies(trusted) }
  return new HttpRequest(new StandardSource(new Request(url, init), peer), settings)
}

test('it is a Request with path, query, cookies and headers', () => {
  const r = request('https://example.com/caf%C3%A9/%ff/?a=1&a=2&b=%20', {
    headers: { cookie: 'x=1; y=a%20b', accept: 'text/html' },
  })
  assert.ok(r instanceof Request)
  assert.equal(r.path, '/café/%FF/')
  assert.equal(request('https://example.com/%e9a%41%F0%9F%98%80%ed%a0%80é').path, '/%E9aA😀%ED%A0%80é')
  assert.equal(r.target, '/caf%C3%A9/%ff/?a=1&a=2&b=%20')
  assert.equal(r.url, 'https://example.com/caf%C3%A9/%ff/?a=1&a=2&b=%20')
  assert.deepEqual(r.query.getAll('a'), ['1', '2'])
  assert.deepEqual([r.cookies.get('x'), r.cookies.get('y'), r.cookies.get('z')], ['1', 'a b', undefined])
  assert.deepEqual([r.cookie('y'), r.cookie('z')], ['a b', null])
  assert.deepEqual([r.scheme, r.secure, r.host], ['https', true, 'example.com'])
  assert.equal(r.headers.get('Accept'), 'text/html')
  assert.ok(r.headers instanceof Headers)
})

test('accepts answers for one type and chooses among several', () => {
  const r = request('http://x/', { headers: { accept: 'text/html;q=0.5, application/json' } })
  assert.equal(r.accepts('text/html'), true)
  assert.equal(r.accepts('image/png'), false)
  assert.equal(r.accepts('text/html', 'application/json'), 'application/json')
})

test('forwarded headers count only from trusted proxies, and only as far as they go', () => {
  const headers = {
    'x-forwarded-for': '6.6.6.6, 1.2.3.4, 10.0.0.2',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example',
  }
  const stranger = request('http://inner/', { headers }, '9.9.9.9', ['10.0.0.0/8'])
  assert.deepEqual([stranger.ip, stranger.scheme, stranger.host], ['9.9.9.9', 'http', 'inner'])
  const behind = request('http://inner/', { headers }, '::ffff:10.0.0.1', ['10.0.0.0/8'])
  assert.deepEqual([behind.ip, behind.scheme, behind.host], ['1.2.3.4', 'https', 'shop.example'])
  const lying = request('http://inner/', { headers: { 'x-forwarded-for': 'not an address' } }, '127.0.0.1', [
    'loopback',
  ])
  assert.equal(lying.ip, '127.0.0.1')
})

test('the body is read once and remembered', async () => {
  const r = request('http://x/', {
    method: 'POST',
    body: 'a=1&b=2',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(r.bodyUsed, false)
  assert.equal((await r.form()).get('b'), '2')
  assert.equal((await r.form()).get('a'), '1')
  assert.equal(await r.text(), 'a=1&b=2')
  assert.equal(r.bodyUsed, true)
  const copy = r.toRequest()
  assert.equal(await copy.text(), 'a=1&b=2')
})

test('a body that was taken as a stream cannot be read again', async () => {
  const r = request('http://x/', { method: 'POST', body: 'abc' })
  const chunks: Uint8Array[] = []
  for await (const chunk of r.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
  assert.equal(Buffer.concat(chunks).toString(), 'abc')
  await assert.rejects(r.text(), { code: 'NUAGES_HTTP_BODY_USED' })
})

test('wrong JSON tells where, never what', async () => {
  const r = request('http://x/', { method: 'POST', body: '{"password": hunter2}' })
  await assert.rejects(
    r.json(),
    (error: Error) => /not valid JSON/.test(error.message) && !/hunter2/.test(error.message),
  )
  await assert.rejects(request('http://x/', { method: 'POST', body: ' ' }).json(), /it is empty/)
})

test('a form in another media type is 415, no body is an empty form', async () => {
  const r = request('http://x/', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  await assert.rejects(r.form(), { code: 'NUAGES_HTTP_BODY_NOT_FORM', status: 415 })
  assert.deepEqual([...(await request('http://x/').form()).keys()], [])
})

test('text is decoded in the character set that it names', async () => {
  const type = { 'content-type': 'text/plain; charset=latin1' }
  assert.equal(await request('http://x/', { method: 'POST', body: new Uint8Array([0xe9]), headers: type }).text(), 'é')
  const wrong = { 'content-type': 'text/plain; charset=nonsense' }
  await assert.rejects(request('http://x/', { method: 'POST', body: 'x', headers: wrong }).text(), { status: 415 })
})

test('locals and params are there in a view', async () => {
  const app = testApp([path('a/<slug:s>/', (r) => json({ ...r.params, ...r.locals, route: r.route.route }))], {
    middleware: [
      (r, next) => {
        r.locals['seen'] = true
        return next()
      },
    ],
  })
  assert.deepEqual(await (await ask(app, '/a/b/')).json(), { s: 'b', seen: true, route: 'a/<slug:s>/' })
})

test('a large body is refused by its announced and by its real length', async () => {
  const app = testApp([path('', async (r) => html(await r.text()))], { limits: { body: 10 } })
  assert.equal(
    (await ask(app, '/', { method: 'POST', body: '12345678901', headers: { 'content-length': '11' } })).status,
    413,
  )
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 5; i++) controller.enqueue(new Uint8Array(4))
      controller.close()
    },
  })
  assert.equal((await ask(app, '/', { method: 'POST', body, duplex: 'half' } as RequestInit)).status, 413)
  assert.equal((await ask(app, '/', { method: 'POST', body: '1234567890' })).status, 200)
})

test('a proxy that is no address is said at the start', () => {
  for (const entry of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', '::1/129', '10.0.0.0/', '1.2.3']) {
    assert.throws(() => proxies([entry]), { code: 'NUAGES_HTTP_BAD_PROXY' }, entry)
  }
  const trusted = proxies(['loopback', '10.0.0.0/8', 'fd00::/8', '0.0.0.0/32'])
  for (const address of ['127.9.9.9', '::1', '::ffff:10.1.2.3', 'fd12::1']) assert.ok(trusted.trusts(address), address)
  for (const address of ['11.0.0.1', 'fe80::1', '', 'x']) assert.ok(!trusted.trusts(address), address)
})

test('who asks through a Unix socket has no address, and may be a proxy; ports beside addresses are left out', () => {
  const unix = proxies(['unix', '10.0.0.1'])
  assert.deepEqual([unix.trusts(''), unix.trusts('10.0.0.1'), unix.trusts('10.0.0.2')], [true, true, false])
  assert.equal(clientAddress('', '192.0.2.1', unix), '192.0.2.1')
  assert.equal(clientAddress('', 'made up, 192.0.2.1, 10.0.0.1', unix), '192.0.2.1')
  assert.equal(clientAddress('', '192.0.2.1', proxies(['10.0.0.1'])), '')
  for (const [written, address] of [
    ['192.0.2.1:8000', '192.0.2.1'],
    ['[2001:db8::1]:8000', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['192.0.2.1:x', '10.0.0.1'],
    ['[192.0.2.1', '10.0.0.1'],
  ] as const)
    assert.equal(clientAddress('10.0.0.1', written, unix), address, written)
})
