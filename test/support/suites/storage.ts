import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import type { Content, Storage } from '../../../src/data/files/index.ts'

const coded = (code: string) => ({ code })

export interface StorageUnderTest {
  readonly storage: Storage
  close(): Promise<void>
}

/** Names that would leave the storage, or mean something else on another system, for `save` and for everything else. */
export const hostileNames: readonly string[] = [
  '',
  '.',
  '..',
  '/',
  '\\',
  '../secret',
  '../../etc/passwd',
  'a/../../b',
  'a/..',
  '..\\secret',
  'a\\..\\..\\b',
  '/etc/passwd',
  '\\\\server\\share',
  'C:\\Windows\\win.ini',
  'c:evil',
  'a\0.txt',
  'a\n.txt',
  'a\u202egpj.exe',
  'a\u007f.txt',
  'photo.jpg/',
  '\ud800.txt',
]

/** What `save` makes safe, and nothing else takes. */
const cleaned: readonly (readonly [name: string, saved: string])[] = [
  ['.htaccess', 'htaccess'],
  ['.git/config', 'git/config'],
  ['a//b.txt', 'a/b.txt'],
  ['./a.txt', 'a.txt'],
  ['con.txt', '_con.txt'],
  ['AUX', '_AUX'],
  ['a./b.', 'a/b'],
  ['a\\b.txt', 'a/b.txt'],
  ['file:stream.txt', 'filestream.txt'],
]

async function* failing(): AsyncGenerator<string> {
  yield 'the beginning'
  throw new TypeError('the source broke')
}

async function* never(): AsyncGenerator<string> {
  yield 'the beginning'
  await new Promise(() => {})
}

async function names(storage: Storage, prefix?: string): Promise<string[]> {
  const found: string[] = []
  for await (const { name } of storage.list(prefix)) found.push(name)
  return found
}

async function text(storage: Storage, name: string): Promise<string> {
  return await (await storage.open(name)).text()
}

/** What the server under a storage cannot, so that nothing can be said of the storage. */
export interface ServerLimits {
  /** It lists in an order of its own. */
  readonly ordered?: boolean
  /** Bytes of the last part of a name. */
  readonly longest?: number
}

