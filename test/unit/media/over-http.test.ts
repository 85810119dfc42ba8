import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { test } from 'node:test'
import { MemoryStorage, type Storage, StoredContent } from '../../../src/data/files/index.ts'
import { createApp, path, serve } from '../../../src/web/http/index.ts'
import { serveFiles } from '../../../src/web/media/index.ts'

/** A storage whose files come slowly and without an end in sight, and which tells when one is let go. */
class SlowStorage extends MemoryStorage implements Storage {
  readonly closed = Promise.withResolvers<void>()
  opened = 0

  override async open(name: string): Promise<StoredContent> {
    this.opened++
    const facts = await this.stat(name)
    const { closed } = this
    return new StoredContent(
      facts,
      { start: 0, until: facts.size },
      {
        async *read() {
          yield Buffer.alloc(1000)
          await new Promise(() => {})
        },
        close: async () => closed.resolve(),
      },
    )
  }
}

async function served(storage: Storage) {
  const server = await serve(createApp({ urls: [path('media/<path:name>', serveFiles(storage))] }), { port: 0 })
  return { server, url: `${server.url.replace(/\/$/, '')}/media`, [Symbol.asyncDispose]: () => server.close() }
}

test('parts of what lies in memory, over a real connection', async () => {
  const storage = new MemoryStorage()
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
  await storage.save('film.mp4', bytes)
  await using site = await served(storage)
  const whole = await fetch(`${site.url}/film.mp4`)
  assert.equal(whole.headers.get('accept-ranges'), 'bytes')
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), bytes)
  for (const [start, end] of [
    [0, 9],
    [1000, 250_000],
    [299_999, 299_999],
  ] as const) {
    const part = await fetch(`${site.url}/film.mp4`, { headers: { range: `bytes=${start}-${end}` } })
    assert.equal(part.status, 206)
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(start, end + 1))
  }
  const head = await fetch(`${site.url}/film.mp4`, { method: 'HEAD' })
  assert.equal(head.headers.get('content-length'), '300000')
})

test('a visitor who leaves lets go of the file; HEAD and 304 open none', async () => {
  const storage = new SlowStorage()
  await storage.save('film.mp4', Buffer.alloc(200_000))
  await using site = await served(storage)
  assert.equal((await fetch(`${site.url}/film.mp4`, { method: 'HEAD' })).status, 200)
  const etag = `"${(await storage.stat('film.mp4')).etag}"`
  assert.equal((await fetch(`${site.url}/film.mp4`, { headers: { 'if-none-match': etag } })).status, 304)
  assert.equal(storage.opened, 0)
  const outgoing = request(`${site.url}/film.mp4`, { agent: false }).end()
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  await once(incoming, 'data')
  outgoing.on('error', () => {}).destroy()
  incoming.on('error', () => {})
  await storage.closed.promise
  assert.equal(storage.opened, 1)
  await site.server.close()
})
