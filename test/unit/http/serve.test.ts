import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  events,
  html,
  path,
  type RunningServer,
  serve,
  stream,
  text,
  type UrlEntry,
} from '../../../src/web/http/index.ts'
import { testApp } from './helpers.ts'

async function withServer(
  urls: readonly UrlEntry[],
  work: (server: RunningServer, lines: string[]) => Promise<void>,
): Promise<void> {
  const app = testApp(urls)
  const server = await serve(app, { port: 0, closeTimeout: 2000 })
  try {
    await work(server, app.lines)
  } finally {
    await server.close()
  }
}

/** What the server sends for raw bytes, until it ends the connection. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

test('it serves text, streams and empty answers over one connection', async () => {
  const urls = [
    path('', () => text('héllo')),
    path('none/', () => new Response(null, { status: 204 })),
    path('stream/', () =>
      stream(
        (async function* () {
          yield 'a'
          await sleep(5)
          yield new Uint8Array([98])
        })(),
      ),
    ),
  ]
  await withServer(urls, async ({ port }) => {
    const get = (target: string, last = false) =>
      `GET ${target} HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`
    const answer = await raw(port, get('/') + get('/none/') + get('/stream/', true))
    assert.match(answer, /content-length: 6[\s\S]*héllo/)
    assert.match(answer, /HTTP\/1\.1 204/)
    assert.match(answer, /1\r\na\r\n1\r\nb\r\n0\r\n/)
  })
})

test('a port in use says which and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await assert.rejects(serve(testApp([]), { port }), (error: Error & { code?: string; hint?: string }) => {
    return (
      error.code === 'NUAGES_HTTP_PORT_IN_USE' && error.message.includes(String(port)) && error.hint!.includes('PORT=')
    )
  })
  other.close()
  await assert.rejects(serve(testApp([]), { port: 0, host: '203.0.113.1' }), { code: 'NUAGES_HTTP_CANNOT_LISTEN' })
  await assert.rejects(serve(testApp([]), { port: 99999 }), { code: 'NUAGES_HTTP_CANNOT_LISTEN' })
})

test('closing lets a request finish and refuses new connections', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const app = testApp([
    path('', async () => {
      await held
      return html('finished')
    }),
  ])
  const server = await serve(app, { port: 0 })
  const answer = fetch(server.url)
  await sleep(50)
  const closed = server.close()
  await sleep(30)
  release()
  assert.equal(await (await answer).text(), 'finished')
  await closed
  await assert.rejects(fetch(server.url))
})

test('a request that does not end is cut off after the time to close', async () => {
  const server = await serve(testApp([path('', () => new Promise<Response>(() => {}))]), { port: 0, closeTimeout: 100 })
  const answer = fetch(server.url).catch(() => 'cut off')
  await sleep(50)
  await server.close()
  assert.equal(await answer, 'cut off')
})

test('an abort signal closes the server', async () => {
  const controller = new AbortController()
  const server = await serve(testApp([]), { port: 0, signal: controller.signal })
  controller.abort()
  await server.close()
  assert.equal(server.server.listening, false)
})

test('when the client leaves, the signal aborts and the generator ends', async () => {
  const ended: string[] = []
  const urls = [
    path('', (request) => {
      request.signal.addEventListener('abort', () => ended.push('signal'))
      return events(
        (async function* () {
          try {
            for (let i = 0; ; i++) {
              yield { data: i }
              await sleep(5)
            }
          } finally {
            ended.push('generator')
          }
        })(),
      )
    }),
  ]
  await withServer(urls, async ({ url }) => {
    const controller = new AbortController()
    const response = await fetch(url, { signal: controller.signal })
    assert.equal(response.headers.get('content-type'), 'text/event-stream')
    const reader = response.body!.getReader()
    await reader.read()
    controller.abort()
    await reader.read().catch(() => {})
    for (let i = 0; i < 100 && ended.length < 2; i++) await sleep(10)
    assert.deepEqual(ended.toSorted(), ['generator', 'signal'])
  })
})

test('a slow reader slows the generator down', async () => {
  let made = 0
  const chunk = Buffer.alloc(64 * 1024, 120)
  const urls = [
    path('', () =>
      stream(
        (async function* () {
          for (; made < 2000; made++) yield chunk
        })(),
      ),
    ),
  ]
  await withServer(urls, async ({ port }) => {
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    socket.pause()
    await sleep(200)
    assert.ok(made < 500, `made ${made} chunks for a reader that reads nothing`)
    socket.destroy()
  })
})

test('an error in the middle of a stream ends the connection, and is logged', async () => {
  const urls = [
    path('', () =>
      stream(
        (async function* () {
          yield 'begin'
          throw new TypeError('broke in the middle')
        })(),
      ),
    ),
  ]
  await withServer(urls, async ({ url }, lines) => {
    await assert.rejects(fetch(url).then((response) => response.text()))
    assert.match(lines.join(''), /broke in the middle/)
    assert.equal((await fetch(`${url}none`)).status, 404)
  })
})

test('connections that another process accepted are served and waited for', async () => {
  const app = testApp([
    path('', async () => {
      await sleep(50)
      return text('handed over')
    }),
  ])
  const server = await serve(app, { listen: false })
  const parent = createServer({ pauseOnConnect: true }, (socket) => server.handleConnection(socket)).listen(
    0,
    '127.0.0.1',
  )
  await once(parent, 'listening')
  const answer = fetch(`http://127.0.0.1:${(parent.address() as { port: number }).port}/`)
  await sleep(20)
  await server.close()
  assert.equal(await (await answer).text(), 'handed over')
  parent.close()
})

test('a body over the limit is answered with 413 and the connection ends', async () => {
  await withServer([path('', async (request) => text(await request.text()))], async ({ port }) => {
    const answer = await raw(port, `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n${'x'.repeat(1000)}`)
    assert.match(answer, /^HTTP\/1\.1 413 [\s\S]*connection: close/i)
    const chunked =
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' +
      `10000\r\n${'x'.repeat(65536)}\r\n`.repeat(50)
    assert.match(await raw(port, chunked), /^HTTP\/1\.1 413/)
  })
})

test('connections that another process accepted have the same time-outs', async () => {
  const server = await serve(testApp([path('', async (request) => text(await request.text()))]), {
    listen: false,
    server: createHttpServer({ connectionsCheckingInterval: 50 }),
    headersTimeout: 100,
    requestTimeout: 200,
  })
  const parent = createServer({ pauseOnConnect: true }, (socket) => server.handleConnection(socket)).listen(0)
  await once(parent, 'listening')
  const { port } = parent.address() as { port: number }
  const started = performance.now()
  assert.match(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '), /^HTTP\/1\.1 408/)
  assert.match(await raw(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'), /^HTTP\/1\.1 408/)
  assert.ok(performance.now() - started < 15_000)
  await server.close()
  parent.close()
})

test('closing does not wait for connections that a browser opened ahead of need', async () => {
  const handed = await serve(testApp([]), { listen: false })
  const parent = createServer({ pauseOnConnect: true }, (socket) => handed.handleConnection(socket)).listen(0)
  await once(parent, 'listening')
  const listening = await serve(testApp([]), { port: 0 })
  for (const [server, port] of [
    [handed, (parent.address() as { port: number }).port],
    [listening, listening.port],
  ] as const) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    await sleep(30)
    const started = performance.now()
    await server.close()
    assert.ok(performance.now() - started < 8000)
    socket.destroy()
  }
  parent.close()
})

test('a connection that came just before the end has its request answered', async (t) => {
  const handed = await serve(testApp([path('', () => new Response('still here'))]), { listen: false })
  const parent = createServer({ pauseOnConnect: true }, (socket) => handed.handleConnection(socket)).listen(0)
  t.after(() => parent.close())
  await once(parent, 'listening')
  const socket = connect((parent.address() as { port: number }).port, '127.0.0.1')
  await once(parent, 'connection')
  const closed = handed.close()
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*still here/)
  await closed
})
