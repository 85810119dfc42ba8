import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { FileSystemStorage, type FileSystemStorageOptions } from '../../../src/data/files/index.ts'
import { hostileNames, storageSuite } from '../../support/suites/storage.ts'

/** A folder with a storage in `media`, and something beside it that nobody may touch. */
function place(options: Partial<FileSystemStorageOptions> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'nuages-files-'))
  const root = join(dir, 'media')
  const outside = join(dir, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.txt'), 'secret')
  const storage = new FileSystemStorage({ root, ...options })
  const tree = (of: string) => readdirSync(of, { recursive: true }).map(String).sort()
  return { dir, root, outside, storage, tree, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

storageSuite('file system', async () => {
  const made = place()
  return { storage: made.storage, close: async () => made[Symbol.dispose]() }
})

describe('what stays on the disk', () => {
  test('what killed processes left half written is swept once it is old', async () => {
    using made = place()
    await made.storage.save('a/b/kept.txt', 'kept')
    const half = (letter: string) => `.nuages-${letter.repeat(16)}.part`
    mkdirSync(join(made.root, '.hidden'))
    const old = [join(made.root, half('a')), join(made.root, 'a', 'b', half('b'))]
    const left = [
      join(made.root, 'a', half('c')),
      join(made.root, '.hidden', half('d')),
      join(made.root, '.nuages-x.part'),
    ]
    for (const file of [...old, ...left]) writeFileSync(file, 'half')
    for (const file of [...old, ...left.slice(1)]) utimesSync(file, 1, 1)
    symlinkSync(made.outside, join(made.root, 'link'))
    writeFileSync(join(made.outside, half('e')), 'x')
    utimesSync(join(made.outside, half('e')), 1, 1)
    const before = new Date(1_000_000)
    assert.equal(await made.storage.sweep(before, { delete: false }), 2)
    assert.equal(await made.storage.sweep(before), 2)
    assert.deepEqual([...old, ...left].map(existsSync), [false, false, true, true, true])
    assert.deepEqual([existsSync(join(made.outside, half('e'))), await made.storage.sweep(before)], [true, 0])
    assert.equal(await new FileSystemStorage({ root: join(made.dir, 'nowhere') }).sweep(new Date()), 0)
  })

  test('nothing of a content that failed, not even its folders', async () => {
    using made = place()
    const failing = Readable.from(
      (async function* () {
        yield 'the beginning'
        throw new TypeError('the source broke')
      })(),
    )
    await made.storage.save('there/a.txt', 'a')
    await assert.rejects(made.storage.save('there/new/folders/x.txt', failing), TypeError)
    assert.deepEqual(made.tree(made.root), ['there', 'there/a.txt'])
  })

  test('savings that fail beside others that do not', async () => {
    using made = place()
    async function* failing() {
      yield 'x'
      throw new TypeError('the source broke')
    }
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => made.storage.save('a/b/c.txt', i % 2 === 0 ? failing() : `${i}`)),
    )
    assert.deepEqual(
      results.map(({ status }) => status),
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'rejected' : 'fulfilled')),
    )
    const kept = readdirSync(join(made.root, 'a/b'))
    assert.equal(kept.length, 20)
    assert.ok(kept.every((name) => !name.startsWith('.')))
  })

  test('the permissions that were asked for, whatever the umask', async () => {
    using made = place({ fileMode: 0o666, folderMode: 0o770 })
    const before = process.umask(0o077)
    try {
      await made.storage.save('a/b.txt', 'b')
    } finally {
      process.umask(before)
    }
    assert.equal(statSync(join(made.root, 'a/b.txt')).mode & 0o777, 0o666)
    assert.equal(statSync(join(made.root, 'a')).mode & 0o777, 0o770)
    assert.throws(() => new FileSystemStorage({ root: 'x', fileMode: 666_666 }), { code: 'NUAGES_FILES_BAD_OPTION' })
  })

  test('it can be written through to the disk', async () => {
    using made = place({ sync: true })
    assert.equal(await made.storage.save('a/b.txt', 'b'), 'a/b.txt')
    assert.deepEqual(made.tree(made.root), ['a', 'a/b.txt'])
  })

  test('a file where a folder should be is told', async () => {
    using made = place()
    await made.storage.save('a', 'a')
    await assert.rejects(made.storage.save('a/b.txt', 'b'), { code: 'NUAGES_FILES_CANNOT_SAVE' })
    mkdirSync(join(made.root, 'folder'))
    assert.match(await made.storage.save('folder', 'x'), /^folder_\w{7}$/)
    await assert.rejects(made.storage.save('folder', 'x', { overwrite: true }), { code: 'NUAGES_FILES_CANNOT_SAVE' })
    await assert.rejects(made.storage.delete('folder'), { code: 'NUAGES_FILES_CANNOT_DELETE' })
    assert.ok(made.tree(made.root).every((name) => !name.includes('.part')))
  })

  test('reading lets go of the file', {
    skip: process.platform !== 'linux' && 'counts descriptors in /proc',
  }, async () => {
    using made = place()
    await made.storage.save('a.txt', 'a'.repeat(200_000))
    const open = () => readdirSync('/proc/self/fd').length
    const before = open()
    for (let i = 0; i < 5; i++) {
      await (await made.storage.open('a.txt')).text()
      await (await made.storage.open('a.txt')).close()
      for await (const _ of await made.storage.open('a.txt')) break
      await assert.rejects(made.storage.open('a.txt', { start: 300_000 }))
      await (await made.storage.open('a.txt')).stream().cancel()
      const reader = (await made.storage.open('a.txt')).stream().getReader()
      await reader.read()
      await reader.cancel()
    }
    assert.equal(open(), before)
  })
})

