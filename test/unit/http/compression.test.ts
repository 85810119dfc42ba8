import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from 'node:zlib'
import {
  type CompressionOptions,
  compression,
  events,
  file,
  html,
  json,
  path,
  serve,
  stream,
  text,
  type UrlEntry,
} from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

const folder = mkdtempSync(join(tmpdir(), 'nuages-'))
after(() => rmSync(folder, { recursive: true }))

const page = `<ul>${'<li>A line that comes again and again</li>'.repeat(60)}</ul>`
const unpack: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  br: (bytes) => brotliDecompressSync(bytes),
  gzip: (bytes) => gunzipSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
}

function compressing(urls: readonly UrlEntry[], options: CompressionOptions = {}) {
  return testApp(urls, { middleware: [compression(options)] })
}

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size)
}

/** Asks through `fetch` of the application, which decodes nothing. */
async function packed(app: ReturnType<typeof testApp>, target: string, accept: string, init: RequestInit = {}) {
  const response = await ask(app, target, { ...init, headers: { 'accept-encoding': accept, ...init.headers } })
  const coding = response.headers.get('content-encoding')
  const bytes = await response.bytes()
  const body = coding === null || bytes.length === 0 ? Buffer.from(bytes) : unpack[coding]!(bytes)
  return { response, coding, bytes, body: body.toString() }
}

test('bodies of every kind arrive as they were, and smaller', async () => {
  const long = page.repeat(30)
  writeFileSync(join(folder, 'page.html'), page)
  const app = compressing([
    path('text/', () => html(page)),
    path('long/', () => html(long)),
    path('bytes/', () => new Response(Buffer.from(page), { headers: { 'content-type': 'text/html' } })),
    path('stream/', () => stream(inPieces(page, 7))),
    path('late/', () =>
      stream(
        (async function* () {
          for await (const piece of inPieces(page, 500)) {
            yield piece
            await sleep(1)
          }
        })(),
      ),
    ),
    path('none/', () => stream((async function* () {})())),
    path('file/', () => file(join(folder, 'page.html'))),
    path('error/', () => {
      throw new Error('page of the error')
    }),
    path('public/', () => html(page, { headers: { 'cache-control': 'max-age=60, public' } })),
  ])
  for (const coding of ['br', 'gzip']) {
    for (const target of ['/text/', '/bytes/', '/stream/', '/late/', '/file/', '/long/']) {
      const got = await packed(app, target, coding)
      assert.equal(got.coding, coding, target)
      assert.equal(got.body, target === '/long/' ? long : page, target)
      assert.ok(got.bytes.length < page.length / 3, `${target} ${coding}: ${got.bytes.length}`)
      assert.equal(got.response.headers.get('vary'), 'Accept-Encoding')
      assert.equal(got.response.headers.get('content-length'), null)
    }
    const empty = await packed(app, '/none/', coding)
    assert.deepEqual([empty.coding, empty.body], [coding, ''])
  }
  const open = await packed(app, '/public/', 'zstd, gzip;q=0.5')
  assert.deepEqual([open.coding, open.body], ['zstd', page])
  assert.equal((await packed(app, '/public/', 'gzip, deflate, br, zstd')).coding, 'br')
  // Nothing says that this page is everybody's: zstd has no room for a padding.
  assert.equal((await packed(app, '/text/', 'zstd, gzip;q=0.5')).coding, 'gzip')
  assert.equal((await packed(app, '/text/', 'zstd')).coding, null)
})

