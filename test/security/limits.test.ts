/** What a request may send: past each limit there is the right answer, the client sees it, and nothing more is read. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { createLogger } from '../../src/base/log/index.ts'
import { type AppOptions, createApp, json, path, type RunningServer, serve, text } from '../../src/web/http/index.ts'

async function serving(
  options: Partial<AppOptions>,
  work: (server: RunningServer, read: () => number) => Promise<void>,
) {
  let read = 0
  const urls = [
    path('', async (request) => {
      const body = await request.text()
      read += body.length
      return text(`${body.length}`)
    }),
    path('form/', async (request) => json((await request.form()).files.get('f')?.size ?? null)),
    path('unread/', () => text('never looked at it', { status: 403 })),
  ]
  const app = createApp({ urls, logger: createLogger({ level: 'silent' }), ...options })
  const server = await serve(app, { port: 0, closeTimeout: 300 })
  try {
    await work(server, () => read)
  } finally {
    await server.close()
  }
}

interface Answer {
  readonly status: number
  readonly code: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

async function answerTo(sent: ClientRequest): Promise<Answer> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of answer) body += String(chunk)
  return {
    status: answer.statusCode!,
    code: /"code":"NUAGES_HTTP_(\w+)"/.exec(body)?.[1] ?? '',
    headers: answer.headers,
    body,
  }
}

/** Sends as much as the server takes, and gives what it answers. */
async function pour(url: string, bytes: number, headers: Record<string, string>): Promise<Answer> {
  const sent = httpRequest(url, { method: 'POST', agent: false, headers: { accept: 'application/json', ...headers } })
  const chunk = Buffer.alloc(64 * 1024, 'a')
  let left = bytes
  const more = (): void => {
    while (left > 0 && !sent.destroyed) {
      left -= chunk.length
      if (!sent.write(chunk)) return void sent.once('drain', more)
    }
    sent.end()
  }
  const answer = answerTo(sent)
  more()
  const got = await answer
  sent.on('error', () => {})
  sent.destroy()
  return got
}

function post(url: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = httpRequest(url, { method: 'POST', headers: { accept: 'application/json', ...headers } })
  const answer = answerTo(sent)
  sent.end(body)
  return answer
}

test('a client that is still sending sees why it was refused, and its connection ends', async () => {
  await serving({ limits: { body: 1000, upload: 200_000, file: 100_000 } }, async ({ url }, read) => {
    const whole = 30 * 1024 * 1024
    const length = { 'content-length': String(whole) }
    const multipart = { 'content-type': 'multipart/form-data; boundary=B' }
    const chunked = { 'transfer-encoding': 'chunked' }
    for (const [target, headers, code] of [
      ['', length, 'BODY_TOO_LARGE'],
      ['', chunked, 'BODY_TOO_LARGE'],
      ['form/', { ...length, ...multipart }, 'BODY_TOO_LARGE'],
      ['unread/', chunked, ''],
      ['none/', length, 'NOT_FOUND'],
    ] as const) {
      const answer = await pour(url + target, whole, headers)
      assert.equal(answer.code, code, target)
      assert.equal(answer.headers.connection, 'close')
    }
    assert.equal(read(), 0)
  })
})

test('a file over its own limit is refused, one below is not', async () => {
  await serving({ limits: { file: 1000 } }, async ({ url }) => {
    const upload = (size: number) => {
      const form = new FormData()
      form.set('f', new File(['x'.repeat(size)], 'a.txt'))
      return fetch(`${url}form/`, { method: 'POST', body: form })
    }
    assert.equal(await (await upload(1000)).json(), 1000)
    assert.equal((await upload(1001)).status, 413)
  })
})

