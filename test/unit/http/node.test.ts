import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, request as clientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import connect from 'connect'
import cookieParser from 'cookie-parser'
import express from 'express'
import {
  currentRequest,
  fromConnect,
  fromNode,
  json,
  type LightResponse,
  type Middleware,
  mount,
  nodeRequest,
  path,
  type RunningServer,
  serve,
  text,
} from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

/** What happened to responses inside, by the request's path. */
const events: string[] = []

function shop() {
  const app = express()
  app.use(cookieParser('a secret'))
  app.use(express.json(), express.urlencoded({ extended: false }))
  const router = express.Router()
  router.get('/:id', (req, res) => {
    const { url, baseUrl, originalUrl, cookies, query, params, ip } = req
    res.cookie('plain', '1').cookie('signed', '2', { signed: true })
    res.json({ url, baseUrl, originalUrl, cookies, query, params, ip, host: req.get('host'), protocol: req.protocol })
  })
  app.use('/items', router)
  app.post('/echo', (req, res) => void res.status(201).json(req.body))
  app.get('/redirect', (_req, res) => res.redirect(303, 'items/1'))
  app.get('/file', (_req, res) => res.sendFile(import.meta.filename))
  app.get('/chunks', (_req, res) => {
    res.write('one ')
    setImmediate(() => {
      res.write('two ')
      res.end('three')
    })
  })
  app.get('/flushed', async (_req, res) => {
    res.type('text/plain').flushHeaders()
    await turn()
    res.end('later')
  })
  app.get('/refused', (_req, _res, next) => next(Object.assign(new Error('tea'), { status: 418 })))
  app.get('/later', (_req, _res, next) => {
    const headers = {
      'Retry-After': 7,
      'WWW-Authenticate': 'Basic',
      'Content-Length': 3,
      Connection: 'close',
      'X-Bad': 'a\r\nb',
    }
    next(Object.assign(new Error('slow'), { status: 429, headers }))
  })
  app.get('/broken', async () => {
    throw new TypeError('boom')
  })
  app.get('/empty', (_req, res) => res.sendStatus(204))
  app.get('/same', (_req, res) => void res.status(304).set('etag', '"x"').end())
  app.get('/late', (_req, res) => {
    res.write('half')
    setImmediate(() => res.destroy(new Error('the rest is missing')))
  })
  app.get('/late-next', async (_req, res) => {
    res.write('half')
    await turn()
    throw new Error('thrown after the head')
  })
  app.get('/after', async (_req, res) => {
    res.end('whole')
    throw new Error('thrown after the answer')
  })
  app.get('/closed', (_req, res) => res.destroy())
  app.get('/information', (_req, res) => {
    res.writeContinue()
    res.writeEarlyHints({ link: '</a.css>; rel=preload' })
    res.end('informed')
  })
  app.get('/status', (_req, res) => res.writeHead(99).end())
  app.get('/inside', async (_req, res) => {
    await turn()
    res.end(currentRequest().path)
  })
  app.get('/around', (_req, res) => {
    const note = (what: string) => events.push(`${what} in ${currentRequest().path}`)
    for (const event of ['drain', 'finish', 'close']) res.on(event, () => note(event))
    const parts = function* () {
      for (let i = 0; i < 8; i++) yield Buffer.alloc(65_536)
    }
    pipeline(Readable.from(parts()), res, () => note('pipeline'))
    setTimeout(() => note('timer'), 1)
    res.write('first', () => note('written'))
  })
  app.get('/left', (req, res) => {
    req.on('close', () => events.push(`request closed in ${currentRequest().path}`))
    res.on('close', () => events.push(`left in ${currentRequest().path}`))
    res.flushHeaders()
  })
  app.put('/hash', (req, res) => {
    const hash = createHash('sha256')
    req.on('data', (chunk: Buffer) => hash.update(chunk))
    req.on('end', () => res.json({ hash: hash.digest('hex'), inside: currentRequest().path }))
  })
  app.get('/waiting', (req, res) => {
    req.on('data', () => {})
    req.on('end', () => res.end(`ended in ${currentRequest().path}`))
  })
  app.all('/piped', (req, res) => void req.pipe(res))
  app.post('/read', async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    res.end(Buffer.concat(chunks))
  })
  const watch = (req: IncomingMessage, name: string) => {
    for (const event of ['aborted', 'end', 'close']) req.on(event, () => events.push(`${name} request ${event}`))
  }
  app.get('/endless', (req, res) => {
    watch(req, 'endless')
    let written = 0
    const chunk = Buffer.alloc(16_384)
    const more = () => {
      while (res.write(chunk)) written++
    }
    res.on('drain', more)
    res.on('close', () => events.push(`endless closed ${written < 2_000} ${res.writableFinished}`))
    more()
  })
  app.get('/events', (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    res.write('data: 1\n\n')
    res.on('finish', () => events.push('events finished')).on('close', () => events.push('events closed'))
  })
  app.get('/silent', (req, res) => {
    watch(req, 'silent')
    events.push('silent came')
    res.on('close', () => events.push('silent closed'))
  })
  app.get('/done', (req, res) => {
    watch(req, 'done')
    res.on('finish', () => events.push('done finished')).on('close', () => events.push('done closed'))
    res.end('done')
  })
  app.get('/nothing-more', (_req, res, next) => {
    res.end('answered')
    next()
  })
  return app
}

