import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { FileSystemStorage } from '../../../src/data/files/index.ts'

const dir = mkdtempSync(join(tmpdir(), 'nuages-full-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const chunks = (count: number) => Readable.from(Array.from({ length: count }, () => Buffer.alloc(64 * 1024, 1)))

test('a write that finds no room is told, and leaves nothing', async (t) => {
  const handle = await open(import.meta.filename)
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  await handle.close()
  const writeFile = prototype.writeFile
  for (const code of ['ENOSPC', 'EDQUOT', 'EIO']) {
    let writes = 0
    const mocked = t.mock.method(
      prototype,
      'writeFile',
      function (this: FileHandle, ...args: Parameters<typeof writeFile>) {
        if (++writes === 3) return Promise.reject(Object.assign(new Error(`${code}: injected`), { code }))
        return writeFile.apply(this, args)
      },
    )
    const storage = new FileSystemStorage({ root: join(dir, code) })
    await assert.rejects(storage.save('a/b/film.bin', chunks(5)), {
      code: code === 'EIO' ? 'NUAGES_FILES_CANNOT_SAVE' : 'NUAGES_FILES_NO_ROOM',
    })
    mocked.mock.restore()
    assert.deepEqual(readdirSync(join(dir, code)), [])
    assert.equal(await storage.save('a/b/film.bin', chunks(5)), 'a/b/film.bin')
  }
})

const mounts = spawnSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=64k tmpfs "$0"`, dir]).status === 0

test('a disk that is full', { skip: !mounts && 'nothing may be mounted here' }, () => {
  const script = `
    const { FileSystemStorage } = await import(process.argv[1])
    const { readdirSync } = await import('node:fs')
    const storage = new FileSystemStorage({ root: process.argv[2] })
    const kept = await storage.save('kept.bin', Buffer.alloc(300_000))
    const error = await storage.save('folder/film.bin', Buffer.alloc(3_000_000)).catch((error) => error)
    const again = await storage.save('small.bin', Buffer.alloc(300_000))
    console.log(JSON.stringify([kept, error.code, error.status, again, readdirSync(process.argv[2]).sort()]))`
  const source = new URL('../../../src/data/files/index.ts', import.meta.url).href
  const inside = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$1" --input-type=module -e "$2" "$3" "$0"'
  const args = ['-rm', 'sh', '-c', inside, dir, process.execPath, script, source]
  const output = execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  assert.deepEqual(JSON.parse(output), [
    'kept.bin',
    'NUAGES_FILES_NO_ROOM',
    507,
    'small.bin',
    ['kept.bin', 'small.bin'],
  ])
})