test('what gains nothing, or must not change, goes as it is', async () => {
  writeFileSync(join(folder, 'data.csv'), page)
  const app = compressing([
    path('small/', () => html('short')),
    path('image/', () => new Response(Buffer.alloc(5000), { headers: { 'content-type': 'image/png' } })),
    path('untyped/', () => new Response(Buffer.alloc(5000))),
    path('ready/', () => text(page, { headers: { 'content-encoding': 'br' } })),
    path('fixed/', () => text(page, { headers: { 'cache-control': 'no-cache, No-Transform' } })),
    path('empty/', () => new Response(null, { status: 204 })),
    path('announced/', () => stream(inPieces('abc', 1), { headers: { 'content-length': '3' } })),
    path('events/', () => events(feed())),
    path('file/', () => file(join(folder, 'data.csv'))),
    path('text/', () => html(page)),
  ])
  async function* feed() {
    yield { data: page }
  }
  for (const target of ['small', 'image', 'untyped', 'fixed', 'empty', 'announced', 'events']) {
    const response = await ask(app, `/${target}/`, { headers: { 'accept-encoding': 'gzip, br' } })
    assert.equal(response.headers.get('content-encoding'), null, target)
    assert.equal(response.headers.get('vary'), null, target)
  }
  const ready = await ask(app, '/ready/', { headers: { 'accept-encoding': 'gzip' } })
  assert.deepEqual([ready.headers.get('content-encoding'), await ready.text()], ['br', page])

  const plain = await ask(app, '/text/')
  assert.deepEqual([plain.headers.get('content-encoding'), plain.headers.get('vary')], [null, 'Accept-Encoding'])

  const range = await ask(app, '/file/', { headers: { 'accept-encoding': 'gzip', range: 'bytes=1-3' } })
  assert.deepEqual([range.status, await range.text()], [206, page.slice(1, 4)])
  assert.equal(range.headers.get('content-encoding'), null)
  const whole = await ask(app, '/file/', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(whole.headers.get('accept-ranges'), null)
})

test('a compressed answer is weakly the same as the plain one: conditions and HEAD agree', async () => {
  let made = 0
  const app = compressing([
    path('', () => {
      made++
      return html(page, { headers: { etag: '"v1"', 'last-modified': 'Mon, 10 Jun 2024 06:13:20 GMT' } })
    }),
    path('stream/', () => stream(inPieces(page, 100), { headers: { etag: 'W/"v2"' } })),
  ])
  const first = await packed(app, '/', 'gzip')
  assert.equal(first.response.headers.get('etag'), 'W/"v1"')
  for (const tag of ['W/"v1"', '"v1"', '*']) {
    const again = await packed(app, '/', 'gzip', { headers: { 'if-none-match': tag } })
    assert.equal(again.response.status, 304)
    assert.equal(again.response.headers.get('etag'), 'W/"v1"')
    assert.equal(again.response.headers.get('vary'), 'Accept-Encoding')
    assert.equal(again.coding, null)
  }
  assert.equal((await packed(app, '/', 'gzip', { headers: { 'if-none-match': '"v0"' } })).body, page)
  const head = await packed(app, '/', 'gzip', { method: 'HEAD' })
  assert.deepEqual([head.bytes.length, head.coding, head.response.headers.get('etag')], [0, 'gzip', 'W/"v1"'])
  assert.equal(head.response.headers.get('content-length'), null)
  assert.equal((await packed(app, '/stream/', 'br')).response.headers.get('etag'), 'W/"v2"')
  assert.equal(made, 6)
})

test('the length of an answer tells nothing certain about its content', async () => {
  const app = compressing([path('', () => html(page)), path('stream/', () => stream(inPieces(page, 900)))])
  for (const target of ['/', '/stream/']) {
    for (const coding of ['br', 'gzip']) {
      const lengths = new Set<number>()
      for (let i = 0; i < 24; i++) {
        const got = await packed(app, target, coding)
        assert.equal(got.body, page)
        lengths.add(got.bytes.length)
      }
      // Of a hundred lengths, 24 tries nearly never give fewer than ten.
      assert.ok(lengths.size >= 8, `${target} ${coding}: ${[...lengths]}`)
      assert.ok(Math.max(...lengths) - Math.min(...lengths) < 110)
    }
  }
})

test('an answer that is given twice is reported and never sent with the wrong coding', async () => {
  const shared = html(page)
  const app = compressing([path('', () => shared)])
  assert.equal((await packed(app, '/', 'gzip')).body, page)
  const second = await packed(app, '/', 'gzip')
  assert.equal(second.response.status, 500)
  assert.match(app.lines.join(''), /NUAGES_HTTP_RESPONSE_SENT/)
})

test('an event, and the top of a page, arrive before the rest is made', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
  let at = 0
  const urls = [
    path('', () => {
      const gate = gates[at++]!
      return stream(
        (async function* () {
          yield `${page}TOP`
          await gate.promise
          yield 'BOTTOM'
        })(),
        { type: 'text/html' },
      )
    }),
    path('zstd/', () =>
      events(
        (async function* () {
          yield { data: 'first' }
          await new Promise(() => {})
        })(),
        { headers: { 'cache-control': 'public' } },
      ),
    ),
  ]
  const app = compressing(urls, { types: () => true })
  const server = await serve(app, { port: 0, closeTimeout: 100 })
  const open = (target: string, coding: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(server.url + target, { headers: { 'accept-encoding': coding } }, resolve).on('error', reject)
    })
  try {
    for (const [i, coding] of ['br', 'gzip'].entries()) {
      const answer = await open('', coding)
      const decoder = coding === 'br' ? createBrotliDecompress() : createGunzip()
      let seen = ''
      answer.pipe(decoder).on('data', (bytes) => {
        seen += String(bytes)
        if (seen.includes('TOP')) gates[i]!.resolve()
      })
      // The gate opens only when the top has been read: a body that waits for its end would never come to it.
      await new Promise((resolve) => decoder.once('end', resolve))
      assert.equal(seen, `${page}TOPBOTTOM`)
    }
    const answer = await open('zstd/', 'zstd')
    answer.on('error', () => {})
    // events() says no-store, which wins over what the view said.
    assert.equal(answer.headers['content-encoding'], undefined)
    answer.destroy()
  } finally {
    await server.close()
  }
})

