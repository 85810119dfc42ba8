/** What a hostile or broken client may send: every case ends in an answer or a closed connection, and the server goes on. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { createLogger } from '../../src/base/log/index.ts'
import { createApp, json, path, type RunningServer, serve, text } from '../../src/web/http/index.ts'
import { csrf, securityHeaders } from '../../src/web/security/index.ts'

let server: RunningServer
before(async () => {
  const app = createApp({
    urls: [
      path('', (request) => text(`${request.path} ${request.host} ${request.query.get('q')} ${request.cookies.size}`)),
      path('form/', async (request) => json([...(await request.form()).keys()].length)),
      path('json/', async (request) => json(await request.json())),
      path('header/', (request) => text('x', { headers: { 'x-echo': request.query.get('v') ?? '' } })),
    ],
    middleware: [securityHeaders(), csrf({ exempt: () => true })],
    logger: createLogger({ level: 'silent' }),
  })
  server = await serve(app, { port: 0, headersTimeout: 500, requestTimeout: 1000 })
  server.server.setTimeout(1500)
})
after(() => server.close())

async function send(bytes: string | Buffer, end = true): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(bytes)
  if (end) setTimeout(() => socket.end(), 60)
  await once(socket, 'close')
  return answer
}

const status = (answer: string): number => Number(answer.slice(9, 12))
const alive = async (): Promise<void> => assert.equal((await fetch(server.url)).status, 200)

test('broken requests are answered with 4xx or cut off', async () => {
  const cases: [string, string][] = [
    ['no HTTP', 'hello\r\n\r\n'],
    ['a null byte in the path', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two lengths', 'POST /form/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'POST /form/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 'POST /form/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['headers over the limit', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`],
    ['a header line without a name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'],
  ]
  for (const [name, bytes] of cases) {
    const code = status(await send(bytes))
    assert.ok(code === 0 || (code >= 400 && code < 500), `${name}: ${code}`)
  }
  await alive()
})

test('odd but legal requests are answered', async () => {
  const cases: [string, string, number][] = [
    ['an absolute target', 'GET http://other.example/?q=1 HTTP/1.1\r\nHost: x\r\n\r\n', 200],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 204],
    ['two slashes', 'GET // HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['dots', 'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['percents that are none', 'GET /%zz%ff%?q=%zz HTTP/1.1\r\nHost: x\r\n\r\n', 404],
    ['a thousand cookies', `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a=1;'.repeat(1000)}\r\n\r\n`, 200],
    ['cookies of a prototype', 'GET / HTTP/1.1\r\nHost: x\r\nCookie: __proto__=1; constructor=2\r\n\r\n', 200],
    ['a header of a prototype', 'GET / HTTP/1.1\r\nHost: x\r\n__proto__: 1\r\nconstructor: 2\r\n\r\n', 200],
    ['an unknown method', 'PROPFIND / HTTP/1.1\r\nHost: x\r\n\r\n', 200],
    [
      'an empty multipart body',
      'POST /form/ HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 0\r\n\r\n',
      200,
    ],
  ]
  for (const [name, bytes, expected] of cases) assert.equal(status(await send(bytes)), expected, name)
})

test('bodies that lie are answered with a code', async () => {
  const cases: [string, string, string, number][] = [
    ['/form/', 'multipart/form-data', 'x', 400],
    ['/form/', 'multipart/form-data; boundary=B', '--B\r\nno end', 400],
    ['/form/', `multipart/form-data; boundary=${'B'.repeat(5000)}`, 'x', 400],
    ['/form/', 'application/x-www-form-urlencoded', `${'a=1&'.repeat(1001)}`, 400],
    ['/form/', 'application/x-www-form-urlencoded; charset=nonsense', 'a=1', 415],
    ['/form/', 'text/plain', 'a=1', 415],
    ['/json/', 'application/json', '{"a":', 400],
    ['/json/', 'application/json', '', 400],
    ['/json/', 'application/json', '['.repeat(100_000), 400],
    ['/json/', 'application/json', 'x'.repeat(3_000_000), 413],
  ]
  for (const [target, type, body, expected] of cases) {
    const response = await fetch(server.url + target.slice(1), {
      method: 'POST',
      body,
      headers: { 'content-type': type, accept: 'application/json' },
    })
    assert.equal(response.status, expected, `${type} ${body.slice(0, 20)}`)
    assert.match(((await response.json()) as { error: { code: string } }).error.code, /^NUAGES_HTTP_/)
  }
  await alive()
})

test('a response header cannot be split', async () => {
  const response = await fetch(`${server.url}header/?v=${encodeURIComponent('a\r\nset-cookie: x=1')}`)
  assert.deepEqual([response.status, response.headers.get('set-cookie')], [500, null])
})

test('a client that dawdles is cut off', async () => {
  const started = performance.now()
  await send('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', false)
  await send('POST /json/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc', false)
  assert.ok(performance.now() - started < 15_000)
  await alive()
})

test('a client that goes away in the middle of its body hurts nobody', async () => {
  for (const type of ['application/json', 'multipart/form-data; boundary=B', 'application/x-www-form-urlencoded']) {
    const target = type === 'application/json' ? '/json/' : '/form/'
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 5000\r\n\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nabc`,
    )
    await new Promise((resolve) => setTimeout(resolve, 40))
    socket.resetAndDestroy()
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
  await alive()
})