/** What every storage promises. `make` gives an empty one. */
export function storageSuite(
  label: string,
  make: () => Promise<StorageUnderTest>,
  { ordered = true, longest = 400 }: ServerLimits = {},
): void {
  const listed = async (of: Storage, prefix?: string) => {
    const found = await names(of, prefix)
    return ordered ? found : found.sort()
  }
  describe(`storage: ${label}`, () => {
    let made: StorageUnderTest
    let storage: Storage
    before(async () => {
      made = await make()
      storage = made.storage
    })
    after(() => made?.close())

    test('what is saved is read again, whatever it came as', async () => {
      const contents: readonly (readonly [string, Content])[] = [
        ['text', 'héllo'],
        ['bytes', Buffer.from('héllo')],
        ['blob', new Blob(['hé', 'llo'])],
        ['web', new Blob(['héllo']).stream()],
        ['node', Readable.from([Buffer.from('hé'), Buffer.from('llo')])],
        ['chunks', Readable.from(['hé', 'llo'])],
        ['upload', { stream: () => Readable.from(['héllo']) }],
      ]
      for (const [name, content] of contents) {
        const saved = await storage.save(`kinds/${name}.txt`, content)
        assert.equal(saved, `kinds/${name}.txt`)
        assert.equal(await text(storage, saved), 'héllo', name)
        assert.equal(await storage.size(saved), 6)
      }
    })

    test('an empty file is a file', async () => {
      const name = await storage.save('empty.bin', new Uint8Array())
      assert.equal(await storage.size(name), 0)
      assert.deepEqual(await (await storage.open(name)).bytes(), new Uint8Array())
      await assert.rejects(storage.open(name, { start: 0, end: 0 }), coded('NUAGES_FILES_BAD_RANGE'))
    })

    test('what is no content is refused', async () => {
      for (const wrong of [null, undefined, 5, {}, Readable.from([5])])
        await assert.rejects(storage.save('wrong.txt', wrong as unknown as Content), coded('NUAGES_FILES_CANNOT_SAVE'))
      assert.deepEqual(await names(storage, 'wrong'), [])
    })

    test('a taken name is left alone, and another found', async () => {
      const first = await storage.save('taken/photo.tar.gz', 'first')
      const second = await storage.save('taken/photo.tar.gz', 'second')
      assert.equal(first, 'taken/photo.tar.gz')
      assert.match(second, /^taken\/photo_[a-z0-9]{7}\.tar\.gz$/)
      assert.equal(await text(storage, first), 'first')
      assert.equal(await text(storage, second), 'second')
    })

    test('of many at once, each gets a name of its own', async () => {
      const all = await Promise.all(Array.from({ length: 12 }, (_, i) => storage.save('race/same.txt', `saver ${i}`)))
      assert.equal(new Set(all).size, 12)
      assert.ok(all.includes('race/same.txt'))
      assert.deepEqual(await Promise.all(all.map((name) => text(storage, name))), [
        ...Array.from({ length: 12 }, (_, i) => `saver ${i}`),
      ])
    })

    test('overwriting takes the place, whole', async () => {
      const before = await storage.save('over.txt', 'a long first content')
      const { etag } = await storage.stat(before)
      assert.equal(await storage.save('over.txt', 'second', { overwrite: true }), before)
      assert.equal(await text(storage, before), 'second')
      assert.notEqual((await storage.stat(before)).etag, etag)
      await assert.rejects(storage.save('over.txt', failing(), { overwrite: true }), TypeError)
      assert.equal(await text(storage, before), 'second')
      assert.equal(await storage.save('new/over.txt', 'n', { overwrite: true }), 'new/over.txt')
    })

    test('parts of it, both ends included', async () => {
      const name = await storage.save('digits.txt', '0123456789')
      const part = async (range: { start?: number; end?: number }) => {
        const content = await storage.open(name, range)
        return [content.start, content.length, content.size, await content.text()]
      }
      assert.deepEqual(await part({}), [0, 10, 10, '0123456789'])
      assert.deepEqual(await part({ start: 3, end: 5 }), [3, 3, 10, '345'])
      assert.deepEqual(await part({ start: 7 }), [7, 3, 10, '789'])
      assert.deepEqual(await part({ end: 0 }), [0, 1, 10, '0'])
      assert.deepEqual(await part({ start: 8, end: 99 }), [8, 2, 10, '89'])
      for (const range of [
        { start: 10 },
        { start: 5, end: 4 },
        { start: -1 },
        { start: 0.5 },
        { end: -1 },
        { start: Number.NaN },
      ])
        await assert.rejects(storage.open(name, range), coded('NUAGES_FILES_BAD_RANGE'), JSON.stringify(range))
    })

    test('it is read once, in chunks, or let go', async () => {
      const name = await storage.save('once.txt', 'once')
      const content = await storage.open(name)
      assert.equal(await content.text(), 'once')
      await assert.rejects(content.text(), coded('NUAGES_FILES_CANNOT_READ'))
      const unread = await storage.open(name)
      await unread.close()
      await unread.close()
      await assert.rejects(unread.text(), coded('NUAGES_FILES_CANNOT_READ'))
      const streamed = await storage.open(name)
      assert.equal(await new Response(streamed.stream()).text(), 'once')
      const left = await storage.open(name)
      for await (const _ of left) break
    })

    test('what is known of it', async () => {
      const started = Date.now()
      const name = await storage.save('facts/image.png', 'png')
      const facts = await storage.stat(name)
      assert.equal(facts.name, name)
      assert.equal(facts.size, 3)
      assert.equal(facts.type, 'image/png')
      assert.match(facts.etag, /^[^"]+$/)
      assert.ok(facts.modified.getTime() >= started - 2000 && facts.modified.getTime() <= Date.now() + 2000)
      const content = await storage.open(name)
      assert.deepEqual(
        [content.name, content.size, content.type, content.etag, content.modified],
        [facts.name, facts.size, facts.type, facts.etag, facts.modified],
      )
      await content.close()
    })

    test('what is not there is said so', async () => {
      for (const name of ['nothing.txt', 'facts', 'facts/image.png/x', 'no/where/at.all']) {
        assert.equal(await storage.exists(name), false, name)
        await assert.rejects(storage.open(name), coded('NUAGES_FILES_NOT_FOUND'), name)
        await assert.rejects(storage.stat(name), coded('NUAGES_FILES_NOT_FOUND'), name)
        await assert.rejects(storage.size(name), coded('NUAGES_FILES_NOT_FOUND'), name)
      }
    })

    test('deleting', async () => {
      const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((each) => storage.save(`gone/${each}.txt`, each)))
      assert.equal(await storage.exists(a!), true)
      await storage.delete(a!)
      await storage.delete(a!)
      assert.equal(await storage.exists(a!), false)
      await storage.deleteMany([a!, b!, c!, 'gone/never.txt', 'nowhere/at/all.txt'])
      assert.deepEqual(await names(storage, 'gone/'), [])
      await storage.deleteMany([])
      assert.equal(await storage.save('gone/a.txt', 'again'), 'gone/a.txt')
    })

    test('listing, in the order of names', async () => {
      for (const name of ['list/b/2.txt', 'list/a.txt', 'list/b.txt', 'list/b/10.txt', 'list/a/x.txt', 'lists.txt'])
        await storage.save(name, name)
      const inside = ['list/a.txt', 'list/a/x.txt', 'list/b.txt', 'list/b/10.txt', 'list/b/2.txt']
      assert.deepEqual(await listed(storage, 'list/'), inside)
      assert.deepEqual(await listed(storage, 'list'), [...inside, 'lists.txt'])
      assert.deepEqual(await listed(storage, 'list/b/'), ['list/b/10.txt', 'list/b/2.txt'])
      assert.deepEqual(await listed(storage, 'list/b/1'), ['list/b/10.txt'])
      assert.deepEqual(await listed(storage, 'list/c/'), [])
      for await (const facts of storage.list('list/a.')) assert.equal(facts.size, 'list/a.txt'.length)
      const all = await names(storage)
      assert.ok(all.includes('lists.txt') && all.includes('list/a.txt'))
      for (const prefix of ['../', '/etc/', 'a/../', 'a\0']) {
        await assert.rejects(names(storage, prefix), coded('NUAGES_FILES_UNSAFE_NAME'), prefix)
      }
    })

    test('a content that fails leaves nothing', async () => {
      await assert.rejects(storage.save('failed/x.txt', failing()), { name: 'TypeError', message: 'the source broke' })
      assert.deepEqual(await names(storage, 'failed'), [])
      assert.equal(await storage.save('failed/x.txt', 'now'), 'failed/x.txt')
    })

    test('a saving that is given up leaves nothing', async () => {
      const reason = new Error('no longer wanted')
      const abort = new AbortController()
      const saving = storage.save('given-up/x.txt', never(), { signal: abort.signal })
      setImmediate(() => abort.abort(reason))
      await assert.rejects(saving, (error) => error === reason)
      await assert.rejects(
        storage.save('given-up/x.txt', 'text', { signal: abort.signal }),
        (error) => error === reason,
      )
      assert.deepEqual(await names(storage, 'given-up'), [])
    })

    test('more than it may have is refused, and nothing kept', async () => {
      const chunks = () => Readable.from([Buffer.alloc(600), Buffer.alloc(600)])
      await assert.rejects(storage.save('large/x.bin', chunks(), { maxSize: 1199 }), coded('NUAGES_FILES_TOO_LARGE'))
      assert.deepEqual(await names(storage, 'large'), [])
      assert.equal(await storage.save('large/x.bin', chunks(), { maxSize: 1200 }), 'large/x.bin')
    })

    test('a long stream arrives whole', async () => {
      const block = Buffer.alloc(256 * 1024)
      const hash = createHash('sha256')
      async function* blocks() {
        for (let i = 0; i < 44; i++) {
          block.fill(i)
          hash.update(block)
          // The same buffer again and again: who keeps it must copy it.
          yield block
        }
      }
      const name = await storage.save('long.bin', blocks())
      assert.equal(await storage.size(name), 44 * block.length)
      const again = createHash('sha256')
      for await (const chunk of await storage.open(name)) again.update(chunk)
      assert.equal(again.digest('hex'), hash.digest('hex'))
      const part = await (await storage.open(name, { start: block.length - 1, end: block.length })).bytes()
      assert.deepEqual([...part], [0, 1])
      await storage.delete(name)
    })

    test('names that lead elsewhere are refused by everything', async () => {
      for (const name of hostileNames) {
        const shown = JSON.stringify(name)
        await assert.rejects(storage.save(name, 'evil'), coded('NUAGES_FILES_UNSAFE_NAME'), `save ${shown}`)
        await assert.rejects(storage.open(name), coded('NUAGES_FILES_UNSAFE_NAME'), `open ${shown}`)
        await assert.rejects(storage.exists(name), coded('NUAGES_FILES_UNSAFE_NAME'), `exists ${shown}`)
        await assert.rejects(storage.size(name), coded('NUAGES_FILES_UNSAFE_NAME'), `size ${shown}`)
        await assert.rejects(storage.stat(name), coded('NUAGES_FILES_UNSAFE_NAME'), `stat ${shown}`)
        await assert.rejects(storage.delete(name), coded('NUAGES_FILES_UNSAFE_NAME'), `delete ${shown}`)
        await assert.rejects(storage.deleteMany([name]), coded('NUAGES_FILES_UNSAFE_NAME'), `deleteMany ${shown}`)
        await assert.rejects(storage.signedUrl(name), coded('NUAGES_FILES_UNSAFE_NAME'), `signedUrl ${shown}`)
        assert.throws(() => storage.url(name), coded('NUAGES_FILES_UNSAFE_NAME'), `url ${shown}`)
      }
    })

    test('names that can be made safe are, by saving alone', async () => {
      for (const [name, saved] of cleaned) {
        await assert.rejects(storage.open(name), coded('NUAGES_FILES_UNSAFE_NAME'), name)
        assert.equal(await storage.save(name, name, { overwrite: true }), saved)
        assert.equal(await text(storage, saved), name)
      }
    })

    test('names of any script', async () => {
      // The same letters, composed and not.
      const composed = await storage.save('scripts/Zoë 写真 (1).JPG', 'a')
      assert.equal(composed, 'scripts/Zoë_写真_1.JPG'.normalize('NFC'))
      assert.notEqual(await storage.save('scripts/Zoë 写真 (1).JPG'.normalize('NFD'), 'b'), composed)
      assert.equal(await text(storage, composed), 'a')
    })

    test('a name is as long as it may be', async () => {
      const name = await storage.save('lengths/photograph.jpeg', 'a', { maxLength: 22 })
      assert.match(name, /^lengths\/p_[a-z0-9]{7}\.jpeg$/)
      assert.equal(await storage.save('lengths/photograph.jpeg', 'a', { maxLength: 23 }), 'lengths/photograph.jpeg')
      await assert.rejects(
        storage.save('lengths/photograph.jpeg', 'a', { maxLength: 12 }),
        coded('NUAGES_FILES_NAME_TOO_LONG'),
      )
      const long = await storage.save(`lengths/${'ü'.repeat(longest / 2)}.txt`, 'long')
      assert.ok(Buffer.byteLength(long.split('/')[1]!) <= 255)
      assert.equal(await text(storage, long), 'long')
      await assert.rejects(storage.save(`${'x'.repeat(256)}/a.txt`, ''), coded('NUAGES_FILES_NAME_TOO_LONG'))
      await assert.rejects(storage.save(`${'x/'.repeat(500)}a.txt`, ''), coded('NUAGES_FILES_NAME_TOO_LONG'))
    })
  })
}