test('zstd streams are flushed too', async () => {
  const gate = Promise.withResolvers<void>()
  const app = compressing([
    path('', () =>
      stream(
        (async function* () {
          yield page
          await gate.promise
          yield 'END'
        })(),
        { headers: { 'cache-control': 'public' } },
      ),
    ),
  ])
  const response = await ask(app, '/', { headers: { 'accept-encoding': 'zstd' } })
  const decoder = createZstdDecompress({ flush: constants.ZSTD_e_flush } as object)
  let seen = ''
  decoder.on('data', (bytes) => {
    seen += String(bytes)
    if (seen === page) gate.resolve()
  })
  for await (const chunk of response.body!) decoder.write(chunk)
  await new Promise<void>((resolve) => decoder.once('end', resolve).end())
  assert.equal(seen, `${page}END`)
})

test('a client that leaves ends the source at once, and an error in it breaks the answer off', async () => {
  const ended = Promise.withResolvers<void>()
  const source: AsyncIterableIterator<string> = {
    [Symbol.asyncIterator]: () => source,
    next: (() => {
      let first = true
      return () => {
        if (!first) return new Promise<IteratorResult<string>>(() => {})
        first = false
        return Promise.resolve({ done: false as const, value: page })
      }
    })(),
    return: async () => {
      ended.resolve()
      return { done: true, value: undefined }
    },
  }
  const app = compressing([
    path('', () => stream(source)),
    path('broken/', () =>
      stream(
        (async function* () {
          yield page
          await sleep(5)
          throw new TypeError('broke in the middle')
        })(),
      ),
    ),
  ])
  const server = await serve(app, { port: 0, closeTimeout: 500 })
  try {
    const controller = new AbortController()
    const response = await fetch(server.url, { signal: controller.signal })
    await response.body!.getReader().read()
    controller.abort()
    await ended.promise
    await assert.rejects(fetch(`${server.url}broken/`).then((answer) => answer.text()))
    assert.match(app.lines.join(''), /broke in the middle/)
  } finally {
    await server.close()
  }
})

test('a slow reader slows the compressed source down', async (t) => {
  let made = 0
  // Repeats beyond the window of gzip: it cannot be made smaller.
  const chunk = randomBytes(64 * 1024)
  const app = compressing([
    path('', () =>
      stream(
        (async function* () {
          for (; made < 2000; made++) yield chunk
        })(),
      ),
    ),
  ])
  const server = await serve(app, { port: 0, closeTimeout: 100 })
  t.after(() => server.close())
  const request = httpGet(server.url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => answer.pause())
  request.on('error', () => {})
  await sleep(300)
  assert.ok(made > 0 && made < 500, `made ${made} chunks for a reader that reads nothing`)
  request.destroy()
})

test('json is compressed as text is', async () => {
  const value = Array.from({ length: 100 }, (_, id) => ({ id, name: 'the same name' }))
  const got = await packed(compressing([path('', () => json(value))]), '/', 'br;q=1.0, gzip;q=0.8, *;q=0.1')
  assert.deepEqual([got.coding, JSON.parse(got.body)], ['br', value])
})
