import '../../support/own-temporary-folder.ts'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { sweepUploadFolders } from '../../../src/web/http/body/upload-folders.ts'
import { json, path, serve, typeOfContent } from '../../../src/web/http/index.ts'
import { uploads } from '../../support/own-temporary-folder.ts'
import { eventually } from '../../support/process.ts'
import { ask, testApp } from './helpers.ts'

test('the type of an upload is what its bytes say, in memory and on disk', async () => {
  const kinds: unknown[] = []
  const app = testApp(
    [
      path('', async (request) => {
        const file = (await request.form()).files.get('f')!
        kinds.push(file.path === null ? 'memory' : 'disk')
        return json([file.type, await file.detectedType()])
      }),
    ],
    { limits: { memory: 1000 } },
  )
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const send = async (content: Uint8Array, type: string) => {
    const body = new FormData()
    body.set('f', new File([new Uint8Array(content)], 'a', { type }))
    return (await ask(app, '/', { method: 'POST', body })).json()
  }
  assert.deepEqual(await send(png, 'text/plain'), ['text/plain', 'image/png'])
  assert.deepEqual(await send(Buffer.concat([png, Buffer.alloc(5000)]), 'text/plain'), ['text/plain', 'image/png'])
  assert.deepEqual(await send(Buffer.from('MZ\x90\0'), 'image/png'), [
    'image/png',
    'application/vnd.microsoft.portable-executable',
  ])
  assert.deepEqual(await send(Buffer.from('<svg onload="x">'), 'image/png'), ['image/png', null])
  assert.deepEqual(await send(Buffer.alloc(0), 'image/png'), ['image/png', null])
  assert.deepEqual(kinds, ['memory', 'disk', 'memory', 'memory', 'memory'])
  assert.deepEqual(uploads(), [])
})

test('formats are told apart by their first bytes', () => {
  const tar = Buffer.alloc(512)
  tar.write('ustar', 257)
  const cases: [Uint8Array, string | null][] = [
    [Buffer.from('GIF89a...'), 'image/gif'],
    [Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg'],
    [Buffer.from('RIFF\0\0\0\0WEBPVP8 '), 'image/webp'],
    [Buffer.from('RIFF\0\0\0\0WAVEfmt '), 'audio/wav'],
    [Buffer.from('RIFF\0\0\0\0none'), null],
    [Buffer.from('\0\0\0\x20ftypavif\0\0\0\0'), 'image/avif'],
    [Buffer.from('\0\0\0\x20ftypisom\0\0\0\0'), 'video/mp4'],
    [Buffer.from('%PDF-1.7'), 'application/pdf'],
    [Buffer.from('PK\x03\x04'), 'application/zip'],
    [gzipSync('x'), 'application/gzip'],
    [zstdCompressSync('x'), 'application/zstd'],
    [deflateSync('x'), null],
    [tar, 'application/x-tar'],
    [tar.subarray(0, 261), null],
    [Buffer.from('SQLite format 3\0'), 'application/vnd.sqlite3'],
    [Buffer.from('text'), null],
  ]
  for (const [content, type] of cases) assert.equal(typeOfContent(content), type, String(content.subarray(0, 12)))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void typeOfContent(bytes)))
})

test('what a killed process left is swept, what may be in use is not', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  const made = (owner: number | string, hours: number): string => {
    const folder = join(tmpdir(), `nuages-upload-${owner}-abc123`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'file'), 'x')
    const time = Date.now() / 1000 - hours * 3600
    utimesSync(folder, time, time)
    return folder
  }
  const left = made(gone, 2)
  const older = made(process.pid, 2000)
  const kept = [made(process.ppid, 2), made(`${gone}0x`, 2)]
  await sweepUploadFolders()
  assert.deepEqual([left, older, ...kept].map(existsSync), [false, false, true, true])
  const recent = made(gone, 0.5)
  await sweepUploadFolders()
  assert.ok(existsSync(recent))
})

test('files of a client that left while the view worked are deleted', async () => {
  const read = Promise.withResolvers<string>()
  const left = Promise.withResolvers<void>()
  const app = testApp(
    [
      path('', async (request) => {
        const file = (await request.form()).files.get('f')!
        read.resolve(file.path!)
        await once(request.signal, 'abort')
        left.resolve()
        return json({})
      }),
    ],
    { limits: { memory: 10 } },
  )
  const server = await serve(app, { port: 0 })
  const body = new FormData()
  body.set('f', new File(['x'.repeat(100)], 'a'))
  const leaving = new AbortController()
  const answer = fetch(server.url, { method: 'POST', body, signal: leaving.signal }).catch(() => null)
  const file = await read.promise
  assert.ok(existsSync(file))
  leaving.abort()
  await Promise.all([answer, left.promise])
  await eventually(async () => !existsSync(file), 'that the file is deleted')
  await server.close()
})
