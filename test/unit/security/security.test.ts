import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLogger } from '../../../src/base/log/index.ts'
import { isSafeRedirect } from '../../../src/base/text/index.ts'
import { type App, createApp, HttpRequest, html, json, mount, path } from '../../../src/web/http/index.ts'
import { StandardSource } from '../../../src/web/http/sources.ts'
import {
  allowedHosts,
  cspNonce,
  csrf,
  csrfExempt,
  csrfToken,
  csrfTokensMatch,
  ensureCsrfCookie,
  hostAllowed,
  maskCsrfSecret,
  newCsrfSecret,
  nonce,
  rotateCsrfToken,
  securityHeaders,
  unmaskCsrfToken,
} from '../../../src/web/security/index.ts'

type Headers = Record<string, string>

function formApp(options: Parameters<typeof csrf>[0] = {}, debug = false): App {
  return createApp({
    urls: [
      path('form/', (request) => html(csrfToken(request))),
      path('login/', (request) => {
        rotateCsrfToken(request)
        return html(csrfToken(request))
      }),
      path('save/', async (request) => json({ saved: [...(await request.form()).keys()] })),
    ],
    middleware: [csrf(options)],
    debug,
  })
}

const ask = (app: App, target: string, init: RequestInit = {}) =>
  app.fetch(new Request(`https://site.example${target}`, init))
const post = (app: App, headers: Headers = {}, fields: Record<string, string> = {}) =>
  ask(app, '/save/', { method: 'POST', headers, body: new URLSearchParams({ a: '1', ...fields }) })

async function visit(
  app: App,
  target = '/form/',
  headers: Headers = {},
): Promise<{ token: string; cookie: string | null }> {
  const response = await ask(app, target, { headers })
  const cookie = response.headers.getSetCookie()[0] ?? null
  return { token: await response.text(), cookie: cookie === null ? null : cookie.split(';')[0]! }
}

test('where the browser says nothing, the token of a form or header must be the one of the cookie', async () => {
  const app = formApp()
  const { token, cookie } = await visit(app)
  assert.match(cookie!, /^csrftoken=[a-zA-Z0-9]{32}$/)
  assert.equal((await post(app, { cookie: cookie! }, { csrfmiddlewaretoken: token })).status, 200)
  assert.equal((await post(app, { cookie: cookie!, 'x-csrftoken': token })).status, 200)
  assert.equal((await post(app, { cookie: cookie!, 'x-csrftoken': cookie!.split('=')[1]! })).status, 200)
  assert.equal((await post(app, { cookie: cookie! })).status, 403)
  assert.equal((await post(app, {}, { csrfmiddlewaretoken: token })).status, 403)
  assert.equal(
    (await post(app, { cookie: cookie! }, { csrfmiddlewaretoken: maskCsrfSecret(newCsrfSecret()) })).status,
    403,
  )
  for (const wrong of ['', 'x', token.slice(1), `${token}a`, 'é'.repeat(64), token.replace(/.$/, '-')])
    assert.equal((await post(app, { cookie: cookie! }, { csrfmiddlewaretoken: wrong })).status, 403, wrong)
})

test('the cookie is set once, works as Django stores it, and is masked anew for each page', async () => {
  const app = formApp()
  const { token, cookie } = await visit(app)
  const again = await visit(app, '/form/', { cookie: cookie! })
  assert.equal(again.cookie, null)
  assert.notEqual(again.token, token)
  assert.ok(csrfTokensMatch(again.token, token))
  // Older Djangos store the masked token in the cookie.
  assert.equal((await post(app, { cookie: `csrftoken=${token}` }, { csrfmiddlewaretoken: again.token })).status, 200)
  const response = await ask(app, '/form/')
  assert.match(response.headers.getSetCookie()[0]!, /Max-Age=31449600; Secure; SameSite=Lax$/)
  assert.equal(response.headers.get('vary'), 'Cookie')
})

test('a token from before a login is worth nothing after it', async () => {
  const app = formApp()
  const before = await visit(app)
  const after = await visit(app, '/login/', { cookie: before.cookie! })
  assert.notEqual(after.cookie, before.cookie)
  assert.equal((await post(app, { cookie: after.cookie! }, { csrfmiddlewaretoken: before.token })).status, 403)
  assert.equal((await post(app, { cookie: after.cookie! }, { csrfmiddlewaretoken: after.token })).status, 200)
})

