import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Agent, createServer, get as httpGet, request as httpRequest, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { connect, createServer as createNetServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as tlsConnect } from 'node:tls'
import { generate } from 'selfsigned'
import { events, health, path, type ServeOptions, serve, text } from '../../../src/web/http/index.ts'
import { testApp } from './helpers.ts'

const hello = [path('', (request) => text(`${request.scheme} ${request.ip}`))]

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return body
}

/** All that the server sends to a client that sends `bytes` and waits. */
async function exchange(socket: Socket, bytes: string): Promise<string> {
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return answer
}

describe('TLS', () => {
  let first: { key: string; cert: string }
  let second: { key: string; cert: string }
  before(async () => {
    const make = async (name: string) => {
      const { private: key, cert } = await generate([{ name: 'commonName', value: name }], { keyType: 'ec' })
      return { key, cert }
    }
    ;[first, second] = await Promise.all([make('first.example'), make('second.example')])
  })

  /** Whose certificate a new connection is shown. */
  async function shownAt(port: number): Promise<string> {
    const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    const name = String(socket.getPeerCertificate().subject.CN)
    socket.destroy()
    return name
  }

  test('a server speaks https, nothing before TLS 1.2, and stops as quickly as another', async () => {
    const server = await serve(testApp(hello), { port: 0, tls: first })
    assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+\/$/)
    const agent = { rejectUnauthorized: false, agent: false as const }
    const [response] = (await once(httpsGet(server.url, agent), 'response')) as [IncomingMessage]
    assert.equal(await bodyOf(response), 'https 127.0.0.1')
    const old = tlsConnect({
      port: server.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    await once(old, 'error')
    const idle = tlsConnect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false })
    await once(idle, 'secureConnect')
    idle.on('error', () => {})
    // A client that never says how it wants to encrypt is not waited for either.
    const arrived = once(server.server, 'connection')
    const mute = connect(server.port, '127.0.0.1')
    mute.on('error', () => {})
    await arrived
    await Promise.all([server.close(), once(idle, 'close'), once(mute, 'close')])
  })

  test('a certificate is replaced while the server runs; a bad one leaves the old', async () => {
    const server = await serve(testApp(hello), { port: 0, tls: first })
    assert.equal(await shownAt(server.port), 'first.example')
    server.replaceCertificate(second)
    assert.equal(await shownAt(server.port), 'second.example')
    const mixed = { key: first.key, cert: second.cert }
    for (const bad of [mixed, { key: 'none', cert: 'none' }]) {
      assert.throws(() => server.replaceCertificate(bad), { code: 'NUAGES_HTTP_BAD_CERTIFICATE' })
      assert.equal(await shownAt(server.port), 'second.example')
    }
    await server.close()
    await assert.rejects(serve(testApp(hello), { port: 0, tls: mixed }), { code: 'NUAGES_HTTP_BAD_CERTIFICATE' })
  })
})

