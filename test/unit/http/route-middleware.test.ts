import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  defineMiddleware,
  HttpRequest,
  httpErrors,
  include,
  type Middleware,
  mount,
  path,
  rePath,
  text,
} from '../../../src/web/http/index.ts'
import { StandardSource } from '../../../src/web/http/sources.ts'
import { ask, testApp } from './helpers.ts'

/** Writes its name and the route's parameters into the answer. */
const mark =
  (name: string): Middleware =>
  async (request, next) => {
    const response = await next()
    response.headers.append('x-seen', `${name}${JSON.stringify(request.params)}`)
    return response
  }
const halves = defineMiddleware({
  name: 'halves',
  before: (request) => (request.query.has('stop') ? text('stopped') : undefined),
  after(_request, response) {
    response.headers.append('x-seen', 'halves')
    return response
  },
})
const denied: Middleware = () => {
  throw httpErrors.FORBIDDEN({ what: 'this area' })
}

describe('middleware of single routes', () => {
  const leaf = path('<int:id>/', { get: (_, { id }) => text(`item ${id}`) }, { middleware: [halves, mark('own')] })
  const inner = [
    leaf,
    path('plain/', () => text('plain')),
    rePath(/^re\/$/, () => text('re'), { middleware: [halves] }),
  ]
  const app = testApp(
    [
      path('a/', include(inner, { middleware: [mark('include')] }), { middleware: [mark('path')] }),
      path('open/', () => text('open')),
      path('closed/', include([path('', () => text('secret'))], { middleware: [denied] })),
      mount('/m/', (request) => text(new URL(request.url).pathname), { middleware: [mark('mount')] }),
      path('switch/', () => text('never'), {
        middleware: [
          (_request, next) => next(new HttpRequest(new StandardSource(new Request('http://a/closed/'), ''))),
        ],
      }),
    ],
    { middleware: [mark('app')] },
  )
  const seen = async (target: string, init?: RequestInit) => {
    const response = await ask(app, target, init)
    return [response.status, response.headers.get('x-seen')]
  }

  test('stands around them, from the outermost, and knows their parameters', async () => {
    const response = await ask(app, '/a/5/')
    assert.equal(await response.text(), 'item 5')
    const id = '{"id":5}'
    assert.equal(response.headers.get('x-seen'), `own${id}, halves, include${id}, path${id}, app${id}`)
    assert.deepEqual(await seen('/a/plain/'), [200, 'include{}, path{}, app{}'])
    assert.deepEqual(await seen('/a/re/'), [200, 'halves, include{}, path{}, app{}'])
    assert.deepEqual(await seen('/m/x'), [200, 'mount{}, app{}'])
    assert.deepEqual(await seen('/open/'), [200, 'app{}'])
  })

  test('may answer itself and refuse; methods and what no route matches', async () => {
    assert.equal(await (await ask(app, '/a/5/?stop')).text(), 'stopped')
    assert.deepEqual(await seen('/closed/'), [403, 'app{}'])
    assert.deepEqual(await seen('/a/nothing/'), [404, 'app{}'])
    assert.deepEqual(await seen('/a/5/', { method: 'DELETE' }), [
      405,
      'own{"id":5}, halves, include{"id":5}, path{"id":5}, app{"id":5}',
    ])
  })

  test('a request in the place of the first one meets the middleware of its own route', async () => {
    assert.equal((await ask(app, '/switch/')).status, 403)
  })
})