const secured: Middleware = async (_request, next) => {
  const response = await next()
  response.headers.set('x-outer', 'yes')
  return response
}

describe('an Express application that is mounted', () => {
  const app = testApp([path('own/', () => text('own')), mount('/legacy/', fromNode(shop()))], { middleware: [secured] })
  let server: RunningServer
  before(async () => {
    server = await serve(app, { port: 0 })
  })
  after(() => server.close())

  const overHttp = (target: string, init: RequestInit = {}) => fetch(server.url.slice(0, -1) + target, init)
  const within = (target: string, init: RequestInit = {}) => ask(app, target, init)
  const post = (type: string, body: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': type },
    body,
  })

  for (const [how, get] of [
    ['over node:http', overHttp],
    ['by fetch', within],
  ] as const) {
    test(`routes, cookies, bodies and files, ${how}`, async () => {
      const item = await get('/legacy/items/a%20b?x=1', { headers: { cookie: 'seen=yes' } })
      assert.equal(item.headers.get('x-outer'), 'yes')
      assert.equal(item.headers.get('x-powered-by'), 'Express')
      const [plain, signed] = item.headers.getSetCookie()
      assert.equal(plain, 'plain=1; Path=/')
      assert.match(signed!, /^signed=s%3A2\./)
      const seen = (await item.json()) as Record<string, unknown>
      assert.deepEqual(
        { ...seen, ip: undefined, host: undefined },
        {
          url: '/a%20b?x=1',
          baseUrl: '/legacy/items',
          originalUrl: '/legacy/items/a%20b?x=1',
          cookies: { seen: 'yes' },
          query: { x: '1' },
          params: { id: 'a b' },
          ip: undefined,
          host: undefined,
          protocol: 'http',
        },
      )
      assert.match(String(seen['host']), how === 'by fetch' ? /^localhost$/ : /^127\.0\.0\.1:\d+$/)
      assert.equal(seen['ip'], how === 'by fetch' ? undefined : '127.0.0.1')

      const made = await get('/legacy/echo', post('application/json', '{"a":[1]}'))
      assert.deepEqual([made.status, await made.json()], [201, { a: [1] }])
      assert.equal(made.headers.get('content-length'), '9')
      assert.deepEqual(await (await get('/legacy/echo', post('application/x-www-form-urlencoded', 'a=1'))).json(), {
        a: '1',
      })
      const away = await get('/legacy/redirect', { redirect: 'manual' })
      assert.deepEqual([away.status, away.headers.get('location')], [303, 'items/1'])
      const part = await get('/legacy/file', { headers: { range: 'bytes=7-12' } })
      assert.deepEqual([part.status, await part.text()], [206, 'assert'])
      const head = await get('/legacy/file', { method: 'HEAD' })
      assert.deepEqual([head.status, await head.text()], [200, ''])
      assert.ok(Number(head.headers.get('content-length')) > 10_000)
    })

    test(`what is sent piece by piece, ${how}`, async () => {
      assert.equal(await (await get('/legacy/chunks')).text(), 'one two three')
      const flushed = await get('/legacy/flushed')
      assert.deepEqual(
        [flushed.headers.get('content-type'), await flushed.text()],
        ['text/plain; charset=utf-8', 'later'],
      )
      assert.equal(await (await get('/legacy/information')).text(), 'informed')
      for (const [target, status] of [
        ['empty', 204],
        ['same', 304],
      ] as const) {
        const response = await get(`/legacy/${target}`)
        assert.deepEqual([response.status, await response.text()], [status, ''])
      }
      assert.equal(await (await get('/legacy/nothing-more')).text(), 'answered')
      assert.equal(await (await get('/legacy/inside')).text(), '/legacy/inside')
      // Requests without a body end like others.
      assert.equal(await (await get('/legacy/waiting')).text(), 'ended in /legacy/waiting')
      assert.equal(await (await get('/legacy/piped')).text(), '')
    })

    test(`what it does not answer, ${how}`, async () => {
      for (const [target, status] of [
        ['unknown', 404],
        ['refused', 418],
        ['broken', 500],
        ['closed', 500],
        ['status', 500],
      ] as const) {
        const response = await get(`/legacy/${target}`)
        assert.deepEqual([target, response.status], [target, status])
        assert.equal(response.headers.get('x-outer'), 'yes')
        assert.match(await response.text(), /<!doctype html>/)
      }
      const { status, headers } = await get('/legacy/later')
      const named = ['retry-after', 'www-authenticate', 'x-bad'].map((name) => headers.get(name))
      assert.deepEqual([status, ...named], [429, '7', 'Basic', null])
      assert.notEqual(headers.get('content-length'), '3')
      assert.equal((await get('/legacy/echo', post('application/json', '{"a":'))).status, 400)
      const big = await get('/legacy/echo', post('application/json', `"${'x'.repeat(200_000)}"`))
      assert.equal(big.status, 413)
      assert.equal(await (await get('/own/')).text(), 'own')
    })

    test(`an upload of some megabytes, ${how}`, async () => {
      const chunk = Buffer.alloc(65_536, 'nuages')
      const hash = createHash('sha256')
      const chunks = Array.from({ length: 64 }, () => chunk)
      for (const each of chunks) hash.update(each)
      const init = { method: 'PUT', body: Readable.from(chunks), duplex: 'half' } as unknown as RequestInit
      const answer = await (await get('/legacy/hash', init)).json()
      assert.deepEqual(answer, { hash: hash.digest('hex'), inside: '/legacy/hash' })
    })

    test(`an error after the head ends the connection and is logged, ${how}`, async () => {
      for (const [target, message] of [
        ['late', /the rest is missing/],
        ['late-next', /thrown after the head/],
      ] as const) {
        app.lines.length = 0
        const response = await get(`/legacy/${target}`)
        assert.equal(response.status, 200)
        await assert.rejects(response.text())
        // By fetch it is the reader's error.
        if (how === 'over node:http') assert.match(app.lines.join('\n'), message)
      }
    })
  }

  test('errors after the answer are told onError and the log, each once', async () => {
    const told: string[] = []
    const inside = shop()
    inside.get('/after-next', (_req, res, next) => {
      res.send('whole')
      next(new Error('passed on after the answer'))
    })
    const late = fromConnect((req, res, next) => {
      if (req.url !== '/connect') return next()
      res.end('whole')
      next(new Error('of a middleware'))
    })
    const own = testApp([mount('/', fromNode(inside))], {
      middleware: [late],
      onError: (error, { request, phase }) => void told.push(`${phase} ${request?.path}: ${error.message}`),
    })
    for (const target of ['/after', '/after-next', '/connect']) {
      assert.equal(await (await ask(own, target)).text(), 'whole')
      await turn()
    }
    // An answer without a body has nobody who would read the error.
    assert.equal((await ask(own, '/late-next', { method: 'HEAD' })).status, 200)
    await turn()
    const expected = [
      'after /after: thrown after the answer',
      'after /after-next: passed on after the answer',
      'after /connect: of a middleware',
      'after /late-next: thrown after the head',
    ]
    assert.deepEqual([told, own.lines.length], [expected, expected.length])
    const server = await serve(own, { port: 0, host: '127.0.0.1' })
    await assert.rejects(fetch(`${server.url}late-next`).then((response) => response.text()))
    await server.close()
    assert.deepEqual(told.slice(expected.length), ['stream /late-next: thrown after the head'])
  })

  /** Waits for an event; what never comes is an error that says what came. */
  const until = async (event: string) => {
    const end = Date.now() + 20_000
    while (!events.includes(event)) {
      if (Date.now() > end) assert.fail(`'${event}' did not come, but ${JSON.stringify(events)}`)
      await turn()
    }
  }

  test('finish and close, once each', async () => {
    for (const get of [overHttp, within]) {
      events.length = 0
      await (await get('/legacy/done')).text()
      await until('done request close')
      await until('done closed')
      await turn()
      assert.deepEqual(events.toSorted(), ['done closed', 'done finished', 'done request close', 'done request end'])
    }
  })

  /** A request whose client can leave. */
  const open = (target: string): ClientRequest => {
    const request = clientRequest(server.url.slice(0, -1) + target)
    request.on('error', () => {}).end()
    return request
  }
  test('a client that leaves ends what is inside; writing waits for a slow one', async () => {
    app.lines.length = 0
    events.length = 0
    const endless = open('/legacy/endless')
    const [slow] = (await once(endless, 'response')) as [IncomingMessage]
    slow.once('readable', () => {})
    for (let i = 0; i < 50; i++) await turn()
    endless.destroy()
    await until('endless closed true false')
    await until('endless request aborted')
    await until('endless request close')

    const sse = open('/legacy/events')
    const [stream] = (await once(sse, 'response')) as [IncomingMessage]
    const [data] = (await once(stream, 'data')) as [Buffer]
    assert.equal(String(data), 'data: 1\n\n')
    sse.destroy()
    await until('events closed')
    assert.ok(!events.includes('events finished'))

    const silent = open('/legacy/silent')
    await until('silent came')
    silent.destroy()
    await until('silent closed')
    await until('silent request aborted')
    await until('silent request close')
    assert.deepEqual(app.lines, [])
  })

  test('whatever is called later is called in the request', async () => {
    for (const get of [overHttp, within]) {
      events.length = 0
      assert.equal((await (await get('/legacy/around')).bytes()).length, 8 * 65_536 + 5)
      for (const what of ['timer', 'written', 'drain', 'finish', 'close', 'pipeline'])
        await until(`${what} in /legacy/around`)
    }
    const leaving = open('/legacy/left')
    await once(leaving, 'response')
    leaving.destroy()
    await until('request closed in /legacy/left')
    await until('left in /legacy/left')
  })

  test('leaving an answer that came by fetch ends what is inside', async () => {
    events.length = 0
    const response = await within('/legacy/events')
    const reader = response.body!.getReader()
    await reader.read()
    // In the middle of waiting for more.
    const rest = reader.read()
    await reader.cancel()
    assert.equal((await rest).done, true)
    await until('events closed')

    events.length = 0
    const controller = new AbortController()
    const answer = within('/legacy/silent', { signal: controller.signal })
    await until('silent came')
    controller.abort()
    await answer
    await until('silent closed')
    await until('silent request aborted')
    await until('silent request close')
  })

  test('no listeners stay behind on a connection that is kept', async () => {
    const counts = new Set<number>()
    server.server.on('request', (incoming: IncomingMessage) => counts.add(incoming.socket.listenerCount('close')))
    const { Agent } = await import('node:http')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let i = 0; i < 12; i++) {
      const request = clientRequest(`${server.url}legacy/${i % 2 === 0 ? 'done' : 'chunks'}`, { agent }).end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.resume()
      await once(response, 'end')
      await turn()
    }
    agent.destroy()
    assert.ok(counts.size <= 2, `listeners: ${[...counts]}`)
  })

  test('paths that both sides would read differently are 404', async () => {
    const { port } = server.server.address() as AddressInfo
    for (const target of ['/legacy/../own/', '/legacy/%2e%2e/own/', '/legacy%2fitems/1', '/legacy/a\\b']) {
      const request = clientRequest({ port, path: target }).end()
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.resume()
      assert.equal(response.statusCode, 404, target)
    }
  })
})