describe('places to listen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuages-socket-'))
  after(() => rmSync(folder, { recursive: true }))
  const socketPath = join(folder, 'app.sock')
  async function ask(): Promise<string> {
    const [response] = (await once(httpGet({ socketPath, path: '/', agent: false }), 'response')) as [IncomingMessage]
    return bodyOf(response)
  }

  test('a Unix socket, in the place of one that was left behind, not of one that answers', async () => {
    const abandoned = createNetServer().listen(socketPath)
    await once(abandoned, 'listening')
    const running = await serve(testApp(hello), { host: `unix:${join(folder, 'other.sock')}` })
    await assert.rejects(serve(testApp(hello), { path: socketPath }), { code: 'NUAGES_HTTP_CANNOT_LISTEN_ON' })
    assert.ok(statSync(socketPath).isSocket())
    await running.close()
    abandoned.close()
    // What a process that is killed leaves: a socket that nobody listens on.
    const code = `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['-e', code])
    assert.ok(statSync(socketPath).isSocket())
    const server = await serve(testApp(hello), { host: `unix:${socketPath}` })
    assert.deepEqual([server.url, server.port], [`unix:${socketPath}`, 0])
    assert.equal(await ask(), 'http ')
    await server.close()
    assert.ok(!existsSync(socketPath))
  })

  test('a file that is no socket stays, and the error names it', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, 'precious')
    await assert.rejects(serve(testApp(hello), { path: file }), (error: Error & { code?: string }) => {
      return error.code === 'NUAGES_HTTP_CANNOT_LISTEN_ON' && error.message.includes(file)
    })
    assert.ok(existsSync(file))
  })

  test('a proxy on a Unix socket is believed where it is named', async () => {
    for (const [trustedProxies, told] of [
      [['unix'], 'https 192.0.2.7'],
      [['loopback'], 'http '],
    ] as const) {
      const server = await serve(testApp(hello, { trustedProxies }), { path: socketPath })
      const headers = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }
      const sent = httpGet({ socketPath, path: '/', agent: false, headers })
      const [response] = (await once(sent, 'response')) as [IncomingMessage]
      assert.equal(await bodyOf(response), told)
      await server.close()
    }
  })

  test('a descriptor that is no socket', async () => {
    await assert.rejects(serve(testApp(hello), { fd: 12_345 }), { code: 'NUAGES_HTTP_CANNOT_LISTEN_ON' })
  })
})

describe('what is no request', () => {
  const refused: readonly [string, string, number, ServeOptions?][] = [
    ['no HTTP', 'hello, secret-word\r\n\r\n', 400],
    ['a head that is too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Secret-Word: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a head that never ends', 'GET / HTTP/1.1\r\nHost: x\r\nX-Secret-Word: ', 408],
    ['a body that never ends', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc', 408],
    [
      'extensions of chunks without end',
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`,
      413,
    ],
  ]
  for (const [what, bytes, status] of refused) {
    test(`${what}: ${status} with a short text, the connection closed, logged once without what was sent`, async () => {
      const app = testApp([path('', async (request) => text(await request.text()))])
      const server = await serve(app, {
        port: 0,
        server: createServer({ connectionsCheckingInterval: 20 }),
        headersTimeout: 50,
        requestTimeout: 60,
      })
      const answer = await exchange(connect(server.port, '127.0.0.1'), bytes)
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*\r\nConnection: close\r\n\r\n[\\w ]+\n$`))
      assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1)
      await server.close()
      const lines = app.lines.filter((line) => line.includes('could not be read'))
      assert.equal(lines.length, 1)
      assert.doesNotMatch(app.lines.join(), /secret-word/i)
    })
  }

  test('behind half an answer nothing is said', async () => {
    const begun = Promise.withResolvers<void>()
    const server = await serve(
      testApp([
        path('', () => {
          begun.resolve()
          return events(
            (async function* () {
              yield { data: 'begun' }
              await new Promise(() => {})
            })(),
          )
        }),
      ]),
      { port: 0, closeTimeout: 500 },
    )
    const socket = connect(server.port, '127.0.0.1')
    const answer = exchange(socket, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await begun.promise
    await once(socket, 'data')
    socket.write('nonsense\r\n\r\n')
    const all = await answer
    assert.equal(all.match(/HTTP\/1\.1/g)?.length, 1)
    await server.close()
  })
})

describe('limits of connections', () => {
  test('the last of so many requests closes its connection', async () => {
    const server = await serve(testApp(hello), { port: 0, maxRequestsPerSocket: 2, keepAliveTimeout: 4000 })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = async () => {
      const [response] = (await once(httpGet(server.url, { agent }), 'response')) as [IncomingMessage]
      await bodyOf(response)
      return [response.headers.connection, response.headers['keep-alive']]
    }
    assert.deepEqual(await ask(), ['keep-alive', 'timeout=4, max=2'])
    assert.equal((await ask())[0], 'close')
    assert.equal((await ask())[0], 'keep-alive')
    agent.destroy()
    await server.close()
  })
})

describe('closing', () => {
  test('it is not ready at once, answers close their connections, events are told, others finish', async () => {
    const release = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const said: string[] = []
    const app = testApp(
      [
        path('slow/', async (request) => {
          arrived.resolve()
          await release.promise
          return text(`finished, aborted: ${request.signal.aborted}`)
        }),
        path('polite/', (request) =>
          events(
            (async function* () {
              yield { data: 'hello' }
              await once(request.signal, 'abort')
              said.push(String(request.signal.reason))
              yield { data: 'goodbye' }
            })(),
          ),
        ),
        path('deaf/', () =>
          events(
            (async function* () {
              yield { data: 'hello' }
              await new Promise(() => {})
            })(),
          ),
        ),
        path('', () => text('home')),
      ],
      { middleware: [health()] },
    )
    const server = await serve(app, { port: 0, closeDelay: 60, closeTimeout: 5000 })
    const agent = new Agent({ keepAlive: true })
    const ask = async (target: string) => {
      const sent = httpRequest(new URL(target, server.url), { agent }).end()
      const [response] = (await once(sent, 'response')) as [IncomingMessage]
      return { response, body: bodyOf(response) }
    }
    const idle = await ask('/')
    await idle.body
    assert.equal(idle.response.headers.connection, 'keep-alive')
    const slow = ask('/slow/')
    await arrived.promise
    const streams = await Promise.all([ask('/polite/'), ask('/deaf/')])
    const closed = server.close()
    const ready = await ask('/ready')
    assert.equal(ready.response.statusCode, 503)
    // They end whole: the last chunk came, so that reading does not reject.
    const [polite, deaf] = await Promise.all(streams.map(({ body }) => body))
    assert.match(polite!, /hello[\s\S]*goodbye/)
    assert.match(deaf!, /hello/)
    assert.deepEqual(said, ['AbortError: The server is closing.'])
    release.resolve()
    const finished = await slow
    assert.equal(await finished.body, 'finished, aborted: false')
    assert.equal(finished.response.headers.connection, 'close')
    await closed
    agent.destroy()
  })

  test('idle connections may bring one more request where that is wished', async () => {
    const server = await serve(testApp(hello), { port: 0 })
    const socket = connect(server.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    const closed = server.close({ idle: 5000 })
    await new Promise((resolve) => setTimeout(resolve, 150))
    const answer = await exchange(socket, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    assert.match(answer, /^HTTP\/1\.1 200[\s\S]*connection: close/i)
    await closed
  })
})
