import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLogger } from '../../../src/base/log/index.ts'
import { liveReload, permitReload } from '../../../src/tools/project/reload.ts'
import { createApp, html, httpErrors, path, stream } from '../../../src/web/http/index.ts'
import { cspNonce, nonce, securityHeaders } from '../../../src/web/security/index.ts'

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

test('pages get the script, also error pages and those with a nonce; answers without a body stay', async () => {
  const app = createApp({
    urls: [
      path('', (request) => html(`<body><script nonce="${cspNonce(request)}"></script></body>`)),
      path('broken/', () => {
        throw httpErrors.FORBIDDEN({ what: 'this' })
      }),
      path('part/', () => html('<tr><td>a row</td></tr>')),
      path('open/', () => html('<!-- a note -->\n<!doctype html><title>t</title><p>not closed')),
      path('same/', () => html('', { status: 304 })),
    ],
    middleware: [
      liveReload(new AbortController().signal),
      securityHeaders({ csp: { 'script-src': ["'strict-dynamic'", nonce] } }),
    ],
    debug: true,
    logger: createLogger({ level: 'silent' }),
  })
  const get = (target: string) => app.fetch(new Request(`http://localhost${target}`))
  const page = await get('/')
  const [, given] = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy')!)!
  assert.ok((await page.text()).includes(`<script src="/__nuages__/reload.js" nonce="${given}" defer></script></body>`))
  const broken = await get('/broken/')
  assert.equal(broken.status, 403)
  assert.match(broken.headers.get('content-security-policy')!, /script-src 'self'; connect-src 'self'/)
  assert.match(await broken.text(), /<script src="\/__nuages__\/reload\.js" defer>/)
  assert.equal((await get('/same/')).status, 304)
  assert.equal(await (await get('/part/')).text(), '<tr><td>a row</td></tr>')
  assert.match(
    await (await get('/open/')).text(),
    /not closed<script src="\/__nuages__\/reload\.js" nonce="[^"]+" defer><\/script>$/,
  )
})

test('a page that is sent while it is rendered still is', async () => {
  const rest = Promise.withResolvers<string>()
  async function* page() {
    yield '<!doctype html><body><h1>Report</h1>'
    yield await rest.promise
    yield 'dy></html>'
  }
  const app = createApp({
    urls: [path('', () => stream(page(), { headers: { 'content-type': 'text/html; charset=utf-8' } }))],
    middleware: [liveReload(new AbortController().signal)],
  })
  const reader = (await app.fetch(new Request('http://localhost/')))
    .body!.pipeThrough(new TextDecoderStream())
    .getReader()
  assert.equal((await reader.read()).value, '<!doctype html><body><h1>Report</h1>')
  rest.resolve('<p>Ŗows</p></bo')
  let text = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value
  assert.equal(text, '<p>Ŗows</p><script src="/__nuages__/reload.js" defer></script></body></html>')
})