test('writeHead in all its forms', async () => {
  const forms: Record<string, (res: ServerResponse) => unknown> = {
    '/object': (res) => res.writeHead(201, { 'X-A': 1, 'Set-Cookie': ['a=1', 'b=2'] }),
    '/reason': (res) => res.writeHead(202, 'Fine', { 'x-a': '1' }),
    '/list': (res) => res.writeHead(203, ['x-a', '1', 'set-cookie', 'a=1', 'set-cookie', 'b=2'] as never),
    '/pairs': (res) => res.writeHead(200, [['x-a', '1']] as never),
    '/both': (res) => {
      res.setHeader('x-a', 'old')
      res.setHeader('x-b', '2')
      return res.writeHead(200, { 'x-a': '1' })
    },
    '/implicit': (res) => {
      res.statusCode = 299
      res.statusMessage = 'Odd'
      res.setHeaders(new Headers({ 'x-a': '1' }))
    },
    '/hop': (res) => res.writeHead(200, { 'x-a': '1', 'transfer-encoding': 'chunked', 'keep-alive': 'timeout=1' }),
  }
  const app = testApp([
    mount(
      '/',
      fromNode((req, res) => {
        forms[req.url!]!(res)
        res.end('body')
      }),
    ),
  ])
  const seen: unknown[] = []
  for (const target of Object.keys(forms)) {
    const response = await ask(app, target)
    const { status, statusText, headers } = response
    seen.push([status, statusText, headers.get('x-a'), headers.getSetCookie(), await response.text()])
    assert.equal(headers.get('transfer-encoding') ?? headers.get('keep-alive'), null)
  }
  const cookies = ['a=1', 'b=2']
  assert.deepEqual(seen, [
    [201, '', '1', cookies, 'body'],
    [202, 'Fine', '1', [], 'body'],
    [203, '', '1', cookies, 'body'],
    [200, '', '1', [], 'body'],
    [200, '', '1', [], 'body'],
    [299, 'Odd', '1', [], 'body'],
    [200, '', '1', [], 'body'],
  ])
})

