import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provide, service, use } from '../../../src/base/context/index.ts'
import {
  accessLog,
  currentRequest,
  html,
  httpErrors,
  json,
  type Middleware,
  mount,
  notFound,
  path,
  redirect,
  reverse,
  setCookie,
  stream,
  tryCurrentRequest,
} from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

test('a view gets typed parameters and may return any Response', async () => {
  const app = testApp([
    path('books/<int:id>/', (_, { id }) => json({ next: id + 1 })),
    path('plain/', () => new Response('plain', { status: 201, headers: { 'x-own': '1' } })),
    path('json/', () => Response.json([1])),
  ])
  assert.deepEqual(await (await ask(app, '/books/4/')).json(), { next: 5 })
  const plain = await ask(app, '/plain/')
  assert.deepEqual([plain.status, plain.headers.get('x-own'), await plain.text()], [201, '1', 'plain'])
  assert.deepEqual(await (await ask(app, '/json/')).json(), [1])
})

test('what fetch gives is a global Response', async () => {
  const app = testApp([path('', () => html('<p>hi'))])
  const response = await ask(app, '/')
  assert.equal(Object.getPrototypeOf(response), Response.prototype)
  assert.equal(await response.clone().text(), '<p>hi')
})

test('middleware runs from the outside in and sees errors as responses', async () => {
  const seen: string[] = []
  const step =
    (name: string): Middleware =>
    async (_, next) => {
      seen.push(`${name} in`)
      const response = await next()
      seen.push(`${name} out ${response.status}`)
      response.headers.set(`x-${name}`, '1')
      return response
    }
  const app = testApp(
    [
      path('boom/', () => {
        throw new TypeError('kaboom')
      }),
    ],
    { middleware: [step('outer'), step('inner')] },
  )
  const response = await ask(app, '/boom/')
  assert.deepEqual(seen, ['outer in', 'inner in', 'inner out 500', 'outer out 500'])
  assert.deepEqual([response.status, response.headers.get('x-outer')], [500, '1'])
  assert.match(app.lines.join('\n'), /GET \/boom\/ failed[\s\S]*kaboom/)
})

test('an error in a middleware is an answer for the one around it', async () => {
  const bad: Middleware = () => Promise.reject(httpErrors.FORBIDDEN({ what: 'this' }))
  const outer: Middleware = async (_, next) => {
    const response = await next()
    response.headers.set('x-saw', String(response.status))
    return response
  }
  const response = await ask(testApp([], { middleware: [outer, bad] }), '/')
  assert.deepEqual([response.status, response.headers.get('x-saw')], [403, '403'])
})

test('headers and cookies can be added to responses whose headers are fixed', async () => {
  const app = testApp([path('', () => Response.redirect('http://localhost/x'))], {
    middleware: [
      async (_, next) => {
        const response = await next()
        setCookie(response, 'a', '1')
        return response
      },
    ],
  })
  const response = await ask(app, '/')
  assert.equal(response.headers.get('location'), 'http://localhost/x')
  assert.deepEqual(response.headers.getSetCookie(), ['a=1; Path=/; HttpOnly; SameSite=Lax'])
})

test('a view that returns nothing is told so', async () => {
  const app = testApp([path('', (() => undefined) as never)])
  assert.equal((await ask(app, '/')).status, 500)
  assert.match(app.lines.join(''), /returned nothing \(undefined\)/)
})

test('a thrown string does not escape', async () => {
  const app = testApp([
    path('', () => {
      throw 'text' as unknown
    }),
  ])
  assert.equal((await ask(app, '/')).status, 500)
})

test('HEAD is GET without a body, OPTIONS and 405 name what is allowed', async () => {
  const app = testApp([
    path('rest/', { get: () => html('hello'), post: () => json(1) }),
    path('any/', () => html('any')),
  ])
  const head = await ask(app, '/rest/', { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '5', ''])
  const refused = await ask(app, '/rest/', { method: 'DELETE' })
  assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, POST, HEAD, OPTIONS'])
  const options = await ask(app, '/rest/', { method: 'OPTIONS' })
  assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, POST, HEAD, OPTIONS'])
  assert.equal((await ask(app, '/any/', { method: 'OPTIONS' })).status, 204)
  assert.equal(await (await ask(app, '/any/', { method: 'HEAD' })).text(), '')
})

test('a missing slash is added, keeping the query; a form keeps its method', async () => {
  const app = testApp([path('about/', () => html('about'))])
  const response = await ask(app, '/about?a=1&b=?')
  assert.deepEqual([response.status, response.headers.get('location')], [301, '/about/?a=1&b=?'])
  assert.equal((await ask(app, '/about', { method: 'POST' })).status, 308)
  assert.equal((await ask(app, '/other')).status, 404)
  assert.equal((await ask(testApp([path('about/', () => html(''))], { appendSlash: false }), '/about')).status, 404)
})