test('addresses and headers have their limits', async () => {
  await serving({ limits: { url: 100, headers: 12 } }, async ({ url }) => {
    const ask = (target: string, headers: Record<string, string> = {}) =>
      fetch(url + target, { headers: { accept: 'application/json', ...headers } })
    assert.equal((await ask(`?${'q'.repeat(98)}`)).status, 200)
    const long = await ask(`?${'q'.repeat(99)}`)
    assert.equal(long.status, 414)
    assert.match(await long.text(), /URL_TOO_LONG/)
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x-${i}`, 'y']))
    const refused = await ask('', many)
    assert.equal(refused.status, 431)
    assert.match(await refused.text(), /TOO_MANY_HEADERS/)
  })
})

test('who asks before sending is told to send when the body is read, and not where it is refused', async () => {
  await serving({ limits: { body: 1000 } }, async ({ port }) => {
    const exchange = async (target: string, length: number): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.on('data', (chunk) => {
        answer += String(chunk)
        if (answer === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write('x'.repeat(length))
      })
      socket.write(
        `POST /${target} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
      )
      await once(socket, 'end')
      socket.destroy()
      return answer
    }
    assert.match(await exchange('', 900), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*900$/)
    assert.match(await exchange('', 1001), /^HTTP\/1\.1 413 [\s\S]*connection: close/i)
    assert.match(await exchange('unread/', 900), /^HTTP\/1\.1 403 [\s\S]*connection: close/i)
    assert.match(await exchange('none/', 900), /^HTTP\/1\.1 404 /)
  })
})

test('compressed bodies are refused, unless the application reads them', async () => {
  await serving({}, async ({ url }) => {
    const answer = await post(url, gzipSync('abc'), { 'content-encoding': 'gzip' })
    assert.deepEqual([answer.status, answer.code, answer.headers['accept-encoding']], [415, 'BODY_ENCODED', 'identity'])
    assert.equal((await post(url, 'abc', { 'content-encoding': 'Identity' })).status, 200)
  })
  await serving({ inflate: true }, async ({ url }) => {
    const plain = 'text that repeats, '.repeat(500)
    const codings = {
      gzip: gzipSync,
      'x-gzip': gzipSync,
      deflate: deflateSync,
      br: brotliCompressSync,
      zstd: zstdCompressSync,
    }
    for (const [coding, compress] of Object.entries(codings)) {
      const whole = compress(plain)
      const headers = { 'content-encoding': coding }
      assert.equal((await post(url, whole, headers)).body, String(plain.length), coding)
      const cut = await post(url, whole.subarray(0, whole.length - 9), headers)
      assert.deepEqual([cut.status, cut.code], [400, 'BODY_NOT_INFLATED'], coding)
      const none = await post(url, 'this is no compressed text', headers)
      assert.deepEqual([none.status, none.code], [400, 'BODY_NOT_INFLATED'], coding)
    }
    for (const coding of ['compress', 'gzip, gzip', 'constructor']) {
      const answer = await post(url, gzipSync('abc'), { 'content-encoding': coding })
      assert.deepEqual([answer.status, answer.code], [415, 'BODY_ENCODED'], coding)
      assert.equal(answer.headers['accept-encoding'], 'gzip, deflate, br, zstd')
    }
    const form = new FormData()
    form.set('f', new File(['x'.repeat(5000)], 'a.txt'))
    const multipart = new Response(form)
    const type = { 'content-encoding': 'gzip', 'content-type': multipart.headers.get('content-type')! }
    assert.equal((await post(`${url}form/`, gzipSync(await multipart.bytes()), type)).body, '5000')
  })
})

test('what inflates without end is refused at the limit', async () => {
  await serving({ inflate: true, limits: { body: 100_000, upload: 100_000 } }, async ({ url }, read) => {
    const nothing = Buffer.alloc(50 * 1024 * 1024)
    for (const [coding, bomb] of [
      ['gzip', gzipSync(nothing)],
      ['br', brotliCompressSync(nothing, { params: { 1: 1 } })],
      ['zstd', zstdCompressSync(nothing)],
    ] as const) {
      assert.ok(bomb.length < 100_000)
      const answer = await post(url, bomb, { 'content-encoding': coding })
      assert.deepEqual([answer.status, answer.code], [413, 'BODY_TOO_LARGE'], coding)
      const type = 'multipart/form-data; boundary=B'
      const part = await post(`${url}form/`, bomb, { 'content-encoding': coding, 'content-type': type })
      assert.ok(part.status === 413 || part.status === 400, `${coding}: ${part.status}`)
    }
    assert.equal(read(), 0)
  })
})

test('a short body that nobody read does not cost the connection', async () => {
  await serving({}, async ({ port }) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.write('POST /none/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde')
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc')
    await once(socket, 'end')
    socket.destroy()
    assert.match(answer, /^HTTP\/1\.1 404 [\s\S]*HTTP\/1\.1 200 [\s\S]*\r\n\r\n3$/)
  })
})