describe('a body that was read outside', () => {
  const reading: Middleware = async (request, next) => {
    if (request.query.has('form')) await request.form()
    else await request.text()
    return next()
  }
  const app = testApp([mount('/', fromNode(shop()))], { middleware: [fromConnect(cookieParser('a secret')), reading] })

  test('is given again where it is remembered', async () => {
    const server = await serve(app, { port: 0 })
    const init = { method: 'POST', body: new URLSearchParams({ a: 'ä' }) }
    assert.deepEqual(await (await ask(app, '/echo', init)).json(), { a: 'ä' })
    assert.deepEqual(await (await fetch(`${server.url}echo`, init)).json(), { a: 'ä' })
    assert.deepEqual(await (await fetch(`${server.url}echo?form`, init)).json(), { a: 'ä' })
    const item = await fetch(`${server.url}items/1`, { headers: { cookie: 'c=d' } })
    assert.deepEqual(((await item.json()) as { cookies: unknown }).cookies, { c: 'd' })
    await server.close()
  })

  test('is an error where it is not, for who reads it', async () => {
    const body = new FormData()
    body.set('a', '1')
    const init = { method: 'POST', body }
    const inside = mount('/', fromNode(shop()))
    // Whether something of Connect has had the message before, or not.
    for (const middleware of [[reading], [fromConnect(cookieParser()), reading]]) {
      const own = testApp([inside], { middleware, debug: true })
      const server = await serve(own, { port: 0 })
      for (const get of [
        (target: string) => ask(own, target, init),
        (target: string) => fetch(server.url.slice(0, -1) + target, init),
      ]) {
        for (const target of ['/piped?form', '/read?form']) {
          const response = await get(target)
          assert.equal(response.status, 500)
          assert.match(await response.text(), /NUAGES_HTTP_BODY_READ_OUTSIDE/)
        }
        assert.equal((await get('/echo?form')).status, 201)
        assert.match(await (await get('/read')).text(), /form-data; name="a"/)
      }
      await server.close()
    }
  })

  test('is given inflated where it was read so', async () => {
    const own = testApp([mount('/', fromNode(shop()))], { middleware: [reading], inflate: true })
    const server = await serve(own, { port: 0 })
    const init = {
      method: 'POST',
      body: new Uint8Array(gzipSync('{"a":"inflated"}')),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    }
    assert.deepEqual(await (await ask(own, '/echo', init)).json(), { a: 'inflated' })
    assert.deepEqual(await (await fetch(`${server.url}echo`, init)).json(), { a: 'inflated' })
    await server.close()
  })
})

