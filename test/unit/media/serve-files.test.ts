import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { FileSystemStorage, MemoryStorage, SignedUrls, type Storage } from '../../../src/data/files/index.ts'
import { createApp, path } from '../../../src/web/http/index.ts'
import { mediaFiles, type ServeFilesOptions, serveFiles } from '../../../src/web/media/index.ts'
import { hostileNames } from '../../support/suites/storage.ts'

function served(storage: Storage, options: ServeFilesOptions = {}) {
  const app = createApp({ urls: [path('media/<path:name>', serveFiles(storage, options), { name: 'media' })] })
  return (target: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.fetch(new Request(`http://localhost${target}`, { method, headers }))
}

const png = Buffer.from('89504e470d0a1a0a0000', 'hex')

for (const kind of ['file system', 'memory'] as const) {
  describe(`files of the ${kind}, served`, () => {
    let dir: string
    let storage: Storage
    before(async () => {
      dir = mkdtempSync(join(tmpdir(), 'nuages-media-'))
      storage = kind === 'memory' ? new MemoryStorage() : new FileSystemStorage({ root: join(dir, 'media') })
      await storage.save('folder/digits.txt', '0123456789')
      await storage.save('large.bin', Buffer.alloc(200_000, 7))
      await storage.save('empty.txt', '')
      for (const name of ['page.html', 'image.svg', 'feed.xml', 'code.js', 'other.xyz', 'noending'])
        await storage.save(name, '<script>alert(1)</script>')
      await storage.save('photo.png', png)
      await storage.save('photo', png)
      await storage.save('paper.pdf', '%PDF-1.7')
    })
    after(() => rmSync(dir, { recursive: true, force: true }))

    test('whole, with what a browser needs to keep it', async () => {
      const get = served(storage)
      const response = await get('/media/folder/digits.txt')
      assert.equal(response.status, 200)
      assert.equal(await response.text(), '0123456789')
      const { headers } = response
      assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
      assert.equal(headers.get('content-length'), '10')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('cache-control'), 'no-cache')
      assert.equal(headers.get('content-disposition'), null)
      assert.match(headers.get('content-security-policy')!, /default-src 'none'.*; sandbox$/)
      const etag = headers.get('etag')!
      assert.equal(etag, `"${(await storage.stat('folder/digits.txt')).etag}"`)
      assert.equal((await get('/media/folder/digits.txt', { 'if-none-match': etag })).status, 304)
      assert.equal(
        (await get('/media/folder/digits.txt', { 'if-modified-since': headers.get('last-modified')! })).status,
        304,
      )
      assert.equal((await get('/media/folder/digits.txt', { 'if-match': '"other"' })).status, 412)
    })

    test('in parts', async () => {
      const get = served(storage)
      const part = await get('/media/folder/digits.txt', { range: 'bytes=2-4' })
      assert.deepEqual(
        [part.status, part.headers.get('content-range'), await part.text()],
        [206, 'bytes 2-4/10', '234'],
      )
      assert.equal(await (await get('/media/folder/digits.txt', { range: 'bytes=-3' })).text(), '789')
      assert.equal((await get('/media/folder/digits.txt', { range: 'bytes=10-' })).status, 416)
      const large = await get('/media/large.bin', { range: 'bytes=100000-199999' })
      assert.equal((await large.arrayBuffer()).byteLength, 100_000)
      assert.equal((await (await get('/media/large.bin')).arrayBuffer()).byteLength, 200_000)
      const stale = await get('/media/folder/digits.txt', { range: 'bytes=2-4', 'if-range': '"other"' })
      assert.equal(stale.status, 200)
      await stale.text()
    })

    test('HEAD, an empty file, and other methods', async () => {
      const get = served(storage)
      const head = await get('/media/large.bin', {}, 'HEAD')
      assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '200000', ''])
      const empty = await get('/media/empty.txt')
      assert.deepEqual([empty.status, await empty.text()], [200, ''])
      assert.equal((await get('/media/empty.txt', {}, 'POST')).status, 405)
    })

    test('what can run something is offered for saving', async () => {
      const get = served(storage)
      const disposition = async (name: string) => {
        const { headers } = await get(`/media/${name}`)
        assert.equal(headers.get('x-content-type-options'), 'nosniff')
        return headers.get('content-disposition')
      }
      for (const name of ['page.html', 'image.svg', 'feed.xml', 'code.js', 'other.xyz', 'noending'])
        assert.equal(await disposition(name), `attachment; filename="${name}"`)
      for (const name of ['photo.png', 'photo', 'paper.pdf']) assert.equal(await disposition(name), null)
      const allowed = served(storage, { inline: ['image/svg+xml'] })
      const svg = await allowed('/media/image.svg')
      assert.equal(svg.headers.get('content-disposition'), null)
      assert.match(svg.headers.get('content-security-policy')!, /sandbox/)
      const saved = await served(storage, { download: true })('/media/photo.png')
      assert.equal(saved.headers.get('content-disposition'), 'attachment; filename="photo.png"')
    })

    test('a type that the name does not tell is the one of the content, for pictures alone', async () => {
      const get = served(storage)
      assert.equal((await get('/media/photo')).headers.get('content-type'), 'image/png')
      assert.equal((await get('/media/noending')).headers.get('content-type'), 'application/octet-stream')
    })

    test('what is not there, or nowhere, is 404', async () => {
      const get = served(storage)
      for (const target of [
        'nothing.txt',
        'folder',
        'folder/',
        '.hidden',
        '%2e%2e/secret',
        '..%2fsecret',
        'a%00.txt',
        'a%5c..%5cb',
        '%252e%252e/x',
      ])
        assert.equal((await get(`/media/${target}`)).status, 404, target)
      const view = serveFiles(storage)
      for (const name of hostileNames) {
        const request = { method: 'GET' } as Parameters<typeof view>[0]
        await assert.rejects(view(request, { name }), { status: 404 }, JSON.stringify(name))
      }
    })

    test('signed addresses alone', async () => {
      let now = Date.now()
      const signed = new SignedUrls({ url: '/media/', secretKey: 'key', now: () => now })
      const get = served(storage, { signed })
      const address = signed.signedUrl('folder/digits.txt', { expires: 60, download: 'report ü.txt' })
      const response = await get(address)
      assert.deepEqual([response.status, await response.text()], [200, '0123456789'])
      assert.match(response.headers.get('cache-control')!, /^private, max-age=(59|60)$/)
      assert.match(response.headers.get('content-disposition')!, /^attachment; .*report%20%C3%BC\.txt/)
      for (const target of [
        '/media/folder/digits.txt',
        address.replace('digits', 'other'),
        address.replace(/signature=./, 'signature=!'),
        `${address}x`,
        '/media/nothing.txt',
      ])
        assert.equal((await get(target)).status, 403, target)
      assert.equal((await get(signed.signedUrl('nothing.txt'))).status, 404)
      now += 61_000
      assert.equal((await get(address)).status, 403)
    })
  })
}