test('the added slash never redirects to another host', async () => {
  const app = testApp([path('<path:p>/', () => html(''))])
  const response = await app.fetch(new Request('http://localhost//evil.com/%2e%2e'.replace('/%2e%2e', '')))
  assert.equal(response.headers.get('location'), '/%2Fevil.com/')
})

test('a mounted application gets a global Request without the prefix, with its body', async () => {
  const app = testApp([
    mount('/legacy/', async (request) => {
      assert.equal(Object.getPrototypeOf(request), Request.prototype)
      return new Response(
        `${request.method} ${new URL(request.url).pathname}${new URL(request.url).search} ${await request.text()}`,
      )
    }),
  ])
  const response = await ask(app, '/legacy/a%20b/c?x=1', { method: 'POST', body: 'data' })
  assert.equal(await response.text(), 'POST /a%20b/c?x=1 data')
  assert.equal((await ask(app, '/legacy')).headers.get('location'), '/legacy/')
})

test('requests run in the scope, with reverse and the current request at hand', async () => {
  const greeting = service<string>('greeting')
  const app = testApp(
    [
      path(
        'here/',
        async () => {
          await null
          return json([use(greeting), reverse('here'), currentRequest().path])
        },
        { name: 'here' },
      ),
    ],
    { scope: { services: new Map([provide(greeting, 'hello')]) } },
  )
  assert.deepEqual(await (await ask(app, '/here/')).json(), ['hello', '/here/', '/here/'])
  assert.equal(tryCurrentRequest(), undefined)
  assert.throws(currentRequest, /no current request/)
})

test('notFound and own error pages', async () => {
  const app = testApp([path('gone/', () => notFound('the book'))], {
    errorPages: { 404: (request) => html(`own page for ${request.path.length}`, { status: 404 }) },
  })
  const response = await ask(app, '/gone/')
  assert.deepEqual([response.status, await response.text()], [404, 'own page for 6'])
})

test('an error page that fails itself becomes the plain one', async () => {
  const app = testApp([], {
    errorPages: {
      404: () => {
        throw new TypeError('template broken')
      },
    },
  })
  const response = await ask(app, '/x/')
  assert.equal(response.status, 404)
  assert.match(app.lines.join(''), /template broken/)
})

test('redirect refuses schemes that run code and encodes what could end the header', async () => {
  for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:x', ' data:text/html,x', 'file:///etc/passwd'])
    assert.throws(() => redirect(bad), /refused/, bad)
  assert.equal(redirect('/é\r\nx: y').headers.get('location'), '/%C3%A9%0D%0Ax:%20y')
  assert.equal(redirect('/x', { status: 303 }).status, 303)
})

test('the access log tells no query and no token', async () => {
  const lines: string[] = []
  const logger = {
    ...testApp([]).logger,
    info: (message: string, fields: unknown) => lines.push(message + JSON.stringify(fields)),
    enabled: () => true,
  }
  const app = testApp([path('reset/<slug:token>/', () => html('ok'))], {
    middleware: [accessLog({ logger: logger as never })],
  })
  await ask(app, '/reset/abc123/?password=hunter2')
  assert.match(lines[0]!, /"method":"GET","path":"\/reset\/\*\*\*\/","status":200/)
  assert.doesNotMatch(lines[0]!, /abc123|hunter2/)
})

test('a stream runs in the context of the view that made it', async () => {
  const seen: unknown[] = []
  const app = testApp([
    path(
      'streamed/',
      () =>
        stream(
          (async function* () {
            try {
              yield currentRequest().path
              await Promise.resolve()
              yield reverse('streamed')
              yield 'more'
            } finally {
              seen.push(currentRequest().path)
            }
          })(),
        ),
      { name: 'streamed' },
    ),
  ])
  assert.equal(await (await ask(app, '/streamed/')).text(), '/streamed//streamed/more')
  const reader = (await ask(app, '/streamed/')).body!.getReader()
  await reader.read()
  await reader.cancel()
  assert.deepEqual(seen, ['/streamed/', '/streamed/'])
})

test('a response that cannot be sent any more is an error page, not half an answer', async () => {
  const app = testApp([
    path('used/', async () => {
      const response = new Response('abc')
      await response.text()
      return response
    }),
    path('locked/', () => {
      const response = new Response('abc')
      response.body!.getReader()
      return response
    }),
    path('header/', async () => new Response('abc', { headers: { 'x-odd': 'a\x01b' } })),
  ])
  for (const target of ['/used/', '/locked/', '/header/']) {
    assert.equal((await ask(app, target)).status, 500, target)
  }
  assert.match(app.lines.join('\n'), /RESPONSE_USED[\s\S]*INVALID_HEADER/)
})