test('a Connect application, with applications of its own inside', async () => {
  const app = connect()
  app.use('/inner', (req: connect.IncomingMessage, res: ServerResponse) => {
    res.end(`${req.url} ${req.originalUrl}`)
  })
  const outer = testApp([
    mount('/<slug:tenant>/app/', fromNode(app)),
    path('<slug:tenant>/app/other/', () => text('x')),
  ])
  assert.equal(await (await ask(outer, '/acme/app/inner/x?y=1')).text(), '/x?y=1 /acme/app/inner/x?y=1')
  assert.equal((await ask(outer, '/acme/app/other/')).status, 404)
})

describe('middleware of Connect', () => {
  type Step = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => unknown
  const finished: string[] = []
  /** What helmet does. */
  const headers: Step = (_req, res, next) => {
    res.setHeader('x-frame-options', 'DENY')
    res.setHeader('content-type', 'text/css')
    res.setHeader('vary', 'Origin')
    res.setHeader('set-cookie', 'first=1')
    next()
  }
  /** What morgan and response-time do. */
  const watching: Step = (req, res, next) => {
    const { writeHead } = res
    res.writeHead = ((...args: [number]) => {
      res.setHeader('x-time', '1')
      return writeHead.apply(res, args)
    }) as typeof writeHead
    res.once('finish', () => finished.push(`${req.method} ${req.url} ${res.statusCode}`))
    next()
  }
  /** What compression does. */
  const loud: Step = (_req, res, next) => {
    const { write, end } = res
    const upper = (chunk: unknown) => (chunk === undefined ? undefined : String(chunk).toUpperCase())
    res.write = ((chunk: unknown) => write.call(res, upper(chunk), 'utf8')) as typeof write
    res.end = ((chunk: unknown) => {
      if (!res.headersSent) res.removeHeader('content-length')
      return end.call(res, upper(chunk), 'utf8')
    }) as typeof end
    next()
  }
  const urls = [
    path('', (request) => {
      const response = json((nodeRequest(request) as { cookies?: unknown }).cookies)
      response.headers.set('vary', 'Cookie, origin')
      response.headers.append('set-cookie', 'second=2')
      return response
    }),
    path('missing/', () => {
      throw new Error('boom')
    }),
    path('stream/', async () => {
      const { stream } = await import('../../../src/web/http/index.ts')
      return stream(
        (async function* () {
          yield 'a'
          await turn()
          yield 'b'
        })(),
      )
    }),
    path('file/', async () => (await import('../../../src/web/http/index.ts')).file(import.meta.filename)),
  ]

  test('sets headers, reads cookies and sees the end', async () => {
    const app = testApp(urls, { middleware: [fromConnect(headers, watching, cookieParser())] })
    const response = await ask(app, '/', { headers: { cookie: 'a=b' } })
    assert.deepEqual(await response.json(), { a: 'b' })
    assert.equal(response.headers.get('x-frame-options'), 'DENY')
    assert.equal(response.headers.get('x-time'), '1')
    assert.equal(response.headers.get('content-type'), 'application/json')
    assert.equal(response.headers.get('vary'), 'Origin, Cookie')
    assert.deepEqual(response.headers.getSetCookie(), ['first=1', 'second=2'])
    assert.equal((await ask(app, '/missing/')).status, 500)
    assert.equal((await ask(app, '/missing/')).headers.get('x-frame-options'), 'DENY')
    const part = await ask(app, '/file/', { headers: { range: 'bytes=7-12' } })
    assert.deepEqual([part.status, await part.text(), part.headers.get('x-time')], [206, 'assert', '1'])
    await turn()
    assert.deepEqual(finished, ['GET / 200', 'GET /missing/ 500', 'GET /missing/ 500', 'GET /file/ 200'])
  })

  test('may change the body', async () => {
    const app = testApp(urls, { middleware: [fromConnect(loud)] })
    assert.equal(await (await ask(app, '/')).text(), 'NULL')
    assert.equal(await (await ask(app, '/stream/')).text(), 'AB')
    assert.match(await (await ask(app, '/file/')).text(), /^IMPORT ASSERT/)
    assert.equal(await (await ask(app, '/stream/', { method: 'HEAD' })).text(), '')
  })

  test('may answer itself, fail, or go on twice without running the view twice', async () => {
    let views = 0
    const counted = [path('', () => text(`view ${++views}`))]
    const answering = testApp(counted, { middleware: [fromConnect((_req, res) => res.end('mine'))] })
    assert.equal(await (await ask(answering, '/')).text(), 'mine')
    assert.equal(views, 0)
    const failing = testApp(counted, {
      middleware: [fromConnect((_req, _res, next) => next(Object.assign(new Error('no'), { statusCode: 403 })))],
    })
    assert.equal((await ask(failing, '/')).status, 403)
    const rejecting = testApp(counted, {
      middleware: [
        fromConnect(async () => {
          throw new Error('no')
        }),
      ],
    })
    assert.equal((await ask(rejecting, '/')).status, 500)
    const twice = testApp(counted, {
      middleware: [
        fromConnect((_req, _res, next) => {
          next()
          next()
        }),
      ],
    })
    assert.equal(await (await ask(twice, '/')).text(), 'view 1')
    const early = testApp(counted, {
      middleware: [
        fromConnect((_req, res, next) => {
          res.end('early')
          next()
        }),
      ],
    })
    assert.equal(await (await ask(early, '/')).text(), 'early')
  })

  test('around an Express application that has cookies and headers of its own', async () => {
    const app = testApp([mount('/', fromNode(shop()))], { middleware: [fromConnect(headers, watching)] })
    const response = (await app.handle(
      new (
        await import('../../../src/web/http/index.ts')
      ).HttpRequest(
        new (
          await import('../../../src/web/http/sources.ts')
        ).StandardSource(new Request('http://a/items/1'), '10.0.0.1'),
        app.settings,
      ),
    )) as LightResponse
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.equal(response.headers.getSetCookie().length, 3)
    assert.equal(((await response.json()) as { ip: string }).ip, '10.0.0.1')
  })
})
