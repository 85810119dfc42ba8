import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { file, path, staticFiles } from '../../../src/web/http/index.ts'
import { ask, testApp } from './helpers.ts'

const dir = mkdtempSync(join(tmpdir(), 'nuages-static-'))
const root = join(dir, 'public')
mkdirSync(join(root, 'css'), { recursive: true })
mkdirSync(join(dir, 'second'))
writeFileSync(join(dir, 'secret.txt'), 'SECRET')
writeFileSync(join(root, 'css', 'site.css'), 'body{}')
writeFileSync(join(root, 'digits.txt'), '0123456789')
writeFileSync(join(root, 'été.svg'), '<svg/>')
writeFileSync(join(root, '.env'), 'SECRET')
writeFileSync(join(dir, 'second', 'digits.txt'), 'shadowed')
writeFileSync(join(dir, 'second', 'other.txt'), 'other')
symlinkSync(join(dir, 'secret.txt'), join(root, 'link.txt'))
utimesSync(join(root, 'digits.txt'), 1_700_000_000, 1_700_000_000)
after(() => rmSync(dir, { recursive: true }))

const files = staticFiles({ prefix: '/static/', dirs: [root, join(dir, 'second')] })
const app = testApp([path('page/', () => file(join(root, 'digits.txt'), { download: 'né"w.txt' }))], {
  middleware: [files],
})
const get = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask(app, target, { headers, method })

test('files come with their type, from the first directory that has them', async () => {
  const css = await get('/static/css/site.css')
  assert.deepEqual(
    [css.status, css.headers.get('content-type'), await css.text()],
    [200, 'text/css; charset=utf-8', 'body{}'],
  )
  assert.equal(await (await get('/static/digits.txt')).text(), '0123456789')
  assert.equal(await (await get('/static/other.txt')).text(), 'other')
  assert.equal((await get('/static/%C3%A9t%C3%A9.svg')).headers.get('content-type'), 'image/svg+xml')
  assert.equal(files.url('été.svg'), '/static/%C3%A9t%C3%A9.svg')
  const head = await get('/static/digits.txt', {}, 'HEAD')
  assert.deepEqual([head.headers.get('content-length'), await head.text()], ['10', ''])
  assert.equal((await get('/static/digits.txt', {}, 'POST')).status, 404)
})

test('conditions are answered with 304 and 412', async () => {
  const first = await get('/static/digits.txt')
  const etag = first.headers.get('etag')!
  const again = await get('/static/digits.txt', { 'if-none-match': `"x", W/${etag}` })
  assert.deepEqual(
    [again.status, again.headers.get('etag'), again.headers.get('content-type'), await again.text()],
    [304, etag, null, ''],
  )
  assert.equal((await get('/static/digits.txt', { 'if-modified-since': 'Tue, 14 Nov 2023 22:13:20 GMT' })).status, 304)
  assert.equal((await get('/static/digits.txt', { 'if-modified-since': 'Tue, 14 Nov 2023 22:13:19 GMT' })).status, 200)
  assert.equal((await get('/static/digits.txt', { 'if-match': '"other"' })).status, 412)
})

test('ranges', async () => {
  const ranges: [string, number, string | null, string][] = [
    ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
    ['bytes=7-', 206, 'bytes 7-9/10', '789'],
    ['bytes=-3', 206, 'bytes 7-9/10', '789'],
    ['bytes=-99', 206, 'bytes 0-9/10', '0123456789'],
    ['bytes=5-99', 206, 'bytes 5-9/10', '56789'],
    ['bytes=10-', 416, 'bytes */10', ''],
    ['bytes=-0', 416, 'bytes */10', ''],
    ['bytes=4-2', 200, null, '0123456789'],
    ['bytes=0-1,3-4', 200, null, '0123456789'],
    ['items=0-1', 200, null, '0123456789'],
    ['bytes=-', 200, null, '0123456789'],
  ]
  for (const [range, status, contentRange, body] of ranges) {
    const response = await get('/static/digits.txt', { range })
    assert.deepEqual(
      [response.status, response.headers.get('content-range'), await response.text()],
      [status, contentRange, body],
      range,
    )
  }
  const stale = await get('/static/digits.txt', { range: 'bytes=0-1', 'if-range': '"other"' })
  assert.equal(stale.status, 200)
})

test('nothing outside of the directories is ever served', async () => {
  const tries = [
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/secret.txt',
    'css/../../secret.txt',
    '..\\secret.txt',
    '..%5csecret.txt',
    'link.txt',
    '.env',
    '%00',
    'digits.txt%00.css',
    '/etc/passwd',
    '//etc/passwd',
    'css',
    'css/',
    '',
  ]
  for (const name of tries) assert.equal((await get(`/static/${name}`)).status, 404, name)
  const part = fc.constantFrom(
    '..',
    '.',
    '',
    '/',
    '\\',
    '%2e%2e',
    'css',
    'secret.txt',
    'public',
    '\0',
    'link.txt',
    '.env',
    'digits.txt',
    ':',
    '~',
    '…',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const found = await files.find(parts.join('/'))
      assert.ok(found === null || found.startsWith(root) || found.startsWith(join(dir, 'second')), String(found))
      assert.ok(found === null || !/secret|\.env/.test(found))
    }),
    { numRuns: 500 },
  )
})

test('a download has a name that cannot break the header', async () => {
  const response = await get('/page/')
  assert.equal(
    response.headers.get('content-disposition'),
    `attachment; filename="n__w.txt"; filename*=UTF-8''n%C3%A9%22w.txt`,
  )
})

test('a wrong prefix or directory is refused at the start', () => {
  assert.throws(() => staticFiles({ prefix: 'static/', dirs: [] }), { code: 'NUAGES_HTTP_FILE_OUTSIDE' })
  assert.throws(() => staticFiles({ prefix: '/static/', dirs: ['relative'] }), { code: 'NUAGES_HTTP_FILE_OUTSIDE' })
  assert.throws(() => staticFiles({ prefix: '/static/', dirs: [join(dir, 'missing')] }), {
    code: 'NUAGES_HTTP_FILE_OUTSIDE',
  })
})