test('what links out of the folder is not served', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'nuages-media-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const storage = new FileSystemStorage({ root: join(dir, 'media') })
  await storage.save('a.txt', 'a')
  writeFileSync(join(dir, 'secret.txt'), 'secret')
  symlinkSync('../secret.txt', join(dir, 'media/link.txt'))
  assert.equal((await served(storage)('/media/link.txt')).status, 404)
})

test('as middleware it lets pass what is not its own', async () => {
  const storage = new MemoryStorage()
  await storage.save('a.txt', 'a')
  const app = createApp({
    urls: [path('<path:rest>', () => new Response('view'))],
    middleware: [mediaFiles('/media/', storage)],
  })
  const get = async (target: string, method = 'GET') => {
    const response = await app.fetch(new Request(`http://localhost${target}`, { method }))
    return [response.status, response.status === 200 ? await response.text() : '']
  }
  assert.deepEqual(await get('/media/a.txt'), [200, 'a'])
  assert.deepEqual(await get('/media/b.txt'), [200, 'view'])
  assert.deepEqual(await get('/media/'), [200, 'view'])
  assert.deepEqual(await get('/mediation'), [200, 'view'])
  assert.deepEqual(await get('/media/a.txt', 'POST'), [200, 'view'])
  for (const prefix of ['media/', '/media', '//media/', ''])
    assert.throws(() => mediaFiles(prefix, storage), { code: 'NUAGES_MEDIA_BAD_PREFIX' }, prefix)
})

test('a redirection to where the storage signs', async () => {
  const storage = new MemoryStorage({ urls: new SignedUrls({ url: 'https://files.example.org/', secretKey: 'key' }) })
  await storage.save('a.txt', 'a')
  const response = await served(storage, { redirect: 60 })('/media/a.txt')
  assert.equal(response.status, 302)
  assert.match(response.headers.get('location')!, /^https:\/\/files\.example\.org\/a\.txt\?expires=\d+&signature=/)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.equal((await served(storage, { redirect: 60 })('/media/b.txt')).status, 404)
})
