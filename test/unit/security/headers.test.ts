import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from '../../../src/base/log/index.ts'
import { createApp, html, path, stream, type UrlEntry } from '../../../src/web/http/index.ts'
import {
  CSP,
  type CspDirectives,
  type CspReport,
  cspNonce,
  cspReports,
  csrf,
  type PermissionsPolicy,
  redirectToHttps,
  type SecurityHeadersOptions,
  securityHeaders,
  strictPolicy,
  withSecurityHeaders,
} from '../../../src/web/security/index.ts'

const page = () => html('page')

function ask(
  options: SecurityHeadersOptions,
  urls: readonly UrlEntry[] = [path('', page)],
  address = 'https://site.example/',
) {
  return createApp({ urls, middleware: [securityHeaders(options)] }).fetch(new Request(address))
}

const headersOf = async (options: SecurityHeadersOptions, urls?: readonly UrlEntry[]) =>
  (await ask(options, urls)).headers
const wrong = (options: SecurityHeadersOptions, code: string, message?: RegExp) =>
  assert.throws(
    () => securityHeaders(options),
    (error: { code: string; message: string }) => {
      assert.equal(error.code, `NUAGES_SECURITY_${code}`)
      if (message !== undefined) assert.match(error.message, message)
      return true
    },
  )

test('every header has its option, and false leaves it out', async () => {
  const all = await headersOf({
    frames: 'SAMEORIGIN',
    referrerPolicy: ['no-referrer', 'strict-origin-when-cross-origin'],
    openerPolicy: 'same-origin-allow-popups',
    embedderPolicy: 'credentialless',
    resourcePolicy: 'same-site',
    permissions: {
      camera: [],
      geolocation: ['self', 'https://maps.example'],
      fullscreen: '*',
      'new-thing': ['https://*.example'],
    },
    reportingEndpoints: { csp: '/csp-reports/' },
    hsts: { maxAge: 31_536_000, includeSubDomains: true, preload: true },
  })
  assert.deepEqual(Object.fromEntries([...all].filter(([name]) => !name.startsWith('content'))), {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer, strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'cross-origin-embedder-policy': 'credentialless',
    'cross-origin-resource-policy': 'same-site',
    'permissions-policy':
      'camera=(), geolocation=(self "https://maps.example"), fullscreen=*, new-thing=("https://*.example")',
    'reporting-endpoints': 'csp="/csp-reports/"',
    'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
  })
  const none = await headersOf({
    frames: false,
    nosniff: false,
    referrerPolicy: false,
    openerPolicy: false,
    hsts: false,
    csp: false,
  })
  assert.deepEqual(
    [...none.keys()].filter((name) => !name.startsWith('content-')),
    [],
  )
  assert.equal(
    (await ask({ hsts: 60 }, undefined, 'http://site.example/')).headers.has('strict-transport-security'),
    false,
  )
  assert.equal((await headersOf({ hsts: 0 })).get('strict-transport-security'), 'max-age=0')
})

