import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineErrors } from '../../../src/base/errors/index.ts'
import { queries } from '../../../src/base/events/index.ts'
import { html, httpErrors, path } from '../../../src/web/http/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'
import { ask, testApp } from './helpers.ts'

const urls = [
  path(
    'books/<int:id>/',
    () => {
      queries.publish({
        database: 'default',
        sql: 'select <1>',
        parameters: ['hunter2'],
        duration: 1.25,
        origin: 'views.ts:3:7',
        rows: 3,
      })
      throw httpErrors.NO_RESPONSE(
        { who: '<script>alert(1)</script>', got: 'x' },
        { cause: new TypeError('the cause') },
      )
    },
    { name: 'book' },
  ),
  path('fine/', () => html('fine')),
]
const browser = {
  accept: 'text/html',
  cookie: 'sessionid=hunter2',
  authorization: 'Bearer hunter2',
  'x-api-key': 'hunter2',
}

test('in development the page shows error, hint, source, request and queries, and no secret', async () => {
  const response = await ask(testApp(urls, { debug: true }), '/books/7/?page=3&token=hunter2', { headers: browser })
  const body = await response.text()
  assert.equal(response.status, 500)
  assert.match(body, /NUAGES_HTTP_NO_RESPONSE/)
  assert.match(body, /mind a missing <code>return<\/code>/)
  assert.match(body, /&lt;script&gt;/)
  assert.doesNotMatch(body, /<script/)
  assert.match(body, /error-pages\.test\.ts:\d+/)
  assert.match(body, /class="hit"/)
  // A box that scrolls is reached by the keyboard.
  assert.doesNotMatch(body, /<pre>/)
  assert.match(body, /<pre tabindex="0">/)
  assert.match(body, /Caused by TypeError: the cause/)
  assert.match(body, /select &lt;1&gt;/)
  assert.match(body, /\?page[\s\S]*>3</)
  assert.doesNotMatch(body, /hunter2(?!&#x27;|&#39;)/)
  assert.match(response.headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-/)
})

test('in development it shows the templates that an error came through, and no values', async () => {
  const engine = new Engine({
    templates: {
      page: '<b>\n{% include "part" %}</b>',
      part: 'one\n{{ password }}{{ fail }}\nthree',
      broken: 'x\n{% iff x %}',
    },
  })
  // Not as it is: the page shows this very file.
  const secret = Buffer.from('cGFyYXNvbA', 'base64').toString()
  const fail = () => {
    throw new RangeError('<no>')
  }
  const views = [
    path('page/', async () => html(await engine.render('page', { password: secret, fail }))),
    path('broken/', async () => html(await engine.render('broken'))),
  ]
  const body = await (await ask(testApp(views, { debug: true }), '/page/', { headers: browser })).text()
  assert.match(body, /<h1>&lt;no&gt;<\/h1>/)
  assert.match(
    body,
    /<h2>In the template<\/h2><details open><summary><code>\{\{ fail \}\}<\/code> <span class="mono">memory:part:2:15</,
  )
  assert.match(body, /<span class="hit"><i>2<\/i>\{\{ password \}\}\{\{ fail \}\}<\/span>/)
  assert.match(body, /from <code>\{% include &quot;part&quot; %\}<\/code> <span class="mono">memory:page:2:1</)
  assert.ok(!body.includes(secret))
  const broken = await (await ask(testApp(views, { debug: true }), '/broken/', { headers: browser })).text()
  assert.match(broken, /<h1>There is no tag &#x27;iff&#x27; \(did you mean &#x27;if&#x27;\?\)<\/h1>/)
  assert.match(broken, /<span class="hit"><i>2<\/i>\{% iff x %\}<\/span>/)
  assert.match(broken, /<p class="mono">memory:broken:2:1<\/p>/, 'the template is where to look first')
  assert.match(body, /<p class="mono">[^<]*error-pages\.test\.ts:\d+<\/p>/, 'unless code of the project threw')
  const plain = await (await ask(testApp(views), '/page/', { headers: browser })).text()
  assert.doesNotMatch(plain, /fail|password|part/)
})

test('in production the page tells nothing', async () => {
  const response = await ask(testApp(urls), '/books/7/?token=hunter2', { headers: browser })
  const body = await response.text()
  assert.equal(response.status, 500)
  assert.match(body, /<h1>Internal Server Error<\/h1>/)
  assert.doesNotMatch(body.slice(body.indexOf('<body>')), /hunter2|NUAGES|select|books|\.ts|alert/)
})

test('what is too long is said in words that help', async () => {
  const app = testApp(urls, { limits: { url: 50, headers: 5 } })
  const address = await ask(app, `/fine/?${'x'.repeat(50)}`, { headers: browser })
  assert.equal(address.status, 414)
  assert.match(await address.text(), /<h1>Address Too Long<\/h1><p>The address is too long\./)
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`x-more-${i}`, '1']))
  const headers = await ask(app, '/fine/', { headers: { ...browser, ...many } })
  assert.equal(headers.status, 431)
  assert.match(await headers.text(), /Deleting the cookies of this site may help\./)
})

test('in development a 404 lists the routes that were tried', async () => {
  const debug = await (await ask(testApp(urls, { debug: true }), '/nothing/', { headers: browser })).text()
  assert.match(debug, /\/books\/&lt;int:id&gt;\//)
  const plain = await (await ask(testApp(urls), '/nothing/', { headers: browser })).text()
  assert.doesNotMatch(plain, /books|nothing/)
})

test('who likes JSON gets JSON, with a code where the client is to blame', async () => {
  const headers = { accept: 'application/json' }
  const failed = await ask(testApp(urls), '/books/7/', { headers })
  assert.deepEqual(await failed.json(), { error: { status: 500, title: 'Internal Server Error' } })
  const missing = await ask(testApp(urls), '/nothing/', { headers })
  assert.deepEqual(await missing.json(), { error: { status: 404, title: 'Not Found', code: 'NUAGES_HTTP_NOT_FOUND' } })
  const debug = (await (await ask(testApp(urls, { debug: true }), '/books/7/', { headers })).json()) as {
    error: { hint: string }
  }
  assert.match(debug.error.hint, /Return a Response/)
})

test('queries are listened to while requests run, and not after', async () => {
  const app = testApp(urls, { debug: true })
  await ask(app, '/fine/')
  assert.equal(queries.heard, false)
})

test('headers that an error brings and nobody may send take its page away from nobody', async () => {
  const errors = defineErrors('TEST', {
    BUSY: {
      status: 503,
      message: (_: { answerHeaders: Record<string, string> }) => 'Busy.',
      hint: 'Come again.',
    },
  })
  let told = 0
  const app = testApp(
    [
      path('good/', () => {
        throw errors.BUSY({ answerHeaders: { 'retry-after': '7' } })
      }),
      path('bad/', () => {
        throw errors.BUSY({ answerHeaders: { 'retry-after': '7\r\nx-evil: 1' } })
      }),
    ],
    { onError: (_, { phase }) => void (phase === 'page' && told++) },
  )
  const [good, bad] = await Promise.all([ask(app, '/good/'), ask(app, '/bad/')])
  assert.deepEqual([good.status, good.headers.get('retry-after'), bad.status, told], [503, '7', 503, 1])
  assert.deepEqual([bad.headers.get('retry-after'), bad.headers.get('x-evil')], [null, null])
  assert.match(await bad.text(), /503/)
})
