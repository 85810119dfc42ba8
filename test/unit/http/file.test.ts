import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { contentDisposition, type FileContent, file, path, serve } from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

const folder = mkdtempSync(join(tmpdir(), 'nuages-'))
after(() => rmSync(folder, { recursive: true }))
const text = 'abcdefghij'
writeFileSync(join(folder, 'notes.txt'), text)

async function* chunks() {
  yield 'abcde'
  yield Buffer.from('fghij')
}

test('whatever holds the content, it arrives whole or by range', async () => {
  const handles: { close(): Promise<void> }[] = []
  const contents: Record<string, () => FileContent | Promise<FileContent>> = {
    path: () => join(folder, 'notes.txt'),
    url: () => pathToFileURL(join(folder, 'notes.txt')),
    bytes: () => Buffer.from(text),
    blob: () => new Blob([text], { type: 'text/plain' }),
    handle: async () => {
      const handle = await open(join(folder, 'notes.txt'))
      handles.push(handle)
      return handle
    },
  }
  const app = testApp([
    path('<str:kind>/', async (_, { kind }) => file(await contents[kind]!(), { name: 'notes.txt' })),
  ])
  const server = await serve(app, { port: 0 })
  try {
    for (const kind of Object.keys(contents)) {
      const whole = await fetch(`${server.url}${kind}/`)
      assert.deepEqual([whole.status, await whole.text()], [200, text], kind)
      assert.equal(whole.headers.get('content-length'), '10')
      assert.match(whole.headers.get('content-type')!, /^text\/plain/)
      assert.equal(whole.headers.get('content-disposition'), 'inline; filename="notes.txt"')
      assert.equal(whole.headers.get('accept-ranges'), 'bytes')
      const ranges: [string, number, string, string | null][] = [
        ['bytes=2-4', 206, 'cde', 'bytes 2-4/10'],
        ['bytes=7-', 206, 'hij', 'bytes 7-9/10'],
        ['bytes=-3', 206, 'hij', 'bytes 7-9/10'],
        ['bytes=0-99', 206, text, 'bytes 0-9/10'],
        ['bytes=10-', 416, '', 'bytes */10'],
        // Several ranges, other units and nonsense: the whole.
        ['bytes=0-1,4-5', 200, text, null],
        ['lines=1-2', 200, text, null],
        ['bytes=4-2', 200, text, null],
      ]
      for (const [range, status, body, contentRange] of ranges) {
        const answer = await fetch(`${server.url}${kind}/`, { headers: { range } })
        assert.deepEqual(
          [answer.status, await answer.text(), answer.headers.get('content-range')],
          [status, body, contentRange],
          `${kind} ${range}`,
        )
      }
      const head = await fetch(`${server.url}${kind}/`, { method: 'HEAD' })
      assert.deepEqual([head.headers.get('content-length'), await head.text()], ['10', ''])
    }
    // Whether the answer was sent, refused or only asked about, no file stays open.
    for (const handle of handles) assert.equal((handle as unknown as { fd: number }).fd, -1)
    assert.equal(handles.length, 10)
  } finally {
    await server.close()
  }
})

test('chunks of unknown length have no ranges; an etag of ones own answers conditions', async () => {
  const app = testApp([
    path('chunks/', () => file(chunks(), { name: 'report.csv', download: true })),
    path('bytes/', () => file(Buffer.from(text), { etag: 'v1', cacheControl: 'private' })),
    path('upload/', () => file(new File([text], 'own.png', { type: 'image/png' }), { download: true })),
  ])
  const streamed = await ask(app, '/chunks/', { headers: { range: 'bytes=0-1' } })
  assert.deepEqual([streamed.status, await streamed.text()], [200, text])
  assert.match(streamed.headers.get('content-type')!, /^text\/csv/)
  assert.equal(streamed.headers.get('content-disposition'), 'attachment; filename="report.csv"')
  const bytes = await ask(app, '/bytes/')
  assert.deepEqual([bytes.headers.get('etag'), bytes.headers.get('cache-control')], ['"v1"', 'private'])
  assert.equal(bytes.headers.get('content-type'), 'application/octet-stream')
  assert.equal((await ask(app, '/bytes/', { headers: { 'if-none-match': '"v1"' } })).status, 304)
  const ranged = (validator: string) => ask(app, '/bytes/', { headers: { range: 'bytes=0-1', 'if-range': validator } })
  assert.equal((await ranged('"v1"')).status, 206)
  for (const validator of ['"v0"', 'W/"v1"', 'Mon, 10 Jun 2024 06:13:20 GMT']) {
    assert.equal((await ranged(validator)).status, 200, validator)
  }
  const upload = await ask(app, '/upload/')
  assert.equal(upload.headers.get('content-type'), 'image/png')
  assert.equal(upload.headers.get('content-disposition'), 'attachment; filename="own.png"')
})