describe('links', () => {
  test('those that lead out are not followed', async () => {
    using made = place()
    await made.storage.save('in/a.txt', 'a')
    symlinkSync(made.outside, join(made.root, 'out'))
    symlinkSync(join(made.outside, 'secret.txt'), join(made.root, 'in/secret.txt'))
    symlinkSync(join(made.outside, 'new.txt'), join(made.root, 'in/dangling.txt'))
    for (const name of ['out/secret.txt', 'in/secret.txt', 'in/dangling.txt', 'out']) {
      assert.equal(await made.storage.exists(name), false, name)
      assert.equal(await made.storage.path(name), null, name)
      await assert.rejects(made.storage.open(name), { code: 'NUAGES_FILES_NOT_FOUND' }, name)
      await assert.rejects(made.storage.stat(name), { code: 'NUAGES_FILES_NOT_FOUND' }, name)
    }
    for (const name of ['out/x.txt', 'out/deeper/x.txt'])
      await assert.rejects(made.storage.save(name, 'evil'), { code: 'NUAGES_FILES_OUTSIDE' }, name)
    // A link is a name that is taken, and never written through.
    assert.match(await made.storage.save('in/secret.txt', 'mine'), /^in\/secret_\w{7}\.txt$/)
    assert.match(await made.storage.save('in/dangling.txt', 'mine'), /^in\/dangling_\w{7}\.txt$/)
    assert.equal(await made.storage.save('in/secret.txt', 'mine', { overwrite: true }), 'in/secret.txt')
    await made.storage.delete('out/secret.txt')
    await made.storage.delete('in/dangling.txt')
    const listed: string[] = []
    for await (const { name } of made.storage.list()) listed.push(name)
    assert.ok(listed.every((name) => !name.startsWith('out')))
    assert.deepEqual(made.tree(made.outside), ['secret.txt'])
    assert.equal(readFileSync(join(made.outside, 'secret.txt'), 'utf8'), 'secret')
  })

  test('those that stay inside are, and the root may be one', async () => {
    using made = place()
    mkdirSync(join(made.dir, 'real'))
    symlinkSync(join(made.dir, 'real'), made.root)
    await made.storage.save('folder/a.txt', 'a')
    symlinkSync('a.txt', join(made.root, 'folder/b.txt'))
    symlinkSync('folder', join(made.root, 'other'))
    assert.equal(await (await made.storage.open('folder/b.txt')).text(), 'a')
    assert.equal(await (await made.storage.open('other/a.txt')).text(), 'a')
    assert.equal(await made.storage.save('other/c.txt', 'c'), 'other/c.txt')
    assert.equal(readFileSync(join(made.dir, 'real/folder/c.txt'), 'utf8'), 'c')
  })

  test('a loop of them is nothing', async () => {
    using made = place()
    await made.storage.save('a.txt', 'a')
    symlinkSync('loop', join(made.root, 'loop'))
    assert.equal(await made.storage.exists('loop'), false)
    await assert.rejects(made.storage.save('loop/x.txt', ''), { code: 'NUAGES_FILES_CANNOT_SAVE' })
  })
})

test('whatever the name, nothing is written outside, and nothing overwritten', async () => {
  using made = place()
  const kept = new Map<string, string>()
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'A',
      'media',
      'outside',
      'secret.txt',
      'con',
      '.git',
      '~',
      '%2e%2e',
      'a.tar.gz',
      'é',
      '\0',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ maxLength: 300 }),
  )
  const separator = fc.constantFrom('/', '\\', '//', '/./', '/../')
  const anyName = fc.oneof(
    fc.constantFrom(...hostileNames),
    fc
      .tuple(
        fc.constantFrom('', '/', '\\', '../', 'C:\\', './'),
        part,
        fc.array(fc.tuple(separator, part), { maxLength: 4 }),
      )
      .map(([start, first, rest]) => start + first + rest.flat().join('')),
  )
  let counter = 0
  await fc.assert(
    fc.asyncProperty(anyName, async (name) => {
      const content = `content ${++counter}`
      const saved = await made.storage.save(name, content).catch((error: { code?: string }) => {
        assert.match(error.code ?? '', /^NUAGES_FILES_(UNSAFE_NAME|NAME_TOO_LONG|CANNOT_SAVE)$/, `${error}`)
        return null
      })
      if (saved === null) return
      assert.equal(kept.has(saved), false)
      kept.set(saved, content)
      assert.equal(await (await made.storage.open(saved)).text(), content)
    }),
    { numRuns: 150 },
  )
  assert.deepEqual(
    made.tree(made.dir).filter((name) => !name.startsWith('media')),
    ['outside', 'outside/secret.txt'],
  )
  for (const [name, content] of kept) assert.equal(readFileSync(join(made.root, name), 'utf8'), content)
  const listed: string[] = []
  for await (const { name } of made.storage.list()) listed.push(name)
  assert.deepEqual(listed.toSorted(), [...kept.keys()].toSorted())
})