test('both policies at once, and the nonce only where a page asks for it or may still', async () => {
  const options: SecurityHeadersOptions = {
    csp: { 'script-src': [CSP.self, CSP.nonce], 'style-src': [CSP.nonce], 'upgrade-insecure-requests': true },
    cspReportOnly: { 'default-src': [CSP.none], 'report-uri': ['/csp-reports/'] },
  }
  async function* slowly() {
    yield 'a'
    yield 'b'
  }
  const urls = [
    path('', page),
    path('nonce/', (request) => html(cspNonce(request))),
    path('stream/', () => stream(slowly())),
    path('fetched/', () => new Response('x')),
  ]
  const plain = await headersOf(options, urls)
  assert.equal(plain.get('content-security-policy'), "script-src 'self'; style-src 'none'; upgrade-insecure-requests")
  assert.equal(plain.get('content-security-policy-report-only'), "default-src 'none'; report-uri /csp-reports/")
  // Without the nonce this would let every script run.
  const old = await headersOf({ csp: { 'script-src': [CSP.unsafeInline, CSP.nonce] } }, urls)
  assert.match(old.get('content-security-policy')!, /^script-src 'unsafe-inline' 'nonce-/)
  const asked = await ask(options, urls, 'https://site.example/nonce/')
  const used = await asked.text()
  assert.match(used, /^[A-Za-z0-9]{22}$/)
  assert.equal(
    asked.headers.get('content-security-policy'),
    `script-src 'self' 'nonce-${used}'; style-src 'nonce-${used}'; upgrade-insecure-requests`,
  )
  const streamed = await ask(options, urls, 'https://site.example/stream/')
  assert.match(streamed.headers.get('content-security-policy')!, /'nonce-[A-Za-z0-9]{22}'/)
  assert.match(
    (await ask(options, urls, 'https://site.example/fetched/')).headers.get('content-security-policy')!,
    /nonce/,
  )
})

test('a view has headers of its own, or goes without', async () => {
  const framed = withSecurityHeaders(page, { frames: 'SAMEORIGIN', csp: { 'script-src': [CSP.unsafeInline] } })
  const open = withSecurityHeaders(page, {
    frames: false,
    csp: false,
    cspReportOnly: { 'img-src': [CSP.self] },
    hsts: false,
  })
  const own = withSecurityHeaders((request) => html(cspNonce(request)), { csp: { 'script-src': [CSP.nonce] } })
  const urls = [path('framed/', framed), path('open/', open), path('own/', own), path('', page)]
  const options: SecurityHeadersOptions = { csp: strictPolicy, hsts: 60 }
  const get = async (name: string) => (await ask(options, urls, `https://site.example/${name}`)).headers
  const first = await get('framed/')
  assert.equal(first.get('x-frame-options'), 'SAMEORIGIN')
  assert.equal(first.get('content-security-policy'), "script-src 'unsafe-inline'")
  assert.equal(first.get('referrer-policy'), 'same-origin')
  const second = await get('open/')
  assert.equal(second.has('x-frame-options'), false)
  assert.equal(second.has('content-security-policy'), false)
  assert.equal(second.has('strict-transport-security'), false)
  assert.equal(second.get('content-security-policy-report-only'), "img-src 'self'")
  assert.match((await get('own/')).get('content-security-policy')!, /^script-src 'nonce-[A-Za-z0-9]+'$/)
  assert.match(
    (await get('')).get('content-security-policy')!,
    /^default-src 'self'; script-src 'self'; style-src 'self'; img/,
  )
})

test('policies that cannot be meant are refused when they are declared', () => {
  const policies: [unknown, RegExp][] = [
    [{ 'script-src': ["'self'; x"] }, /character that ends it/],
    [{ 'script-src': ['a,b'] }, /character that ends it/],
    [{ 'script-src': ['a\nb'] }, /character that ends it/],
    [{ 'script-src': [''] }, /character that ends it/],
    [{ 'script-src': ['self'] }, /word self without its quotes/],
    [{ 'script-src': ['sha256-abc='] }, /without its quotes/],
    [{ 'script-source': [CSP.self] }, /none that browsers know \(did you mean/],
    [{ 'script-src': [CSP.none, CSP.self] }, /'none' beside other sources/],
  ]
  for (const [csp, message] of policies) {
    wrong({ csp: csp as CspDirectives }, 'CSP_DIRECTIVE', message)
    wrong({ cspReportOnly: csp as CspDirectives }, 'CSP_DIRECTIVE', message)
  }
  for (const permissions of [
    { Camera: [] },
    { 'a=b': [] },
    { camera: ['maps.example'] },
    { camera: ['https://a.example"x'] },
    { camera: ['https://a.example/path'] },
  ])
    wrong({ permissions: permissions as PermissionsPolicy }, 'PERMISSION')
  for (const hsts of [-1, 1.5, Number.NaN]) wrong({ hsts }, 'HSTS')
  for (const reportingEndpoints of [{ Csp: '/x' }, { csp: '/x"' }, { csp: '/x y' }] as Record<string, string>[])
    wrong({ reportingEndpoints }, 'ENDPOINT')
  assert.throws(() => securityHeaders({ referrerPolicy: 'a\nb' as 'origin' }), { code: 'NUAGES_HTTP_INVALID_HEADER' })
})

test('requests without TLS are sent to the same address with it', async () => {
  const app = (options: Parameters<typeof redirectToHttps>[0], proxies: string[] = []) =>
    createApp({
      urls: [path('<path:any>', page), path('', page)],
      middleware: [redirectToHttps(options)],
      trustedProxies: proxies,
    })
  const sent = async (address: string, options = {}, init: RequestInit = {}) => {
    const response = await app(options).fetch(new Request(address, init))
    return [response.status, response.headers.get('location')]
  }
  assert.deepEqual(await sent('http://site.example/a%20b/?q=%C3%A9&r=1'), [
    301,
    'https://site.example/a%20b/?q=%C3%A9&r=1',
  ])
  assert.deepEqual(await sent('http://site.example/a/', {}, { method: 'POST', body: 'x' }), [
    308,
    'https://site.example/a/',
  ])
  assert.deepEqual(await sent('http://site.example//evil.example/'), [301, 'https://site.example//evil.example/'])
  assert.deepEqual(await sent('http://site.example/', { host: 'www.site.example', status: 302 }), [
    302,
    'https://www.site.example/',
  ])
  assert.deepEqual(await sent('http://site.example/healthz', { exempt: ['/healthz'] }), [200, null])
  assert.deepEqual(await sent('http://site.example/healthz/', { exempt: () => true }), [200, null])
  assert.deepEqual(await sent('https://site.example/'), [200, null])
  // Whoever is no proxy of ours cannot say that he came by TLS.
  assert.equal((await sent('http://site.example/', {}, { headers: { 'x-forwarded-proto': 'https' } }))[0], 301)
})

test('reports of browsers, in both of their forms, without what addresses keep secret', async () => {
  const found: CspReport[] = []
  const lines: string[] = []
  const logger = createLogger({ format: 'json', write: (line) => lines.push(line) })
  const app = createApp({
    urls: [
      path('csp/', cspReports({ report: (report) => void found.push(report), limit: false })),
      path('log/', cspReports({ logger })),
    ],
    middleware: [csrf()],
  })
  const send = async (body: unknown, type = 'application/csp-report', target = 'csp') =>
    (
      await app.fetch(
        new Request(`https://site.example/${target}/`, {
          method: 'POST',
          headers: { 'content-type': type, 'sec-fetch-site': 'cross-site' },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      )
    ).status
  const old = {
    'csp-report': {
      'document-uri': 'https://site.example/reset/?token=planted#planted',
      'blocked-uri': 'https://u:planted@evil.example/x.js?key=planted',
      'violated-directive': 'script-src-elem',
      disposition: 'enforce',
      'source-file': 'https://site.example/a.js?planted',
      'line-number': 3,
      'script-sample': 'planted',
    },
  }
  assert.equal(await send(old), 204)
  assert.deepEqual(found.pop(), {
    document: 'https://site.example/reset/',
    blocked: 'https://evil.example/x.js',
    directive: 'script-src-elem',
    disposition: 'enforce',
    source: 'https://site.example/a.js',
    line: 3,
    column: null,
  })
  const body = {
    documentURL: 'https://site.example/',
    blockedURL: 'inline',
    effectiveDirective: 'style-src',
    disposition: 'report',
    columnNumber: 7,
  }
  const many = [{ type: 'deprecation', body: {} }, { type: 'csp-violation', body }, 7, null, { type: 'csp-violation' }]
  assert.equal(await send(many, 'application/reports+json; charset=utf-8'), 204)
  assert.deepEqual(
    [found.length, found[0]!.blocked, found[0]!.disposition, found[0]!.column],
    [1, 'inline', 'report', 7],
  )
  found.length = 0
  assert.equal(
    await send(
      Array.from({ length: 60 }, () => ({ type: 'csp-violation', body })),
      'application/json',
    ),
    204,
  )
  assert.equal(found.length, 20)
  assert.equal(await send('{'), 400)
  assert.equal(await send(''), 400)
  assert.equal(await send('x'.repeat(20_000)), 413)
  assert.equal(await send(old, 'text/plain'), 415)
  for (const nothing of ['null', '7', '[]', '{}', '{"csp-report":[]}']) assert.equal(await send(nothing), 204)
  assert.equal((await app.fetch(new Request('https://site.example/csp/'))).status, 405)

  const statuses = []
  for (let i = 0; i < 31; i++) statuses.push(await send(old, 'application/csp-report', 'log'))
  assert.equal(statuses[29], 204)
  assert.equal(statuses[30], 429)
  assert.equal(lines.length, 30)
  assert.match(lines[0]!, /A policy was violated.+script-src-elem/)
  assert.doesNotMatch(lines.join(), /planted/)
})
