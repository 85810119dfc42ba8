import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '../../../src/base/log/index.ts'
import {
  type AppOptions,
  accessLog,
  createApp,
  file,
  html,
  logWith,
  path,
  requestIds,
  serve,
  stream,
  text,
  type UrlEntry,
} from '../../../src/web/http/index.ts'

type Line = Record<string, unknown>

/** Serves an application whose lines are read as JSON. `next(n)` waits for so many lines of the access log. */
async function logged(urls: readonly UrlEntry[], options: Partial<AppOptions> = {}) {
  const lines: Line[] = []
  let wanted = Promise.withResolvers<void>()
  const write = (line: string) => {
    lines.push(JSON.parse(line) as Line)
    wanted.resolve()
  }
  const logger = createLogger({ name: 'access', format: 'json', write })
  const app = createApp({
    urls,
    middleware: [accessLog({ logger }), requestIds()],
    logger: createLogger({ name: 'http', format: 'json', write }),
    ...options,
  })
  const server = await serve(app, { port: 0, closeTimeout: 200 })
  return {
    ...server,
    lines,
    async next(n: number): Promise<Line[]> {
      while (lines.filter(({ name }) => name === 'access').length < n) {
        wanted = Promise.withResolvers()
        await wanted.promise
      }
      return lines.filter(({ name }) => name === 'access')
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}

test('an answer is logged when it was sent, with what was sent', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'nuages-'))
  writeFileSync(join(dir, 'a.txt'), 'x'.repeat(100_000))
  const log: string[] = []
  await using server = await logged([
    path('text/', () => html('é')),
    path('none/', () => new Response(null, { status: 204 })),
    path('file/', () => file(join(dir, 'a.txt'))),
    path('broken/', () => {
      throw new TypeError('on purpose')
    }),
    path('reset/<str:token>/', (request) => {
      logWith(request, { user: 7 })
      return text('ok')
    }),
    path('stream/', () =>
      stream(
        (async function* () {
          yield 'ab'
          log.push(`lines before the end: ${server.lines.length}`)
          yield new Uint8Array(5)
        })(),
      ),
    ),
  ])
  const facts = ({ path, status, bytes, level, aborted, user }: Line) => [path, status, bytes, level, aborted, user]
  await (await fetch(`${server.url}stream/?q=secret`)).bytes()
  await (await fetch(`${server.url}text/`)).text()
  await fetch(`${server.url}text/`, { method: 'HEAD' })
  await fetch(`${server.url}none/`)
  await (await fetch(`${server.url}file/`, { headers: { range: 'bytes=0-99' } })).text()
  await (await fetch(`${server.url}broken/`)).text()
  await (await fetch(`${server.url}reset/abc123/`)).text()
  const lines = await server.next(7)
  assert.deepEqual(lines.map(facts), [
    ['/stream/', 200, 7, 'info', undefined, undefined],
    ['/text/', 200, 2, 'info', undefined, undefined],
    ['/text/', 200, 0, 'info', undefined, undefined],
    ['/none/', 204, 0, 'info', undefined, undefined],
    ['/file/', 206, 100, 'info', undefined, undefined],
    ['/broken/', 500, lines[5]!['bytes'], 'error', undefined, undefined],
    ['/reset/***/', 200, 2, 'info', undefined, 7],
  ])
  assert.deepEqual(log, ['lines before the end: 0'])
  assert.ok(lines.every(({ ms, ip }) => typeof ms === 'number' && ip === '127.0.0.1'))
  assert.doesNotMatch(JSON.stringify(lines), /abc123|secret/)
  rmSync(dir, { recursive: true })
})

test('a client that leaves is logged as that, before and in the middle of the answer', async () => {
  await using server = await logged([
    path('slow/', async (request) => {
      await once(request.signal, 'abort')
      return text('nobody hears this')
    }),
    path('stream/', () =>
      stream(
        (async function* () {
          for (;;) {
            yield 'abc'
            await sleep(5)
          }
        })(),
      ),
    ),
  ])
  for (const target of ['slow', 'stream']) {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`GET /${target}/ HTTP/1.1\r\nHost: x\r\n\r\n`)
    if (target === 'stream') await once(socket, 'data')
    else await sleep(50)
    socket.destroy()
    await server.next(target === 'slow' ? 1 : 2)
  }
  const [slow, streamed] = await server.next(2)
  assert.deepEqual([slow!['path'], slow!['status'], slow!['bytes'], slow!['aborted']], ['/slow/', undefined, 0, true])
  assert.deepEqual([streamed!['path'], streamed!['status'], streamed!['aborted']], ['/stream/', 200, true])
  assert.ok((streamed!['bytes'] as number) >= 3)
  assert.equal(streamed!['ip'], '127.0.0.1')
})

test('a request has an id in its answer, its lines and its errors; only a trusted proxy may give it', async () => {
  const urls = [
    path('', (request) => text(request.id)),
    path('broken/', () => {
      throw new TypeError('on purpose')
    }),
  ]
  await using server = await logged(urls)
  const given = { headers: { 'x-request-id': 'given-by-a-stranger' } }
  const first = await fetch(server.url, given)
  const id = await first.text()
  assert.match(id, /^[0-9a-f]{32}$/)
  assert.equal(first.headers.get('x-request-id'), id)
  const broken = await fetch(`${server.url}broken/`)
  await server.next(2)
  const ids = server.lines.map(({ name, requestId }) => [name, requestId])
  const second = broken.headers.get('x-request-id')
  assert.notEqual(second, id)
  assert.deepEqual(ids, [
    ['access', id],
    ['http', second],
    ['access', second],
  ])

  await using behind = await logged(urls, { trustedProxies: ['loopback'] })
  assert.equal(await (await fetch(behind.url, given)).text(), 'given-by-a-stranger')
  for (const bad of ['two words', 'x'.repeat(129), 'a"b', 'é']) {
    const answer = await fetch(behind.url, { headers: { 'x-request-id': bad } })
    assert.match(await answer.text(), /^[0-9a-f]{32}$/, bad)
  }
})