test('what the browser says about the origin decides', async () => {
  const app = formApp({ trustedOrigins: ['https://*.partner.example'] })
  const { token, cookie } = await visit(app)
  const good = { cookie: cookie! }
  const field = { csrfmiddlewaretoken: token }
  const cases: [Headers, number][] = [
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://evil.site.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://shop.partner.example' }, 200],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://partner.example.evil' }, 403],
    [{ origin: 'https://site.example' }, 200],
    [{ origin: 'http://site.example' }, 403],
    [{ origin: 'https://site.example.evil' }, 403],
    [{ origin: 'null' }, 403],
    [{ referer: 'https://evil.example/x' }, 403],
    [{ referer: 'https://site.example/form/' }, 200],
  ]
  for (const [headers, status] of cases) {
    assert.equal((await post(app, { ...good, ...headers }, field)).status, status, JSON.stringify(headers))
  }
  assert.equal((await post(app, { 'sec-fetch-site': 'same-origin' })).status, 200)
  const wrong = { csrfmiddlewaretoken: maskCsrfSecret(newCsrfSecret()) }
  assert.equal((await post(app, { ...good, 'sec-fetch-site': 'same-origin' }, wrong)).status, 403)
})

test('the refusal says what to do, why only in development, and JSON to programs', async () => {
  const page = await post(formApp())
  const body = await page.text()
  assert.match(body, /reload the page and send the form again/)
  assert.doesNotMatch(body, /NUAGES/)
  assert.match(
    await (await post(formApp({}, true))).text(),
    /did not send the cookie[\s\S]*NUAGES_SECURITY_CSRF_REJECTED/,
  )
  const asJson = await post(formApp(), { accept: 'application/json' })
  assert.equal(((await asJson.json()) as { error: { code: string } }).error.code, 'NUAGES_SECURITY_CSRF_REJECTED')
})

test('exempt requests, safe methods, and a token without the middleware', async () => {
  assert.equal((await post(formApp({ exempt: (request) => request.path === '/save/' }))).status, 200)
  assert.equal((await ask(formApp(), '/save/', { headers: { 'sec-fetch-site': 'cross-site' } })).status, 200)
  const bare = createApp({ urls: [path('', (request) => html(csrfToken(request)))], debug: true })
  assert.match(await (await ask(bare, '/', { headers: { accept: 'application/json' } })).text(), /CSRF_NOT_ACTIVE/)
  assert.throws(() => csrf({ trustedOrigins: ['shop.example'] }), { code: 'NUAGES_SECURITY_CSRF_ORIGIN' })
})

test('masking hides and unmasking gives back', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(letters, letters, (secret, mask) =>
      assert.equal(unmaskCsrfToken(maskCsrfSecret(secret, mask)), secret),
    ),
  )
})

test('hosts', async () => {
  const app = createApp({ urls: [path('', () => html('ok'))], middleware: [allowedHosts(['.site.example'])] })
  const status = async (host: string) => (await app.fetch(new Request('http://x/', { headers: { host } }))).status
  assert.deepEqual(
    await Promise.all(
      ['site.example', 'www.site.example:80', 'evil.example', 'localhost', 'site.example/x'].map(status),
    ),
    [200, 200, 400, 400, 400],
  )
  const debug = createApp({ urls: [path('', () => html('ok'))], middleware: [allowedHosts()], debug: true })
  assert.equal((await debug.fetch(new Request('http://localhost:8000/'))).status, 200)
  assert.equal((await debug.fetch(new Request('http://evil.example/'))).status, 400)
  assert.equal(hostAllowed('', ['*']), false)
})

test('security headers, a policy with a nonce, and what a view set stays', async () => {
  const app = createApp({
    urls: [
      path('', (request) => html(cspNonce(request))),
      path('framed/', () => html('x', { headers: { 'x-frame-options': 'SAMEORIGIN' } })),
    ],
    middleware: [securityHeaders({ csp: { 'default-src': ["'self'"], 'script-src': ["'self'", nonce] }, hsts: 3600 })],
  })
  const response = await ask(app, '/')
  const used = await response.text()
  assert.equal(response.headers.get('content-security-policy'), `default-src 'self'; script-src 'self' 'nonce-${used}'`)
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(response.headers.get('x-frame-options'), 'DENY')
  assert.equal(response.headers.get('referrer-policy'), 'same-origin')
  assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin')
  assert.equal(response.headers.get('strict-transport-security'), 'max-age=3600')
  assert.equal((await ask(app, '/framed/')).headers.get('x-frame-options'), 'SAMEORIGIN')
  assert.equal((await app.fetch(new Request('http://x/'))).headers.has('strict-transport-security'), false)
  assert.throws(() => securityHeaders({ csp: { 'script-src': ["'self'; x"] } }), {
    code: 'NUAGES_SECURITY_CSP_DIRECTIVE',
  })
})

