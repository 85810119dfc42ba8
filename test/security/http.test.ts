/** What a hostile or broken client may send: every case ends in an answer or a closed connection, and the server goes on. */

// In a process of its own: it measures memory.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createLogger } from '../../src/base/log/index.ts'
import {
  type AppOptions,
  accessLog,
  createApp,
  file,
  json,
  type Middleware,
  mount,
  path,
  type RunningServer,
  serve,
  setCookie,
  stream,
  text,
  type UrlEntry,
} from '../../src/web/http/index.ts'
import { allowedHosts, csrf, securityHeaders } from '../../src/web/security/index.ts'
import { uploads } from '../support/own-temporary-folder.ts'

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

async function withApp(
  urls: readonly UrlEntry[],
  work: (port: number, ask: (bytes: string, wait?: number) => Promise<string>, lines: string[]) => Promise<void>,
  options: Partial<AppOptions> = {},
): Promise<void> {
  const lines: string[] = []
  const logger = createLogger({ format: 'text', write: (line) => lines.push(line) })
  const own = await serve(createApp({ urls, logger, ...options }), { port: 0, closeTimeout: 200 })
  const ask = async (bytes: string, wait = 400): Promise<string> => {
    const socket = connect(own.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.write(bytes)
    const timer = setTimeout(() => socket.destroy(), wait)
    await once(socket, 'close')
    clearTimeout(timer)
    return answer
  }
  try {
    await work(own.port, ask, lines)
  } finally {
    await own.close()
  }
}

const location = (answer: string): string | undefined => /^location: (.*)\r$/im.exec(answer)?.[1]

test('the redirect to the address with a slash never leads to another host', async () => {
  const urls = [path('<str:name>/', () => text('')), path('<path:rest>/', () => text(''))]
  await withApp(urls, async (_, ask) => {
    for (const target of ['/\\evil.example', '//evil.example', '/\\/evil.example', '///evil.example', '/a\\b']) {
      const answer = await ask(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      const where = location(answer)
      assert.ok(where !== undefined, target)
      assert.equal(new URL(where, 'http://x.example/').host, 'x.example', `${target} → ${where}`)
    }
  })
})

test('of two different hosts none is believed', async () => {
  const urls = [path('', (request) => json({ host: request.host, url: request.url }))]
  await withApp(urls, async (_, ask) => {
    const answer = await ask('GET / HTTP/1.1\r\nHost: good.example\r\nhost: evil.example\r\nConnection: close\r\n\r\n')
    assert.match(answer, /"host":"good\.example, evil\.example","url":"http:\/\/localhost\/"/)
    assert.match(await ask('GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n'), /"host":"a"/)
  })
  const guarded = { middleware: [allowedHosts(['good.example', 'evil.example'])] }
  await withApp(
    urls,
    async (_, ask) => {
      const hosts = ['good.example\r\nHost: evil.example', 'good.example@evil.example', 'good.example/x', '', 'a b']
      for (const host of hosts) {
        assert.equal(status(await ask(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)), 400, host)
      }
      for (const host of ['GOOD.example', 'good.example.:81', 'good.example:8000']) {
        assert.equal(status(await ask(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)), 200, host)
      }
    },
    guarded,
  )
})

test('a mounted application sees no other path than the one that was checked', async () => {
  const seen: string[] = []
  const inner = (request: Request) => {
    seen.push(new URL(request.url).pathname)
    return new Response('inner')
  }
  const guard: Middleware = (request, next) =>
    request.path.startsWith('/m/admin/') ? text('no', { status: 403 }) : next()
  await withApp(
    [mount('m/', inner)],
    async (_, ask) => {
      const paths = [
        '/m%2Fpublic/admin/x',
        '/m/public/%2e%2E/admin/x',
        '/m/public/../admin/x',
        '/m/public/..\\admin\\x',
        '/m/admin/x',
        '/m/./admin/x',
      ]
      for (const target of paths) {
        const code = status(await ask(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`))
        assert.ok(code === 403 || code === 404, `${target}: ${code}`)
      }
      assert.deepEqual(seen, [])
      await ask('GET /m/caf%C3%A9/a%2Fb/?q HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')
      assert.deepEqual(seen, ['/caf%C3%A9/a%2Fb/'])
      assert.equal(status(await ask('TRACE /m/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')), 405)
    },
    { middleware: [guard] },
  )
})

test('rubbish behind a request does not get into the answer to it', async () => {
  const urls = [
    path('', () =>
      stream(
        (async function* () {
          yield 'first'
          await sleep(150)
          yield 'second'
        })(),
      ),
    ),
  ]
  await withApp(urls, async (port) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await sleep(60)
    socket.write('RUBBISH\r\n\r\n')
    await once(socket, 'close')
    assert.match(answer, /first/)
    assert.doesNotMatch(answer, /400 Bad Request/)
  })
})

test('an answer that is shorter than it said ends the connection instead of borrowing from the next', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'nuages-'))
  writeFileSync(join(dir, 'page.txt'), 'x'.repeat(300_000))
  const chunks = async function* () {
    yield 'abc'
  }
  const urls = [
    path('text', () => text('abc', { headers: { 'content-length': '10' } })),
    path('stream', () => stream(chunks(), { headers: { 'content-length': '10' } })),
    path('long', () => stream(chunks(), { headers: { 'content-length': '2' } })),
    path('file', async () => {
      const response = await file(join(dir, 'page.txt'))
      writeFileSync(join(dir, 'page.txt'), 'short')
      return response
    }),
    path('small', async () => {
      writeFileSync(join(dir, 'small.txt'), 'x'.repeat(3000))
      const response = await file(join(dir, 'small.txt'))
      writeFileSync(join(dir, 'small.txt'), 'short')
      return response
    }),
    path('next', () => text('NEXT')),
  ]
  await withApp(urls, async (_, ask, lines) => {
    const next = 'GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    for (const target of ['stream', 'long', 'file', 'small']) {
      const answer = await ask(`GET /${target} HTTP/1.1\r\nHost: x\r\n\r\n${next}`)
      assert.doesNotMatch(answer, /NEXT/, target)
    }
    assert.match(
      await ask(`GET /text HTTP/1.1\r\nHost: x\r\n\r\n${next}`),
      /content-length: 3\r\n[\s\S]*abcHTTP[\s\S]*NEXT/,
    )
    assert.equal(lines.join('\n').match(/NUAGES_HTTP_FILE_CHANGED/g)?.length, 2)
  })
  rmSync(dir, { recursive: true })
})

test('one response for two visitors is refused, as the second would get the cookies of the first', async () => {
  const shared = text('shared')
  let visits = 0
  const cookie: Middleware = async (_, next) => {
    const response = await next()
    setCookie(response, 'sessionid', `visitor-${++visits}`)
    return response
  }
  await withApp(
    [path('', () => shared), path('copy/', () => shared.clone())],
    async (_, ask, lines) => {
      const get = (target: string) => ask(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      assert.match(await get('/copy/'), /visitor-1/)
      assert.match(await get('/copy/'), /visitor-2/)
      assert.match(await get('/'), /200 OK[\s\S]*visitor-3/)
      const second = await get('/')
      assert.equal(status(second), 500)
      assert.doesNotMatch(second, /visitor-3/)
      assert.match(lines.join('\n'), /NUAGES_HTTP_RESPONSE_SENT/)
    },
    { middleware: [cookie] },
  )
})

test('parameters that a view changes are gone with its request', async () => {
  const urls = [
    path('', (_, params) => {
      Object.assign(params, { leaked: true })
      return text('')
    }),
    path('<int:id>/', (_, params) => {
      const before = Object.keys(params).length
      Object.assign(params, { leaked: true })
      return json(before)
    }),
  ]
  await withApp(urls, async (port) => {
    for (let i = 0; i < 2; i++) assert.equal(await (await fetch(`http://127.0.0.1:${port}/3/`)).json(), 1)
    for (let i = 0; i < 2; i++) assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 500)
  })
})

test('a secret in the path is in no log and on no error page', async () => {
  const urls = [
    path('reset/<str:token>/', () => {
      throw new TypeError('boom')
    }),
  ]
  for (const debug of [false, true]) {
    await withApp(
      urls,
      async (port, _, lines) => {
        const page = await (
          await fetch(`http://127.0.0.1:${port}/reset/hunter2/?password=hunter2&auth=hunter2`, {
            headers: { cookie: 'a=hunter2', authorization: 'Basic hunter2', referer: 'http://x/?t=hunter2' },
          })
        ).text()
        assert.doesNotMatch(page, /hunter2/)
        assert.doesNotMatch(lines.join('\n'), /hunter2/)
        assert.match(lines.join('\n'), /GET \/reset\/\*\*\*\/ failed/)
      },
      { debug, middleware: [accessLog({ logger: createLogger({ level: 'silent' }) })] },
    )
  }
})

test('a message that looks like a stack shows no file', async () => {
  const urls = [
    path('', (request) => {
      throw new TypeError(request.query.get('q') ?? '')
    }),
  ]
  await withApp(
    urls,
    async (port) => {
      const q = encodeURIComponent('x\n    at read (/etc/passwd:1:1)\n    at /etc/hosts:1:1')
      const page = await (await fetch(`http://127.0.0.1:${port}/?q=${q}`)).text()
      assert.doesNotMatch(page, /root:|localhost<\/span>|<summary>read/)
      assert.match(page, /http\.test\.ts/)
    },
    { debug: true },
  )
})

/** Frees what nothing refers to, so that what is left is what is kept. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

test('a long stream keeps nothing of what it sent', async () => {
  const size = 64 * 1024
  const urls = [
    path('', () =>
      stream(
        (async function* () {
          for (let i = 0; i < 2400; i++) yield Buffer.alloc(size)
        })(),
      ),
    ),
  ]
  await withApp(urls, async (port) => {
    let most = 0
    let received = 0
    for await (const chunk of (await fetch(`http://127.0.0.1:${port}/`)).body!) {
      const before = received
      received += chunk.length
      if (received >> 23 === before >> 23) continue
      collectGarbage()
      most = Math.max(most, process.memoryUsage().arrayBuffers)
    }
    assert.equal(received, 2400 * size)
    assert.ok(most < 75 * 1024 * 1024, `${Math.round(most / 1024 / 1024)} MiB held for a stream of 150 MiB`)
  })
})

test('a form that nobody waited for leaves no file behind', async () => {
  const before = uploads()
  let reading: Promise<unknown> | null = null
  const early = path('', (request) => {
    reading = request.form()
    return text('done before the form was read')
  })
  const app = createApp({ urls: [early], limits: { memory: 10 } })
  const body = new FormData()
  body.append('f', new File(['x'.repeat(100_000)], 'x.txt'))
  const response = await app.fetch(new Request('http://localhost/', { method: 'POST', body }))
  assert.equal(await response.text(), 'done before the form was read')
  await reading
  for (let i = 0; i < 50 && uploads().length > before.length; i++) await sleep(20)
  assert.deepEqual(uploads(), before)
})

test('uploads that are broken off again and again leave no file and no memory', async () => {
  const before = uploads()
  await withApp(
    [path('', async (request) => json([...(await request.form()).files.keys()]))],
    async (port) => {
      const round = async (times: number) => {
        for (let i = 0; i < times; i++) {
          const socket = connect(port, '127.0.0.1')
          socket.on('error', () => {})
          await once(socket, 'connect')
          socket.write(
            `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 900000\r\n\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n${'y'.repeat(200_000)}`,
          )
          await sleep(4)
          socket.resetAndDestroy()
        }
        await sleep(200)
      }
      await round(20)
      collectGarbage()
      const start = process.memoryUsage().arrayBuffers
      await round(60)
      collectGarbage()
      const grown = process.memoryUsage().arrayBuffers - start
      assert.ok(grown < 30 * 1024 * 1024, `${Math.round(grown / 1024 / 1024)} MiB more after 60 broken uploads`)
      for (let i = 0; i < 50 && uploads().length > before.length; i++) await sleep(20)
      assert.deepEqual(uploads(), before)
    },
    { limits: { memory: 1000 } },
  )
})
