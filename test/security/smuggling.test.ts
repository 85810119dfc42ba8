/**
 * A request hidden in another one (RFC 9112, 11.2): where the end of a request may be read in two ways, a proxy in front and this server must
 * not read it differently. The hidden one is never answered, and the connection is of no more use where the framing was ambiguous.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { createLogger } from '../../src/base/log/index.ts'
import { createApp, json, path, type RunningServer, serve, text } from '../../src/web/http/index.ts'

let server: RunningServer
let reached: string[] = []

before(async () => {
  const seen = (name: string) => {
    reached.push(name)
    return text(name)
  }
  const app = createApp({
    urls: [
      path('', () => seen('front')),
      path('form/', async (request) => json([...(await request.form()).keys()])),
      path('hidden/', () => seen('hidden')),
    ],
    limits: { body: 1000, upload: 1000 },
    logger: createLogger({ level: 'silent' }),
  })
  server = await serve(app, { port: 0 })
})
after(() => server.close())
beforeEach(() => {
  reached = []
})

const hidden = 'GET /hidden/ HTTP/1.1\r\nHost: x\r\n\r\n'
const chunk = (data: string): string => `${data.length.toString(16)}\r\n${data}\r\n`

/** Everything that comes back until the server closes, or until nothing more comes. */
function send(bytes: string): Promise<{ answer: string; closed: boolean }> {
  return new Promise((resolve) => {
    let answer = ''
    let closed = false
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    const patience = setTimeout(() => {
      socket.destroy()
      resolve({ answer, closed })
    }, 150)
    socket.on('data', (data) => {
      answer += data.toString('latin1')
      patience.refresh()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      closed = true
      clearTimeout(patience)
      resolve({ answer, closed })
    })
  })
}

/** Framing that nobody may guess about: refused, and the connection closed. */
const ambiguous: readonly (readonly [string, string, string])[] = [
  ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${hidden}`],
  ['chunks and a length', 'Transfer-Encoding: chunked\r\nContent-Length: 5', `0\r\n\r\n${hidden}`],
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 36', hidden],
  ['a list of lengths', 'Content-Length: 0, 36', hidden],
  ['a length with a sign', 'Content-Length: +0', hidden],
  ['a negative length', 'Content-Length: -1', hidden],
  ['a length in hexadecimal', 'Content-Length: 0x0', hidden],
  ['a length with a letter', 'Content-Length: 0a', hidden],
  ['a length without digits', 'Content-Length: ', hidden],
  ['a space before the colon of the length', 'Content-Length : 0', hidden],
  ['a space before the colon of the coding', 'Transfer-Encoding : chunked', `0\r\n\r\n${hidden}`],
  ['a coding on a folded line', 'Transfer-Encoding:\r\n chunked\r\nContent-Length: 5', `0\r\n\r\n${hidden}`],
  ['a coding behind a vertical tab', 'Transfer-Encoding: \x0bchunked', `0\r\n\r\n${hidden}`],
  ['chunked, but not last', 'Transfer-Encoding: chunked, identity', `0\r\n\r\n${hidden}`],
  ['a coding that is none', 'Transfer-Encoding: xchunked', `0\r\n\r\n${hidden}`],
  ['chunked in quotes', 'Transfer-Encoding: "chunked"', `0\r\n\r\n${hidden}`],
  [
    'two codings',
    'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 5',
    `0\r\n\r\n${hidden}`,
  ],
  ['a line that ends in a carriage return alone', 'X: a\rContent-Length: 0', hidden],
  ['a null byte in a header', 'X: a\0b\r\nContent-Length: 0', hidden],
  ['a chunk size with a sign', 'Transfer-Encoding: chunked', `-1\r\n\r\n${hidden}`],
  ['a chunk size with 0x', 'Transfer-Encoding: chunked', `0x0\r\n\r\n${hidden}`],
  ['a chunk size beyond all numbers', 'Transfer-Encoding: chunked', `10000000000000000\r\n\r\n${hidden}`],
  ['a chunk that is longer than it says', 'Transfer-Encoding: chunked', `1\r\nab\r\n0\r\n\r\n${hidden}`],
  ['a chunk size behind white space', 'Transfer-Encoding: chunked', ` 0\r\n\r\n${hidden}`],
]

for (const [name, headers, rest] of ambiguous) {
  test(`refused: ${name}`, async () => {
    const { answer, closed } = await send(`POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${rest}`)
    assert.ok(!reached.includes('hidden'), answer)
    assert.equal(answer.match(/HTTP\/1\.1 /g)?.length ?? 0, 1, answer)
    assert.ok(closed, 'the connection is closed')
    if (!reached.includes('front')) assert.match(answer, /^HTTP\/1\.1 400 /)
  })
}

test('a body that the view did not read is not taken for the next request', async () => {
  const length = `Content-Length: ${hidden.length}`
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const { answer } = await send(
      `${method} / HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n${hidden}GET / HTTP/1.1\r\nHost: x\r\n\r\n`,
    )
    assert.ok(!reached.includes('hidden'), `${method}: ${answer}`)
    assert.equal(answer.match(/HTTP\/1\.1 2\d\d /g)?.length, 2, `${method}: the next request is answered`)
  }
  const { answer } = await send(
    `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(hidden)}0\r\n\r\n`,
  )
  assert.deepEqual([reached.includes('hidden'), answer.match(/HTTP\/1\.1 /g)?.length], [false, 1])
})

test('what follows a body that was refused is not read', async () => {
  const type = 'Content-Type: application/x-www-form-urlencoded'
  for (const framing of [`Content-Length: ${5000 + hidden.length}`, 'Transfer-Encoding: chunked']) {
    const body = framing.startsWith('C') ? 'a'.repeat(5000) + hidden : chunk('a'.repeat(5000)) + chunk(hidden)
    const { answer } = await send(`POST /form/ HTTP/1.1\r\nHost: x\r\n${type}\r\n${framing}\r\n\r\n${body}`)
    assert.ok(!reached.includes('hidden'), answer)
    assert.match(answer, /^HTTP\/1\.1 413 /)
    assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1)
  }
})

test('after an answer that closes the connection nothing on it is a request any more', async () => {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  const type = 'Content-Type: application/x-www-form-urlencoded'
  socket.write(
    `POST /form/ HTTP/1.1\r\nHost: x\r\n${type}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk('a'.repeat(5000))}`,
  )
  const [first] = (await once(socket, 'data')) as [Buffer]
  assert.match(first.toString(), /^HTTP\/1\.1 413 [\s\S]*connection: close/i)
  socket.resume()
  socket.end(`0\r\n\r\n${hidden}`)
  await once(socket, 'close')
  assert.deepEqual(reached, [])
})

test('trailers and chunk extensions add no header and no request', async () => {
  const { answer } = await send(
    `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a="\r\n${'b'}\r\n0\r\nContent-Length: 36\r\nHost: evil.example\r\n\r\n`,
  )
  assert.deepEqual([reached, answer.match(/HTTP\/1\.1 /g)?.length], [['front'], 1])
})

test('an address that names another host than the header does not get past it', async () => {
  const { answer } = await send('GET http://evil.example/hidden/ HTTP/1.1\r\nHost: x\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.deepEqual(reached, ['hidden'])
})