test('redirect targets are judged as Django judges them', () => {
  const area = JSON.parse(readFileSync(new URL('../../conformance/text.json', import.meta.url), 'utf8')) as {
    cases: {
      id: string
      function: string
      args: [string | null]
      allowed_hosts: string[]
      require_https: boolean
      expected: { value: boolean }
    }[]
  }
  for (const each of area.cases.filter((one) => one.function === 'url_has_allowed_host_and_scheme')) {
    // Browsers drop tabs and line breaks from addresses, and the current Django does too: what they hide is seen.
    const hidden = /[\t\r\n]/.test(each.args[0]?.trim() ?? '')
    const safe = isSafeRedirect(each.args[0], { allowedHosts: each.allowed_hosts, requireHttps: each.require_https })
    assert.equal(safe, hidden ? false : each.expected.value, each.id)
  }
})

test('no safe redirect leads to another host, as a browser resolves it', () => {
  const part = fc.constantFrom(
    '/',
    '\\',
    ':',
    '.',
    '@',
    'http',
    'https',
    'evil.com',
    'site.example',
    '\t',
    '\n',
    ' ',
    '?',
    '#',
    '[',
    ';',
    'a',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const target = parts.join('')
      if (!isSafeRedirect(target, { allowedHosts: ['site.example'], requireHttps: true })) return
      const url = URL.parse(target, 'https://site.example/')
      if (url !== null) assert.equal(url.host, 'site.example', JSON.stringify(target))
    }),
    { numRuns: 5000 },
  )
})

test('views, mounts and paths may be left out, one by one', async () => {
  const save = () => json('saved')
  const app = createApp({
    urls: [
      path(
        'hook/<int:id>/',
        csrfExempt((_request, { id }: { id: number }) => json(id)),
      ),
      path('some/', { post: csrfExempt(save), put: save }),
      path('hooks/a/', save),
      path('ping', save),
      path('pinger', save),
      path('other/', save),
      mount('hooks/mounted/', () => new Response('open')),
      mount('closed/', () => new Response('closed')),
    ],
    middleware: [csrf({ exempt: ['/hooks/', '/ping'] })],
  })
  const status = async (target: string, method = 'POST') =>
    (await ask(app, target, { method, headers: { 'sec-fetch-site': 'cross-site' } })).status
  for (const target of ['/hook/7/', '/some/', '/hooks/a/', '/ping', '/hooks/mounted/', '/hooks/mounted/x'])
    assert.equal(await status(target), 200, target)
  for (const target of ['/other/', '/pinger', '/closed/', '/none/', '/hook/x/'])
    assert.equal(await status(target), 403, target)
  assert.equal(await status('/some/', 'PUT'), 403)
  assert.deepEqual(await (await ask(app, '/hook/7/', { method: 'POST' })).json(), 7)
})

test('several cookies of the name: another host of the domain may have set one', async () => {
  const app = formApp()
  const { token, cookie } = await visit(app)
  const planted = newCsrfSecret()
  const both = `${cookie}; csrftoken=${planted}`
  const other = `csrftoken=${planted}; ${cookie}`
  for (const cookies of [both, other]) {
    // What only knows the cookies cannot tell whose token it is.
    assert.equal((await post(app, { cookie: cookies }, { csrfmiddlewaretoken: maskCsrfSecret(planted) })).status, 403)
    assert.equal((await post(app, { cookie: cookies }, { csrfmiddlewaretoken: token })).status, 403)
    // A browser that says where the request comes from can.
    const same = { cookie: cookies, 'sec-fetch-site': 'same-origin' }
    assert.equal((await post(app, same, { csrfmiddlewaretoken: token })).status, 200)
    const sibling = { cookie: cookies, 'sec-fetch-site': 'same-site', origin: 'https://evil.site.example' }
    assert.equal((await post(app, sibling, { csrfmiddlewaretoken: maskCsrfSecret(planted) })).status, 403)
  }
  assert.equal(
    (await post(app, { cookie: `${cookie}; ${cookie}; csrftoken=; csrftoken=x` }, { csrfmiddlewaretoken: token }))
      .status,
    200,
  )
})