test('with a root, a path from a visitor finds files in it and nothing else', async () => {
  const root = join(folder, 'root')
  mkdirSync(join(root, 'deep'), { recursive: true })
  writeFileSync(join(root, 'deep', 'a.txt'), 'inside')
  writeFileSync(join(root, '.hidden'), 'hidden')
  symlinkSync(join(folder, 'notes.txt'), join(root, 'link.txt'))
  const app = testApp([path('<path:name>', (_, { name }) => file(name, { root }))])
  assert.equal(await (await ask(app, '/deep/a.txt')).text(), 'inside')
  const outside = ['%2e%2e/notes.txt', 'deep/..%2f..%2fnotes.txt', '/notes.txt', `${folder}/notes.txt`, 'link.txt']
  for (const target of [...outside, '.hidden', 'deep', 'deep%00', 'deep%5c..%5ca.txt', 'none.txt']) {
    assert.equal((await ask(app, `/${target}`)).status, 404, target)
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('..', '.', 'deep', 'a.txt', 'notes.txt', 'link.txt', '', '\\', '/', '\0')),
      async (parts) => {
        const found = await file(parts.join('/'), { root }).catch(() => null)
        if (found !== null) assert.equal(await found.text(), 'inside')
      },
    ),
    { numRuns: 60 },
  )
})

test('names of downloads are shown as they are, and cannot leave their header', () => {
  const cases: [string, string][] = [
    ['report.pdf', 'filename="report.pdf"'],
    ['two words.txt', 'filename="two words.txt"'],
    ['café.txt', `filename="caf_.txt"; filename*=UTF-8''caf%C3%A9.txt`],
    ['名.txt', `filename="_.txt"; filename*=UTF-8''%E5%90%8D.txt`],
    ['😀.txt', `filename="_.txt"; filename*=UTF-8''%F0%9F%98%80.txt`],
    ['a"b.txt', `filename="a_b.txt"; filename*=UTF-8''a%22b.txt`],
    ['50%.txt', `filename="50_.txt"; filename*=UTF-8''50%25.txt`],
    ["it's (1)*.txt", `filename="it's (1)*.txt"`],
    ["é's (1)*", `filename="_'s (1)*"; filename*=UTF-8''%C3%A9%27s%20%281%29%2A`],
    ['../../etc/passwd', 'filename=".._.._etc_passwd"'],
    ['a\\b\r\nset-cookie: x', 'filename="a_b__set-cookie: x"'],
    ['\ud800.txt', `filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
  ]
  for (const [name, expected] of cases) assert.equal(contentDisposition('attachment', name), `attachment; ${expected}`)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const header = contentDisposition('inline', name)
      assert.match(header, /^inline; filename="[^"\\/\x00-\x1f\x7f-\uffff]*"(?:; filename\*=UTF-8''[\w%.~!-]*)?$/)
      const encoded = /UTF-8''(.*)$/.exec(header)?.[1]
      const read = encoded === undefined ? /"(.*)"/.exec(header)![1]! : decodeURIComponent(encoded)
      assert.equal(read, name.toWellFormed().replace(/[\x00-\x1f\x7f/\\]/g, '_'))
    }),
  )
})