test('the prefix __Host- on https, and the cookie of the other name is none', async () => {
  const app = formApp({ hostPrefix: true })
  const { token, cookie } = await visit(app)
  assert.match(cookie!, /^__Host-csrftoken=[a-zA-Z0-9]{32}$/)
  assert.equal((await post(app, { cookie: cookie! }, { csrfmiddlewaretoken: token })).status, 200)
  assert.equal((await post(app, { cookie: cookie!.slice(7) }, { csrfmiddlewaretoken: token })).status, 403)
  const plain = await app.fetch(new Request('http://site.example/form/'))
  assert.match(plain.headers.getSetCookie()[0]!, /^csrftoken=/)
  for (const options of [{ cookieDomain: '.site.example' }, { cookiePath: '/a' }, { cookieSecure: false }])
    assert.throws(() => csrf({ hostPrefix: true, ...options }), { code: 'NUAGES_SECURITY_CSRF_HOST_PREFIX' })
  const header = (
    await ask(
      formApp({ cookieSameSite: 'Strict', cookiePath: '/form/', cookieHttpOnly: true, cookieAge: 60 }),
      '/form/',
    )
  ).headers
  assert.match(header.getSetCookie()[0]!, /; Path=\/form\/; Max-Age=60; HttpOnly; Secure; SameSite=Strict$/)
})

test('a token of Authorization proves itself, where no cookie could be meant instead', async () => {
  const app = formApp()
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://app.example' }
  assert.equal((await post(app, { authorization: 'Bearer abc' })).status, 200)
  assert.equal((await post(app, { ...foreign, authorization: 'Token abc' })).status, 200)
  assert.equal((await post(app, { authorization: 'Bearer abc', cookie: 'sessionid=1' })).status, 403)
  for (const scheme of ['Basic', 'basic', ' Digest', 'Negotiate', 'NTLM'])
    assert.equal((await post(app, { authorization: `${scheme} abc` })).status, 403, scheme)
})

test('a page may bring the cookie without a form; a refusal may be answered otherwise, and is logged once', async () => {
  const lines: string[] = []
  const logger = createLogger({ format: 'json', write: (line) => lines.push(line) })
  const app = createApp({
    urls: [
      path(
        'page/',
        ensureCsrfCookie(() => html('page')),
      ),
    ],
    middleware: [csrf({ logger, failure: (_request, error) => html(String(error.data['reason']), { status: 403 }) })],
  })
  assert.match((await ask(app, '/page/')).headers.getSetCookie()[0]!, /^csrftoken=/)
  assert.equal((await ask(app, '/page/')).headers.get('vary'), 'Cookie')
  const refused = await ask(app, '/page/?token=planted', { method: 'POST' })
  assert.equal(refused.status, 403)
  assert.equal(await refused.text(), 'the browser did not send the cookie')
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /refused by CSRF protection.+the browser did not send the cookie/)
  assert.doesNotMatch(lines[0]!, /planted/)
})

test('hosts with ports, a final dot, in capitals, of IPv6, and of proxies', async () => {
  const known = ['site.example', '.wide.example', '[::1]', '10.0.0.1', '[2001:db8::1]']
  for (const host of [
    'site.example',
    'SITE.example:8000',
    'site.example.',
    'site.example.:443',
    'wide.example',
    'a.b.wide.example',
    '[::1]',
    '[::1]:8000',
    '10.0.0.1:80',
    '[2001:DB8::1]',
  ])
    assert.ok(hostAllowed(host, known), host)
  const strangers = [
    'a.site.example',
    'site.example.evil.example',
    'evilwide.example',
    'site.example@evil.example',
    'site.example:80:80',
    'site.example:',
    'site.example:x',
  ]
  strangers.push(
    '[::2]',
    '::1',
    '[::1',
    '10.0.0.11',
    '',
    '.',
    ' site.example',
    'site.example/',
    'site.example#',
    'site.example\\',
    'sité.example',
  )
  for (const host of strangers) assert.equal(hostAllowed(host, known), false, host)
  assert.ok(hostAllowed('anything.example:1', ['*']))
  assert.equal(hostAllowed('bad host', ['*']), false)
  assert.equal(hostAllowed('site.example', ['', 'SITE.EXAMPLE']), true)

  const app = createApp({
    urls: [path('', () => html('ok'))],
    middleware: [allowedHosts(['site.example'])],
    trustedProxies: ['10.0.0.1'],
  })
  const from = async (peer: string, host: string, forwarded: string) => {
    const request = new Request('http://site.example/', { headers: { host, 'x-forwarded-host': forwarded } })
    return (await app.fetch(new HttpRequest(new StandardSource(request, peer), app.settings))).status
  }
  assert.equal(await from('10.0.0.1', 'internal:8000', 'site.example'), 200)
  assert.equal(await from('10.0.0.1', 'site.example', 'evil.example'), 400)
  assert.equal(await from('192.0.2.1', 'internal:8000', 'site.example'), 400)
  assert.equal(await from('192.0.2.1', 'site.example', 'evil.example'), 200)
})
